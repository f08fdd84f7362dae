/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "apps/analyse.h"
#include "apps/cli.h"
#include "apps/export.h"
#include "capture.h"
#include "exporttest.h"
#include "fault.h"
#include "files.h"
#include "legs.h"
#include "rectest.h"
#include "suites.h"

/* Orientations and angles of legs whose movement is known in closed form. */

#define DEG (180 / 3.14159265358979)
#define COLUMNS 20

static struct legs legs;
static struct gn_known_body known;
static struct gn_export_table out;
static struct gn_diag why;
static struct gn_catalogue *cat;
static char recording[512];

/* A table as it was written. */
static struct {
	char   name[COLUMNS][GN_EXPORT_PATH];
	size_t n_names, n;
	double time[4000], v[4000][4 * COLUMNS];
} table;

/* ---- the legs ---------------------------------------------------------- */

static void record(const char *name, double to_s)
{
	snprintf(recording, sizeof(recording), "%s",
		 legs_table(&legs, name, 0, to_s));
}

/* The pose and six squats, in which the foot leans as well. */
static void setup(void)
{
	struct gn_recording_info info = { .n_sensors = LEG_SENSORS };
	struct gn_body body;

	rt_setup();
	legs_init(&legs);
	legs.lean_rad[LEG_FOOT] = 20 / DEG;
	for (int k = 0; k < LEG_SENSORS; k++)
		legs.mount[k] = gn_quat_normalise((struct gn_quat){ 1, 2, 3,
						  (float)k });
	memcpy(info.sensors, legs_sensors, sizeof(legs_sensors));
	memset(&known, 0, sizeof(known));
	record("legs.csv", 99);
	ck_assert_int_eq(gn_body_learn(&known, recording, &why), GN_OK);
	gn_body_of(&known, &info, &body);
	for (int k = 0; k < LEG_SENSORS; k++)
		ck_assert_int_eq(body.mount[k].has_sign, 1);
	ck_assert_int_eq(gn_catalogue_load(&cat, NULL, NULL), GN_OK);
}

static void teardown(void)
{
	gn_catalogue_free(cat);
	files_close();
}

/* ---- reading ----------------------------------------------------------- */

static void read_row(char *line, size_t per_column)
{
	char *p = line;

	ck_assert_uint_lt(table.n, 4000);
	table.time[table.n] = strtod(p, &p);
	for (size_t i = 0; i < per_column * table.n_names; i++) {
		ck_assert(*p == (i % per_column ? ',' : '\t'));
		table.v[table.n][i] = strtod(p + 1, &p);
	}
	ck_assert_int_eq(*p, '\n');
	table.n++;
}

static void read_table(const char *path, size_t per_column)
{
	static char line[4096];
	FILE *f = fopen(path, "r");
	char *save = NULL;

	ck_assert_ptr_nonnull(f);
	table.n = table.n_names = 0;
	while (fgets(line, sizeof(line), f) && strcmp(line, "endheader\n"))
		;
	ck_assert_ptr_nonnull(fgets(line, sizeof(line), f));
	for (char *p = strtok_r(line, "\t\n", &save); p;
	     p = strtok_r(NULL, "\t\n", &save))
		snprintf(table.name[table.n_names++], sizeof(table.name[0]),
			 "%s", p);
	ck_assert_str_eq(table.name[0], "time");
	memmove(table.name[0], table.name[1],
		--table.n_names * sizeof(table.name[0]));
	while (fgets(line, sizeof(line), f))
		read_row(line, per_column);
	fclose(f);
	ck_assert_uint_eq(table.n, out.rows);
	ck_assert_uint_eq(table.n_names, out.columns);
	for (size_t i = 0; i < table.n; i++)
		ck_assert_double_eq_tol(table.time[i], 0.02 * (double)i, 1e-9);
}

static void sto(const char *from, const struct gn_known_body *body)
{
	int err = gn_export_sto(from, files_path("out"), body, &out, &why);

	ck_assert_msg(!err, "%s", why.text);
	read_table(out.path, 4);
}

static void mot(const struct gn_known_body *body)
{
	int err = gn_export_mot(recording, files_path("out"), cat, "squat",
				body, &out, &why);

	ck_assert_msg(!err, "%s", why.text);
	read_table(out.path, 1);
}

static struct gn_quat quat_at(size_t row, size_t column)
{
	const double *v = &table.v[row][4 * column];

	return (struct gn_quat){ (float)v[0], (float)v[1], (float)v[2],
				 (float)v[3] };
}

static void noted(const char *text, size_t times)
{
	size_t n = 0;

	for (size_t i = 0; i < out.n_notes; i++)
		n += strstr(out.note[i], text) != NULL;
	ck_assert_msg(n == times, "'%s' is noted %zu times", text, n);
}

/* ---- orientations ------------------------------------------------------ */

/* Segment k in the ground: it leans forward about y. */
static struct gn_quat truth(int k, double t)
{
	float r[3] = { 0, (float)(legs_bent(&legs, k, t) * legs.lean_rad[k]),
		       0 };

	return gn_quat_mul(gn_quat_from_rotvec(r), legs.mount[k]);
}

START_TEST(sensors_are_where_they_are)
{
	static const char *const name[] = { "pelvis_imu", "femur_r_imu",
					    "tibia_r_imu", "calcn_r_imu" };
	double worst = 0;

	sto(recording, &known);
	ck_assert_uint_eq(out.n_notes, 0);
	ck_assert_str_eq(out.ground, "x forward, y left, z up");
	ck_assert_uint_eq(table.n, 1100);       /* 22 s */
	for (int k = 0; k < LEG_SENSORS; k++) {
		ck_assert_str_eq(table.name[k], name[k]);
		for (size_t i = 0; i < table.n; i++) {
			struct gn_quat e = gn_quat_mul(quat_at(i, (size_t)k),
				gn_quat_conj(truth(k, table.time[i])));

			worst = fmax(worst, (double)gn_quat_angle(e));
		}
	}
	/* half a degree of it: the delay of a sensor at 100 Hz is made up for,
	 * and these have none */
	ck_assert_double_lt(worst * DEG, 0.8);
}
END_TEST

/* The same of a body that is stored beside nothing: told nothing, it says
 * so. */
START_TEST(headings_that_are_not_known)
{
	sto(recording, NULL);
	ck_assert_uint_eq(table.n_names, LEG_SENSORS);
	noted("its heading is its own", LEG_SENSORS);
	ck_assert_str_eq(out.ground, "z up");
	/* what is down still is */
	for (int k = 0; k < LEG_SENSORS; k++) {
		const float z[3] = { 0, 0, 1 };
		float got[3], want[3];

		gn_quat_rotate_inv(quat_at(300, (size_t)k), z, got);
		gn_quat_rotate_inv(truth(k, 6), z, want);
		for (int c = 0; c < 3; c++)
			ck_assert_float_eq_tol(got[c], want[c], 0.02F);
	}
}
END_TEST

/* One lies on its side when it begins: its side axis tells no heading. */
START_TEST(a_side_axis_that_is_upright)
{
	for (size_t k = 0; k < known.n; k++) {
		struct gn_segment_axes *a = &known.part[k].mount.axes;

		if (!strcmp(known.part[k].name, "shank_r"))
			memcpy(a->side, a->up, sizeof(a->side));
	}
	sto(recording, &known);
	noted("shank_r: its heading", 1);
	ck_assert_uint_eq(out.n_notes, 1);
	ck_assert_str_eq(out.ground, "z up");
}
END_TEST

START_TEST(a_hole_is_not_known)
{
	legs.hole_s[0] = 8.001;
	legs.hole_s[1] = 11;
	record("legs.csv", 99);
	sto(recording, &known);
	for (size_t i = 0; i < table.n; i++) {
		double t = table.time[i];

		if (t > 8.05 && t < 10.95)
			ck_assert_double_nan(table.v[i][0]);
		if (t < 7.95 || t > 11.05)
			ck_assert(!isnan(table.v[i][0]));
	}
}
END_TEST

/* Two that lie still: z up, x to the north (so a quarter turn from east), the
 * field 60 degrees down; the second turned half round. */
static void put_still(const char *name, int has_mag)
{
	struct gn_rec_writer *w;

	rt_meta.n_sensors = 2;
	for (int i = 0; i < 2; i++) {
		rt_meta.sensors[i].has_mag = (uint8_t)has_mag;
		rt_meta.sensors[i].has_gyr = 1;
		rt_meta.sensors[i].bad_gyr = 0;
		rt_meta.sensors[i].rate_hz = 100;
	}
	w = rt_create(name);
	for (int i = 0; i < 1000; i++) {
		float turn = i % 2 ? -1 : 1;
		struct gn_sample s = { .t_ns = i / 2 * INT64_C(10000000),
				       .sensor = i % 2,
				       .acc_mps2 = { 0, 0, 9.81F },
				       .mag_ut = { 25 * turn, 0, -43.3F } };

		/* one goes on alone */
		if (i >= 800 && i % 2 == 0)
			continue;
		/* every other sample of it is missing */
		if (!has_mag || i / 2 % 2)
			s.mag_ut[1] = NAN;
		ck_assert_int_eq(gn_rec_write(w, &s, 1, NULL), GN_OK);
	}
	ck_assert_int_eq(gn_rec_close(w, NULL), GN_OK);
}

START_TEST(north_by_magnetometers)
{
	const float r = (float)M_SQRT1_2;

	put_still("a.gonio", 1);
	sto(files_path("a.gonio"), NULL);
	ck_assert_str_eq(out.ground, "x east, y north, z up");
	ck_assert_uint_eq(out.n_notes, 0);
	ck_assert_uint_eq(table.n, 250);
	ck_assert_double_nan(table.v[249][0]);
	ck_assert(!isnan(table.v[249][4]));
	for (size_t i = 0; i < 190; i++) {
		struct gn_quat e[2] = {
			gn_quat_mul(quat_at(i, 0), (struct gn_quat){ r, 0, 0,
								     -r }),
			gn_quat_mul(quat_at(i, 1), (struct gn_quat){ r, 0, 0,
								     r }) };

		ck_assert_double_lt(DEG * (double)gn_quat_angle(e[0]), 0.5);
		ck_assert_double_lt(DEG * (double)gn_quat_angle(e[1]), 0.5);
	}
	put_still("b.gonio", 0);
	sto(files_path("b.gonio"), NULL);
	noted("its heading is its own", 2);
}
END_TEST

START_TEST(what_has_no_rates_is_left_out)
{
	rt_meta.sensors[0].bad_acc = 1;
	rt_meta.sensors[1].has_mag = 1;
	rt_write("a.gonio", 3000);      /* of the wrist no rates */
	ck_assert_int_eq(gn_export_sto(files_path("a.gonio"),
				       files_path("out"), NULL, &out, &why),
			 GN_ENODATA);
	et_holds(why.text, "no sensor with both");
	noted("left out", 3);
	ck_assert_int_ne(access(files_path("out"), F_OK), 0);
}
END_TEST

/* ---- angles ------------------------------------------------------------ */

/* In every row of the movement as the legs are; else not known. */
START_TEST(angles_are_those_of_the_legs)
{
	static const struct { const char *name; double deepest_deg; } col[] = {
		{ "knee_angle_r", 85 }, { "hip_flexion_r", 90 },
		{ "hip_adduction_r", 0 }, { "ankle_angle_r", 5 },
		{ "thigh_inward_tilt_r", 0 }, { "shank_inward_tilt_r", 0 },
		{ "pelvis_tilt", -30 }, { "pelvis_list", 0 },
	};
	double worst = 0;

	mot(&known);
	ck_assert_uint_eq(out.n_notes, 0);
	ck_assert_ptr_null(out.ground);
	ck_assert_uint_eq(table.n_names, 8);
	for (size_t i = 0; i < table.n; i++) {
		double bent = legs_bent(&legs, 0, table.time[i]);

		for (int c = 0; c < 8; c++) {
			double e = table.v[i][c] - col[c].deepest_deg * bent;

			ck_assert_str_eq(table.name[c], col[c].name);
			ck_assert(!isnan(e) || table.time[i] < 1);
			worst = fmax(worst, fabs(e));
		}
	}
	/* of the curves in the ranges, which are smoothed */
	ck_assert_double_lt(worst, 3);
	ck_assert_double_gt(table.time[table.n - 1], 20);
}
END_TEST

/* The deepest of each repetition is what its range ends in. */
START_TEST(ranges_are_of_the_curve)
{
	struct gn_result r;

	mot(&known);
	ck_assert_int_eq(gn_analyse(&r, recording, cat, "squat", &known, &why),
			 GN_OK);
	ck_assert_uint_eq(r.n_reps, 6);
	for (size_t k = 0; k < r.n_reps; k++) {
		const struct gn_rep *rep = &r.reps[k];
		double most = -INFINITY;

		for (size_t i = (size_t)(rep->start_ns / 20000000);
		     i <= (size_t)(rep->end_ns / 20000000); i++)
			most = fmax(most, table.v[i][0]);
		ck_assert_double_eq_tol(most, DEG * (double)rep->angle
			[GN_KNEE_FLEXION_R].most_rad, 1e-4);
	}
	gn_result_free(&r);
}
END_TEST

/* A rest in the middle, long enough to be no part of the movement. */
START_TEST(between_movements_nothing_is_known)
{
	char one[512], line[1024];
	FILE *from[2], *f = fopen(files_path("two.csv"), "w");

	ck_assert_ptr_nonnull(f);
	legs.stand_s = 8;
	snprintf(one, sizeof(one), "%s", legs_table(&legs, "one.csv", 0, 99));
	for (int k = 0; k < 2; k++) {
		from[k] = fopen(one, "r");
		ck_assert_ptr_nonnull(from[k]);
		ck_assert_ptr_nonnull(fgets(line, sizeof(line), from[k]));
		if (!k)
			fputs(line, f);
		while (fgets(line, sizeof(line), from[k])) {
			char *rest;
			double t = strtod(line, &rest);

			fprintf(f, "%.3f%s", t + 34 * k, rest);
		}
		fclose(from[k]);
	}
	fclose(f);
	snprintf(recording, sizeof(recording), "%s", files_path("two.csv"));
	mot(&known);
	/* movement is from 8 to 26 and from 42 to 60 s, each with 2 s more */
	for (size_t i = 0; i < table.n; i++) {
		double t = table.time[i];
		int moves = (t > 8 && t < 26) || (t > 42 && t < 60);
		int rests = t < 5 || (t > 29 && t < 39);

		if (moves)
			ck_assert(!isnan(table.v[i][0]));
		if (rests)
			ck_assert_double_nan(table.v[i][0]);
	}
}
END_TEST

START_TEST(what_is_not_given_is_no_column)
{
	mot(NULL);
	ck_assert_uint_eq(table.n_names, 2);
	ck_assert_str_eq(table.name[0], "knee_angle_r");
	ck_assert_str_eq(table.name[1], "pelvis_tilt");
	noted("hip_flexion_r is not given: ", 1);
	noted("no still pose: stand still for 2 s", out.n_notes);
	/* nobody moves to speak of: no angle at all, and no file */
	for (int k = 0; k < LEG_SENSORS; k++)
		legs.lean_rad[k] /= 100;
	record("still.csv", 99);
	ck_assert_int_eq(gn_export_mot(recording, files_path("none"), cat,
				       "squat", &known, &out, &why),
			 GN_ENODATA);
	et_holds(why.text, "no joint angle is known");
	ck_assert_int_ne(access(files_path("none"), F_OK), 0);
}
END_TEST

/* ---- what goes wrong --------------------------------------------------- */

static int run(int is_mot, const char *from, const char *dir)
{
	return is_mot ? gn_export_mot(from, dir, cat, "squat", &known, &out,
				      &why) :
			gn_export_sto(from, dir, &known, &out, &why);
}

START_TEST(nothing_is_replaced_and_nothing_left)
{
	const char *part = _i ? "out/legs.mot.part" : "out/legs.sto.part";

	ck_assert_int_eq(run(_i, files_path("no.csv"), files_path("out")),
			 GN_ENOENT);
	ck_assert_int_eq(run(_i, recording, files_path("no/such")), GN_EIO);
	et_holds(why.text, "no/such: folder cannot be made");
	if (!access("/dev/full", W_OK)) {
		files_mkdir("out");
		ck_assert_int_eq(symlink("/dev/full", files_path(part)), 0);
		ck_assert_int_eq(run(_i, recording, files_path("out")),
				 GN_EIO);
		et_holds(why.text, "No space");
		ck_assert_int_eq(rmdir(files_path("out")), 0);
	}
	ck_assert_int_eq(run(_i, recording, files_path("out")), GN_OK);
	ck_assert_int_eq(run(_i, recording, files_path("out")), GN_EIO);
	et_holds(why.text, "exists already");
	ck_assert_int_ne(access(files_path(part), F_OK), 0);
}
END_TEST

/* A disk that is full only when the folder was made. */
START_TEST(a_folder_made_for_nothing_goes)
{
	struct rlimit was, none;
	void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
	int err;

	ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &was), 0);
	none = was;
	none.rlim_cur = 0;
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &none), 0);
	err = run(_i, recording, files_path("out"));
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &was), 0);
	signal(SIGXFSZ, handler);
	ck_assert_int_eq(err, GN_EIO);
	et_holds(why.text, "cannot be written");
	ck_assert_int_ne(access(files_path("out"), F_OK), 0);
}
END_TEST

START_TEST(without_memory_nothing_is_left)
{
	static char to[512];
	int got = GN_ENOMEM;

	record("short.csv", 11.2);
	snprintf(to, sizeof(to), "%s", files_path("out"));
	for (int at = 1; got == GN_ENOMEM; at++) {
		struct fault_stat st;

		ck_assert_int_ne(access(to, F_OK), 0);
		ck_assert_int_lt(at, 400);
		fault_start(at);
		got = run(_i, recording, to);
		st = fault_stop();
		ck_assert_int_eq(st.live, 0);
	}
	ck_assert_int_eq(got, GN_OK);
}
END_TEST

/* ---- the command ------------------------------------------------------- */

static char said[8192], complained[8192];

#define EXPORT(...)                                                        \
	capture_command(cmd_export, (const char *const[]){ __VA_ARGS__,    \
			NULL }, said, sizeof(said), complained,            \
			sizeof(complained))

START_TEST(the_command)
{
	ck_assert_int_eq(EXPORT(recording, "-f", "mot", "-e", "squat",
				"--calibration", recording, "-o",
				files_path("out")), CLI_OK);
	et_holds(said, "legs.mot: ");
	et_holds(said, " rows of 8 angles\n");
	ck_assert_str_eq(complained, "");
	ck_assert_int_eq(EXPORT(recording, "-f", "sto", "-o",
				files_path("out")), CLI_OK);
	et_holds(said, "legs.sto: 1100 rows of 4 orientations, ground z up\n");
	et_holds(complained, "gonio: pelvis: its heading is its own");
	ck_assert_int_eq(EXPORT(recording, "-f", "sto", "-o",
				files_path("out")), CLI_FAILED);
	et_holds(complained, "exists already");
}
END_TEST

START_TEST(a_wrong_command_line)
{
	ck_assert_int_eq(EXPORT("x", "-f", "csv", "-o", "d", "--calibration",
				"y"), CLI_USAGE);
	et_holds(complained, "--calibration is for sto and mot");
	ck_assert_int_eq(EXPORT("x", "-f", "sto", "-o", "d", "-e", "squat"),
			 CLI_USAGE);
	et_holds(complained, "--exercise and --catalogue are for mot");
	ck_assert_int_eq(EXPORT(recording, "-f", "mot", "-o", "d", "-e",
				"squad"), CLI_USAGE);
	et_holds(complained, "squad");
	ck_assert_int_eq(EXPORT(recording, "-f", "mot", "-o", "d",
				"--calibration", files_path("no.csv")),
			 CLI_FAILED);
	ck_assert_str_eq(said, "");
}
END_TEST

Suite *suite_export_opensim(void)
{
	Suite *s = suite_create("export_opensim");
	TCase *t = tcase_create("tables");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, sensors_are_where_they_are);
	tcase_add_test(t, headings_that_are_not_known);
	tcase_add_test(t, a_side_axis_that_is_upright);
	tcase_add_test(t, a_hole_is_not_known);
	tcase_add_test(t, north_by_magnetometers);
	tcase_add_test(t, what_has_no_rates_is_left_out);
	tcase_add_test(t, angles_are_those_of_the_legs);
	tcase_add_test(t, ranges_are_of_the_curve);
	tcase_add_test(t, between_movements_nothing_is_known);
	tcase_add_test(t, what_is_not_given_is_no_column);
	tcase_add_loop_test(t, nothing_is_replaced_and_nothing_left, 0, 2);
	tcase_add_loop_test(t, a_folder_made_for_nothing_goes, 0, 2);
	tcase_add_loop_test(t, without_memory_nothing_is_left, 0, 2);
	tcase_add_test(t, the_command);
	tcase_add_test(t, a_wrong_command_line);
	suite_add_tcase(s, t);
	return s;
}
