/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "apps/cli.h"
#include "capture.h"
#include "checktest.h"
#include "fault.h"
#include "files.h"
#include "rectest.h"
#include "suites.h"

/* ---- units ------------------------------------------------------------- */

/* Sensors of a session's file; bit k of in_g: sensor k comes in g. */
static struct gn_rec_writer *put_rec(const char *name, size_t sensors,
				     unsigned in_g, int n)
{
	struct gn_rec_writer *w;

	rt_meta.n_sensors = sensors;
	rt_meta.sensors[0].rate_hz = rt_meta.sensors[1].rate_hz = CT_HZ;
	rt_meta.sensors[1].bad_gyr = 0;
	rt_meta.sensors[1].has_mag = 0;
	w = rt_create(name);
	for (int i = 0; i < n; i++) {
		for (uint32_t k = 0; k < sensors; k++) {
			struct gn_sample s = ct_moving(i);

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
	ct_run("one.gonio");
	ck_assert_int_eq(ct_check.verdict, GN_CHECK_REMARKS);
	ck_assert_int_eq(ct_noted("units")->sensor, 1);
	ct_holds(ct_noted("units")->text, "declare the unit g");
	close_rec(put_rec("both.gonio", 2, 3, 3000));
	ct_run("both.gonio");
	ck_assert_int_eq(ct_check.verdict, GN_CHECK_DAMAGED);
	ck_assert_uint_eq(ct_check.n_notes, 2);
}
END_TEST

START_TEST(sensors_that_are_declared_bad)
{
	rt_meta.sensors[0].bad_gyr = 1;
	close_rec(put_rec("a.gonio", 1, 0, 1000));
	ct_run("a.gonio");
	ck_assert_int_eq(ct_check.verdict, GN_CHECK_REMARKS);
	ct_holds(ct_noted("declared_bad")->text, "thigh_l: the gyroscope");
	ck_assert_uint_eq(gn_check_accs(&ct_check), 1);
	rt_meta.sensors[0].bad_acc = 1;
	close_rec(put_rec("b.gonio", 1, 0, 1000));
	ct_run("b.gonio");
	ck_assert_int_eq(ct_check.verdict, GN_CHECK_DAMAGED);
	ct_holds(ct_noted("no_sensor")->text, "nothing to score");
	ck_assert_uint_eq(gn_check_accs(&ct_check), 0);
}
END_TEST

/* ---- a session's file -------------------------------------------------- */

START_TEST(a_whole_session)
{
	close_rec(put_rec("a.gonio", 2, 0, 2000));
	ct_run("a.gonio");
	ck_assert_uint_eq(ct_check.n_notes, 0);
	ck_assert_int_eq(ct_check.verdict, GN_CHECK_OK);
	ck_assert_uint_eq(ct_check.file.is_rec, 1);
	ck_assert_uint_eq(ct_check.file.sound, 1);
	ck_assert_uint_eq(ct_check.file.version, 1);
	ck_assert_uint_eq(ct_check.file.tail.samples, 4000);
	ck_assert_uint_eq(ct_check.n, 4000);
}
END_TEST

START_TEST(a_session_that_was_cut_off)
{
	struct gn_rec_writer *w;

	/* 2026-11-24 09:20:00 UTC and 123 ms, 19.99 s later */
	rt_meta.started_unix_ns = INT64_C(1795512000123456789);
	w = put_rec("a.gonio", 1, 0, 2000);
	ct_run("a.gonio");
	close_rec(w);
	ck_assert_int_eq(ct_check.verdict, GN_CHECK_REMARKS);
	ck_assert_double_eq_tol(ct_noted("not_closed")->at_s, 19.99, 1e-9);
	ct_holds(ct_noted("not_closed")->text, "ends after 20.0 s "
	      "(2026-11-24 09:20:20 UTC)");
	ck_assert_uint_eq(ct_check.n_notes, 1);
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
	ct_run("a.gonio");
	ck_assert_double_eq_tol(ct_noted("sensor_away")->at_s, 2.5, 1e-9);
	ct_holds(ct_noted("sensor_away")->text, "away 2 times, first: "
		 "thigh_l lost");
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
	ct_run("a.gonio");
	ck_assert_int_eq(ct_check.verdict, GN_CHECK_DAMAGED);
	n = ct_noted("broken");
	ct_holds(n->text, "a.gonio: damaged (");
	ct_holds(n->text, " of 3000 samples can be read");
	/* whole blocks before it count */
	ck_assert_uint_lt(ct_check.n, 3000);
	ck_assert_uint_gt(ct_check.n, 0);
	ck_assert_uint_eq(ct_check.n % 500, 0);
	ck_assert_double_eq_tol(n->at_s, (double)(ct_check.n - 1) / CT_HZ,
				1e-9);
}
END_TEST

START_TEST(half_a_file)
{
	close_rec(put_rec("a.gonio", 1, 0, 3000));
	spoil("a.gonio", 1);
	ct_run("a.gonio");
	ck_assert_int_eq(ct_check.verdict, GN_CHECK_DAMAGED);
	ck_assert_uint_ge(ct_check.n_notes, 1);
	ct_holds(ct_check.notes[0].text, "a.gonio: ");
}
END_TEST

/* ---- the command ------------------------------------------------------- */

/* gonio check with words, the last one NULL. */
static int command(const char *const *words, char *out, size_t cap, char *err)
{
	return capture_command(cmd_check, words, out, cap, err, 1024);
}

static char out[16384], err[1024];

#define CHECK(...)                                                         \
	command((const char *const[]){ __VA_ARGS__, NULL }, out, sizeof(out), \
		err)

START_TEST(each_file_has_its_verdict)
{
	ct_put_without("a.csv", 0, 0);
	ct_put_without("b.csv", 1000, 1300);
	ck_assert_int_eq(CHECK(files_path("a.csv"), files_path("b.csv")),
			 CLI_OK);
	ct_holds(out, "a.csv\n");
	ct_holds(out, "Verdict    ok\n\nRecording  ");
	ct_holds(out, "\nRemark: at 9.99 s: thigh_r: 1 gap without");
	ct_holds(out, "Verdict    usable with remarks\n");
	ck_assert_str_eq(err, "");

	files_put("c.csv", "time_s,acc_x,acc_y,acc_z\n0,1,2,oops\n");
	ck_assert_int_eq(CHECK(files_path(".")), CLI_FAILED);
	ct_holds(out, "Damaged: ");
	ct_holds(out, "c.csv:2");
	ct_holds(out, "Verdict    damaged\n");
	ck_assert_str_eq(err, "");
	ck_assert_int_eq(CHECK(files_path("gone.csv"), files_path("a.csv")),
			 CLI_FAILED);
	ct_holds(err, "gonio: ");
	ct_holds(err, "gone.csv");
	ct_holds(out, "Verdict    ok\n");
}
END_TEST

START_TEST(an_object_a_line)
{
	ct_put_without("a.csv", 1000, 1300);
	ck_assert_int_eq(CHECK("--format", "json", files_path("a.csv")),
			 CLI_OK);
	ck_assert_int_eq(strncmp(out, "{\"schema\":\"gonio.check/1\",", 26),
			 0);
	ct_holds(out, "\"verdict\":\"remarks\",\"file\":null,\"sensors\":[{");
	ct_holds(out, "\"name\":\"thigh_r\",\"place\":\"thigh\","
	      "\"side\":\"right\",\"samples\":2700,\"length_s\":29.99");
	ct_holds(out, "\"gaps\":1,\"gap_s\":3.01,\"gap_longest_s\":3.01,");
	ct_holds(out, "\"missing_pct\":[0.0,0.0,null]");
	ct_holds(out, "{\"weight\":\"remark\",\"code\":\"gaps\","
	      "\"sensor\":\"thigh_r\",\"at_s\":9.99,");
	ck_assert_ptr_eq(strchr(out, '\n'), out + strlen(out) - 1);
	close_rec(put_rec("b.gonio", 1, 0, 1000));
	ck_assert_int_eq(CHECK("-f", "json", files_path("b.gonio")), CLI_OK);
	ct_holds(out, "\"file\":{\"version\":1,\"closed\":true,\"sound\":true,"
	      "\"blocks\":2,\"samples\":1000,\"events\":0,\"results\":0}");
}
END_TEST

START_TEST(a_wrong_command_line)
{
	ck_assert_int_eq(CHECK("--format", "csv", "x"), CLI_USAGE);
	ct_holds(err, "not 'csv'");
	ck_assert_int_eq(CHECK("--json", "x"), CLI_USAGE);
	ct_holds(err, "--json");
	ck_assert_int_eq(CHECK("--format", "json"), CLI_USAGE);
	ct_holds(err, "no recording given");
	ck_assert_str_eq(out, "");
}
END_TEST

START_TEST(without_memory_nothing_is_left)
{
	struct fault_stat st = { 1, 0 };
	int got = GN_ENOMEM;
	char path[512];

	ct_put_without("a.csv", 1000, 1300);
	snprintf(path, sizeof(path), "%s", files_path("a.csv"));
	for (int at = 1; got == GN_ENOMEM; at++) {
		gn_check_free(&ct_check);
		fault_start(at);
		got = gn_check_run(&ct_check, path);
		gn_check_free(&ct_check);
		st = fault_stop();
		ck_assert_int_eq(st.live, 0);
		ck_assert_int_lt(at, 100);
	}
	ck_assert_int_eq(got, GN_OK);
	ck_assert_int_gt(st.asked, 5);
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

Suite *suite_check_cmd(void)
{
	Suite *s = suite_create("check_cmd");
	TCase *t;

	t = part(s, "units");
	tcase_add_test(t, wrong_units_of_one_or_of_all);
	tcase_add_test(t, sensors_that_are_declared_bad);
	t = part(s, "sessions");
	tcase_add_test(t, a_whole_session);
	tcase_add_test(t, a_session_that_was_cut_off);
	tcase_add_test(t, events_tell_of_sensors_away);
	tcase_add_test(t, a_damaged_block);
	tcase_add_test(t, half_a_file);
	t = part(s, "command");
	tcase_add_test(t, each_file_has_its_verdict);
	tcase_add_test(t, an_object_a_line);
	tcase_add_test(t, a_wrong_command_line);
	tcase_add_test(t, without_memory_nothing_is_left);
	return s;
}
