/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apps/validate.h"
#include "fault.h"
#include "files.h"
#include "suites.h"

#define MOTION "sub-a_task-squat_tracksys-imu_acq-x_run-01_motion.tsv"
#define TRUTH "sub-a_task-squat_acq-x_run-01_truth.json"
#define S INT64_C(1000000000)
#define RAD (3.14159265358979 / 180)

static struct gn_truth truth = { .recording = MOTION };
static struct gn_val_rec rec;
static struct gn_rep reps[3];
static struct gn_result result;

static void put(struct gn_rep *r, enum gn_angle a, double least, double most,
		double sd)
{
	r->angle[a] = (struct gn_range){ (float)(least * RAD),
					 (float)(most * RAD),
					 (float)(sd * RAD) };
}

/* Three repetitions of 2 s, at 4, 0 and 10 s. */
static void make(void)
{
	static const int64_t start_s[] = { 4, 0, 10 };

	files_open();
	memset(&rec, 0, sizeof(rec));
	memset(&result, 0, sizeof(result));
	rec.truth = &truth;
	snprintf(rec.path, sizeof(rec.path), "%s", files_path(MOTION));
	for (int i = 0; i < 3; i++) {
		reps[i] = (struct gn_rep){ .start_ns = start_s[i] * S,
					   .turn_ns = (start_s[i] + 1) * S,
					   .end_ns = (start_s[i] + 2) * S };
		for (int a = 0; a < GN_ANGLES; a++)
			put(&reps[i], (enum gn_angle)a, NAN, NAN, NAN);
	}
	result.reps = reps;
	result.n_reps = 3;
}

static void drop(void)
{
	gn_val_rec_free(&rec);
	files_close();
}

START_TEST(both_sides_are_one_joint)
{
	unsigned seen = 0;
	char name[32];

	for (int a = 0; a < GN_ANGLES; a++) {
		const char *full = gn_angle_def((enum gn_angle)a)->name;
		int joint = gn_val_joint_of((enum gn_angle)a);
		size_t n;

		ck_assert_int_ge(joint, 0);
		ck_assert_int_lt(joint, GN_VAL_JOINTS);
		gn_val_joint_name(joint, name);
		n = strlen(name);
		ck_assert(!strncmp(full, name, n));
		ck_assert(!full[n] || !strcmp(full + n, "_l") ||
			  !strcmp(full + n, "_r"));
		seen |= 1u << joint;
	}
	ck_assert_uint_eq(seen, (1u << GN_VAL_JOINTS) - 1);
}
END_TEST

#define RANGE(least, most)                                                 \
	"{ \"least_deg\": " least ", \"most_deg\": " most " }"
#define KNEE(least, most) "\"knee_flexion_l\": " RANGE(least, most)
#define REP(start, end, angles)                                            \
	"{ \"start_s\": " start ", \"end_s\": " end ",\n"                  \
	" \"angles\": { " angles " } }"

START_TEST(angles_are_compared_with_the_truth_beside)
{
	const struct gn_val_angle *a;

	files_put(TRUTH, "{ \"reps\": ["
		  REP("0.1", "2.1", KNEE("1", "91") ", \"pelvis_tilt\": "
		      RANGE("0", "20")) ", "
		  REP("4.1", "6", KNEE("0", "80")) ", "
		  REP("20", "22", KNEE("0", "80")) "] }");
	put(&reps[1], GN_KNEE_FLEXION_L, -1, 92, 1.5);
	put(&reps[0], GN_KNEE_FLEXION_L, 0, 77, 1);
	put(&reps[0], GN_KNEE_FLEXION_R, 0, 77, 1);
	ck_assert_int_eq(gn_val_rec_angles(&rec, &result), GN_OK);
	ck_assert_uint_eq(rec.n_angles, 3);
	a = rec.angles;
	ck_assert_int_eq(a[0].angle, GN_KNEE_FLEXION_L);
	ck_assert_double_eq_tol(a[0].at_s, 1, 1e-9);
	ck_assert_double_eq_tol(a[0].rom_deg, 3, 1e-4);
	ck_assert_double_eq_tol(a[0].most_deg, 1, 1e-4);
	ck_assert_double_eq_tol(a[0].sd_deg, 1.5, 1e-4);
	/* true, found, and not given */
	ck_assert_int_eq(a[1].angle, GN_PELVIS_TILT);
	ck_assert(isnan(a[1].rom_deg));
	ck_assert_double_eq_tol(a[2].at_s, 5, 1e-9);
	ck_assert_double_eq_tol(a[2].rom_deg, -3, 1e-4);
}
END_TEST

START_TEST(without_truth_nothing_is_compared)
{
	ck_assert_int_eq(gn_val_rec_angles(&rec, &result), GN_OK);
	ck_assert_uint_eq(rec.n_angles, 0);
	snprintf(rec.path, sizeof(rec.path), "%s", files_path("squat.csv"));
	ck_assert_int_eq(gn_val_rec_angles(&rec, &result), GN_OK);
	ck_assert_uint_eq(rec.n_angles, 0);
}
END_TEST

START_TEST(a_bad_truth_is_named)
{
	files_put(TRUTH, "{ \"reps\": [\n { \"start_s\": 1, }\n]}");
	ck_assert_int_eq(gn_val_rec_angles(&rec, &result), GN_EFORMAT);
	ck_assert(strstr(rec.why.text, TRUTH ":2: "));
	files_put(TRUTH, "{ \"reps\": [ { \"start_s\": 1, \"end_s\": 2 },"
		  "{ \"start_s\": 1 } ] }");
	ck_assert_int_eq(gn_val_rec_angles(&rec, &result), GN_EFORMAT);
	ck_assert(strstr(rec.why.text, TRUTH ": reps[1] "));
	gn_val_rec_free(&rec);
}
END_TEST

START_TEST(comparing_survives_no_memory)
{
	struct fault_stat st;
	int err, fail_at = 0;

	files_put(TRUTH, "{ \"reps\": [ { \"start_s\": 0, \"end_s\": 2 } ] }");
	do {
		fault_start(++fail_at);
		err = gn_val_rec_angles(&rec, &result);
		gn_val_rec_free(&rec);
		st = fault_stop();
		ck_assert_int_eq(st.live, 0);
		if (err)
			ck_assert_int_eq(err, GN_ENOMEM);
	} while (err);
	ck_assert_int_ge(fail_at, 7);
}
END_TEST

/* ---- an optical system beside ----------------------------------------- */

#define REF "sub-a_task-squat_tracksys-ref_acq-x_run-01_"
#define EVENTS "sub-a_task-squat_tracksys-imu_acq-x_run-01_events.tsv"
#define HEAD "name\tcomponent\ttype\ttracked_point\n"

static struct gn_truth optical = { .recording = MOTION,
				   .reference = "joint_angle" };

/* Knee, its frontal plane and the left hip, in rows of 0.5 s: bent by 60 in
 * the first repetition, of the second the half alone. */
static void put_optical(void)
{
	files_put(REF "channels.tsv", HEAD "t\tn/a\tLATENCY\tn/a\n"
		  "k\tx\tJNTANG\tknee_r\nv\ty\tJNTANG\tknee_r\n"
		  "h\tx\tJNTANG\thip_l\nn\tx\tJNTANG\tneck\n");
	files_put(REF "motion.tsv", "0\t-5\t1\t0\t0\n"
		  "0.5\t-30\t70\t5\t90\n1\t-65\t1\t9\t0\n"
		  "1.5\t-30\t1\tn/a\t0\n2\t-6\t1\t0\t0\n"
		  "3\t-200\t1\t0\t0\n"
		  "4\t-5\t1\t0\t0\n5\t-65\t1\t9\t0\n");
	files_put(EVENTS, "onset\tduration\ttrial_type\n0\t2\trep\n"
		  "3\t0\tmark\n4\t2\trep\n");
	rec.truth = &optical;
}

START_TEST(ranges_are_compared_with_the_optical_ones)
{
	put_optical();
	put(&reps[1], GN_KNEE_FLEXION_R, 3, 65, 2);
	put(&reps[1], GN_HIP_FLEXION_L, 3, 11, 2);
	put(&reps[0], GN_KNEE_FLEXION_R, 3, 65, 2);
	ck_assert_msg(!gn_val_rec_angles(&rec, &result), "%s", rec.why.text);
	ck_assert_uint_eq(rec.n_angles, 2);
	ck_assert_int_eq(rec.angles[0].angle, GN_KNEE_FLEXION_R);
	ck_assert_double_eq_tol(rec.angles[0].rom_deg, 2, 1e-4);
	/* its zero and sign are not ours */
	ck_assert(isnan(rec.angles[0].most_deg));
	ck_assert_int_eq(rec.angles[1].angle, GN_HIP_FLEXION_L);
	ck_assert_double_eq_tol(rec.angles[1].rom_deg, -1, 1e-4);
}
END_TEST

START_TEST(a_bad_reference_is_named)
{
	put_optical();
	files_put(REF "motion.tsv", "0\t1\t1\t0\t0\n0.5\t1\n");
	ck_assert_int_eq(gn_val_rec_angles(&rec, &result), GN_EFORMAT);
	ck_assert(strstr(rec.why.text, "motion.tsv:2: "));
	files_put(REF "channels.tsv", HEAD "k\tx\tJNTANG\tknee_r\n");
	ck_assert_int_eq(gn_val_rec_angles(&rec, &result), GN_EFORMAT);
	ck_assert(strstr(rec.why.text, "LATENCY"));
	/* nobody has marked a repetition: nothing to compare */
	files_put(EVENTS, "onset\tduration\ttrial_type\n0\t2\tset\n");
	ck_assert_int_eq(gn_val_rec_angles(&rec, &result), GN_OK);
	ck_assert_uint_eq(rec.n_angles, 0);
}
END_TEST

START_TEST(a_missing_reference_is_named)
{
	files_put(EVENTS, "onset\tduration\ttrial_type\n0\t2\trep\n");
	rec.truth = &optical;
	ck_assert_int_eq(gn_val_rec_angles(&rec, &result), GN_ENOENT);
	ck_assert(strstr(rec.why.text, REF "channels.tsv"));
	files_put(REF "channels.tsv", HEAD "t\tn/a\tLATENCY\tn/a\n");
	ck_assert_int_eq(gn_val_rec_angles(&rec, &result), GN_ENOENT);
	ck_assert(strstr(rec.why.text, REF "motion.tsv"));
}
END_TEST

/* ---- figures ----------------------------------------------------------- */

/* Errors of the left knee that grow by 0.5 deg/min, those of the right stay. */
static struct gn_val_angle drifting[] = {
	{ GN_KNEE_FLEXION_L, 0, -1, 0, 1, 0, 0 },
	{ GN_KNEE_FLEXION_R, 0, 2, 1, 1, 0, 0 },
	{ GN_HIP_FLEXION_L, 60, 50, 50, 1, 0, 0 },
	{ GN_KNEE_FLEXION_L, 180, 3, -1.5, 1.6, 0, 0 },
	{ GN_KNEE_FLEXION_R, 180, NAN, NAN, NAN, 0, 0 },
	{ GN_KNEE_FLEXION_L, 360, -4, -3, 2, 0, 0 },
	{ GN_KNEE_FLEXION_R, 360, 5, NAN, 2, 0, 0 },
};

START_TEST(figures_are_those_worked_out_by_hand)
{
	static struct gn_truth doubtful = { .trust = GN_TRUST_SUSPECT };
	struct gn_val_rec recs[2] = {
		{ .truth = &truth, .angles = drifting, .n_angles = 7 },
		{ .truth = &doubtful, .angles = drifting, .n_angles = 7 },
	};
	struct gn_val_joint j;

	ck_assert_int_eq(gn_val_joint_sum(recs, 2, 0, &j), GN_OK);
	ck_assert_uint_eq(j.n, 5);
	ck_assert_uint_eq(j.withheld, 1);
	/* 1 2 3 4 5 */
	ck_assert_double_eq_tol(j.rom_median_deg, 3, 1e-9);
	ck_assert_double_eq_tol(j.rom_p95_deg, 4.8, 1e-9);
	/* 0 1 1.5 3 */
	ck_assert_double_eq_tol(j.most_median_deg, 1.25, 1e-9);
	ck_assert_double_eq_tol(j.drift_deg_per_min, 0.5, 1e-9);
	/* -1 and 3: the others lie outside of 1.96 sd */
	ck_assert_uint_eq(j.covered, 2);
	ck_assert_double_eq_tol(j.covered_pct, 40, 1e-9);
}
END_TEST

START_TEST(short_recordings_show_no_drift)
{
	struct gn_val_rec r = { .truth = &truth, .angles = drifting,
				.n_angles = 5 };
	struct gn_val_angle two[] = {
		{ GN_KNEE_FLEXION_L, 0, 1, 1, 1, 0, 0 },
		{ GN_KNEE_FLEXION_L, 900, 2, 2, 1, 0, 0 } };
	struct gn_val_rec few = { .truth = &truth, .angles = two,
				  .n_angles = 2 };
	struct gn_val_joint j;

	ck_assert_int_eq(gn_val_joint_sum(&few, 1, 0, &j), GN_OK);
	ck_assert(isnan(j.drift_deg_per_min));
	/* two repetitions of each side */
	ck_assert_int_eq(gn_val_joint_sum(&r, 1, 0, &j), GN_OK);
	ck_assert(isnan(j.drift_deg_per_min));
	drifting[5].at_s = 299;
	r.n_angles = 7;
	ck_assert_int_eq(gn_val_joint_sum(&r, 1, 0, &j), GN_OK);
	ck_assert(isnan(j.drift_deg_per_min));
	ck_assert_int_eq(gn_val_joint_sum(&r, 1, 2, &j), GN_OK);
	ck_assert_uint_eq(j.n, 0);
	ck_assert(isnan(j.rom_median_deg) && isnan(j.covered_pct));
}
END_TEST

Suite *suite_validate_angle(void)
{
	Suite *s = suite_create("validate_angle");
	TCase *t = tcase_create("angle");

	tcase_add_checked_fixture(t, make, drop);
	tcase_add_test(t, both_sides_are_one_joint);
	tcase_add_test(t, angles_are_compared_with_the_truth_beside);
	tcase_add_test(t, without_truth_nothing_is_compared);
	tcase_add_test(t, a_bad_truth_is_named);
	tcase_add_test(t, comparing_survives_no_memory);
	tcase_add_test(t, ranges_are_compared_with_the_optical_ones);
	tcase_add_test(t, a_bad_reference_is_named);
	tcase_add_test(t, a_missing_reference_is_named);
	tcase_add_test(t, figures_are_those_worked_out_by_hand);
	tcase_add_test(t, short_recordings_show_no_drift);
	suite_add_tcase(s, t);
	return s;
}
