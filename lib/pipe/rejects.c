/* SPDX-License-Identifier: MIT */
/* Movement that is no repetition, and why. */
#include <math.h>

#include "session_priv.h"

#define OTHER_PART 0.3f         /* of the set's median peak speed */
#define OTHER_RADPS 0.5f        /* where there is no set */
#define OTHER_LEAST_S 0.4f
#define OTHER_JOIN_S 0.6f       /* shorter pauses do not divide it */
#define BESIDE_S 1.5f           /* next to the set: handling */

static float median_peak(struct gn_session *s, size_t n)
{
	float sum = 0.0f;
	size_t m = 0;

	for (size_t i = 0; i < n; i++)
		if (isfinite(s->reps[i].peak_radps)) {
			sum += s->reps[i].peak_radps;
			m++;
		}
	return m ? sum / (float)m : NAN;
}

static void tell(struct gn_session *s, int64_t from_ns, int64_t to_ns,
		 enum gn_reject_reason reason)
{
	struct gn_session_event ev = { .kind = GN_EV_REJECT };

	ev.u.reject = (struct gn_reject){ from_ns, to_ns, reason };
	gn_session_emit(s, &ev);
}

static void reject(struct gn_session *s, const struct sensor *x, uint32_t a,
		   uint32_t b, size_t n)
{
	float len = (float)(b - a) / (float)FRAME_HZ;
	int64_t beside = (int64_t)(BESIDE_S * 1e9f), from, to;
	int near = 0, hole = 0;

	if (len < OTHER_LEAST_S)
		return;
	from = (s->from + x->frame_of[a]) * FRAME_NS;
	to = (s->from + x->frame_of[b]) * FRAME_NS;
	for (uint32_t i = a; i <= b; i++)
		hole |= x->bridge[i];
	for (size_t i = 0; i < n; i++)
		near |= from - s->reps[i].end_ns < beside &&
			s->reps[i].start_ns - to < beside;
	tell(s, from, to,
	     hole ? GN_REJ_GAP : len < s->exercise.rep_min_s ? GN_REJ_SHORT
	     : near ? GN_REJ_HANDLING
	     : len > s->exercise.rep_max_s ? GN_REJ_LONG
	     : n ? GN_REJ_SHAPE : GN_REJ_ALONE);
}

void gn_session_rejects(struct gn_session *s, const struct found *f)
{
	const struct sensor *x = &s->s[f->sensor];
	size_t n = f->n, all = n + f->small;
	float peak = median_peak(s, n);
	float floor = isfinite(peak) ? OTHER_PART * peak : OTHER_RADPS;
	uint32_t join = (uint32_t)(OTHER_JOIN_S * (float)FRAME_HZ);
	uint32_t a = 0, b = 0;
	int on = 0;
	size_t k = 0;

	for (uint32_t i = 0; i < x->n; i++) {
		int64_t t = (s->from + x->frame_of[i]) * FRAME_NS;
		const float *w = x->span[i].gyr_radps;
		int inside;

		while (k < all && t > s->reps[k].end_ns)
			k++;
		inside = k < all && t >= s->reps[k].start_ns;
		if (on && (inside || i - b > join)) {
			reject(s, x, a, b, n);
			on = 0;
		}
		if (inside || w[0] * w[0] + w[1] * w[1] + w[2] * w[2] <
			      floor * floor)
			continue;
		if (!on)
			a = i;
		b = i;
		on = 1;
	}
	if (on)
		reject(s, x, a, b, n);
	for (k = n; k < all; k++)
		tell(s, s->reps[k].start_ns, s->reps[k].end_ns, GN_REJ_SMALL);
}
