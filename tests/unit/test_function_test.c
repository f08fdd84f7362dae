/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "files.h"
#include "gonio/function_test.h"
#include "gonio/recording.h"
#include "lib/rep/catalogue_priv.h"
#include "suites.h"

#define S INT64_C(1000000000)
#define MS INT64_C(1000000)

static struct gn_stand stands[64];
static struct gn_exercise count30, time5;
static struct gn_test_input in;
static struct gn_function_test got;

/* n stands every period_ms, the first leaving its seat at 10 s: lean 500 ms
 * before, half-way 500 ms and stood 1 s after, seat touched 800 ms later. */
static void stand_up(size_t n, int64_t period_ms)
{
	for (size_t i = 0; i < n; i++) {
		int64_t off = 10 * S + (int64_t)i * period_ms * MS;

		stands[i] = (struct gn_stand){ off - 500 * MS, off,
			off + 500 * MS, off + S, off + 1800 * MS,
			GN_STAND_BY_THIGH };
	}
	in.stands = stands;
	in.n_stands = n;
	in.go_ns = GN_NO_TIME;
	in.length_ns = 100 * S;
	gn_person_unknown(&in.person);
}

static void setup(void)
{
	memset(&count30, 0, sizeof(count30));
	count30.test = GN_TEST_COUNT_STANDS;
	count30.test_s = 30.0f;
	time5 = count30;
	time5.test = GN_TEST_TIME_STANDS;
	time5.test_s = NAN;
	time5.test_reps = 5;
}

static const struct gn_test_value *value(const char *name)
{
	for (size_t i = 0; i < got.n_values; i++)
		if (!strcmp(got.value[i].name, name))
			return &got.value[i];
	ck_abort_msg("no value %s", name);
	return NULL;
}

static double number(const char *name)
{
	return (double)value(name)->value;
}

/* The first is computed with the definition (T = 12 s, n = 5); the others are
 * worked cases published at physiotutors.com, "30s chair stand". */
START_TEST(power_of_published_cases)
{
	static const struct {
		double m, h, seat, t, n, w, tol, per_kg, per_m2;
	} v[] = {
		{ 70, 1.70, 0.43, 12,  5, 216.311, 0.0010, 3.090,  74.848 },
		{ 73, 1.74, 0.45, 30, 37, 668.4,   0.0030, 9.15,  220.54 },
		{ 64, 1.74, 0.44, 30, 29, 470.0,   0.0030, 7.34,  155.16 },
		{ 89, 1.83, 0.47, 30, 19, 443.2,   0.0030, 4.98,  132.26 },
		{ 79, 1.73, 0.45, 30, 25, 482.0,   0.0030, 6.11,  161.19 },
	};

	for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++) {
		double w = gn_stand_power_w(v[i].m, v[i].h, v[i].seat,
					    0.5 * v[i].t / v[i].n);

		ck_assert_double_eq_tol(w, v[i].w, v[i].tol * v[i].w);
		ck_assert_double_eq_tol(w / v[i].m, v[i].per_kg, 0.006);
		ck_assert_double_eq_tol(w / (v[i].h * v[i].h), v[i].per_m2,
					0.006);
	}
	ck_assert_double_eq_tol(gn_stand_power_w(70, 1.70, 0.43, 0.9),
				288.414, 0.001);
}
END_TEST

START_TEST(no_power_from_a_seat_too_high)
{
	ck_assert_double_nan(gn_stand_power_w(70, 1.70, 0.85, 1));
	ck_assert_double_nan(gn_stand_power_w(70, 1.70, 0.90, 1));
	ck_assert_double_gt(gn_stand_power_w(70, 1.70, 0.849, 1), 0);
	ck_assert_double_nan(gn_stand_power_w(NAN, 1.70, 0.43, 1));
	ck_assert_double_nan(gn_stand_power_w(70, NAN, 0.43, 1));
	ck_assert_double_nan(gn_stand_power_w(70, 1.70, NAN, 1));
	ck_assert_double_nan(gn_stand_power_w(70, 1.70, 0.43, 0));
	ck_assert_double_nan(gn_stand_power_w(70, 1.70, -0.1, 1));
}
END_TEST

/* Edges as in the legend of figure 1 of PMC8113335. */
START_TEST(points_of_chair_stands)
{
	static const struct {
		double s;
		int points;
	} v[] = { { 11.19, 4 }, { 11.20, 3 }, { 13.69, 3 }, { 13.70, 2 },
		  { 16.69, 2 }, { 16.70, 1 }, { 60.0, 1 }, { 60.01, 0 } };

	for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++)
		ck_assert_int_eq(gn_sppb_chair(v[i].s), v[i].points);
	ck_assert_int_eq(gn_sppb_chair(NAN), -1);
}
END_TEST

START_TEST(limits_by_age_and_sex)
{
	static const float men[] = { 14, 12, 12, 11, 10, 8, 7 };
	static const float women[] = { 12, 11, 10, 10, 9, 8, 4 };

	for (int k = 0; k < 7; k++) {
		float age = 60.0f + 5.0f * (float)k;

		ck_assert_float_eq(gn_norm_chair_stand(age, GN_SEX_MALE),
				   men[k]);
		ck_assert_float_eq(gn_norm_chair_stand(age + 4.9f,
						       GN_SEX_FEMALE),
				   women[k]);
	}
	ck_assert_float_nan(gn_norm_chair_stand(59.9f, GN_SEX_MALE));
	ck_assert_float_nan(gn_norm_chair_stand(95.0f, GN_SEX_MALE));
	ck_assert_float_nan(gn_norm_chair_stand(NAN, GN_SEX_MALE));
	ck_assert_float_nan(gn_norm_chair_stand(70.0f, GN_SEX_UNKNOWN));
}
END_TEST

/* Stand 12 leaves its seat 29.5 s after the start and is half-way at 30.0 s. */
START_TEST(half_way_up_at_the_end_counts)
{
	stand_up(12, 2637);
	stands[11].off_ns = 39000 * MS;
	stands[11].half_ns = 39500 * MS;
	gn_test_stands(&count30, &in, &got);
	ck_assert_double_eq(number("stands"), 12);
	ck_assert_int_eq(got.start_ns, 9500 * MS);
	ck_assert_int_eq(got.end_ns, 39500 * MS);
	ck_assert_str_eq(got.start_by, "first lean of the trunk");
	/* so near that it may be 11 or 12, and that is said */
	ck_assert_uint_eq(got.n_notes, 1);
	ck_assert_ptr_nonnull(strstr(got.note[0], "11 to 12"));
	stands[11].half_ns += MS;
	gn_test_stands(&count30, &in, &got);
	ck_assert_double_eq(number("stands"), 11);
	stands[11].half_ns += 300 * MS;
	gn_test_stands(&count30, &in, &got);
	ck_assert_uint_eq(got.n_notes, 0);
}
END_TEST

START_TEST(started_by_go_or_by_leaving_the_seat)
{
	stand_up(12, 2637);
	in.go_ns = 12 * S;
	gn_test_stands(&count30, &in, &got);
	ck_assert_int_eq(got.start_ns, 12 * S);
	ck_assert_str_eq(got.start_by, "the go signal");
	ck_assert_double_eq(number("stands"), 11);
	in.go_ns = GN_NO_TIME;
	stands[0].lean_ns = GN_NO_TIME;
	gn_test_stands(&count30, &in, &got);
	ck_assert_int_eq(got.start_ns, 10 * S);
	ck_assert_ptr_nonnull(strstr(got.start_by, "no sensor on the trunk"));
}
END_TEST

/* No sensor on the trunk: how long it leans before, 0.5 s or so, is not known:
 * a stand half-way up 0.7 s before the end may be one too many. */
START_TEST(a_lean_that_no_sensor_shows)
{
	stand_up(5, 3000);
	gn_test_stands(&time5, &in, &got);
	ck_assert_double_eq_tol((double)value("time_to_sit_s")->sd,
				sqrt(0.02), 1e-5);
	ck_assert_uint_eq(got.n_notes, 0);
	for (size_t i = 0; i < 5; i++)
		stands[i].lean_ns = GN_NO_TIME;
	gn_test_stands(&time5, &in, &got);
	ck_assert_double_eq_tol((double)value("time_to_sit_s")->sd,
				sqrt(0.26), 1e-5);
	ck_assert_uint_eq(got.n_notes, 1);
	ck_assert_ptr_nonnull(strstr(got.note[0], "no sensor on the trunk"));
	/* the bounds of repetitions are no lean, but say so already */
	for (size_t i = 0; i < 5; i++)
		stands[i].by = GN_STAND_BY_REP;
	gn_test_stands(&time5, &in, &got);
	ck_assert_uint_eq(got.n_notes, 0);
	/* half-way up at 39.3 s, of 10 to 40 s */
	stand_up(11, 2880);
	for (size_t i = 0; i < 11; i++)
		stands[i].lean_ns = GN_NO_TIME;
	gn_test_stands(&count30, &in, &got);
	ck_assert_double_eq(number("stands"), 11);
	ck_assert_uint_eq(got.n_notes, 1);
	ck_assert_ptr_nonnull(strstr(got.note[0], "10 to 11 stands"));
	ck_assert_ptr_nonnull(strstr(got.note[0], "within 0.8 s"));
	in.go_ns = 10 * S;
	gn_test_stands(&count30, &in, &got);
	ck_assert_uint_eq(got.n_notes, 0);
}
END_TEST

START_TEST(the_try_with_most_stands)
{
	/* two for trying, a rest of 6 s, then the test */
	stand_up(14, 2600);
	for (size_t i = 2; i < 14; i++) {
		stands[i].lean_ns += 6 * S;
		stands[i].off_ns += 6 * S;
		stands[i].half_ns += 6 * S;
		stands[i].up_ns += 6 * S;
		stands[i].on_ns += 6 * S;
	}
	gn_test_stands(&count30, &in, &got);
	ck_assert_int_eq(got.start_ns, stands[2].lean_ns);
	ck_assert_double_eq(number("stands"), 12);
	gn_test_stands(&time5, &in, &got);
	ck_assert_int_eq(got.start_ns, stands[2].lean_ns);
}
END_TEST

START_TEST(arms_count_nothing)
{
	stand_up(12, 2637);
	in.person.arms = 1;
	gn_test_stands(&count30, &in, &got);
	ck_assert_double_eq(number("stands"), 0);
	ck_assert_ptr_nonnull(strstr(value("stands")->why, "counts 0"));
	ck_assert_double_nan(number("power_w"));
}
END_TEST

START_TEST(below_average_or_not)
{
	stand_up(12, 2600);
	in.person.age_y = 72;
	in.person.sex = GN_SEX_MALE;
	gn_test_stands(&count30, &in, &got);
	ck_assert_str_eq(got.norm[0].name, "below_average");
	ck_assert_float_eq(got.norm[0].limit, 12);
	ck_assert_int_eq(got.norm[0].reading, GN_READING_NO);
	in.n_stands = 11;
	gn_test_stands(&count30, &in, &got);
	ck_assert_int_eq(got.norm[0].reading, GN_READING_YES);
	/* one stand at the very end decides: not to be told */
	in.n_stands = 12;
	stands[11].half_ns = 39500 * MS + 100 * MS;
	gn_test_stands(&count30, &in, &got);
	ck_assert_double_eq(number("stands"), 11);
	ck_assert_int_eq(got.norm[0].reading, GN_READING_NONE);
	ck_assert_ptr_nonnull(strstr(got.norm[0].why, "half-way"));
	in.person.age_y = 50;
	gn_test_stands(&count30, &in, &got);
	ck_assert_ptr_nonnull(strstr(got.norm[0].why, "60 to 94"));
	in.person.sex = GN_SEX_UNKNOWN;
	gn_test_stands(&count30, &in, &got);
	ck_assert_ptr_nonnull(strstr(got.norm[0].why, "--age and --sex"));
	in.person.sex = GN_SEX_MALE;
	in.person.age_y = 72;
	in.n_stands = 11;
	in.length_ns = 38 * S;
	gn_test_stands(&count30, &in, &got);
	ck_assert_int_eq(got.norm[0].reading, GN_READING_NONE);
	ck_assert_ptr_nonnull(strstr(got.note[0], "ends 1.5 s before"));
	ck_assert_double_nan(number("power_w"));
	count30.test_s = 60.0f;
	in.length_ns = 100 * S;
	gn_test_stands(&count30, &in, &got);
	ck_assert_ptr_nonnull(strstr(got.norm[0].why, "30 s"));
	ck_assert_uint_eq(got.n_changes, 0);
}
END_TEST

START_TEST(both_conventions_of_five_times)
{
	stand_up(6, 2500);
	in.go_ns = 8 * S;               /* is not what starts it */
	gn_test_stands(&time5, &in, &got);
	ck_assert_double_eq_tol(number("time_to_stand_s"), 11.5, 1e-6);
	ck_assert_double_eq_tol(number("time_to_sit_s"), 12.3, 1e-6);
	ck_assert_float_eq_tol(value("time_to_sit_s")->sd, 0.1414f, 1e-4f);
	ck_assert_double_eq(number("sppb_chair_points"), 3);
	ck_assert_int_eq(got.norm[0].reading, GN_READING_NO);
	ck_assert_ptr_nonnull(strstr(got.note[0], "6 stands"));
	ck_assert_float_eq(got.change[0].mdc, 2.5f);
	/* power is of the time to the last sit; its rises took 1 s */
	in.person.mass_kg = 70;
	in.person.height_m = 1.7f;
	in.person.seat_m = 0.43f;
	gn_test_stands(&time5, &in, &got);
	ck_assert_double_eq_tol(number("power_w"), 216.311 * 12 / 12.3, 0.01);
	ck_assert_double_eq_tol(number("power_measured_w"), 288.414 * 0.9,
				0.01);
	ck_assert_double_eq_tol(number("power_w_per_kg"), 3.0902 * 12 / 12.3,
				0.001);
	in.person.seat_m = 0.9f;
	gn_test_stands(&time5, &in, &got);
	ck_assert_double_nan(number("power_w"));
	ck_assert_ptr_nonnull(strstr(value("power_w")->why, "refused"));
}
END_TEST

START_TEST(five_times_not_done)
{
	stand_up(4, 2500);
	gn_test_stands(&time5, &in, &got);
	ck_assert_double_nan(number("time_to_stand_s"));
	ck_assert_str_eq(value("time_to_stand_s")->why,
			 "4 of 5 stands in a row");
	ck_assert_double_nan(number("sppb_chair_points"));
	ck_assert_int_eq(got.norm[0].reading, GN_READING_NONE);
	ck_assert_int_eq(got.start_ns, GN_NO_TIME);
	/* stood for the fifth time and stayed so */
	stand_up(5, 2500);
	stands[4].on_ns = GN_NO_TIME;
	gn_test_stands(&time5, &in, &got);
	ck_assert_double_eq_tol(number("time_to_stand_s"), 11.5, 1e-6);
	ck_assert_double_nan(number("time_to_sit_s"));
	in.n_stands = 0;
	gn_test_stands(&time5, &in, &got);
	ck_assert_double_nan(number("time_to_stand_s"));
	gn_test_stands(&count30, &in, &got);
	ck_assert_double_nan(number("stands"));
}
END_TEST

START_TEST(low_strength_only_if_all_agree)
{
	stand_up(5, 3600);              /* 15.9 s to stand, 16.7 s to sit */
	gn_test_stands(&time5, &in, &got);
	ck_assert_int_eq(got.norm[0].reading, GN_READING_YES);
	stand_up(5, 3300);              /* 14.7 s, 15.5 s */
	gn_test_stands(&time5, &in, &got);
	ck_assert_int_eq(got.norm[0].reading, GN_READING_NONE);
	stand_up(5, 3400);              /* 15.1 s: within its uncertainty */
	gn_test_stands(&time5, &in, &got);
	ck_assert_int_eq(got.norm[0].reading, GN_READING_NONE);
	ck_assert_ptr_nonnull(strstr(got.norm[0].why, "too near"));
	time5.test_reps = 4;
	gn_test_stands(&time5, &in, &got);
	ck_assert_ptr_nonnull(strstr(got.norm[0].why, "five rises"));
}
END_TEST

START_TEST(what_is_known_joins)
{
	struct gn_person a, b;

	gn_person_unknown(&a);
	gn_person_unknown(&b);
	a.age_y = 70;
	a.sex = GN_SEX_FEMALE;
	b.age_y = 71;
	b.seat_m = 0.45f;
	gn_person_join(&a, &b);
	ck_assert_float_eq(a.age_y, 71);
	ck_assert_int_eq(a.sex, GN_SEX_FEMALE);
	ck_assert_float_eq(a.seat_m, 0.45f);
	ck_assert_float_nan(a.mass_kg);
}
END_TEST

#define LEAST "name = \"a\"; title = \"A\"; first = \"concentric\"; "        \
	      "rep_s = [1, 5]; "

START_TEST(entries_of_tests)
{
	static const struct {
		const char *text, *says;
	} bad[] = {
		{ "test = \"jump\";", "time_stands, up_and_go or none" },
		{ "test = \"count_stands\";", "takes test_s" },
		{ "test = \"count_stands\"; test_s = 30; test_reps = 5;",
		  "no test_reps" },
		{ "test = \"time_stands\"; test_s = 30;", "takes test_reps" },
		{ "test_s = 30;", "need a test" },
		{ "test = \"count_stands\"; test_s = 4.9;", "5 to 300" },
		{ "test = \"count_stands\"; test_s = 301;", "5 to 300" },
		{ "test = \"time_stands\"; test_reps = 1.5;", "whole" },
		{ "test = \"time_stands\"; test_reps = 51;", "whole" },
		{ "task = \"hold\"; leave_deg = 12; test = \"time_stands\"; "
		  "test_reps = 5;", "a hold is no" },
	};
	struct gn_exercise e;
	struct gn_diag why;
	char text[300];

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		snprintf(text, sizeof(text), "%s%s", LEAST, bad[i].text);
		ck_assert_int_eq(gn_entry_parse(&e, text, "a.cfg", &why),
				 GN_EFORMAT);
		ck_assert_msg(strstr(why.text, bad[i].says) != NULL, "%s",
			      why.text);
	}
	ck_assert_int_eq(gn_entry_parse(&e, LEAST "test = \"time_stands\"; "
					"test_reps = 5;", "a.cfg", &why),
			 GN_OK);
	ck_assert_uint_eq(e.test_reps, 5);
	ck_assert_float_nan(e.test_s);
}
END_TEST

START_TEST(tests_by_their_usual_names)
{
	static const char *const names[][2] = {
		{ "30cst", "chair_stand_30s" },
		{ "30 second chair stand", "chair_stand_30s" },
		{ "5xSTS", "five_times_sit_to_stand" },
		{ "sts", "sit_to_stand" },
	};
	struct gn_catalogue *c = NULL;

	ck_assert_int_eq(gn_catalogue_load(&c, NULL, NULL), GN_OK);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		ck_assert_str_eq(gn_catalogue_find(c, names[i][0])->name,
				 names[i][1]);
	gn_catalogue_free(c);
}
END_TEST

#define HEAD "participant_id\tAge\tsex\theight\tweight\n"

static struct gn_participant who(const char *text, int want, const char *says)
{
	struct gn_participant p = { 1, 1, 1, 'x' };
	struct gn_diag why = { "" };

	files_put("participants.tsv", text);
	ck_assert_int_eq(gn_participant_load(files_path(
		"sub-02/motion/sub-02_task-a_motion.tsv"), &p, &why), want);
	ck_assert_msg(strstr(why.text, says) != NULL, "%s", why.text);
	return p;
}

START_TEST(participants)
{
	struct gn_participant p;

	files_mkdir("sub-02");
	files_mkdir("sub-02/motion");
	p = who(HEAD "sub-01\t20\tm\t1.9\t90\nsub-02\t71.5\tFemale\t165\t60\n",
		GN_OK, "");
	ck_assert_float_eq(p.age_y, 71.5f);
	ck_assert_int_eq(p.sex, 'f');
	ck_assert_float_eq_tol(p.height_m, 1.65f, 1e-6f);
	ck_assert_float_eq(p.mass_kg, 60);
	p = who(HEAD "sub-02\t89+\tn/a\tn/a\tn/a\n", GN_OK, "");
	ck_assert_float_eq(p.age_y, 89);
	ck_assert_int_eq(p.sex, 0);
	ck_assert_float_nan(p.height_m);
	p = who("participant_id\nsub-01\n", GN_OK, "");
	ck_assert_float_nan(p.age_y);
	who(HEAD "sub-02\told\tm\t1.9\t90\n", GN_EFORMAT, "tsv:2: age 'old'");
	who(HEAD "sub-02\t121\tm\t1.9\t90\n", GN_EFORMAT, "age '121'");
	who(HEAD "sub-02\t70\tx\t1.9\t90\n", GN_EFORMAT, "sex 'x'");
	who(HEAD "sub-02\t70\tm\t0\t90\n", GN_EFORMAT, "height '0'");
	who(HEAD "sub-02\t70\tm\t1.9\t900\n", GN_EFORMAT, "weight '900'");
	p = who("id\tage\nsub-02\t70\n", GN_EFORMAT, "participant_id");
	ck_assert_int_eq(p.sex, 'x');
}
END_TEST

Suite *suite_function_test(void)
{
	Suite *s = suite_create("function_test");
	TCase *c = tcase_create("pure"), *f = tcase_create("files");

	tcase_add_checked_fixture(c, setup, NULL);
	tcase_add_test(c, power_of_published_cases);
	tcase_add_test(c, no_power_from_a_seat_too_high);
	tcase_add_test(c, points_of_chair_stands);
	tcase_add_test(c, limits_by_age_and_sex);
	tcase_add_test(c, half_way_up_at_the_end_counts);
	tcase_add_test(c, started_by_go_or_by_leaving_the_seat);
	tcase_add_test(c, a_lean_that_no_sensor_shows);
	tcase_add_test(c, the_try_with_most_stands);
	tcase_add_test(c, arms_count_nothing);
	tcase_add_test(c, below_average_or_not);
	tcase_add_test(c, both_conventions_of_five_times);
	tcase_add_test(c, five_times_not_done);
	tcase_add_test(c, low_strength_only_if_all_agree);
	tcase_add_test(c, what_is_known_joins);
	tcase_add_test(c, entries_of_tests);
	tcase_add_test(c, tests_by_their_usual_names);
	suite_add_tcase(s, c);
	tcase_add_checked_fixture(f, files_open, files_close);
	tcase_add_test(f, participants);
	suite_add_tcase(s, f);
	return s;
}
