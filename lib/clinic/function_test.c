/* SPDX-License-Identifier: MIT */
/* What function tests have in common. */
#include "gonio/function_test.h"

#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "function_test_priv.h"

#define G_MPS2 9.81             /* as the formula was published with */
#define LIFTED 0.9              /* part of the mass */
#define TALL 0.5                /* part of the height: the leg */

void gn_person_unknown(struct gn_person *p)
{
	*p = (struct gn_person){ NAN, NAN, NAN, NAN, GN_SEX_UNKNOWN, 0 };
}

static void take(float *to, float from)
{
	if (isfinite(from))
		*to = from;
}

void gn_person_join(struct gn_person *p, const struct gn_person *over)
{
	take(&p->age_y, over->age_y);
	take(&p->height_m, over->height_m);
	take(&p->mass_kg, over->mass_kg);
	take(&p->seat_m, over->seat_m);
	if (over->sex != GN_SEX_UNKNOWN)
		p->sex = over->sex;
	p->arms |= over->arms;
}

/* Where each stands, and between which limits it is possible. */
static const struct {
	size_t at;
	double least, most;
} numbers[] = {
	[GN_PERSON_AGE] = { offsetof(struct gn_person, age_y), 0.0, 120.0 },
	[GN_PERSON_HEIGHT] = { offsetof(struct gn_person, height_m), 0.3,
			       2.5 },
	[GN_PERSON_MASS] = { offsetof(struct gn_person, mass_kg), 1.0, 500.0 },
	[GN_PERSON_SEAT] = { offsetof(struct gn_person, seat_m), 0.1, 1.0 },
};

float gn_person_get(const struct gn_person *p, enum gn_person_number which)
{
	float v;

	memcpy(&v, (const char *)p + numbers[which].at, sizeof(v));
	return v;
}

int gn_person_set(struct gn_person *p, enum gn_person_number which, double v)
{
	const float to = (float)v;

	if (!(v >= numbers[which].least && v <= numbers[which].most))
		return GN_EINVAL;
	memcpy((char *)p + numbers[which].at, &to, sizeof(to));
	return GN_OK;
}

void gn_test_begin(struct gn_function_test *t, enum gn_test kind)
{
	memset(t, 0, sizeof(*t));
	t->kind = kind;
	t->start_ns = t->end_ns = GN_NO_TIME;
}

struct gn_test_value *gn_test_value(struct gn_function_test *t,
				    const char *name, double value, double sd,
				    int decimals, const char *fmt, ...)
{
	struct gn_test_value *v = &t->value[t->n_values++];
	va_list ap;

	snprintf(v->name, sizeof(v->name), "%s", name);
	v->value = (float)value;
	v->sd = (float)sd;
	v->decimals = decimals;
	va_start(ap, fmt);
	vsnprintf(v->why, sizeof(v->why), fmt, ap);
	va_end(ap);
	return v;
}

void gn_test_note(struct gn_function_test *t, const char *fmt, ...)
{
	va_list ap;

	if (t->n_notes == GN_TEST_NOTES_MAX)
		return;
	va_start(ap, fmt);
	vsnprintf(t->note[t->n_notes++], sizeof(t->note[0]), fmt, ap);
	va_end(ap);
}

double gn_stand_power_w(double mass_kg, double height_m, double seat_m,
			double rise_s)
{
	double lift_m = TALL * height_m - seat_m;

	if (!(lift_m > 0.0) || !(rise_s > 0.0) || !(mass_kg > 0.0) ||
	    !(seat_m >= 0.0))
		return NAN;
	return LIFTED * mass_kg * G_MPS2 * lift_m / rise_s;
}

int gn_sppb_chair(double time_s)
{
	static const struct {
		double below_s;
		int    points;
	} table[] = { { 11.2, 4 }, { 13.7, 3 }, { 16.7, 2 } };

	if (!(time_s >= 0.0))
		return -1;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (time_s < table[i].below_s)
			return table[i].points;
	return time_s > 60.0 ? 0 : 1;
}
