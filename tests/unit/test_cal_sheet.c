/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "apps/cal_sheet.h"
#include "apps/cal_store.h"
#include "apps/calibrate.h"
#include "apps/cli.h"
#include "capture.h"
#include "files.h"
#include "suites.h"

static char out[32768], err[4096];
static struct gn_cal_file cal;
static struct gn_diag why;

static void setup(void)
{
	files_open();
	setenv("GONIO_CALIBRATION", files_path("store"), 1);
	memset(&cal, 0, sizeof(cal));
}

static void teardown(void)
{
	unsetenv("GONIO_CALIBRATION");
	files_close();
}

static int command(const char *const *words)
{
	return capture_command(cmd_calibrate, words, out, sizeof(out), err,
			       sizeof(err));
}

#define CALIBRATE(...)                                                     \
	command((const char *const[]){ __VA_ARGS__, NULL })

static void holds(const char *text, const char *part)
{
	ck_assert_msg(strstr(text, part) != NULL, "'%s' is not in:\n%s", part,
		      text);
}

static void lacks(const char *text, const char *part)
{
	ck_assert_msg(!strstr(text, part), "'%s' is in:\n%s", part, text);
}

/* ---- bias instability, and the field, of calibrate check --------------- */

/* Ten minutes on a table; the rate's bias walks, the acceleration is white. */
static const char *table(const char *sensor)
{
	static char uri[600];
	char text[1024];

	snprintf(text, sizeof(text), "exercise = \"general\"; acts = (\n"
		 "{ do = \"lay\"; s = 600.0; turn_deg = [0.0, 0.0, 0.0]; }\n"
		 "); systems = ( { name = \"imu\"; rate_hz = 50.0; } );\n"
		 "sensors = ( { place = \"bar\"; acc_noise = 0.001;\n"
		 "gyr_noise_dps = 0.005; %s } );\n", sensor);
	files_put("table.cfg", text);
	snprintf(uri, sizeof(uri), "sim:%s", files_path("table.cfg"));
	return uri;
}

/* A calibration that knows no more than which sensor it is. */
static void file_model(const char *uri, const char *model)
{
	char path[GN_CAL_PATH_SIZE];

	memset(&cal, 0, sizeof(cal));
	snprintf(cal.serial, sizeof(cal.serial), "%s", uri);
	snprintf(cal.model, sizeof(cal.model), "%s", model);
	cal.has_gyr = 1;
	cal.gyr.poses = 1;
	for (int i = 0; i < 3; i++)
		cal.gyr.bias_sd_radps[i] = 0.1F;        /* no drift */
	ck_assert_int_eq(gn_cal_path(path, cal.serial, &why), GN_OK);
	ck_assert_msg(!gn_cal_store(&cal, path, &why), "%s", why.text);
}

/* The number behind a word of the output. */
static double number(const char *word)
{
	const char *at = strstr(out, word);

	ck_assert_msg(at != NULL, "%s", out);
	return strtod(at + strlen(word), NULL);
}

/*
 * Noise N and a walk K make a minimum of sqrt(2 N K / sqrt(3)): of 0.005 /
 * sqrt(2) deg/s/sqrt(Hz) and 0.0005 deg/s/sqrt(s), with B 0.664 of it, 7.7
 * deg/h; the worst of three axes is above.
 */
START_TEST(a_floor_is_measured)
{
	ck_assert_int_eq(CALIBRATE("check", table("gyr_walk_dps = 0.0005;")),
			 CLI_OK);
	ck_assert_double_eq_tol(number("instability    gyr "), 9, 4);
	ck_assert_double_lt(number(" deg/h, acc < "), 40);
	lacks(out, "sheet");
	holds(out, "verdict        good");
}
END_TEST

START_TEST(a_floor_stands_beside_the_data_sheet)
{
	const char *uri = table("gyr_walk_dps = 0.0005;");

	file_model(uri, "MTi-3-8A7G6");
	ck_assert_int_eq(CALIBRATE("check", uri), CLI_OK);
	holds(out, " deg/h (sheet 10), acc < ");
	holds(out, " ug (sheet 30)");
	uri = table("gyr_walk_dps = 0.01;");
	ck_assert_int_eq(CALIBRATE("check", uri), CLI_FAILED);
	ck_assert_double_gt(number("instability    gyr "), 30);
	holds(out, "bad           let it warm up, at an even temperature");
	file_model(uri, "MTi-30");
	ck_assert_int_eq(CALIBRATE("check", uri), CLI_OK);
	lacks(out, "sheet");
}
END_TEST

START_TEST(some_seconds_tell_of_no_floor)
{
	ck_assert_int_eq(CALIBRATE("check", "--duration", "20", table("")),
			 CLI_OK);
	lacks(out, "instability");
}
END_TEST

START_TEST(sheets_are_of_whole_names)
{
	ck_assert_ptr_nonnull(gn_sheet_of("MTi-1"));
	ck_assert_str_eq(gn_sheet_of("MTi-2-8A7G6-T")->model, "MTi-2");
	ck_assert_double_eq_tol(gn_sheet_of("MTi-300-2A5G4")->acc_floor_mps2,
				15e-6 * 9.80665, 1e-12);
	ck_assert_ptr_null(gn_sheet_of("MTi-10"));
	ck_assert_ptr_null(gn_sheet_of("MTi-30"));
	ck_assert_ptr_null(gn_sheet_of("MTi"));
	ck_assert_ptr_null(gn_sheet_of(""));
	ck_assert_ptr_null(gn_sheet_of(NULL));
}
END_TEST

/* Iron on the sensor makes the field uneven, until it is calibrated. */
START_TEST(the_field_is_judged_without_its_iron)
{
	ck_assert_int_eq(CALIBRATE("check", "sim:still_poses_iron"),
			 CLI_FAILED);
	holds(out, "uneven: iron or current");
	ck_assert_int_eq(CALIBRATE("sensor", "sim:still_poses_iron", "--speed",
				   "max"), CLI_OK);
	ck_assert_int_eq(CALIBRATE("check", "sim:still_poses_iron"), CLI_OK);
	holds(out, "magnetometer   48.");
}
END_TEST

Suite *suite_cal_sheet(void)
{
	Suite *s = suite_create("cal_sheet");
	TCase *t = tcase_create("cal_sheet");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, a_floor_is_measured);
	tcase_add_test(t, a_floor_stands_beside_the_data_sheet);
	tcase_add_test(t, some_seconds_tell_of_no_floor);
	tcase_add_test(t, sheets_are_of_whole_names);
	tcase_add_test(t, the_field_is_judged_without_its_iron);
	suite_add_tcase(s, t);
	return s;
}
