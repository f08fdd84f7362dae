/* SPDX-License-Identifier: MIT */
#include "analyse_test.h"

#include <stdlib.h>
#include <string.h>

#include "gonio/recording.h"

static int64_t first_of(const struct gn_event *ev, size_t n, const char *type)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(ev[i].type, type))
			return ev[i].onset_ns;
	return GN_NO_TIME;
}

static int take_go(struct gn_result *r, const char *path, struct gn_diag *why)
{
	struct gn_event *ev = NULL;
	size_t n = 0;
	int err = gn_events_load(path, &ev, &n, why);

	if (err)
		return err;
	r->go_ns = first_of(ev, n, "go");
	if (r->go_ns == GN_NO_TIME)
		r->go_ns = first_of(ev, n, "set");
	free(ev);
	return GN_OK;
}

int gn_test_beside(struct gn_result *r, const char *path, struct gn_diag *why)
{
	struct gn_participant who;
	int err = take_go(r, path, why);

	if (!err)
		err = gn_participant_load(path, &who, why);
	if (err)
		return err;
	r->person.age_y = who.age_y;
	r->person.height_m = who.height_m;
	r->person.mass_kg = who.mass_kg;
	r->person.sex = who.sex == 'f' ? GN_SEX_FEMALE :
			who.sex == 'm' ? GN_SEX_MALE : GN_SEX_UNKNOWN;
	return GN_OK;
}

void gn_test_read(struct gn_result *r, const struct gn_person *over)
{
	struct gn_test_input in = { .stands = r->stands,
				    .n_stands = r->n_stands,
				    .go_ns = r->go_ns,
				    .length_ns = r->length_ns };

	if (over)
		gn_person_join(&r->person, over);
	in.person = r->person;
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
