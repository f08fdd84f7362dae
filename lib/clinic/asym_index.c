/* SPDX-License-Identifier: MIT */
#include <math.h>

#include "gonio/asym.h"

static const struct {
	const char *name;
	uint8_t     ratio, role;
} indices[GN_ASYM_INDEX_COUNT] = {
#define X(id, name, ratio, role) { name, ratio, role },
	GN_ASYM_INDICES(X)
#undef X
};

const char *gn_asym_index_name(enum gn_asym_index index)
{
	return (unsigned)index < GN_ASYM_INDEX_COUNT ? indices[index].name
						     : "unknown";
}

const char *gn_asym_refusal_text(enum gn_asym_refusal why)
{
	switch (why) {
#define X(id, text) case id: return text;
	GN_ASYM_REFUSALS(X)
#undef X
	default: return "unknown";
	}
}

static double symmetry_angle(double left, double right)
{
	double x = right == 0.0 ? 45.0 - 90.0 :
		   45.0 - 180.0 / M_PI * atan(left / right);

	if (x > 90.0)
		x -= 180.0;
	return x / 90.0 * 100.0;
}

/* 100 a / b */
static enum gn_asym_refusal part(double a, double b, double least, double *out)
{
	if (!(b > 0.0 && b >= least))
		return GN_ASYM_SMALL;
	*out = 100.0 * a / b;
	return GN_ASYM_FINE;
}

static enum gn_asym_refusal ratio(enum gn_asym_index index,
				  const struct gn_asym_pair *p, double *out)
{
	int left = p->role == GN_SIDE_LEFT;
	double own = left ? p->left : p->right;
	double other = left ? p->right : p->left;
	double most = fmax(p->left, p->right), few = fmin(p->left, p->right);
	enum gn_asym_refusal why;

	switch (index) {
	case GN_ASYM_SI:
		return part(p->right - p->left, 0.5 * (p->left + p->right), 0,
			    out);
	case GN_ASYM_LSI:
		return p->scale == GN_SCALE_TIME ?
			part(other, own, p->least, out) :
			part(own, other, p->least, out);
	case GN_ASYM_BAI:
		return part(own - other, own + other, 0, out);
	case GN_ASYM_BSA:
		return part(most - few, most, 0, out);
	default:
		why = part(most, few, p->least, out);
		*out -= 100.0;
		return why;
	}
}

enum gn_asym_refusal gn_asym_index(enum gn_asym_index index,
				   const struct gn_asym_pair *p, double *out)
{
	*out = NAN;
	if (!isfinite(p->left) || !isfinite(p->right))
		return GN_ASYM_UNKNOWN;
	if (p->scale == GN_SCALE_LOG)
		return GN_ASYM_LOG;
	if (indices[index].role && p->role != GN_SIDE_LEFT &&
	    p->role != GN_SIDE_RIGHT)
		return GN_ASYM_ROLE;
	if (!indices[index].ratio) {
		double most = fmax(fabs(p->left), fabs(p->right));

		if (most == 0.0 || most < p->least)
			return GN_ASYM_SMALL;
		*out = symmetry_angle(p->left, p->right);
		return GN_ASYM_FINE;
	}
	if (p->scale == GN_SCALE_SIGNED || p->left < 0.0 || p->right < 0.0)
		return GN_ASYM_SIGNED;
	if (0.5 * (p->left + p->right) < p->least)
		return GN_ASYM_SMALL;
	return ratio(index, p, out);
}
