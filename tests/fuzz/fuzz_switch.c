/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "drivers/proto_switch.h"

/*
 * What a Switch controller sends: the flash's 24 and 26 bytes, then reports,
 * each after a byte with its length. Seeds: switch.seed
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void answers(const uint8_t *report, size_t n)
{
	const uint8_t *p;
	size_t len;
	int charging;

	if (gn_switch_reply(report, n, GN_SWITCH_DEVICE_INFO, &p, &len) ==
	    GN_SWITCH_ACK && (p + len != report + n ||
			      gn_switch_model(p, len) > GN_SWITCH_PRO))
		abort();
	if (gn_switch_spi_reply(report, n, GN_SWITCH_CAL_USER,
				GN_SWITCH_CAL_USER_LEN, &p) == GN_SWITCH_ACK &&
	    (size_t)(p - report) + GN_SWITCH_CAL_USER_LEN > n)
		abort();
	if (gn_switch_usb_reply(report, n, GN_SWITCH_HANDSHAKE) && n < 2)
		abort();
	if (gn_switch_battery(report, n, &charging) > 4)
		abort();
}

/* Exactly as large as the report: the sanitizer sees one byte too many. */
static void one(const struct gn_switch_cal *cal, const uint8_t *p, size_t n)
{
	uint8_t *report = malloc(n > 0 ? n : 1);
	struct gn_reading r[3];

	if (!report)
		return;
	memcpy(report, p, n);
	answers(report, n);
	if (gn_switch_readings(cal, GN_SWITCH_RIGHT, report, n, r) == 3)
		for (int i = 0; i < 9; i++)
			if (!isfinite(r[i / 3].acc_mps2[i % 3]) ||
			    !isfinite(r[i / 3].gyr_radps[i % 3]))
				abort();
	free(report);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct gn_switch_cal cal;
	size_t at = GN_SWITCH_CAL_FACTORY_LEN + GN_SWITCH_CAL_USER_LEN;

	if (size < at)
		return 0;
	gn_switch_cal_parse(&cal, data, data + GN_SWITCH_CAL_FACTORY_LEN);
	while (at < size) {
		size_t n = data[at++];

		if (n > size - at)
			n = size - at;
		one(&cal, data + at, n);
		at += n;
	}
	return 0;
}
