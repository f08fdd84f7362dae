/* SPDX-License-Identifier: MIT */
#include "bench.h"

#include <math.h>
#include <stdlib.h>

#include "benches.h"
#include "gonio/ahrs.h"

/*
 * Orientation per sample: a hand moving to and fro, ten seconds at 100 Hz,
 * fed in one block; without (6D) and with (9D) magnetometer.
 */
#define N 1000

struct data {
	struct gn_ahrs_params p;
	float gyr[N][3], acc[N][3], mag[N][3];
	struct gn_quat q[N];
	void  *work;
	size_t size;
};

static void fill(struct data *d)
{
	for (int i = 0; i < N; i++) {
		float s = sinf(0.05f * (float)i), c = cosf(0.031f * (float)i);

		for (int k = 0; k < 3; k++) {
			d->gyr[i][k] = 2.0f * s * (float)(k + 1) - c;
			d->acc[i][k] = 4.0f * c + (k == 2 ? 9.0f : s);
			d->mag[i][k] = 20.0f * s - 30.0f * (float)k * c;
		}
	}
}

static void causal(struct data *d, const float *mag)
{
	struct gn_ahrs a;

	if (gn_ahrs_init(&a, &d->p))
		abort();
	gn_ahrs_update(&a, N, d->gyr[0], d->acc[0], mag, mag ? NULL : d->q,
		       mag ? d->q : NULL);
}

static void causal_6d(void *arg)
{
	causal(arg, NULL);
}

static void causal_9d(void *arg)
{
	struct data *d = arg;

	causal(d, d->mag[0]);
}

static void offline_9d(void *arg)
{
	struct data *d = arg;

	if (gn_ahrs_offline(&d->p, N, d->gyr[0], d->acc[0], d->mag[0],
			    d->work, d->size, NULL, d->q))
		abort();
}

void bench_ahrs(void)
{
	struct data *d = calloc(1, sizeof(*d));

	if (!d)
		abort();
	d->p = gn_ahrs_params_default(100.0f);
	d->size = gn_ahrs_offline_size(&d->p, N);
	d->work = malloc(d->size);
	if (!d->work)
		abort();
	fill(d);
	bench_run("ahrs_6d", N, 0, causal_6d, d);
	bench_run("ahrs_9d", N, 0, causal_9d, d);
	bench_run("ahrs_offline_9d", N, 0, offline_9d, d);
	free(d->work);
	free(d);
}
