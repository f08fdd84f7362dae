/* SPDX-License-Identifier: MIT */
#include "gonio/trend.h"

#include <math.h>
#include <string.h>

#include "gonio/compare.h"

#define MDC95 (1.96 * 1.4142135623730951)
#define DOF_ENOUGH 4.0          /* see trend.h */
#define DOF_LEAST 2.0           /* fewer tell nothing of an error */
#define WEEK_DAYS 7.0
#define MEDIAN3_VAR 0.4487      /* of the median of three normal values; H. L.
				 * Jones, Ann. Math. Stat. 19:270, 1948 */

double gn_mdc95(double sem)
{
	return MDC95 * sem;
}

/* The line through the points; GN_ENODATA: there is none. */
static int line_of(const struct gn_trend_point *p, size_t n, double *work,
		   struct gn_line *line)
{
	double *x = work, *y = work + n;

	for (size_t i = 0; i < n; i++) {
		x[i] = p[i].at_days;
		y[i] = p[i].value;
	}
	return gn_theil_sen(x, y, n, work + 2 * n, line);
}

void gn_trend_error_add(struct gn_trend_error *e,
			const struct gn_trend_point *p, size_t n,
			double *work)
{
	struct gn_line line;

	for (size_t i = 0; i < n; i++) {
		if (isfinite(p[i].within_sd)) {
			e->within += p[i].within_sd * p[i].within_sd;
			e->n_within++;
		}
		if (isfinite(p[i].mount_sd)) {
			e->mount += p[i].mount_sd * p[i].mount_sd;
			e->n_mount++;
		}
	}
	if (n < 3 || line_of(p, n, work, &line))
		return;
	for (size_t i = 0; i < n; i++) {
		double off = p[i].value - line.at0 - line.slope * p[i].at_days;

		e->ss += off * off;
	}
	e->dof += (double)n - 2;
}

double gn_trend_sem(const struct gn_trend_error *e, enum gn_sem_from *from)
{
	double own = e->dof >= DOF_LEAST ? e->ss / e->dof : 0;
	double within = e->n_within ? e->within / (double)e->n_within : 0;
	double mount = e->n_mount ? e->mount / (double)e->n_mount : 0;

	if (e->dof >= DOF_ENOUGH) {
		*from = GN_SEM_SESSIONS;
		return sqrt(fmax(own, within));
	}
	*from = e->n_within ? GN_SEM_WITHIN : GN_SEM_NONE;
	return e->n_within ? sqrt(fmax(own, within + mount)) : NAN;
}

static enum gn_change judge(double change, double mdc)
{
	if (!isfinite(mdc))
		return GN_CHANGE_UNKNOWN;
	return fabs(change) > mdc ? GN_CHANGE_BEYOND : GN_CHANGE_NONE;
}

/* The session nearest to a day, the earlier of two. */
static void read_week(const struct gn_trend_point *p, size_t n, double day,
		      double mdc, struct gn_trend_reading *out)
{
	double best = WEEK_DAYS;

	out->at_days = out->value = NAN;
	out->change = GN_CHANGE_UNKNOWN;
	for (size_t i = 1; i < n; i++) {
		double off = fabs(p[i].at_days - p[0].at_days - day);

		if (off > best || (off == best && isfinite(out->value)))
			continue;
		best = off;
		out->at_days = p[i].at_days;
		out->value = p[i].value;
		out->change = judge(p[i].value - p[0].value, mdc);
	}
}

void gn_trend_read(const struct gn_trend_point *p, size_t n,
		   const struct gn_trend_error *e, int dated, double *work,
		   struct gn_trend *out)
{
	memset(out, 0, sizeof(*out));
	out->n = n;
	out->first = p[0].value;
	out->last = p[n - 1].value;
	out->sem = gn_trend_sem(e, &out->from);
	out->mdc = gn_mdc95(out->sem);
	out->change = n > 1 ? judge(out->last - out->first, out->mdc)
			    : GN_CHANGE_UNKNOWN;
	if (line_of(p, n, work, &out->line))
		out->line = (struct gn_line){ NAN, NAN, NAN, NAN };
	read_week(p, dated ? n : 0, 4 * WEEK_DAYS, out->mdc, &out->week4);
	read_week(p, dated ? n : 0, 8 * WEEK_DAYS, out->mdc, &out->week8);
}

/* Is a drop of that many standard errors chance? One-sided, alpha of it. */
static int is_real(double t, double dof, double alpha)
{
	return t > 0 && 0.5 * gn_ttest_p(t, dof) < alpha;
}

static int is_gradual(const struct gn_trend_point *p, size_t n,
		      const struct gn_trend_error *e, double alpha,
		      double *work, struct gn_fall *out)
{
	enum gn_sem_from from;
	double sem = gn_trend_sem(e, &from), mean = 0, sxx = 0, drop;
	struct gn_line line;

	if (line_of(p, n, work, &line))
		return 0;
	for (size_t i = 0; i < n; i++)
		mean += p[i].at_days / (double)n;
	for (size_t i = 0; i < n; i++)
		sxx += (p[i].at_days - mean) * (p[i].at_days - mean);
	drop = -line.slope * (p[n - 1].at_days - p[0].at_days);
	if (!(drop > gn_mdc95(sem)) ||
	    !is_real(-line.slope * sqrt(sxx) / sem, e->dof, alpha))
		return 0;
	*out = (struct gn_fall){ GN_FALL_GRADUAL, drop, gn_mdc95(sem) };
	return 1;
}

static void find_sudden(const struct gn_trend_point *p, size_t n,
			const struct gn_trend_error *e, double alpha,
			struct gn_fall *out)
{
	double last3[3] = { p[n - 4].value, p[n - 3].value, p[n - 2].value };
	enum gn_sem_from from;
	double sem = gn_trend_sem(e, &from);
	double drop = gn_median(last3, 3) - p[n - 1].value;

	if (drop > gn_mdc95(sem) &&
	    is_real(drop / (sem * sqrt(1 + MEDIAN3_VAR)), e->dof, alpha))
		*out = (struct gn_fall){ GN_FALL_SUDDEN, drop,
					 gn_mdc95(sem) };
}

void gn_trend_fall(const struct gn_trend_point *p, size_t n,
		   const struct gn_trend_error *all,
		   const struct gn_trend_error *before, double alpha,
		   double *work, struct gn_fall *out)
{
	*out = (struct gn_fall){ GN_FALL_UNKNOWN, NAN, NAN };
	if (n < 4 || all->dof < DOF_LEAST)
		return;
	out->kind = GN_FALL_NONE;
	if (!is_gradual(p, n, all, 0.7 * alpha, work, out) &&
	    before->dof >= DOF_LEAST)
		find_sudden(p, n, before, 0.3 * alpha, out);
}
