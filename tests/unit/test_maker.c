/* SPDX-License-Identifier: MIT */
/* Tables as makers' programs export them. The forms are those of real files
 * (Xsens, MetaMotion), else of published programs that read them. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "gonio/recording.h"
#include "lib/store/maker.h"
#include "suites.h"

#define G 9.80665
#define DEG (3.14159265358979323846 / 180)

static struct gn_diag why;
static struct gn_sample got[4096];

static struct gn_recording *open_ok(const char *name)
{
	struct gn_recording *r = NULL;
	int err = gn_recording_open(&r, files_path(name), &why);

	ck_assert_msg(err == GN_OK, "%s", why.text);
	return r;
}

static int read_all(struct gn_recording *r)
{
	int n = 0, m;

	while ((m = gn_recording_read(r, got + n, 4096 - (size_t)n, &why)) > 0)
		n += m;
	ck_assert_msg(m == GN_EOF, "%s", why.text);
	return n;
}

START_TEST(places_as_people_call_them)
{
	static const struct { const char *said, *is; } t[] = {
		{ "LFemur", "thigh_l" },      { "RTibia", "shank_r" },
		{ "Pelvis", "pelvis" },       { "Right lower leg", "shank_r" },
		{ "shank-l", "shank_l" },     { "Lumbar", "pelvis" },
		{ "Left Thigh", "thigh_l" },  { "thigh_r", "thigh_r" },
		{ "L_UpperArm", "upper_arm_l" }, { "Sternum", "chest" },
		{ "rightFoot2", "foot_r" },   { "Wrist", "wrist" },
		{ "00B421E6", "00B421E6" },   { "", "" }, { "l", "l" },
		{ "Leftover", "Leftover" },   { "tablet", "tablet" },
		{ "a name that is far too long to be a sensor's of ours",
		  "a name that is far too long to " },
	};
	char out[32];

	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++) {
		gn_place_guess(t[i].said, out);
		ck_assert_str_eq(out, t[i].is);
	}
}
END_TEST

#define DOT_HEAD "sep=,\nDeviceTag:,x\nFirmwareVersion:,2.0.0\n" \
	"AppVersion:,2021.0\nOutputRate:,50Hz\n Xsens 2021\n"

/* A sensor that turns about the vertical by 90 deg/s, leaning by 30 deg about
 * its x: as a DOT in fusion mode writes it. */
static void put_turning(const char *name, unsigned long long t0_us)
{
	static char text[8192];
	size_t n = (size_t)snprintf(text, sizeof(text), DOT_HEAD
		"PacketCounter,SampleTimeFine,Quat_W,Quat_X,Quat_Y,Quat_Z,"
		"FreeAcc_X,FreeAcc_Y,FreeAcc_Z,Status\n");

	for (unsigned i = 0; i < 20; i++) {
		double h = 45 * DEG * i / 50, l = 15 * DEG;
		/* about z by 2 h, then about its own x by 2 l */
		double w = cos(h) * cos(l), x = cos(h) * sin(l);
		double y = sin(h) * sin(l), z = sin(h) * cos(l);

		n += (size_t)snprintf(text + n, sizeof(text) - n,
				      "%u,%llu,%.6f,%.6f,%.6f,%.6f,0,0,1,0\n",
				      i, (t0_us + 20000 * i) & 0xffffffff,
				      w, x, y, z);
	}
	files_put(name, text);
}

static void check_turning(const struct gn_sample *s)
{
	ck_assert_double_eq_tol((double)s->gyr_radps[0], 0, 1e-3);
	ck_assert_double_eq_tol((double)s->gyr_radps[1],
				90 * DEG * sin(30 * DEG), 1e-3);
	ck_assert_double_eq_tol((double)s->gyr_radps[2],
				90 * DEG * cos(30 * DEG), 1e-3);
	ck_assert_double_eq_tol((double)s->acc_mps2[0], 0, 1e-4);
	ck_assert_double_eq_tol((double)s->acc_mps2[1],
				(G + 1) * sin(30 * DEG), 1e-4);
	ck_assert_double_eq_tol((double)s->acc_mps2[2],
				(G + 1) * cos(30 * DEG), 1e-4);
}

START_TEST(orientations_become_rates_and_forces)
{
	const struct gn_recording_info *info;
	struct gn_recording *r;
	int n;

	put_turning("LFemur_20210820_202113_831.csv", 1000);
	r = open_ok("LFemur_20210820_202113_831.csv");
	info = gn_recording_info(r);
	ck_assert_uint_eq(info->n_sensors, 1);
	ck_assert_str_eq(info->sensors[0].name, "thigh_l");
	ck_assert_int_eq(info->sensors[0].place, GN_PLACE_THIGH);
	ck_assert_int_eq(info->sensors[0].side, GN_SIDE_LEFT);
	ck_assert(info->sensors[0].rate_hz == 50);
	n = read_all(r);
	ck_assert_int_eq(n, 20);
	for (int i = 0; i < n; i++) {
		ck_assert_int_eq(got[i].t_ns, INT64_C(20000000) * i);
		check_turning(&got[i]);
	}
	gn_recording_close(r);
}
END_TEST

/* The counter of microseconds has 32 bits. */
START_TEST(a_clock_that_starts_again_goes_on)
{
	struct gn_recording *r;
	int n;

	put_turning("a.csv", 0xffffffffULL - 100000);
	r = open_ok("a.csv");
	ck_assert_str_eq(gn_recording_info(r)->sensors[0].name, "imu");
	n = read_all(r);
	ck_assert_int_eq(n, 20);
	for (int i = 0; i < n; i++)
		ck_assert_int_eq(got[i].t_ns, INT64_C(20000000) * i);
	gn_recording_close(r);
}
END_TEST

START_TEST(sensors_started_together_are_one_recording)
{
	struct gn_recording *r;
	char **paths;
	size_t n;

	put_turning("LFemur_20210820_202113_831.csv", 50000);
	put_turning("Pelvis_20210820_202115_002.csv", 10000);
	put_turning("Pelvis_20210820_202215_002.csv", 10000);
	r = open_ok("Pelvis_20210820_202115_002.csv");
	ck_assert_uint_eq(gn_recording_info(r)->n_sensors, 2);
	ck_assert_str_eq(gn_recording_info(r)->sensors[0].name, "thigh_l");
	ck_assert_int_eq(read_all(r), 40);
	ck_assert_uint_eq(got[0].sensor, 1);
	ck_assert_int_eq(got[0].t_ns, 0);
	ck_assert_uint_eq(got[2].sensor, 0);
	ck_assert_int_eq(got[2].t_ns, 40000000);
	gn_recording_close(r);
	ck_assert_int_eq(gn_recordings_find(files_path("."), &paths, &n, &why),
			 GN_OK);
	ck_assert_uint_eq(n, 2);
	ck_assert_ptr_nonnull(strstr(paths[0], "LFemur"));
	ck_assert_ptr_nonnull(strstr(paths[1], "202215"));
	gn_paths_free(paths, n);
}
END_TEST

START_TEST(a_hole_has_no_rate)
{
	struct gn_recording *r;

	files_put("a.csv", DOT_HEAD
		  "PacketCounter,SampleTimeFine,Quat_W,Quat_X,Quat_Y,Quat_Z,"
		  "FreeAcc_X,FreeAcc_Y,FreeAcc_Z\n"
		  "1,0,1,0,0,0,0,0,0\n2,20000,.99985,.01745,0,0,0,0,0\n"
		  "9,200000,0,1,0,0,0,0,0\n10,220000,0,1,0,0,0,0,0\n"
		  "99,900000,0,0,0,0,0,0,0\n");
	r = open_ok("a.csv");
	ck_assert_int_eq(read_all(r), 5);
	/* 2 deg in 20 ms; what follows the hole is of the later row only */
	ck_assert_double_eq_tol((double)got[0].gyr_radps[0], 100 * DEG, 1e-2);
	ck_assert_double_eq_tol((double)got[1].gyr_radps[0], 100 * DEG, 1e-2);
	ck_assert_double_eq_tol((double)got[2].gyr_radps[0], 0, 1e-3);
	ck_assert_double_eq_tol((double)got[3].gyr_radps[0], 0, 1e-3);
	ck_assert(isnan(got[4].gyr_radps[0]) && isnan(got[4].acc_mps2[0]));
	gn_recording_close(r);
}
END_TEST

START_TEST(a_dot_in_raw_mode_says_degrees)
{
	struct gn_recording *r;

	files_put("a.csv", DOT_HEAD "PacketCounter,SampleTimeFine,Acc_X,Acc_Y,"
		  "Acc_Z,Gyr_X,Gyr_Y,Gyr_Z,Mag_X,Mag_Y,Mag_Z\n"
		  "1,0,1,2,3,4,5,6,.1,.2,.3\n2,20000,1,2,3,4,5,6,.1,.2,.3\n");
	r = open_ok("a.csv");
	ck_assert_int_eq(read_all(r), 2);
	ck_assert_double_eq_tol((double)got[1].acc_mps2[2], 3, 1e-6);
	ck_assert_double_eq_tol((double)got[1].gyr_radps[1], 5 * DEG, 1e-6);
	ck_assert_double_eq_tol((double)got[1].mag_ut[0], .1, 1e-6);
	gn_recording_close(r);
}
END_TEST

#define MT_HEAD "// Start Time: Unknown\n// Update Rate: 100.0Hz\n" \
	"// Firmware Version: 4.0.2\n" \
	"PacketCounter\tSampleTimeFine\tYear\tSecond\tAcc_X\tAcc_Y\tAcc_Z\t" \
	"Mat[1][1]\tMat[2][1]\tMat[3][1]\tMat[1][2]\tMat[2][2]\tMat[3][2]\t" \
	"Mat[1][3]\tMat[2][3]\tMat[3][3]\n"

/* Turned about z by 0, 1, 3 deg: sensor to earth, column by column. A packet
 * was lost, and the counter of 16 bits starts again. */
START_TEST(packets_that_were_lost_took_their_time)
{
	const char *name = "MT_012005D6_009-001_00B421E6.txt";
	struct gn_recording *r;
	char **paths;
	size_t n;

	files_put(name, MT_HEAD
		  "65534\t\t\t\t1\t2\t3\t1\t0\t0\t0\t1\t0\t0\t0\t1\n"
		  "65535\t\t\t\t1\t2\t3\t.999848\t.017452\t0\t-.017452\t"
		  ".999848\t0\t0\t0\t1\n"
		  "00001\t\t\t\t1\t2\t3\t.998630\t.052336\t0\t-.052336\t"
		  ".998630\t0\t0\t0\t1\n");
	files_put("notes.txt", "not a table\n");
	r = open_ok(name);
	ck_assert_str_eq(gn_recording_info(r)->sensors[0].name, "00B421E6");
	ck_assert_int_eq(read_all(r), 3);
	ck_assert_int_eq(got[1].t_ns, 10000000);
	ck_assert_int_eq(got[2].t_ns, 30000000);
	ck_assert_double_eq_tol((double)got[0].gyr_radps[2], 100 * DEG, 1e-2);
	ck_assert_double_eq_tol((double)got[1].gyr_radps[2], 100 * DEG, 1e-2);
	ck_assert_double_eq_tol((double)got[2].acc_mps2[1], 2, 1e-6);
	gn_recording_close(r);
	ck_assert_int_eq(gn_recordings_find(files_path("."), &paths, &n, &why),
			 GN_OK);
	ck_assert_uint_eq(n, 1);
	gn_paths_free(paths, n);
}
END_TEST

/* Half turns about each axis, where a matrix has no trace to divide by. */
START_TEST(every_matrix_has_its_quaternion)
{
	static const char *const half[3] = {
		"1\t0\t0\t0\t-1\t0\t0\t0\t-1", "-1\t0\t0\t0\t1\t0\t0\t0\t-1",
		"-1\t0\t0\t0\t-1\t0\t0\t0\t1",
	};
	char text[1024];

	for (int i = 0; i < 3; i++) {
		struct gn_recording *r;

		snprintf(text, sizeof(text), MT_HEAD
			 "1\t\t\t\t0\t0\t9.8\t%s\n2\t\t\t\t0\t0\t9.8\t%s\n",
			 half[i], half[i]);
		files_put("a.txt", text);
		r = open_ok("a.txt");
		ck_assert_int_eq(read_all(r), 2);
		for (int k = 0; k < 3; k++)
			ck_assert(fabsf(got[0].gyr_radps[k]) < 1e-3f);
		gn_recording_close(r);
	}
}
END_TEST

START_TEST(shimmer_units_stand_in_a_line_of_their_own)
{
	struct gn_recording *r;

	files_put("a.csv", "\"sep=,\"\n"
		  "S_LeftThigh_Timestamp_Unix_CAL,S_LeftThigh_Accel_WR_X_CAL,"
		  "S_LeftThigh_Accel_WR_Y_CAL,S_LeftThigh_Accel_WR_Z_CAL,"
		  "S_LeftThigh_Gyro_X_CAL,S_LeftThigh_Gyro_Y_CAL,"
		  "S_LeftThigh_Gyro_Z_CAL,\n"
		  "ms,m/(s^2),m/(s^2),m/(s^2),deg/s,deg/s,deg/s,\n"
		  "1732786978123.5,1,2,3,4,5,6,\n"
		  "1732786978143.5,1,2,3,4,5,6,\n");
	r = open_ok("a.csv");
	ck_assert_int_eq(read_all(r), 2);
	ck_assert_int_eq(got[1].t_ns, 20000000);
	ck_assert_double_eq_tol((double)got[0].acc_mps2[0], 1, 1e-6);
	ck_assert_double_eq_tol((double)got[0].gyr_radps[2], 6 * DEG, 1e-6);
	gn_recording_close(r);
	files_put("a.csv", "sep=\t\nShimmer_B64E_Timestamp_CAL\t"
		  "Shimmer_B64E_Accel_WR_X_CAL\tShimmer_B64E_Accel_LN_X_CAL\t"
		  "Shimmer_B64E_Accel_LN_Y_CAL\tShimmer_B64E_Accel_LN_Z_CAL\t"
		  "Shimmer_B64E_Gyro_X_RAW\nCAL\tCAL\tCAL\tCAL\tCAL\tRAW\n"
		  "ms\tm/(s^2)\tm/(s^2)\tm/(s^2)\tm/(s^2)\tno units\n"
		  "0\t7\t1\t2\t3\t9\n20\t7\t1\t2\t3\t9\n");
	r = open_ok("a.csv");
	ck_assert_int_eq(read_all(r), 2);
	ck_assert_int_eq(gn_recording_info(r)->sensors[0].has_gyr, 0);
	ck_assert_double_eq_tol((double)got[1].acc_mps2[0], 1, 1e-6);
	gn_recording_close(r);
}
END_TEST

#define MM "A-bench_MetaWear_2019-01-11T16.10.08.270_C42732BE255C_"

START_TEST(a_metamotion_pair_is_one_sensor)
{
	struct gn_recording *r;

	files_put(MM "Accelerometer_12.500Hz_1.4.4.csv",
		  "epoch (ms),time (01:00),elapsed (s),x-axis (g),y-axis (g),"
		  "z-axis (g)\n"
		  "1547219408431,2019-01-11T16:10:08.431,0.000,1,0,0\n"
		  "1547219408511,2019-01-11T16:10:08.511,0.080,1,0,0\n");
	files_put(MM "Gyroscope_25.000Hz_1.4.4.csv",
		  "epoch (ms),time (01:00),elapsed (s),x-axis (deg/s),"
		  "y-axis (deg/s),z-axis (deg/s)\n"
		  "1547219408391,2019-01-11T16:10:08.391,0.000,0,90,0\n"
		  "1547219408431,2019-01-11T16:10:08.431,0.040,0,90,0\n"
		  "1547219408471,2019-01-11T16:10:08.471,0.080,0,90,0\n");
	r = open_ok(MM "Gyroscope_25.000Hz_1.4.4.csv");
	ck_assert_uint_eq(gn_recording_info(r)->n_sensors, 1);
	ck_assert_int_eq(read_all(r), 4);
	ck_assert(isnan(got[0].acc_mps2[0]));
	/* the two at 431 are one sample */
	ck_assert_int_eq(got[1].t_ns, 40000000);
	ck_assert_double_eq_tol((double)got[1].acc_mps2[0], G, 1e-5);
	ck_assert_double_eq_tol((double)got[1].gyr_radps[1], 90 * DEG, 1e-6);
	ck_assert_int_eq(got[3].t_ns, 120000000);
	gn_recording_close(r);
}
END_TEST

#define LOGGER "time,seconds_elapsed,z,y,x\n"
#define T0 "1700000000000000000"
#define T1 "1700000000020000000"

START_TEST(a_phone_without_gravity_is_refused)
{
	struct gn_recording *r = NULL;

	files_put("Accelerometer.csv", LOGGER T0 ",0,3,2,1\n");
	ck_assert_int_eq(gn_recording_open(&r, files_path("Accelerometer.csv"),
					   &why), GN_ENODATA);
	ck_assert_ptr_nonnull(strstr(why.text, "Sensor Logger's table holds "
				     "neither acceleration with gravity"));
	files_put("TotalAcceleration.csv",
		  LOGGER T0 ",0,9.8,2,1\n" T1 ",.02,9.8,2,1\n");
	files_put("Gyroscope.csv", LOGGER T0 ",0,.3,.2,.1\n" T1
		  ",.02,.3,.2,.1\n");
	r = open_ok("Accelerometer.csv");
	ck_assert_int_eq(read_all(r), 2);
	ck_assert_int_eq(got[1].t_ns, 20000000);
	ck_assert_double_eq_tol((double)got[1].acc_mps2[2], 9.8, 1e-5);
	ck_assert_double_eq_tol((double)got[1].gyr_radps[0], .1, 1e-6);
	gn_recording_close(r);
}
END_TEST

START_TEST(witmotion_has_a_line_before)
{
	struct gn_recording *r;

	files_put("a.txt", "StartTime: 2021-06-10 10:43:13.378\n"
		  "address\tTime(s)\tax(g)\tay(g)\taz(g)\twx(deg/s)\t"
		  "wy(deg/s)\twz(deg/s)\tAngleX(deg)\n"
		  "0x50\t0.00\t0\t0\t1\t1\t2\t3\t7\n"
		  "0x50\t0.02\t0\t0\t1\t1\t2\t3\t7\n");
	r = open_ok("a.txt");
	ck_assert_int_eq(read_all(r), 2);
	ck_assert_double_eq_tol((double)got[1].acc_mps2[2], G, 1e-5);
	ck_assert_double_eq_tol((double)got[1].gyr_radps[2], 3 * DEG, 1e-6);
	gn_recording_close(r);
}
END_TEST

#define XIMU3 "Timestamp (us),Gyroscope X (deg/s),Gyroscope Y (deg/s)," \
	"Gyroscope Z (deg/s),Accelerometer X (g),Accelerometer Y (g)," \
	"Accelerometer Z (g)\n"

/* A folder as the program leaves it: only one of the files is the sensor. */
START_TEST(an_ximu3_is_one_sensor_of_many_files)
{
	struct gn_recording *r;
	char **paths;
	size_t n;

	files_put("Inertial.csv", XIMU3 "19150794,90,0,-90,0,0.5,1\n"
		  "19170785,90,0,-90,0,0.5,1\n");
	files_put("HighGAccelerometer.csv", "Timestamp (us),X (g),Y (g),Z (g)\n"
		  "19154055,0,0,1\n19174930,0,0,1\n");
	files_put("LinearAcceleration.csv", "Timestamp (us),Quaternion W,"
		  "Quaternion X,Quaternion Y,Quaternion Z,Acceleration X (g),"
		  "Acceleration Y (g),Acceleration Z (g)\n"
		  "19150794,1,0,0,0,0,0,0\n19170785,1,0,0,0,0,0,0\n");
	files_put("Magnetometer.csv", "Timestamp (us),X Axis (a.u.),"
		  "Y Axis (a.u.),Z Axis (a.u.)\n19150794,18,-23,-59\n");
	files_put("Notification.csv", "Timestamp (us),String\n"
		  "1,hello, world\n");
	r = open_ok("Magnetometer.csv");
	ck_assert_uint_eq(gn_recording_info(r)->n_sensors, 1);
	ck_assert_float_eq_tol(gn_recording_info(r)->sensors[0].rate_hz,
			       50.f, 0.1f);
	ck_assert_int_eq(read_all(r), 2);
	ck_assert_int_eq(got[1].t_ns, 19991000);
	ck_assert_double_eq_tol((double)got[1].gyr_radps[2], -90 * DEG, 1e-6);
	ck_assert_double_eq_tol((double)got[1].acc_mps2[1], G / 2, 1e-5);
	gn_recording_close(r);
	ck_assert_int_eq(gn_recordings_find(files_path("."), &paths, &n, &why),
			 GN_OK);
	ck_assert_uint_eq(n, 1);
	gn_paths_free(paths, n);
}
END_TEST

START_TEST(an_ximu3_without_its_inertial_file_is_refused)
{
	struct gn_recording *r = NULL;

	files_put("EarthAcceleration.csv", "Timestamp (us),Quaternion W,"
		  "Quaternion X,Quaternion Y,Quaternion Z,Acceleration X (g),"
		  "Acceleration Y (g),Acceleration Z (g)\n"
		  "19150794,1,0,0,0,0,0,0\n19170785,1,0,0,0,0,0,0\n");
	ck_assert_int_eq(gn_recording_open(&r,
					   files_path("EarthAcceleration.csv"),
					   &why), GN_ENODATA);
	ck_assert_ptr_nonnull(strstr(why.text, "x-IMU3's table holds neither"));
	files_put("squat.csv", XIMU3 "1,0,0,0,0,0,1\n20001,0,0,0,0,0,1\n");
	r = open_ok("squat.csv");
	ck_assert_int_eq(read_all(r), 2);
	gn_recording_close(r);
}
END_TEST

/* What a maker's own words begin, but which is none of its files. */
START_TEST(what_only_looks_like_a_makers)
{
	static const char *const text[] = {
		"PacketCounter,SampleTimeFine", "sep=,\n", "sep=,\nfoo,bar\n",
		"epoch (ms)", "time,seconds_elapsed", "StartTime\n", "", "\n",
		"StartTime\nTime(s)\n", "Timestamp (us),X (g)\n",
	};
	struct gn_maker_says says;

	for (size_t i = 0; i < sizeof(text) / sizeof(*text); i++)
		ck_assert_ptr_null(gn_maker_find("a.csv", text[i],
						 strlen(text[i]), &says));
	ck_assert_int_eq(gn_maker_same("a.csv", "a.csv"), 0);
	ck_assert_int_eq(gn_maker_same("x_20210820_202113_831.csv",
				       "y_20210821_202113_831.csv"), 0);
	ck_assert_int_eq(gn_maker_same("MT_1-001_A.txt", "MT_1-002_A.txt"), 0);
}
END_TEST

/* Real exports: a sensor at rest feels gravity, whatever it was made of. */
START_TEST(real_exports_feel_gravity)
{
	static const struct { const char *file; size_t sensors; } t[] = {
		{ "movella_dot_csv/Pelvis_20210820_202113_836.csv", 5 },
		{ "xsens_mtw_txt/MT_012005D6_009-001_00B421E6.txt", 2 },
		{ "fusion_csv/sensor_data.csv", 1 },
		{ "axivity_cwa/ax6_sample.cwa", 1 },
	};
	const char *dir = files_data();
	struct gn_recording *r = NULL;
	char path[512];
	double sum = 0;
	int n;

	if (!dir)
		return;
	snprintf(path, sizeof(path), "%s/vendor/%s", dir, t[_i].file);
	ck_assert_msg(gn_recording_open(&r, path, &why) == GN_OK, "%s",
		      why.text);
	ck_assert_uint_eq(gn_recording_info(r)->n_sensors, t[_i].sensors);
	n = gn_recording_read(r, got, 500, &why);
	ck_assert_int_ge(n, 100);
	for (int i = 0; i < n; i++)
		sum += sqrt((double)(got[i].acc_mps2[0] * got[i].acc_mps2[0] +
				     got[i].acc_mps2[1] * got[i].acc_mps2[1] +
				     got[i].acc_mps2[2] * got[i].acc_mps2[2]));
	ck_assert_double_eq_tol(sum / n, G, 1);
	gn_recording_close(r);
}
END_TEST

Suite *suite_maker(void)
{
	Suite *s = suite_create("maker");
	TCase *t = tcase_create("maker");

	tcase_add_checked_fixture(t, files_open, files_close);
	tcase_add_test(t, places_as_people_call_them);
	tcase_add_test(t, orientations_become_rates_and_forces);
	tcase_add_test(t, a_clock_that_starts_again_goes_on);
	tcase_add_test(t, sensors_started_together_are_one_recording);
	tcase_add_test(t, a_hole_has_no_rate);
	tcase_add_test(t, a_dot_in_raw_mode_says_degrees);
	tcase_add_test(t, packets_that_were_lost_took_their_time);
	tcase_add_test(t, every_matrix_has_its_quaternion);
	tcase_add_test(t, shimmer_units_stand_in_a_line_of_their_own);
	tcase_add_test(t, a_metamotion_pair_is_one_sensor);
	tcase_add_test(t, a_phone_without_gravity_is_refused);
	tcase_add_test(t, witmotion_has_a_line_before);
	tcase_add_test(t, an_ximu3_is_one_sensor_of_many_files);
	tcase_add_test(t, an_ximu3_without_its_inertial_file_is_refused);
	tcase_add_test(t, what_only_looks_like_a_makers);
	tcase_add_loop_test(t, real_exports_feel_gravity, 0, 4);
	suite_add_tcase(s, t);
	return s;
}
