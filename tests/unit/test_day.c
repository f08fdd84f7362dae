/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "gonio/day.h"
#include "suites.h"

START_TEST(days_of_dates)
{
	static const struct {
		int y, m, d;
		int64_t day;
		int weekday;            /* Monday 0 */
	} c[] = {
		{ 1970, 1, 1, 0, 3 },           /* a Thursday */
		{ 1969, 12, 31, -1, 2 },
		{ 1969, 12, 25, -7, 3 },
		{ 2000, 2, 29, 11016, 1 },      /* a Tuesday */
		{ 2000, 3, 1, 11017, 2 },
		{ 2026, 11, 28, 20785, 5 },     /* a Saturday */
		{ 1900, 1, 1, -25567, 0 },      /* a Monday */
	};
	char text[GN_DAY_TEXT], want[GN_DAY_TEXT];

	for (size_t i = 0; i < sizeof(c) / sizeof(c[0]); i++) {
		int64_t day = 7;

		ck_assert_int_eq(gn_day_of(c[i].y, c[i].m, c[i].d), c[i].day);
		ck_assert_int_eq(gn_day_weekday(c[i].day), c[i].weekday);
		gn_day_text(c[i].day, text);
		snprintf(want, sizeof(want), "%04d-%02d-%02d", c[i].y % 10000,
			 c[i].m % 100, c[i].d % 100);
		ck_assert_str_eq(text, want);
		ck_assert_int_eq(gn_day_parse(text, &day), GN_OK);
		ck_assert_int_eq(day, c[i].day);
	}
}
END_TEST

/* Every day of 400 years follows the one before, and reads back. */
START_TEST(no_day_is_left_out)
{
	int64_t day = gn_day_of(1900, 1, 1), got = 0;
	char text[GN_DAY_TEXT];

	for (; day < gn_day_of(2300, 1, 1); day++) {
		gn_day_text(day, text);
		if (gn_day_parse(text, &got) || got != day)
			ck_abort_msg("%s", text);
	}
}
END_TEST

/* The examples of ISO 8601 at the turn of a year, from the standard's own
 * text and the calendar of 2005 to 2010. */
START_TEST(weeks)
{
	static const struct {
		const char *date;
		int year, week;
	} c[] = {
		{ "2005-01-01", 2004, 53 }, { "2005-01-02", 2004, 53 },
		{ "2005-12-31", 2005, 52 }, { "2006-01-01", 2005, 52 },
		{ "2006-01-02", 2006, 1 },  { "2007-01-01", 2007, 1 },
		{ "2008-12-29", 2009, 1 },  { "2008-12-31", 2009, 1 },
		{ "2009-01-01", 2009, 1 },  { "2009-12-31", 2009, 53 },
		{ "2010-01-03", 2009, 53 }, { "2010-01-04", 2010, 1 },
	};

	for (size_t i = 0; i < sizeof(c) / sizeof(c[0]); i++) {
		int64_t day = 0;
		int year = 0;

		ck_assert_int_eq(gn_day_parse(c[i].date, &day), GN_OK);
		ck_assert_int_eq(gn_day_week(day, &year), c[i].week);
		ck_assert_int_eq(year, c[i].year);
		ck_assert_int_eq(gn_day_weekday(gn_day_monday(day)), 0);
		ck_assert_int_le(gn_day_monday(day), day);
		ck_assert_int_gt(gn_day_monday(day) + 7, day);
	}
}
END_TEST

START_TEST(what_is_no_date)
{
	static const char *const bad[] = {
		"", "n/a", "2026-1-05", "2026-13-01", "2026-00-01",
		"2026-02-29", "2026-02-30", "2026-04-31", "2026-01-00",
		"2026-01-32", "1899-12-31", "3000-01-01", "2026/01/05",
		"2026-01-05x", "2026-01-0x", "26-01-05", "20260105",
	};
	int64_t day = 42;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(gn_day_parse(bad[i], &day) == GN_EFORMAT &&
			      day == 42, "'%s'", bad[i]);
	ck_assert_int_eq(gn_day_parse("2024-02-29", &day), GN_OK);
	ck_assert_int_eq(gn_day_parse("2026-01-05T10:31:00", &day), GN_OK);
	ck_assert_int_eq(day, gn_day_of(2026, 1, 5));
	ck_assert_int_eq(gn_day_parse("2026-01-06 10:31", &day), GN_OK);
	ck_assert_str_eq(gn_weekday_name(0), "mon");
	ck_assert_str_eq(gn_weekday_name(6), "sun");
}
END_TEST

Suite *suite_day(void)
{
	Suite *s = suite_create("day");
	TCase *tc = tcase_create("day");

	tcase_add_test(tc, days_of_dates);
	tcase_add_test(tc, no_day_is_left_out);
	tcase_add_test(tc, weeks);
	tcase_add_test(tc, what_is_no_date);
	suite_add_tcase(s, tc);
	return s;
}
