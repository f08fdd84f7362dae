/* SPDX-License-Identifier: MIT */
/*
 * Apps of phones that write a file for each sensor into one folder, all on one
 * clock: Sensor Logger (columns time in ns, seconds_elapsed, z, y, x; units as
 * its authors list them), and phyphox, whose columns say all themselves.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "maker.h"

/* What a file holds, by its name. What the phone has taken gravity out of is
 * called "linear", which header.h passes over. */
static const struct { const char *file, *part; } kinds[] = {
	{ "TotalAcceleration.csv", "acc" },
	{ "Gyroscope.csv",         "gyr" },
	{ "Magnetometer.csv",      "mag" },
	{ "Accelerometer.csv",     "linear_acc" },
};

/* The index of a file's kind; -1. */
static int kind_of(const char *file)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (!strcasecmp(file, kinds[i].file))
			return (int)i;
	return -1;
}

static int logger_match(const char *file, const char *head, size_t len,
			struct gn_maker_says *says)
{
	int kind = kind_of(file);
	size_t n;
	const char *line = gn_maker_line(head, len, 0, &n);

	if (!line || !gn_maker_begins(line, n, "time,seconds_elapsed,"))
		return 0;
	if (kind >= 0)
		snprintf(says->kind, sizeof(says->kind), "%s",
			 kinds[kind].part);
	return 90;
}

static void logger_column(const struct gn_maker_says *says,
			  const struct gn_header *h, size_t i,
			  char name[GN_NAME_MAX])
{
	char axis = name[0];

	(void)h;
	(void)i;
	if (!strcmp(name, "time"))
		snprintf(name, GN_NAME_MAX, "time (ns)");
	else if (axis >= 'x' && axis <= 'z' && !name[1] && says->kind[0])
		snprintf(name, GN_NAME_MAX, "%s_%c", says->kind, axis);
}

static int phone_same(const char *a, const char *b)
{
	return kind_of(a) >= 0 && kind_of(b) >= 0;
}

const struct gn_maker gn_maker_phone = {
	.name = "Sensor Logger", .match = logger_match,
	.column = logger_column, .same = phone_same,
};
