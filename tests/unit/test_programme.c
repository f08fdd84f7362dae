/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "apps/programme.h"
#include "suites.h"

START_TEST(read_as_written)
{
	static const struct {
		const char *text, *exercise;
		uint32_t sets, reps;
	} good[] = {
		{ "squat", "squat", 0, 0 },
		{ "Sit to stand:1", "Sit to stand", 0, 1 },
		{ "squat:10", "squat", 0, 10 },
		{ "squat:3x10", "squat", 3, 10 },
		{ "squat:999x999", "squat", 999, 999 },
	};

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		struct gn_task t = { "x", 7, 7 };

		ck_assert_int_eq(gn_task_parse(&t, good[i].text), GN_OK);
		ck_assert_str_eq(t.exercise, good[i].exercise);
		ck_assert_uint_eq(t.sets, good[i].sets);
		ck_assert_uint_eq(t.reps, good[i].reps);
	}
}
END_TEST

START_TEST(refused)
{
	static const char *const bad[] = {
		"", ":", ":3", "squat:", "squat:x", "squat:3x", "squat:x3",
		"squat:0", "squat:0x3", "squat:3x0", "squat:1000",
		"squat:99999999999999999999", "squat:3x10x2", "squat:-3",
		"squat: 3", "squat:3 ",
	};
	char longest[65];

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct gn_task t = { "x", 7, 7 };

		ck_assert_msg(gn_task_parse(&t, bad[i]) == GN_EINVAL, "'%s'",
			      bad[i]);
		ck_assert_str_eq(t.exercise, "x");
		ck_assert_uint_eq(t.sets + t.reps, 14);
	}
	memset(longest, 'a', 64);
	longest[64] = '\0';
	for (int n = 64; n > 62; n--, longest[n] = '\0') {
		struct gn_task t;

		ck_assert_int_eq(gn_task_parse(&t, longest), n == 64 ?
				 GN_EINVAL : GN_OK);
	}
}
END_TEST

START_TEST(a_file_for_each)
{
	static const struct {
		const char *path, *second;
	} name[] = {
		{ "monday.gonio", "monday-2.gonio" },
		{ "monday", "monday-2" },
		{ "a.b/monday", "a.b/monday-2" },
		{ "a.b/.hidden", "a.b/.hidden-2" },
		{ "./c.d.gonio", "./c.d-2.gonio" },
	};
	char out[16];

	for (size_t i = 0; i < sizeof(name) / sizeof(name[0]); i++) {
		ck_assert_int_eq(gn_task_file(out, sizeof(out), name[i].path,
					      0), GN_OK);
		ck_assert_str_eq(out, name[i].path);
		ck_assert_int_eq(gn_task_file(out, sizeof(out), name[i].path,
					      1), GN_OK);
		ck_assert_str_eq(out, name[i].second);
	}
	ck_assert_int_eq(gn_task_file(out, 5, "abcd", 0), GN_OK);
	ck_assert_int_eq(gn_task_file(out, 4, "abcd", 0), GN_EINVAL);
	ck_assert_int_eq(gn_task_file(out, 6, "abcd", 1), GN_EINVAL);
}
END_TEST

Suite *suite_programme(void)
{
	Suite *s = suite_create("programme");
	TCase *c = tcase_create("programme");

	tcase_add_test(c, read_as_written);
	tcase_add_test(c, refused);
	tcase_add_test(c, a_file_for_each);
	suite_add_tcase(s, c);
	return s;
}
