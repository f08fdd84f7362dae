/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "device.h"
#include "proto_ximu3.h"

/*
 * x-IMU3 over USB: ximu3:VID:PID[:SERIAL|:PORT][?rate=HZ], 400 Hz divided by a
 * whole number, 100 without. Its vendor and product numbers are published
 * nowhere (the vendor's software asks every port), so they must be given; the
 * computer's list of USB devices has them. Facts: proto_ximu3.h.
 *
 * Inertial and magnetometer messages have clocks of their own, so only the
 * inertial ones are asked for. The device keeps its settings.
 */
#define FULL_HZ   400

static const struct gn_usb_id ids[] = { { 0, 0, 0 } };

struct asked {
	const char *key;
	enum gn_ximu3_reply reply;
};

static int answers(const uint8_t *frame, size_t n, void *arg)
{
	struct asked *a = arg;
	const uint8_t *value;

	(void)n;
	a->reply = gn_ximu3_reply(frame, a->key, &value, &n);
	return a->reply != GN_XIMU3_OTHER;
}

/* Send a command until it is answered; *frame is the answer. */
static int ask(struct gn_device *d, const char *key, const char *value,
	       const uint8_t **frame, struct gn_diag *why)
{
	struct asked a = { key, GN_XIMU3_OTHER };
	uint8_t out[80];
	int len = gn_ximu3_command(out, sizeof(out), key, value);
	int r = gn_device_ask(d, out, (size_t)len, answers, &a, frame, why);

	if (r < 0)
		return r;
	if (r == 0)
		return gn_diag_set(why, GN_ENODEV, "x-IMU3 at %s: no answer "
				   "to \"%s\"; is it one, and no other program "
				   "using it?", d->st.port, key);
	if (a.reply == GN_XIMU3_REFUSED)
		return gn_diag_set(why, GN_ENODEV, "x-IMU3 at %s: it refuses "
				   "\"%s\"", d->st.port, key);
	return GN_OK;
}

static int ximu3_start(struct gn_device *d, struct gn_diag *why)
{
	int divisor = (int)fmax(1, round(FULL_HZ / d->rate_hz));
	char text[12], serial[GN_XIMU3_SERIAL_MAX + 1];
	const struct { const char *key, *value; } settings[] = {
		{ GN_XIMU3_BINARY, "true" }, { GN_XIMU3_USB_DATA, "true" },
		{ GN_XIMU3_INERTIAL, text }, { GN_XIMU3_MAG, "0" },
		{ GN_XIMU3_AHRS, "0" }, { GN_XIMU3_HIGH_G, "0" },
		{ GN_XIMU3_TEMPERATURE, "0" }, { GN_XIMU3_BATTERY, "5" },
		{ GN_XIMU3_APPLY, "null" },
	};
	const uint8_t *frame;
	int err = ask(d, GN_XIMU3_PING, "null", &frame, why);

	if (!err && !gn_ximu3_serial(frame, serial))
		snprintf(d->st.serial, sizeof(d->st.serial), "%s", serial);
	snprintf(text, sizeof(text), "%d", divisor);
	for (size_t i = 0; i < sizeof(settings) / sizeof(*settings) && !err;
	     i++)
		err = ask(d, settings[i].key, settings[i].value, &frame, why);
	d->rate_hz = (double)FULL_HZ / divisor;
	return err;
}

static void ximu3_take(struct gn_device *d, const uint8_t *frame, size_t n)
{
	struct gn_ximu3_battery battery;
	struct gn_reading r;
	int got = gn_ximu3_reading(frame, &r);

	(void)n;
	if (got > 0 && !(r.has & GN_HAS_MAG))
		gn_device_emit(d, &r);
	d->st.errors += got < 0;
	if (got == 0 && !gn_ximu3_battery(frame, &battery))
		d->st.battery_pct = battery.percent;
}

static const struct gn_device_kind kind = {
	.scheme = "ximu3", .model = "x-IMU3", .ids = ids,
	.frame = gn_ximu3_frame, .baud = 115200,
	.rate_hz = 100, .rate_max_hz = FULL_HZ,
	.has_acc = 1, .has_gyr = 1,
	.clock = { .tick_num = 1, .tick_den = 1000000, .clock_bits = 64 },
	.start = ximu3_start, .take = ximu3_take,
};

static int ximu3_open(void *state, struct gn_host *host, const char *arg,
		      struct gn_diag *why)
{
	if (strspn(arg, "0123456789abcdefABCDEF") != 4 || arg[4] != ':')
		return gn_diag_set(why, GN_EINVAL, "ximu3:%.80s: name the "
				   "sensor by its vendor and product numbers, "
				   "as in ximu3:1234:abcd; the computer's list "
				   "of USB devices (lsusb) has them", arg);
	return gn_device_open(state, &kind, host, arg, why);
}

static int ximu3_devices(struct gn_host *host, struct gn_device_info *out,
			 size_t cap, struct gn_diag *why)
{
	return gn_device_list(&kind, host, out, cap, why);
}

const struct gn_driver gn_driver_ximu3 = {
	.name       = "ximu3",
	.desc       = "an x-IMU3 on USB",
	.state_size = sizeof(struct gn_device),
	GN_DEVICE_OPS,
	.open       = ximu3_open,
	.devices    = ximu3_devices,
};
