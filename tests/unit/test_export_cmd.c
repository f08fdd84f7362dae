/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "apps/cli.h"
#include "capture.h"
#include "exporttest.h"
#include "fault.h"
#include "files.h"
#include "gonio/csv_write.h"
#include "rectest.h"
#include "suites.h"

#define MOTION "out/" ET_STEM "motion.tsv"

/* ---- what goes wrong --------------------------------------------------- */

static void refuses(const char *from, enum gn_export_format format,
		    const char *dir, int want, const char *says)
{
	int err = gn_export(files_path(from), format, files_path(dir), &et_sum,
			    &et_why);

	ck_assert_msg(err == want, "%s: %s", gn_errname(err), et_why.text);
	et_holds(et_why.text, says);
}

START_TEST(nothing_is_replaced)
{
	et_put_session("a.gonio");
	et_export("a.gonio", GN_EXPORT_CSV, "out");
	et_export("a.gonio", GN_EXPORT_BIDS, "out");
	refuses("a.gonio", GN_EXPORT_CSV, "out", GN_EIO, "a.csv: exists");
	refuses("a.gonio", GN_EXPORT_BIDS, "out", GN_EIO, "exists already");
	et_comes_back(files_path("out/a.csv"));
	et_comes_back(files_path(MOTION));
	/* the map of another table, and one system of the recording alone */
	unlink(files_path("out/a.csv"));
	refuses("a.gonio", GN_EXPORT_CSV, "out", GN_EIO, "map.json: exists");
	ck_assert_int_ne(access(files_path("out/a.csv"), F_OK), 0);
	ck_assert_int_ne(access(files_path("out/a.csv.part"), F_OK), 0);
	unlink(files_path(MOTION));
	refuses("a.gonio", GN_EXPORT_BIDS, "out", GN_EIO, "imu02");
	ck_assert_int_ne(access(files_path(MOTION ".part"), F_OK), 0);
}
END_TEST

/* A file whose last of several blocks is damaged. */
static void put_broken(const char *name)
{
	struct gn_rec_writer *w;
	FILE *f;
	long size;

	et_two_sensors();
	w = rt_create(name);
	for (int k = 0; k < 8; k++) {
		for (int i = 0; i < 1000; i++) {
			struct gn_sample s = rt_sample((size_t)(1000 * k + i));

			s.sensor %= 2;
			s.t_ns = 1000 * k + i;
			ck_assert_int_eq(gn_rec_write(w, &s, 1, NULL), GN_OK);
		}
		ck_assert_int_eq(gn_rec_sync(w, NULL), GN_OK);
	}
	ck_assert_int_eq(gn_rec_close(w, NULL), GN_OK);
	f = fopen(files_path(name), "r+b");
	ck_assert_ptr_nonnull(f);
	fseek(f, 0, SEEK_END);
	size = ftell(f);
	fseek(f, size * 3 / 4, SEEK_SET);
	for (int i = 0; i < 16; i++)
		fputc(i * 37 & 255, f);
	ck_assert_int_eq(fclose(f), 0);
}

START_TEST(nothing_is_left_of_a_damaged_one)
{
	put_broken("a.gonio");
	refuses("a.gonio", GN_EXPORT_CSV, "csv", GN_EFORMAT, "damaged");
	ck_assert_int_ne(access(files_path("csv"), F_OK), 0);
	refuses("a.gonio", GN_EXPORT_BIDS, "bids", GN_EFORMAT, "damaged");
	ck_assert_int_ne(access(files_path("bids"), F_OK), 0);
	/* a folder that was there stays */
	files_mkdir("mine");
	refuses("a.gonio", GN_EXPORT_CSV, "mine", GN_EFORMAT, "damaged");
	refuses("a.gonio", GN_EXPORT_BIDS, "mine", GN_EFORMAT, "damaged");
	ck_assert_int_eq(rmdir(files_path("mine")), 0);
	refuses("a.gonio", GN_EXPORT_CSV, "no/such", GN_EIO, "no/such");
	refuses("a.gonio", GN_EXPORT_BIDS, "no/such", GN_EIO, "no/such");
}
END_TEST

START_TEST(a_full_disk)
{
	if (access("/dev/full", W_OK))
		return;
	et_put_session("a.gonio");
	files_mkdir("out");
	ck_assert_int_eq(symlink("/dev/full", files_path("out/a.csv.part")),
			 0);
	refuses("a.gonio", GN_EXPORT_CSV, "out", GN_EIO, "No space");
	ck_assert_int_eq(symlink("/dev/full",
				 files_path("out/a.map.json.part")), 0);
	refuses("a.gonio", GN_EXPORT_CSV, "out", GN_EIO, "a.map.json");
	ck_assert_int_eq(rmdir(files_path("out")), 0);
}
END_TEST

START_TEST(without_memory_nothing_is_left)
{
	static char from[512], to[512];

	et_put_session("a.gonio");
	snprintf(from, sizeof(from), "%s", files_path("a.gonio"));
	for (int csv = 0; csv < 2; csv++) {
		int got = GN_ENOMEM;

		snprintf(to, sizeof(to), "%s", files_path(csv ? "c" : "b"));
		for (int at = 1; got == GN_ENOMEM; at++) {
			struct fault_stat st;

			ck_assert_int_ne(access(to, F_OK), 0);
			ck_assert_int_lt(at, 100);
			fault_start(at);
			got = gn_export(from, csv ? GN_EXPORT_CSV :
					GN_EXPORT_BIDS, to, &et_sum, NULL);
			st = fault_stop();
			ck_assert_int_eq(st.live, 0);
		}
		ck_assert_int_eq(got, GN_OK);
	}
}
END_TEST

START_TEST(the_writer_of_tables_refuses)
{
	struct gn_csv_writer *w = NULL;
	struct gn_sample s = et_odd(0);

	et_two_sensors();
	gn_csv_abort(NULL);
	ck_assert_int_eq(gn_csv_create(&w, files_path("a.tsv"), "",
				       rt_meta.sensors, 1, &et_why), GN_EINVAL);
	ck_assert_int_eq(gn_csv_create(&w, files_path("a.csv"), "",
				       rt_meta.sensors, 0, &et_why), GN_EINVAL);
	ck_assert_int_eq(gn_csv_create(&w, files_path("a.csv"), "",
				       rt_meta.sensors, 1, &et_why), GN_OK);
	s.sensor = 1;
	ck_assert_int_eq(gn_csv_push(w, &s, 1, &et_why), GN_EINVAL);
	et_holds(et_why.text, "sensor 1");
	gn_csv_abort(w);
	ck_assert_int_ne(access(files_path("a.csv.part"), F_OK), 0);
}
END_TEST

/* ---- the command ------------------------------------------------------- */

static char out[4096], err[4096];

/* gonio export with words, the last one NULL. */
static int command(const char *const *words)
{
	return capture_command(cmd_export, words, out, sizeof(out), err,
			       sizeof(err));
}

#define EXPORT(...)                                                        \
	command((const char *const[]){ __VA_ARGS__, NULL })

START_TEST(the_command)
{
	et_put_session("a.gonio");
	ck_assert_int_eq(EXPORT(files_path("a.gonio"), "--format", "csv", "-o",
				files_path("out")), CLI_OK);
	et_holds(out, "out: 500 samples of 2 sensors, 0 events\n");
	ck_assert_str_eq(err, "");
	et_comes_back(files_path("out/a.csv"));
	ck_assert_int_eq(EXPORT(files_path("a.gonio"), "--format", "csv", "-o",
				files_path("out")), CLI_FAILED);
	et_holds(err, "gonio: ");
	et_holds(err, "a.csv: exists already; choose another folder");
	ck_assert_str_eq(out, "");
	ck_assert_int_eq(EXPORT(files_path("out"), "-f", "bids", "-o",
				files_path("bids")), CLI_OK);
	et_comes_back(files_path("bids/sub-unknown/motion/sub-unknown_task-"
			      "sitToStand_tracksys-imu01_acq-a_run-01_"
			      "motion.tsv"));
	ck_assert_int_eq(EXPORT(files_path("."), "-f", "bids", "-o",
				files_path("more")), CLI_FAILED);
	/* the session, the table, the data set of above */
	et_holds(err, "3 recordings in this folder; name one");
}
END_TEST

START_TEST(a_wrong_command_line)
{
	ck_assert_int_eq(EXPORT("x.csv", "-o", "d"), CLI_USAGE);
	et_holds(err, "--format is bids, csv, sto or mot;");
	ck_assert_int_eq(EXPORT("x.csv", "-f", "xls", "-o", "d"), CLI_USAGE);
	et_holds(err, "not 'xls'");
	ck_assert_int_eq(EXPORT("x.csv", "-f", "csv"), CLI_USAGE);
	et_holds(err, "-o DIR is needed");
	ck_assert_int_eq(EXPORT("-f", "csv", "-o", "d"), CLI_USAGE);
	et_holds(err, "one recording");
	ck_assert_int_eq(EXPORT("a", "b", "-f", "csv", "-o", "d"), CLI_USAGE);
	ck_assert_int_eq(EXPORT("a", "--all"), CLI_USAGE);
	ck_assert_str_eq(out, "");
}
END_TEST

static TCase *part(Suite *s, const char *name)
{
	TCase *t = tcase_create(name);

	tcase_add_checked_fixture(t, rt_setup, files_close);
	tcase_set_timeout(t, 60);
	suite_add_tcase(s, t);
	return t;
}

Suite *suite_export_cmd(void)
{
	Suite *s = suite_create("export_cmd");
	TCase *t;

	t = part(s, "errors");
	tcase_add_test(t, nothing_is_replaced);
	tcase_add_test(t, nothing_is_left_of_a_damaged_one);
	tcase_add_test(t, a_full_disk);
	tcase_add_test(t, without_memory_nothing_is_left);
	tcase_add_test(t, the_writer_of_tables_refuses);
	t = part(s, "command");
	tcase_add_test(t, the_command);
	tcase_add_test(t, a_wrong_command_line);
	return s;
}
