/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "apps/check.h"
#include "apps/cli.h"
#include "capture.h"
#include "fault.h"
#include "files.h"
#include "rectest.h"
#include "suites.h"

#define HZ 100
#define PI 3.14159265358979323846

static struct gn_check c;

static void teardown(void)
{
	gn_check_free(&c);
	files_close();
}

/*
 * Instant i of a thigh that tilts to and fro by 80 deg in 4 s, at rest in the
 * first 5 s. Every value differs from its neighbours'.
 */
static struct gn_sample moving(int i)
{
	double u = ((double)i / HZ - 5) / 4, a = 0, w = 0;
	double e = ((i * 7919) % 1000 - 500) / 1e5;
	struct gn_sample s = { .t_ns = INT64_C(10000000) * i };

	if (u > 0) {
		a = 0.7 * (1 - cos(2 * PI * u));
		w = 0.7 * 2 * PI / 4 * sin(2 * PI * u);
	}
	s.acc_mps2[0] = (float)(9.81 * cos(a) + e);
	s.acc_mps2[1] = (float)(9.81 * sin(a) - e);
	s.acc_mps2[2] = (float)e;
	s.gyr_radps[0] = (float)(e / 9);
	s.gyr_radps[1] = (float)(-e / 9);
	s.gyr_radps[2] = (float)(w + e / 9);
	s.mag_ut[0] = s.mag_ut[1] = s.mag_ut[2] = NAN;
	return s;
}

/* A table, row by row as the test wants it. */
static FILE *table(const char *name)
{
	FILE *f = fopen(files_path(name), "w");

	ck_assert_ptr_nonnull(f);
	fprintf(f, "time_s,thigh_r_acc_x,thigh_r_acc_y,thigh_r_acc_z,"
		"thigh_r_gyr_x,thigh_r_gyr_y,thigh_r_gyr_z\n");
	return f;
}

static void row(FILE *f, const struct gn_sample *s)
{
	fprintf(f, "%.2f", 1e-9 * (double)s->t_ns);
	for (int k = 0; k < 3; k++)
		fprintf(f, ",%.5f", (double)s->acc_mps2[k]);
	for (int k = 0; k < 3; k++)
		if (isnan(s->gyr_radps[k]))
			fprintf(f, ",");
		else
			fprintf(f, ",%.5f", (double)s->gyr_radps[k]);
	fprintf(f, "\n");
}

/* 3000 instants, 30 s, without those in [from, to). */
static void put_without(const char *name, int from, int to)
{
	FILE *f = table(name);

	for (int i = 0; i < 3000; i++) {
		struct gn_sample s = moving(i);

		if (i < from || i >= to)
			row(f, &s);
	}
	ck_assert_int_eq(fclose(f), 0);
}

static void run(const char *name)
{
	gn_check_free(&c);
	ck_assert_int_eq(gn_check_run(&c, files_path(name)), GN_OK);
}

/* The note of a code; the test fails unless there is exactly one. */
static const struct gn_check_note *noted(const char *code)
{
	const struct gn_check_note *found = NULL;

	for (size_t i = 0; i < c.n_notes; i++) {
		if (strcmp(c.notes[i].code, code))
			continue;
		ck_assert_ptr_null(found);
		found = &c.notes[i];
	}
	ck_assert_msg(found != NULL, "no note '%s'", code);
	return found;
}

static void holds(const char *text, const char *part)
{
	ck_assert_msg(strstr(text, part) != NULL, "'%s' is not in:\n%s", part,
		      text);
}

/* ---- streams ----------------------------------------------------------- */

START_TEST(a_sound_table_is_ok)
{
	const struct gn_check_sensor *s;

	put_without("a.csv", 0, 0);
	run("a.csv");
	ck_assert_uint_eq(c.n_notes, 0);
	ck_assert_int_eq(c.verdict, GN_CHECK_OK);
	ck_assert_uint_eq(c.file.is_rec, 0);
	ck_assert_uint_eq(c.info.n_sensors, 1);
	s = &c.sensors[0];
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
	FILE *f = table("a.csv");

	/* 8.00 to 9.50 s, 12.00 to 15.20, 20.00 to 22.00: 1.5, 3.2, 2.0 s */
	for (int i = 0; i < 3000; i++) {
		struct gn_sample s = moving(i);

		if ((i <= 800 || i >= 950) && (i <= 1200 || i >= 1520) &&
		    (i <= 2000 || i >= 2200))
			row(f, &s);
	}
	ck_assert_int_eq(fclose(f), 0);
	run("a.csv");
	ck_assert_int_eq(c.verdict, GN_CHECK_REMARKS);
	n = noted("gaps");
	ck_assert_double_eq_tol(n->at_s, 12, 1e-3);
	ck_assert_int_eq(n->sensor, 0);
	holds(n->text, "thigh_r: 3 gaps without samples, 6.7 s in all, the "
	      "longest of 3.2 s");
	/* 149 + 319 + 199 of 3000 */
	holds(noted("lost")->text, "22.3 % of the samples are missing");
	ck_assert_uint_eq(c.n_notes, 2);
}
END_TEST

START_TEST(lost_samples_between_others)
{
	FILE *f = table("a.csv");

	for (int i = 0; i < 3000; i++) {
		struct gn_sample s = moving(i);

		if (i % 20 != 7 && i % 20 != 8)
			row(f, &s);
	}
	ck_assert_int_eq(fclose(f), 0);
	run("a.csv");
	ck_assert_float_eq_tol(c.sensors[0].q.lost, 0.1F, 0.001F);
	holds(noted("lost")->text, "10.0 %");
	ck_assert_uint_eq(c.n_notes, 1);
}
END_TEST

/* 1 in 100 is too few to matter, also for the counting. */
START_TEST(few_lost_are_no_matter)
{
	put_without("a.csv", 700, 729);
	run("a.csv");
	ck_assert_float_eq_tol(c.sensors[0].q.lost, 29 / 3000.0F, 1e-5F);
	ck_assert_uint_eq(c.n_notes, 0);
}
END_TEST

/* One sample in seven is late by more than half a step: only the last of all,
 * behind which no short step comes, is taken for a loss. */
START_TEST(jitter_is_no_loss)
{
	FILE *f = table("a.csv");

	for (int i = 0; i < 3000; i++) {
		struct gn_sample s = moving(i);

		s.t_ns += i % 7 == 3 ? INT64_C(6000000) : 0;
		fprintf(f, "%.4f,%.5f,%.5f,%.5f,%.5f,%.5f,%.5f\n",
			1e-9 * (double)s.t_ns, (double)s.acc_mps2[0],
			(double)s.acc_mps2[1], (double)s.acc_mps2[2],
			(double)s.gyr_radps[0], (double)s.gyr_radps[1],
			(double)s.gyr_radps[2]);
	}
	ck_assert_int_eq(fclose(f), 0);
	run("a.csv");
	ck_assert_float_eq_tol(c.sensors[0].q.lost, 1 / 3001.0F, 1e-6F);
	ck_assert_int_eq(c.verdict, GN_CHECK_OK);
}
END_TEST

START_TEST(stamps_that_stand_or_go_back)
{
	FILE *f = table("a.csv");

	for (int i = 0; i < 3000; i++) {
		struct gn_sample s = moving(i);

		row(f, &s);
		if (i >= 1000 && i < 1060)
			row(f, &s);             /* 60 times again */
		if (i >= 2000 && i < 2100)
			s.t_ns -= INT64_C(5000000000);
		if (i >= 2000 && i < 2100)
			row(f, &s);
	}
	ck_assert_int_eq(fclose(f), 0);
	run("a.csv");
	ck_assert_uint_eq(c.sensors[0].q.repeated, 60);
	ck_assert_uint_eq(c.sensors[0].q.late, 100);
	ck_assert_double_eq_tol(noted("repeated_samples")->at_s, 10, 1e-9);
	/* where they point to: 20 s less 5 */
	ck_assert_double_eq_tol(noted("late_samples")->at_s, 15, 1e-9);
	holds(noted("repeated_samples")->text, "2.0 %");
	holds(noted("late_samples")->text, "of 100 samples go back");
	ck_assert_uint_eq(c.n_notes, 2);
}
END_TEST

START_TEST(missing_values_by_part)
{
	static char out[8192];
	struct capture to;
	FILE *f = table("a.csv");

	for (int i = 0; i < 3000; i++) {
		struct gn_sample s = moving(i);

		if (i % 4 == 2)
			s.gyr_radps[1] = NAN;
		row(f, &s);
	}
	ck_assert_int_eq(fclose(f), 0);
	run("a.csv");
	ck_assert_uint_eq(c.sensors[0].there[0], 3000);
	ck_assert_uint_eq(c.sensors[0].there[1], 2250);
	holds(noted("lost")->text, "25.0 %");
	capture_start(&to, STDOUT_FILENO);
	ck_assert_int_eq(gn_check_table(&c, stdout), GN_OK);
	capture_stop(&to, out, sizeof(out));
	holds(out, "  thigh_r           0.0    25.0       -        0 ");
}
END_TEST

START_TEST(the_limit_of_the_range)
{
	const struct gn_check_note *n;
	FILE *f = table("a.csv");

	/* 5 sin(...) rad/s cut off at 4.36, reached first at 5.00 + 0.68 s */
	for (int i = 0; i < 3000; i++) {
		struct gn_sample s = moving(i);
		double w = i < 500 ? 0 : 5 * sin(2 * PI * (i - 500) / 400);

		s.gyr_radps[0] = (float)fmax(fmin(w, 4.36), -4.36);
		row(f, &s);
	}
	ck_assert_int_eq(fclose(f), 0);
	run("a.csv");
	n = noted("clipped");
	/* asin(4.36 / 5) = 1.0592: i - 500 = 67.43 */
	ck_assert_double_eq_tol(n->at_s, 5.68, 1e-6);
	holds(n->text, "4.36 rad/s");
	holds(n->text, "thigh_r: ");
}
END_TEST

START_TEST(rates_are_compared)
{
	put_without("a.csv", 0, 0);
	files_put("a.map.json", "{\"time\": {\"column\": 1, \"unit\": \"s\"},"
		  "\"rate_hz\": 112, \"sensors\": [{\"name\": \"thigh_r\","
		  "\"acc\": [2, 3, 4], \"gyr\": [5, 6, 7]}]}");
	run("a.csv");
	holds(noted("rate")->text, "100.0 samples a second, declared are "
	      "112.0");
	files_put("a.map.json", "{\"time\": {\"column\": 1, \"unit\": \"s\"},"
		  "\"rate_hz\": 110, \"sensors\": [{\"name\": \"thigh_r\","
		  "\"acc\": [2, 3, 4], \"gyr\": [5, 6, 7]}]}");
	run("a.csv");
	ck_assert_uint_eq(c.n_notes, 0);
}
END_TEST

/* ---- units ------------------------------------------------------------- */

/* Sensors of a session's file; bit k of in_g: sensor k comes in g. */
static struct gn_rec_writer *put_rec(const char *name, size_t sensors,
				     unsigned in_g, int n)
{
	struct gn_rec_writer *w;

	rt_meta.n_sensors = sensors;
	rt_meta.sensors[0].rate_hz = rt_meta.sensors[1].rate_hz = HZ;
	rt_meta.sensors[1].bad_gyr = 0;
	rt_meta.sensors[1].has_mag = 0;
	w = rt_create(name);
	for (int i = 0; i < n; i++) {
		for (uint32_t k = 0; k < sensors; k++) {
			struct gn_sample s = moving(i);

			s.sensor = k;
			for (int a = 0; a < 3 && (in_g >> k & 1); a++)
				s.acc_mps2[a] /= 9.81F;
			ck_assert_int_eq(gn_rec_write(w, &s, 1, NULL), GN_OK);
		}
		if (i % 500 == 499)     /* a block of its own */
			ck_assert_int_eq(gn_rec_sync(w, NULL), GN_OK);
	}
	return w;
}

static void close_rec(struct gn_rec_writer *w)
{
	ck_assert_int_eq(gn_rec_close(w, NULL), GN_OK);
}

START_TEST(wrong_units_of_one_or_of_all)
{
	close_rec(put_rec("one.gonio", 2, 2, 3000));
	run("one.gonio");
	ck_assert_int_eq(c.verdict, GN_CHECK_REMARKS);
	ck_assert_int_eq(noted("units")->sensor, 1);
	holds(noted("units")->text, "declare the unit g");
	close_rec(put_rec("both.gonio", 2, 3, 3000));
	run("both.gonio");
	ck_assert_int_eq(c.verdict, GN_CHECK_DAMAGED);
	ck_assert_uint_eq(c.n_notes, 2);
}
END_TEST

START_TEST(sensors_that_are_declared_bad)
{
	rt_meta.sensors[0].bad_gyr = 1;
	close_rec(put_rec("a.gonio", 1, 0, 1000));
	run("a.gonio");
	ck_assert_int_eq(c.verdict, GN_CHECK_REMARKS);
	holds(noted("declared_bad")->text, "thigh_l: the gyroscope");
	rt_meta.sensors[0].bad_acc = 1;
	close_rec(put_rec("b.gonio", 1, 0, 1000));
	run("b.gonio");
	ck_assert_int_eq(c.verdict, GN_CHECK_DAMAGED);
	holds(noted("no_sensor")->text, "nothing to score");
}
END_TEST

/* ---- a session's file -------------------------------------------------- */

START_TEST(a_whole_session)
{
	close_rec(put_rec("a.gonio", 2, 0, 2000));
	run("a.gonio");
	ck_assert_uint_eq(c.n_notes, 0);
	ck_assert_int_eq(c.verdict, GN_CHECK_OK);
	ck_assert_uint_eq(c.file.is_rec, 1);
	ck_assert_uint_eq(c.file.sound, 1);
	ck_assert_uint_eq(c.file.version, 1);
	ck_assert_uint_eq(c.file.tail.samples, 4000);
	ck_assert_uint_eq(c.n, 4000);
}
END_TEST

START_TEST(a_session_that_was_cut_off)
{
	struct gn_rec_writer *w;

	/* 2026-11-24 09:20:00 UTC and 123 ms, 19.99 s later */
	rt_meta.started_unix_ns = INT64_C(1795512000123456789);
	w = put_rec("a.gonio", 1, 0, 2000);
	run("a.gonio");
	close_rec(w);
	ck_assert_int_eq(c.verdict, GN_CHECK_REMARKS);
	ck_assert_double_eq_tol(noted("not_closed")->at_s, 19.99, 1e-9);
	holds(noted("not_closed")->text, "ends after 20.0 s "
	      "(2026-11-24 09:20:20 UTC)");
	ck_assert_uint_eq(c.n_notes, 1);
}
END_TEST

START_TEST(events_tell_of_sensors_away)
{
	struct gn_rec_writer *w = put_rec("a.gonio", 1, 0, 1000);

	ck_assert_int_eq(gn_rec_event(w, 1, 0, "set", "", NULL), GN_OK);
	ck_assert_int_eq(gn_rec_event(w, INT64_C(2500000000), 9, "gap",
				      "thigh_l lost", NULL), GN_OK);
	ck_assert_int_eq(gn_rec_event(w, INT64_C(7500000000), 9, "gap",
				      "again", NULL), GN_OK);
	close_rec(w);
	run("a.gonio");
	ck_assert_double_eq_tol(noted("sensor_away")->at_s, 2.5, 1e-9);
	holds(noted("sensor_away")->text, "away 2 times, first: thigh_l lost");
}
END_TEST

/* Change bytes in the middle of a file, or cut it there. */
static void spoil(const char *name, int cut)
{
	FILE *f = fopen(files_path(name), "r+b");
	long size;

	ck_assert_ptr_nonnull(f);
	fseek(f, 0, SEEK_END);
	size = ftell(f);
	fseek(f, size / 2, SEEK_SET);
	for (int i = 0; i < 64 && !cut; i++)
		fputc(i * 37 & 255, f);
	ck_assert_int_eq(fclose(f), 0);
	if (cut)
		ck_assert_int_eq(truncate(files_path(name), size / 2), 0);
}

START_TEST(a_damaged_block)
{
	const struct gn_check_note *n;

	close_rec(put_rec("a.gonio", 1, 0, 3000));
	spoil("a.gonio", 0);
	run("a.gonio");
	ck_assert_int_eq(c.verdict, GN_CHECK_DAMAGED);
	n = noted("broken");
	holds(n->text, "a.gonio: damaged (");
	holds(n->text, " of 3000 samples can be read");
	/* whole blocks before it count */
	ck_assert_uint_lt(c.n, 3000);
	ck_assert_uint_gt(c.n, 0);
	ck_assert_uint_eq(c.n % 500, 0);
	ck_assert_double_eq_tol(n->at_s, (double)(c.n - 1) / HZ, 1e-9);
}
END_TEST

START_TEST(half_a_file)
{
	close_rec(put_rec("a.gonio", 1, 0, 3000));
	spoil("a.gonio", 1);
	run("a.gonio");
	ck_assert_int_eq(c.verdict, GN_CHECK_DAMAGED);
	ck_assert_uint_ge(c.n_notes, 1);
	holds(c.notes[0].text, "a.gonio: ");
}
END_TEST

/* ---- the command ------------------------------------------------------- */

/* gonio check with up to 6 words, the last one NULL. */
static int command(const char *const *words, char *out, size_t cap, char *err)
{
	struct capture to[2];
	char *argv[8];
	int argc = 1, code;

	argv[0] = strdup("check");
	for (; words[argc - 1]; argc++)
		argv[argc] = strdup(words[argc - 1]);
	argv[argc] = NULL;
	capture_start(&to[0], STDOUT_FILENO);
	capture_start(&to[1], STDERR_FILENO);
	optind = 0;
	code = cmd_check(argc, argv);
	capture_stop(&to[1], err, 1024);
	capture_stop(&to[0], out, cap);
	for (int i = 0; i < argc; i++)
		free(argv[i]);
	return code;
}

static char out[16384], err[1024];

#define CHECK(...)                                                         \
	command((const char *const[]){ __VA_ARGS__, NULL }, out, sizeof(out), \
		err)

START_TEST(each_file_has_its_verdict)
{
	put_without("a.csv", 0, 0);
	put_without("b.csv", 1000, 1300);
	ck_assert_int_eq(CHECK(files_path("a.csv"), files_path("b.csv")),
			 CLI_OK);
	holds(out, "a.csv\n");
	holds(out, "Verdict    ok\n\nRecording  ");
	holds(out, "\nRemark: at 9.99 s: thigh_r: 1 gap without");
	holds(out, "Verdict    usable with remarks\n");
	ck_assert_str_eq(err, "");

	files_put("c.csv", "time_s,acc_x,acc_y,acc_z\n0,1,2,oops\n");
	ck_assert_int_eq(CHECK(files_path(".")), CLI_FAILED);
	holds(out, "Damaged: ");
	holds(out, "c.csv:2");
	holds(out, "Verdict    damaged\n");
	ck_assert_str_eq(err, "");
	ck_assert_int_eq(CHECK(files_path("gone.csv"), files_path("a.csv")),
			 CLI_FAILED);
	holds(err, "gonio: ");
	holds(err, "gone.csv");
	holds(out, "Verdict    ok\n");
}
END_TEST

START_TEST(an_object_a_line)
{
	put_without("a.csv", 1000, 1300);
	ck_assert_int_eq(CHECK("--format", "json", files_path("a.csv")),
			 CLI_OK);
	ck_assert_int_eq(strncmp(out, "{\"schema\":\"gonio.check/1\",", 26),
			 0);
	holds(out, "\"verdict\":\"remarks\",\"file\":null,\"sensors\":[{");
	holds(out, "\"name\":\"thigh_r\",\"place\":\"thigh\","
	      "\"side\":\"right\",\"samples\":2700,\"length_s\":29.99");
	holds(out, "\"gaps\":1,\"gap_s\":3.01,\"gap_longest_s\":3.01,");
	holds(out, "\"missing_pct\":[0.0,0.0,null]");
	holds(out, "{\"weight\":\"remark\",\"code\":\"gaps\","
	      "\"sensor\":\"thigh_r\",\"at_s\":9.99,");
	ck_assert_ptr_eq(strchr(out, '\n'), out + strlen(out) - 1);
	close_rec(put_rec("b.gonio", 1, 0, 1000));
	ck_assert_int_eq(CHECK("-f", "json", files_path("b.gonio")), CLI_OK);
	holds(out, "\"file\":{\"version\":1,\"closed\":true,\"sound\":true,"
	      "\"blocks\":2,\"samples\":1000,\"events\":0,\"results\":0}");
}
END_TEST

START_TEST(a_wrong_command_line)
{
	ck_assert_int_eq(CHECK("--format", "csv", "x"), CLI_USAGE);
	holds(err, "not 'csv'");
	ck_assert_int_eq(CHECK("--json", "x"), CLI_USAGE);
	holds(err, "--json");
	ck_assert_int_eq(CHECK("--format", "json"), CLI_USAGE);
	holds(err, "no recording given");
	ck_assert_str_eq(out, "");
}
END_TEST

START_TEST(without_memory_nothing_is_left)
{
	struct fault_stat st = { 1, 0 };
	int got = GN_ENOMEM;
	char path[512];

	put_without("a.csv", 1000, 1300);
	snprintf(path, sizeof(path), "%s", files_path("a.csv"));
	for (int at = 1; got == GN_ENOMEM; at++) {
		gn_check_free(&c);
		fault_start(at);
		got = gn_check_run(&c, path);
		gn_check_free(&c);
		st = fault_stop();
		ck_assert_int_eq(st.live, 0);
		ck_assert_int_lt(at, 100);
	}
	ck_assert_int_eq(got, GN_OK);
	ck_assert_int_gt(st.asked, 5);
}
END_TEST

static void add(Suite *s, const char *name, const TTest *const *tests,
		size_t n)
{
	TCase *t = tcase_create(name);

	tcase_add_checked_fixture(t, rt_setup, teardown);
	tcase_set_timeout(t, 60);
	for (size_t i = 0; i < n; i++)
		tcase_add_test(t, tests[i]);
	suite_add_tcase(s, t);
}

#define ADD(s, name, ...) do {                                             \
	const TTest *const tests[] = { __VA_ARGS__ };                      \
	add(s, name, tests, sizeof(tests) / sizeof(*tests));               \
} while (0)

Suite *suite_check_cmd(void)
{
	Suite *s = suite_create("check_cmd");

	ADD(s, "streams", a_sound_table_is_ok, gaps_with_the_longest,
	    lost_samples_between_others, few_lost_are_no_matter,
	    jitter_is_no_loss, stamps_that_stand_or_go_back,
	    missing_values_by_part, the_limit_of_the_range,
	    rates_are_compared);
	ADD(s, "units", wrong_units_of_one_or_of_all,
	    sensors_that_are_declared_bad);
	ADD(s, "sessions", a_whole_session, a_session_that_was_cut_off,
	    events_tell_of_sensors_away, a_damaged_block, half_a_file);
	ADD(s, "command", each_file_has_its_verdict, an_object_a_line,
	    a_wrong_command_line, without_memory_nothing_is_left);
	return s;
}
