/* SPDX-License-Identifier: MIT */
#include "asym_priv.h"

#include <math.h>

#include "gonio/compare.h"
#include "gonio/stats.h"

#define SEED 20080527u          /* any; fixed, so that results repeat */
#define Z95 1.959964            /* 97.5 % of the normal distribution */
/* of GN_ASYM_RESAMPLES sorted values, p (n + 1) - 1: 2.5 % and 97.5 % */
#define LOW ((GN_ASYM_RESAMPLES + 1) / 40 - 1)
#define HIGH (GN_ASYM_RESAMPLES - (GN_ASYM_RESAMPLES + 1) / 40)

static const struct {
	const char *name, *text;
} verdicts[GN_ASYM_VERDICT_COUNT] = {
#define X(id, name, text) { name, text },
	GN_ASYM_VERDICTS(X)
#undef X
};

const char *gn_asym_verdict_name(enum gn_asym_verdict v)
{
	return (unsigned)v < GN_ASYM_VERDICT_COUNT ? verdicts[v].name
						   : "unknown";
}

const char *gn_asym_verdict_text(enum gn_asym_verdict v)
{
	return (unsigned)v < GN_ASYM_VERDICT_COUNT ? verdicts[v].text
						   : "unknown";
}

int gn_asym_assessed(enum gn_asym_verdict v)
{
	return v <= GN_ASYM_MOUNTING;
}

/* Mean deviation from mean of n values drawn again, in both samples. */
static void draw(const struct gn_asym_sample *s, const double mean[2],
		 struct gn_random *r, double out[2])
{
	out[0] = out[1] = 0.0;
	for (size_t i = 0; i < s->n[0]; i++) {
		size_t k = gn_random_below(r, s->n[0]);

		out[0] += s->x[0][k] - mean[0];
		if (s->paired)
			out[1] += s->x[1][k] - mean[1];
	}
	for (size_t i = 0; i < s->n[1] && !s->paired; i++)
		out[1] += s->x[1][gn_random_below(r, s->n[1])] - mean[1];
	for (int k = 0; k < 2; k++) {
		double n = (double)s->n[k];

		out[k] *= sqrt(n / (n - 1.0)) / n;
	}
}

static void limits(float *x, double ci[2])
{
	ci[0] = (double)gn_select(x, GN_ASYM_RESAMPLES, LOW);
	ci[1] = (double)gn_select(x, GN_ASYM_RESAMPLES, HIGH);
}

static void bootstrap(const struct gn_asym_sample *s,
		      const struct gn_asym_params *p, struct gn_asym *out)
{
	float d[GN_ASYM_RESAMPLES], si[GN_ASYM_RESAMPLES];
	struct gn_random r;

	gn_random_seed(&r, SEED);
	for (int i = 0; i < GN_ASYM_RESAMPLES; i++) {
		double m[2], off, sum, by;

		draw(s, out->mean, &r, m);
		off = p->mount_sd * gn_random_gauss(&r);
		m[0] += out->mean[0] - 0.5 * off;
		m[1] += out->mean[1] + 0.5 * off;
		by = m[1] - m[0];
		sum = m[0] + m[1];
		d[i] = (float)by;
		si[i] = sum > 0.0 ? (float)(200.0 * by / sum) : 0.0f;
	}
	limits(d, out->ci);
	if (out->refused[GN_ASYM_SI] == GN_ASYM_FINE)
		limits(si, out->si_ci);
}

void gn_asym_indices(const struct gn_asym_params *p, struct gn_asym *out)
{
	const struct gn_asym_pair pair = { out->mean[0], out->mean[1], p->scale,
					   p->least, p->involved };

	for (int i = 0; i < GN_ASYM_INDEX_COUNT; i++)
		out->refused[i] = gn_asym_index((enum gn_asym_index)i, &pair,
						&out->index[i]);
}

static int test(const struct gn_asym_sample *s, double more_sd,
		struct gn_ttest *out)
{
	return s->paired ?
		gn_ttest_paired(s->x[0], s->x[1], s->n[0], more_sd, out) :
		gn_ttest_welch(s->x[0], s->n[0], s->x[1], s->n[1], more_sd,
			       out);
}

static enum gn_asym_verdict judge(const struct gn_asym *a, double alpha)
{
	if (!(a->p < alpha))
		return GN_ASYM_VARIES;
	if (!(fabs(a->difference) > a->mdc))
		return GN_ASYM_BELOW_MDC;
	return a->p_all < alpha ? GN_ASYM_DIFFERENT : GN_ASYM_MOUNTING;
}

void gn_asym_describe(const struct gn_asym_sample *s,
		      const struct gn_asym_params *p, struct gn_asym *out)
{
	out->paired = s->paired;
	for (int k = 0; k < 2; k++) {
		struct gn_spread spread = gn_spread_of(s->x[k], s->n[k]);

		out->n[k] = s->n[k];
		out->mean[k] = spread.mean;
		out->sd[k] = spread.sd;
		out->ci[k] = out->si_ci[k] = NAN;
	}
	out->difference = out->mean[1] - out->mean[0];
	out->mount_sd = p->mount_sd;
	out->mdc = out->p = out->p_all = NAN;
	gn_asym_indices(p, out);
}

void gn_asym_compare(const struct gn_asym_sample *s,
		     const struct gn_asym_params *p, struct gn_asym *out)
{
	struct gn_ttest own, all;

	gn_asym_describe(s, p, out);
	out->verdict = GN_ASYM_FEW;
	if (s->n[0] < GN_ASYM_REPS_LEAST || s->n[1] < GN_ASYM_REPS_LEAST ||
	    test(s, 0.0, &own) || test(s, p->mount_sd, &all))
		return;
	out->p = own.p;
	out->p_all = all.p;
	out->mdc = fmax(p->mdc, Z95 * own.se);
	bootstrap(s, p, out);
	out->verdict = judge(out, p->alpha);
}
