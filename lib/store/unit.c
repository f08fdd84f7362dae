/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <strings.h>

#include "layout.h"

/* Standard gravity, CGPM 1901, exact. */
#define G_MPS2 9.80665
#define RAD_PER_DEG (3.14159265358979323846 / 180.0)

struct unit {
	enum gn_part part;
	const char  *name;
	double       factor;
};

static const struct unit units[] = {
	{ GN_PART_ACC, "m/s^2",   1.0 },
	{ GN_PART_ACC, "m/s2",    1.0 },
	{ GN_PART_ACC, "m/s\xc2\xb2", 1.0 },
	{ GN_PART_ACC, "ms^-2",   1.0 },
	{ GN_PART_ACC, "m s^-2",  1.0 },
	{ GN_PART_ACC, "mps2",    1.0 },
	{ GN_PART_ACC, "g",       G_MPS2 },
	{ GN_PART_ACC, "mg",      G_MPS2 * 1e-3 },
	{ GN_PART_GYR, "rad/s",   1.0 },
	{ GN_PART_GYR, "radps",   1.0 },
	{ GN_PART_GYR, "rps",     1.0 },
	{ GN_PART_GYR, "mrad/s",  1e-3 },
	{ GN_PART_GYR, "deg/s",   RAD_PER_DEG },
	{ GN_PART_GYR, "degps",   RAD_PER_DEG },
	{ GN_PART_GYR, "dps",     RAD_PER_DEG },
	{ GN_PART_GYR, "mdps",    RAD_PER_DEG * 1e-3 },
	{ GN_PART_GYR, "\xc2\xb0/s", RAD_PER_DEG },
	{ GN_PART_MAG, "uT",      1.0 },
	{ GN_PART_MAG, "\xc2\xb5T", 1.0 },
	{ GN_PART_MAG, "\xce\xbcT", 1.0 },
	{ GN_PART_MAG, "nT",      1e-3 },
	{ GN_PART_MAG, "mT",      1e3 },
	{ GN_PART_MAG, "T",       1e6 },
	{ GN_PART_MAG, "gauss",   100.0 },
	{ GN_PART_MAG, "mgauss",  0.1 },
	/* normalised; only the direction is used */
	{ GN_PART_MAG, "n/a",     1.0 },
	{ GN_PART_MAG, "a.u.",    1.0 },
	{ GN_PART_MAG, "",        1.0 },
};

int gn_unit_factor(enum gn_part part, const char *unit, double *factor)
{
	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
		if (units[i].part != part || strcasecmp(units[i].name, unit))
			continue;
		*factor = units[i].factor;
		return GN_OK;
	}
	return GN_EFORMAT;
}

const char *gn_unit_list(enum gn_part part)
{
	switch (part) {
	case GN_PART_ACC: return "m/s^2, m/s2, g, mg";
	case GN_PART_GYR: return "rad/s, deg/s, dps";
	default:          return "uT, mT, T, gauss, n/a";
	}
}

int gn_unit_time(const char *unit, int *exp10)
{
	static const struct { const char *name; int exp10; } known[] = {
		{ "s", 9 }, { "sec", 9 }, { "seconds", 9 },
		{ "ms", 6 }, { "msec", 6 }, { "milliseconds", 6 },
		{ "us", 3 }, { "\xc2\xb5s", 3 }, { "microseconds", 3 },
		{ "ns", 0 }, { "nanoseconds", 0 },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		if (strcasecmp(known[i].name, unit))
			continue;
		*exp10 = known[i].exp10;
		return GN_OK;
	}
	return GN_EFORMAT;
}
