/* SPDX-License-Identifier: MIT */
/* Left against right of what is held. */
#include <math.h>
#include <string.h>

#include "fault.h"
#include "gonio/asym.h"
#include "suites.h"

static struct gn_hold holds[8];
static struct gn_asym a;
static size_t n_out;

/* Four of each limb in turn, the left ones for less s shorter. */
static void setup_less(float less)
{
	static const float s[4] = { 20, 22, 21, 23 };

	memset(holds, 0, sizeof(holds));
	for (int i = 0; i < 8; i++) {
		holds[i].side = i % 2 ? GN_SIDE_RIGHT : GN_SIDE_LEFT;
		holds[i].longest_s = s[i / 2] - (i % 2 ? 0 : less);
		holds[i].held_s = 99;
	}
}

static void compare(size_t n, int on_one_leg)
{
	memset(&a, 0, sizeof(a));
	ck_assert_int_eq(gn_asym_holds(holds, n, on_one_leg, &a, &n_out),
			 GN_OK);
}

START_TEST(a_limb_that_holds_less)
{
	setup_less(8);
	compare(8, 0);
	ck_assert_uint_eq(n_out, 1);
	ck_assert_str_eq(a.name, "hold_time");
	ck_assert_str_eq(a.of, "");
	ck_assert_int_eq(a.unit, GN_UNIT_S);
	ck_assert_int_eq(a.verdict, GN_ASYM_DIFFERENT);
	ck_assert_uint_eq(a.n[0], 4);
	ck_assert_double_eq_tol(a.mean[0], 13.5, 1e-6);
	ck_assert_double_eq_tol(a.mean[1], 21.5, 1e-6);
	ck_assert_double_eq_tol(a.difference, 8, 1e-6);
	/* 100 x 8 / 17.5 */
	ck_assert_double_eq_tol(a.index[GN_ASYM_SI], 45.714, 1e-3);
	/* no more than holds vary */
	setup_less(1);
	compare(8, 0);
	ck_assert_int_eq(a.verdict, GN_ASYM_VARIES);
	/* of the leg that stands, where the other one is lifted */
	setup_less(8);
	compare(8, 1);
	ck_assert_double_eq_tol(a.difference, -8, 1e-6);
}
END_TEST

START_TEST(what_is_not_compared)
{
	setup_less(8);
	compare(4, 0);
	ck_assert_uint_eq(n_out, 1);
	ck_assert_int_eq(a.verdict, GN_ASYM_FEW);
	ck_assert_double_eq_tol(a.mean[0], 13, 1e-6);
	/* of one limb only, once what is cut off or quiet is left out */
	holds[0].cut_start = holds[2].cut_end = 1;
	compare(4, 0);
	ck_assert_uint_eq(n_out, 0);
	holds[0].cut_start = 0;
	holds[0].quiet = 1;
	compare(4, 0);
	ck_assert_uint_eq(n_out, 0);
	holds[0].quiet = 0;
	holds[0].side = GN_SIDE_UNKNOWN;
	compare(4, 0);
	ck_assert_uint_eq(n_out, 0);
	holds[0].side = GN_SIDE_BOTH;
	compare(4, 0);
	ck_assert_uint_eq(n_out, 0);
	setup_less(8);
	holds[1].side = holds[3].side = GN_SIDE_NONE;
	compare(4, 0);
	ck_assert_uint_eq(n_out, 0);
	compare(0, 0);
	ck_assert_uint_eq(n_out, 0);
}
END_TEST

START_TEST(out_of_memory)
{
	struct fault_stat f;
	int err;

	setup_less(8);
	fault_start(1);
	err = gn_asym_holds(holds, 8, 0, &a, &n_out);
	f = fault_stop();
	ck_assert_int_eq(err, GN_ENOMEM);
	ck_assert_int_eq(f.live, 0);
	ck_assert_uint_eq(n_out, 0);
}
END_TEST

Suite *suite_asym_holds(void)
{
	Suite *s = suite_create("asym_holds");
	TCase *t = tcase_create("asym_holds");

	tcase_add_test(t, a_limb_that_holds_less);
	tcase_add_test(t, what_is_not_compared);
	tcase_add_test(t, out_of_memory);
	suite_add_tcase(s, t);
	return s;
}
