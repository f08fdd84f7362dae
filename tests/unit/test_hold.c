/* SPDX-License-Identifier: MIT */
/* Postures that are held. */
#include <check.h>

#include "lib/rep/catalogue_priv.h"
#include "suites.h"

#define NAMED "name = \"x\"; title = \"X\"; "

START_TEST(a_hold_has_no_repetitions)
{
	struct gn_exercise e;

	ck_assert_int_eq(gn_entry_parse(&e, NAMED "first = \"eccentric\"; "
					"rep_s = [1, 2];", "x.cfg", NULL),
			 GN_OK);
	ck_assert_int_eq(e.task, GN_TASK_REPETITIONS);
	ck_assert_int_eq(gn_entry_parse(&e, NAMED "task = \"hold\";",
					"x.cfg", NULL), GN_OK);
	ck_assert_int_eq(e.task, GN_TASK_HOLD);
	ck_assert_float_eq(e.rep_max_s, 0.0f);
	ck_assert_int_eq(gn_entry_parse(&e, NAMED "rep_s = [1, 2]; "
					"task = \"repetitions\";", "x.cfg",
					NULL), GN_EFORMAT);
}
END_TEST

Suite *suite_hold(void)
{
	Suite *s = suite_create("hold");
	TCase *t = tcase_create("catalogue");

	tcase_add_test(t, a_hold_has_no_repetitions);
	suite_add_tcase(s, t);
	return s;
}
