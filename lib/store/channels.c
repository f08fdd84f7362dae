/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "sidecar.h"
#include "text.h"

/* Where the columns of a _channels.tsv stand; -1: not there. */
struct heads {
	int name, component, type, point, unit, status, frame;
};

static int find_columns(const struct gn_fields *head, const char *name,
			struct heads *w, struct gn_diag *why)
{
	static const char *const needed[] = {
		"name", "component", "type", "tracked_point", "units",
	};

	for (size_t i = 0; i < sizeof(needed) / sizeof(*needed); i++)
		if (gn_fields_find(head, needed[i]) < 0)
			return gn_diag_set(why, GN_EFORMAT,
					   "%s:1: no column '%s' in the "
					   "header; it is required", name,
					   needed[i]);
	w->name = gn_fields_find(head, "name");
	w->component = gn_fields_find(head, "component");
	w->type = gn_fields_find(head, "type");
	w->point = gn_fields_find(head, "tracked_point");
	w->unit = gn_fields_find(head, "units");
	w->status = gn_fields_find(head, "status");
	w->frame = gn_fields_find(head, "reference_frame");
	return GN_OK;
}

int gn_channels_parse(char *text, size_t len, const char *name,
		      struct gn_layout *out, struct gn_diag *why)
{
	struct gn_fields f = { .n = 0 };
	struct gn_diag reason;
	struct heads w = { -1, -1, -1, -1, -1, -1, -1 };
	char *p = text, where[600];
	size_t line = 0;
	int n, err;

	gn_layout_init(out);
	n = gn_text_fields(&p, text + len, &line, &f);
	if (n <= 0)
		return gn_diag_set(why, GN_EFORMAT,
				   "%s: empty or no table; it must describe "
				   "each column", name);
	err = find_columns(&f, name, &w, why);
	if (err)
		return err;
	while ((n = gn_text_fields(&p, text + len, &line, &f)) > 0) {
		struct gn_column c = {
			.name = gn_field(&f, w.name),
			.component = gn_field(&f, w.component),
			.type = gn_field(&f, w.type),
			.point = gn_field(&f, w.point),
			.unit = gn_field(&f, w.unit),
			.bad = !strcasecmp(gn_field(&f, w.status), "bad"),
			.aligned = !strcasecmp(gn_field(&f, w.frame),
					       "segment"),
		};

		snprintf(where, sizeof(where), "%s:%zu", name, line);
		err = gn_layout_add(out, &c, where, &reason);
		if (err)
			return gn_diag_set(why, err, "%s", reason.text);
	}
	if (n < 0)
		return gn_diag_set(why, GN_EFORMAT,
				   "%s:%zu: more than %d fields", name, line,
				   GN_FIELDS_MAX);
	return gn_layout_finish(out, name, why);
}
