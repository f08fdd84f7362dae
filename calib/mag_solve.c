/* SPDX-License-Identifier: MIT */
#include "gonio/mag_cal.h"

#include <math.h>
#include <string.h>

#include "gonio/linalg.h"
#include "mag_quadric.h"

#define DEG          (3.14159265358979323846 / 180)
#define USED_MIN     50         /* samples, for nine unknowns */
#define LIMIT_MIN    5          /* samples at a known limit */
#define END_MIN      8          /* equal ones at an unknown one */
#define END_SPAN     0.5        /* of the field, that the others vary then */
#define PLANAR_MAX   0.03       /* least variance over the largest */
#define NEAR_RAD     (30 * DEG)
#define COVERED_MIN  18         /* of GN_MAG_CAL_DIRS */
#define STEP         1e-4       /* of a quadric near the unit sphere */

const char *gn_mag_cal_text(enum gn_mag_cal_verdict v)
{
#define X(name, text) text,
	static const char *const texts[] = { GN_MAG_CAL_VERDICTS(X) };
#undef X

	return (unsigned)v < GN_MAG_CAL_COUNT ? texts[v] : "unknown verdict";
}

/* All sums, of samples relative to the first one. */
static void whole(const struct gn_mag_sums *s, double out[10][10])
{
	for (int i = 0; i < 10; i++)
		for (int j = 0; j < 10; j++)
			out[i][j] = s->s[i < j ? i : j][i < j ? j : i];
}

/*
 * The mean of x, and its variances along its principal axes, largest first;
 * their sum is the field's square if all directions are there.
 */
static void spread_of(const double s[10][10], double mean[3], double var[3])
{
	static const int product[3][3] = { { 0, 5, 4 }, { 5, 1, 3 },
					   { 4, 3, 2 } };
	double cov[3][3], vec[3][3];

	for (int i = 0; i < 3; i++)
		mean[i] = s[6 + i][9] / s[9][9];
	for (int i = 0; i < 3; i++)
		for (int j = 0; j < 3; j++)
			cov[i][j] = s[product[i][j]][9] / s[9][9] -
				    mean[i] * mean[j];
	gn_eig_sym3(cov, var, vec);
}

/* Does an axis end in one value, over a wide patch? At a corner it cannot. */
static int clipped(const struct gn_mag_sums *s, double spread)
{
	for (int k = 0; k < 3; k++) {
		const struct gn_mag_end *e = s->end[k];

		if ((double)e[1].value - e[0].value < END_SPAN * spread)
			continue;
		for (int i = 0; i < 2; i++) {
			double b = (double)e[i].high[0] - e[i].low[0];
			double c = (double)e[i].high[1] - e[i].low[1];

			if (e[i].n >= END_MIN && fmax(b, c) > END_SPAN * spread)
				return 1;
		}
	}
	return 0;
}

/* The map from samples, relative to the first, to the unit sphere, in two
 * steps: the first, and the quadric that is left of the sphere then. */
struct fit {
	struct mag_affine first;
	double q[10], cov[9][9];        /* of the first nine of q */
	double residual;                /* sd of the square of the norm */
};

static int fit(const double s[10][10], const double mean[3], double spread,
	       struct fit *f)
{
	struct mag_affine unit = { { { 0 } }, { mean[0], mean[1], mean[2] } };
	struct mag_affine li;
	double scaled[10][10];

	for (int i = 0; i < 3; i++)
		unit.a[i][i] = 1 / spread;
	gn_mag_sums_of(s, &unit, scaled);
	if (gn_mag_ellipsoid(scaled, &li) ||
	    gn_mag_after(&li, &unit, &f->first))
		return -1;
	gn_mag_sums_of(s, &f->first, scaled);
	return gn_mag_refine(scaled, f->q, f->cov, &f->residual);
}

/* What a quadric after the first step means: x: the offset, relative to the
 * first sample, W's diagonal, and what is above it (xy, xz, yz). */
static int unknowns(const struct fit *f, const double q[10],
		    struct mag_affine *both, double w[3][3], double x[9])
{
	struct mag_affine second;
	double square[3][3], field;

	if (gn_mag_sphere_of(q, &second) ||
	    gn_mag_after(&second, &f->first, both))
		return -1;
	/* W = F (a^T a)^(1/2), F such that det W = 1 */
	field = 1 / cbrt(fabs(gn_mag_det(both->a)));
	for (int i = 0; i < 3; i++)
		for (int j = 0; j < 3; j++)
			square[i][j] = field * field *
				(both->a[0][i] * both->a[0][j] +
				 both->a[1][i] * both->a[1][j] +
				 both->a[2][i] * both->a[2][j]);
	if (!isfinite(field) || gn_mag_root(square, w))
		return -1;
	for (int i = 0; i < 3; i++) {
		x[i] = both->o[i];
		x[3 + i] = w[i][i];
		x[6 + i] = w[i / 2][i ? 2 : 1];
	}
	return 0;
}

/* By how much they change with the quadric, by its covariance. */
static int spread_out(const struct fit *f, double cov[9][9])
{
	double d[9][9], half[9][9] = { { 0 } };

	for (int i = 0; i < 9; i++) {
		double up[10], down[10], x[9], y[9], w[3][3];
		struct mag_affine both;

		memcpy(up, f->q, sizeof(up));
		memcpy(down, f->q, sizeof(down));
		up[i] += STEP;
		down[i] -= STEP;
		if (unknowns(f, up, &both, w, x) ||
		    unknowns(f, down, &both, w, y))
			return -1;
		for (int k = 0; k < 9; k++)
			d[k][i] = (x[k] - y[k]) / (2 * STEP);
	}
	for (int k = 0; k < 9; k++)
		for (int i = 0; i < 9; i++)
			for (int j = 0; j < 9; j++)
				half[k][i] += d[k][j] * f->cov[j][i];
	memset(cov, 0, sizeof(double[9][9]));
	for (int k = 0; k < 9; k++)
		for (int l = 0; l < 9; l++)
			for (int i = 0; i < 9; i++)
				cov[k][l] += half[k][i] * d[l][i];
	return 0;
}

/* How far each direction is from the nearest sample, on the sphere. */
static void cover(const struct gn_mag_sums *s, const struct mag_affine *f,
		  struct gn_mag_cal *out)
{
	double inv[3][3], dir[3];

	out->lacking_rad = -1;
	if (gn_mag_inverse(f->a, inv))
		return;
	for (size_t i = 0; i < GN_MAG_CAL_DIRS; i++) {
		double far = s->reach[i], to[3], norm, cosine;

		gn_mag_cal_direction(i, dir);
		for (int k = 0; k < 3; k++) {
			to[k] = inv[0][k] * dir[0] + inv[1][k] * dir[1] +
				inv[2][k] * dir[2];
			far -= f->o[k] * dir[k];
		}
		norm = sqrt(to[0] * to[0] + to[1] * to[1] + to[2] * to[2]);
		cosine = fmax(-1, fmin(1, far / norm));
		out->far_rad[i] = acos(cosine);
		out->covered += out->far_rad[i] < NEAR_RAD;
		if (out->far_rad[i] > out->lacking_rad) {
			out->lacking_rad = out->far_rad[i];
			memcpy(out->lacking, dir, sizeof(dir));
		}
	}
}

static int describe(const struct gn_mag_sums *s, const struct fit *f,
		    struct gn_mag_cal *out)
{
	struct mag_affine both;
	double x[9];

	if (unknowns(f, f->q, &both, out->w, x) || spread_out(f, out->cov))
		return -1;
	out->field_ut = 1 / cbrt(fabs(gn_mag_det(both.a)));
	out->residual = f->residual / 2;        /* of the norm itself */
	for (int i = 0; i < 3; i++) {
		int row = i / 2, col = i ? 2 : 1;

		out->offset_ut[i] = x[i] + (double)s->first[i];
		out->offset_sd_ut[i] = sqrt(fmax(out->cov[i][i], 0));
		out->w_sd[i][i] = sqrt(fmax(out->cov[3 + i][3 + i], 0));
		out->w_sd[row][col] = out->w_sd[col][row] =
			sqrt(fmax(out->cov[6 + i][6 + i], 0));
	}
	cover(s, &both, out);
	return 0;
}

static void nothing(const struct gn_mag_sums *s, struct gn_mag_cal *out)
{
	*out = (struct gn_mag_cal){
		.field_ut = NAN, .residual = NAN, .lacking_rad = NAN,
		.n = s->n, .n_missing = s->n_missing, .n_limit = s->n_limit,
		.n_used = s->n_used,
	};
	for (size_t i = 0; i < GN_MAG_CAL_DIRS; i++)
		out->far_rad[i] = NAN;
	for (int i = 0; i < 81; i++)
		out->cov[i / 9][i % 9] = NAN;
	for (int i = 0; i < 3; i++) {
		out->offset_ut[i] = out->offset_sd_ut[i] = NAN;
		out->lacking[i] = NAN;
		for (int j = 0; j < 3; j++)
			out->w[i][j] = out->w_sd[i][j] = NAN;
	}
}

/* The largest standard deviation, relative to the field. */
static double worst_sd(const struct gn_mag_cal *c)
{
	double worst = 0;

	for (int i = 0; i < 3; i++) {
		worst = fmax(worst, c->offset_sd_ut[i] / c->field_ut);
		for (int j = 0; j < 3; j++)
			worst = fmax(worst, c->w_sd[i][j]);
	}
	return worst;
}

/* There is a fit: is it worth anything? */
static enum gn_mag_cal_verdict judge(const struct gn_mag_cal_params *p,
				     const struct gn_mag_cal *c,
				     struct gn_diag *why)
{
	if (c->residual > p->residual_max) {
		gn_diag_set(why, 0, "the field's strength varied by %.0f %%: "
			    "turn it in one place, away from iron and currents",
			    100 * c->residual);
		return GN_MAG_CAL_DISTURBED;
	}
	if (c->covered < COVERED_MIN || worst_sd(c) > p->sd_max) {
		gn_diag_set(why, 0, "%u of %d directions were seen, to %.1f %% "
			    "of the field; most lacking is (%.1f %.1f %.1f), "
			    "%.0f degrees from any: turn it that way too",
			    c->covered, GN_MAG_CAL_DIRS, 100 * worst_sd(c),
			    c->lacking[0], c->lacking[1], c->lacking[2],
			    c->lacking_rad / DEG);
		return GN_MAG_CAL_LACKING;
	}
	if (c->field_ut < p->field_min_ut || c->field_ut > p->field_max_ut) {
		gn_diag_set(why, 0, "a field of %.1f uT is not the earth's, "
			    "%.0f to %.0f: the unit is wrong, or a magnet near",
			    c->field_ut, p->field_min_ut, p->field_max_ut);
		return GN_MAG_CAL_FIELD;
	}
	return GN_MAG_CAL_FINE;
}

static enum gn_mag_cal_verdict saturated(struct gn_diag *why)
{
	gn_diag_set(why, 0, "an axis reads its highest or lowest value again "
		    "and again: choose a wider range, or take it away from the "
		    "magnet");
	return GN_MAG_CAL_SATURATED;
}

static enum gn_mag_cal_verdict too_little(const struct gn_mag_sums *s,
					  struct gn_diag *why)
{
	gn_diag_set(why, 0, "%llu samples apart from each other, of %d: turn "
		    "it slowly through all directions",
		    (unsigned long long)s->n_used, USED_MIN);
	return GN_MAG_CAL_NO_DATA;
}

enum gn_mag_cal_verdict gn_mag_cal_solve(const struct gn_mag_sums *s,
					 struct gn_mag_cal *out,
					 struct gn_diag *why)
{
	double all[10][10], mean[3], var[3], spread;
	struct fit f;

	if (why)
		why->text[0] = '\0';
	nothing(s, out);
	if (s->n_limit >= LIMIT_MIN)
		return saturated(why);
	if (s->n_used < USED_MIN)
		return too_little(s, why);
	whole(s, all);
	spread_of(all, mean, var);
	spread = sqrt(var[0] + var[1] + var[2]);
	if (clipped(s, spread))
		return saturated(why);
	if (!(var[2] > PLANAR_MAX * var[0])) {
		gn_diag_set(why, 0, "it was turned about one axis only: turn "
			    "it about the others as well");
		return GN_MAG_CAL_PLANAR;
	}
	if (fit(all, mean, spread, &f) || describe(s, &f, out)) {
		nothing(s, out);
		gn_diag_set(why, 0, "no ellipsoid fits: turn it slowly through "
			    "all directions, in one place");
		return GN_MAG_CAL_NO_FIT;
	}
	return judge(&s->params, out, why);
}
