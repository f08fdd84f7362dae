/* SPDX-License-Identifier: MIT */
#include "gonio/acc_cal.h"

#include <math.h>

static int has_rates(const struct gn_still_pose *p)
{
	for (int i = 0; i < 3; i++)
		if (!isfinite(p->gyr_radps[i]) || !isfinite(p->gyr_se_radps[i]))
			return 0;
	return p->n_gyr > 0;
}

/* Twice the time of a pose's middle, from the first one's start; ns. */
static int64_t twice_mid(const struct gn_still_pose *pose, size_t k)
{
	return (pose[k].start_ns - pose[0].start_ns) +
	       (pose[k].end_ns - pose[0].start_ns);
}

/* The middles about their mean, in s; 0 for poses that do not count. */
static double centre(const struct gn_still_pose *pose, size_t n,
		     double t[GN_STILL_MAX], struct gn_gyr_bias *out)
{
	double mean = 0, tt = 0;

	for (size_t k = 0; k < n; k++)
		if (has_rates(&pose[k]))
			mean += 0.5e-9 * (double)twice_mid(pose, k);
	mean /= (double)out->n_poses;
	for (size_t k = 0; k < n; k++) {
		t[k] = 0.5e-9 * (double)twice_mid(pose, k) - mean;
		if (has_rates(&pose[k]))
			tt += t[k] * t[k];
	}
	out->mid_ns = pose[0].start_ns + (int64_t)(mean * 1e9);
	return tt;
}

/* What is left of a pose's rate beside the line. */
static double miss(const struct gn_still_pose *p, int i, double t,
		   const struct gn_gyr_bias *out)
{
	double slope = out->drift_radps2[i];

	return p->gyr_radps[i] - out->bias_radps[i] -
	       (isnan(slope) ? 0 : slope * t);
}

/*
 * Between axes: the poses' scatter. It is theirs by two degrees, and where
 * noise is more than that it adds to the variances alone, so the whole has no
 * eigenvalue below 0.
 */
static void relate(const struct gn_still_pose *pose, size_t n,
		   const double *t, double tt, struct gn_gyr_bias *out)
{
	double m = (double)out->n_poses;

	for (int i = 0; i < 3; i++)
		for (int j = 0; j < 3; j++) {
			double both = 0;

			for (size_t k = 0; k < n && m > 2; k++)
				if (has_rates(&pose[k]))
					both += miss(&pose[k], i, t[k], out) *
						miss(&pose[k], j, t[k], out) /
						(m - 2);
			out->bias_cov[i][j] = both / m;
			out->drift_cov[i][j] = tt > 0 ? both / tt : NAN;
		}
	for (int i = 0; i < 3; i++) {
		out->bias_cov[i][i] = pow(out->bias_sd_radps[i], 2);
		out->drift_cov[i][i] = pow(out->drift_sd_radps2[i], 2);
	}
}

/* One axis: the line through the poses' rates. */
static void fit_axis(const struct gn_still_pose *pose, size_t n, int i,
		     const double *t, double tt, struct gn_gyr_bias *out)
{
	double m = (double)out->n_poses, mean = 0, slope = 0;
	double noise = 0, noise_t = 0, scatter = 0;

	for (size_t k = 0; k < n; k++) {
		double se;

		if (!has_rates(&pose[k]))
			continue;
		se = pose[k].gyr_se_radps[i];
		mean += pose[k].gyr_radps[i] / m;
		slope += t[k] * pose[k].gyr_radps[i];
		noise += se * se;
		noise_t += se * se * t[k] * t[k];
	}
	slope = tt > 0 ? slope / tt : NAN;
	for (size_t k = 0; k < n && m > 2; k++) {
		double d = pose[k].gyr_radps[i] - mean - slope * t[k];

		if (has_rates(&pose[k]))
			scatter += d * d / (m - 2);
	}
	out->bias_radps[i] = mean;
	out->bias_sd_radps[i] = sqrt(fmax(noise / m, scatter) / m);
	out->drift_radps2[i] = slope;
	out->drift_sd_radps2[i] = tt > 0 ?
		sqrt(fmax(noise_t / tt, scatter) / tt) : NAN;
}

int gn_gyr_bias_fit(const struct gn_still_pose *pose, size_t n,
		    struct gn_gyr_bias *out)
{
	double t[GN_STILL_MAX], tt;

	*out = (struct gn_gyr_bias){ 0 };
	for (int i = 0; i < 3; i++) {
		out->bias_radps[i] = out->bias_sd_radps[i] = NAN;
		out->drift_radps2[i] = out->drift_sd_radps2[i] = NAN;
		for (int j = 0; j < 3; j++)
			out->bias_cov[i][j] = out->drift_cov[i][j] = NAN;
	}
	if (n > GN_STILL_MAX)
		return GN_EINVAL;
	for (size_t k = 0; k < n; k++)
		out->n_poses += (size_t)has_rates(&pose[k]);
	if (!out->n_poses)
		return GN_ENODATA;
	tt = centre(pose, n, t, out);
	for (int i = 0; i < 3; i++)
		fit_axis(pose, n, i, t, tt, out);
	relate(pose, n, t, tt, out);
	return GN_OK;
}
