/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fault.h"
#include "files.h"
#include "gonio/recording.h"
#include "suites.h"

#define G 9.80665
#define DEG (3.14159265358979323846 / 180)

static struct gn_diag why;

static struct gn_recording *open_ok(const char *name)
{
	struct gn_recording *r = NULL;
	int err = gn_recording_open(&r, files_path(name), &why);

	ck_assert_msg(err == GN_OK, "%s", why.text);
	return r;
}

static void open_fails(const char *name, int want, const char *says)
{
	struct gn_recording *r = NULL;
	int err = gn_recording_open(&r, files_path(name), &why);

	ck_assert_msg(err == want, "%s instead of %s: %s", gn_errname(err),
		      gn_errname(want), why.text);
	ck_assert_msg(strstr(why.text, says) != NULL, "'%s' not in: %s", says,
		      why.text);
	ck_assert_ptr_null(r);
}

static int close_to(double x, double want)
{
	return fabs(x - want) <= 1e-5 * (1 + fabs(want));
}

/*
 * Headers as they are met, with two rows. In all of them the second row is
 * 20 ms after the first, acc x = 1, gyr y = 2 (in the units below), of the
 * sensor that is named.
 */
static const struct {
	const char *text, *name;
	double acc, gyr;        /* what 1 and 2 are in SI; NAN: not there */
} headers[] = {
	{ "time,acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z\n"
	  "0,0,0,0,0,0,0\n0.02,1,0,0,0,2,0\n", "imu", 1, 2 },
	{ "Time (s),Gyroscope X (deg/s),Gyroscope Y (deg/s),"
	  "Gyroscope Z (deg/s),Accelerometer X (g),Accelerometer Y (g),"
	  "Accelerometer Z (g)\n"
	  "7,0,0,0,0,0,0\n7.02,0,2,0,1,0,0\n", "imu", G, 2 * DEG },
	{ "t;ax;ay;az;gx;gy;gz\n0,00;0;0;0;0;0;0\n0,02;1,0;0;0;0;2,0;0\n",
	  "imu", 1, 2 },
	{ "timestamp\tthigh_l_acc_x\tthigh_l_acc_y\tthigh_l_acc_z\n"
	  "1547219408431\t0\t0\t0\n1547219408451\t1\t0\t0\n",
	  "thigh_l", 1, NAN },
	{ "ms ax_g ay_g az_g wx wy wz\n0 0 0 0 0 0 0\n  20   1 0 0  0 2 0 \n",
	  "imu", G, 2 },
	{ "\xef\xbb\xbf# made by a device\n\n  # more\n"
	  "\"Time [ms]\", \"Wrist_R_AccX [mg]\" ,\"Wrist_R_AccY [mg]\","
	  "\"Wrist_R_AccZ [mg]\"\n"
	  "\"0\",\"0\",0,0\n\n# not a row\n 20 , \"1\" , 0 ,0 \n",
	  "wrist_r", G * 1e-3, NAN },
	{ "Timestamp_us,Accel-X,Accel-Y,Accel-Z,Gyro.X_dps,Gyro.Y_dps,"
	  "Gyro.Z_dps,label\r\n0,0,0,0,0,0,0,walk\r\n"
	  "20000,1,0,0,0,2,0,\"a, b\"\r\n", "imu", 1, 2 * DEG },
	{ "elapsed (s),timestamp (ms),ax,ay,az\n"
	  "0,5,0,0,0\n0.02,9,1,0,0\n", "imu", 1, NAN },
	{ "elapsed (s),x-axis (g),y-axis (g),z-axis (g)\n"
	  "0,0,0,0\n0.02,1,0,0\n", "imu", G, NAN },
	{ "epoch (ms),time (01:00),elapsed (s),x-axis (deg/s),"
	  "y-axis (deg/s),z-axis (deg/s)\n"
	  "1547219408431,12:00:01.5,7,0,0,0\n"
	  "1547219408451,12:00:01.6,9,0,2,0\n",
	  "imu", NAN, 2 * DEG },
	{ "SampleTime,FreeAcc_X,FreeAcc_Y,FreeAcc_Z,Acc_X,Acc_Y,Acc_Z,"
	  "linear_acc_x,angularVelocityX,angularVelocityY,"
	  "angular_velocity_z,Euler_X\n"
	  "0,9,9,9,0,0,0,9,0,0,0,9\n0.02,9,9,9,1,0,0,9,0,2,0,9\n",
	  "imu", 1, 2 },
	{ "t_ns,acc_x_m_s2,acc_y_m_s2,acc_z_m_s2,gyr_x_deg_s,gyr_y_deg_s,"
	  "gyr_z_deg_s,temp\n0,0,0,0,0,0,0,\n20000000,1,0,0,0,2,0,\n",
	  "imu", 1, 2 * DEG },
};

START_TEST(headers_are_understood)
{
	const struct gn_recording_info *info;
	struct gn_recording *r;
	struct gn_sample s[4];

	files_put("a.csv", headers[_i].text);
	r = open_ok("a.csv");
	info = gn_recording_info(r);
	ck_assert_uint_eq(info->n_sensors, 1);
	ck_assert_str_eq(info->sensors[0].name, headers[_i].name);
	ck_assert_int_eq(info->sensors[0].has_acc, !isnan(headers[_i].acc));
	ck_assert_int_eq(info->sensors[0].has_gyr, !isnan(headers[_i].gyr));
	ck_assert_double_eq_tol((double)info->sensors[0].rate_hz, 50, 1e-3);
	ck_assert_int_eq(info->even, 0);
	ck_assert_int_eq(gn_recording_read(r, s, 4, &why), 2);
	ck_assert_int_eq(s[0].t_ns, 0);
	ck_assert_int_eq(s[1].t_ns, 20000000);
	if (info->sensors[0].has_acc)
		ck_assert(close_to((double)s[1].acc_mps2[0], headers[_i].acc) &&
			  s[1].acc_mps2[1] == 0);
	else
		ck_assert(isnan(s[1].acc_mps2[0]));
	if (info->sensors[0].has_gyr)
		ck_assert(close_to((double)s[1].gyr_radps[1],
				   headers[_i].gyr) &&
			  s[1].gyr_radps[0] == 0);
	else
		ck_assert(isnan(s[1].gyr_radps[1]));
	ck_assert_int_eq(gn_recording_read(r, s, 4, &why), GN_EOF);
	gn_recording_close(r);
}
END_TEST

START_TEST(several_sensors_and_missing_values)
{
	const struct gn_recording_info *info;
	struct gn_recording *r;
	struct gn_sample s[8];

	files_put("task-row_x.tsv",
		  "t\tbar_ax\tbar_ay\tbar_az\tchest_gx\tchest_gy\tchest_gz\t"
		  "chest_mx (G)\tchest_my (G)\tchest_mz (G)\n"
		  "0\t1\t\tNaN\t4\t5\t6\t1\t2\t3\n");
	r = open_ok("task-row_x.tsv");
	info = gn_recording_info(r);
	ck_assert_uint_eq(info->n_sensors, 2);
	ck_assert_str_eq(info->sensors[1].name, "chest");
	ck_assert_int_eq(info->sensors[1].has_mag, 1);
	ck_assert_int_eq(gn_recording_read(r, s, 8, &why), 2);
	ck_assert(s[0].acc_mps2[0] == 1 && isnan(s[0].acc_mps2[1]) &&
		  isnan(s[0].acc_mps2[2]));
	ck_assert_uint_eq(s[1].sensor, 1);
	ck_assert(s[1].mag_ut[2] == 300);
	gn_recording_close(r);
}
END_TEST

START_TEST(tables_that_cannot_be_read)
{
	static const struct {
		int err;
		const char *text, *says;
	} t[] = {
		{ GN_ENODATA, "", "a.csv: is empty" },
		{ GN_ENODATA, "\n\n# nothing\n", "a.csv: is empty" },
		{ GN_ENODATA, "time,foo,bar\n1,2,3\n",
		  ":1: the header names no accelerometer or gyroscope" },
		{ GN_ENODATA, "time,ax,ay,az\n", "holds no samples" },
		{ GN_EFORMAT, "ax,ay,az\n1,2,3\n", ":1: the header names no "
		  "time column" },
		{ GN_EFORMAT, "0.0,1,2,3\n0.1,1,2,3\n", ":1: no header line" },
		{ GN_EFORMAT, "t,ax,ay\n1,2,3\n", ":1: sensor 'imu' lacks "
		  "ACCEL z" },
		{ GN_EFORMAT, "t,ax,ay,az,accX\n", "column 'accX': sensor "
		  "'imu' has ACCEL x already" },
		{ GN_EFORMAT, "t,ax (furlong),ay,az\n",
		  "unit 'furlong' of ACCEL is not known" },
		{ GN_EFORMAT, "t,ax,ay,az\n0,1,2\n", "a.csv:2: 3 columns "
		  "instead of 4" },
		{ GN_EFORMAT, "t,ax,ay,az\n0,1,2,x\n", "a.csv:2: column 4 "
		  "(imu acc z): 'x' is not a number" },
		{ GN_EFORMAT, "t,ax,ay,az\n0,1,2,\"3\n", ":2: column 4" },
		{ GN_EFORMAT, "t,ax,ay,az\n,1,2,3\n", ":2: column 1 (time)" },
		{ GN_EUNITS, "t (s),ax,ay,az\n0,1,2,3\n10,1,2,3\n",
		  "steps by 10 s, i.e. a rate of 0.1 Hz" },
		{ GN_EUNITS, "t (us),ax,ay,az\n0,1,2,3\n10,1,2,3\n",
		  "steps by 1e-05 s, i.e. a rate of 100000 Hz" },
		{ GN_EUNITS, "t,ax,ay,az\n0,1,2,3\n0.00001,1,2,3\n",
		  "steps by 1e-05, which is no rate in s, ms" },
	};

	ck_assert_int_lt(_i, (int)(sizeof(t) / sizeof(*t)));
	files_put("a.csv", t[_i].text);
	open_fails("a.csv", t[_i].err, t[_i].says);
}
END_TEST

START_TEST(binary_and_wide_tables)
{
	static char wide[3000];

	files_put_bytes("a.csv", "t,ax\0,ay,az\n0,1,2,3\n", 20);
	open_fails("a.csv", GN_EFORMAT, ":1: binary data");
	files_put_bytes("a.csv", "t,ax,ay,az\n0,1,\x01\x02,3\n", 20);
	open_fails("a.csv", GN_EFORMAT, ":2: binary data");
	memset(wide, ',', 2000);
	wide[0] = 't';
	files_put("a.csv", wide);
	open_fails("a.csv", GN_EFORMAT, ":1: more than 1024 columns");
	open_fails("none.csv", GN_ENOENT, "none.csv: no such file");
	files_mkdir("b.csv");
	open_fails("b.csv", GN_EIO, "is a folder");
}
END_TEST

#define MAP_TIME "\"time\": {\"column\": \"Zeit\", \"unit\": \"ms\"}"
#define MAP_ACC "\"sensors\": [{\"name\": \"shank_r\", " \
	"\"acc\": [\"A1\", \"a2\", 4], \"acc_unit\": \"g\"}]"

START_TEST(a_map_says_what_columns_are)
{
	const struct gn_recording_info *info;
	struct gn_recording *r;
	struct gn_sample s[4];

	files_put("a.txt", "Ger\xc3\xa4t 7\nZeit;A1;A2;A3;G1\n"
		  "0;0;0;0;1\n20;1;2;-0,5;1\n");
	files_put("a.map.json", "{" MAP_TIME ", " MAP_ACC ", "
		  "\"skip_lines\": 1, \"task\": \"squat\"}");
	r = open_ok("a.txt");
	info = gn_recording_info(r);
	ck_assert_str_eq(info->task, "squat");
	ck_assert_str_eq(info->sensors[0].name, "shank_r");
	ck_assert_int_eq(info->sensors[0].side, GN_SIDE_RIGHT);
	ck_assert_double_eq_tol((double)info->sensors[0].rate_hz, 50, 1e-3);
	/* the first row has no comma: its decimal sign is found all the same */
	ck_assert_int_eq(gn_recording_read(r, s, 4, &why), 2);
	ck_assert(close_to((double)s[1].acc_mps2[2], -0.5 * G));
	gn_recording_close(r);
}
END_TEST

START_TEST(a_map_for_a_table_without_a_header)
{
	struct gn_recording *r;
	struct gn_sample s[4];

	files_put("a.csv", "1 2 3 9\n4 5 6 9\n");
	files_put("a.map.json", "{\"rate_hz\": 50, \"header\": false, "
		  "\"delimiter\": \" \", \"decimal\": \".\", "
		  "\"sensors\": [{\"name\": \"bar\", \"gyr\": [3, 2, 1], "
		  "\"gyr_unit\": \"deg/s\"}]}");
	r = open_ok("a.csv");
	ck_assert_int_eq(gn_recording_info(r)->even, 1);
	ck_assert(gn_recording_info(r)->sensors[0].rate_hz == 50);
	ck_assert_int_eq(gn_recording_read(r, s, 4, &why), 2);
	ck_assert_int_eq(s[1].t_ns, 20000000);
	ck_assert(close_to((double)s[0].gyr_radps[0], 3 * DEG) &&
		  close_to((double)s[1].gyr_radps[2], 4 * DEG));
	gn_recording_close(r);
}
END_TEST

/* An x-IMU counts packets, of all kinds: its rate must be told. */
START_TEST(a_map_that_gives_the_rate_alone)
{
	static const char table[] =
		"Packet number,Gyroscope X (deg/s),Gyroscope Y (deg/s),"
		"Gyroscope Z (deg/s),Accelerometer X (g),Accelerometer Y (g),"
		"Accelerometer Z (g)\n3,0,9,0,0,0,1\n5,0,9,0,0,0,1\n";
	struct gn_recording *r;
	struct gn_sample s[4];

	files_put("a.csv", table);
	open_fails("a.csv", GN_EFORMAT, "names no time column");
	files_put("a.map.json", "{\"rate_hz\": 250, \"task\": \"walk\"}");
	r = open_ok("a.csv");
	ck_assert(gn_recording_info(r)->sensors[0].rate_hz == 250);
	ck_assert_str_eq(gn_recording_info(r)->task, "walk");
	ck_assert_int_eq(gn_recording_read(r, s, 4, &why), 2);
	ck_assert_int_eq(s[1].t_ns, 4000000);
	ck_assert(close_to((double)s[1].gyr_radps[1], 9 * DEG));
	gn_recording_close(r);
}
END_TEST

START_TEST(maps_that_are_wrong)
{
	static const struct {
		const char *map, *says;
	} t[] = {
		{ "", "a.map.json:1: not valid JSON" },
		{ "{\"time\": 1,}", "not valid JSON" },
		{ "[]", "one JSON object" },
		{ "{" MAP_TIME ", \"rate\": 5}", "'rate' is not known here" },
		{ "{" MAP_ACC "}", "neither 'time' nor 'rate_hz'" },
		{ "{\"rate_hz\": 0, " MAP_ACC "}", "'rate_hz' must be" },
		{ "{\"rate_hz\": \"5\", " MAP_ACC "}", "'rate_hz' must be" },
		{ "{" MAP_TIME ", \"skip_lines\": -1}", "'skip_lines' must" },
		{ "{" MAP_TIME ", \"skip_lines\": 1.5}", "'skip_lines' must" },
		{ "{" MAP_TIME ", \"header\": 1}", "'header' must be true" },
		{ "{" MAP_TIME ", \"delimiter\": \"::\"}", "'delimiter' must" },
		{ "{" MAP_TIME ", \"decimal\": \";\"}", "'decimal' must" },
		{ "{" MAP_TIME ", \"task\": 1}", "'task' must be a string" },
		{ "{" MAP_TIME "}", "'sensors' must be a list" },
		{ "{" MAP_TIME ", \"sensors\": []}", "'sensors' must be a" },
		{ "{" MAP_TIME ", \"sensors\": [1]}", "must be an object" },
		{ "{" MAP_TIME ", \"sensors\": [{}]}", "lacks its 'name'" },
		{ "{" MAP_TIME ", \"sensors\": [{\"name\": \"bar\", "
		  "\"accel\": []}]}", "'accel' is not known in a sensor" },
		{ "{" MAP_TIME ", \"sensors\": [{\"name\": \"bar\", "
		  "\"acc\": [\"A1\", \"A2\"]}]}", "'acc' of sensor 'bar' must "
		  "be a list of three" },
		{ "{" MAP_TIME ", \"sensors\": [{\"name\": \"bar\", "
		  "\"acc\": [\"A1\", \"A2\", \"A9\"]}]}",
		  "the table has no column 'A9'" },
		{ "{" MAP_TIME ", \"sensors\": [{\"name\": \"bar\", "
		  "\"acc\": [\"A1\", \"A2\", 5]}]}", "column number 5; the "
		  "table has columns 1 to 4" },
		{ "{" MAP_TIME ", \"sensors\": [{\"name\": \"bar\", "
		  "\"acc\": [\"A1\", \"A2\", 0]}]}", "column number 0" },
		{ "{" MAP_TIME ", \"sensors\": [{\"name\": \"bar\", "
		  "\"acc\": [\"A1\", \"A2\", null]}]}", "by its name or" },
		{ "{" MAP_TIME ", \"sensors\": [{\"name\": \"bar\", "
		  "\"acc\": [\"A1\", \"A2\", \"A1\"]}]}",
		  "'A1' is used twice" },
		{ "{" MAP_TIME ", \"sensors\": [{\"name\": \"bar\", "
		  "\"acc\": [2, 3, 4], \"acc_unit\": \"dps\"}]}",
		  "unit 'dps' of ACCEL is not known" },
		{ "{\"time\": 5, " MAP_ACC "}", "'time' must be an object" },
		{ "{\"time\": {}, " MAP_ACC "}", "by its name or" },
		{ "{\"time\": {\"column\": \"Zeit\", \"unit\": \"h\"}, "
		  MAP_ACC "}", "time unit 'h' is not known" },
		{ "{\"time\": {\"column\": \"Zeit\", \"unit\": 1}, "
		  MAP_ACC "}", "'unit' must be a string" },
		{ "{\"time\": {\"col\": \"Zeit\"}, " MAP_ACC "}",
		  "'col' is not known in 'time'" },
	};

	ck_assert_int_lt(_i, (int)(sizeof(t) / sizeof(*t)));
	files_put("a.csv", "Zeit,A1,A2,A3\n0,1,2,3\n20,1,2,3\n");
	files_put("a.map.json", t[_i].map);
	open_fails("a.csv", GN_EFORMAT, t[_i].says);
	ck_assert_msg(strstr(why.text, "a.map.json") != NULL, "%s", why.text);
}
END_TEST

START_TEST(opening_survives_no_memory)
{
	struct fault_stat st;
	int fail_at = 0, err;

	files_put("a.csv", "Zeit,A1,A2,A3\n0,1,2,3\n20,1,2,3\n");
	files_put("a.map.json", "{" MAP_TIME ", " MAP_ACC "}");
	do {
		const char *path = files_path("a.csv");
		struct gn_recording *r = NULL;

		fault_start(++fail_at);
		err = gn_recording_open(&r, path, &why);
		if (!err)
			gn_recording_close(r);
		st = fault_stop();
		ck_assert_int_eq(st.live, 0);
		if (err)
			ck_assert_int_eq(err, GN_ENOMEM);
	} while (err);
	ck_assert_int_ge(fail_at, 8);
}
END_TEST

Suite *suite_plain(void)
{
	Suite *s = suite_create("plain");
	TCase *t = tcase_create("plain");

	tcase_add_checked_fixture(t, files_open, files_close);
	tcase_add_loop_test(t, headers_are_understood, 0,
			    sizeof(headers) / sizeof(*headers));
	tcase_add_test(t, several_sensors_and_missing_values);
	tcase_add_loop_test(t, tables_that_cannot_be_read, 0, 16);
	tcase_add_test(t, binary_and_wide_tables);
	tcase_add_test(t, a_map_says_what_columns_are);
	tcase_add_test(t, a_map_for_a_table_without_a_header);
	tcase_add_test(t, a_map_that_gives_the_rate_alone);
	tcase_add_loop_test(t, maps_that_are_wrong, 0, 30);
	tcase_add_test(t, opening_survives_no_memory);
	suite_add_tcase(s, t);
	return s;
}
