/* SPDX-License-Identifier: MIT */
#include "gonio/walking.h"

#include <math.h>
#include <string.h>

#define WITHIN_STEPS 1.25f  /* both ends of a walk together: see walking.h */

float gn_cadence_spm(uint32_t steps, int64_t start_ns, int64_t end_ns)
{
	if (steps < 2 || end_ns <= start_ns)
		return NAN;
	return (float)(60e9 * (double)(steps - 1) /
		       (double)(end_ns - start_ns));
}

int gn_bouts_end(struct gn_bouts *b, struct gn_bout *out)
{
	if (!b->now.steps)
		return 0;
	*out = b->now;
	out->cadence_spm = gn_cadence_spm(out->steps, out->start_ns,
					  out->end_ns);
	memset(b, 0, sizeof(*b));
	return 1;
}

int gn_bouts_at(struct gn_bouts *b, int64_t t_ns, struct gn_bout *out)
{
	return t_ns - b->now.end_ns > GN_BOUT_BREAK_NS && gn_bouts_end(b, out);
}

int gn_bouts_step(struct gn_bouts *b, int64_t t_ns, struct gn_bout *out)
{
	int ended = gn_bouts_at(b, t_ns, out);

	if (!b->now.steps++)
		b->now.start_ns = t_ns;
	b->now.end_ns = t_ns;
	return ended;
}

int gn_sppb_walk_points(float time_s)
{
	if (time_s < 4.82f)
		return 4;
	if (time_s < 6.205f)
		return 3;
	return time_s < 8.705f ? 2 : 1;
}

int gn_gait_speed(const struct gn_bout *bouts, size_t n, float distance_m,
		  struct gn_gait_speed *out)
{
	const struct gn_bout *b = bouts;

	for (size_t i = 1; i < n; i++)
		if (bouts[i].steps > b->steps)
			b = &bouts[i];
	if (!n || !(distance_m > 0.0f) || !isfinite(b->cadence_spm))
		return 0;
	out->distance_m = distance_m;
	out->time_s = (float)(1e-9 * (double)(b->end_ns - b->start_ns));
	out->within_s = WITHIN_STEPS * 60.0f / b->cadence_spm;
	out->speed_mps = distance_m / out->time_s;
	out->least_mps = distance_m / (out->time_s + out->within_s);
	out->most_mps = distance_m / (out->time_s - out->within_s);
	out->sppb_least = out->sppb_most = -1;
	if (distance_m == 4.0f) {
		out->sppb_least = gn_sppb_walk_points(out->time_s +
						      out->within_s);
		out->sppb_most = gn_sppb_walk_points(out->time_s -
						     out->within_s);
	}
	return 1;
}

void gn_walking_sum(struct gn_walking *w, const struct gn_bout *bouts,
		    size_t n)
{
	double all_s = 0.0, moderate_s = 0.0;
	uint32_t gaps = 0;

	w->steps = 0;
	for (size_t i = 0; i < n; i++) {
		const struct gn_bout *b = &bouts[i];
		double s = 1e-9 * (double)(b->end_ns - b->start_ns);

		w->steps += b->steps;
		gaps += b->steps - 1;
		all_s += s;
		if (b->cadence_spm >= GN_CADENCE_MODERATE_SPM)
			moderate_s += s;
	}
	w->walking_s = (float)all_s;
	w->moderate_s = (float)moderate_s;
	w->cadence_spm = all_s > 0.0 ? (float)(60.0 * gaps / all_s) : NAN;
}
