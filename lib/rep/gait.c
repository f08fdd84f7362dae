/* SPDX-License-Identifier: MIT */
/*
 * Walking is the rhythm that stands beside most sets: to the bar, to the rack,
 * to the next patient. A stride swings the limb once and shakes the body
 * twice, so the vertical acceleration of strides is mostly at twice the rate
 * of the cycles; an exercise's is at their own. Arms and legs swing by a
 * moderate angle while walking, which spares jumping jacks on the one side
 * and squats with a still wrist on the other. Ours, see
 * tests/unit/test_count.c; checked on walking with watches and phones.
 */
#include <math.h>

#include "count_priv.h"

#define STRIDE_MIN_S 0.75f
#define STRIDE_MAX_S 1.5f
#define STRIDES 4               /* in a row, at least */
#define STEP_MPS2 0.8f          /* least amplitude of the shaking */
#define STEP_PART 1.4f          /* of the amplitude at the cycle's own rate */
#define SWING_MIN_RAD 0.5f      /* of a limb in walking, peak to peak */
#define SWING_MAX_RAD 1.3f

/* Amplitude of the vertical acceleration at k times the cycle's rate. */
static float harmonic(const struct feat *f, const struct cycle *c, int k)
{
	float n = (float)(c->end - c->start), re = 0.0f, im = 0.0f;
	float w = 2.0f * (float)M_PI * (float)k / n;

	for (uint32_t i = c->start; i < c->end; i++) {
		float a = f->ch[CH_A][i];

		re += a * cosf(w * (float)(i - c->start));
		im += a * sinf(w * (float)(i - c->start));
	}
	return 2.0f * sqrtf(re * re + im * im) / n;
}

static int is_stride(const struct gn_counter *c, const struct cycle *k)
{
	float two;

	if (k->len_s < STRIDE_MIN_S || k->len_s > STRIDE_MAX_S ||
	    k->rom_rad < SWING_MIN_RAD || k->rom_rad > SWING_MAX_RAD)
		return 0;
	two = harmonic(&c->feat, k, 2);
	return two > STEP_MPS2 && two > STEP_PART * harmonic(&c->feat, k, 1);
}

/* One past the walking that begins at cycle a; one doubtful stride is let
 * pass between two clear ones. */
static size_t walk_end(const struct gn_counter *c, size_t a)
{
	size_t b = a, i = a;

	while (i < c->best.n && i <= b + 1) {
		if (is_stride(c, &c->cy.c[c->best.idx[i]]))
			b = i + 1;
		i++;
	}
	return b;
}

void gn_gait_drop(struct gn_counter *c)
{
	size_t m = 0;
	int cut = 0;

	for (size_t a = 0, b; a < c->best.n; a = b) {
		b = walk_end(c, a);
		if (b >= a + STRIDES) {
			cut = 1;
			continue;
		}
		b = a + 1;
		c->best.idx[m] = c->best.idx[a];
		if (cut)
			c->cy.c[c->best.idx[m]].fresh = 1;
		cut = 0;
		m++;
	}
	c->best.n = m;
}
