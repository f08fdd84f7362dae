/* SPDX-License-Identifier: MIT */
#ifndef GN_DAY_H
#define GN_DAY_H

#include <stdint.h>

#include "gonio/err.h"

/*
 * Days of the calendar, as a number: 0 is 1970-01-01 (Gregorian, also before
 * it was in use). No time of day, no time zone.
 */

/* Monday = 0 .. Sunday = 6. */
#define GN_WEEKDAYS 7

/* Room for "2026-03-29" of any day that is read. */
#define GN_DAY_TEXT 16

/**
 * Read "2026-03-29", or a time that begins so ("2026-03-29T10:31:00").
 *
 * @param[out] day  untouched on error
 * @retval GN_OK
 * @retval GN_EFORMAT  no date, or none that exists; years 1900 to 2999
 */
GN_NODISCARD int gn_day_parse(const char *text, int64_t *day);

/* The day of a date; year 1900..2999, month 1..12, mday 1..31. */
int64_t gn_day_of(int year, int month, int mday);

/* "2026-03-29"; days of the years 1900 to 2999. */
void gn_day_text(int64_t day, char out[GN_DAY_TEXT]);

/* Monday = 0 .. Sunday = 6. */
int gn_day_weekday(int64_t day);

/* "mon" .. "sun"; weekday 0..6. Static data. */
const char *gn_weekday_name(int weekday);

/* The Monday of the day's week. */
int64_t gn_day_monday(int64_t day);

/**
 * The week of a day by ISO 8601: weeks begin on Monday, and the first of a
 * year is the one that holds its first Thursday.
 *
 * @param[out] year  that the week belongs to, not always the day's
 * @return 1..53
 */
int gn_day_week(int64_t day, int *year);

#endif
