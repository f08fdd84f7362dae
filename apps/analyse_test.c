/* SPDX-License-Identifier: MIT */
#include "analyse_test.h"

#include "gonio/recording.h"
#include "told_text.h"

/* What the data set knows of who did it, where events have not said more. */
static int take_person(struct gn_result *r, const char *path,
		       struct gn_diag *why)
{
	struct gn_person told = r->told.person, *p = &r->told.person;
	struct gn_participant who;
	int err = gn_participant_load(path, &who, why);

	if (err)
		return err;
	p->age_y = who.age_y;
	p->height_m = who.height_m;
	p->mass_kg = who.mass_kg;
	p->sex = who.sex == 'f' ? GN_SEX_FEMALE :
		 who.sex == 'm' ? GN_SEX_MALE : GN_SEX_UNKNOWN;
	gn_person_join(p, &told);
	return GN_OK;
}

int gn_test_beside(struct gn_result *r, const char *path, struct gn_diag *why)
{
	int err = gn_told_load(&r->told, path, why);

	if (err || (r->exercise->test == GN_TEST_NONE &&
		    r->exercise->task != GN_TASK_HOLD))
		return err;
	return take_person(r, path, why);
}

void gn_test_read(struct gn_result *r, const struct gn_person *over)
{
	struct gn_test_input in = { .stands = r->stands,
				    .n_stands = r->n_stands,
				    .go_ns = r->told.go_ns,
				    .length_ns = r->length_ns };

	if (over)
		gn_person_join(&r->told.person, over);
	in.person = r->told.person;
	switch (r->exercise->test) {
	case GN_TEST_COUNT_STANDS:
	case GN_TEST_TIME_STANDS:
		gn_test_stands(r->exercise, &in, &r->test);
		break;
	case GN_TEST_UP_AND_GO:
		gn_test_tug(r->exercise, &r->tug, r->n_tugs, r->no_tug,
			    &r->test);
		break;
	case GN_TEST_NONE:
		break;
	}
}
