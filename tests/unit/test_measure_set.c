/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <string.h>

#include "gonio/measure.h"
#include "suites.h"

#define DEG 57.29577951308232
#define S_NS INT64_C(1000000000)

START_TEST(errors_of_the_range_are_those_of_the_joint)
{
	static const struct {
		enum gn_place joint[2];
		double rom_deg, half_deg;       /* 95 % half width */
		int camera;
	} known[] = {
		{ { GN_PLACE_THIGH, GN_PLACE_SHANK }, 100, 18, 0 },
		{ { GN_PLACE_SHANK, GN_PLACE_THIGH }, 60, 12, 0 },
		{ { GN_PLACE_PELVIS, GN_PLACE_THIGH }, 50, 15, 0 },
		{ { GN_PLACE_SHANK, GN_PLACE_FOOT }, 40, 20, 0 },
		{ { GN_PLACE_UPPER_ARM, GN_PLACE_FOREARM }, 100, 38, 0 },
		{ { GN_PLACE_PELVIS, GN_PLACE_UNKNOWN }, 30, 12, 0 },
		{ { GN_PLACE_THIGH, GN_PLACE_UNKNOWN }, 90, 3.92, 0 },
		{ { GN_PLACE_THIGH, GN_PLACE_SHANK }, 100, 19, 1 },
		{ { GN_PLACE_THIGH, GN_PLACE_PELVIS }, 100, 43, 1 },
		{ { GN_PLACE_SHANK, GN_PLACE_FOOT }, 40, 87, 1 },
		{ { GN_PLACE_UPPER_ARM, GN_PLACE_WRIST }, 90, 87, 1 },
		{ { GN_PLACE_CHEST, GN_PLACE_UNKNOWN }, 90, 19, 1 },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		struct gn_rom_error e = gn_rom_error_of(known[i].joint,
							known[i].camera);
		float sd = gn_rom_sd(&e, (float)(known[i].rom_deg / DEG), 2);

		ck_assert_double_eq_tol((double)sd * DEG * 1.96,
					known[i].half_deg, 1e-3);
	}
}
END_TEST

/* What skin does not follow, of a turn; where an arm points is no turn. */
START_TEST(errors_of_a_turn)
{
	static const struct {
		enum gn_place joint[2];
		double rom_deg, half_deg;
		int around, camera;
	} known[] = {
		{ { GN_PLACE_PELVIS, GN_PLACE_THIGH }, 20, 28, 0, 0 },
		{ { GN_PLACE_CHEST, GN_PLACE_UPPER_ARM }, 60, 39, 0, 0 },
		{ { GN_PLACE_CHEST, GN_PLACE_UPPER_ARM }, 60, 26, 1, 0 },
		{ { GN_PLACE_UPPER_ARM, GN_PLACE_WRIST }, 100, 38, 0, 0 },
		{ { GN_PLACE_CHEST, GN_PLACE_UPPER_ARM }, 60, 87, 1, 1 },
		{ { GN_PLACE_PELVIS, GN_PLACE_THIGH }, 20, 43, 0, 1 },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		struct gn_rom_error e = gn_rom_error_turn(known[i].joint,
							  known[i].around,
							  known[i].camera);
		float sd = gn_rom_sd(&e, (float)(known[i].rom_deg / DEG), 2);

		ck_assert_double_eq_tol((double)sd * DEG * 1.96,
					known[i].half_deg, 1e-3);
	}
}
END_TEST

START_TEST(errors_add_as_squares)
{
	struct gn_rom_error e = { .noise_rad = 0.02f };

	ck_assert_float_eq_tol(gn_rom_sd(&e, 1, 3), 0.02f * sqrtf(1.5f),
			       1e-6f);
	e = (struct gn_rom_error){ .drift_radps = 0.02f };
	ck_assert_float_eq_tol(gn_rom_sd(&e, 1, 3), 0.03f, 1e-6f);
	e = (struct gn_rom_error){ .drift_radps = 0.02f, .base_rad = 0.02f,
				   .part = 0.01f };
	ck_assert_float_eq_tol(gn_rom_sd(&e, 2, 3), 0.05f, 1e-6f);
}
END_TEST

/* Repetitions with these ranges, degrees; kinds as a word of f and p. */
static const char *kinds(const float *deg, size_t n, float partial_of)
{
	static char word[64];
	struct gn_rep r[64] = { 0 };
	float scratch[64];

	for (size_t i = 0; i < n; i++) {
		r[i].rom_rad = deg[i] / (float)DEG;
		r[i].kind = GN_REP_PARTIAL;
	}
	gn_measure_partial(r, n, partial_of, scratch);
	for (size_t i = 0; i < n; i++)
		word[i] = r[i].kind == GN_REP_FULL ? 'f' : 'p';
	word[n] = '\0';
	return word;
}

START_TEST(small_repetitions_are_partial)
{
	const float one[] = { 90, 92, 88, 60, 91 };
	const float half[] = { 90, 91, 89, 92, 90, 88, 40, 41, 42, 39, 40, 43 };
	const float most[] = { 40, 90, 41, 91, 42, 92, 43, 44, 40, 41 };
	const float odd[] = { 60, 61, 62, 120, 60, 59 };
	const float two[] = { 80, 80, 120 };
	const float tired[] = { 90, 87, 84, 81, 78, 75, 72, 69 };
	const float steps[] = { 104, 97, 90, 81, 76, 70, 64, 58, 52, 46 };
	const float gap[] = { 90, NAN, 91, 30 };

	ck_assert_str_eq(kinds(one, 5, 0.75f), "fffpf");
	ck_assert_str_eq(kinds(half, 12, 0.75f), "ffffffpppppp");
	ck_assert_str_eq(kinds(most, 10, 0.75f), "pfpfpfpppp");
	/* one long one does not make the rest partial */
	ck_assert_str_eq(kinds(odd, 6, 0.75f), "ffffff");
	ck_assert_str_eq(kinds(two, 3, 0.75f), "fff");
	/* a range that fades is no second group */
	ck_assert_str_eq(kinds(tired, 8, 0.75f), "ffffffff");
	ck_assert_str_eq(kinds(steps, 10, 0.75f), "ffffffffpp");
	ck_assert_str_eq(kinds(gap, 4, 0.75f), "fffp");
	ck_assert_str_eq(kinds(one, 5, 0.0f), "fffff");
	ck_assert_str_eq(kinds(one, 0, 0.75f), "");
}
END_TEST

START_TEST(each_side_is_its_own_measure)
{
	struct gn_rep r[8] = { 0 };
	float scratch[8];

	for (int i = 0; i < 8; i++) {
		r[i].side = i % 2 ? GN_SIDE_LEFT : GN_SIDE_RIGHT;
		r[i].rom_rad = i % 2 ? 0.5f : 1.0f;
	}
	r[7].rom_rad = 0.3f;
	gn_measure_partial(r, 8, 0.75f, scratch);
	for (int i = 0; i < 7; i++)
		ck_assert_int_eq(r[i].kind, GN_REP_FULL);
	ck_assert_int_eq(r[7].kind, GN_REP_PARTIAL);
}
END_TEST

START_TEST(set_sums_up)
{
	static const float v[] = { 1.00f, 1.05f, 0.98f, 0.90f, 0.85f };
	static const float rom[] = { 52, 55, 50, 53, 54 };
	struct gn_rep r[5] = { 0 };
	struct gn_set s;

	for (int i = 0; i < 5; i++) {
		r[i].set = 3;
		r[i].start_ns = (2 + 3 * i) * S_NS;
		r[i].end_ns = r[i].start_ns + (2 + i % 2) * S_NS;
		r[i].mean_radps = v[i];
		r[i].peak_radps = 2 * v[i];
		r[i].rom_rad = rom[i];
	}
	r[2].kind = GN_REP_PARTIAL;
	gn_measure_set(r, 5, &s);
	ck_assert_uint_eq(s.n, 3);
	ck_assert_uint_eq(s.reps, 5);
	ck_assert_uint_eq(s.full, 4);
	ck_assert_int_eq(s.start_ns, 2 * S_NS);
	ck_assert_int_eq(s.end_ns, 16 * S_NS);
	/* Computed apart: mean 52.8, SD 1.9235, CV 3.6431 %. */
	ck_assert_float_eq_tol(s.rom_mean_rad, 52.8f, 1e-4f);
	ck_assert_float_eq_tol(s.rom_sd_rad, 1.92354f, 1e-4f);
	ck_assert_float_eq_tol(s.rom_cv, 0.036431f, 1e-5f);
	ck_assert_float_eq_tol(s.rep_mean_s, 2.4f, 1e-5f);
	ck_assert_float_eq_tol(s.rep_sd_s, 0.547723f, 1e-5f);
	ck_assert_float_eq_tol(s.rep_cv, 0.547723f / 2.4f, 1e-5f);
	ck_assert_float_eq_tol(s.peak_mean_radps, 1.912f, 1e-5f);
	/* against the fastest, not the first: that would be 0.15 */
	ck_assert_float_eq_tol(s.velocity_loss, 0.19048f, 1e-5f);
}
END_TEST

START_TEST(set_knows_what_it_does_not_know)
{
	struct gn_rep r[2] = { 0 };
	struct gn_set s;

	gn_measure_set(r, 0, &s);
	ck_assert_uint_eq(s.reps, 0);
	ck_assert_float_nan(s.rep_mean_s);
	ck_assert_float_nan(s.velocity_loss);

	r[0].rom_rad = 1;
	r[0].mean_radps = 2;
	r[0].end_ns = S_NS;
	gn_measure_set(r, 1, &s);
	ck_assert_float_eq(s.rom_mean_rad, 1);
	ck_assert_float_nan(s.rom_sd_rad);
	ck_assert_float_nan(s.rep_cv);
	ck_assert_float_eq(s.velocity_loss, 0);

	r[1] = r[0];
	r[1].rom_rad = NAN;
	r[1].mean_radps = NAN;
	gn_measure_set(r, 2, &s);
	ck_assert_float_eq(s.rom_mean_rad, 1);
	ck_assert_float_nan(s.rom_sd_rad);
	ck_assert_float_nan(s.velocity_loss);
}
END_TEST

Suite *suite_measure_set(void)
{
	Suite *s = suite_create("measure_set");
	TCase *t = tcase_create("measure_set");

	tcase_add_test(t, errors_of_the_range_are_those_of_the_joint);
	tcase_add_test(t, errors_of_a_turn);
	tcase_add_test(t, errors_add_as_squares);
	tcase_add_test(t, small_repetitions_are_partial);
	tcase_add_test(t, each_side_is_its_own_measure);
	tcase_add_test(t, set_sums_up);
	tcase_add_test(t, set_knows_what_it_does_not_know);
	suite_add_tcase(s, t);
	return s;
}
