/* SPDX-License-Identifier: MIT */
#include "gonio/segment.h"

#include <math.h>
#include <string.h>

#include "gonio/linalg.h"
#include "gonio/vec.h"

#define TWO_PI 6.2831853f
#define AT_ONCE 64              /* frames, for arcs without rows of three */

void gn_segment_fit_init(struct gn_segment_fit *f)
{
	memset(f, 0, sizeof(*f));
}

static int finite3(const float v[3])
{
	return isfinite(v[0]) && isfinite(v[1]) && isfinite(v[2]);
}

void gn_segment_fit_pose(struct gn_segment_fit *f, const float acc_mps2[3],
			 const float gyr_radps[3])
{
	if (!finite3(acc_mps2) || !finite3(gyr_radps))
		return;
	for (int c = 0; c < 3; c++) {
		f->acc[c] += (double)acc_mps2[c];
		f->gyr[c] += (double)gyr_radps[c];
		f->acc2 += (double)acc_mps2[c] * (double)acc_mps2[c];
	}
	f->n_pose++;
}

void gn_segment_fit_move(struct gn_segment_fit *f, const struct gn_frame *move,
			 size_t n)
{
	struct gn_moments turn = f->turn;
	size_t known = 0;

	for (size_t i = 0; i < n; i++) {
		if (!finite3(move[i].gyr_radps))
			continue;
		gn_moments_add(&turn, move[i].gyr_radps);
		known++;
	}
	f->turn = turn;
	f->n_move += known;
}

/* Mean of the pose to length 1; the spread about it. */
static double upright(const struct gn_segment_fit *f, double up[3])
{
	double n = (double)f->n_pose, sq = 0;

	for (int c = 0; c < 3; c++) {
		up[c] = f->acc[c] / n;
		sq += up[c] * up[c];
	}
	for (int c = 0; c < 3; c++)
		up[c] /= sqrt(sq);
	return sqrt(fmax(f->acc2 / n - sq, 0));
}

/* The second moments of the rates without what turns about up. */
static void across(const struct gn_segment_fit *f, const double up[3],
		   double out[3][3])
{
	double turn[3][3], along[3], both = 0;

	gn_moments_matrix(&f->turn, turn);
	for (int r = 0; r < 3; r++) {
		along[r] = 0;
		for (int c = 0; c < 3; c++)
			along[r] += turn[r][c] * up[c];
		both += up[r] * along[r];
	}
	for (int r = 0; r < 3; r++)
		for (int c = 0; c < 3; c++)
			out[r][c] = (turn[r][c] - along[r] * up[c] -
				     up[r] * along[c] + both * up[r] * up[c]) /
				(double)f->n_move;
}

int gn_segment_fit_up(const struct gn_segment_fit *f,
		      struct gn_segment_axes *axes, struct gn_diag *why)
{
	double up[3], spread;

	if (f->n_pose < GN_SEGMENT_POSE_MIN)
		return gn_diag_set(why, GN_ENODATA, "the pose is too short: "
				   "stand still for a second or more");
	spread = upright(f, up);
	if (!(spread <= (double)GN_SEGMENT_STILL_MPS2))
		return gn_diag_set(why, GN_ENODATA, "the pose was not still "
				   "(%.1f m/s^2): stand quietly", spread);
	for (int c = 0; c < 3; c++) {
		axes->up[c] = (float)up[c];
		axes->side[c] = axes->fwd[c] = NAN;
		axes->bias_radps[c] = (float)(f->gyr[c] / (double)f->n_pose);
	}
	axes->share = axes->rms_radps = NAN;
	return GN_OK;
}

int gn_segment_fit_side(const struct gn_segment_fit *f,
			struct gn_segment_axes *axes, struct gn_diag *why)
{
	double up[3], turn[3][3], val[3], vec[3][3];

	if (!f->n_move)
		return gn_diag_set(why, GN_ENODATA, "no movement was seen");
	for (int c = 0; c < 3; c++)
		up[c] = (double)axes->up[c];
	across(f, up, turn);
	gn_eig_sym3(turn, val, vec);
	if (!(val[0] + val[1] >= (double)(GN_SEGMENT_RMS_MIN *
					  GN_SEGMENT_RMS_MIN)))
		return gn_diag_set(why, GN_ENODATA, "too little movement: bend "
				   "further, or faster");
	if (val[0] < (double)GN_SEGMENT_SHARE_MIN * (val[0] + val[1]))
		return gn_diag_set(why, GN_EFORMAT, "the movement was about no "
				   "one axis: bend straight forward and back");
	for (int c = 0; c < 3; c++)
		axes->side[c] = (float)vec[0][c];
	gn_cross3(axes->up, axes->side, axes->fwd);
	axes->share = (float)(val[0] / (val[0] + val[1]));
	axes->rms_radps = (float)sqrt(val[0] + val[1]);
	return GN_OK;
}

int gn_segment_fit_axes(const struct gn_segment_fit *f,
			struct gn_segment_axes *axes, struct gn_diag *why)
{
	struct gn_segment_axes a;
	int err = gn_segment_fit_up(f, &a, why);

	if (!err)
		err = gn_segment_fit_side(f, &a, why);
	if (!err)
		*axes = a;
	return err;
}

void gn_segment_flip(struct gn_segment_axes *axes)
{
	for (int c = 0; c < 3; c++) {
		axes->side[c] = -axes->side[c];
		axes->fwd[c] = -axes->fwd[c];
	}
}

/*
 * atan2f() to 2e-7 rad, without a branch, so that many are worked out at once:
 * a polynomial through the Chebyshev nodes of atan(a) / a by a^2, 0..1. Ours.
 */
static float angle_of(float y, float x)
{
	float ax = fabsf(x), ay = fabsf(y);
	float most = ax > ay ? ax : ay, least = ax > ay ? ay : ax;
	float a = least / (most == 0.0f ? 1.0f : most), s = a * a;
	float r = a * (0.999999881f + s * (-0.333319604f + s * (0.199692354f +
		  s * (-0.140165851f + s * (0.0990609676f + s *
		  (-0.0593671016f + s * (0.0241661891f + s *
					 -0.00466877315f)))))));

	r = ay > ax ? 0.25f * TWO_PI - r : r;
	r = x < 0.0f ? 0.5f * TWO_PI - r : r;
	return copysignf(r, y);
}

void gn_segment_lean(const struct gn_segment_axes *axes, const float (*up)[3],
		     size_t n, float *lean_rad)
{
	float last = 0.0f, x[AT_ONCE];

	for (size_t i = 0; i < n; i += AT_ONCE) {
		size_t m = n - i < AT_ONCE ? n - i : AT_ONCE;
		float *y = lean_rad + i;

		for (size_t k = 0; k < m; k++) {
			y[k] = gn_dot3(up[i + k], axes->fwd);
			x[k] = gn_dot3(up[i + k], axes->up);
		}
		for (size_t k = 0; k < m; k++)
			y[k] = -angle_of(y[k], x[k]);
	}
	for (size_t i = 0; i < n; i++) {
		float a = lean_rad[i];

		if (isnan(a))
			continue;
		if (fabsf(last - a) > 0.5f * TWO_PI) {
			a += TWO_PI * roundf((last - a) / TWO_PI);
			lean_rad[i] = a;
		}
		last = a;
	}
}

void gn_segment_lean_right(const struct gn_segment_axes *axes,
			   const float (*up)[3], size_t n, float *lean_rad)
{
	for (size_t i = 0; i < n; i++) {
		float a = -gn_dot3(up[i], axes->side);

		lean_rad[i] = asinf(a > 1.0f ? 1.0f : a < -1.0f ? -1.0f : a);
	}
}

int gn_segment_toward(struct gn_segment_axes *axes, const float (*up)[3],
		      size_t n, int forward)
{
	float sum = 0.0f, count = 0.0f;

	for (size_t i = 0; i < n; i++) {
		float a = -angle_of(gn_dot3(up[i], axes->fwd),
				    gn_dot3(up[i], axes->up));

		if (!isfinite(a))
			continue;
		sum += a;
		count += 1.0f;
	}
	if (!(fabsf(sum) >= GN_SEGMENT_LEAN_MIN * count) || count == 0.0f)
		return GN_ENODATA;
	if ((sum > 0.0f) == (forward != 0))
		return GN_OK;
	gn_segment_flip(axes);
	return GN_OK;
}
