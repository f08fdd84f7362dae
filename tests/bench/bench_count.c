/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>

#include "bench.h"
#include "benches.h"
#include "gonio/count.h"

/* The longest stretch a session gives the counter: ten minutes. */
#define N 30000

struct work {
	struct gn_counter *counter;
	struct gn_count_input in;
	size_t reps;
};

/*
 * Sets of 40 s with 20 s between them: a segment that tilts by 70 deg in 2.5 s
 * or so, no two alike, and trembles; between the sets it wanders.
 */
static void make(struct gn_frame *f)
{
	uint32_t lcg = 1;
	double phase = 0, was = 0, g = GN_G_MPS2;

	for (int i = 0; i < N; i++) {
		double t = i / GN_COUNT_HZ, a, noise;
		int set = fmod(t, 60) < 40;

		lcg = lcg * 1664525U + 1013904223U;
		noise = (double)(lcg >> 16) / 65536.0 - 0.5;
		phase += (2.5 + 0.4 * sin(0.7 * t)) / GN_COUNT_HZ;
		a = set ? 0.6 * (1 - cos(phase)) : 0.2 * sin(1.3 * t) *
						   sin(0.31 * t);
		a += 0.03 * sin(11 * t) * sin(0.9 * t);
		f[i] = (struct gn_frame){
			.acc_mps2 = { (float)(g * cos(a) + 0.3 * noise),
				      (float)(g * sin(a) - 0.3 * noise),
				      (float)(0.4 * noise) },
			.gyr_radps = { (float)(0.05 * noise),
				       (float)(-0.05 * noise),
				       (float)((a - was) * GN_COUNT_HZ) },
		};
		was = a;
	}
}

static void run(void *arg)
{
	struct work *w = arg;
	struct gn_count_result r;

	gn_counter_run(w->counter, &w->in, &r);
	w->reps += r.n_reps;
}

void bench_count(void)
{
	struct gn_frame *f = malloc(N * sizeof(*f));
	struct gn_count_sensor s = { .frames = f, .n = N, .gyr_step_s = 0.01f };
	struct work w = { .in = { .sensors = &s, .n_sensors = 1,
				  .rep_min_s = 0.7f, .rep_max_s = 8.0f } };

	if (!f || gn_counter_create(&w.counter, N))
		abort();
	make(f);
	bench_run("count_6d", N, 0, run, &w);
	if (!w.reps)
		abort();
	gn_counter_destroy(w.counter);
	free(f);
}
