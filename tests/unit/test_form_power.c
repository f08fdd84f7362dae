/* SPDX-License-Identifier: MIT */
/*
 * Every rule against simulated repetitions: 500 people each, who vary from one
 * repetition to the next as people do, measured as surely as is said. A fault
 * of twice the stated uncertainty beyond the threshold has to be found in 95
 * of 100, a repetition like the others left alone in 98.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "gonio/form.h"
#include "suites.h"

#define RAD(x) ((float)((x) / 57.29577951308232))
#define PEOPLE 500
#define FIRST GN_FORM_FIRST
#define S INT64_C(1000000000)

/* Where a rule's value is kept in a repetition. */
static void put_rom(struct gn_rep *r, float v) { r->rom_rad = v; }
static void put_rise(struct gn_rep *r, float v) { r->rise_m = v; }
static void put_tilt(struct gn_rep *r, float v) { r->moved[0].tilt_rad = v; }
static void put_peak(struct gn_rep *r, float v) { r->peak_radps = v; }
static void put_jolt(struct gn_rep *r, float v) { r->jolt_mps2 = v; }
static void put_lag(struct gn_rep *r, float v) { r->lag_s = -v; }
static void put_tremor(struct gn_rep *r, float v) { r->tremor_radps = v; }
static void put_turn(struct gn_rep *r, float v) { r->tempo_s[1] = v; }
static void put_ecc(struct gn_rep *r, float v) { r->tempo_s[0] = v; }
static void put_con(struct gn_rep *r, float v) { r->tempo_s[2] = v; }

static void put_whole(struct gn_rep *r, float v)
{
	r->end_ns = r->start_ns + (int64_t)((double)v * 1e9);
}

static void put_up(struct gn_rep *r, float v)
{
	r->moved[0].up[0] = 0.0f;
	r->moved[0].up[1] = sinf(v);
	r->moved[0].up[2] = cosf(v);
}

static void put_angle(struct gn_rep *r, float v)
{
	struct gn_range *g = &r->angle[gn_angle_find("pelvis_obliquity")];

	*g = (struct gn_range){ 0.0f, v, RAD(3.0) };
}

#define TILT "chest", GN_OF_PLACE, put_tilt
#define ANGLE "pelvis_obliquity", GN_OF_ANGLE, put_angle

/* usual and its spread: a range of 80 deg by 3, 3 s by 0.3, ... */
static const struct law {
	enum gn_form_kind kind;
	const char *of;
	enum gn_form_of of_kind;
	void (*put)(struct gn_rep *r, float v);
	double usual, spread;
} laws[] = {
	{ GN_FORM_RANGE, "", GN_OF_SELF, put_rom, RAD(80), RAD(3) },
	{ GN_FORM_RANGE, "", GN_OF_SELF, put_rise, 0.35, 0.02 },
	{ GN_FORM_RANGE, TILT, RAD(20), RAD(1) },
	{ GN_FORM_RANGE, ANGLE, RAD(60), RAD(3) },
	{ GN_FORM_FAST, "repetition", GN_OF_TIME, put_whole, 6.0, 0.4 },
	{ GN_FORM_FAST, "eccentric", GN_OF_TIME, put_ecc, 3.0, 0.2 },
	{ GN_FORM_FAST, "concentric", GN_OF_TIME, put_con, 3.0, 0.2 },
	{ GN_FORM_SLOW, "repetition", GN_OF_TIME, put_whole, 3.0, 0.3 },
	{ GN_FORM_SLOW, "concentric", GN_OF_TIME, put_con, 1.5, 0.2 },
	{ GN_FORM_PAUSE, "turn", GN_OF_PAUSE, put_turn, 3.0, 0.2 },
	{ GN_FORM_SPEED, "", GN_OF_SELF, put_peak, RAD(120), RAD(10) },
	{ GN_FORM_BOUNCE, "", GN_OF_SELF, put_jolt, 1.0, 0.15 },
	{ GN_FORM_TRUNK, TILT, RAD(25), RAD(3) },
	{ GN_FORM_PELVIS, ANGLE, RAD(5), RAD(1) },
	{ GN_FORM_KNEE, ANGLE, RAD(8), RAD(1) },
	{ GN_FORM_HIKE, TILT, RAD(5), RAD(1) },
	{ GN_FORM_SWING, TILT, RAD(4), RAD(1) },
	{ GN_FORM_POSTURE, "chest", GN_OF_PLACE, put_up, 0.0, RAD(2) },
	{ GN_FORM_UNEVEN, "", GN_OF_SELF, put_lag, 0.05, 0.02 },
	{ GN_FORM_TREMOR, "", GN_OF_SELF, put_tremor, RAD(4), RAD(0.5) },
};

static uint64_t state;

/* Normal, by the sum of twelve uniform values; splitmix64. */
static double normal(void)
{
	double sum = -6.0;

	for (int i = 0; i < 12; i++) {
		uint64_t z = state += UINT64_C(0x9e3779b97f4a7c15);

		z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
		z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
		sum += (double)((z ^ z >> 31) >> 11) * 0x1p-53;
	}
	return sum;
}

static void blank(struct gn_rep *r, int i)
{
	memset(r, 0, sizeof(*r));
	r->set = 1;
	r->start_ns = 10 * S * i;
	r->end_ns = r->start_ns + 3 * S;
	r->rom_rad = r->rise_m = NAN;
	for (int a = 0; a < GN_ANGLES; a++)
		r->angle[a] = (struct gn_range){ NAN, NAN, NAN };
}

/* One person: found a fault that is far beyond, and one that is none? */
static void try_person(const struct law *law, struct gn_form_input *in,
		       struct gn_rep *rep, int *found, int *false_found)
{
	const struct gn_form_rule *rule = &in->exercise->form[0];
	int sign = gn_form_sign(law->kind);
	struct gn_form_look l;
	double x;

	for (int i = 0; i < FIRST; i++)
		law->put(&rep[i], (float)(law->usual +
					  law->spread * normal()));
	law->put(&rep[FIRST], (float)(law->usual + law->spread * normal()));
	ck_assert(gn_form_look(in, rule, FIRST, &l, NULL, 0));
	*false_found += l.beyond > GN_FORM_SURE;
	x = l.threshold + sign * 2.0 * GN_FORM_SURE * l.sd + l.sd * normal();
	law->put(&rep[FIRST], (float)x);
	ck_assert(gn_form_look(in, rule, FIRST, &l, NULL, 0));
	*found += l.beyond > GN_FORM_SURE;
}

START_TEST(faults_are_found_and_others_left_alone)
{
	static const struct gn_sensor chest = { .name = "chest",
						.place = GN_PLACE_CHEST };
	static struct gn_exercise e;
	struct gn_rep rep[FIRST + 1];
	struct gn_form_input in = {
		.exercise = &e, .sensors = &chest, .n_sensors = 1,
		.reps = rep, .n_reps = FIRST + 1,
	};
	const struct law *law = &laws[_i];
	int found = 0, false_found = 0;

	memset(&e, 0, sizeof(e));
	e.n_form = 1;
	e.form[0].kind = law->kind;
	e.form[0].of_kind = law->of_kind;
	snprintf(e.form[0].of, sizeof(e.form[0].of), "%s", law->of);
	for (int i = 0; i <= FIRST; i++)
		blank(&rep[i], i);
	state = 1;
	for (int i = 0; i < PEOPLE; i++)
		try_person(law, &in, rep, &found, &false_found);
	ck_assert_msg(found >= 0.95 * PEOPLE && false_found <= 0.02 * PEOPLE,
		      "%s of '%s': %d found, %d false of %d",
		      gn_form_name(law->kind), law->of, found, false_found,
		      PEOPLE);
}
END_TEST

/* The factors for the MAD of few values make its mean right to 3 %. */
START_TEST(the_spread_of_few_values_is_not_biased)
{
	static const size_t n_of[] = { 4, 5, 6, 7, 8, 9, 10, 20 };
	static struct gn_exercise e;
	struct gn_rep rep[1], base[20];
	struct gn_form_input in = { .exercise = &e, .reps = rep, .n_reps = 1,
				    .base = base, .n_base = n_of[_i] };
	struct gn_form_look l;
	double sum = 0.0;

	memset(&e, 0, sizeof(e));
	e.n_form = 1;
	e.form[0].kind = GN_FORM_SPEED;
	e.form[0].of_kind = GN_OF_SELF;
	blank(&rep[0], 100);
	put_peak(&rep[0], 1.0f);
	for (int i = 0; i < 20; i++)
		blank(&base[i], i);
	state = 7;
	for (int k = 0; k < 4000; k++) {
		for (size_t i = 0; i < in.n_base; i++)
			put_peak(&base[i], (float)(1.0 + 1000.0 * normal()));
		ck_assert(gn_form_look(&in, &e.form[0], 0, &l, NULL, 0));
		sum += (double)(l.threshold - l.usual) / 3.0 * 1.4826;
	}
	ck_assert_double_eq_tol(sum / 4000 / 1000.0, 1.0, 0.03);
}
END_TEST

Suite *suite_form_power(void)
{
	Suite *s = suite_create("form_power");
	TCase *t = tcase_create("form_power");

	tcase_add_loop_test(t, faults_are_found_and_others_left_alone, 0,
			    (int)(sizeof(laws) / sizeof(laws[0])));
	tcase_add_loop_test(t, the_spread_of_few_values_is_not_biased, 0, 8);
	suite_add_tcase(s, t);
	return s;
}
