/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdio.h>

#include "device.h"
#include "proto_xbus.h"

/*
 * Xsens MTi over USB: xsens-mti:[WHICH][?rate=HZ], 1 to 400 Hz, 100 without.
 * Native models have a line without settings; converters are an FTDI at 115200
 * baud, which carries 150 Hz. Facts: proto_xbus.h; models: Linux 6.1,
 * drivers/usb/serial/xsens_mt.c and ftdi_sio_ids.h.
 */
#define MAG_HZ    100           /* no MTi measures the field faster */

static const struct gn_usb_id ids[] = {
	{ 0x2639, 0x0001, GN_LINE_NATIVE }, { 0x2639, 0x0002, GN_LINE_NATIVE },
	{ 0x2639, 0x0003, GN_LINE_NATIVE }, { 0x2639, 0x0011, GN_LINE_NATIVE },
	{ 0x2639, 0x0012, GN_LINE_NATIVE }, { 0x2639, 0x0013, GN_LINE_NATIVE },
	{ 0x2639, 0x0017, GN_LINE_NATIVE }, { 0x2639, 0x0300, GN_LINE_FTDI },
	{ 0x2639, 0x0301, GN_LINE_FTDI },   { 0x2639, 0xd00d, GN_LINE_FTDI },
	{ 0x0403, 0xd388, GN_LINE_FTDI },   { 0x0403, 0xd389, GN_LINE_FTDI },
	{ 0x0403, 0xd38a, GN_LINE_FTDI },   { 0x0403, 0xd38b, GN_LINE_FTDI },
	{ 0x0403, 0xd38c, GN_LINE_FTDI },   { 0x0403, 0xd38d, GN_LINE_FTDI },
	{ 0x0403, 0xd38e, GN_LINE_FTDI },   { 0x0403, 0xd38f, GN_LINE_FTDI },
	{ 0, 0, 0 }
};

struct asked {
	uint8_t mid, error;
};

static int answers(const uint8_t *frame, size_t n, void *arg)
{
	struct asked *a = arg;

	(void)n;
	return gn_xbus_reply(frame, a->mid, &a->error) != GN_XBUS_OTHER;
}

/* Send a command until it is answered; *frame is the answer. */
static int ask(struct gn_device *d, const uint8_t *command, int len,
	       const uint8_t **frame, struct gn_diag *why)
{
	struct asked a = { command[2], 0 };
	int r = gn_device_ask(d, command, (size_t)len, answers, &a, frame,
			      why);

	if (r < 0)
		return r;
	if (r == 0)
		return gn_diag_set(why, GN_ENODEV, "MTi at %s: no answer to "
				   "command %02x; is another program using it, "
				   "or the line's speed not 115200?",
				   d->st.port, a.mid);
	if (a.error)
		return gn_diag_set(why, GN_ENODEV, "MTi at %s: it refuses "
				   "command %02x with error %u", d->st.port,
				   a.mid, a.error);
	return GN_OK;
}

static int command(struct gn_device *d, uint8_t mid, const uint8_t **frame,
		   struct gn_diag *why)
{
	uint8_t buf[8];

	return ask(d, buf, gn_xbus_build(buf, sizeof(buf), mid, NULL, 0),
		   frame, why);
}

static int configure(struct gn_device *d, struct gn_diag *why)
{
	uint16_t hz = (uint16_t)d->rate_hz;
	struct gn_xbus_output list[] = {
		{ GN_XBUS_PACKET_COUNTER, GN_XBUS_EVERY_PACKET },
		{ GN_XBUS_SAMPLE_TIME_FINE, GN_XBUS_EVERY_PACKET },
		{ GN_XBUS_ACC, hz }, { GN_XBUS_GYR, hz },
		{ GN_XBUS_MAG, hz < MAG_HZ ? hz : MAG_HZ },
		{ GN_XBUS_STATUS_WORD, GN_XBUS_EVERY_PACKET },
	};
	const uint8_t *frame;
	uint8_t buf[64];

	d->rate_hz = hz;
	return ask(d, buf, gn_xbus_set_output(buf, sizeof(buf), list,
					      sizeof(list) / sizeof(list[0])),
		   &frame, why);
}

static int xsens_start(struct gn_device *d, struct gn_diag *why)
{
	const uint8_t *frame;
	uint64_t id;
	int err = command(d, GN_XBUS_GOTO_CONFIG, &frame, why);

	if (!err)
		err = command(d, GN_XBUS_REQ_DID, &frame, why);
	if (!err && !gn_xbus_device_id(frame, &id))
		snprintf(d->st.serial, sizeof(d->st.serial), "%08" PRIX64, id);
	if (!err)
		err = configure(d, why);
	if (!err)
		err = command(d, GN_XBUS_GOTO_MEASUREMENT, &frame, why);
	return err;
}

static void xsens_take(struct gn_device *d, const uint8_t *frame, size_t n)
{
	struct gn_reading r;
	int got = gn_xbus_reading(frame, &r);

	(void)n;
	if (got > 0)
		gn_device_emit(d, &r);
	d->st.errors += got < 0;
}

static const struct gn_device_kind kind = {
	.scheme = "xsens-mti", .model = "Xsens MTi", .ids = ids,
	.frame = gn_xbus_frame, .baud = 115200,
	.rate_hz = 100, .rate_max_hz = 400,
	.has_acc = 1, .has_gyr = 1, .has_mag = 1,
	.clock = { .tick_num = 1, .tick_den = 10000, .clock_bits = 32,
		   .counter_bits = 16 },
	.start = xsens_start, .take = xsens_take,
};

static int xsens_open(void *state, struct gn_host *host, const char *arg,
		      struct gn_diag *why)
{
	return gn_device_open(state, &kind, host, arg, why);
}

static int xsens_devices(struct gn_host *host, struct gn_device_info *out,
			 size_t cap, struct gn_diag *why)
{
	return gn_device_list(&kind, host, out, cap, why);
}

const struct gn_driver gn_driver_xsens = {
	.name       = "xsens-mti",
	.desc       = "Xsens MTi on USB",
	.state_size = sizeof(struct gn_device),
	GN_DEVICE_OPS,
	.open       = xsens_open,
	.devices    = xsens_devices,
};
