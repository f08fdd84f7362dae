/* SPDX-License-Identifier: MIT */
/*
 * Shimmer: what Consensys exports. A line names the delimiter, then come the
 * columns, "Shimmer_B64E_Gyro_X_CAL" after the device's name, then a line of
 * their units; older files have a line "CAL" or "RAW" between. Known from
 * published programs that read it.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "maker.h"

/* The column's name behind the device's: "Accel_LN_X_CAL"; NULL: none. */
static const char *signal_of(const char *name)
{
	static const char *const known[] = { "_Accel_", "_Gyro_", "_Mag_",
					     "_Timestamp_" };
	const char *p = NULL;

	for (size_t i = 0; i < sizeof(known) / sizeof(*known) && !p; i++)
		p = strstr(name, known[i]);
	return p ? p + 1 : NULL;
}

/* Lines of units and kinds, which hold no numbers. */
static size_t lines_after(const char *head, size_t len)
{
	const char *line;
	size_t n, after = 0;

	for (;; after++) {
		line = gn_maker_line(head, len, 2 + after, &n);
		if (!line || after > 3)
			return after;
		while (n && strchr("\" \t", *line)) {
			line++;
			n--;
		}
		if (n && (isdigit((unsigned char)*line) || *line == '-'))
			return after;
	}
}

static int shimmer_match(const char *file, const char *head, size_t len,
			 struct gn_maker_says *says)
{
	char name[GN_NAME_MAX], device[GN_NAME_MAX];
	const char *line, *signal;
	size_t n;

	(void)file;
	line = gn_maker_line(head, len, 0, &n);
	if (!line || n > 16 || !memchr(line, '=', n))
		return 0;
	line = gn_maker_line(head, len, 1, &n);
	if (!line)
		return 0;
	snprintf(name, sizeof(name), "%.*s", (int)n, line);
	name[strcspn(name, ",;\t")] = '\0';
	signal = signal_of(name);
	if (!signal)
		return 0;
	says->lines = 1;
	says->after = lines_after(head, len);
	snprintf(device, sizeof(device), "%.*s", (int)(signal - 1 - name),
		 name[0] == '"' ? name + 1 : name);
	gn_place_guess(device, says->sensor);
	return 80;
}

static int has_low_noise(const struct gn_header *h)
{
	for (size_t i = 0; i < h->n; i++)
		if (strstr(h->names[i], "_Accel_LN_"))
			return 1;
	return 0;
}

/*
 * A device has an accelerometer of low noise and one of wide range: the first
 * is taken where it is there. What is not calibrated is passed over.
 */
static void shimmer_column(const struct gn_maker_says *says,
			 const struct gn_header *h, size_t i,
			 char name[GN_NAME_MAX])
{
	const char *signal = signal_of(name), *unit = "m/s^2", *part = "acc";
	size_t n = strlen(name);
	char axis;

	if (!signal || n < 6 || strcasecmp(name + n - 4, "_CAL"))
		return;
	axis = name[n - 5];
	if (!strncmp(signal, "Timestamp", 9)) {
		snprintf(name, GN_NAME_MAX, "time (ms)");
		return;
	}
	if (!strchr("XYZxyz", axis) ||
	    (strstr(signal, "_WR_") && has_low_noise(h)))
		return;
	(void)says;
	(void)i;
	if (signal[0] == 'G') {
		part = "gyr";
		unit = "deg/s";
	} else if (signal[0] == 'M') {
		part = "mag";
		unit = "a.u.";
	}
	snprintf(name, GN_NAME_MAX, "%s_%c (%s)", part, axis, unit);
}

const struct gn_maker gn_maker_shimmer = {
	.name = "Shimmer", .match = shimmer_match, .column = shimmer_column,
};
