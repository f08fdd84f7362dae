/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <string.h>

#include "cal_file_priv.h"
#include "mag_quadric.h"

#define N GN_CAL_UNKNOWNS

/* Above what six digits of nine unknowns are rounded by. */
#define ROUNDED 1e-5

/* The i-th unknown's standard deviation. */
static double sd_of(const struct gn_cal_group *g, const void *from, size_t i)
{
	float sd[3];

	memcpy(sd, (const char *)from + g->sd_at[i / 3], sizeof(sd));
	return (double)sd[i % 3];
}

size_t gn_cal_unknowns(const struct gn_cal_group *g, const void *from)
{
	size_t n = 0;

	while (n < 3 * g->n_sd && !isnan(sd_of(g, from, n)))
		n++;
	return n - n % 3;
}

const float *gn_cal_corr(const struct gn_cal_group *g, const void *from)
{
	return (const float *)(const void *)((const char *)from + g->corr_at);
}

int gn_cal_corr_ok(const float *corr, size_t n)
{
	double a[N * N] = { 0 };
	size_t at = 0;

	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < i; j++) {
			a[i * n + j] = (double)corr[at++];
			if (!(fabs(a[i * n + j]) <= 1))
				return 0;
		}
		a[i * n + i] = 1 + ROUNDED;
	}
	return !gn_mag_cholesky(a, (int)n, a);
}

void gn_cal_corr_set(float *corr, size_t n, size_t room, const double *cov,
		     size_t stride)
{
	size_t at = 0;

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < i; j++) {
			double sd = sqrt(cov[i * stride + i] *
					 cov[j * stride + j]);
			double r = sd > 0 ? cov[i * stride + j] / sd : 0;

			r = fmin(fmax(r, -1), 1);
			corr[at++] = (float)(round(r * 1e6) / 1e6);
		}
	while (at < room)
		corr[at++] = NAN;
}

/* A group's struct, as its fields take it. */
union part {
	struct gn_cal_acc_text acc;
	struct gn_cal_gyr gyr;
	struct gn_cal_scale_text scale;
	struct gn_cal_mag_text mag;
};

/* NULL: there is no such part. */
static const struct gn_cal_group *part_of(const struct gn_cal_file *c,
					  enum gn_cal_part part,
					  union part *out)
{
	memset(out, 0, sizeof(*out));
	switch (part) {
	case GN_CAL_ACC:
		out->acc.acc = c->acc;
		return c->has_acc ? &gn_cal_acc_group : NULL;
	case GN_CAL_GYR:
		out->gyr = c->gyr;
		return c->has_gyr ? &gn_cal_gyr_group : NULL;
	case GN_CAL_SCALE:
		out->scale.scale = c->scale;
		gn_cal_matrix_of(c->scale.sd, &out->scale.sd);
		return c->has_scale ? &gn_cal_scale_group : NULL;
	case GN_CAL_MAG:
		out->mag.mag = c->mag;
		return c->has_mag ? &gn_cal_mag_group : NULL;
	case GN_CAL_PARTS:
		break;
	}
	return NULL;
}

size_t gn_cal_file_cov(const struct gn_cal_file *c, enum gn_cal_part part,
		       double out[N][N])
{
	union part p;
	const struct gn_cal_group *g = part_of(c, part, &p);
	size_t n = g ? gn_cal_unknowns(g, &p) : 0, at = 0;

	memset(out, 0, sizeof(double[N][N]));
	for (size_t i = 0; i < n; i++) {
		double sd = sd_of(g, &p, i);

		out[i][i] = sd * sd;
		for (size_t j = 0; j < i; j++) {
			double r = (double)gn_cal_corr(g, &p)[at++];

			if (!isnan(r))
				out[i][j] = out[j][i] = r * sd *
							sd_of(g, &p, j);
		}
	}
	return n;
}

int gn_cal_file_related(const struct gn_cal_file *c)
{
	for (int k = 0; k < GN_CAL_PARTS; k++) {
		union part p;
		const struct gn_cal_group *g =
			part_of(c, (enum gn_cal_part)k, &p);

		if (g && isnan(gn_cal_corr(g, &p)[0]))
			return 0;
	}
	return 1;
}
