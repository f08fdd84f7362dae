/* SPDX-License-Identifier: MIT */
#include "view_health.h"

#include <math.h>
#include <string.h>

#define S_NS INT64_C(1000000000)
#define WINDOW_NS (2 * S_NS)
#define RATE_LEAST_NS (S_NS / 2)        /* no rate of less than that */
#define SILENT_NS (2 * S_NS)
#define HOLE 1.5                        /* nominal steps */

void gn_health_init(struct gn_health *h, const struct gn_sensor *s)
{
	memset(h, 0, sizeof(*h));
	h->step_ns = 1e9 / (double)s->rate_hz;
}

static void shift(struct gn_health *h)
{
	h->from[0] = h->from[1];
	h->from[1].samples = h->samples;
	h->from[1].t_ns = h->last_ns;
}

void gn_health_sample(struct gn_health *h, const struct gn_sample *s)
{
	double steps = (double)(s->t_ns - h->last_ns) / h->step_ns;

	if (!isfinite(s->acc_mps2[0]) && !isfinite(s->gyr_radps[0]))
		return;
	if (!h->samples) {
		h->first_ns = s->t_ns;
		h->from[0].t_ns = h->from[1].t_ns = s->t_ns;
		h->from[0].samples = h->from[1].samples = 1;
	} else if (s->t_ns <= h->last_ns) {
		return;
	} else if (steps > HOLE) {
		h->missing += (uint64_t)(steps + 0.5) - 1;
	}
	h->samples++;
	h->last_ns = s->t_ns;
	if (h->last_ns - h->from[1].t_ns >= WINDOW_NS)
		shift(h);
}

static double lost(const struct gn_health *h)
{
	double due = 1 + (double)(h->last_ns - h->first_ns) / h->step_ns;
	double lack = fmax(due - (double)h->samples, 0);

	return fmin(lack, (double)h->missing) / due;
}

static double rate_hz(const struct gn_health *h)
{
	int64_t span_ns = h->last_ns - h->from[0].t_ns;

	return span_ns < RATE_LEAST_NS ? NAN :
	       1e9 * (double)(h->samples - h->from[0].samples) /
	       (double)span_ns;
}

void gn_health_show(struct gn_health *h, int64_t clock_ns, int gone,
		    struct gn_view_sensor *out)
{
	if (h->samples > h->seen)
		h->seen_ns = clock_ns;
	h->seen = h->samples;
	if (gone)
		out->state = GN_VIEW_GONE;
	else if (!h->samples)
		out->state = GN_VIEW_WAITING;
	else if (clock_ns - h->seen_ns >= SILENT_NS)
		out->state = GN_VIEW_SILENT;
	else
		out->state = GN_VIEW_STREAMING;
	out->rate_hz = rate_hz(h);
	out->lost = h->samples ? lost(h) : NAN;
}
