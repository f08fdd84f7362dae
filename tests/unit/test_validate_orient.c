/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../apps/validate.h"
#include "fault.h"
#include "files.h"
#include "suites.h"

#define STEM "sub-a_task-x_tracksys-"
#define N 200

static struct gn_val_rmse got[GN_VAL_FILTERS];
static struct gn_diag why;

static void put(const char *name, const char *line, int n)
{
	char *text = calloc((size_t)n + 1, strlen(line) + 1);

	ck_assert_ptr_nonnull(text);
	for (int i = 0; i < n; i++)
		memcpy(text + (size_t)i * strlen(line), line, strlen(line));
	files_put(name, text);
	free(text);
}

/* A sensor at rest, its reference one constant row. */
static void put_trial(const char *ref, int n)
{
	files_put(STEM "imu_channels.tsv",
		  "name\tcomponent\ttype\ttracked_point\tunits\t"
		  "sampling_frequency\n"
		  "b_acc_x\tx\tACCEL\tboard\tm/s^2\t100\n"
		  "b_acc_y\ty\tACCEL\tboard\tm/s^2\t100\n"
		  "b_acc_z\tz\tACCEL\tboard\tm/s^2\t100\n"
		  "b_gyr_x\tx\tGYRO\tboard\trad/s\t100\n"
		  "b_gyr_y\ty\tGYRO\tboard\trad/s\t100\n"
		  "b_gyr_z\tz\tGYRO\tboard\trad/s\t100\n"
		  "b_mag_x\tx\tMAGN\tboard\tuT\t100\n"
		  "b_mag_y\ty\tMAGN\tboard\tuT\t100\n"
		  "b_mag_z\tz\tMAGN\tboard\tuT\t100\n");
	files_put(STEM "imu_motion.json", "{\"TaskName\": \"x\", "
		  "\"SamplingFrequency\": 100}");
	put(STEM "imu_motion.tsv",
	    "0\t0\t9.81\t0\t0\t0\t0\t16\t-41\n", N);
	files_put(STEM "ref_channels.tsv",
		  "name\tcomponent\ttype\ttracked_point\n"
		  "movement\tn/a\tMISC\tboard\n"
		  "q_w\tquat_w\tORNT\tboard\nq_x\tquat_x\tORNT\tboard\n"
		  "q_y\tquat_y\tORNT\tboard\nq_z\tquat_z\tORNT\tboard\n");
	put(STEM "ref_motion.tsv", ref, n);
}

static int judge(void)
{
	memset(got, 0, sizeof(got));
	return validate_orientation(files_path(STEM "imu_motion.tsv"), got,
				    &why);
}

START_TEST(error_in_parts)
{
	static const struct {
		const char *row;
		double total, heading, incl;
	} t[] = {
		{ "1\t1\t0\t0\t0\n",                  0,  0,  0 },
		{ "1\t-1\t0\t0\t0\n",                 0,  0,  0 },
		{ "1\t0.99619470\t0.08715574\t0\t0\n", 10, 0, 10 },
		{ "1\t0.99619470\t0\t-0.08715574\t0\n", 10, 0, 10 },
		{ "1\t0.98480775\t0\t0\t-0.17364818\n", 20, 20, 0 },
	};

	for (int i = 0; i < 5; i++) {
		put_trial(t[i].row, N);
		ck_assert_msg(judge() == GN_OK, "%s", why.text);
		for (int k = 0; k < GN_VAL_FILTERS; k++) {
			int mag = k == GN_VAL_CAUSAL_9D ||
				  k == GN_VAL_OFFLINE_9D;

			ck_assert_double_eq_tol(got[k].deg[GN_VAL_INCL],
						t[i].incl, 0.02);
			ck_assert_int_eq(isnan(got[k].deg[GN_VAL_TOTAL]), !mag);
			if (!mag)
				continue;
			ck_assert_double_eq_tol(got[k].deg[GN_VAL_TOTAL],
						t[i].total, 0.02);
			ck_assert_double_eq_tol(got[k].deg[GN_VAL_HEADING],
						t[i].heading, 0.02);
		}
	}
}
END_TEST

START_TEST(rows_that_do_not_count)
{
	put_trial("1\t1\t0\t0\t0\r\n"
		  "0\t0\t1\t0\t0\r\n"
		  "1\tn/a\tn/a\tn/a\tn/a\r\n"
		  "1\t1\t0\t0\t0\r\n", N / 4);
	ck_assert_msg(judge() == GN_OK, "%s", why.text);
	ck_assert_double_eq_tol(got[0].deg[GN_VAL_TOTAL], 0, 0.02);
}
END_TEST

static void fails(int err, const char *hint)
{
	ck_assert_int_eq(judge(), err);
	ck_assert_msg(strstr(why.text, hint) != NULL, "%s", why.text);
	ck_assert_double_eq(got[0].deg[GN_VAL_INCL], 0);
}

START_TEST(what_is_wrong_is_named)
{
	put_trial("0\t1\t0\t0\t0\n", N);
	fails(GN_ENODATA, "no reference during movement");
	put_trial("1\t1\t0\t0\t0\n", N - 1);
	fails(GN_EFORMAT, "the reference has 199");
	put_trial("1\t1\t0\t0\n", N);
	fails(GN_EFORMAT, "motion.tsv:1: not 5 numbers");
	put_trial("1\t1\t0\t0\tx\n", N);
	fails(GN_EFORMAT, "motion.tsv:1: not 5 numbers");
	put_trial("1\t1\t0\t0\t0\t0\n", N);
	fails(GN_EFORMAT, "motion.tsv:1: not 5 numbers");
	put_trial("1\t1\t0\t0\t0\n", N);
	files_put(STEM "ref_channels.tsv", "name\tcomponent\ttype\n"
		  "q_w\tquat_w\tORNT\n");
	fails(GN_EFORMAT, "quat_z");
	put_trial("1\t1\t0\t0\t0\n", N);
	files_put(STEM "imu_motion.tsv", "0\n");
	ck_assert_int_lt(judge(), 0);
	ck_assert_int_eq(validate_orientation(files_path("none.tsv"), got,
					      &why), GN_ENOENT);
	ck_assert_int_eq(validate_orientation(
		files_path("sub-z_tracksys-imu_motion.tsv"), got, NULL),
		GN_ENOENT);
}
END_TEST

START_TEST(out_of_memory)
{
	struct fault_stat stat;
	char path[600];
	int err, asked;

	put_trial("1\t1\t0\t0\t0\n", N);
	snprintf(path, sizeof(path), "%s", files_path(STEM "imu_motion.tsv"));
	fault_start(0);
	err = validate_orientation(path, got, &why);
	stat = fault_stop();
	ck_assert_int_eq(err, GN_OK);
	ck_assert_int_eq(stat.live, 0);
	asked = stat.asked;
	ck_assert_int_gt(asked, 6);
	for (int i = 1; i <= asked; i++) {
		memset(got, 0, sizeof(got));
		fault_start(i);
		err = validate_orientation(path, got, &why);
		stat = fault_stop();
		ck_assert_msg(err == GN_ENOMEM, "%d: %s", i, gn_strerror(err));
		ck_assert_int_eq(stat.live, 0);
		ck_assert_double_eq(got[0].deg[GN_VAL_INCL], 0);
	}
}
END_TEST

/* The marks of the project, on the recordings of the benchmark at hand. */
START_TEST(benchmark)
{
	static const char *const runs[] = {
		"slowRotation_tracksys-imu_run-02",
		"fastRotation_tracksys-imu_run-07",
		"slowTranslation_tracksys-imu_run-11",
	};
	const char *data = files_data();
	double sum[4] = { 0 };
	char path[1100];

	if (!data)
		return;
	for (int i = 0; i < 3; i++) {
		snprintf(path, sizeof(path), "%s/ds-broad/sub-board/motion/"
			 "sub-board_task-%s_motion.tsv", data, runs[i]);
		ck_assert_msg(validate_orientation(path, got, &why) == GN_OK,
			      "%s", why.text);
		sum[0] += got[GN_VAL_CAUSAL_9D].deg[GN_VAL_TOTAL] / 3;
		sum[1] += got[GN_VAL_CAUSAL_6D].deg[GN_VAL_INCL] / 3;
		sum[2] += got[GN_VAL_OFFLINE_9D].deg[GN_VAL_TOTAL] / 3;
		sum[3] += got[GN_VAL_OFFLINE_6D].deg[GN_VAL_INCL] / 3;
	}
	ck_assert_double_lt(sum[0], 2.4);
	ck_assert_double_lt(sum[1], 0.72);
	ck_assert_double_lt(sum[2], 2.1);
	ck_assert_double_lt(sum[3], 0.53);
}
END_TEST

Suite *suite_validate_orient(void)
{
	Suite *s = suite_create("validate_orient");
	TCase *t = tcase_create("orient");

	tcase_add_checked_fixture(t, files_open, files_close);
	tcase_add_test(t, error_in_parts);
	tcase_add_test(t, rows_that_do_not_count);
	tcase_add_test(t, what_is_wrong_is_named);
	tcase_add_test(t, out_of_memory);
	tcase_add_test(t, benchmark);
	suite_add_tcase(s, t);
	return s;
}
