/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <inttypes.h>
#include <locale.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gonio/num.h"
#include "skip.h"
#include "suites.h"

/* A copy of just the text: the sanitizers see one byte too many. */
static char *exact(const char *text, size_t n)
{
	char *p = malloc(n ? n : 1);

	ck_assert_ptr_nonnull(p);
	memcpy(p, text, n);
	return p;
}

static uint64_t bits(double x)
{
	uint64_t u;

	memcpy(&u, &x, sizeof(u));
	return u;
}

/* Both ways of parsing, alone and with a row behind: one result, n bytes. */
static double parse(const char *text, size_t n)
{
	char room[1200];
	size_t len = strlen(text);
	double v[4] = { -1, -1, -1, -1 };
	const char *p;
	char *alone = exact(text, len);

	ck_assert_uint_lt(len, 1000);
	snprintf(room, sizeof(room), "%s\t-12.5\t0.25\t77.125\t3.5\n", text);
	p = gn_num_parse(room, room + strlen(room), '.', &v[0]);
	ck_assert_msg(p == room + n, "'%s'", text);
	p = gn_num_parse_any(room, room + strlen(room), '.', &v[1]);
	ck_assert_msg(p == room + n, "'%s'", text);
	p = gn_num_parse(alone, alone + len, '.', &v[2]);
	ck_assert_msg(p == alone + n, "'%s'", text);
	p = gn_num_parse_any(alone, alone + len, '.', &v[3]);
	ck_assert_msg(p == alone + n, "'%s'", text);
	free(alone);
	for (int i = 1; i < 4; i++)
		ck_assert_msg(bits(v[i]) == bits(v[0]) ||
			      (isnan(v[i]) && isnan(v[0])), "'%s'", text);
	return v[0];
}

static void parses_to(const char *text, double want)
{
	double got = parse(text, strlen(text));

	ck_assert_msg(bits(got) == bits(want), "'%s': %a, not %a", text, got,
		      want);
}

START_TEST(known_numbers)
{
	parses_to("0", 0.0);
	parses_to("-0", -0.0);
	parses_to("-0.000", -0.0);
	parses_to("1", 1.0);
	parses_to("+1.5", 1.5);
	parses_to("-1.09684", -1.09684);
	parses_to("0.026754", 0.026754);
	parses_to("1234567.", 1234567.0);
	parses_to(".5", 0.5);
	parses_to("-.25", -0.25);
	parses_to("12345678", 12345678.0);
	parses_to("123456789.125", 123456789.125);
	parses_to("000000000000012.5", 12.5);
	parses_to("1e3", 1000.0);
	parses_to("1.5E-3", 1.5e-3);
	parses_to("2.5e+0", 2.5);
	parses_to("0e999999999", 0.0);
	parses_to("1e22", 1e22);
	parses_to("1e23", 1e23);
	parses_to("4.9e-324", 4.9e-324);
	parses_to("1e-400", 0.0);
	parses_to("1.7976931348623157e308", 1.7976931348623157e308);
	parses_to("123456789012345678901234567890",
		  123456789012345678901234567890.0);
	parses_to("0.00000000000000000000000000012345", 1.2345e-28);
}
END_TEST

/* Where a digit too few, or a rounding too many, shows. */
START_TEST(ties_and_near_ties)
{
	/* 1 + 2^-53 lies half way between 1 and the next double, and to even
	 * means down; one digit at the very end, and it is up */
	static const char tie[] = "1.0000000000000001110223024625156540423631"
				  "6680908203125";
	char text[950];
	size_t len = sizeof(tie) - 1;

	parses_to("9007199254740993", 9007199254740992.0);
	parses_to("9007199254740993.0000000001", 9007199254740994.0);
	parses_to("9007199254740995", 9007199254740996.0);
	parses_to("0.9007199254740993", 0.9007199254740993);
	parses_to("8.589934591999999999", 8.589934591999999999);
	parses_to(tie, 1.0);
	memcpy(text, tie, len);
	memcpy(text + len, "1", 2);
	parses_to(text, 1.0 + 0x1p-52);
	memset(text + len, '0', 880 - len);
	text[880] = '\0';
	parses_to(text, 1.0);
	memcpy(text + 880, "1", 2);
	parses_to(text, 1.0 + 0x1p-52);
}
END_TEST

START_TEST(too_large_is_missing)
{
	ck_assert(isnan(parse("1e400", 5)));
	ck_assert(isnan(parse("-1e99999999999999999999", 23)));
}
END_TEST

START_TEST(missing_values)
{
	static const char *const words[] = {
		"n/a", "N/A", "nan", "NaN", "-nan", "inf", "-INF", "+Infinity",
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		ck_assert(isnan(parse(words[i], strlen(words[i]))));
}
END_TEST

START_TEST(no_numbers)
{
	static const char *const texts[] = {
		"", "-", "+", ".", "-.", "x", "e5", "+-1", "--1", " 1", "\t1",
		"n", "n/", "na", "in", "/1", ":1", "\xff", "-\xb5",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		size_t n = strlen(texts[i]);
		char room[64], *p = exact(texts[i], n);
		double v = 4.5;

		ck_assert_ptr_null(gn_num_parse(p, p + n, '.', &v));
		ck_assert_ptr_null(gn_num_parse_any(p, p + n, '.', &v));
		snprintf(room, sizeof(room), "%s\t1.25\t1.25\n", texts[i]);
		ck_assert_ptr_null(gn_num_parse(room, room + strlen(room),
						'.', &v));
		ck_assert(v == 4.5);
		free(p);
	}
}
END_TEST

START_TEST(stops_at_what_does_not_belong)
{
	ck_assert(parse("1.5.3", 3) == 1.5);
	ck_assert(parse("1,5", 1) == 1.0);
	ck_assert(parse("12-3", 2) == 12.0);
	ck_assert(parse("1e", 1) == 1.0);
	ck_assert(parse("1e+", 1) == 1.0);
	ck_assert(parse("1.25ex", 4) == 1.25);
	ck_assert(parse("0x10", 1) == 0.0);
	ck_assert(parse("3:45", 1) == 3.0);
	ck_assert(parse("1234567/", 7) == 1234567.0);
}
END_TEST

START_TEST(decimal_comma)
{
	static const char text[] = "-12,345;0,5;1e2;";
	const char *end = text + sizeof(text) - 1;
	double v;

	ck_assert_ptr_eq(gn_num_parse(text, end, ',', &v), text + 7);
	ck_assert(v == -12.345);
	ck_assert_ptr_eq(gn_num_parse(text + 8, end, ',', &v), text + 11);
	ck_assert(v == 0.5);
}
END_TEST

static uint64_t next_random(uint64_t *s)
{
	*s ^= *s << 13;
	*s ^= *s >> 7;
	*s ^= *s << 17;
	return *s;
}

/* Whatever a double is and however it is written: as strtod() reads it. */
START_TEST(agrees_with_strtod)
{
	static const char *const forms[] = {
		"%.17g", "%.5f", "%.6f", "%.3f", "%g", "%.0f", "%.12e",
		"%.25f", "%.9f", "%.15g",
	};
	uint64_t s = UINT64_C(88172645463325252) + (uint64_t)_i;

	for (int i = 0; i < 3000; i++) {
		char text[512];
		double x = (double)(int64_t)next_random(&s) *
			   pow(10, -(double)(next_random(&s) % 26));

		if (i % 5 == 0) {
			uint64_t u = next_random(&s);

			memcpy(&x, &u, sizeof(x));
			if (!isfinite(x))
				continue;
		}
		snprintf(text, sizeof(text), forms[_i], x);
		parses_to(text, strtod(text, NULL));
	}
}
END_TEST

/* The same in a locale whose decimal sign is a comma. */
START_TEST(no_locale_matters)
{
	static const char *const names[] = {
		"de_DE.UTF-8", "de_DE", "fr_FR.UTF-8", "es_ES.UTF-8",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (!setlocale(LC_NUMERIC, names[i]))
			continue;
		parses_to("9007199254740993.0000000001", 9007199254740994.0);
		parses_to("-1.09684", -1.09684);
		setlocale(LC_NUMERIC, "C");
		return;
	}
	skip("no locale with a decimal comma installed");
}
END_TEST

static void ns_is(const char *text, int exp10, int64_t want)
{
	size_t n = strlen(text);
	char *p = exact(text, n);
	int64_t ns = -7;

	ck_assert_msg(gn_num_parse_ns(p, p + n, '.', exp10, &ns) == p + n,
		      "'%s'", text);
	ck_assert_msg(ns == want, "'%s': %" PRId64, text, ns);
	free(p);
}

START_TEST(stamps_are_exact)
{
	ns_is("0", 9, 0);
	ns_is("0.080", 9, 80000000);
	ns_is("-1.5", 9, -1500000000);
	ns_is("1699999999.123456789", 9, INT64_C(1699999999123456789));
	ns_is("1547219408431", 6, INT64_C(1547219408431000000));
	ns_is("1547219408431.5", 6, INT64_C(1547219408431500000));
	ns_is("17.5", 3, 17500);
	ns_is("123", 0, 123);
	ns_is("1.5e-3", 9, 1500000);
	ns_is("2e2", 6, 200000000);
	ns_is("0.0000000005", 9, 1);            /* halves away from zero */
	ns_is("-0.0000000005", 9, -1);
	ns_is("0.00000000049999", 9, 0);
	ns_is("0.0000000000005", 9, 0);
	ns_is("1.00000000050000000000000001", 9, 1000000001);
	ns_is("4e9", 9, INT64_C(4000000000000000000));
}
END_TEST

START_TEST(stamps_must_be_there_and_in_range)
{
	static const char *const texts[] = {
		"", "n/a", "nan", "inf", "x", "-", "5e9", "-5e9", "1e300",
		"99999999999999999999999999",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		const char *end = texts[i] + strlen(texts[i]);
		int64_t ns = -7;

		ck_assert_ptr_null(gn_num_parse_ns(texts[i], end, '.', 9,
						   &ns));
		ck_assert_int_eq(ns, -7);
	}
}
END_TEST

Suite *suite_num(void)
{
	Suite *s = suite_create("num");
	TCase *t = tcase_create("num");

	tcase_add_test(t, known_numbers);
	tcase_add_test(t, ties_and_near_ties);
	tcase_add_test(t, too_large_is_missing);
	tcase_add_test(t, missing_values);
	tcase_add_test(t, no_numbers);
	tcase_add_test(t, stops_at_what_does_not_belong);
	tcase_add_test(t, decimal_comma);
	tcase_add_loop_test(t, agrees_with_strtod, 0, 10);
	tcase_add_test(t, no_locale_matters);
	tcase_add_test(t, stamps_are_exact);
	tcase_add_test(t, stamps_must_be_there_and_in_range);
	suite_add_tcase(s, t);
	return s;
}
