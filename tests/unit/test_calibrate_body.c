/* SPDX-License-Identifier: MIT */
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "apps/body_guide.h"
#include "apps/body_verdict.h"
#include "apps/cli.h"
#include "capture.h"
#include "files.h"
#include "gonio/rec.h"
#include "legs.h"
#include "suites.h"

/* gonio calibrate body: when something is said, what, and what comes of it. */

#define DEG (180 / 3.14159265358979)
#define S_NS INT64_C(1000000000)

static char out[32768], err[4096];
static struct legs legs;
static struct gn_diag why;

static void setup(void)
{
	files_open();
	legs_init(&legs);
	for (int k = 0; k < LEG_SENSORS; k++)
		legs.mount[k] = gn_quat_normalise((struct gn_quat){ 1, 2, 3,
						  (float)k });
	legs.stand_s = 4;
	legs.reps = 2;
	why.text[0] = '\0';
}

static void teardown(void)
{
	files_close();
}

/* ---- when -------------------------------------------------------------- */

/* Times of the first of each event, s; NAN: it did not come. */
static void guide(double at[GN_GUIDE_ENDED + 1], uint32_t reps)
{
	struct gn_guide g;
	size_t n;
	struct gn_sample *s = legs_samples(&legs, &n);

	gn_guide_init(&g);
	gn_guide_count(&g, reps);
	for (int e = 0; e <= GN_GUIDE_ENDED; e++)
		at[e] = NAN;
	for (size_t i = 0; i < n; i++) {
		enum gn_guide_event e = gn_guide_push(&g, &s[i]);

		if (isnan(at[e]))
			at[e] = 1e-9 * (double)s[i].t_ns;
	}
	free(s);
}

/* When the last squat is over. */
static double over_s(void)
{
	return legs.stand_s + legs.reps * legs.rep_s +
		(legs.reps - 1) * legs.pause_s;
}

START_TEST(an_answer_within_a_second)
{
	double at[GN_GUIDE_ENDED + 1];

	guide(at, 2);
	ck_assert_double_eq_tol(at[GN_GUIDE_STOOD], 2.5, 0.02);
	ck_assert(isnan(at[GN_GUIDE_AGAIN]));
	ck_assert_double_lt(at[GN_GUIDE_ENDED], over_s() + 1);
}
END_TEST

/* One squat that is not counted is not enough; long movement is. */
START_TEST(not_before_two_squats)
{
	double at[GN_GUIDE_ENDED + 1];

	legs.reps = 1;
	guide(at, 1);
	ck_assert_double_gt(at[GN_GUIDE_STOOD], 2);
	ck_assert(isnan(at[GN_GUIDE_ENDED]));
	legs.reps = 4;
	guide(at, 0);
	ck_assert_double_gt(at[GN_GUIDE_ENDED], over_s() - 2 * legs.rep_s);
	ck_assert_double_lt(at[GN_GUIDE_ENDED], over_s() + 1);
}
END_TEST

static struct gn_sample turning(int64_t t_ns, float radps)
{
	return (struct gn_sample){ .t_ns = t_ns,
				   .gyr_radps = { 0, radps, 0 } };
}

START_TEST(who_moves_begins_again)
{
	struct gn_guide g;
	struct gn_sample s = turning(0, 0);

	gn_guide_init(&g);
	ck_assert_int_eq(gn_guide_push(&g, &s), GN_GUIDE_NOTHING);
	s = turning(2 * S_NS, 0.3F);
	ck_assert_int_eq(gn_guide_push(&g, &s), GN_GUIDE_AGAIN);
	ck_assert_int_eq(g.still_ns, 2 * S_NS + GN_GUIDE_SETTLE_NS);
	s.t_ns += S_NS / 10;            /* the same movement: said once */
	ck_assert_int_eq(gn_guide_push(&g, &s), GN_GUIDE_NOTHING);
	s = turning(g.still_ns + GN_GUIDE_STAND_NS - 1, 0.2F);
	ck_assert_int_eq(gn_guide_push(&g, &s), GN_GUIDE_NOTHING);
	s.t_ns++;
	ck_assert_int_eq(gn_guide_push(&g, &s), GN_GUIDE_STOOD);
}
END_TEST

/* After the first answer a second of movement is worth another. */
START_TEST(what_was_missing_is_answered_too)
{
	struct gn_guide g;
	int64_t t_ns = 0;
	int answers = 0;

	gn_guide_init(&g);
	for (; t_ns < 30 * S_NS; t_ns += S_NS / 100) {
		int64_t s = t_ns / S_NS;
		int moves = (s >= 4 && s < 11) || s == 15 || s == 16 ||
			(s == 20 && t_ns % S_NS < S_NS / 2);
		struct gn_sample x = turning(t_ns, moves ? 1 : 0);

		if (gn_guide_push(&g, &x) == GN_GUIDE_ENDED) {
			ck_assert_int_eq(t_ns / (S_NS / 10), answers ? 176 :
					 116);
			answers++;
		}
	}
	ck_assert_int_eq(answers, 2);
}
END_TEST

/* ---- what -------------------------------------------------------------- */

static struct gn_recording_info info_of_legs(void)
{
	struct gn_recording_info info = { .n_sensors = LEG_SENSORS };

	memcpy(info.sensors, legs_sensors, sizeof(legs_sensors));
	return info;
}

static const struct gn_angle_verdict *judged(struct gn_body_verdict *v,
					     enum gn_angle which)
{
	struct gn_recording_info info = info_of_legs();
	const char *path = legs_table(&legs, "legs.csv", 0, 99);

	ck_assert_msg(!gn_body_judge(v, path, &info, &why), "%s", why.text);
	for (size_t i = 0; i < v->n; i++)
		if (v->angle[i].angle == which)
			return &v->angle[i];
	ck_abort_msg("no such angle");
}

START_TEST(two_squats_give_all)
{
	struct gn_body_verdict v;
	const struct gn_angle_verdict *a = judged(&v, GN_KNEE_FLEXION_R);

	ck_assert_uint_eq(v.n, 8);
	ck_assert_uint_eq(v.n_given, 8);
	ck_assert_double_eq_tol(DEG * (double)a->seen.most_rad, 85, 2);
	ck_assert_double_eq_tol(DEG * (double)a->seen.least_rad, 0, 2);
	ck_assert_float_gt(a->seen.sd_rad, 0);
	ck_assert_float_gt(a->share, 0.99F);
	ck_assert(!a->held);
	ck_assert_str_eq(a->ask, "");
	a = judged(&v, GN_HIP_FLEXION_R);
	ck_assert_double_eq_tol(DEG * (double)a->seen.most_rad, 90, 2);
	/* its foot has stood still */
	a = judged(&v, GN_ANKLE_FLEXION_R);
	ck_assert(a->given && a->held);
}
END_TEST

/* The same table with two columns' names exchanged, which are of one length. */
static void exchange(const char *path, const char *a, const char *b)
{
	FILE *f = fopen(path, "r+e");
	char head[2048];
	size_t len = strlen(a);

	ck_assert_ptr_nonnull(f);
	ck_assert_ptr_nonnull(fgets(head, sizeof(head), f));
	for (char *c = head; *c; c++)
		if (!strncmp(c, a, len))
			memcpy(c, b, len);
		else if (!strncmp(c, b, len))
			memcpy(c, a, len);
	rewind(f);
	ck_assert_int_ge(fputs(head, f), 0);
	fclose(f);
}

/* Thigh and shank in each other's place: told, and their angles withheld. */
START_TEST(two_exchanged_are_told)
{
	struct gn_recording_info info = info_of_legs();
	const struct gn_sensor thigh = info.sensors[LEG_THIGH];
	const char *path = legs_table(&legs, "legs.csv", 0, 99);
	struct gn_body_verdict v;
	FILE *to = tmpfile();
	char text[4096] = "";

	ck_assert_int_eq(gn_body_judge(&v, path, &info, &why), GN_OK);
	ck_assert_uint_eq(v.n_mistakes, 0);
	exchange(path, "thigh_r", "shank_r");
	info.sensors[LEG_THIGH] = info.sensors[LEG_SHANK];
	info.sensors[LEG_SHANK] = thigh;
	ck_assert_int_eq(gn_body_judge(&v, path, &info, &why), GN_OK);
	ck_assert_uint_eq(v.n_mistakes, 1);
	ck_assert_int_eq(v.mistake[0].kind, GN_MISTAKE_SWAPPED);
	for (size_t i = 0; i < v.n; i++)
		if (v.angle[i].angle == GN_KNEE_FLEXION_R ||
		    v.angle[i].angle == GN_HIP_FLEXION_R)
			ck_assert(!v.angle[i].given);
	gn_body_print(&v, &info, to);
	rewind(to);
	ck_assert_uint_gt(fread(text, 1, sizeof(text) - 1, to), 0);
	fclose(to);
	ck_assert_ptr_nonnull(strstr(text, "seem to sit in each other's"));
	ck_assert_ptr_nonnull(strstr(text, "where it belongs, see below"));
}
END_TEST

START_TEST(what_did_not_bend_is_named)
{
	struct gn_body_verdict v;
	const struct gn_angle_verdict *a;

	legs.lean_rad[LEG_THIGH] = legs.lean_rad[LEG_SHANK] = 0;
	a = judged(&v, GN_KNEE_FLEXION_R);
	ck_assert(!a->given);
	ck_assert_str_eq(a->ask, "bend the right knee twice");
	a = judged(&v, GN_PELVIS_TILT);
	ck_assert(a->given);
	legs.lean_rad[LEG_PELVIS] = 0;
	a = judged(&v, GN_PELVIS_TILT);
	ck_assert_str_eq(a->ask, "bend forward at the hips twice");
	ck_assert_uint_eq(v.n_given, 0);
	ck_assert_uint_eq(v.n, 8);
}
END_TEST

/* Quick, but not far enough to show a hinge. */
START_TEST(a_joint_that_stayed_stiff)
{
	struct gn_body_verdict v;
	const struct gn_angle_verdict *a;

	legs.rep_s = 1;
	legs.reps = 8;
	legs.lean_rad[LEG_THIGH] = -10 / DEG;
	legs.lean_rad[LEG_SHANK] = legs.lean_rad[LEG_PELVIS] = 8 / DEG;
	a = judged(&v, GN_KNEE_FLEXION_R);
	ck_assert(!a->given);
	ck_assert_str_eq(a->ask, "bend the right knee twice");
	a = judged(&v, GN_HIP_FLEXION_R);
	ck_assert(!a->given);
	ck_assert_str_eq(a->ask, "bend the right hip twice");
	a = judged(&v, GN_SHANK_INWARD_R);
	ck_assert(a->given);
}
END_TEST

/* A foot that turned, but about no axis of its own. */
START_TEST(a_foot_that_was_not_flat)
{
	struct gn_body_verdict v;
	const struct gn_angle_verdict *a;

	legs.lean_rad[LEG_FOOT] = 40 / DEG;
	a = judged(&v, GN_ANKLE_FLEXION_R);
	ck_assert(a->given && !a->held);
}
END_TEST

START_TEST(no_rates_no_pose)
{
	struct gn_recording_info info = info_of_legs();
	struct gn_body_verdict v;
	const char *path = legs_table(&legs, "legs.csv", 0, 99);

	snprintf(info.sensors[LEG_THIGH].name, 32, "other");
	info.sensors[LEG_SHANK].has_gyr = 0;
	snprintf(info.sensors[LEG_SHANK].name, 32, "shank_of_none");
	ck_assert_int_eq(gn_body_judge(&v, path, &info, &why), GN_OK);
	for (size_t i = 0; i < v.n; i++) {
		if (v.angle[i].angle == GN_THIGH_INWARD_R)
			ck_assert_str_eq(v.angle[i].ask, "begin again and "
					 "stand still: other moved");
		if (v.angle[i].angle == GN_SHANK_INWARD_R)
			ck_assert_str_eq(v.angle[i].ask, "shank_of_none needs "
					 "accelerometer and gyroscope");
	}
	ck_assert_int_eq(gn_body_judge(&v, legs_table(&legs, "late.csv", 4.8,
						      99), &info, &why),
			 GN_ENODATA);
	ck_assert_uint_eq(v.n, 0);
}
END_TEST

START_TEST(which_angles_there_can_be)
{
	struct gn_recording_info info = info_of_legs();
	enum gn_angle of[GN_ANGLES];

	ck_assert_uint_eq(gn_body_angles(&info, of), 8);
	ck_assert_int_eq(of[0], GN_KNEE_FLEXION_R);
	info.sensors[0].place = GN_PLACE_UPPER_ARM;
	info.sensors[0].side = GN_SIDE_LEFT;
	info.sensors[1].place = GN_PLACE_FOREARM;
	info.sensors[1].side = GN_SIDE_LEFT;
	info.n_sensors = 2;
	ck_assert_uint_eq(gn_body_angles(&info, of), 2);
	ck_assert_int_eq(of[0], GN_ELBOW_FLEXION_L);
	ck_assert_int_eq(of[1], GN_SHOULDER_ELEVATION_L);
	info.sensors[1].side = GN_SIDE_RIGHT;
	ck_assert_uint_eq(gn_body_angles(&info, of), 1);
}
END_TEST

/* ---- the command ------------------------------------------------------- */

static int body(const char *uri, const char *name)
{
	const char *const words[] = { "body", "--sensor", uri, "--speed",
				      "max", "--out", files_path(name), NULL };

	return capture_command(cmd_calibrate, words, out, sizeof(out), err,
			       sizeof(err));
}

static void holds(const char *text, const char *part)
{
	ck_assert_msg(strstr(text, part) != NULL, "'%s' is not in:\n%s", part,
		      text);
}

static void one_line(const char *part)
{
	holds(err, part);
	ck_assert_ptr_eq(strchr(err, '\n'), err + strlen(err) - 1);
}

START_TEST(a_person_is_led)
{
	ck_assert_int_eq(body("sim:body", "a.gonio"), CLI_OK);
	ck_assert_str_eq(err, "");
	holds(out, "Stand upright and still");
	holds(out, "  good. Now bend straight forward: two or three squats,\n"
	      "  and each elbow");
	holds(out, "\nknee_flexion_l ");
	holds(out, "\nelbow_flexion_r ");
	holds(out, "  while the foot is flat\n");
	holds(out, "Given 17 of 17 angles\n");
	holds(out, "a.gonio; give it to capture, score or replay");
	ck_assert_ptr_null(strstr(out, "missing"));
	ck_assert_ptr_null(strchr(out, '\r'));
}
END_TEST

/* What it wrote is a calibration, and teaches what was said. */
START_TEST(what_it_recorded_teaches)
{
	struct gn_known_body known = { .n = 0 };
	const struct gn_rec_meta *m;
	struct gn_sample s;
	struct gn_rec *rec;

	ck_assert_int_eq(body(legs_table(&legs, "legs.csv", 0, 99),
			      "a.gonio"), CLI_OK);
	holds(out, "Given 8 of 8 angles\n");
	ck_assert_int_eq(gn_rec_open(&rec, files_path("a.gonio"), &why),
			 GN_OK);
	m = gn_rec_meta(rec);
	ck_assert_str_eq(m->exercise, "calibration");
	ck_assert_ptr_null(m->mount[0]);
	ck_assert(gn_rec_tail(rec)->closed);
	ck_assert_int_eq(gn_rec_read(rec, &s, 1, &why), 1);
	ck_assert_int_eq(s.t_ns, 0);    /* the pose is in it, all of it */
	gn_rec_reader_close(rec);
	ck_assert_int_eq(gn_body_learn(&known, files_path("a.gonio"), &why),
			 GN_OK);
	ck_assert_uint_eq(known.n, LEG_SENSORS);
	for (size_t i = 0; i < known.n; i++)
		ck_assert(known.part[i].mount.has_up);
	ck_assert(known.part[LEG_SHANK].mount.has_sign);
}
END_TEST

/* A pose alone: told what is to do, and no success. */
START_TEST(nobody_bent)
{
	ck_assert_int_eq(body(legs_table(&legs, "legs.csv", 0, 3.8),
			      "a.gonio"), CLI_FAILED);
	holds(out, "knee_flexion_r       missing: bend the right knee twice\n");
	holds(out, "Given 0 of 8 angles\n");
	one_line("nothing was learned: begin again");
	ck_assert_int_eq(access(files_path("a.gonio"), F_OK), 0);
}
END_TEST

START_TEST(nobody_stood)
{
	ck_assert_int_eq(body(legs_table(&legs, "legs.csv", 2, 9), "a.gonio"),
			 CLI_FAILED);
	holds(out, "  moved: stand still again\n");
	one_line("nobody stood still for 3 s");
	ck_assert_int_ne(access(files_path("a.gonio"), F_OK), 0);
}
END_TEST

/* What was before the last movement is no pose, and not recorded. */
START_TEST(the_pose_begins_anew)
{
	struct gn_sample s;
	struct gn_rec *rec;

	legs.reps = 1;
	ck_assert_int_eq(body(legs_table(&legs, "legs.csv", 2, 99),
			      "a.gonio"), CLI_FAILED);
	holds(out, "  moved: stand still again\n  good.");
	ck_assert_int_eq(gn_rec_open(&rec, files_path("a.gonio"), &why),
			 GN_OK);
	ck_assert_int_eq(gn_rec_read(rec, &s, 1, &why), 1);
	ck_assert_int_gt(s.t_ns, 2 * S_NS + (int64_t)(0.9 * 1e9 *
						      legs.rep_s));
	gn_rec_reader_close(rec);
}
END_TEST

/* What is missing is said, and what is there counts. */
START_TEST(a_part_is_given)
{
	legs.lean_rad[LEG_THIGH] = legs.lean_rad[LEG_SHANK] = 0;
	ck_assert_int_eq(body(legs_table(&legs, "legs.csv", 0, 99),
			      "a.gonio"), CLI_OK);
	holds(out, "knee_flexion_r       missing: bend the right knee twice\n");
	holds(out, "\npelvis_tilt ");
	holds(out, "Given 2 of 8 angles\n");
}
END_TEST

START_TEST(before_anyone_stands)
{
	const char *const none[] = { "body", NULL };

	ck_assert_int_eq(body("sim:curl", "a.gonio"), CLI_USAGE);
	one_line("no angle can come of these sensors");
	ck_assert_int_ne(access(files_path("a.gonio"), F_OK), 0);
	files_put("b.gonio", "mine");
	ck_assert_int_eq(body("sim:body", "b.gonio"), CLI_FAILED);
	one_line("b.gonio: cannot be made");
	ck_assert_int_eq(capture_command(cmd_calibrate, none, out, sizeof(out),
					 err, sizeof(err)), CLI_USAGE);
	one_line("body needs --sensor URI=PLACE");
}
END_TEST

static void add_when(TCase *t)
{
	tcase_add_test(t, an_answer_within_a_second);
	tcase_add_test(t, not_before_two_squats);
	tcase_add_test(t, who_moves_begins_again);
	tcase_add_test(t, what_was_missing_is_answered_too);
}

Suite *suite_calibrate_body(void)
{
	Suite *s = suite_create("calibrate_body");
	TCase *t = tcase_create("calibrate_body");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 30);
	add_when(t);
	tcase_add_test(t, two_squats_give_all);
	tcase_add_test(t, two_exchanged_are_told);
	tcase_add_test(t, what_did_not_bend_is_named);
	tcase_add_test(t, a_joint_that_stayed_stiff);
	tcase_add_test(t, a_foot_that_was_not_flat);
	tcase_add_test(t, no_rates_no_pose);
	tcase_add_test(t, which_angles_there_can_be);
	tcase_add_test(t, a_person_is_led);
	tcase_add_test(t, what_it_recorded_teaches);
	tcase_add_test(t, nobody_bent);
	tcase_add_test(t, nobody_stood);
	tcase_add_test(t, the_pose_begins_anew);
	tcase_add_test(t, a_part_is_given);
	tcase_add_test(t, before_anyone_stands);
	suite_add_tcase(s, t);
	return s;
}
