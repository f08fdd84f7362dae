/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fault.h"
#include "gonio/err.h"
#include "gonio/result.h"
#include "gonio/types.h"
#include "suites.h"

START_TEST(every_code_has_its_own_name_and_text)
{
	static const struct {
		int code;
		const char *name;
	} t[] = {
#define X(name, value, text) { value, #name },
		GN_ERRORS(X)
#undef X
	};
	int n = sizeof(t) / sizeof(*t);

	for (int i = 0; i < n; i++) {
		/* 0, -1, -2 ... without holes: the numbers are an interface */
		ck_assert_int_eq(t[i].code, -i);
		ck_assert_str_eq(gn_errname(t[i].code), t[i].name);
		ck_assert_str_ne(gn_strerror(t[i].code), "unknown error");
		for (int k = 0; k < i; k++)
			ck_assert_str_ne(gn_strerror(t[i].code),
					 gn_strerror(t[k].code));
	}
	ck_assert_int_eq(GN_OK, 0);
	ck_assert_int_eq(GN_EORDER, -8);
	ck_assert_str_eq(gn_strerror(GN_EOF), "end of stream");
}
END_TEST

START_TEST(a_number_that_is_no_code_is_named_so)
{
	static const int none[] = { 1, -12, -1000, 1 << 30, -(1 << 30) };

	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++) {
		ck_assert_str_eq(gn_strerror(none[i]), "unknown error");
		ck_assert_str_eq(gn_errname(none[i]), "?");
	}
}
END_TEST

START_TEST(diag_formats_and_hands_the_code_back)
{
	struct gn_diag d;

	ck_assert_int_eq(gn_diag_set(&d, GN_EFORMAT, "%s:%d: no number",
				     "a.tsv", 12), GN_EFORMAT);
	ck_assert_str_eq(d.text, "a.tsv:12: no number");
	ck_assert_int_eq(gn_diag_set(NULL, GN_EIO, "%d", 1), GN_EIO);
	ck_assert_int_eq(gn_diag_set(NULL, 17, "x"), 17);
}
END_TEST

START_TEST(diag_is_one_line_and_steers_no_terminal)
{
	struct gn_diag d;

	gn_diag_set(&d, GN_EFORMAT, "%s", "a\nb\tc\x1b[2Jd\x7f\re\x1f ");
	ck_assert_str_eq(d.text, "a?b?c?[2Jd??e? ");
	/* text in UTF-8 stays readable */
	gn_diag_set(&d, GN_EFORMAT, "%s", "M\xc3\xbcller.tsv");
	ck_assert_str_eq(d.text, "M\xc3\xbcller.tsv");
}
END_TEST

START_TEST(diag_cuts_what_is_too_long)
{
	struct {
		struct gn_diag d;
		char guard[8];
	} s;
	char longer[2 * sizeof(s.d.text)];

	memset(longer, 'x', sizeof(longer));
	longer[sizeof(longer) - 1] = '\0';
	memset(&s, '#', sizeof(s));
	gn_diag_set(&s.d, GN_EFORMAT, "%s", longer);
	ck_assert_uint_eq(strlen(s.d.text), sizeof(s.d.text) - 1);
	ck_assert_mem_eq(s.guard, "########", sizeof(s.guard));
}
END_TEST

START_TEST(place_names_come_back)
{
	static const char *const ending[] = { "", "_l", "_r", "_x" };
	static const enum gn_side side[] = {
		GN_SIDE_NONE, GN_SIDE_LEFT, GN_SIDE_RIGHT, GN_SIDE_UNKNOWN
	};
	enum gn_side got;
	char name[64];

	for (int p = 0; p < GN_PLACE_COUNT; p++) {
		for (int e = 0; e < 4; e++) {
			snprintf(name, sizeof(name), "%s%s",
				 gn_place_name((enum gn_place)p), ending[e]);
			got = GN_SIDE_BOTH;
			ck_assert_int_eq(gn_place_parse(name, &got), p);
			ck_assert_int_eq(got, side[e]);
		}
	}
	ck_assert_str_eq(gn_place_name(GN_PLACE_UPPER_ARM), "upper_arm");
	ck_assert_str_eq(gn_place_name(GN_PLACE_COUNT), "unknown");
	ck_assert_str_eq(gn_place_name((enum gn_place)-1), "unknown");
}
END_TEST

START_TEST(places_as_people_write_them)
{
	static const struct {
		const char *name;
		enum gn_place place;
		enum gn_side side;
	} t[] = {
		{ "thigh_l",     GN_PLACE_THIGH,     GN_SIDE_LEFT },
		{ "THIGH_L",     GN_PLACE_THIGH,     GN_SIDE_LEFT },
		{ "Wrist_R",     GN_PLACE_WRIST,     GN_SIDE_RIGHT },
		{ "foot_x",      GN_PLACE_FOOT,      GN_SIDE_UNKNOWN },
		{ "upper_arm_r", GN_PLACE_UPPER_ARM, GN_SIDE_RIGHT },
		{ "pelvis",      GN_PLACE_PELVIS,    GN_SIDE_NONE },
		{ "thigh_q",     GN_PLACE_UNKNOWN,   GN_SIDE_NONE },
		{ "thig",        GN_PLACE_UNKNOWN,   GN_SIDE_NONE },
		{ "thighs",      GN_PLACE_UNKNOWN,   GN_SIDE_NONE },
		{ "thigh_",      GN_PLACE_UNKNOWN,   GN_SIDE_NONE },
		{ "_l",          GN_PLACE_UNKNOWN,   GN_SIDE_NONE },
		{ "l",           GN_PLACE_UNKNOWN,   GN_SIDE_NONE },
		{ "",            GN_PLACE_UNKNOWN,   GN_SIDE_NONE },
	};
	enum gn_side side;

	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++) {
		ck_assert_msg(gn_place_parse(t[i].name, &side) == t[i].place &&
			      side == t[i].side, "'%s'", t[i].name);
	}
}
END_TEST

START_TEST(sides_have_names)
{
	ck_assert_str_eq(gn_side_name(GN_SIDE_LEFT), "left");
	ck_assert_str_eq(gn_side_name(GN_SIDE_RIGHT), "right");
	ck_assert_str_eq(gn_side_name(GN_SIDE_BOTH), "both");
	ck_assert_str_eq(gn_side_name(GN_SIDE_NONE), "n/a");
	ck_assert_str_eq(gn_side_name(GN_SIDE_UNKNOWN), "n/a");
	ck_assert_str_eq(gn_side_name((enum gn_side)99), "n/a");
}
END_TEST

START_TEST(warnings_and_reasons_have_texts_of_their_own)
{
	for (int i = 0; i < GN_WARN_COUNT; i++) {
		const char *a = gn_warning_name((enum gn_warning_code)i);

		ck_assert_str_ne(a, "unknown");
		/* for programs: one lower-case word */
		ck_assert_uint_eq(strspn(a, "abcdefghijklmnopqrstuvwxyz_"),
				  strlen(a));
		for (int k = 0; k < i; k++)
			ck_assert_str_ne(a, gn_warning_name(
						(enum gn_warning_code)k));
	}
	for (int i = 0; i < GN_REJ_COUNT; i++) {
		const char *a = gn_reject_text((enum gn_reject_reason)i);

		ck_assert_str_ne(a, "unknown reason");
		for (int k = 0; k < i; k++)
			ck_assert_str_ne(a, gn_reject_text(
						(enum gn_reject_reason)k));
	}
	ck_assert_str_eq(gn_warning_name(GN_WARN_COUNT), "unknown");
	ck_assert_str_eq(gn_reject_text(GN_REJ_COUNT), "unknown reason");
	ck_assert_str_eq(gn_warning_name(GN_WARN_EXERCISE),
			 "unknown_exercise");
}
END_TEST

/* The tool that other suites rely on: does it count, and does it refuse? */
START_TEST(fault_counts_and_refuses)
{
	struct fault_stat st;
	/* volatile: a compiler may leave out what it sees freed again */
	void *volatile before = malloc(8), *volatile a, *volatile b;
	void *volatile c, *volatile d;
	char *volatile s;

	fault_start(3);
	a = malloc(8);
	b = calloc(2, 8);
	c = malloc(8);
	s = strdup("x");
	d = realloc(a, 4096);
	free(before);
	free(b);
	st = fault_stop();

	ck_assert_ptr_nonnull(b);
	ck_assert_ptr_null(c);
	ck_assert_ptr_nonnull(d);
	ck_assert_str_eq(s, "x");
	ck_assert_int_eq(st.asked, 5);
	ck_assert_int_eq(st.live, 2);
	free(d);
	free(s);

	fault_start(0);
	a = realloc(NULL, 8);
	st = fault_stop();
	ck_assert_ptr_nonnull(a);
	ck_assert_int_eq(st.live, 1);

	/* a realloc that is refused leaves the block as it was */
	fault_start(1);
	b = realloc(a, 16);
	st = fault_stop();
	ck_assert_ptr_null(b);
	ck_assert_int_eq(st.asked, 1);
	ck_assert_int_eq(st.live, 0);
	free(a);
}
END_TEST

Suite *suite_base(void)
{
	Suite *s = suite_create("base");
	TCase *tc = tcase_create("base");

	tcase_add_test(tc, every_code_has_its_own_name_and_text);
	tcase_add_test(tc, a_number_that_is_no_code_is_named_so);
	tcase_add_test(tc, diag_formats_and_hands_the_code_back);
	tcase_add_test(tc, diag_is_one_line_and_steers_no_terminal);
	tcase_add_test(tc, diag_cuts_what_is_too_long);
	tcase_add_test(tc, place_names_come_back);
	tcase_add_test(tc, places_as_people_write_them);
	tcase_add_test(tc, sides_have_names);
	tcase_add_test(tc, warnings_and_reasons_have_texts_of_their_own);
	tcase_add_test(tc, fault_counts_and_refuses);
	suite_add_tcase(s, tc);
	return s;
}
