/* SPDX-License-Identifier: MIT */
#include "tap_priv.h"

#include <math.h>
#include <string.h>

#include "gonio/condition.h"

#define MS INT64_C(1000000)

/* Ours, as those of one sensor's tap. */
#define SHARED_NS (50 * MS)
#define SIMILAR_S 0.005F
#define SIZES 10.0F
#define APART_NS (5000 * MS)
#define SERIES_MIN 3
#define SPREAD_S 0.003F

/* One tap's error in one sensor, in sampling steps, and how many taps that
 * knowledge weighs against their own scatter. The median's SD is up to 1.25
 * times the mean's. */
#define ERROR_STEPS 0.15F
#define ERROR_TAPS 2.0F
#define MEDIAN_2SD 2.5F

/* Of what rings, sensors of unlike rates feel unlike parts: by this part of
 * what their steps differ by. */
#define UNLIKE 0.25F

/* ---- a series ---------------------------------------------------------- */

/* Of n > 0 values, which are sorted; of an even number the lower one. */
static float median(float *v, int n)
{
	for (int i = 1; i < n; i++)
		for (int k = i; k > 0 && v[k - 1] > v[k]; k--) {
			float x = v[k];

			v[k] = v[k - 1];
			v[k - 1] = x;
		}
	return v[(n - 1) / 2];
}

/* The two in the middle, as an offset has no side that is safer. */
static float middle(float *v, int n)
{
	float low = median(v, n);

	return 0.5F * (low + v[n / 2]);
}

static int has(const struct gn_tap_group *g, uint32_t i)
{
	return g->mask >> i & 1;
}

/* What the taps that sensors i and r share differ by. */
struct pairs {
	float d[GN_TAPS_MAX], w[GN_TAPS_MAX];   /* time, width; s */
	int   n;
};

static void collect(const struct gn_taps *t, uint32_t i, uint32_t r,
		    struct pairs *p)
{
	p->n = 0;
	for (uint32_t k = 0; k < t->n_taken; k++) {
		const struct gn_tap_group *g = &t->taken[k];

		if (!has(g, i) || !has(g, r))
			continue;
		p->d[p->n] = g->t_s[i] - g->t_s[r];
		p->w[p->n++] = g->width_s[i] - g->width_s[r];
	}
}

/* 2 SD of the median d: by the taps' scatter and by what is known of them. */
static float error_of(struct pairs *p, float d, float a_s, float b_s)
{
	float var = ERROR_TAPS * ERROR_STEPS * ERROR_STEPS *
		    (a_s * a_s + b_s * b_s);
	float wider = middle(p->w, p->n), unlike = UNLIKE * (a_s - b_s);

	for (int k = 0; k < p->n; k++)
		var += (p->d[k] - d) * (p->d[k] - d);
	var /= (ERROR_TAPS + (float)(p->n - 1)) * (float)p->n;
	/* what rings on longer has its centroid later, by up to as much */
	return sqrtf(MEDIAN_2SD * MEDIAN_2SD * var + wider * wider +
		     unlike * unlike);
}

/* Sensor i against sensor r: 1 if the taps agree. */
static int compare(const struct gn_taps *t, uint32_t i, uint32_t r,
		   struct gn_tap_series *out)
{
	float a_s = t->sensor[i].step_s, b_s = t->sensor[r].step_s, d;
	struct pairs p;

	out->offset_s[i] = out->error_s[i] = NAN;
	collect(t, i, r, &p);
	if (p.n < SERIES_MIN)
		return 0;
	d = middle(p.d, p.n);
	if (fmaxf(p.d[p.n - 1] - d, d - p.d[0]) >
	    SPREAD_S + 0.5F * (a_s + b_s))
		return 0;
	out->offset_s[i] = d;
	out->error_s[i] = i == r ? 0.0F : error_of(&p, d, a_s, b_s);
	return 1;
}

static int compare_all(const struct gn_taps *t, uint32_t r,
		       struct gn_tap_series *out)
{
	int n = 0;

	out->reference = r;
	for (uint32_t i = 0; i < GN_SENSORS_MAX; i++)
		n += compare(t, i, r, out);
	return n;
}

/* The sensor with the most taps: it has some in common with each other. */
static uint32_t most_taps(const struct gn_taps *t)
{
	uint32_t best = 0, most = 0;

	for (uint32_t i = 0; i < GN_SENSORS_MAX; i++) {
		uint32_t n = 0;

		for (uint32_t k = 0; k < t->n_taken; k++)
			n += (uint32_t)has(&t->taken[k], i);
		if (n > most) {
			most = n;
			best = i;
		}
	}
	return best;
}

/* The sensor in the middle of those that were compared. */
static uint32_t in_the_middle(const struct gn_tap_series *s)
{
	float v[GN_SENSORS_MAX], mid;
	uint32_t i = 0;
	int n = 0;

	for (; i < GN_SENSORS_MAX; i++)
		if (!isnan(s->offset_s[i]))
			v[n++] = s->offset_s[i];
	mid = median(v, n);
	for (i = 0; s->offset_s[i] != mid; i++)
		;
	return i;
}

static void end_series(struct gn_taps *t)
{
	struct gn_tap_series s = { .taps = t->n_taken };
	const struct gn_tap_group *first = &t->taken[0];

	if (s.taps >= SERIES_MIN && compare_all(t, most_taps(t), &s) >= 2 &&
	    compare_all(t, in_the_middle(&s), &s) >= 2) {
		s.at_ns = first->t_ns;
		if (has(first, s.reference))
			s.at_ns += (int64_t)(1e9F * first->t_s[s.reference]);
		t->n_series += t->n_series < GN_TAP_SERIES_MAX;
		t->series[t->n_series - 1] = s;
	}
	t->n_taken = 0;
}

/* ---- one shared tap ---------------------------------------------------- */

static int count(uint32_t mask)
{
	int n = 0;

	for (; mask; mask &= mask - 1)
		n++;
	return n;
}

/* Sensors that felt another thing are left out; of two unlike ones the wider,
 * as what comes through something soft is smeared. */
static void keep_similar(const struct gn_taps *t, struct gn_tap_group *g)
{
	float w[GN_SENSORS_MAX], mid, top = 0.0F;
	int n = 0;

	for (uint32_t i = 0; i < GN_SENSORS_MAX; i++)
		if (has(g, i)) {
			w[n++] = g->width_s[i];
			top = fmaxf(top, g->size[i]);
		}
	mid = median(w, n);
	for (uint32_t i = 0; i < GN_SENSORS_MAX; i++)
		if (has(g, i) && (g->size[i] * SIZES < top ||
				  fabsf(g->width_s[i] - mid) > SIMILAR_S +
				  0.5F * t->sensor[i].step_s))
			g->mask &= ~(UINT32_C(1) << i);
}

/* No more sensors are waited for. */
static void close_group(struct gn_taps *t, struct gn_tap_group *g)
{
	struct gn_tap_group shared = *g;

	g->mask = 0;
	if (count(shared.mask) >= 2)
		keep_similar(t, &shared);
	if (count(shared.mask) < 2)
		return;
	if (t->n_taken && shared.t_ns - t->newest_ns > APART_NS)
		end_series(t);
	t->newest_ns = shared.t_ns;
	if (t->n_taken < GN_TAPS_MAX)
		t->taken[t->n_taken++] = shared;
}

/* The shared tap that one at this time belongs to, a new one if to none. */
static struct gn_tap_group *group_at(struct gn_taps *t, int64_t at)
{
	struct gn_tap_group *g;

	for (int k = 0; k < GN_TAP_OPEN; k++) {
		g = &t->open[k];
		if (g->mask && at - g->t_ns <= SHARED_NS &&
		    g->t_ns - at <= SHARED_NS)
			return g;
	}
	g = &t->open[t->next];
	t->next = (t->next + 1) % GN_TAP_OPEN;
	if (g->mask)
		close_group(t, g);
	g->t_ns = at;
	return g;
}

void gn_taps_init(struct gn_taps *t)
{
	memset(t, 0, sizeof(*t));
}

static int measured(const float a[3])
{
	for (int k = 0; k < 3; k++)
		if (!(fabsf(a[k]) <= GN_VALUE_MAX))
			return 0;
	return 1;
}

void gn_taps_push(struct gn_taps *t, const struct gn_sample *in)
{
	const float *a = in->acc_mps2;
	struct gn_tap_group *g;
	struct gn_tap_sensor *s;
	int64_t at;

	if (in->sensor >= GN_SENSORS_MAX || in->t_ns < 0 ||
	    in->t_ns > GN_T_MAX_NS || !measured(a))
		return;
	s = &t->sensor[in->sensor];
	if (!gn_tap_watch(s, in->t_ns, a))
		return;
	at = s->onset_ns + (int64_t)(1e9 * s->wt / s->w);
	g = group_at(t, at);
	g->mask |= UINT32_C(1) << in->sensor;
	g->t_s[in->sensor] = 1e-9F * (float)(at - g->t_ns);
	g->width_s[in->sensor] = gn_tap_width_s(s);
	g->size[in->sensor] = (float)s->w;
}

void gn_taps_flush(struct gn_taps *t)
{
	for (uint32_t k = 0; k < GN_TAP_OPEN; k++) {
		struct gn_tap_group *g = &t->open[(t->next + k) % GN_TAP_OPEN];

		if (g->mask)
			close_group(t, g);
	}
	end_series(t);
}

const struct gn_tap_series *gn_taps_series(const struct gn_taps *t, size_t *n)
{
	*n = t->n_series;
	return t->series;
}
