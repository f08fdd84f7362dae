/* SPDX-License-Identifier: MIT */
/* Joint angles over a recording, for OpenSim. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analyse.h"
#include "export_file.h"
#include "gonio/opensim.h"

/* Rows of all angles, as the session tells of them. */
struct angles {
	float (*row)[GN_ANGLES];        /* n, NAN where not known */
	size_t n, room;
	uint8_t given[GN_ANGLES];
	int     err;
};

struct mot {
	struct gn_opensim_table table;
	enum gn_angle column[GN_ANGLES];
	float *rad;                     /* n_rows x n_columns */
};

static int reach(struct angles *a, size_t n)
{
	size_t room = a->room ? a->room : 4096;
	float (*more)[GN_ANGLES];

	if (n > GN_EXPORT_ROWS_MAX)
		return GN_EFORMAT;
	while (room < n)
		room *= 2;
	if (room > a->room) {
		more = realloc(a->row, room * sizeof(*more));
		if (!more)
			return GN_ENOMEM;
		a->row = more;
		a->room = room;
	}
	for (; a->n < n; a->n++)
		for (int k = 0; k < GN_ANGLES; k++)
			a->row[a->n][k] = NAN;
	return GN_OK;
}

static void on_stretch(void *user, struct gn_session *s, int64_t from_ns,
		       size_t n)
{
	struct angles *a = user;
	size_t from = (size_t)(from_ns / GN_SESSION_FRAME_NS);
	float *one = malloc(n * sizeof(*one));

	if (!a->err)
		a->err = one ? reach(a, from + n) : GN_ENOMEM;
	for (int k = 0; k < GN_ANGLES && !a->err; k++) {
		if (!gn_session_curve(s, (enum gn_angle)k, one))
			continue;
		a->given[k] = 1;
		for (size_t i = 0; i < n; i++)
			a->row[from + i][k] = one[i];
	}
	free(one);
}

/* Why an angle whose sensors are there is in no column. */
static void tell(const struct gn_result *r, const struct angles *a,
		 struct gn_export_table *out)
{
	for (int k = 0; k < GN_ANGLES; k++) {
		const struct gn_angle_note *n = &r->angle[k];

		if (a->given[k] || n->state == GN_ANGLE_ABSENT ||
		    n->state == GN_ANGLE_GIVEN)
			continue;
		snprintf(out->note[out->n_notes++], sizeof(out->note[0]),
			 "%s is not given: %s: %s",
			 gn_angle_def((enum gn_angle)k)->name,
			 r->sensors[n->sensor].name,
			 gn_angle_state_text(n->state));
	}
}

static int take_columns(struct mot *x, const struct angles *a)
{
	size_t at = 0;

	x->table.n_rows = a->n;
	x->table.step_ns = GN_SESSION_FRAME_NS;
	for (int k = 0; k < GN_ANGLES; k++)
		if (a->given[k])
			x->column[x->table.n_columns++] = (enum gn_angle)k;
	x->rad = malloc(a->n * x->table.n_columns * sizeof(*x->rad));
	if (!x->rad)
		return GN_ENOMEM;
	for (size_t i = 0; i < a->n; i++)
		for (size_t c = 0; c < x->table.n_columns; c++)
			x->rad[at++] = a->row[i][x->column[c]];
	return GN_OK;
}

static int write_table(FILE *to, const void *user)
{
	const struct mot *x = user;

	return gn_opensim_mot(to, &x->table, x->column, x->rad);
}

/* The file, of what is known. */
static int save(const struct angles *a, const char *path, const char *dir,
		struct gn_export_table *out, struct gn_diag *why)
{
	struct mot x = { .rad = NULL };
	int made = 0, err = take_columns(&x, a);

	if (err)
		return gn_diag_set(why, err, "%s: out of memory", path);
	out->rows = x.table.n_rows;
	out->columns = x.table.n_columns;
	err = gn_export_dir(path, dir, "mot", out->path, &made, why);
	if (!err)
		err = gn_export_write(out->path, write_table, &x, why);
	if (err && made)
		rmdir(dir);
	free(x.rad);
	return err;
}

static int any(const struct angles *a)
{
	for (int k = 0; k < GN_ANGLES; k++)
		if (a->given[k])
			return 1;
	return 0;
}

int gn_export_mot(const char *path, const char *dir,
		  const struct gn_catalogue *cat, const char *exercise,
		  const struct gn_known_body *known,
		  struct gn_export_table *out, struct gn_diag *why)
{
	struct angles a = { .n = 0 };
	const struct gn_ask ask = { .exercise = exercise, .known = known,
				    .stretch = on_stretch,
				    .stretch_user = &a };
	struct gn_result r;
	int err;

	memset(out, 0, sizeof(*out));
	err = gn_analyse_as(&r, path, cat, &ask, why);
	if (!err)
		tell(&r, &a, out);
	if (!err && a.err)
		err = gn_diag_set(why, a.err, "%s: %s", path,
				  a.err == GN_ENOMEM ? "out of memory" :
				  "longer than 24 h; export a part of it");
	if (!err && !any(&a))
		err = gn_diag_set(why, GN_ENODATA, "%s: no joint angle is "
				  "known in it", path);
	if (!err)
		err = save(&a, path, dir, out, why);
	gn_result_free(&r);
	free(a.row);
	return err;
}
