/* SPDX-License-Identifier: MIT */
/*
 * MetaMotion: the app writes the accelerometer and the gyroscope of one
 * session into a file each, at their own rates, with one clock: the epoch.
 * Known from exported files.
 */
#include <stdio.h>
#include <string.h>

#include "maker.h"

/* Where the kind of signal stands in a name; NULL: not a name of theirs. */
static const char *kind_of(const char *file)
{
	static const char *const kinds[] = { "_Accelerometer_", "_Gyroscope_",
					     "_Magnetometer_" };
	const char *p = NULL;

	if (!strstr(file, "_MetaWear_"))
		return NULL;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds) && !p; i++)
		p = strstr(file, kinds[i]);
	return p;
}

static int metamotion_match(const char *file, const char *head, size_t len,
			    struct gn_maker_says *says)
{
	size_t n;
	const char *line = gn_maker_line(head, len, 0, &n);

	(void)says;
	if (!line || !gn_maker_begins(line, n, "epoch (ms),"))
		return 0;
	return kind_of(file) ? 90 : 60;
}

static void metamotion_column(const struct gn_maker_says *says,
			 const struct gn_header *h, size_t i,
			 char name[GN_NAME_MAX])
{
	(void)says;
	(void)h;
	(void)i;
	if (!strcmp(name, "epoch (ms)"))
		snprintf(name, GN_NAME_MAX, "time (ms)");
}

static int metamotion_same(const char *a, const char *b)
{
	const char *ka = kind_of(a), *kb = kind_of(b);

	return ka && kb && ka - a == kb - b &&
	       !strncmp(a, b, (size_t)(ka - a));
}

const struct gn_maker gn_maker_metamotion = {
	.name = "MetaMotion", .match = metamotion_match,
	.column = metamotion_column, .same = metamotion_same,
};
