/* SPDX-License-Identifier: MIT */
/*
 * x-IMU3: the maker's program writes a file for each kind of message into one
 * folder, on the device's clock in us. Inertial.csv has what is needed, in
 * deg/s and g; the others are computed by the device, slower, of a second
 * accelerometer for blows, or in a unit that nothing tells (the magnetometer's
 * "a.u."). Known from the maker's published examples.
 */
#include <stdio.h>
#include <string.h>

#include "maker.h"

#define INERTIAL "Timestamp (us),Gyroscope X (deg/s),"

static const char *const kinds[] = {
	"Inertial.csv",           "AhrsStatus.csv",
	"Battery.csv",            "EarthAcceleration.csv",
	"Error.csv",              "EulerAngles.csv",
	"HighGAccelerometer.csv", "LinearAcceleration.csv",
	"Magnetometer.csv",       "Notification.csv",
	"Quaternion.csv",         "RotationMatrix.csv",
	"Rssi.csv",               "SerialAccessory.csv",
	"Temperature.csv",
};

static int is_theirs(const char *file)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (!strcmp(file, kinds[i]))
			return 1;
	return 0;
}

static int ximu3_match(const char *file, const char *head, size_t len,
		       struct gn_maker_says *says)
{
	size_t n;
	const char *line = gn_maker_line(head, len, 0, &n);

	if (!line || !gn_maker_begins(line, n, "Timestamp (us),"))
		return 0;
	if (gn_maker_begins(line, n, INERTIAL))
		return 90;
	snprintf(says->kind, sizeof(says->kind), "other");
	return is_theirs(file) ? 90 : 0;
}

static void ximu3_column(const struct gn_maker_says *says,
			 const struct gn_header *h, size_t i,
			 char name[GN_NAME_MAX])
{
	(void)h;
	if (says->kind[0] && i)
		snprintf(name, GN_NAME_MAX, "other");
}

static int ximu3_same(const char *a, const char *b)
{
	return is_theirs(a) && is_theirs(b);
}

const struct gn_maker gn_maker_ximu3 = {
	.name = "x-IMU3", .match = ximu3_match, .column = ximu3_column,
	.same = ximu3_same,
};
