/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "capture.h"
#include "checktest.h"
#include "files.h"
#include "rectest.h"
#include "suites.h"
#include "taptest.h"

#define PI 3.14159265358979323846

START_TEST(a_sound_table_is_ok)
{
	const struct gn_check_sensor *s;

	ct_put_without("a.csv", 0, 0);
	ct_run("a.csv");
	ck_assert_uint_eq(ct_check.n_notes, 0);
	ck_assert_int_eq(ct_check.verdict, GN_CHECK_OK);
	ck_assert_uint_eq(ct_check.file.is_rec, 0);
	ck_assert_uint_eq(ct_check.info.n_sensors, 1);
	s = &ct_check.sensors[0];
	ck_assert_uint_eq(s->n, 3000);
	ck_assert_int_eq(s->last_ns - s->first_ns, INT64_C(29990000000));
	ck_assert_float_eq_tol(s->q.rate_hz, 100, 0.01F);
	ck_assert_float_eq(s->q.lost, 0);
	ck_assert_uint_eq(s->there[0], 3000);
	ck_assert_uint_eq(s->there[2], 0);
	ck_assert_float_eq_tol(s->q.rest_acc_mps2, 9.81F, 0.01F);
	ck_assert_int_eq(s->units, GN_UNITS_FINE);
}
END_TEST

START_TEST(gaps_with_the_longest)
{
	const struct gn_check_note *n;
	FILE *f = ct_table("a.csv");

	/* 8.00 to 9.50 s, 12.00 to 15.20, 20.00 to 22.00: 1.5, 3.2, 2.0 s */
	for (int i = 0; i < 3000; i++) {
		struct gn_sample s = ct_moving(i);

		if ((i <= 800 || i >= 950) && (i <= 1200 || i >= 1520) &&
		    (i <= 2000 || i >= 2200))
			ct_row(f, &s);
	}
	ck_assert_int_eq(fclose(f), 0);
	ct_run("a.csv");
	ck_assert_int_eq(ct_check.verdict, GN_CHECK_REMARKS);
	n = ct_noted("gaps");
	ck_assert_double_eq_tol(n->at_s, 12, 1e-3);
	ck_assert_int_eq(n->sensor, 0);
	ct_holds(n->text, "thigh_r: 3 gaps without samples, 6.7 s in all, the "
	      "longest of 3.2 s");
	/* 149 + 319 + 199 of 3000 */
	ct_holds(ct_noted("lost")->text, "22.3 % of the samples are missing");
	ck_assert_uint_eq(ct_check.n_notes, 2);
}
END_TEST

START_TEST(lost_samples_between_others)
{
	FILE *f = ct_table("a.csv");

	for (int i = 0; i < 3000; i++) {
		struct gn_sample s = ct_moving(i);

		if (i % 20 != 7 && i % 20 != 8)
			ct_row(f, &s);
	}
	ck_assert_int_eq(fclose(f), 0);
	ct_run("a.csv");
	ck_assert_float_eq_tol(ct_check.sensors[0].q.lost, 0.1F, 0.001F);
	ct_holds(ct_noted("lost")->text, "10.0 %");
	ck_assert_uint_eq(ct_check.n_notes, 1);
}
END_TEST

/* 1 in 100 is too few to matter, also for the counting. */
START_TEST(few_lost_are_no_matter)
{
	ct_put_without("a.csv", 700, 729);
	ct_run("a.csv");
	ck_assert_float_eq_tol(ct_check.sensors[0].q.lost, 29 / 3000.0F, 1e-5F);
	ck_assert_uint_eq(ct_check.n_notes, 0);
}
END_TEST

/* One sample in seven is late by more than half a step: only the last of all,
 * behind which no short step comes, is taken for a loss. */
START_TEST(jitter_is_no_loss)
{
	FILE *f = ct_table("a.csv");

	for (int i = 0; i < 3000; i++) {
		struct gn_sample s = ct_moving(i);

		s.t_ns += i % 7 == 3 ? INT64_C(6000000) : 0;
		fprintf(f, "%.4f,%.5f,%.5f,%.5f,%.5f,%.5f,%.5f\n",
			1e-9 * (double)s.t_ns, (double)s.acc_mps2[0],
			(double)s.acc_mps2[1], (double)s.acc_mps2[2],
			(double)s.gyr_radps[0], (double)s.gyr_radps[1],
			(double)s.gyr_radps[2]);
	}
	ck_assert_int_eq(fclose(f), 0);
	ct_run("a.csv");
	ck_assert_float_eq_tol(ct_check.sensors[0].q.lost, 1 / 3001.0F, 1e-6F);
	ck_assert_int_eq(ct_check.verdict, GN_CHECK_OK);
}
END_TEST

START_TEST(stamps_that_stand_or_go_back)
{
	FILE *f = ct_table("a.csv");

	for (int i = 0; i < 3000; i++) {
		struct gn_sample s = ct_moving(i);

		ct_row(f, &s);
		if (i >= 1000 && i < 1060)
			ct_row(f, &s);             /* 60 times again */
		if (i >= 2000 && i < 2100)
			s.t_ns -= INT64_C(5000000000);
		if (i >= 2000 && i < 2100)
			ct_row(f, &s);
	}
	ck_assert_int_eq(fclose(f), 0);
	ct_run("a.csv");
	ck_assert_uint_eq(ct_check.sensors[0].q.repeated, 60);
	ck_assert_uint_eq(ct_check.sensors[0].q.late, 100);
	ck_assert_double_eq_tol(ct_noted("repeated_samples")->at_s, 10, 1e-9);
	/* where they point to: 20 s less 5 */
	ck_assert_double_eq_tol(ct_noted("late_samples")->at_s, 15, 1e-9);
	ct_holds(ct_noted("repeated_samples")->text, "2.0 %");
	ct_holds(ct_noted("late_samples")->text, "of 100 samples go back");
	ck_assert_uint_eq(ct_check.n_notes, 2);
}
END_TEST

START_TEST(missing_values_by_part)
{
	static char out[8192];
	struct capture to;
	FILE *f = ct_table("a.csv");

	for (int i = 0; i < 3000; i++) {
		struct gn_sample s = ct_moving(i);

		if (i % 4 == 2)
			s.gyr_radps[1] = NAN;
		ct_row(f, &s);
	}
	ck_assert_int_eq(fclose(f), 0);
	ct_run("a.csv");
	ck_assert_uint_eq(ct_check.sensors[0].there[0], 3000);
	ck_assert_uint_eq(ct_check.sensors[0].there[1], 2250);
	ct_holds(ct_noted("lost")->text, "25.0 %");
	capture_start(&to, STDOUT_FILENO);
	ck_assert_int_eq(gn_check_table(&ct_check, stdout), GN_OK);
	capture_stop(&to, out, sizeof(out));
	ct_holds(out, "  thigh_r           0.0    25.0       -        0 ");
}
END_TEST

START_TEST(the_limit_of_the_range)
{
	const struct gn_check_note *n;
	FILE *f = ct_table("a.csv");

	/* 5 sin(...) rad/s cut off at 4.36, reached first at 5.00 + 0.68 s */
	for (int i = 0; i < 3000; i++) {
		struct gn_sample s = ct_moving(i);
		double w = i < 500 ? 0 : 5 * sin(2 * PI * (i - 500) / 400);

		s.gyr_radps[0] = (float)fmax(fmin(w, 4.36), -4.36);
		ct_row(f, &s);
	}
	ck_assert_int_eq(fclose(f), 0);
	ct_run("a.csv");
	n = ct_noted("clipped");
	/* asin(4.36 / 5) = 1.0592: i - 500 = 67.43 */
	ck_assert_double_eq_tol(n->at_s, 5.68, 1e-6);
	ct_holds(n->text, "4.36 rad/s");
	ct_holds(n->text, "thigh_r: ");
}
END_TEST

START_TEST(rates_are_compared)
{
	ct_put_without("a.csv", 0, 0);
	files_put("a.map.json", "{\"time\": {\"column\": 1, \"unit\": \"s\"},"
		  "\"rate_hz\": 112, \"sensors\": [{\"name\": \"thigh_r\","
		  "\"acc\": [2, 3, 4], \"gyr\": [5, 6, 7]}]}");
	ct_run("a.csv");
	ct_holds(ct_noted("rate")->text, "100.0 samples a second, declared are "
	      "112.0");
	files_put("a.map.json", "{\"time\": {\"column\": 1, \"unit\": \"s\"},"
		  "\"rate_hz\": 110, \"sensors\": [{\"name\": \"thigh_r\","
		  "\"acc\": [2, 3, 4], \"gyr\": [5, 6, 7]}]}");
	ct_run("a.csv");
	ck_assert_uint_eq(ct_check.n_notes, 0);
}
END_TEST

/* Two sensors on a table that is knocked on: three times, and three times
 * after 20 s. The shank feels it later. */
static void put_knocks(size_t knocks, double later_s)
{
	struct tt_sensor s[2] = { tt_sensor(0, CT_HZ, 5),
				  tt_sensor(1, CT_HZ, 5) };
	struct tt_table t = tt_table();
	FILE *f = fopen(files_path("a.csv"), "w");

	ck_assert_ptr_nonnull(f);
	fputs("time_s", f);
	for (int i = 0; i < 6; i++)
		fprintf(f, ",%s_r_acc_%c", i < 3 ? "thigh" : "shank",
			"xyz"[i % 3]);
	tt_knock(&t, knocks, 2, 1.103);
	tt_knock(&t, knocks, 22, 1.103);
	s[1].phase = s[0].phase;
	s[1].slow_s = later_s;
	for (int i = 0; i < 30 * CT_HZ; i++) {
		fprintf(f, "\n%.2f", (double)i / CT_HZ);
		for (int k = 0; k < 2; k++) {
			struct gn_sample x = tt_next(&t, &s[k]);

			for (int a = 0; a < 3; a++)
				fprintf(f, ",%.5f", (double)x.acc_mps2[a]);
		}
		s[1].slow_s = later_s * (i < 15 * CT_HZ ? 1 : 1.5);
	}
	ck_assert_int_eq(fclose(f), 0);
}

static const char *printed(int (*print)(const struct gn_check *, FILE *))
{
	static char out[8192];
	struct capture to;

	capture_start(&to, STDOUT_FILENO);
	ck_assert_int_eq(print(&ct_check, stdout), GN_OK);
	capture_stop(&to, out, sizeof(out));
	return out;
}

START_TEST(clocks_that_disagree)
{
	const struct gn_check_note *n;

	put_knocks(3, 0.012);
	ct_run("a.csv");
	ck_assert_int_eq(ct_check.verdict, GN_CHECK_REMARKS);
	n = ct_noted("clock_offset");
	ck_assert_int_eq(n->sensor, 1);
	ck_assert_int_eq(n->weight, GN_CHECK_REMARKS);
	/* where it is worst */
	ck_assert_double_eq_tol(n->at_s, 22, 0.05);
	ct_holds(n->text, "shank_r: by 3 shared taps its stamps are 18.0 ms "
		 "late against thigh_r, +-2.");
	ct_holds(n->text, "record again");
	ct_holds(printed(gn_check_table), "\nshared tap        at s  taps  "
		 "offset ms  +- ms\n  thigh_r          2.00     3        0.0 "
		 "   0.0\n  shank_r             -     -       12.");
	ct_holds(printed(gn_check_json), "\"taps\":[{\"at_s\":");
	ct_holds(printed(gn_check_json), "\"taps\":3,\"reference\":"
		 "\"thigh_r\",\"offsets\":[{\"sensor\":\"thigh_r\","
		 "\"offset_ms\":0.0,\"error_ms\":0.0},"
		 "{\"sensor\":\"shank_r\",\"offset_ms\":12.");
	put_knocks(3, -0.012);
	ct_run("a.csv");
	/* of two the earlier one is the reference */
	ct_holds(ct_noted("clock_offset")->text, "thigh_r: by 3 shared taps "
		 "its stamps are 18.0 ms late against shank_r");
}
END_TEST

START_TEST(clocks_that_agree)
{
	put_knocks(3, 0.004);
	ct_run("a.csv");
	ck_assert_uint_eq(ct_check.n_notes, 0);
	ct_holds(printed(gn_check_table), "  shank_r             -     -  "
		 "      4.");
	ct_holds(printed(gn_check_json), "\"offset_ms\":4.");
}
END_TEST

START_TEST(without_a_shared_tap_nothing_is_claimed)
{
	put_knocks(2, 0.012);
	ct_run("a.csv");
	ck_assert_uint_eq(ct_check.n_notes, 0);
	ct_holds(printed(gn_check_table), "\nNo shared tap: whether the "
		 "clocks agree is not known\n");
	ct_holds(printed(gn_check_json), "\"taps\":null,");
	/* one sensor has nothing to agree with */
	ct_put_without("a.csv", 0, 0);
	ct_run("a.csv");
	ck_assert_ptr_null(strstr(printed(gn_check_table), "tap"));
	ct_holds(printed(gn_check_json), "\"taps\":null,");
}
END_TEST

static TCase *part(Suite *s, const char *name)
{
	TCase *t = tcase_create(name);

	tcase_add_checked_fixture(t, rt_setup, ct_teardown);
	tcase_set_timeout(t, 60);
	suite_add_tcase(s, t);
	return t;
}

Suite *suite_check(void)
{
	Suite *s = suite_create("check");
	TCase *t;

	t = part(s, "streams");
	tcase_add_test(t, a_sound_table_is_ok);
	tcase_add_test(t, gaps_with_the_longest);
	tcase_add_test(t, lost_samples_between_others);
	tcase_add_test(t, few_lost_are_no_matter);
	tcase_add_test(t, jitter_is_no_loss);
	tcase_add_test(t, stamps_that_stand_or_go_back);
	tcase_add_test(t, missing_values_by_part);
	tcase_add_test(t, the_limit_of_the_range);
	tcase_add_test(t, rates_are_compared);
	t = part(s, "clocks");
	tcase_add_test(t, clocks_that_disagree);
	tcase_add_test(t, clocks_that_agree);
	tcase_add_test(t, without_a_shared_tap_nothing_is_claimed);
	return s;
}
