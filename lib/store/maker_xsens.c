/* SPDX-License-Identifier: MIT */
/*
 * Xsens: the DOT's CSV of its app and SDK, and the text that MT Manager
 * exports of MTi and MTw. Both are known from exported files.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "maker.h"

#define LINES_MAX 24            /* before the header */

/* The line of the header, which begins so; -1: none of the first lines. */
static int header_at(const char *head, size_t len, const char *words)
{
	const char *line;
	size_t n;

	for (int i = 0; i < LINES_MAX; i++) {
		line = gn_maker_line(head, len, (size_t)i, &n);
		if (!line)
			return -1;
		if (gn_maker_begins(line, n, words))
			return i;
	}
	return -1;
}

/* The number that follows words at the start of one of the first lines. */
static double number_after(const char *head, size_t len, int lines,
			   const char *words)
{
	const char *line;
	size_t n;

	for (int i = 0; i < lines; i++) {
		line = gn_maker_line(head, len, (size_t)i, &n);
		if (line && gn_maker_begins(line, n, words))
			return strtod(line + strlen(words), NULL);
	}
	return 0;
}

/* Where "_20210820_202113_831.csv" begins; NULL: the name has no such end. */
static const char *date_of(const char *file)
{
	static const char form[] = "_########_######_###.csv";
	size_t n = strlen(file), m = sizeof(form) - 1;
	const char *p;

	if (n <= m)
		return NULL;
	p = file + n - m;
	for (size_t i = 0; i < m; i++)
		if (form[i] == '#' ? !isdigit((unsigned char)p[i])
				   : tolower((unsigned char)p[i]) != form[i])
			return NULL;
	return p;
}

static int dot_match(const char *file, const char *head, size_t len,
		     struct gn_maker_says *says)
{
	int at = header_at(head, len, "PacketCounter,SampleTimeFine");
	const char *date = date_of(file);
	char name[64];

	if (at < 0)
		return 0;
	says->lines = (size_t)at;
	says->rate_hz = number_after(head, len, at, "OutputRate:,");
	says->wrap_ns = INT64_C(4294967296) * 1000;
	if (date) {
		snprintf(name, sizeof(name), "%.*s", (int)(date - file), file);
		gn_place_guess(name, says->sensor);
	}
	return 90;
}

static void dot_column(const struct gn_maker_says *says,
			 const struct gn_header *h, size_t i,
			 char name[GN_NAME_MAX])
{
	char axis;

	(void)says;
	(void)h;
	(void)i;
	if (!strcmp(name, "SampleTimeFine"))
		snprintf(name, GN_NAME_MAX, "time (us)");
	else if (!strncmp(name, "Gyr_", 4)) {
		axis = name[4];
		snprintf(name, GN_NAME_MAX, "gyr_%c (deg/s)", axis);
	} else if (!strncmp(name, "Mag_", 4)) {
		axis = name[4];
		snprintf(name, GN_NAME_MAX, "mag_%c (a.u.)", axis);
	}
}

/* Sensors that were started together write their files within seconds. */
#define START_S 3

static int dot_same(const char *a, const char *b)
{
	const char *da = date_of(a), *db = date_of(b);
	long ta, tb;

	if (!da || !db || strncmp(da, db, 10) != 0)
		return 0;
	ta = strtol(da + 10, NULL, 10);
	tb = strtol(db + 10, NULL, 10);
	ta = ta / 10000 * 3600 + ta / 100 % 100 * 60 + ta % 100;
	tb = tb / 10000 * 3600 + tb / 100 % 100 * 60 + tb % 100;
	return labs(ta - tb) <= START_S;
}

const struct gn_maker gn_maker_dot = {
	.name = "Xsens DOT", .match = dot_match, .column = dot_column,
	.same = dot_same,
};

/* "MT_012005D6_009-001_00B421E6.txt": where the sensor's number begins. */
static const char *mt_sensor(const char *file)
{
	const char *last = strrchr(file, '_');

	if (strncmp(file, "MT_", 3) != 0 || last == file + 2)
		return NULL;
	return last + 1;
}

/*
 * The packets of one sensor are counted with 16 bits, lost ones too; its time
 * columns are empty unless they were asked for.
 */
static int mt_match(const char *file, const char *head, size_t len,
		    struct gn_maker_says *says)
{
	int at = header_at(head, len, "PacketCounter\t");
	const char *id = mt_sensor(file);

	if (at < 0)
		return 0;
	says->lines = (size_t)at;
	says->rate_hz = number_after(head, len, at, "// Update Rate: ");
	if (says->rate_hz > 0) {
		says->tick_ns = 1e9 / says->rate_hz;
		says->wrap_ns = (int64_t)(65536 * says->tick_ns);
	}
	if (id)
		snprintf(says->sensor, sizeof(says->sensor), "%.*s",
			 (int)strcspn(id, "."), id);
	return 90;
}

static void mt_column(const struct gn_maker_says *says,
			 const struct gn_header *h, size_t i,
			 char name[GN_NAME_MAX])
{
	(void)says;
	(void)h;
	(void)i;
	if (!strcmp(name, "PacketCounter"))
		snprintf(name, GN_NAME_MAX, "time (ns)");
}

static int mt_same(const char *a, const char *b)
{
	const char *ia = mt_sensor(a), *ib = mt_sensor(b);

	return ia && ib && ia - a == ib - b &&
	       !strncmp(a, b, (size_t)(ia - a));
}

const struct gn_maker gn_maker_mt = {
	.name = "Xsens MT Manager", .match = mt_match, .column = mt_column,
	.same = mt_same,
};
