/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "benches.h"
#include "gonio/count.h"
#include "lib/pipe/joints.h"

/* Five minutes of squats: the segments' axes and leans from their samples,
 * which way is forward, and the angles in every repetition; of a knee, and of
 * both legs, where neighbouring joints share a segment. Whether a strap has
 * slipped is looked for as well. Limit: 100 ns for each joint and frame. */
#define SEGMENTS 7
#define REP_S    3
#define N        (300 * 50)
#define REPS     (N / (50 * REP_S))

struct work {
	struct gn_frame *frames[SEGMENTS];
	uint8_t  *bridge;
	uint32_t *frame_of;
	struct gn_sensor desc[SEGMENTS];
	struct gn_body body;
	struct part part[REPS];
	struct sat sat[GN_SENSORS_MAX];
	struct curve_work curve;
	struct joints joints;
	size_t n;                       /* segments that are looked at */
	float most_rad;
};

static const struct {
	enum gn_place place;
	enum gn_side  side;
	double        most_rad;
} segment[SEGMENTS] = {
	{ GN_PLACE_THIGH, GN_SIDE_RIGHT, -1.2 },
	{ GN_PLACE_SHANK, GN_SIDE_RIGHT, 0.4 },
	{ GN_PLACE_FOOT, GN_SIDE_RIGHT, 0.1 },
	{ GN_PLACE_PELVIS, GN_SIDE_NONE, 0.4 },
	{ GN_PLACE_THIGH, GN_SIDE_LEFT, -1.2 },
	{ GN_PLACE_SHANK, GN_SIDE_LEFT, 0.4 },
	{ GN_PLACE_FOOT, GN_SIDE_LEFT, 0.1 },
};

/* A segment that leans by most and back in each repetition. */
static void make(struct gn_frame *out, double most)
{
	double omega = 2 * 3.14159265358979 / REP_S;

	for (int i = 0; i < N; i++) {
		double t = (double)i / GN_COUNT_HZ;
		double lean = 0.5 * most * (1 - cos(omega * t));
		double rate = 0.5 * most * omega * sin(omega * t);

		out[i] = (struct gn_frame){
			.acc_mps2 = { (float)(-9.81 * sin(lean)),
				      (float)(9.81 * cos(lean)), 0.0f },
			.gyr_radps = { 0.0f, 0.0f, (float)-rate } };
	}
}

static void run(void *arg)
{
	struct work *w = arg;
	struct stretch s = {
		.desc = w->desc, .body = &w->body, .part = w->part,
		.sagittal = 1, .steady = 1, .sat = w->sat, .n_sensors = w->n,
		.n_parts = REPS, .n = N, .curve = &w->curve };

	for (size_t i = 0; i < w->n; i++) {
		struct view v = { w->frames[i], w->bridge, N,
				  1.0f / (float)GN_COUNT_HZ, 0 };

		w->joints.limb[i].alone = REPS;
		gn_joints_limb(&w->joints, &s, i, &v, w->frame_of);
	}
	for (size_t i = 0; i < w->n; i++)
		if (gn_turned_find(&w->joints, &s, i) < REPS)
			abort();
	gn_joints_signs(&w->joints, &s);
	for (size_t k = 0; k < REPS; k++) {
		struct gn_range range[GN_ANGLES];

		gn_joints_ranges(&w->joints, &s, &w->part[k], &w->part[k],
				 range);
		w->most_rad = range[GN_KNEE_FLEXION_R].most_rad;
	}
}

static void prepare(struct work *w)
{
	w->bridge = calloc(N, 1);
	w->frame_of = malloc(N * sizeof(*w->frame_of));
	if (!w->bridge || !w->frame_of || gn_curve_work_init(&w->curve, N) ||
	    gn_joints_init(&w->joints, SEGMENTS, N, REPS))
		abort();
	for (uint32_t i = 0; i < N; i++)
		w->frame_of[i] = i;
	for (uint32_t k = 0; k < REPS; k++)
		w->part[k] = (struct part){ .start = k * N / REPS,
					    .end = (k + 1) * N / REPS - 1 };
	for (size_t i = 0; i < SEGMENTS; i++) {
		w->frames[i] = malloc(N * sizeof(*w->frames[i]));
		if (!w->frames[i])
			abort();
		make(w->frames[i], segment[i].most_rad);
		w->desc[i] = (struct gn_sensor){
			.place = segment[i].place, .side = segment[i].side,
			.rate_hz = 50, .has_acc = 1, .has_gyr = 1 };
		w->body.mount[i].axes.up[1] = 1.0f;
		w->body.mount[i].has_up = 1;
	}
}

void bench_joints(void)
{
	struct work *w = calloc(1, sizeof(*w));

	if (!w)
		abort();
	prepare(w);
	w->n = 2;
	bench_run("joint_knee", N, 0, run, w);
	w->n = SEGMENTS;
	bench_run("joints_of_legs", 6 * N, 0, run, w);
	if (!(w->most_rad > 1.5f))
		abort();
	gn_joints_free(&w->joints, SEGMENTS);
	gn_curve_work_free(&w->curve);
	for (size_t i = 0; i < SEGMENTS; i++)
		free(w->frames[i]);
	free(w->frame_of);
	free(w->bridge);
	free(w);
}
