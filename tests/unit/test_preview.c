/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "motion.h"
#include "sessiontest.h"
#include "suites.h"

#define LATE_S 0.5              /* from a repetition's end to its showing */
#define EARLY_S 0.3             /* the last of a movement from rest to rest
				 * can hardly be seen */

static size_t n_shown;
static struct gn_rep last;      /* shown */

static void setup(void)
{
	session_setup();
	st.params.provisional = 1;
	n_shown = 0;
}

/* Repetitions in view, of the set that runs. */
static void look(void)
{
	struct gn_session_event ev;

	while (gn_session_next(st.session, &ev)) {
		if (ev.kind == GN_EV_REVISE)
			n_shown = 0;
		if (ev.kind != GN_EV_REP)
			continue;
		ck_assert_int_eq(ev.u.rep.provisional, 1);
		last = ev.u.rep;
		n_shown = last.n;
	}
}

/* Those of [from, n) that have ended a while before t. */
static size_t ended(size_t from, size_t n, double t)
{
	size_t k = 0;

	while (from + k < n && st.m.rep[from + k].end_s <= t)
		k++;
	return k;
}

/*
 * Feed all before the end of repetition to - 1. From the second of
 * [from, to) on, what is in view is what has ended: the first is known by the
 * second.
 */
static void check_shown(size_t from, size_t to)
{
	size_t n, checked = 0;
	struct gn_sample *in = motion_samples(&st.m, 0, &n);

	session_begin();
	n = (size_t)(st.m.rep[to - 1].end_s * st.m.rate_hz);
	for (size_t i = 0; i < n; i++) {
		double t = (double)i / st.m.rate_hz;
		size_t must = ended(from, to, t - LATE_S);
		size_t may = ended(from, to, t + EARLY_S);

		ck_assert_int_eq(gn_session_push(st.session, in + i, 1), GN_OK);
		look();
		if (must < 2)
			continue;
		checked++;
		ck_assert_msg(n_shown >= must && n_shown <= may, "%.2f s: %zu "
			      "shown, %zu..%zu", t, n_shown, must, may);
	}
	ck_assert_uint_gt(checked, 0);
	free(in);
}

/* Half a second after its end each is in view, and none before. */
START_TEST(soon_and_no_sooner)
{
	motion_set(&st.m, 8, 2.5, 0.5);
	check_shown(0, 8);
}
END_TEST

/* Who stays at the turn has not done one more. */
START_TEST(a_halt_at_the_turn)
{
	motion_wait(&st.m, 3);
	for (int i = 0; i < 8; i++) {
		motion_rep(&st.m, 1.2, 1.0, 1.4, 1.2, 0.0);
		motion_wait(&st.m, 0.6);
	}
	check_shown(0, 8);
}
END_TEST

/* A rest that is no stillness to end a stretch divides sets all the same. */
START_TEST(the_next_set_begins_anew)
{
	motion_set(&st.m, 6, 2.5, 0.5);
	motion_fidget(&st.m, 1, 0.05);
	motion_wait(&st.m, 6);
	for (int i = 0; i < 6; i++) {
		motion_rep(&st.m, 1.2, 0.1, 1.2, 1.2, 0.0);
		motion_wait(&st.m, 0.5);
	}
	check_shown(6, 12);
	ck_assert_uint_eq(last.set, 2);
}
END_TEST

/* What is settled on stays in view; the count goes on from there. */
START_TEST(longer_than_a_look_back)
{
	motion_wait(&st.m, 3);
	for (int i = 0; i < 50; i++) {
		motion_rep(&st.m, 1.2, 0.1, 1.2, 1.2, 0.0);
		motion_wait(&st.m, 0.5);
	}
	check_shown(0, 50);
	ck_assert_uint_eq(last.set, 1);
}
END_TEST

Suite *suite_preview(void)
{
	Suite *s = suite_create("preview");
	TCase *c = tcase_create("preview");

	tcase_add_checked_fixture(c, setup, session_teardown);
	tcase_set_timeout(c, 60);
	tcase_add_test(c, soon_and_no_sooner);
	tcase_add_test(c, a_halt_at_the_turn);
	tcase_add_test(c, the_next_set_begins_anew);
	tcase_add_test(c, longer_than_a_look_back);
	suite_add_tcase(s, c);
	return s;
}
