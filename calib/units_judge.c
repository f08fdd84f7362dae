/* SPDX-License-Identifier: MIT */
#include <math.h>

#include "gonio/units.h"

/*
 * Limits, ours. Over 350 sensors of real recordings the rest norm lay in 9.1
 * to 10.5 m/s^2, the median without any rest in 8.5 to 24 (jumping jacks at
 * the wrist), and the slope of turning, where R^2 is above 0.2, in 0.28 to
 * 3.3; wrong units are a factor of 9.8 or 57 away.
 */
#define MIN_STILL    2          /* seconds, for the rest norm to count */
#define REST_MIN     7.0
#define REST_MAX     13.0
#define MEDIAN_MIN   4.0
#define MEDIAN_MAX   30.0
#define MIN_SAMPLES  20         /* equal ones, to call a sensor dead */
#define MIN_TURN     8
#define MIN_R2       0.2
#define SLOPE_MIN    0.1
#define SLOPE_MAX    10.0
#define FAST_PART    0.01

#define G_MPS2       9.80665
#define DEG          57.29577951308232

const char *gn_units_text(enum gn_units_verdict v)
{
	switch (v) {
#define X(name, text) case name: return text;
	GN_UNITS_VERDICTS(X)
#undef X
	default: return "unknown verdict";
	}
}

/* Within this factor of it, either way. */
static int near(double x, double of, double factor)
{
	return x > of / factor && x < of * factor;
}

/* The counts for 1 g that common ranges give, or 0. */
static int counts_per_g(double level)
{
	for (int n = 256; n <= 32768; n *= 2)
		if (near(level, n, 1.12))
			return n;
	return 0;
}

struct level {
	double value, low_part;
	int    rest;            /* 1: while still, else the median */
};

static enum gn_units_verdict judge_level(const struct level *l)
{
	double spread = l->rest ? 1.3 : 2.5, x = l->value;

	if (x >= (l->rest ? REST_MIN : MEDIAN_MIN) &&
	    x <= (l->rest ? REST_MAX : MEDIAN_MAX))
		return GN_UNITS_FINE;
	if (x < 1.0 / spread)
		return GN_UNITS_NO_GRAVITY;
	if (near(x, 1.0, spread))
		return l->rest || l->low_part > 0.5 ? GN_UNITS_ACC_G
						    : GN_UNITS_ACC_OTHER;
	if (near(x, G_MPS2 * G_MPS2, spread))
		return GN_UNITS_ACC_TWICE;
	if (near(x, 1000.0, l->rest ? 1.1 : 1.6))
		return GN_UNITS_ACC_MG;
	if (l->rest && counts_per_g(x))
		return GN_UNITS_ACC_COUNTS;
	return GN_UNITS_ACC_OTHER;
}

static int explain_level(enum gn_units_verdict v, const struct level *l,
			 const char *name, struct gn_diag *why)
{
	const char *what = l->rest ? "at rest" : "in the median";

	switch (v) {
	case GN_UNITS_NO_GRAVITY:
		return gn_diag_set(why, v,
				   "sensor '%s': the accelerometer reads %.2g "
				   "m/s^2 %s instead of 9.81; gravity seems to "
				   "be removed: export the raw acceleration",
				   name, l->value, what);
	case GN_UNITS_ACC_G:
		return gn_diag_set(why, v,
				   "sensor '%s': the accelerometer reads %.2f "
				   "m/s^2 %s instead of 9.81; it seems to be "
				   "in g: declare the unit g", name, l->value,
				   what);
	case GN_UNITS_ACC_MG:
		return gn_diag_set(why, v,
				   "sensor '%s': the accelerometer reads %.0f "
				   "m/s^2 %s instead of 9.81; it seems to be "
				   "in mg: declare the unit mg", name, l->value,
				   what);
	case GN_UNITS_ACC_COUNTS:
		return gn_diag_set(why, v,
				   "sensor '%s': the accelerometer reads %.0f "
				   "m/s^2 %s instead of 9.81; these seem to be "
				   "raw counts, %d to 1 g: divide by that and "
				   "declare the unit g", name, l->value, what,
				   counts_per_g(l->value));
	case GN_UNITS_ACC_TWICE:
		return gn_diag_set(why, v,
				   "sensor '%s': the accelerometer reads %.1f "
				   "m/s^2 %s instead of 9.81; it seems to be "
				   "in m/s^2 already: declare that, not g",
				   name, l->value, what);
	default:
		return gn_diag_set(why, v,
				   "sensor '%s': the accelerometer reads %.3g "
				   "m/s^2 %s instead of 9.81; its unit seems "
				   "wrong, or gravity is removed: check the "
				   "export", name, l->value, what);
	}
}

/* A gyroscope column that holds gravity beside an acceleration without. */
static int is_swapped(const struct gn_units_figures *f, const struct level *l)
{
	return l->value < 3.0 && f->gyr_radps > 7.0 && f->gyr_radps < 13.0;
}

static enum gn_units_verdict judge_acc(const struct gn_units_figures *f,
				       const char *name, struct gn_diag *why)
{
	struct level l = { f->median_mps2, f->low_part, 0 };
	enum gn_units_verdict v;

	if (f->n_still >= MIN_STILL) {
		l.value = f->rest_mps2;
		l.rest = 1;
	}
	if (isnan(l.value))
		return GN_UNITS_UNKNOWN;
	if (is_swapped(f, &l)) {
		v = GN_UNITS_SWAPPED;
		gn_diag_set(why, v,
			    "sensor '%s': the accelerometer reads %.2g m/s^2 "
			    "and the gyroscope %.1f rad/s in the median; the "
			    "two seem to be swapped: check the column types",
			    name, l.value, f->gyr_radps);
		return v;
	}
	v = judge_level(&l);
	if (v > GN_UNITS_UNKNOWN)
		explain_level(v, &l, name, why);
	return v;
}

static enum gn_units_verdict judge_slope(const struct gn_units_figures *f,
					 const char *name,
					 struct gn_diag *why)
{
	enum gn_units_verdict v = GN_UNITS_GYR_OTHER;

	if (f->n_turn < MIN_TURN || !(f->r2 >= MIN_R2))
		return GN_UNITS_UNKNOWN;
	if (f->slope >= SLOPE_MIN && f->slope <= SLOPE_MAX)
		return GN_UNITS_FINE;
	if (near(f->slope * DEG, 1.0, 2.5))
		v = GN_UNITS_GYR_DEG;
	if (near(f->slope / DEG, 1.0, 2.5))
		v = GN_UNITS_GYR_RAD;
	gn_diag_set(why, v,
		    "sensor '%s': gravity turns %.3g times as fast as the "
		    "gyroscope reads; %s", name, f->slope,
		    v == GN_UNITS_GYR_DEG
		    ? "it seems to be in deg/s: declare that, not rad/s"
		    : v == GN_UNITS_GYR_RAD
		    ? "it seems to be in rad/s: declare that, not deg/s"
		    : "its unit seems wrong: check the export");
	return v;
}

static enum gn_units_verdict judge_gyr(const struct gn_units_figures *f,
				       const char *name, struct gn_diag *why)
{
	enum gn_units_verdict v = judge_slope(f, name, why);

	if (v != GN_UNITS_UNKNOWN || !(f->fast_part > FAST_PART))
		return v;
	gn_diag_set(why, GN_UNITS_GYR_DEG,
		    "sensor '%s': %.0f %% of the rates are beyond 60 rad/s, "
		    "which no body reaches; they seem to be in deg/s: declare "
		    "that, not rad/s", name, 100 * f->fast_part);
	return GN_UNITS_GYR_DEG;
}

static enum gn_units_verdict judge_dead(const struct gn_units_sensor *s,
					int acc, int gyr, const char *name,
					struct gn_diag *why)
{
	enum gn_units_verdict v = GN_UNITS_FINE;

	if (!s->n_acc && !s->n_gyr) {
		gn_diag_set(why, GN_UNITS_NO_DATA,
			    "sensor '%s': every sample is missing (n/a); leave "
			    "it out or export it again", name);
		return GN_UNITS_NO_DATA;
	}
	if (gyr && !s->gyr_varies && (!s->n_gyr || s->n_gyr >= MIN_SAMPLES))
		v = GN_UNITS_GYR_DEAD;
	if (acc && !s->acc_varies && (!s->n_acc || s->n_acc >= MIN_SAMPLES))
		v = GN_UNITS_ACC_DEAD;
	if (v)
		gn_diag_set(why, v,
			    "sensor '%s': the %s reads the same value, or "
			    "nothing, throughout; check the sensor, or declare "
			    "it bad in channels.tsv", name,
			    v == GN_UNITS_ACC_DEAD ? "accelerometer"
						   : "gyroscope");
	return v;
}

enum gn_units_verdict gn_units_verdict(const struct gn_units_check *c,
				       size_t i, struct gn_diag *why)
{
	const struct gn_sensor *t = &c->sensor[i];
	int acc = t->has_acc && !t->bad_acc, gyr = t->has_gyr && !t->bad_gyr;
	enum gn_units_verdict a = GN_UNITS_UNKNOWN, g = GN_UNITS_UNKNOWN, v;
	struct gn_units_figures f;

	if (why)
		why->text[0] = '\0';
	if (!acc && !gyr)
		return GN_UNITS_UNKNOWN;
	v = judge_dead(&c->state[i], acc, gyr, t->name, why);
	if (v)
		return v;
	gn_units_figures(c, i, &f);
	if (!gyr)
		f.gyr_radps = NAN;
	if (acc)
		a = judge_acc(&f, t->name, why);
	if (a > GN_UNITS_UNKNOWN || !gyr)
		return a;
	if (!acc)
		f.r2 = NAN;
	g = judge_gyr(&f, t->name, why);
	if (g > GN_UNITS_UNKNOWN)
		return g;
	return a == GN_UNITS_FINE || g == GN_UNITS_FINE ? GN_UNITS_FINE
							: GN_UNITS_UNKNOWN;
}
