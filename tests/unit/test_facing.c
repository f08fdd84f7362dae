/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "apps/validate.h"
#include "files.h"
#include "gonio/sim.h"
#include "lib/pipe/facing.h"
#include "suites.h"

/* How segments turn against each other: in closed form, by segments whose
 * turns are chosen and whose headings run away from each other, and through
 * the whole program by a simulated body. */
#define N   150
#define DEG (180 / 3.14159265358979f)

static struct gn_quat level[2][N];
static struct limb base, moving;
static struct facing f;
static struct part whole;

static struct gn_quat about(int axis, float deg)
{
	float r[3] = { 0, 0, 0 };

	r[axis] = deg / DEG;
	return gn_quat_from_rotvec(r);
}

/* From segment axes, upright, to a level frame: x stays, y goes to z. */
static struct gn_quat upright(float heading_deg)
{
	return gn_quat_mul(about(2, heading_deg), about(0, 90));
}

static float bent(int i)
{
	return 0.5f - 0.5f * cosf(2 * 3.1415927f * (float)i / (N - 1));
}

/* A mirror at the sagittal plane. */
static struct gn_quat mirrored(struct gn_quat q)
{
	return (struct gn_quat){ q.w, -q.x, -q.y, q.z };
}

/* The base leans forward by lean, the other one is turned against it by most,
 * in the sequence of axes; in frames that are apart by a heading. */
static void pose(enum gn_angle angle, float lean, const int axes[3],
		 const float most[3], float apart)
{
	const struct gn_angle_def *d = gn_angle_def(angle);

	memset(&base, 0, sizeof(base));
	memset(&moving, 0, sizeof(moving));
	base.level = level[0];
	moving.level = level[1];
	for (int i = 0; i < N; i++) {
		struct gn_quat r = gn_quat_identity();
		struct gn_quat b = gn_quat_mul(upright(0),
					       about(2, -lean * bent(i)));

		for (int k = 0; k < 3; k++)
			r = gn_quat_mul(r, about(axes[k], most[k] * bent(i)));
		if (d->side == GN_SIDE_LEFT)
			r = mirrored(r);
		level[0][i] = b;
		level[1][i] = gn_quat_mul(about(2, apart), gn_quat_mul(b, r));
	}
	f = (struct facing){ .def = d, .moving = &moving, .base = &base };
	whole = (struct part){ 0, N - 1, 0 };
}

static const int zxy[] = { 2, 0, 1 }, yxy[] = { 1, 0, 1 };

static void is_deg(size_t i, float expected, float tol)
{
	float a = gn_facing_angle(&f, i) * DEG;

	ck_assert_msg(fabsf(a - expected) <= tol, "%s at %zu: %.2f not %.2f",
		      f.def->name, i, (double)a, (double)expected);
}

/* Whatever the headings, and alike on both sides. */
START_TEST(a_hip_turns)
{
	static const float most[] = { 70, -15, 25 };

	pose(_i % 2 ? GN_HIP_ROTATION_R : GN_HIP_ROTATION_L, 20, zxy, most,
	     70.0f * (float)_i);
	ck_assert(gn_facing_find(&f, &whole));
	is_deg(0, 0, 0.1f);
	is_deg(N / 2, 25, 0.1f);
	is_deg(N / 4, 25 * bent(N / 4), 0.1f);
	is_deg(N - 1, 0, 0.1f);
}
END_TEST

/* One who stands otherwise than in calibration is not seen to do so, but the
 * uncertainty of a bent hip knows that it may be; that of a straight one has
 * no need to. */
START_TEST(a_bent_hip_is_less_sure)
{
	static const float straight[] = { 0, 0, 25 }, deep[] = { 90, 0, 25 };

	pose(GN_HIP_ROTATION_R, 0, zxy, straight, 0);
	ck_assert(gn_facing_find(&f, &whole));
	ck_assert_float_lt(gn_facing_sd(&f, 0, N / 2) * DEG, 1);
	pose(GN_HIP_ROTATION_R, 0, zxy, deep, 0);
	ck_assert(gn_facing_find(&f, &whole));
	/* 10 deg of posture and 8 of axis */
	ck_assert_float_eq_tol(gn_facing_sd(&f, 0, N / 2) * DEG, 13.0f, 2.0f);
}
END_TEST

/* An end that differs from the other tells how sure the heading is. */
START_TEST(ends_that_disagree)
{
	static const float most[] = { 60, 0, 0 };
	float sd;

	pose(GN_HIP_ROTATION_R, 0, zxy, most, 10);
	ck_assert(gn_facing_find(&f, &whole));
	sd = f.sd_rad;
	for (int i = N / 2; i < N; i++)
		level[1][i] = gn_quat_mul(about(2, 30), level[1][i]);
	ck_assert(gn_facing_find(&f, &whole));
	is_deg(0, -15, 0.5f);
	ck_assert_float_eq_tol(f.sd_rad, hypotf(sd, 15 / DEG), 0.01f);
}
END_TEST

/* A hand that hangs turned by 70 deg at the ends: the elbow's axis knows. */
START_TEST(a_forearm_turns)
{
	static const float most[] = { 100, 0, 70 };
	float turned = _i % 2 ? 70 : -70;

	pose(_i < 2 ? GN_ELBOW_PRONATION_R : GN_ELBOW_PRONATION_L, 10, zxy,
	     most, 130);
	for (int i = 0; i < N; i++)
		level[1][i] = gn_quat_mul(level[1][i], about(1, turned));
	ck_assert(gn_facing_find(&f, &whole));
	if (_i >= 2)
		turned = -turned;
	is_deg(0, turned, 0.5f);
	is_deg(N / 2, turned + 70, 0.5f);
	/* 8 deg of either axis, by how much the elbow is bent all in all */
	ck_assert_float_eq_tol(f.sd_rad * DEG, 16.1f, 0.5f);
}
END_TEST

/* An elbow that hardly bends does not tell; one that bends sideways as well is
 * no hinge, and tells less. */
START_TEST(an_elbow_must_bend)
{
	static const float little[] = { 40, 0, 0 }, much[] = { 120, 0, 0 };
	static const float askew[] = { 120, 60, 0 };

	pose(GN_ELBOW_PRONATION_R, 10, zxy, little, 60);
	ck_assert(!gn_facing_find(&f, &whole));
	ck_assert_float_infinite(f.sd_rad);
	pose(GN_ELBOW_PRONATION_R, 10, zxy, much, 60);
	ck_assert(gn_facing_find(&f, &whole));
	ck_assert_float_eq_tol(f.sd_rad * DEG, 15.4f, 0.3f);
	pose(GN_ELBOW_PRONATION_R, 10, zxy, askew, 60);
	ck_assert(gn_facing_find(&f, &whole));
	ck_assert_float_eq_tol(f.sd_rad * DEG, 18.5f, 0.3f);
}
END_TEST

/* Plane, elevation and rotation of a shoulder; near the poles nothing. */
START_TEST(a_shoulder_turns)
{
	static const float up[] = { 60, -170, -60 }, half[] = { 60, -90, -60 };
	static const struct {
		enum gn_angle angle;
		float         deg;
	} of[] = { { GN_SHOULDER_PLANE_R, 60 }, { GN_SHOULDER_PLANE_L, 60 },
		   { GN_SHOULDER_ROTATION_R, -60 },
		   { GN_SHOULDER_ROTATION_L, -60 } };
	struct gn_quat q;

	pose(of[_i].angle, 0, yxy, half, 33);
	/* not by a turn that grows: by the plane at once */
	for (int i = 0; i < N; i++) {
		q = gn_quat_mul(about(1, 60), gn_quat_mul(
			about(0, -90 * bent(i)), about(1, -60)));
		if (_i % 2)
			q = mirrored(q);
		level[1][i] = gn_quat_mul(about(2, 33), gn_quat_mul(level[0][i],
								    q));
	}
	ck_assert(gn_facing_find(&f, &whole));
	ck_assert(isnan(gn_facing_angle(&f, 0)));
	ck_assert(isnan(gn_facing_angle(&f, N / 8)));
	is_deg(N / 2, of[_i].deg, 0.5f);
	is_deg(N / 3, of[_i].deg, 0.5f);
	/* nearer to the pole it is less sure, but known to be */
	ck_assert_float_gt(gn_facing_sd(&f, N / 5, N / 2),
			   gn_facing_sd(&f, N / 3, N / 2));
	ck_assert(isfinite(gn_facing_sd(&f, N / 5, N / 2)));
	pose(of[_i].angle, 0, yxy, up, 33);
	ck_assert(gn_facing_find(&f, &whole));
	ck_assert(isnan(gn_facing_angle(&f, N / 2)));
}
END_TEST

/* Of an arm that never hangs nobody knows where it points. */
START_TEST(an_arm_must_hang)
{
	static const float most[] = { 0, -90, 0 };

	pose(GN_SHOULDER_PLANE_R, 0, yxy, most, 0);
	whole = (struct part){ N / 3, 2 * N / 3, 0 };
	ck_assert(!gn_facing_find(&f, &whole));
	/* at one end is enough */
	whole = (struct part){ 0, 2 * N / 3, 0 };
	ck_assert(gn_facing_find(&f, &whole));
}
END_TEST

/* Over a gap no heading is carried; at the edges it takes nothing away. */
START_TEST(gaps)
{
	static const float most[] = { 60, 0, 20 };

	pose(GN_HIP_ROTATION_R, 0, zxy, most, 0);
	for (int i = 0; i < 10; i++)
		level[0][i].w = level[1][N - 1 - i].w = NAN;
	ck_assert(gn_facing_find(&f, &whole));
	ck_assert_uint_eq(whole.start, 10);
	ck_assert_uint_eq(whole.end, N - 11);
	level[0][N / 3].w = NAN;
	whole = (struct part){ 0, N - 1, 0 };
	ck_assert(!gn_facing_find(&f, &whole));
	pose(GN_HIP_ROTATION_R, 0, zxy, most, 0);
	for (int i = 0; i < N / 4; i++)
		level[0][i].w = NAN;
	ck_assert(!gn_facing_find(&f, &whole));
}
END_TEST

/* ---- of a repetition ---------------------------------------------------- */

static struct joints joints;
static struct gn_range ranges[GN_ANGLES];

/* The range of what pose() posed, in the whole of it; why not, if it has none.
 * Limbs of which all is known. */
static enum gn_angle_state given(void)
{
	static float leans[GN_LEANS][N];
	const struct gn_angle_def *d = f.def;
	struct gn_sensor desc[2] = {
		{ .place = d->base, .side = d->base == GN_PLACE_UPPER_ARM ?
		  d->side : GN_SIDE_NONE },
		{ .place = d->moving, .side = d->side },
	};
	struct stretch s = { .desc = desc, .n_sensors = 2, .n = N };
	int at = gn_angle_find(d->name);

	memset(&joints, 0, sizeof(joints));
	joints.limb[0] = base;
	joints.limb[1] = moving;
	for (int k = 0; k < 2; k++) {
		struct limb *l = &joints.limb[k];

		l->faces = l->seen = 1;
		l->m.has_up = l->m.has_side = l->m.has_sign = 1;
		for (int p = 0; p < GN_LEANS; p++)
			l->lean[p] = leans[p];
	}
	gn_joints_ranges(&joints, &s, &whole, &whole, ranges);
	gn_joints_note(&joints, &s);
	ck_assert_int_eq(isfinite(ranges[at].sd_rad),
			 joints.note[at].state == GN_ANGLE_GIVEN);
	return joints.note[at].state;
}

/* No hip turns by 130 deg, its heading is lost; by 110 it may. */
START_TEST(further_than_a_joint)
{
	static const float far[] = { 0, 0, 130 }, near[] = { 0, 0, 110 };

	pose(GN_HIP_ROTATION_R, 0, zxy, far, 0);
	ck_assert_int_eq(given(), GN_ANGLE_FACING);
	pose(GN_HIP_ROTATION_R, 0, zxy, near, 0);
	ck_assert_int_eq(given(), GN_ANGLE_GIVEN);
	ck_assert_float_eq_tol(ranges[GN_HIP_ROTATION_R].most_rad * DEG, 110,
			       0.5f);
}
END_TEST

/* A palm that goes on past 180 deg does not come back on the other side. */
START_TEST(past_half_a_turn)
{
	static const float most[] = { 120, 0, 120 };
	const struct gn_range *r = &ranges[GN_ELBOW_PRONATION_R];

	pose(GN_ELBOW_PRONATION_R, 0, zxy, most, 0);
	for (int i = 0; i < N; i++)
		level[1][i] = gn_quat_mul(level[1][i], about(1, 80));
	ck_assert_int_eq(given(), GN_ANGLE_GIVEN);
	ck_assert_float_eq_tol(r->least_rad * DEG, 80, 0.5f);
	ck_assert_float_eq_tol(r->most_rad * DEG, 200, 0.5f);
}
END_TEST

/* Of an arm that is near a pole for most of the time, or for long on its way,
 * little is known. */
START_TEST(too_near_a_pole)
{
	static const float low[] = { 0, -30, 0 }, up[] = { 0, -180, 0 };
	static const float half[] = { 0, -90, 0 };

	pose(GN_SHOULDER_PLANE_R, 0, yxy, half, 0);
	ck_assert_int_eq(given(), GN_ANGLE_GIVEN);
	pose(GN_SHOULDER_PLANE_R, 0, yxy, low, 0);
	ck_assert_int_eq(given(), GN_ANGLE_FACING);
	pose(GN_SHOULDER_PLANE_R, 0, yxy, up, 0);
	ck_assert_int_eq(given(), GN_ANGLE_FACING);
}
END_TEST

/* An axis that is the set's own movement would be the measure of itself: of a
 * shoulder it tells nothing, of an elbow it is the joint's. */
START_TEST(an_axis_of_the_set_itself)
{
	static const float half[] = { 0, -90, 0 }, most[] = { 120, 0, 60 };

	pose(GN_SHOULDER_PLANE_R, 0, yxy, half, 0);
	moving.own = 1;
	ck_assert_int_eq(given(), GN_ANGLE_AXIS);
	pose(GN_ELBOW_PRONATION_R, 0, zxy, most, 0);
	moving.own = 1;
	ck_assert_int_eq(given(), GN_ANGLE_GIVEN);
}
END_TEST

/* ---- a simulated body --------------------------------------------------- */

static void record(const struct gn_sim_scenario *what, uint64_t seed)
{
	struct gn_diag why = { { 0 } };
	struct gn_sim *sim = NULL;
	int err = gn_sim_open(&sim, what, seed, &why);

	if (!err)
		err = gn_sim_write(sim, files_path("set"), &why);
	gn_sim_close(sim);
	ck_assert_msg(!err, "%s", why.text);
}

/* Ranges of an angle are off by less, all are covered and none is withheld. */
static void within(const struct gn_val_rec *rec, enum gn_angle angle,
		   double most_deg)
{
	struct gn_val_joint j;

	ck_assert_int_eq(gn_val_joint_sum(rec, 1, gn_val_joint_of(angle), &j),
			 GN_OK);
	ck_assert_uint_ge(j.n, 6);
	ck_assert_uint_eq(j.withheld, 0);
	ck_assert_uint_eq(j.covered, j.n);
	ck_assert_msg(j.rom_p95_deg <= most_deg, "%s: %.2f deg",
		      gn_angle_def(angle)->name, j.rom_p95_deg);
}

START_TEST(a_body_turns)
{
	static struct gn_sim_scenario s, first;
	struct gn_truth truth = { .reference = "none" };
	struct gn_val_rec rec = { .truth = &truth };
	struct gn_catalogue *cat;

	files_open();
	ck_assert_int_eq(gn_catalogue_load(&cat, NULL, NULL), GN_OK);
	ck_assert_int_eq(gn_sim_load(&s, "turns", NULL), GN_OK);
	ck_assert_int_eq(gn_sim_load_calibration(&first, &s, NULL), GN_OK);
	record(&first, (uint64_t)_i);
	record(&s, (uint64_t)_i);
	snprintf(rec.path, sizeof(rec.path), "%s/sub-sim/motion/sub-sim_task-"
		 "squat_tracksys-imu_acq-turns_run-01_motion.tsv",
		 files_path("set"));
	gn_val_rec_run(&rec, cat, NULL);
	ck_assert_msg(!rec.err, "%s", rec.why.text);
	within(&rec, GN_HIP_ROTATION_R, 5);
	within(&rec, GN_ELBOW_PRONATION_R, 9);
	within(&rec, GN_SHOULDER_PLANE_R, 3);
	within(&rec, GN_SHOULDER_ROTATION_R, 3);
	gn_val_rec_free(&rec);
	gn_catalogue_free(cat);
	files_close();
}
END_TEST

Suite *suite_facing(void)
{
	Suite *s = suite_create("facing");
	TCase *t = tcase_create("facing");

	tcase_add_loop_test(t, a_hip_turns, 0, 4);
	tcase_add_test(t, a_bent_hip_is_less_sure);
	tcase_add_test(t, ends_that_disagree);
	tcase_add_loop_test(t, a_forearm_turns, 0, 4);
	tcase_add_test(t, an_elbow_must_bend);
	tcase_add_loop_test(t, a_shoulder_turns, 0, 4);
	tcase_add_test(t, an_arm_must_hang);
	tcase_add_test(t, gaps);
	tcase_add_test(t, further_than_a_joint);
	tcase_add_test(t, past_half_a_turn);
	tcase_add_test(t, too_near_a_pole);
	tcase_add_test(t, an_axis_of_the_set_itself);
	tcase_add_loop_test(t, a_body_turns, 1, 4);
	suite_add_tcase(s, t);
	return s;
}
