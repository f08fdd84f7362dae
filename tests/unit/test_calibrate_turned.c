/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

/* ---- the turns between the poses --------------------------------------- */

/* Seven ways to lay a sensor with these settings. */
static const char *seven(const char *sensor)
{
	static char uri[600];
	char text[1024];

	snprintf(text, sizeof(text), "exercise = \"general\"; acts = (\n"
		 "{ do = \"lay\"; turn_deg = [0.0, 0.0, 0.0]; },\n"
		 "{ do = \"lay\"; turn_deg = [180.0, 0.0, 0.0]; },\n"
		 "{ do = \"lay\"; turn_deg = [90.0, 0.0, 0.0]; },\n"
		 "{ do = \"lay\"; turn_deg = [0.0, 90.0, 0.0]; },\n"
		 "{ do = \"lay\"; turn_deg = [-90.0, 0.0, 0.0]; },\n"
		 "{ do = \"lay\"; turn_deg = [0.0, -90.0, 0.0]; },\n"
		 "{ do = \"lay\"; turn_deg = [20.0, -60.0, 0.0]; } );\n"
		 "systems = ( { name = \"imu\"; rate_hz = 100.0; } );\n"
		 "sensors = ( { place = \"bar\"; acc_noise = 0.002; %s } );\n",
		 sensor);
	files_put("seven.cfg", text);
	snprintf(uri, sizeof(uri), "sim:%s", files_path("seven.cfg"));
	return uri;
}

static int calibrate_seven(const char *sensor)
{
	return CALIBRATE("sensor", seven(sensor), "--speed", "max", "--poses",
			 "6", "--out", files_path("c.cfg"));
}

static void read_back(void)
{
	ck_assert_msg(!gn_cal_file_read(&cal, files_path("c.cfg"), NULL,
					&why), "%s", why.text);
}

/* A range of 100 deg/s: most of the turns are beyond it. */
START_TEST(a_scale_that_cannot_be_found_is_told)
{
	ck_assert_int_eq(calibrate_seven("gyr_range_dps = 100.0;"), CLI_OK);
	holds(out, "scale         not found: what the x axis reads of turns "
	      "about x is off by ");
	read_back();
	ck_assert_uint_eq(cal.has_gyr, 1);
	ck_assert_uint_eq(cal.has_scale, 0);
}
END_TEST

/* Only the first turn, of 180 degrees in 1.2 s, is beyond the range. */
START_TEST(a_turn_that_does_not_fit_is_not_used)
{
	ck_assert_int_eq(calibrate_seven("gyr_range_dps = 240.0; gyr_scale = "
					 "[0.02, 0.02, -0.02];"), CLI_OK);
	holds(out, "the turn from pose 1 to pose 2 misses by ");
	read_back();
	ck_assert_uint_eq(cal.scale.turns, 4);
	ck_assert_float_eq_tol(cal.scale.k[0][0], 1 / 1.02F, 0.001F);
	ck_assert_float_eq_tol(cal.scale.k[1][1], 1 / 1.02F, 0.001F);
}
END_TEST

START_TEST(without_a_gyroscope_there_is_none)
{
	ck_assert_int_eq(calibrate_seven("gyr = \"none\";"), CLI_OK);
	holds(out, "gyroscope       none\n");
	lacks(out, "scale         not found");
	read_back();
	ck_assert_uint_eq(cal.has_gyr, 0);
	ck_assert_uint_eq(cal.has_scale, 0);
}
END_TEST

Suite *suite_calibrate_turned(void)
{
	Suite *s = suite_create("calibrate_turned");
	TCase *t = tcase_create("calibrate_turned");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, a_scale_that_cannot_be_found_is_told);
	tcase_add_test(t, a_turn_that_does_not_fit_is_not_used);
	tcase_add_test(t, without_a_gyroscope_there_is_none);
	suite_add_tcase(s, t);
	return s;
}
