/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>

#include "bench.h"
#include "benches.h"
#include "gonio/session.h"

/* Ten minutes of one 100 Hz sensor, two of them sets of ten repetitions. */
#define N     60000
#define BLOCK 256

struct work {
	struct gn_session *session;
	struct gn_sample *in;
	size_t reps;
};

/* A thigh that tilts by 80 deg in 3 s, at rest between the sets. */
static void make(struct gn_sample *in)
{
	uint32_t lcg = 1;

	for (int i = 0; i < N; i++) {
		double t = i * 0.01, u = fmod(t, 300.0) - 30.0;
		double turn = 2.0943951, a = 0, w = 0, noise;

		if (u > 0 && u < 60) {
			a = 0.7 * (1 - cos(turn * u));
			w = 0.7 * turn * sin(turn * u);
		}
		lcg = lcg * 1664525U + 1013904223U;
		noise = (double)(lcg >> 16) / 65536.0 - 0.5;
		in[i] = (struct gn_sample){
			.t_ns = i * INT64_C(10000000),
			.acc_mps2 = { (float)(9.81 * cos(a) + 0.05 * noise),
				      (float)(9.81 * sin(a) - 0.05 * noise),
				      (float)(0.05 * noise) },
			.gyr_radps = { (float)(0.01 * noise),
				       (float)(-0.01 * noise),
				       (float)(w + 0.01 * noise) },
			.mag_ut = { NAN, NAN, NAN },
		};
	}
}

static void run(void *arg)
{
	struct work *w = arg;
	struct gn_session_event ev;

	gn_session_reset(w->session);
	for (size_t i = 0; i < N; i += BLOCK) {
		size_t n = N - i < BLOCK ? N - i : BLOCK;

		if (gn_session_push(w->session, w->in + i, n))
			abort();
		while (gn_session_next(w->session, &ev))
			w->reps += ev.kind == GN_EV_REP;
	}
	gn_session_flush(w->session);
	while (gn_session_next(w->session, &ev))
		w->reps += ev.kind == GN_EV_REP;
}

void bench_session(void)
{
	static const struct gn_sensor sensor = {
		.name = "thigh_r", .place = GN_PLACE_THIGH,
		.side = GN_SIDE_RIGHT, .rate_hz = 100,
		.has_acc = 1, .has_gyr = 1,
	};
	struct gn_session_params p = { .sensors = &sensor, .n_sensors = 1 };
	struct gn_catalogue *cat = NULL;
	struct work w = { .in = malloc(N * sizeof(*w.in)) };

	if (!w.in || gn_catalogue_load(&cat, NULL, NULL))
		abort();
	p.exercise = gn_catalogue_find(cat, "squat");
	if (gn_session_create(&w.session, &p))
		abort();
	make(w.in);
	bench_run("session_6d", N, 0, run, &w);
	if (!w.reps)
		abort();
	gn_session_destroy(w.session);
	gn_catalogue_free(cat);
	free(w.in);
}
