/* SPDX-License-Identifier: MIT */
#include "gonio/day.h"

#include <stdio.h>
#include <string.h>

/*
 * Years are taken to begin in March, so that the day that leap years add is
 * their last; 400 of them have 146097 days.
 */
#define CYCLE 146097
#define EPOCH 719468    /* from 0000-03-01 to 1970-01-01 */

int64_t gn_day_of(int year, int month, int mday)
{
	int y = month > 2 ? year : year - 1;
	int m = month > 2 ? month - 3 : month + 9;

	return 365 * (int64_t)y + y / 4 - y / 100 + y / 400 +
	       (153 * m + 2) / 5 + mday - 1 - EPOCH;
}

/* The date of a day. */
static void date_of(int64_t day, int *year, int *month, int *mday)
{
	int n = (int)((day + EPOCH) % CYCLE);
	int y = (n - n / 1460 + n / 36524 - n / (CYCLE - 1)) / 365;
	int d = n - (365 * y + y / 4 - y / 100), m = (5 * d + 2) / 153;

	*mday = d - (153 * m + 2) / 5 + 1;
	*month = m < 10 ? m + 3 : m - 9;
	*year = (int)((day + EPOCH) / CYCLE) * 400 + y + (*month < 3);
}

/* n digits; -1: they are none. */
static int digits(const char *text, int n)
{
	int v = 0;

	for (int i = 0; i < n; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -1;
		v = 10 * v + (text[i] - '0');
	}
	return v;
}

int gn_day_parse(const char *text, int64_t *day)
{
	int y, m, d, y2, m2, d2;
	int64_t got;

	if (strlen(text) < 10 || text[4] != '-' || text[7] != '-' ||
	    (text[10] && text[10] != 'T' && text[10] != ' '))
		return GN_EFORMAT;
	y = digits(text, 4);
	m = digits(text + 5, 2);
	d = digits(text + 8, 2);
	if (y < 1900 || y > 2999 || m < 1 || m > 12 || d < 1 || d > 31)
		return GN_EFORMAT;
	got = gn_day_of(y, m, d);
	date_of(got, &y2, &m2, &d2);
	if (m2 != m || d2 != d)
		return GN_EFORMAT;
	*day = got;
	return GN_OK;
}

void gn_day_text(int64_t day, char out[GN_DAY_TEXT])
{
	int y, m, d;

	date_of(day, &y, &m, &d);
	snprintf(out, GN_DAY_TEXT, "%04d-%02u-%02u", y % 10000,
		 (unsigned)m % 100, (unsigned)d % 100);
}

int gn_day_weekday(int64_t day)
{
	/* 1970-01-01 was a Thursday; days before it are negative */
	return (int)(((day + 3) % 7 + 7) % 7);
}

const char *gn_weekday_name(int weekday)
{
	static const char *const name[GN_WEEKDAYS] = { "mon", "tue", "wed",
						       "thu", "fri", "sat",
						       "sun" };

	return name[weekday];
}

int64_t gn_day_monday(int64_t day)
{
	return day - gn_day_weekday(day);
}

int gn_day_week(int64_t day, int *year)
{
	int64_t thursday = gn_day_monday(day) + 3;
	int m, d;

	date_of(thursday, year, &m, &d);
	return (int)((thursday - gn_day_of(*year, 1, 1)) / 7) + 1;
}
