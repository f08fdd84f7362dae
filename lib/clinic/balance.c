/* SPDX-License-Identifier: MIT */
#include "gonio/balance.h"

#include <math.h>
#include <string.h>

#include "gonio/stand.h"

/* Mean of three tries, eyes open, from each age on; see balance.h. */
static const struct {
	double age;
	float  mean_s;
} one_leg[] = {
	{ 40, 40 }, { 50, 37 }, { 60, 27 }, { 70, 15 }, { 80, 6 },
};

float gn_one_leg_mean_s(double age_years)
{
	float mean = NAN;

	for (size_t i = 0; i < sizeof(one_leg) / sizeof(one_leg[0]); i++)
		if (age_years >= one_leg[i].age)
			mean = one_leg[i].mean_s;
	return mean;
}

enum gn_side gn_stands_on(enum gn_side lifted)
{
	return lifted == GN_SIDE_LEFT ? GN_SIDE_RIGHT :
	       lifted == GN_SIDE_RIGHT ? GN_SIDE_LEFT : lifted;
}

void gn_one_leg_read(const struct gn_hold *h, size_t n, enum gn_side stands,
		     float cap_s, struct gn_one_leg *out)
{
	float sum = 0;

	*out = (struct gn_one_leg){ 0, NAN, NAN };
	for (size_t i = 0; i < n; i++) {
		float s = fminf(h[i].longest_s, cap_s);

		if (gn_stands_on(h[i].side) != stands || h[i].quiet ||
		    h[i].cut_start || h[i].cut_end)
			continue;
		out->best_s = fmaxf(out->best_s, s);
		if (out->tries < GN_ONE_LEG_TRIES)
			sum += s;
		if (++out->tries == GN_ONE_LEG_TRIES)
			out->mean_s = sum / GN_ONE_LEG_TRIES;
	}
}

int gn_has_stages(const struct gn_exercise *e)
{
	return !strcmp(e->name, "four_stage_balance");
}

const char *gn_stage_name(enum gn_stage s)
{
	static const char *const names[GN_STAGES] = {
		[GN_STAGE_SIDE] = "side by side",
		[GN_STAGE_SEMI] = "semi-tandem",
		[GN_STAGE_TANDEM] = "tandem",
		[GN_STAGE_LEG] = "one leg",
	};

	return names[s];
}

void gn_stages_read(const struct gn_hold *h, size_t n, float s[GN_STAGES])
{
	int over = 0;

	for (size_t i = 0; i < GN_STAGES; i++) {
		s[i] = i < n && !over ? fminf(h[i].longest_s, GN_STAGE_S) : NAN;
		over |= !(s[i] >= GN_STAGE_S);
	}
}

/* How long a hold was unbroken between two times. */
static float held_between(const struct gn_hold *h, int64_t from, int64_t to)
{
	int64_t start = h->longest.start > from ? h->longest.start : from;
	int64_t end = h->longest.end < to ? h->longest.end : to;

	return end > start ? (float)(1e-9 * (double)(end - start)) : 0.0f;
}

void gn_stages_marked(const struct gn_hold *h, size_t n,
		      const int64_t stage_ns[GN_STAGES], float s[GN_STAGES])
{
	int64_t to = INT64_MAX;

	for (int i = GN_STAGES - 1; i >= 0; i--) {
		s[i] = NAN;
		if (stage_ns[i] == GN_NO_TIME)
			continue;
		s[i] = 0.0f;
		for (size_t k = 0; k < n; k++)
			s[i] = fmaxf(s[i], held_between(&h[k], stage_ns[i],
							to));
		s[i] = fminf(s[i], GN_STAGE_S);
		to = stage_ns[i];
	}
}
