/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <dirent.h>
#include <fcntl.h>
#include <getopt.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
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

/* One line, from us. */
static void one_error(const char *part)
{
	ck_assert_int_eq(strncmp(err, "gonio: ", 7), 0);
	ck_assert_ptr_eq(strchr(err, '\n'), err + strlen(err) - 1);
	holds(err, part);
}

static int files_in(const char *dir)
{
	DIR *d = opendir(dir);
	int n = 0;

	while (d && readdir(d))
		n++;
	if (d)
		closedir(d);
	return n ? n - 2 : 0;
}

/* ---- calibrate sensor -------------------------------------------------- */

/* The scenario's own errors. */
START_TEST(bias_and_scale_are_found)
{
	static const double bias[3] = { 0.12, -0.08, 0.05 };
	static const double scale[3] = { 0.006, -0.008, -0.002 };
	static const double rate_dps[3] = { 0.3, -0.2, 0.4 };
	static const double gyr_scale[3] = { 0.011, -0.015, 0.006 };

	ck_assert_int_eq(CALIBRATE("sensor", "sim:still_poses?seed=5",
				   "--speed", "max"), CLI_OK);
	ck_assert_str_eq(err, "");
	ck_assert_int_eq(gn_cal_load(&cal, "sim:still_poses", &why), GN_OK);
	for (int i = 0; i < 3; i++) {
		ck_assert_double_eq_tol((double)cal.acc.cal.bias_mps2[i],
					bias[i], 0.02);
		ck_assert_double_eq_tol((double)cal.acc.cal.k[i][i],
					1 / (1 + scale[i]), 0.002);
		ck_assert_double_eq_tol((double)cal.gyr.bias_radps[i] * 180 /
					3.14159265, rate_dps[i], 0.1);
		ck_assert_double_eq_tol((double)cal.scale.k[i][i],
					1 / (1 + gyr_scale[i]), 0.001);
		ck_assert_double_eq_tol((double)cal.scale.k[i][(i + 1) % 3],
					0, 0.002);
	}
	ck_assert_uint_eq(cal.scale.turns, 11);
	ck_assert_uint_eq(cal.acc.poses, 12);
	ck_assert_uint_eq(cal.gyr.poses, 12);
	ck_assert_uint_eq(strlen(cal.date), 20);
	ck_assert_int_eq(strncmp(cal.software, "gonio ", 6), 0);
	ck_assert_int_eq(files_in(files_path("store")), 1);
}
END_TEST

START_TEST(a_person_is_led_from_pose_to_pose)
{
	ck_assert_int_eq(CALIBRATE("sensor", "sim:still_poses", "--speed",
				   "max", "--poses", "9"), CLI_OK);
	holds(out, "not yet up: +x -x +y -y +z -z. Lay it on another side");
	holds(out, "pose 1 of 9: +z up, reads 9.8");
	holds(out, "pose 2 of 9: -z up");
	holds(out, "not taken: this direction is there already\n"
	      "pose 3 of 9: -x up");
	holds(out, "not yet up: +y. Lay it");
	holds(out, "pose 6 of 9: +y up");
	holds(out, "lean it on an edge or a corner, +x+y+z up");
	holds(out, "pose 7 of 9: -x-y+z up");
	holds(out, "pose 8 of 9: +x-y+z up");
	holds(out, "pose 9 of 9: -x+y+z up");
	lacks(out, "pose 10");
	lacks(out, "\r");
	holds(out, "residual      0.0");
	holds(out, "Stored  ");
}
END_TEST

/* Six say nothing of the skew. */
START_TEST(the_fewest_poses)
{
	ck_assert_int_eq(CALIBRATE("sensor", "sim:still_poses", "--speed",
				   "max", "--poses", "6"), CLI_OK);
	lacks(out, "skew");
	lacks(out, "about x  y  z");
	lacks(out, "nan");
	holds(out, "unchecked");
	holds(out, "over 5 turns: the turns agree");
	ck_assert_int_eq(gn_cal_load(&cal, "sim:still_poses", &why), GN_OK);
	ck_assert(isnan(cal.acc.skew_sd_rad[0]));
	ck_assert(isnan(cal.scale.sd[0][1]));
}
END_TEST

START_TEST(ended_early_nothing_is_stored)
{
	ck_assert_int_eq(CALIBRATE("sensor", "sim:still_poses", "--speed",
				   "max", "--poses", "32"), CLI_FAILED);
	one_error("nothing was stored, there were 14 of 32 poses");
	ck_assert_int_eq(CALIBRATE("sensor", "faulty:unplug=20:sim:"
				   "still_poses", "--speed", "max"),
			 CLI_FAILED);
	one_error("nothing was stored, there were 4 of 12 poses");
	ck_assert_int_eq(files_in(files_path("store")), 0);
}
END_TEST

/* Wait for the first of what is led, then press Ctrl-C until it is heard. */
static pid_t press(void)
{
	struct timespec nap = { .tv_nsec = 100000000 };
	pid_t parent = getpid(), child = fork();

	if (child)
		return child;
	for (int i = 0; i < 100; i++) {
		nanosleep(&nap, NULL);
		kill(parent, SIGINT);
	}
	_exit(0);
}

START_TEST(a_signal_ends_it)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN }, old, after;
	pid_t child;
	int code;

	sigaction(SIGINT, &ignore, &old);
	child = press();
	code = CALIBRATE("sensor", "sim:still_poses");
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	sigaction(SIGINT, &old, &after);
	ck_assert_int_eq(code, CLI_FAILED);
	one_error("stopped; nothing was stored");
	ck_assert(after.sa_handler == SIG_IGN);
	ck_assert_int_eq(files_in(files_path("store")), 0);
}
END_TEST

/* The x axis ends at 10.0 m/s^2, so that this way up it reads too little. */
static const char clipped[] =
	"title = \"one pose reads wrong\"; exercise = \"general\";\n"
	"acts = (\n"
	"{ do = \"lay\"; turn_deg = [0.0, 0.0, 0.0]; },\n"
	"{ do = \"lay\"; turn_deg = [180.0, 0.0, 0.0]; },\n"
	"{ do = \"lay\"; turn_deg = [90.0, 0.0, 0.0]; },\n"
	"{ do = \"lay\"; turn_deg = [-90.0, 0.0, 0.0]; },\n"
	"{ do = \"lay\"; turn_deg = [0.0, 90.0, 0.0]; },\n"
	"{ do = \"lay\"; turn_deg = [0.0, -90.0, 0.0]; },\n"
	"{ do = \"lay\"; turn_deg = [35.0, 45.0, 0.0]; },\n"
	"{ do = \"lay\"; turn_deg = [-35.0, 45.0, 0.0]; },\n"
	"{ do = \"lay\"; turn_deg = [35.0, -45.0, 0.0]; },\n"
	"{ do = \"lay\"; turn_deg = [-35.0, -45.0, 0.0]; },\n"
	"{ do = \"lay\"; turn_deg = [35.0, 135.0, 0.0]; },\n"
	"{ do = \"lay\"; turn_deg = [-35.0, 135.0, 0.0]; },\n"
	"{ do = \"lay\"; turn_deg = [35.0, -135.0, 0.0]; },\n"
	"{ do = \"lay\"; turn_deg = [-35.0, -135.0, 0.0]; },\n"
	"{ do = \"lay\"; turn_deg = [-65.0, 0.0, 0.0]; },\n"
	"{ do = \"lay\"; turn_deg = [-60.0, 10.0, 0.0]; } );\n"
	"systems = ( { name = \"imu\"; rate_hz = 100.0; } );\n"
	"sensors = ( { place = \"bar\"; acc_noise = 0.002;\n"
	"acc_bias_mps2 = [0.1, 0.0, 0.0]; acc_scale = [0.03, 0.0, 0.0];\n"
	"acc_range_mps2 = 10.0; } );\n";

START_TEST(a_pose_that_does_not_fit_is_asked_for_again)
{
	char uri[600];

	files_put("clipped.cfg", clipped);
	snprintf(uri, sizeof(uri), "sim:%s", files_path("clipped.cfg"));
	ck_assert_int_eq(CALIBRATE("sensor", uri, "--speed", "max", "--poses",
				   "14", "--out", files_path("c.cfg")),
			 CLI_OK);
	holds(out, "pose 4, +x up, is dropped. Lay it that way once more");
	holds(out, "pose 14 of 14: +x up");
	ck_assert_int_eq(gn_cal_file_read(&cal, files_path("c.cfg"), NULL,
					  &why), GN_OK);
	ck_assert_float_eq_tol(cal.acc.cal.bias_mps2[0], 0.1F, 0.02F);
	ck_assert_float_eq_tol(cal.acc.cal.k[0][0], 1 / 1.03F, 0.002F);
	ck_assert_int_eq(files_in(files_path("store")), 0);
}
END_TEST

START_TEST(sensors_that_cannot_be)
{
	ck_assert_int_eq(CALIBRATE("sensor", "sim:squat"), CLI_FAILED);
	one_error("it has 3 sensors; calibrate one at a time");
	ck_assert_int_eq(CALIBRATE("sensor", "sim:none_of_it"), CLI_FAILED);
	one_error("none_of_it");
	files_put("a.csv", "time,acc_x,acc_y,acc_z\n0,0,0,9.8\n0.01,0,0,9.8\n"
		  "0.02,0,0,9.8\n");
	ck_assert_int_eq(CALIBRATE("sensor", files_path("a.csv")),
			 CLI_FAILED);
	one_error("nobody could tell later which sensor it was");
}
END_TEST

static const struct {
	const char *words[5], *says;
} wrong[] = {
	{ { NULL }, "sensor, body, or check?" },
	{ { "all", NULL }, "'all' is none of sensor, body and check" },
	{ { "sensor", NULL }, "sensor takes one address" },
	{ { "sensor", "sim:a", "sim:b", NULL }, "sensor takes one address" },
	{ { "sensor", "sim:a", "--poses", "5", NULL }, "takes 6 to 32" },
	{ { "sensor", "sim:a", "--poses", "33", NULL }, "takes 6 to 32" },
	{ { "sensor", "sim:a", "--speed", "0", NULL }, "--speed is max" },
	{ { "sensor", "sim:a", "--out", "", NULL }, "--out takes" },
	{ { "sensor", "sim:a", "--fast", NULL }, "unknown option --fast" },
	{ { "check", NULL }, "check takes an address" },
	{ { "check", "sim:a", "--duration", "-1", NULL }, "takes seconds" },
	{ { "check", "sim:a", "--duration", NULL }, "needs a value" },
};

START_TEST(command_lines_that_are_wrong)
{
	ck_assert_int_eq(command(wrong[_i].words), CLI_USAGE);
	one_error(wrong[_i].says);
	holds(err, "usage: gonio calibrate sensor URI");
}
END_TEST

/* ---- where it lives ---------------------------------------------------- */

START_TEST(the_folder_is_found)
{
	char path[GN_CAL_PATH_SIZE], home[512];

	snprintf(home, sizeof(home), "%s", getenv("HOME") ? getenv("HOME") :
		 "");
	setenv("XDG_DATA_HOME", "/data", 1);
	setenv("HOME", "/me", 1);
	setenv("GONIO_CALIBRATION", "/cal", 1);
	ck_assert_int_eq(gn_cal_path(path, "../x", &why), GN_OK);
	ck_assert_str_eq(path, "/cal/___x.cfg");
	setenv("GONIO_CALIBRATION", "", 1);
	ck_assert_int_eq(gn_cal_path(path, "A1", &why), GN_OK);
	ck_assert_str_eq(path, "/data/gonio/calibration/A1.cfg");
	unsetenv("XDG_DATA_HOME");
	ck_assert_int_eq(gn_cal_path(path, "A1", &why), GN_OK);
	ck_assert_str_eq(path, "/me/.local/share/gonio/calibration/A1.cfg");
	unsetenv("HOME");
	ck_assert_int_eq(gn_cal_path(path, "A1", &why), GN_ENOENT);
	setenv("HOME", home, 1);
	ck_assert_int_eq(gn_cal_load(&cal, "", &why), GN_ENOENT);
}
END_TEST

static void small(void)
{
	memset(&cal, 0, sizeof(cal));
	snprintf(cal.serial, sizeof(cal.serial), "A1");
	cal.has_gyr = 1;
	cal.gyr.poses = 1;
}

/* The older ones of a folder, by their names. */
START_TEST(an_older_one_is_kept)
{
	struct gn_cal_file back;
	struct timespec at[2] = { { .tv_sec = 1795512000 },
				  { .tv_sec = 1795512000 } };
	char path[GN_CAL_PATH_SIZE];

	small();
	ck_assert_int_eq(gn_cal_path(path, "A1", &why), GN_OK);
	for (int i = 0; i < 3; i++) {
		cal.gyr.bias_radps[0] = 0.125F * (float)(i + 1);
		ck_assert_msg(!gn_cal_store(&cal, path, &why), "%s",
			      why.text);
		ck_assert_int_eq(utimensat(AT_FDCWD, path, at, 0), 0);
	}
	ck_assert_int_eq(files_in(files_path("store")), 3);
	ck_assert_int_eq(gn_cal_load(&back, "A1", &why), GN_OK);
	ck_assert_float_eq(back.gyr.bias_radps[0], 0.375F);
	ck_assert_int_eq(gn_cal_file_read(&back, files_path(
		"store/A1-20261124T092000Z.cfg"), "A1", &why), GN_OK);
	ck_assert_float_eq(back.gyr.bias_radps[0], 0.125F);
	ck_assert_int_eq(gn_cal_file_read(&back, files_path(
		"store/A1-20261124T092000Z-2.cfg"), "A1", &why), GN_OK);
	ck_assert_float_eq(back.gyr.bias_radps[0], 0.25F);
}
END_TEST

START_TEST(what_cannot_be_stored_leaves_what_was)
{
	struct gn_cal_file back;
	char path[GN_CAL_PATH_SIZE];

	small();
	ck_assert_int_eq(gn_cal_path(path, "A1", &why), GN_OK);
	ck_assert_int_eq(gn_cal_store(&cal, path, &why), GN_OK);
	cal.gyr.bias_radps[0] = 99;
	ck_assert_int_eq(gn_cal_store(&cal, path, &why), GN_EINVAL);
	ck_assert_int_eq(files_in(files_path("store")), 1);
	ck_assert_int_eq(gn_cal_load(&back, "A1", &why), GN_OK);
	small();
	files_put("plain", "x");
	ck_assert_int_eq(gn_cal_store(&cal, files_path("plain/a.cfg"), &why),
			 GN_EIO);
	holds(why.text, "plain");
}
END_TEST

/* ---- calibrate check --------------------------------------------------- */

START_TEST(a_good_sensor_is_good)
{
	ck_assert_int_eq(CALIBRATE("check", "sim:still_poses"), CLI_OK);
	holds(out, "Sensor  bar, sim:still_poses: no calibration is stored");
	holds(out, "accelerometer  +0.18");
	holds(out, "gyroscope      0.5");
	holds(out, "noise          1.4 mm/s^2, 0.00");
	holds(out, "clipping       0 of 6301");
	holds(out, "rate           100.0 Hz of 100.0, 0.00 % lost");
	holds(out, "magnetometer   48.3 uT");
	holds(out, "verdict        good\n");
	lacks(out, "bad");
	lacks(out, "tilt");             /* no terminal, and not live */
}
END_TEST

START_TEST(its_own_calibration_still_fits)
{
	ck_assert_int_eq(CALIBRATE("sensor", "sim:still_poses", "--speed",
				   "max"), CLI_OK);
	ck_assert_int_eq(CALIBRATE("check", "sim:still_poses"), CLI_OK);
	holds(out, "in 12 poses\n");
	holds(out, "accelerometer  -0.00");
	holds(out, " deg to a tilt, 0.07 % to a turn (SD)\n");
	holds(out, " % of limit, 14 poses        good\n");
	holds(out, "at rest, off by 0.00");
	ck_assert_ptr_null(strstr(out, "older file"));
	holds(out, "verdict        good\n");
}
END_TEST

/* A calibration that is as it was before the sensor changed by this much. */
static void stored(float acc_mps2, float gyr_radps)
{
	char path[GN_CAL_PATH_SIZE];

	ck_assert_int_eq(CALIBRATE("sensor", "sim:still_poses", "--speed",
				   "max"), CLI_OK);
	ck_assert_int_eq(gn_cal_load(&cal, "sim:still_poses", &why), GN_OK);
	cal.acc.cal.bias_mps2[1] += acc_mps2;
	cal.gyr.bias_radps[2] += gyr_radps;
	/* also what gonio 0.1 stored */
	for (int i = 0; i < 36 && gyr_radps > 0; i++)
		cal.acc.corr[i] = NAN;
	ck_assert_int_eq(gn_cal_path(path, "sim:still_poses", &why), GN_OK);
	ck_assert_int_eq(gn_cal_store(&cal, path, &why), GN_OK);
}

START_TEST(drift_is_told)
{
	stored(0.07F, 0);
	ck_assert_int_eq(CALIBRATE("check", "sim:still_poses"), CLI_FAILED);
	holds(out, "14 poses       drifted       calibrate it: gonio calibrate "
	      "sensor\n");
	holds(out, " % of limit    good\n");
	holds(out, "verdict        drifted\n");
	stored(0, 0.006F);
	ck_assert_int_eq(CALIBRATE("check", "sim:still_poses"), CLI_FAILED);
	holds(out, "14 poses        good\n");
	holds(out, "an older file, its errors are taken as unrelated\n");
	holds(out, "off by 0.34, 170 % of limit  drifted       let it warm");
}
END_TEST

START_TEST(a_file_of_another_is_an_error)
{
	char path[GN_CAL_PATH_SIZE];

	small();
	ck_assert_int_eq(gn_cal_path(path, "sim:still_poses", &why), GN_OK);
	ck_assert_int_eq(gn_cal_store(&cal, path, &why), GN_OK);
	ck_assert_int_eq(CALIBRATE("check", "sim:still_poses"), CLI_FAILED);
	one_error("it is of sensor 'A1', not of 'sim:still_poses'");
	holds(out, "no calibration is stored");
}
END_TEST

/* A table of a sensor that lies still for 20 s, and its faults. */
static void put_table(const char *name, double acc, double gyr, double mag,
		      int lost)
{
	static char text[400000];
	size_t at = (size_t)snprintf(text, sizeof(text), "time,acc_x,acc_y,"
		"acc_z,gyr_x,gyr_y,gyr_z,mag_x,mag_y,mag_z\n");

	for (int i = 0; i < 2000; i++) {
		double noise = 0.001 * ((i * 7919) % 21 - 10);

		if (lost && i % lost == 0 && i)
			continue;
		at += (size_t)snprintf(text + at, sizeof(text) - at,
			"%.2f,%.4f,%.4f,%.4f,%.5f,%.5f,%.5f,%.1f,%.1f,0\n",
			0.01 * i, noise, -noise, acc + noise,
			gyr + 0.1 * noise, -0.1 * noise, 0.1 * noise, mag,
			mag * (1 + noise));
	}
	files_put(name, text);
}

static const struct {
	double acc, gyr, mag;
	int lost;
	const char *says;
} tables[] = {
	{ 9.80, 0.01, 30, 0, "verdict        good\n" },
	{ 9.50, 0.01, 30, 0, "1 poses        bad           calibrate it" },
	{ 1.00, 0.01, 30, 0, "at rest, but not gravity" },
	{ 9.80, 0.08, 30, 0, "4.58 deg/s at rest                               "
	  "bad" },
	{ 9.80, 0.01, 12, 0, "not the earth's field" },
	{ 9.80, 0.01, 60, 0, "not the earth's field" },
	{ 9.80, 0.01, 30, 20, "another cable or port" },
};

START_TEST(faults_are_named)
{
	put_table("a.csv", tables[_i].acc, tables[_i].gyr, tables[_i].mag,
		  tables[_i].lost);
	ck_assert_int_eq(CALIBRATE("check", files_path("a.csv")),
			 _i ? CLI_FAILED : CLI_OK);
	holds(out, tables[_i].says);
	if (_i)
		holds(out, "verdict        bad\n");
}
END_TEST

START_TEST(what_never_was_still_is_not_judged)
{
	ck_assert_int_eq(CALIBRATE("check", "fixtures/recordings/demo"),
			 CLI_FAILED);
	holds(out, "accelerometer  never still");
	holds(out, "noise          not still for long enough");
	ck_assert_int_eq(CALIBRATE("check", "sim:squat"), CLI_FAILED);
	lacks(out, "per sqrt");         /* a person's sway is no noise */
	ck_assert_int_eq(CALIBRATE("check", "fixtures/recordings/demo"),
			 CLI_FAILED);
	holds(out, "verdict        not assessed\n");
	ck_assert_int_eq(CALIBRATE("check", "sim:still_poses", "--duration",
				   "1"), CLI_FAILED);
	holds(out, "clipping       0 of 101");
}
END_TEST

START_TEST(clipped_values_are_told)
{
	static char text[100000];
	size_t at = (size_t)snprintf(text, sizeof(text),
				     "time,acc_x,acc_y,acc_z\n");

	for (int i = 0; i < 1000; i++)
		at += (size_t)snprintf(text + at, sizeof(text) - at,
			"%.2f,%.4f,%.4f,9.8\n", 0.01 * i,
			fmin(fmax(30 * sin(0.1 * i), -19.6), 19.6),
			5 * cos(0.1 * i));
	files_put("a.csv", text);
	ck_assert_int_eq(CALIBRATE("check", files_path("a.csv")), CLI_FAILED);
	holds(out, "bad           set a larger range");
	lacks(out, "clipping       0 of");
	lacks(out, "gyroscope");
}
END_TEST

START_TEST(what_cannot_be_opened)
{
	ck_assert_int_eq(CALIBRATE("check", files_path("none.gonio")),
			 CLI_FAILED);
	one_error("none.gonio");
	ck_assert_int_eq(CALIBRATE("check", "sim:none_of_it"), CLI_FAILED);
	one_error("none_of_it");
}
END_TEST

static const struct {
	double up;
	const char *bar;
} tilts[] = {
	{ 0,       "[----------#----------]  +0 deg" },
	{ 0.56,    "[--------------#------] +34 deg" },
	{ -0.7072, "[-----#---------------] -45 deg" },
	{ 1.5,     "[--------------------#] +90 deg" },
	{ -1.0001, "[#--------------------] -90 deg" },
};

START_TEST(a_tilt_is_drawn_as_it_is_held)
{
	char bar[GN_TILT_SIZE];

	gn_tilt_bar(bar, tilts[_i].up);
	ck_assert_str_eq(bar, tilts[_i].bar);
}
END_TEST

Suite *suite_calibrate(void)
{
	Suite *s = suite_create("calibrate");
	TCase *t = tcase_create("calibrate");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 30);
	tcase_add_test(t, bias_and_scale_are_found);
	tcase_add_test(t, a_person_is_led_from_pose_to_pose);
	tcase_add_test(t, the_fewest_poses);
	tcase_add_test(t, ended_early_nothing_is_stored);
	tcase_add_test(t, a_signal_ends_it);
	tcase_add_test(t, a_pose_that_does_not_fit_is_asked_for_again);
	tcase_add_test(t, sensors_that_cannot_be);
	tcase_add_loop_test(t, command_lines_that_are_wrong, 0,
			    sizeof(wrong) / sizeof(wrong[0]));
	tcase_add_test(t, the_folder_is_found);
	tcase_add_test(t, an_older_one_is_kept);
	tcase_add_test(t, what_cannot_be_stored_leaves_what_was);
	tcase_add_test(t, a_good_sensor_is_good);
	tcase_add_test(t, its_own_calibration_still_fits);
	tcase_add_test(t, drift_is_told);
	tcase_add_test(t, a_file_of_another_is_an_error);
	tcase_add_loop_test(t, faults_are_named, 0,
			    sizeof(tables) / sizeof(tables[0]));
	tcase_add_loop_test(t, a_tilt_is_drawn_as_it_is_held, 0,
			    sizeof(tilts) / sizeof(tilts[0]));
	tcase_add_test(t, what_never_was_still_is_not_judged);
	tcase_add_test(t, clipped_values_are_told);
	tcase_add_test(t, what_cannot_be_opened);
	suite_add_tcase(s, t);
	return s;
}
