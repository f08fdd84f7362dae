/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "drivers/proto_sony.h"

/*
 * What a Sony controller answers and sends. Seeds: sony.seed
 * Rounds of: model, calibration report, input report; each report after its
 * length.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct cursor {
	const uint8_t *p;
	size_t n;
};

/* Exactly as large as the report: the sanitizer sees one byte too many. */
static uint8_t *next(struct cursor *c, size_t *n)
{
	uint8_t *report;

	*n = c->n > 0 ? c->p[0] : 0;
	if (c->n > 0) {
		c->p++;
		c->n--;
	}
	if (*n > c->n)
		*n = c->n;
	report = malloc(*n ? *n : 1);
	if (report && *n > 0)
		memcpy(report, c->p, *n);
	c->p += *n;
	c->n -= *n;
	return report;
}

/* No calibration, however broken, may make more of it than this. */
static void believable(const struct gn_sony_cal *cal)
{
	for (int i = 0; i < 3; i++)
		if (!(cal->gyr_radps[i] > 0.0007 && cal->gyr_radps[i] < 0.0016)
		    || !(cal->acc_mps2[i] > 0.0007 && cal->acc_mps2[i] < 0.0018)
		    || !(fabs(cal->acc_zero[i]) <= 4096))
			abort();
}

static void measured(const struct gn_reading *r)
{
	for (int i = 0; i < 3; i++)
		if (!(fabsf(r->gyr_radps[i]) < 53) ||
		    !(fabsf(r->acc_mps2[i]) < 67))
			abort();
}

static void one(enum gn_sony_model model, const uint8_t *answer, size_t na,
		const uint8_t *report, size_t n)
{
	struct gn_sony_cal cal;
	struct gn_sony_battery b;
	struct gn_reading r;
	int got;

	if (gn_sony_cal_parse(model, answer, na, &cal) != GN_OK &&
	    (cal.gyr_factory || cal.acc_factory))
		abort();
	believable(&cal);
	got = gn_sony_reading(model, &cal, report, n, &r);
	if (got == 1)
		measured(&r);
	if (gn_sony_battery(model, report, n, &b) != got)
		abort();
	if (!isnan(b.percent) && !(b.percent >= 5 && b.percent <= 100))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cursor c = { data, size };

	while (c.n > 0) {
		enum gn_sony_model model = c.p[0] & 1 ? GN_SONY_DS4
						      : GN_SONY_DUALSENSE;
		uint8_t *answer, *report;
		size_t na, n;

		c.p++;
		c.n--;
		answer = next(&c, &na);
		report = next(&c, &n);
		if (answer && report)
			one(model, answer, na, report, n);
		free(answer);
		free(report);
	}
	return 0;
}
