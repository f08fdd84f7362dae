/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "gonio/form.h"
#include "suites.h"

#define DEG 57.29577951308232
#define RAD(x) ((float)((x) / DEG))
#define S INT64_C(1000000000)
#define PUT(to, text) snprintf(to, sizeof(to), "%s", text)

static const struct gn_sensor sensors[] = {
	{ .name = "thigh_r", .place = GN_PLACE_THIGH, .side = GN_SIDE_RIGHT },
	{ .name = "thigh_l", .place = GN_PLACE_THIGH, .side = GN_SIDE_LEFT },
	{ .name = "chest", .place = GN_PLACE_CHEST, .side = GN_SIDE_NONE },
};

/* A session of repetitions of one exercise with one rule. */
struct bench {
	struct gn_exercise e;
	struct gn_rep rep[64];
	struct gn_form_input in;
};

static void blank(struct gn_rep *r, int i)
{
	*r = (struct gn_rep){
		.set = 1, .n = (uint32_t)i + 1, .side = GN_SIDE_RIGHT,
		.start_ns = 5 * S * i, .end_ns = (5 * i + 3) * S,
		.rom_rad = NAN, .rom_sd_rad = RAD(2.0), .rise_m = NAN,
		.rise_sd_m = 0.05f, .tremor_radps = NAN, .jolt_mps2 = NAN,
		.lag_s = NAN, .peak_radps = NAN, .rom_of = "tilt thigh_r",
		.tempo_s = { NAN, NAN, NAN, NAN },
	};
	for (int a = 0; a < GN_ANGLES; a++)
		r->angle[a] = (struct gn_range){ NAN, NAN, NAN };
	for (int k = 0; k < GN_SENSORS_MAX; k++)
		r->moved[k] = (struct gn_moved){ { NAN, NAN, NAN }, NAN };
}

static void set_up(struct bench *b, enum gn_form_kind kind, const char *of,
		   enum gn_form_of of_kind, size_t n)
{
	memset(b, 0, sizeof(*b));
	b->e.n_form = 1;
	b->e.first = GN_PHASE_ECCENTRIC;
	b->e.places[0] = GN_PLACE_THIGH;
	b->e.n_places = 1;
	b->e.form[0] = (struct gn_form_rule){ .kind = kind, .limit = NAN,
					      .of_kind = of_kind,
					      .cue = "as said" };
	snprintf(b->e.form[0].of, sizeof(b->e.form[0].of), "%s", of);
	for (size_t i = 0; i < n; i++)
		blank(&b->rep[i], (int)i);
	b->in = (struct gn_form_input){ .exercise = &b->e, .sensors = sensors,
					.n_sensors = 3, .reps = b->rep,
					.n_reps = n };
}

static int look(const struct bench *b, size_t i, struct gn_form_look *l)
{
	char why[120] = "";

	return gn_form_look(&b->in, &b->e.form[0], i, l, why, sizeof(why));
}

static const char *reason(const struct bench *b, size_t i)
{
	static char why[120];
	struct gn_form_look l;

	ck_assert(!gn_form_look(&b->in, &b->e.form[0], i, &l, why,
				sizeof(why)));
	return why;
}

/*
 * By hand, of 50 52 54 56 58: median 54, MAD 2, none farther than 3 * 1.4826 *
 * 1.206 * 2 = 10.7; standard deviation 3.1623, of five values times 1.221:
 * spread 3.8611; threshold 54 - 3 / 1.4826 * 3.8611 = 46.187. Of the threshold:
 * 3.8611 * sqrt((1.5708 + 1.361 * (3 / 1.4826)^2) / 5) = 4.615, times (1.96 +
 * 2.372 / 4 + 2.823 / 16) / 1.96 = 1.3926: 6.427. Of the value, 54 deg in 3 s:
 * sqrt(1.5 * 0.229^2 + (0.2005 * 3)^2 / 4 + (0.02 * 54)^2) = 1.156. Together
 * 6.530.
 */
START_TEST(an_own_threshold_by_hand)
{
	static const double rom[] = { 50, 52, 54, 56, 58, 40, 30 };
	struct gn_form_look l = { .value = 0 };
	struct gn_form f;
	struct bench b;

	set_up(&b, GN_FORM_RANGE, "", GN_OF_SELF, 7);
	for (int i = 0; i < 7; i++)
		b.rep[i].rom_rad = RAD(rom[i]);
	b.in.base = b.rep;
	b.in.n_base = 5;
	ck_assert(look(&b, 5, &l));
	ck_assert_double_eq_tol(l.usual * DEG, 54.0, 1e-4);
	ck_assert_double_eq_tol(l.threshold * DEG, 46.187, 1e-3);
	ck_assert_double_eq_tol(l.sd * DEG, 6.530, 2e-3);
	ck_assert_double_eq_tol(l.value * DEG, 40.0, 1e-4);
	ck_assert_double_eq_tol(l.beyond, (46.187 - 40.0) / 6.530, 1e-3);
	ck_assert_str_eq(l.of, "tilt thigh_r");

	ck_assert_int_eq(gn_form_judge(&b.in, &f), GN_OK);
	ck_assert_uint_eq(f.n, 1);
	ck_assert_uint_eq(f.finding[0].n, 7);
	ck_assert_int_eq(f.finding[0].start_ns, 30 * S);
	ck_assert_int_eq(f.finding[0].end_ns, 33 * S);
	ck_assert_str_eq(f.finding[0].cue, "as said");
	ck_assert_uint_eq(f.n_gaps, 0);
	gn_form_free(&f);
}
END_TEST

START_TEST(a_repetition_is_not_compared_with_itself)
{
	static const double rom[] = { 90, 52, 54, 56, 58 };
	struct gn_form_look l;
	struct bench b;

	set_up(&b, GN_FORM_RANGE, "", GN_OF_SELF, 5);
	for (int i = 0; i < 5; i++)
		b.rep[i].rom_rad = RAD(rom[i]);
	ck_assert(look(&b, 0, &l));
	ck_assert_double_eq_tol(l.usual * DEG, 55.0, 1e-4);
	/* four others are enough, three are not */
	b.in.n_reps = 4;
	ck_assert_str_eq(reason(&b, 0), "too few repetitions to compare with");
}
END_TEST

START_TEST(the_base_is_of_full_ones_of_that_side)
{
	struct gn_form_look l;
	struct bench b;

	set_up(&b, GN_FORM_RANGE, "", GN_OF_SELF, 16);
	for (int i = 0; i < 16; i++) {
		b.rep[i].side = i % 2 ? GN_SIDE_LEFT : GN_SIDE_RIGHT;
		b.rep[i].rom_rad = RAD(i % 2 ? 30 : 60);
	}
	ck_assert(look(&b, 15, &l));
	ck_assert_double_eq_tol(l.usual * DEG, 30.0, 1e-4);
	/* the sixth full one of the side is no longer in it */
	for (int i = 5; i < 15; i++)
		b.rep[i].rom_rad = RAD(80);
	b.rep[0].kind = b.rep[2].kind = b.rep[4].kind = GN_REP_PARTIAL;
	ck_assert(look(&b, 14, &l));
	ck_assert_double_eq_tol(l.usual * DEG, 80.0, 1e-4);
	/* not known which side: with all */
	b.rep[14].side = GN_SIDE_NONE;
	b.rep[14].rom_rad = RAD(10);
	ck_assert(look(&b, 14, &l));
}
END_TEST

START_TEST(another_recording_is_matched_by_name)
{
	static const struct gn_sensor other[] = {
		{ .name = "chest", .place = GN_PLACE_CHEST },
	};
	struct gn_form_look l;
	struct gn_rep base[5];
	struct bench b;

	set_up(&b, GN_FORM_SWING, "chest", GN_OF_PLACE, 1);
	b.rep[0].moved[2].tilt_rad = RAD(30);
	for (int i = 0; i < 5; i++) {
		blank(&base[i], i);
		base[i].moved[0].tilt_rad = RAD(10 + 0.1 * i);
	}
	b.in.base = base;
	b.in.n_base = 5;
	b.in.base_sensors = other;
	b.in.n_base_sensors = 1;
	ck_assert(look(&b, 0, &l));
	ck_assert_double_eq_tol(l.usual * DEG, 10.2, 1e-3);
	ck_assert_str_eq(l.of, "tilt chest");
	ck_assert(l.beyond > GN_FORM_SURE);
	b.in.n_base_sensors = 0;
	ck_assert_str_eq(reason(&b, 0), "too few repetitions to compare with");
}
END_TEST

START_TEST(a_range_is_compared_on_one_segment)
{
	struct gn_form_look l;
	struct bench b;

	/* measured on the thigh, later on the shank: the thigh's tilt stands */
	set_up(&b, GN_FORM_RANGE, "", GN_OF_SELF, 6);
	for (int i = 0; i < 6; i++) {
		b.rep[i].rom_rad = RAD(60 + i);
		b.rep[i].moved[0].tilt_rad = RAD(61 + i);
	}
	PUT(b.rep[5].rom_of, "tilt shank_r");
	b.rep[5].moved[0].tilt_rad = RAD(20);
	ck_assert(look(&b, 5, &l));
	ck_assert_double_eq_tol(l.value * DEG, 20.0, 1e-3);
	ck_assert_double_eq_tol(l.usual * DEG, 63.0, 1e-3);
}
END_TEST

START_TEST(a_limit)
{
	struct gn_form_look l;
	struct bench b;
	int a = gn_angle_find("knee_flexion_r");

	set_up(&b, GN_FORM_SHALLOW, "knee_flexion", GN_OF_ANGLE, 2);
	b.e.form[0].against = GN_AGAINST_LIMIT;
	b.e.form[0].limit = RAD(90);
	b.rep[0].angle[a] = (struct gn_range){ RAD(5), RAD(80), RAD(3) };
	b.rep[1].angle[a] = (struct gn_range){ RAD(5), RAD(85), RAD(3) };
	ck_assert(look(&b, 0, &l));
	/* how far it got, 80, not its range of 75 */
	ck_assert_double_eq_tol(l.beyond, 10.0 / 3.0, 1e-3);
	ck_assert_str_eq(l.of, "knee_flexion_r");
	ck_assert(look(&b, 1, &l));
	ck_assert_double_eq_tol(l.beyond, 5.0 / 3.0, 1e-3);
	ck_assert(isnan(l.usual));
}
END_TEST

/* One plan for all sides, n repetitions, no other rules. */
static struct gn_form_plan *prescribe(struct bench *b, size_t n)
{
	static struct gn_form_plan p;

	p = (struct gn_form_plan){ .n = 1 };
	memset(p.of, 1, sizeof(p.of));
	p.target[0] = (struct gn_form_target){
		{ NAN, NAN, NAN, NAN }, NAN, NAN, "", 0 };
	set_up(b, GN_FORM_RANGE, "", GN_OF_SELF, n);
	b->e.n_form = 0;
	b->in.plan = &p;
	return &p;
}

/* Judge; how many findings, of which that of index k is in *x. */
static size_t found(const struct bench *b, size_t k, struct gn_finding *x,
		    size_t *gaps)
{
	struct gn_form f;
	size_t n;

	ck_assert_int_eq(gn_form_judge(&b->in, &f), GN_OK);
	n = f.n;
	if (k < n)
		*x = f.finding[k];
	if (gaps)
		*gaps = f.n_gaps;
	gn_form_free(&f);
	return n;
}

/* Of 3 s within 0.5: 2.5 and 3.5 are as prescribed, and what is not surely
 * beyond, 1.96 times 0.13 s. */
START_TEST(a_prescribed_tempo)
{
	static const struct {
		float s;
		int what;
	} at[] = { { 2.2f, -1 }, { 2.3f, 0 }, { 3.7f, 0 }, { 3.8f, 1 } };
	struct gn_finding x = { .n = 0 };
	struct bench b;

	for (size_t i = 0; i < sizeof(at) / sizeof(at[0]); i++)
		for (int phase = 0; phase < 4; phase += 2) {
			struct gn_form_target *t = prescribe(&b, 1)->target;
			size_t gaps;

			t->tempo_s[phase] = 3.0f;
			t->within_s = 0.5f;
			b.rep[0].tempo_s[phase] = at[i].s;
			ck_assert_uint_eq(found(&b, 0, &x, &gaps),
					  at[i].what != 0);
			ck_assert_uint_eq(gaps, 0);
			if (!at[i].what)
				continue;
			ck_assert_int_eq(x.kind, at[i].what < 0 ?
					 GN_FORM_FAST : GN_FORM_SLOW);
			ck_assert_str_eq(x.look.of, phase ? "concentric" :
					 "eccentric");
			ck_assert_int_eq(x.against, GN_AGAINST_TARGET);
			ck_assert_double_eq_tol(x.look.threshold,
				at[i].what < 0 ? 2.5 : 3.5, 1e-6);
			ck_assert_uint_gt(strlen(x.cue), 10);
		}
}
END_TEST

/* The pause after the eccentric half is at the turn where that half is first,
 * and else before the next; a pause of no more than the tolerance is none. */
START_TEST(a_prescribed_pause)
{
	struct gn_finding x = { .n = 0 };
	struct bench b;

	for (int first = 0; first < 2; first++)
		for (int phase = 1; phase < 4; phase += 2) {
			struct gn_form_target *t = prescribe(&b, 1)->target;

			b.e.first = first ? GN_PHASE_CONCENTRIC :
					    GN_PHASE_ECCENTRIC;
			t->within_s = 0.5f;
			t->tempo_s[phase] = 2.0f;
			b.rep[0].tempo_s[phase] = 0.2f;
			ck_assert_uint_eq(found(&b, 0, &x, NULL), 1);
			ck_assert_int_eq(x.kind, GN_FORM_PAUSE);
			ck_assert_str_eq(x.look.of, phase == 1 ?
					 "pause after eccentric" :
					 "pause after concentric");
			ck_assert(!strncmp(x.cue, phase == 1 ? "Pause at" :
					   "Pause before", 8));
			t->tempo_s[phase] = 0.5f;
			ck_assert_uint_eq(found(&b, 0, &x, NULL), 0);
		}
}
END_TEST

/* The own limit of a time gives way to the prescribed one, and no other. */
START_TEST(a_prescribed_time_goes_before_the_own)
{
	struct gn_form_plan *p;
	struct gn_finding x = { .n = 0 };
	struct bench b;

	p = prescribe(&b, 8);
	b.e.n_form = 1;
	b.e.form[0] = (struct gn_form_rule){ .kind = GN_FORM_FAST,
		.of_kind = GN_OF_TIME, .of = "eccentric", .limit = NAN };
	for (int i = 0; i < 8; i++) {
		b.rep[i].tempo_s[0] = i == 7 ? 1.0f : 3.0f;
		b.rep[i].tempo_s[2] = 3.0f;
	}
	p->target[0].within_s = 0.5f;
	p->target[0].tempo_s[2] = 3.0f;
	ck_assert_uint_eq(found(&b, 0, &x, NULL), 1);
	ck_assert_int_eq(x.against, GN_AGAINST_OWN);
	p->target[0].tempo_s[0] = 3.0f;
	ck_assert_uint_eq(found(&b, 0, &x, NULL), 1);
	ck_assert_int_eq(x.against, GN_AGAINST_TARGET);
	/* one that is slower than both limits allow to be fast */
	p->target[0].tempo_s[0] = 1.0f;
	for (int i = 0; i < 7; i++)
		b.rep[i].tempo_s[0] = 1.4f;
	ck_assert_uint_eq(found(&b, 0, &x, NULL), 0);
}
END_TEST

START_TEST(a_prescribed_range)
{
	const int a = gn_angle_find("knee_flexion_r");
	struct gn_form_target *t;
	struct gn_finding x = { .n = 0 };
	struct bench b;
	size_t gaps;

	t = prescribe(&b, 2)->target;
	t->rom_rad = RAD(80);
	PUT(t->rom_of, "knee_flexion");
	b.rep[0].angle[a] = (struct gn_range){ RAD(5), RAD(78), RAD(3) };
	b.rep[1].angle[a] = (struct gn_range){ RAD(5), RAD(83), RAD(3) };
	ck_assert_uint_eq(found(&b, 0, &x, &gaps), 1);
	ck_assert_uint_eq(gaps, 0);
	ck_assert_uint_eq(x.n, 1);
	ck_assert_str_eq(x.look.of, "knee_flexion_r");
	ck_assert_double_eq_tol(x.look.value * DEG, 73.0, 1e-3);
	ck_assert_double_eq_tol(x.look.beyond, 7.0 / 3.0, 1e-3);

	/* of a tilt only where that is what was measured */
	PUT(t->rom_of, "tilt thigh");
	b.rep[0].rom_rad = RAD(70);
	b.rep[1].rom_rad = RAD(70);
	PUT(b.rep[1].rom_of, "tilt thigh_l_other");
	ck_assert_uint_eq(found(&b, 0, &x, &gaps), 1);
	ck_assert_uint_eq(x.n, 1);
	ck_assert_double_eq_tol(x.look.beyond, 5.0, 1e-3);
	ck_assert_uint_eq(gaps, 1);
}
END_TEST

/* A rule is not assessed in all of those that it is for, left ones here. */
START_TEST(a_gap_is_of_those_prescribed_for)
{
	struct gn_form_plan *p;
	struct gn_form f;
	struct bench b;

	p = prescribe(&b, 4);
	b.rep[1].side = b.rep[3].side = GN_SIDE_LEFT;
	p->of[GN_SIDE_RIGHT] = 0;
	p->target[0].rom_rad = RAD(80);
	PUT(p->target[0].rom_of, "hip_flexion");
	ck_assert_int_eq(gn_form_judge(&b.in, &f), GN_OK);
	ck_assert_uint_eq(f.n, 0);
	ck_assert_uint_eq(f.n_gaps, 1);
	ck_assert_uint_eq(f.gap[0].reps, 2);
	ck_assert(f.gap[0].all);
	ck_assert_int_eq(f.gap[0].against, GN_AGAINST_TARGET);
	ck_assert_str_eq(f.gap[0].of, "hip_flexion");
	gn_form_free(&f);
}
END_TEST

/* Of left ones 3 are prescribed, of right ones 2; each set has its own. */
START_TEST(a_set_that_ends_early)
{
	struct gn_form_plan *p;
	struct gn_finding x = { .n = 0 };
	struct bench b;

	p = prescribe(&b, 10);
	for (int i = 0; i < 10; i++) {
		b.rep[i].set = i < 6 ? 1 : 2;
		b.rep[i].side = i % 2 ? GN_SIDE_LEFT : GN_SIDE_RIGHT;
	}
	p->n = 2;
	p->target[1] = p->target[0];
	p->of[GN_SIDE_LEFT] = 2;
	p->target[0].reps = 2;
	p->target[1].reps = 3;
	ck_assert_uint_eq(found(&b, 0, &x, NULL), 1);
	ck_assert_int_eq(x.kind, GN_FORM_STOP);
	ck_assert_uint_eq(x.set, 2);
	ck_assert_uint_eq(x.n, 0);
	ck_assert_int_eq(x.side, GN_SIDE_LEFT);
	ck_assert_double_eq_tol(x.look.value, 2.0, 1e-9);
	ck_assert_double_eq_tol(x.look.threshold, 3.0, 1e-9);
	ck_assert_int_eq(x.start_ns, b.rep[7].start_ns);
	ck_assert_int_eq(x.end_ns, b.rep[9].end_ns);
	/* both sides together */
	memset(p->of, 1, sizeof(p->of));
	p->target[0].reps = 5;
	ck_assert_uint_eq(found(&b, 0, &x, NULL), 1);
	ck_assert_uint_eq(x.set, 2);
	ck_assert_int_eq(x.side, GN_SIDE_NONE);
	ck_assert_int_eq(x.start_ns, b.rep[6].start_ns);
	p->target[0].reps = 4;
	ck_assert_uint_eq(found(&b, 0, &x, NULL), 0);
}
END_TEST

START_TEST(what_cannot_be_assessed_is_told)
{
	struct gn_angle_note note[GN_ANGLES];
	struct gn_form f;
	struct bench b;

	memset(note, 0, sizeof(note));
	set_up(&b, GN_FORM_KNEE, "thigh_inward_tilt", GN_OF_ANGLE, 3);
	b.in.angle = note;
	note[gn_angle_find("thigh_inward_tilt_r")].state = GN_ANGLE_POSE;
	ck_assert_str_eq(reason(&b, 0), gn_angle_state_text(GN_ANGLE_POSE));
	ck_assert_int_eq(gn_form_judge(&b.in, &f), GN_OK);
	ck_assert_uint_eq(f.n, 0);
	ck_assert_uint_eq(f.n_gaps, 1);
	ck_assert_uint_eq(f.gap[0].reps, 3);
	ck_assert(f.gap[0].all);
	ck_assert_str_eq(f.gap[0].of, "thigh_inward_tilt");
	ck_assert_str_eq(f.gap[0].why, gn_angle_state_text(GN_ANGLE_POSE));
	gn_form_free(&f);

	set_up(&b, GN_FORM_HIKE, "shoulder", GN_OF_PLACE, 3);
	ck_assert_str_eq(reason(&b, 0), gn_angle_state_text(GN_ANGLE_ABSENT));
	set_up(&b, GN_FORM_TREMOR, "", GN_OF_SELF, 6);
	ck_assert_str_eq(reason(&b, 0),
			 "it takes angular rates at 30 Hz or more");
	set_up(&b, GN_FORM_UNEVEN, "", GN_OF_SELF, 6);
	ck_assert_str_eq(reason(&b, 0), "it takes sensors left and right, "
			 "working together");
	set_up(&b, GN_FORM_PAUSE, "turn", GN_OF_PAUSE, 6);
	ck_assert_str_eq(reason(&b, 0), "the pause is not known");
	for (int i = 0; i < 6; i++)
		b.rep[i].tempo_s[1] = 0.2f;
	ck_assert_str_eq(reason(&b, 0),
			 "there is no pause in those to compare with");
}
END_TEST

START_TEST(the_pause_at_the_turn_follows_the_first_half)
{
	struct gn_form_look l;
	struct bench b;

	set_up(&b, GN_FORM_PAUSE, "turn", GN_OF_PAUSE, 6);
	for (int i = 0; i < 6; i++) {
		b.rep[i].tempo_s[1] = 1.0f;
		b.rep[i].tempo_s[3] = 2.0f;
	}
	ck_assert(look(&b, 5, &l));
	ck_assert_double_eq_tol(l.value, 1.0, 1e-6);
	b.e.first = GN_PHASE_CONCENTRIC;
	ck_assert(look(&b, 5, &l));
	ck_assert_double_eq_tol(l.value, 2.0, 1e-6);
	PUT(b.e.form[0].of, "end");
	ck_assert(look(&b, 5, &l));
	ck_assert_double_eq_tol(l.value, 1.0, 1e-6);
}
END_TEST

START_TEST(one_of_two_sides_is_enough)
{
	struct gn_form_look l;
	struct bench b;
	int left = gn_angle_find("thigh_inward_tilt_l");

	set_up(&b, GN_FORM_KNEE, "thigh_inward_tilt", GN_OF_ANGLE, 6);
	for (int i = 0; i < 6; i++) {
		b.rep[i].side = GN_SIDE_BOTH;
		for (int k = 0; k < 2; k++)
			b.rep[i].angle[left + k] = (struct gn_range){
				0.0f, RAD(5 + 0.1 * i), RAD(3)
			};
	}
	b.rep[5].angle[left + 1].most_rad = RAD(25);
	ck_assert(look(&b, 5, &l));
	ck_assert_str_eq(l.of, "thigh_inward_tilt_r");
	ck_assert(l.beyond > GN_FORM_SURE);
	/* the limb at rest has no say */
	for (int i = 0; i < 6; i++)
		b.rep[i].side = GN_SIDE_LEFT;
	ck_assert(look(&b, 5, &l));
	ck_assert_str_eq(l.of, "thigh_inward_tilt_l");
	ck_assert(l.beyond < 0.0f);
}
END_TEST

START_TEST(posture_is_the_angle_to_the_usual_attitude)
{
	struct gn_form_look l;
	struct bench b;

	set_up(&b, GN_FORM_POSTURE, "chest", GN_OF_PLACE, 7);
	for (int i = 0; i < 7; i++) {
		double a = (i == 6 ? 25.0 : 0.5 * (i - 2)) / DEG;
		float *up = b.rep[i].moved[2].up;

		up[0] = 0.0f;
		up[1] = (float)sin(a);
		up[2] = (float)cos(a);
	}
	b.in.base = b.rep;
	b.in.n_base = 5;
	ck_assert(look(&b, 6, &l));
	ck_assert_double_eq_tol(l.value * DEG, 25.0, 0.01);
	ck_assert_double_eq_tol(l.usual * DEG, 0.625, 0.01);
	ck_assert(l.beyond > GN_FORM_SURE);
	ck_assert(look(&b, 5, &l));
	ck_assert(l.beyond < GN_FORM_SURE);
}
END_TEST

Suite *suite_form(void)
{
	Suite *s = suite_create("form");
	TCase *t = tcase_create("form");

	tcase_add_test(t, an_own_threshold_by_hand);
	tcase_add_test(t, a_repetition_is_not_compared_with_itself);
	tcase_add_test(t, the_base_is_of_full_ones_of_that_side);
	tcase_add_test(t, another_recording_is_matched_by_name);
	tcase_add_test(t, a_range_is_compared_on_one_segment);
	tcase_add_test(t, a_limit);
	tcase_add_test(t, a_prescribed_tempo);
	tcase_add_test(t, a_prescribed_pause);
	tcase_add_test(t, a_prescribed_time_goes_before_the_own);
	tcase_add_test(t, a_prescribed_range);
	tcase_add_test(t, a_gap_is_of_those_prescribed_for);
	tcase_add_test(t, a_set_that_ends_early);
	tcase_add_test(t, what_cannot_be_assessed_is_told);
	tcase_add_test(t, the_pause_at_the_turn_follows_the_first_half);
	tcase_add_test(t, one_of_two_sides_is_enough);
	tcase_add_test(t, posture_is_the_angle_to_the_usual_attitude);
	suite_add_tcase(s, t);
	return s;
}
