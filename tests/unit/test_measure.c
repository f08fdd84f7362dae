/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gonio/measure.h"
#include "suites.h"

#define N_MAX 4096
#define PI 3.14159265358979323846

/* A movement that is still, moves, holds, moves back, and is still. */
struct script {
	double lead_s, out_s, hold_s, back_s, tail_s;
	double rom_rad;         /* of either sign */
	double fs_hz, noise_rad;
	unsigned seed;
};

struct movie {
	float angle[N_MAX], rate[N_MAX], speed[N_MAX];
	struct gn_curve c;
};

/* Minimum-jerk position and speed, u = 0..1 [Flash:1985]. */
static double jerk_angle(double u)
{
	u = fmin(fmax(u, 0.0), 1.0);
	return u * u * u * (10.0 - 15.0 * u + 6.0 * u * u);
}

static double jerk_speed(double u)
{
	u = fmin(fmax(u, 0.0), 1.0);
	return 30.0 * u * u * (1.0 - u) * (1.0 - u);
}

/* Uniform in -1..1, the same on every machine. */
static double noise(unsigned *seed)
{
	*seed = *seed * 1664525U + 1013904223U;
	return (double)(*seed >> 8) / 8388608.0 - 1.0;
}

static void film(struct movie *m, const struct script *s)
{
	double back = s->lead_s + s->out_s + s->hold_s, t, w;
	double total = back + s->back_s + s->tail_s;
	unsigned seed = s->seed;

	m->c.n = (size_t)(total * s->fs_hz + 0.5) + 1;
	ck_assert_uint_le(m->c.n, N_MAX);
	m->c.fs_hz = s->fs_hz;
	m->c.angle_rad = m->angle;
	m->c.rate_radps = m->rate;
	m->c.speed_radps = m->speed;
	for (size_t i = 0; i < m->c.n; i++) {
		t = (double)i / s->fs_hz;
		m->angle[i] = (float)(s->rom_rad *
			(jerk_angle((t - s->lead_s) / s->out_s) -
			 jerk_angle((t - back) / s->back_s)) +
			s->noise_rad * noise(&seed));
		w = s->rom_rad *
			(jerk_speed((t - s->lead_s) / s->out_s) / s->out_s -
			 jerk_speed((t - back) / s->back_s) / s->back_s);
		m->rate[i] = (float)w;
		m->speed[i] = (float)fabs(w);
	}
}

/* Where the repetition of a script lies; next NAN. */
static struct gn_bounds bounds_of(const struct script *s)
{
	struct gn_bounds at = { .next = NAN };

	at.start = s->lead_s * s->fs_hz;
	at.turn = (s->lead_s + s->out_s + 0.5 * s->hold_s) * s->fs_hz;
	at.end = (s->lead_s + s->out_s + s->hold_s + s->back_s) * s->fs_hz;
	return at;
}

static struct gn_rep measure(const struct movie *m, const struct gn_bounds *at,
			     enum gn_phase first)
{
	void *work = malloc(gn_measure_work_size(m->c.n));
	struct gn_rep r = { 0 };

	ck_assert_ptr_nonnull(work);
	ck_assert_int_eq(gn_measure_rep(&m->c, at, first, work, &r), GN_OK);
	free(work);
	return r;
}

static const double rates[] = { 25.0, 50.0, 100.0, 200.0 };

#define SQUAT { 1.0, 2.0, 0.7, 1.2, 1.5, 1.5, 50.0, 0.0, 1 }

START_TEST(tempo_is_the_scripts)
{
	struct script s = SQUAT;
	static struct movie m;
	struct gn_bounds at;
	struct gn_rep r;

	s.fs_hz = rates[_i];
	film(&m, &s);
	at = bounds_of(&s);
	at.next = at.end + 0.9 * s.fs_hz;
	r = measure(&m, &at, GN_PHASE_ECCENTRIC);
	ck_assert_float_eq_tol(r.tempo_s[0], 2.0f, 0.02f);
	ck_assert_float_eq_tol(r.tempo_s[1], 0.7f, 0.03f);
	ck_assert_float_eq_tol(r.tempo_s[2], 1.2f, 0.02f);
	ck_assert_float_eq_tol(r.tempo_s[3], 0.9f, 0.02f);
	/* Nothing is lost between the four. */
	ck_assert_float_eq_tol(r.tempo_s[0] + r.tempo_s[1] + r.tempo_s[2] +
			       r.tempo_s[3], 2.0f + 0.7f + 1.2f + 0.9f, 1e-4f);
}
END_TEST

START_TEST(tempo_of_a_lift_starts_with_the_concentric_half)
{
	struct script s = { 1.0, 0.8, 0.4, 2.5, 1.0, -1.0, 100.0, 0.0, 1 };
	static struct movie m;
	struct gn_bounds at;
	struct gn_rep r;

	film(&m, &s);
	at = bounds_of(&s);
	r = measure(&m, &at, GN_PHASE_CONCENTRIC);
	ck_assert_float_eq_tol(r.tempo_s[2], 0.8f, 0.02f);
	ck_assert_float_eq_tol(r.tempo_s[3], 0.4f, 0.03f);
	ck_assert_float_eq_tol(r.tempo_s[0], 2.5f, 0.02f);
	ck_assert_float_nan(r.tempo_s[1]);
}
END_TEST

START_TEST(a_smooth_turn_is_no_pause)
{
	static struct movie m;
	struct gn_bounds at = { 100.0, 200.0, 300.0, 300.0 };
	struct gn_rep r;
	double a;

	/* Raised cosines, one repetition after the other, 4 s each. */
	for (size_t i = 0; i <= 400; i++) {
		a = 2.0 * PI * (double)i / 200.0;
		m.angle[i] = (float)(0.5 - 0.5 * cos(a - PI));
		m.rate[i] = (float)(0.5 * PI / 2.0 * sin(a - PI));
		m.speed[i] = fabsf(m.rate[i]);
	}
	m.c = (struct gn_curve){ m.angle, m.rate, m.speed, 401, 50.0 };
	r = measure(&m, &at, GN_PHASE_ECCENTRIC);
	ck_assert_float_eq_tol(r.tempo_s[0], 2.0f, 0.01f);
	ck_assert_float_eq_tol(r.tempo_s[1], 0.0f, 0.01f);
	ck_assert_float_eq_tol(r.tempo_s[2], 2.0f, 0.01f);
	ck_assert_float_eq_tol(r.tempo_s[3], 0.0f, 0.01f);
	ck_assert_float_eq_tol(r.rom_rad, 1.0f, 0.002f);
	ck_assert_float_eq_tol(r.peak_radps, (float)(PI / 4.0), 1e-3f);
	ck_assert_float_eq_tol(r.mean_radps, 0.5f, 1e-3f);
}
END_TEST

START_TEST(tremor_does_not_end_a_hold)
{
	struct script s = { 1.0, 1.0, 2.0, 1.0, 1.0, 1.0, 50.0, 0.0, 1 };
	static struct movie m;
	struct gn_bounds at;
	struct gn_rep r;

	film(&m, &s);
	at = bounds_of(&s);
	/* 5 Hz, a third of the peak rate */
	for (size_t i = 105; i < 195; i++)
		m.rate[i] += (float)(0.6 * sin(2 * PI * 5.0 * (double)i /
					       50.0));
	r = measure(&m, &at, GN_PHASE_ECCENTRIC);
	ck_assert_float_eq_tol(r.tempo_s[1], 2.0f, 0.1f);
}
END_TEST

START_TEST(range_and_rates_are_the_scripts)
{
	struct script s = SQUAT;
	static struct movie m;
	struct gn_bounds at;
	struct gn_rep r;

	s.fs_hz = rates[_i];
	film(&m, &s);
	at = bounds_of(&s);
	r = measure(&m, &at, GN_PHASE_ECCENTRIC);
	ck_assert_float_eq_tol(r.rom_rad, 1.5f, 0.005f);
	/* 1.875 rom / time, in the faster half */
	ck_assert_float_eq_tol(r.peak_radps, 1.5f * 1.875f / 1.2f, 0.005f);
	ck_assert_float_eq_tol(r.mean_radps, 2 * 1.5f / 3.2f, 0.02f);
	ck_assert_float_eq_tol(r.sparc, -1.41f, 0.03f);
	ck_assert_float_eq_tol(r.ldlj, -5.3f, 0.15f);
}
END_TEST

START_TEST(sign_of_the_angle_does_not_matter)
{
	struct script s = SQUAT;
	static struct movie a, b;
	struct gn_bounds at;
	struct gn_rep ra, rb;

	film(&a, &s);
	s.rom_rad = -s.rom_rad;
	film(&b, &s);
	at = bounds_of(&s);
	ra = measure(&a, &at, GN_PHASE_ECCENTRIC);
	rb = measure(&b, &at, GN_PHASE_ECCENTRIC);
	ck_assert_mem_eq(ra.tempo_s, rb.tempo_s, 3 * sizeof(float));
	ck_assert_float_eq(ra.rom_rad, rb.rom_rad);
	ck_assert_float_eq(ra.mean_radps, rb.mean_radps);
	ck_assert_float_eq(ra.sparc, rb.sparc);
}
END_TEST

START_TEST(noise_does_not_widen_the_range)
{
	struct script s = SQUAT;
	static struct movie m;
	struct gn_bounds at;
	double sum = 0, squares = 0, d;

	/* Largest minus least sample would be 0.15 too wide. */
	s.noise_rad = 0.08;
	at = bounds_of(&s);
	for (s.seed = 1; s.seed <= 100; s.seed++) {
		film(&m, &s);
		d = (double)measure(&m, &at, GN_PHASE_ECCENTRIC).rom_rad - 1.5;
		sum += d;
		squares += d * d;
	}
	ck_assert_double_eq_tol(sum / 100.0, 0.0, 0.008);
	/* sd of one sample 0.046; three samples would give 0.057 */
	ck_assert_double_le(sqrt(squares / 100.0), 0.025);
}
END_TEST

START_TEST(rate_and_speed_may_be_left_out)
{
	struct script s = SQUAT;
	static struct movie m;
	struct gn_bounds at;
	struct gn_rep with, without = { 0 };

	film(&m, &s);
	at = bounds_of(&s);
	with = measure(&m, &at, GN_PHASE_ECCENTRIC);
	m.c.rate_radps = NULL;
	m.c.speed_radps = NULL;
	ck_assert_int_eq(gn_measure_rep(&m.c, &at, GN_PHASE_ECCENTRIC, NULL,
					&without), GN_OK);
	for (int i = 0; i < 3; i++)
		ck_assert_float_eq_tol(with.tempo_s[i], without.tempo_s[i],
				       0.02f);
	ck_assert_float_eq(with.rom_rad, without.rom_rad);
	ck_assert_float_eq_tol(with.peak_radps, without.peak_radps, 0.01f);
	ck_assert_float_eq_tol(with.mean_radps, without.mean_radps, 0.01f);
	ck_assert_float_nan(without.sparc);
	ck_assert_float_nan(without.ldlj);
}
END_TEST

START_TEST(a_missing_sample_spoils_what_needs_it)
{
	struct script s = SQUAT;
	static struct movie m;
	struct gn_bounds at;
	struct gn_rep r;

	film(&m, &s);
	at = bounds_of(&s);
	m.angle[80] = NAN;      /* far from ends and turn */
	m.rate[80] = NAN;
	m.speed[80] = NAN;
	r = measure(&m, &at, GN_PHASE_ECCENTRIC);
	ck_assert_float_eq_tol(r.rom_rad, 1.5f, 0.005f);
	ck_assert_float_nan(r.peak_radps);
	ck_assert_float_nan(r.mean_radps);
	ck_assert_float_nan(r.sparc);
	ck_assert_float_nan(r.ldlj);
}
END_TEST

START_TEST(trim_finds_the_edges_of_movement)
{
	struct script s = SQUAT;
	static struct movie m;
	struct gn_bounds at = { .next = NAN };

	s.fs_hz = rates[_i];
	film(&m, &s);
	/* A careless span: from the first sample to the last. */
	at.turn = 3.2 * s.fs_hz;
	at.end = (double)(m.c.n - 1);
	ck_assert_int_eq(gn_measure_trim(&m.c, &at), GN_OK);
	ck_assert_double_eq_tol(at.start / s.fs_hz, 1.0, 0.02);
	ck_assert_double_eq_tol(at.turn / s.fs_hz, 3.35, 0.02);
	ck_assert_double_eq_tol(at.end / s.fs_hz, 4.9, 0.02);
	/* Trimming what is trimmed changes little. */
	ck_assert_int_eq(gn_measure_trim(&m.c, &at), GN_OK);
	ck_assert_double_eq_tol(at.start / s.fs_hz, 1.0, 0.025);
	ck_assert_double_eq_tol(at.end / s.fs_hz, 4.9, 0.025);
}
END_TEST

START_TEST(nothing_that_moves_is_left_as_it_is)
{
	static struct movie m;
	struct gn_bounds at = { 10, 50, 90, NAN };
	struct gn_rep r;

	memset(&m, 0, sizeof(m));
	m.c = (struct gn_curve){ m.angle, m.rate, m.speed, 100, 50.0 };
	ck_assert_int_eq(gn_measure_trim(&m.c, &at), GN_OK);
	ck_assert_double_eq(at.start, 10);
	ck_assert_double_eq(at.turn, 50);
	ck_assert_double_eq(at.end, 90);
	r = measure(&m, &at, GN_PHASE_ECCENTRIC);
	ck_assert_float_eq(r.rom_rad, 0);
	ck_assert_float_eq(r.tempo_s[1], 0);
	ck_assert_float_nan(r.sparc);
	ck_assert_float_nan(r.ldlj);
}
END_TEST

static const struct gn_bounds wrong[] = {
	{ -1, 50, 90, NAN },  { 10, 10, 90, NAN },  { 10, 90, 90, NAN },
	{ 10, 50, 99.5, NAN }, { NAN, 50, 90, NAN }, { 10, NAN, 90, NAN },
	{ 10, 50, NAN, NAN }, { 10, 50, 90, 89 },
};

START_TEST(bounds_out_of_order_are_refused)
{
	static struct movie m;
	struct gn_bounds at = wrong[_i];
	struct gn_rep r, before;

	memset(&m, 0, sizeof(m));
	memset(&r, 0x55, sizeof(r));
	before = r;
	m.c = (struct gn_curve){ m.angle, m.rate, m.speed, 100, 50.0 };
	ck_assert_int_eq(gn_measure_rep(&m.c, &at, GN_PHASE_ECCENTRIC, NULL,
					&r), GN_EINVAL);
	ck_assert_mem_eq(&r, &before, sizeof(r));
	ck_assert_int_eq(gn_measure_trim(&m.c, &at), GN_EINVAL);
}
END_TEST

START_TEST(a_curve_without_rate_or_length_is_refused)
{
	static struct movie m;
	struct gn_bounds at = { 0, 1, 1.5, NAN };

	m.c = (struct gn_curve){ m.angle, m.rate, m.speed, 100, 0.0 };
	ck_assert_int_eq(gn_measure_trim(&m.c, &at), GN_EINVAL);
	m.c.fs_hz = 50.0;
	m.c.n = 2;
	ck_assert_int_eq(gn_measure_trim(&m.c, &at), GN_EINVAL);
}
END_TEST

/* Vectors computed with the definitions' published code (and a script). */
static size_t bell(float *v)
{
	for (int i = 0; i < 200; i++) {
		double t = -1.0 + 0.01 * i;

		v[i] = (float)exp(-5.0 * t * t);
	}
	return 200;
}

/* The bell with a ripple whose spectrum passes 10 Hz. */
static size_t shaky(float *v)
{
	for (int i = 0; i < 200; i++) {
		double t = -1.0 + 0.01 * i;

		v[i] = (float)(exp(-5.0 * t * t) *
			       (1.0 + 0.3 * cos(2.0 * PI * 9.5 * t)));
	}
	return 200;
}

static size_t jerk_once(float *v)
{
	for (int i = 0; i <= 100; i++)
		v[i] = (float)jerk_speed(0.01 * i);
	return 101;
}

static size_t jerk_twice(float *v)
{
	jerk_once(v);
	return 100 + jerk_once(v + 100);
}

static const struct {
	size_t (*make)(float *v);
	double sparc, ldlj;
} vectors[] = {
	{ bell,       -1.41403, -5.81636 },
	{ shaky,      -1.95962, -14.17958 },
	{ jerk_once,  -1.40583, -5.30163 },
	{ jerk_twice, -2.24455, -8.08427 },
};

START_TEST(smoothness_gives_the_known_vectors)
{
	float v[256], big[256];
	double *work = malloc(gn_measure_work_size(256));
	size_t n = vectors[_i].make(v);

	ck_assert_double_eq_tol(gn_sparc(v, n, 100.0, work),
				vectors[_i].sparc, 1.5e-5);
	ck_assert_double_eq_tol(gn_ldlj(v, n, 100.0), vectors[_i].ldlj,
				1.5e-5);
	/* Neither depends on the unit of speed. */
	for (size_t i = 0; i < n; i++)
		big[i] = 64.0f * v[i];
	ck_assert_double_eq_tol(gn_sparc(big, n, 100.0, work),
				vectors[_i].sparc, 1.5e-5);
	ck_assert_double_eq_tol(gn_ldlj(big, n, 100.0), vectors[_i].ldlj,
				1.5e-5);
	free(work);
}
END_TEST

START_TEST(smoothness_refuses_what_has_none)
{
	double *work = malloc(gn_measure_work_size(GN_SMOOTH_MAX));
	float *v = calloc(GN_SMOOTH_MAX + 1, sizeof(*v));

	ck_assert_double_nan(gn_sparc(v, 100, 50.0, work));
	ck_assert_double_nan(gn_ldlj(v, 100, 50.0));
	for (size_t i = 0; i <= GN_SMOOTH_MAX; i++)
		v[i] = (float)(i % 7);
	ck_assert_double_nan(gn_sparc(v, 1, 50.0, work));
	ck_assert_double_nan(gn_ldlj(v, 2, 50.0));
	ck_assert_double_nan(gn_sparc(v, GN_SMOOTH_MAX + 1, 50.0, work));
	ck_assert(isfinite(gn_sparc(v, GN_SMOOTH_MAX, 50.0, work)));
	/* Below 20 Hz there is no spectrum up to 10 Hz. */
	ck_assert(isfinite(gn_sparc(v, 40, 12.5, work)));
	v[5] = INFINITY;
	ck_assert_double_nan(gn_sparc(v, 100, 50.0, work));
	ck_assert_double_nan(gn_ldlj(v, 100, 50.0));
	for (size_t i = 0; i < 10; i++)
		v[i] = 1.0f;
	ck_assert_double_nan(gn_ldlj(v, 10, 50.0));
	free(work);
	free(v);
}
END_TEST

START_TEST(work_is_enough_and_bounded)
{
	/* 2^(ceil(log2 n) + 4) doubles */
	ck_assert_uint_eq(gn_measure_work_size(1000), 16384 * sizeof(double));
	ck_assert_uint_eq(gn_measure_work_size(1024), 16384 * sizeof(double));
	ck_assert_uint_eq(gn_measure_work_size(1025), 32768 * sizeof(double));
	ck_assert_uint_eq(gn_measure_work_size(1000000),
			  gn_measure_work_size(GN_SMOOTH_MAX));
}
END_TEST

Suite *suite_measure(void)
{
	Suite *s = suite_create("measure");
	TCase *t = tcase_create("measure");
	const int n_rates = (int)(sizeof(rates) / sizeof(rates[0]));

	tcase_add_loop_test(t, tempo_is_the_scripts, 0, n_rates);
	tcase_add_test(t, tempo_of_a_lift_starts_with_the_concentric_half);
	tcase_add_test(t, a_smooth_turn_is_no_pause);
	tcase_add_test(t, tremor_does_not_end_a_hold);
	tcase_add_loop_test(t, range_and_rates_are_the_scripts, 0, n_rates);
	tcase_add_test(t, sign_of_the_angle_does_not_matter);
	tcase_add_test(t, noise_does_not_widen_the_range);
	tcase_add_test(t, rate_and_speed_may_be_left_out);
	tcase_add_test(t, a_missing_sample_spoils_what_needs_it);
	tcase_add_loop_test(t, trim_finds_the_edges_of_movement, 0, n_rates);
	tcase_add_test(t, nothing_that_moves_is_left_as_it_is);
	tcase_add_loop_test(t, bounds_out_of_order_are_refused, 0,
			    (int)(sizeof(wrong) / sizeof(wrong[0])));
	tcase_add_test(t, a_curve_without_rate_or_length_is_refused);
	tcase_add_loop_test(t, smoothness_gives_the_known_vectors, 0,
			    (int)(sizeof(vectors) / sizeof(vectors[0])));
	tcase_add_test(t, smoothness_refuses_what_has_none);
	tcase_add_test(t, work_is_enough_and_bounded);
	suite_add_tcase(s, t);
	return s;
}
