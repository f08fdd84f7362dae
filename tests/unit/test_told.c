/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "apps/told_text.h"
#include "files.h"
#include "gonio/stand.h"
#include "rectest.h"
#include "suites.h"

#define S_NS INT64_C(1000000000)

static struct gn_told told;
static struct gn_diag why;

static void setup(void)
{
	rt_setup();
	gn_told_init(&told);
	why.text[0] = '\0';
}

static int take(const char *type, const char *text)
{
	return gn_told_event(&told, "a.gonio", 7 * S_NS, type, text, &why);
}

START_TEST(a_rating_for_each_set)
{
	ck_assert(isnan(gn_told_rating(&told, 1)));
	ck_assert_int_eq(gn_told_rate(&told, 3, 5.5f), GN_OK);
	ck_assert_int_eq(gn_told_rate(&told, 1, 0.0f), GN_OK);
	ck_assert_int_eq(gn_told_rate(&told, 2, 10.0f), GN_OK);
	ck_assert_int_eq(gn_told_rate(&told, 3, 6.0f), GN_OK);
	ck_assert_uint_eq(told.n_ratings, 3);
	ck_assert_uint_eq(told.rating[0].set, 1);
	ck_assert_float_eq(gn_told_rating(&told, 1), 0.0f);
	ck_assert_float_eq(gn_told_rating(&told, 2), 10.0f);
	ck_assert_float_eq(gn_told_rating(&told, 3), 6.0f);
	ck_assert(isnan(gn_told_rating(&told, 4)));
	ck_assert_int_eq(gn_told_rate(&told, 0, 5.0f), GN_EINVAL);
	ck_assert_int_eq(gn_told_rate(&told, 4, 10.1f), GN_EINVAL);
	ck_assert_int_eq(gn_told_rate(&told, 4, -0.1f), GN_EINVAL);
	ck_assert_int_eq(gn_told_rate(&told, 4, NAN), GN_EINVAL);
	for (uint32_t k = 4; k <= GN_RATINGS_MAX; k++)
		ck_assert_int_eq(gn_told_rate(&told, k, 1.0f), GN_OK);
	ck_assert_int_eq(gn_told_rate(&told, 65, 1.0f), GN_ENOSPC);
	ck_assert_int_eq(gn_told_rate(&told, 64, 2.0f), GN_OK);
	ck_assert_uint_eq(told.n_ratings, GN_RATINGS_MAX);
}
END_TEST

static const struct {
	const char *type, *text;
} lines[] = {
	{ "person", "age 71" }, { "person", "height 1.65" },
	{ "person", "mass 70.5" }, { "person", "seat 0.430000007" },
	{ "person", "sex m" }, { "person", "arms" }, { "go", "" },
	{ "stage", "1" }, { "stage", "4" }, { "effort", "set 1: 6.5" },
	{ "effort", "set 12: 10" },
};
#define LINES (sizeof(lines) / sizeof(lines[0]))

/* What is said comes back as lines, and these say the same again. */
START_TEST(as_events_and_back)
{
	struct gn_told_line l;
	struct gn_told again;

	ck_assert_int_eq(gn_told_stages(&told), 0);
	for (size_t i = 0; i < LINES; i++)
		ck_assert_int_eq(take(lines[i].type, lines[i].text), GN_OK);
	ck_assert_int_eq(take("rep", "set 9: 9"), GN_OK);
	ck_assert_float_eq(told.person.age_y, 71.0f);
	ck_assert_float_eq(told.person.height_m, 1.65f);
	ck_assert_float_eq(told.person.seat_m, .43f);
	ck_assert_int_eq(told.person.sex, GN_SEX_MALE);
	ck_assert_uint_eq(told.person.arms, 1);
	ck_assert_int_eq(told.go_ns, 7 * S_NS);
	ck_assert_int_eq(gn_told_stages(&told), 1);
	ck_assert_int_eq(told.stage_ns[1], GN_NO_TIME);
	ck_assert_int_eq(told.stage_ns[3], 7 * S_NS);
	ck_assert_float_eq(gn_told_rating(&told, 12), 10.0f);
	again = told;
	gn_told_init(&told);
	for (size_t i = 0; i < LINES; i++) {
		ck_assert_int_eq(gn_told_line(&again, i, &l), 1);
		ck_assert_str_eq(gn_keep_name_of(l.what), lines[i].type);
		ck_assert_str_eq(l.text, i == 1 ? "height 1.64999998" : i == 3
				 ? "seat 0.430000007" : lines[i].text);
		ck_assert_int_eq(l.t_ns, i >= 6 && i <= 8 ? 7 * S_NS : 0);
		ck_assert_int_eq(take(lines[i].type, l.text), GN_OK);
	}
	ck_assert_int_eq(gn_told_line(&again, LINES, &l), 0);
	ck_assert_mem_eq(&told, &again, sizeof(told));
	gn_told_init(&told);
	ck_assert_int_eq(gn_told_line(&told, 0, &l), 0);
	ck_assert_int_eq(take("person", "sex f"), GN_OK);
	ck_assert_int_eq(gn_told_line(&told, 0, &l), 1);
	ck_assert_str_eq(l.text, "sex f");
}
END_TEST

static const struct {
	const char *type, *text;
} bad[] = {
	{ "effort", "" }, { "effort", "7" }, { "effort", "set 1: 10.1" },
	{ "effort", "set 0: 7" }, { "effort", "set 1: seven" },
	{ "effort", "set 1:" }, { "person", "age 121" },
	{ "person", "age" }, { "person", "height 165" }, { "person", "sex x" },
	{ "person", "mass 70 kg" }, { "person", "arms used" },
	{ "stage", "0" }, { "stage", "5" }, { "stage", "12" }, { "stage", "" },
};

START_TEST(what_is_impossible_is_named)
{
	char want[64];

	ck_assert_int_eq(take(bad[_i].type, bad[_i].text), GN_EFORMAT);
	snprintf(want, sizeof(want), "a.gonio: event '%s' at 7.000 s says "
		 "'%s': it takes '", bad[_i].type, bad[_i].text);
	ck_assert_msg(!strncmp(why.text, want, strlen(want)), "%s", why.text);
	ck_assert_uint_eq(told.n_ratings, 0);
	ck_assert(isnan(told.person.age_y) && isnan(told.person.mass_kg));
}
END_TEST

/* Its writer was killed after the disk had it. */
START_TEST(of_a_session_that_was_cut_off)
{
	struct gn_rec_writer *w = rt_create("a.gonio");

	ck_assert_int_eq(rt_put(w, 0, 10), GN_OK);
	ck_assert_int_eq(gn_rec_event(w, 5, 0, "effort", "set 1: 4", &why),
			 GN_OK);
	ck_assert_int_eq(gn_rec_event(w, 6, 0, "set", "active", &why), GN_OK);
	ck_assert_int_eq(gn_rec_sync(w, &why), GN_OK);
	ck_assert_int_eq(gn_told_load(&told, files_path("a.gonio"), &why),
			 GN_OK);
	ck_assert_float_eq(gn_told_rating(&told, 1), 4.0f);
	ck_assert_int_eq(told.go_ns, GN_NO_TIME);
	ck_assert_int_eq(gn_rec_event(w, 7, 0, "effort", "hard", &why), GN_OK);
	ck_assert_int_eq(gn_rec_close(w, &why), GN_OK);
	ck_assert_int_eq(gn_told_load(&told, files_path("a.gonio"), &why),
			 GN_EFORMAT);
	ck_assert_ptr_nonnull(strstr(why.text, "a.gonio: event 'effort' at"));
}
END_TEST

/* A session's own sets, in its export, are no signal to begin. */
START_TEST(of_a_data_set)
{
	char path[600];

	snprintf(path, sizeof(path), "replay:%s",
		 files_path("a_events.tsv"));
	files_put("a_events.tsv", "onset\tduration\ttrial_type\tside\tlabel\n"
		  "1\t9\tset\tn/a\tset 1: 5 repetitions, 5 \n"
		  "2\t9\tset\tn/a\tactive\n"
		  "3\t0\teffort\tn/a\tset 1: 7.5\n");
	ck_assert_int_eq(gn_told_load(&told, path, &why), GN_OK);
	ck_assert_int_eq(told.go_ns, 2 * S_NS);
	ck_assert_float_eq(gn_told_rating(&told, 1), 7.5f);
	files_put("a_events.tsv", "onset\tduration\ttrial_type\n"
		  "2\t9\tset\n4\t0\tgo\n5\t0\tgo\n");
	gn_told_init(&told);
	ck_assert_int_eq(gn_told_load(&told, path, &why), GN_OK);
	ck_assert_int_eq(told.go_ns, 4 * S_NS);
	gn_told_init(&told);
	ck_assert_int_eq(gn_told_load(&told, "sim:curl", &why), GN_OK);
	ck_assert_int_eq(told.go_ns, GN_NO_TIME);
}
END_TEST

Suite *suite_told(void)
{
	Suite *s = suite_create("told");
	TCase *tc = tcase_create("told");

	tcase_add_checked_fixture(tc, setup, files_close);
	tcase_add_test(tc, a_rating_for_each_set);
	tcase_add_test(tc, as_events_and_back);
	tcase_add_loop_test(tc, what_is_impossible_is_named, 0,
			    (int)(sizeof(bad) / sizeof(bad[0])));
	tcase_add_test(tc, of_a_session_that_was_cut_off);
	tcase_add_test(tc, of_a_data_set);
	suite_add_tcase(s, tc);
	return s;
}
