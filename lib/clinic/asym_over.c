/* SPDX-License-Identifier: MIT */
#include "gonio/asym_over.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *gn_asym_course_name(enum gn_asym_course c)
{
	static const char *const name[] = {
#define X(id, name, text) name,
		GN_ASYM_COURSES(X)
#undef X
	};

	return name[c];
}

const char *gn_asym_course_text(enum gn_asym_course c)
{
	static const char *const text[] = {
#define X(id, name, text) text,
		GN_ASYM_COURSES(X)
#undef X
	};

	return text[c];
}

/* Where it is, added if it is not there yet; NULL: out of memory. */
static struct gn_asym_run *run_of(struct gn_asym_over *o, const char *exercise,
				  const struct gn_asym *a)
{
	struct gn_asym_run *more;
	size_t k = 0;

	while (k < o->n && (strcmp(o->run[k].exercise, exercise) ||
			    strcmp(o->run[k].last.name, a->name) ||
			    strcmp(o->run[k].last.of, a->of)))
		k++;
	if (k < o->n)
		return &o->run[k];
	more = realloc(o->run, (o->n + 1) * sizeof(*more));
	if (!more)
		return NULL;
	o->run = more;
	memset(&more[k], 0, sizeof(*more));
	snprintf(more[k].exercise, sizeof(more[k].exercise), "%s", exercise);
	o->n++;
	return &more[k];
}

int gn_asym_over_add(struct gn_asym_over *o, const char *exercise,
		     const struct gn_asym *a, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct gn_asym_run *r;

		if (!gn_asym_assessed(a[i].verdict))
			continue;
		r = run_of(o, exercise, &a[i]);
		if (!r)
			return GN_ENOMEM;
		r->n++;
		if (a[i].verdict == GN_ASYM_DIFFERENT)
			r->less[a[i].difference < 0.0]++;
		r->last = a[i];
	}
	return GN_OK;
}

enum gn_asym_course gn_asym_course(const struct gn_asym_run *r)
{
	if (r->n < GN_COURSE_LEAST)
		return GN_COURSE_FEW;
	if (!r->less[0] && !r->less[1])
		return GN_COURSE_NONE;
	if (r->less[0] && r->less[1])
		return GN_COURSE_CHANGES;
	return 2 * (r->less[0] + r->less[1]) >= r->n ? GN_COURSE_CONSISTENT :
						       GN_COURSE_SOMETIMES;
}

void gn_asym_over_free(struct gn_asym_over *o)
{
	free(o->run);
	memset(o, 0, sizeof(*o));
}
