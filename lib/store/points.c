/* SPDX-License-Identifier: MIT */
/* Columns of positions. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "layout.h"

/* The factor to m; 0: not known. */
static double to_m(const char *unit)
{
	static const struct { const char *name; double factor; } known[] = {
		{ "m", 1.0 }, { "cm", 1e-2 }, { "mm", 1e-3 },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (!strcmp(known[i].name, unit))
			return known[i].factor;
	return 0.0;
}

void gn_layout_add_point(struct gn_layout *l, const struct gn_column *c,
			 const char *where)
{
	enum gn_point point = gn_point_parse(c->point);
	int axis = (c->component[0] | 0x20) - 'x';
	struct gn_layout_point *p = &l->points[point];
	const char *what;

	if (point == GN_POINT_COUNT)
		return;
	if (axis < 0 || axis > 2 || c->component[1])
		what = "the component of POS must be x, y or z";
	else if (p->col[axis] >= 0)
		what = "this component stands there already";
	else if (to_m(c->unit) == 0.0)
		what = "the unit of POS must be m, cm or mm";
	else
		what = NULL;
	if (what) {
		if (!l->points_why.text[0])
			gn_diag_set(&l->points_why, GN_EFORMAT,
				    "%s: column '%s': %s", where, c->name,
				    what);
		return;
	}
	p->col[axis] = (int16_t)l->n_cols;
	p->scale[axis] = to_m(c->unit);
	p->bad |= c->bad != 0;
}

/* How many of x, y, z a point has; the first that it lacks. */
static int components(const struct gn_layout_point *p, char *lacks)
{
	int n = 0;

	for (int c = 2; c >= 0; c--) {
		n += p->col[c] >= 0;
		if (p->col[c] < 0)
			*lacks = (char)('x' + c);
	}
	return n;
}

void gn_layout_finish_points(struct gn_layout *l, const char *where)
{
	char lacks = 'x';

	for (int i = 0; i < GN_POINT_COUNT; i++) {
		int n = components(&l->points[i], &lacks);

		if (n && n < 3 && !l->points_why.text[0])
			gn_diag_set(&l->points_why, GN_EFORMAT,
				    "%s: point '%s' lacks POS %c; all of x, "
				    "y, z must be there", where,
				    gn_point_name(i), lacks);
	}
	if (l->points_why.text[0])
		return;
	for (int i = 0; i < GN_POINT_COUNT; i++) {
		const struct gn_layout_point *p = &l->points[i];

		if (p->col[0] < 0 || p->bad)
			continue;
		l->has_points |= UINT32_C(1) << i;
		for (int c = 0; c < 3; c++)
			l->used[p->col[c]] = 1;
	}
}
