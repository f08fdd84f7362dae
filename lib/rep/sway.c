/* SPDX-License-Identifier: MIT */
#include "gonio/sway.h"

#include <math.h>

#include "gonio/filt.h"
#include "gonio/vec.h"

#define PI 3.14159265358979323846
#define OUTSIDE 0.05            /* of further samples, by the ellipse */

void gn_sway_blank(struct gn_sway *out)
{
	*out = (struct gn_sway){ NAN, { NAN, NAN }, NAN, NAN, NAN, NAN, NAN,
				 NAN, NAN };
}

/* Second moments about the means. */
struct moments {
	double mean[GN_SWAY_AXES];
	double ap2, ml2, both;  /* sums of squares, and of products */
	double dist;            /* sum of distances */
};

static void moments(const float (*a)[GN_SWAY_AXES], size_t n,
		    struct moments *m)
{
	*m = (struct moments){ 0 };
	for (size_t i = 0; i < n; i++)
		for (int c = 0; c < GN_SWAY_AXES; c++)
			m->mean[c] += (double)a[i][c] / (double)n;
	for (size_t i = 0; i < n; i++) {
		double ap = (double)a[i][GN_SWAY_AP] - m->mean[GN_SWAY_AP];
		double ml = (double)a[i][GN_SWAY_ML] - m->mean[GN_SWAY_ML];

		m->ap2 += ap * ap;
		m->ml2 += ml * ml;
		m->both += ap * ml;
		m->dist += hypot(ap, ml);
	}
}

/*
 * Area of the ellipse that the next sample lies in with 95 %: of the F
 * distribution with 2 and n - 2 degrees of freedom the quantile is a closed
 * form.
 */
static double ellipse(const struct moments *m, size_t samples)
{
	double n = (double)samples;
	double f = (n - 2) / 2 * (pow(OUTSIDE, -2 / (n - 2)) - 1);
	double det = (m->ap2 * m->ml2 - m->both * m->both) /
		((n - 1) * (n - 1));

	return PI * 2 * (n - 1) * (n + 1) / (n * (n - 2)) * f *
		sqrt(fmax(det, 0));
}

void gn_sway_measure(const float (*a)[GN_SWAY_AXES], size_t n, double rate_hz,
		     struct gn_sway *out)
{
	double time_s = (double)n / rate_hz, path = 0, jerk = 0, dist;
	struct moments m;

	gn_sway_blank(out);
	if (n < 4)
		return;
	moments(a, n, &m);
	for (size_t i = 0; i + 1 < n; i++) {
		double ap = (double)a[i + 1][GN_SWAY_AP] -
			(double)a[i][GN_SWAY_AP];
		double ml = (double)a[i + 1][GN_SWAY_ML] -
			(double)a[i][GN_SWAY_ML];

		path += hypot(ap, ml);
		jerk += (ap * ap + ml * ml) * rate_hz / 2;
	}
	dist = m.dist / (double)n;
	out->time_s = (float)time_s;
	out->rms_mps2[GN_SWAY_AP] = (float)sqrt(m.ap2 / (double)n);
	out->rms_mps2[GN_SWAY_ML] = (float)sqrt(m.ml2 / (double)n);
	out->rms_both_mps2 = (float)sqrt((m.ap2 + m.ml2) / (double)n);
	out->path_mps2 = (float)path;
	out->path_rate_mps3 = (float)(path / time_s);
	out->dist_mps2 = (float)dist;
	out->freq_hz = (float)(path / (2 * PI * dist * time_s));
	out->jerk_m2ps5 = (float)jerk;
	out->ellipse_m2ps4 = (float)ellipse(&m, n);
}

static void unit(float v[3])
{
	float l = sqrtf(gn_dot3(v, v));

	for (int c = 0; c < 3; c++)
		v[c] /= l;
}

/* Two horizontal axes: forward, and left of it. */
static void horizontal(const float up[3], const float fwd[3],
		       float axis[GN_SWAY_AXES][3])
{
	float any[3] = { 0, 0, 0 }, along;
	int least = 0;

	for (int c = 1; c < 3; c++)
		if (fabsf(up[c]) < fabsf(up[least]))
			least = c;
	any[least] = 1;
	if (!fwd)
		fwd = any;
	along = gn_dot3(fwd, up);
	for (int c = 0; c < 3; c++)
		axis[GN_SWAY_AP][c] = fwd[c] - along * up[c];
	unit(axis[GN_SWAY_AP]);
	gn_cross3(up, axis[GN_SWAY_AP], axis[GN_SWAY_ML]);
}

void gn_sway_level(const struct gn_frame *f, size_t n, double rate_hz,
		   const float fwd[3], float (*a)[GN_SWAY_AXES])
{
	struct gn_biquad low = gn_biquad_lowpass(GN_SWAY_CORNER_HZ, rate_hz);
	float up[3], axis[GN_SWAY_AXES][3];
	double sum[3] = { 0, 0, 0 };

	for (size_t i = 0; i < n; i++)
		for (int c = 0; c < 3; c++)
			sum[c] += (double)f[i].acc_mps2[c];
	for (int c = 0; c < 3; c++)
		up[c] = (float)(sum[c] / (double)n);
	unit(up);
	horizontal(up, fwd, axis);
	for (size_t i = 0; i < n; i++)
		for (int k = 0; k < GN_SWAY_AXES; k++)
			a[i][k] = gn_dot3(f[i].acc_mps2, axis[k]);
	for (int k = 0; k < GN_SWAY_AXES; k++)
		gn_filtfilt(&low, &a[0][k], n, GN_SWAY_AXES);
}
