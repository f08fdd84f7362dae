/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "gonio/gravity.h"
#include "gonio/recording.h"
#include "gonio/segment.h"
#include "optical.h"
#include "suites.h"

/*
 * Knee, hip and pelvis of one subject against optical motion capture. The
 * recordings are joined of single repetitions, cut out of longer ones: each
 * piece is turned into angles by itself. What is asked for is a little more
 * than what was measured (see each), not what would be wished for.
 */
#define HZ    100.0
#define STEP_S 0.015            /* a longer one divides pieces */
#define N_MAX 2000
#define DEG   57.29577951308232

enum { PELVIS, THIGH_L, THIGH_R, SHANK_L, SHANK_R, SENSORS };

static const char *const name[SENSORS] = {
	"pelvis", "thigh_l", "thigh_r", "shank_l", "shank_r",
};

static const char *dir;
static struct gn_segment_axes axes[SENSORS];
static struct gn_frame frame[SENSORS][N_MAX];
static double at_s[N_MAX];
static float lean[SENSORS][N_MAX];
static float up[N_MAX][3], scratch[GN_GRAVITY_SCRATCH(N_MAX)];

/* All frames of one recording; how many. */
static size_t load(const char *task)
{
	const struct gn_recording_info *info;
	struct gn_recording *rec = NULL;
	struct gn_sample s;
	size_t n[SENSORS] = { 0 };
	char path[600];

	snprintf(path, sizeof(path), "%s/ds-opalmocap/sub-22/motion/sub-22_"
		 "task-%s_motion.tsv", dir, task);
	ck_assert_int_eq(gn_recording_open(&rec, path, NULL), GN_OK);
	info = gn_recording_info(rec);
	while (gn_recording_read(rec, &s, 1, NULL) == 1)
		for (int k = 0; k < SENSORS; k++) {
			if (strcmp(info->sensors[s.sensor].name, name[k]))
				continue;
			ck_assert_uint_lt(n[k], N_MAX);
			memcpy(frame[k][n[k]].acc_mps2, s.acc_mps2, 12);
			memcpy(frame[k][n[k]].gyr_radps, s.gyr_radps, 12);
			at_s[n[k]++] = 1e-9 * (double)s.t_ns;
		}
	gn_recording_close(rec);
	for (int k = 1; k < SENSORS; k++)
		ck_assert_uint_eq(n[k], n[0]);
	ck_assert_uint_gt(n[0], 100);
	return n[0];
}

/* End of the piece that begins at from. */
static size_t piece(size_t from, size_t n)
{
	size_t i = from + 1;

	while (i < n && at_s[i] - at_s[i - 1] < STEP_S)
		i++;
	return i;
}

static void find_up(int sensor, size_t from, size_t to)
{
	struct gn_frame *f = &frame[sensor][from];

	for (size_t i = 0; i < to - from; i++)
		for (int c = 0; c < 3; c++)
			f[i].gyr_radps[c] -= axes[sensor].bias_radps[c];
	gn_gravity(f, to - from, HZ, 1 / HZ, up, NULL, scratch);
}

/* The axes of all, from the pose and the squat. */
static void calibrate(void)
{
	struct gn_segment_fit fit[SENSORS];
	struct gn_diag why;
	size_t n = load("staticPose_tracksys-imu_acq-Pose");

	for (int k = 0; k < SENSORS; k++) {
		gn_segment_fit_init(&fit[k]);
		for (size_t i = 0; i < n; i++)
			gn_segment_fit_pose(&fit[k], frame[k][i].acc_mps2,
					    frame[k][i].gyr_radps);
	}
	n = load("squat_tracksys-imu_acq-SqDL");
	for (int k = 0; k < SENSORS; k++) {
		gn_segment_fit_move(&fit[k], frame[k], n);
		ck_assert_msg(!gn_segment_fit_axes(&fit[k], &axes[k], &why),
			      "%s: %s", name[k], why.text);
		find_up(k, 0, piece(0, n));
		ck_assert_int_eq(gn_segment_toward(&axes[k],
				 (const float (*)[3])up, piece(0, n),
				 k != THIGH_L && k != THIGH_R), GN_OK);
	}
}

static void find_leans(size_t n)
{
	for (size_t a = 0, b; a < n; a = b) {
		b = piece(a, n);
		for (int k = 0; k < SENSORS; k++) {
			find_up(k, a, b);
			gn_segment_lean(&axes[k], (const float (*)[3])up,
					b - a, &lean[k][a]);
		}
	}
}

/* Joint angle at frame i: one segment's lean against another's, or alone. */
struct joint {
	const char *column;     /* of the reference, and its sign */
	double      sign;
	int         distal, proximal;
};

static const struct joint joint[] = {
	{ "knee_l_x", -1, SHANK_L, THIGH_L },
	{ "knee_r_x", -1, SHANK_R, THIGH_R },
	{ "hip_l_x", 1, PELVIS, THIGH_L },
	{ "hip_r_x", 1, PELVIS, THIGH_R },
};
#define JOINTS (sizeof(joint) / sizeof(joint[0]))
#define KNEES 2

static const struct {
	const char *imu, *ref;
	int         deep;       /* 1: flexion beyond 100 deg, where skin and
				 * bone part */
} task[] = {
	{ "heelRaise_tracksys-imu_acq-HeelRaise",
	  "heelRaise_tracksys-ref_acq-HeelRaise", 0 },
	{ "lunge_tracksys-imu_acq-Lunge", "lunge_tracksys-ref_acq-Lunge", 0 },
	{ "singleLegSquat_tracksys-imu_acq-SqSL",
	  "singleLegSquat_tracksys-ref_acq-SqSL", 0 },
	{ "splitSquat_tracksys-imu_acq-BulgSq",
	  "splitSquat_tracksys-ref_acq-BulgSq", 0 },
	{ "squat_tracksys-imu_acq-SqDL", "squat_tracksys-ref_acq-SqDL", 1 },
	{ "stepUp_tracksys-imu_acq-StepUpL",
	  "stepUp_tracksys-ref_acq-StepUpL", 0 },
	{ "walk_tracksys-imu_acq-Walk", "walk_tracksys-ref_acq-Walk", 0 },
};
#define TASKS (sizeof(task) / sizeof(task[0]))

/* Ours and the reference's angle at frame i, deg. */
static void angles(const struct joint *j, const struct optical *o, size_t i,
		   double *is, double *ref)
{
	*is = (double)(lean[j->distal][i] - lean[j->proximal][i]) * DEG;
	*ref = j->sign * optical_at(o, i, optical_column(o, j->column));
}

/* Root mean square of the difference, a constant offset left out. */
static double rmse(const struct joint *j, const struct optical *o, size_t n)
{
	double sum = 0, sq = 0, is, ref;

	for (size_t i = 0; i < n; i++) {
		angles(j, o, i, &is, &ref);
		sum += is - ref;
		sq += (is - ref) * (is - ref);
	}
	sum /= (double)n;
	return sqrt(sq / (double)n - sum * sum);
}

/* Of how many pieces is the range of motion within 3 deg + 15 %? */
static void ranges(const struct joint *j, const struct optical *o, size_t n,
		   int *good, int *all)
{
	for (size_t a = 0, b; a < n; a = b) {
		double low[2] = { 1e9, 1e9 }, high[2] = { -1e9, -1e9 }, v[2];

		b = piece(a, n);
		for (size_t i = a; i < b; i++) {
			angles(j, o, i, &v[0], &v[1]);
			for (int k = 0; k < 2; k++) {
				low[k] = fmin(low[k], v[k]);
				high[k] = fmax(high[k], v[k]);
			}
		}
		++*all;
		*good += fabs(high[0] - low[0] - (high[1] - low[1])) <=
			3 + 0.15 * (high[1] - low[1]);
	}
}

static int ascending(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* Measured: knees .5 to 2.8 deg, 3.9 in the split squat and 6.3 in the deep
 * squat, median 1.6; hips up to 4.0, 6.6 in the deep squat. */
START_TEST(against_optical_motion_capture)
{
	double knee[KNEES * TASKS];
	int good = 0, all = 0;

	dir = files_data();
	if (!dir)
		return;
	calibrate();
	for (size_t t = 0; t < TASKS; t++) {
		size_t n = load(task[t].imu);
		struct optical o;
		char stem[600];

		find_leans(n);
		snprintf(stem, sizeof(stem), "%s/ds-opalmocap/sub-22/motion/"
			 "sub-22_task-%s", dir, task[t].ref);
		optical_open(&o, stem);
		for (size_t j = 0; j < JOINTS; j++) {
			double e = rmse(&joint[j], &o, n);

			ck_assert_msg(e <= (task[t].deep ? 7.5 : 4.5),
				      "%s %s: %.2f deg", task[t].imu,
				      joint[j].column, e);
			if (j < KNEES)
				knee[KNEES * t + j] = e;
			if (j < KNEES)
				ranges(&joint[j], &o, n, &good, &all);
		}
		optical_close(&o);
	}
	qsort(knee, KNEES * TASKS, sizeof(*knee), ascending);
	ck_assert_double_le(knee[KNEES * TASKS / 2], 2.0);
	ck_assert_msg(all > 60 && 10 * good >= 9 * all, "%d of %d ranges",
		      good, all);
}
END_TEST

Suite *suite_segment_real(void)
{
	Suite *s = suite_create("segment_real");
	TCase *c = tcase_create("real");

	tcase_add_test(c, against_optical_motion_capture);
	tcase_set_timeout(c, 60);
	suite_add_tcase(s, c);
	return s;
}
