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
	ck_assert_ptr_null(strstr(strstr(out, "off by") + 1, "off by"));
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

/* ---- the magnetometer -------------------------------------------------- */

#define IRON "sim:still_poses_iron"

/* The scenario's own iron; det W is 1 whatever its scales. */
static void is_its_iron(void)
{
	static const float offset[3] = { 12, -18, 25 };
	static const double scale[3] = { 1.05, 0.96, 1.02 };
	double mean = cbrt(scale[0] * scale[1] * scale[2]);

	read_back();
	ck_assert_uint_eq(cal.has_mag, 1);
	for (int i = 0; i < 3; i++) {
		ck_assert_float_eq_tol(cal.mag.offset_ut[i], offset[i], 0.5F);
		ck_assert_double_eq_tol((double)cal.mag.w[i][i],
					mean / scale[i], 0.008);
		ck_assert_float_lt(cal.mag.offset_sd_ut[i], 0.3F);
	}
	ck_assert_double_eq_tol((double)cal.mag.field_ut,
				mean * sqrt(20 * 20 + 44 * 44), 0.3);
	ck_assert_float_lt(cal.mag.residual, 0.02F);
}

START_TEST(turns_between_poses_show_the_iron)
{
	ck_assert_int_eq(CALIBRATE("sensor", IRON, "--speed", "max", "--out",
				   files_path("c.cfg")), CLI_OK);
	holds(out, "magnetometer    offset uT");
	lacks(out, "Now the magnetometer");
	is_its_iron();
}
END_TEST

/* Six poses are too few for it. */
START_TEST(it_is_turned_in_the_air)
{
	ck_assert_int_eq(CALIBRATE("sensor", IRON, "--speed", "max", "--poses",
				   "6", "--out", files_path("c.cfg")),
			 CLI_OK);
	holds(out, "Now the magnetometer: hold it up, away from iron");
	is_its_iron();
}
END_TEST

/* Half as much again as the earth's, beside a coil: once more, in the air. */
START_TEST(what_is_not_found_is_told)
{
	ck_assert_int_eq(calibrate_seven("mag = \"imu\"; mag_scale = "
					 "[0.5, 0.5, 0.5];"), CLI_OK);
	holds(out, "Now the magnetometer");
	holds(out, "magnetometer    not calibrated: ");
	read_back();
	ck_assert_uint_eq(cal.has_acc, 1);
	ck_assert_uint_eq(cal.has_mag, 0);
}
END_TEST

/* The field is 48 uT, and iron adds to it. */
START_TEST(at_its_limit_it_is_refused)
{
	ck_assert_int_eq(calibrate_seven("mag = \"imu\"; mag_range_ut = 40.0;"
					 "mag_bias_ut = [10.0, 20.0, 5.0];"),
			 CLI_OK);
	holds(out, "magnetometer    not calibrated: an axis reads its highest "
	      "or lowest value again and again");
	lacks(out, "Now the magnetometer");
	read_back();
	ck_assert_uint_eq(cal.has_mag, 0);
}
END_TEST

START_TEST(without_a_magnetometer_nothing_is_said)
{
	ck_assert_int_eq(calibrate_seven(""), CLI_OK);
	lacks(out, "agnetometer");
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
	tcase_add_test(t, turns_between_poses_show_the_iron);
	tcase_add_test(t, it_is_turned_in_the_air);
	tcase_add_test(t, what_is_not_found_is_told);
	tcase_add_test(t, at_its_limit_it_is_refused);
	tcase_add_test(t, without_a_magnetometer_nothing_is_said);
	suite_add_tcase(s, t);
	return s;
}
