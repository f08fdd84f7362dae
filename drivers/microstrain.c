/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>

#include "device.h"
#include "proto_mip.h"

/*
 * MicroStrain over USB: microstrain:[WHICH][?rate=HZ], 1 to 1000 Hz, 100
 * without; the device divides its base rate, so the rate is the nearest that
 * it has. Facts: proto_mip.h. The ids are those that its boards were seen with
 * (goldbattle's notes); 0483:5740 is the chip maker's own.
 */
#define OUTPUTS   5

static const struct gn_usb_id ids[] = {
	{ 0x199b, 0x3065, GN_LINE_CDC }, { 0x0483, 0x5740, GN_LINE_CDC },
	{ 0, 0, 0 }
};

struct asked {
	uint8_t set, command, code;
	enum gn_mip_reply reply;
};

static int answers(const uint8_t *frame, size_t n, void *arg)
{
	struct asked *a = arg;

	(void)n;
	a->reply = gn_mip_reply(frame, a->set, a->command, &a->code);
	return a->reply != GN_MIP_OTHER;
}

/*
 * Send a packet until it is answered.
 * 1: done, *frame is the answer; 0: refused; else an error.
 */
static int ask(struct gn_device *d, const uint8_t *packet, int len,
	       const uint8_t **frame, struct gn_diag *why)
{
	struct asked a = { packet[2], packet[5], 0, GN_MIP_OTHER };
	int r = gn_device_ask(d, packet, (size_t)len, answers, &a, frame, why);

	if (r < 0)
		return r;
	if (r == 0)
		return gn_diag_set(why, GN_ENODEV, "MicroStrain at %s: no "
				   "answer to command %02x %02x; is another "
				   "program using it?", d->st.port, a.set,
				   a.command);
	return a.reply == GN_MIP_ACK;
}

static int refused(const struct gn_device *d, const char *what,
		   struct gn_diag *why)
{
	return gn_diag_set(why, GN_ENODEV, "MicroStrain at %s: it refuses %s",
			   d->st.port, what);
}

static int command(struct gn_device *d, uint8_t set, uint8_t desc,
		   const uint8_t *data, size_t n, const uint8_t **frame,
		   struct gn_diag *why)
{
	uint8_t packet[32];

	return ask(d, packet, gn_mip_build(packet, sizeof(packet), set, desc,
					   data, n), frame, why);
}

static int identify(struct gn_device *d, struct gn_diag *why)
{
	struct gn_mip_info info;
	const uint8_t *frame;
	int r = command(d, GN_MIP_BASE, GN_MIP_INFO, NULL, 0, &frame, why);

	if (r <= 0 || gn_mip_info(frame, &info))
		return r < 0 ? r : GN_OK;       /* it is no need */
	snprintf(d->st.model, sizeof(d->st.model), "%s", info.model);
	snprintf(d->st.serial, sizeof(d->st.serial), "%s", info.serial);
	snprintf(d->st.firmware, sizeof(d->st.firmware), "%u", info.firmware);
	return GN_OK;
}

/* The rate that is divided, and by what command that is done: the newer ones'
 * first. 1, 0 if it knows neither, or an error. */
static int base_rate(struct gn_device *d, uint16_t *hz,
		     enum gn_mip_3dm *format, struct gn_diag *why)
{
	static const uint8_t sensor = GN_MIP_SENSOR;
	const uint8_t *frame;
	int r = command(d, GN_MIP_3DM, GN_MIP_RATE, &sensor, 1, &frame, why);

	*format = GN_MIP_FORMAT;
	if (r == 1 && !gn_mip_rate(frame, hz))
		return 1;
	if (r < 0)
		return r;
	*format = GN_MIP_IMU_FORMAT;
	r = command(d, GN_MIP_3DM, GN_MIP_IMU_RATE, NULL, 0, &frame, why);
	return r == 1 ? !gn_mip_rate(frame, hz) : r;
}

/* Set what is sent, leaving out what this model has not: first its best clock
 * and the overrange flags, then those, then any clock. */
static int set_format(struct gn_device *d, enum gn_mip_3dm format,
		      uint16_t decimation, struct gn_diag *why)
{
	static const uint8_t extra[3][2] = {
		{ GN_MIP_REF_TIME, GN_MIP_OVERRANGE }, { GN_MIP_REF_TIME, 0 },
		{ GN_MIP_TIME, 0 } };
	uint8_t packet[64];
	const uint8_t *frame;
	int r = 0;

	for (int i = 0; i < 3 && r == 0; i++) {
		struct gn_mip_output list[OUTPUTS] = {
			{ GN_MIP_ACC, decimation }, { GN_MIP_GYR, decimation },
			{ GN_MIP_MAG, decimation },
			{ extra[i][0], decimation },
			{ extra[i][1], decimation } };

		r = ask(d, packet, gn_mip_set_format(packet, sizeof(packet),
						     format, list,
						     extra[i][1] ? 5 : 4),
			&frame, why);
	}
	return r == 0 ? refused(d, "to send motion and time", why) : r;
}

static int configure(struct gn_device *d, struct gn_diag *why)
{
	enum gn_mip_3dm format = GN_MIP_FORMAT;
	uint16_t base = 0, decimation;
	int r = base_rate(d, &base, &format, why);

	if (r < 0)
		return r;
	if (r == 0 || base == 0)
		return refused(d, "to tell its rate", why);
	decimation = (uint16_t)fmax(1, round(base / d->rate_hz));
	d->rate_hz = (double)base / decimation;
	return set_format(d, format, decimation, why);
}

static int stream_on(struct gn_device *d, struct gn_diag *why)
{
	static const uint8_t streams[2] = { GN_MIP_SENSOR, GN_MIP_IMU_STREAM };
	const uint8_t *frame;
	uint8_t packet[16];
	int r = 0;

	for (int i = 0; i < 2 && r == 0; i++)
		r = ask(d, packet, gn_mip_stream(packet, sizeof(packet),
						 streams[i], 1), &frame, why);
	if (r == 1)
		r = command(d, GN_MIP_BASE, GN_MIP_RESUME, NULL, 0, &frame,
			    why);
	if (r < 0)
		return r;
	return r == 1 ? GN_OK : refused(d, "to begin", why);
}

static int microstrain_start(struct gn_device *d, struct gn_diag *why)
{
	const uint8_t *frame;
	int r = command(d, GN_MIP_BASE, GN_MIP_IDLE, NULL, 0, &frame, why);

	if (r < 0)
		return r;
	r = identify(d, why);
	if (!r)
		r = configure(d, why);
	return r < 0 ? r : stream_on(d, why);
}

static void microstrain_take(struct gn_device *d, const uint8_t *frame,
			     size_t n)
{
	struct gn_reading r;
	int got = gn_mip_reading(frame, &r);

	(void)n;
	/* GPS time is told in us; the clock here counts ns */
	if (got > 0 && r.clock_bits)
		r.clock = r.clock * r.tick_num / r.tick_den;
	if (got > 0)
		gn_device_emit(d, &r);
	d->st.errors += got < 0;
}

static const struct gn_device_kind kind = {
	.scheme = "microstrain", .model = "MicroStrain", .ids = ids,
	.frame = gn_mip_frame, .baud = 115200,
	.rate_hz = 100, .rate_max_hz = 1000,
	.has_acc = 1, .has_gyr = 1, .has_mag = 1,
	.clock = { .tick_num = 1, .tick_den = 1000000000, .clock_bits = 64 },
	.start = microstrain_start, .take = microstrain_take,
};

static int microstrain_open(void *state, struct gn_host *host,
			    const char *arg, struct gn_diag *why)
{
	return gn_device_open(state, &kind, host, arg, why);
}

static int microstrain_devices(struct gn_host *host,
			       struct gn_device_info *out, size_t cap,
			       struct gn_diag *why)
{
	return gn_device_list(&kind, host, out, cap, why);
}

const struct gn_driver gn_driver_microstrain = {
	.name       = "microstrain",
	.desc       = "a MicroStrain inertial sensor on USB",
	.state_size = sizeof(struct gn_device),
	GN_DEVICE_OPS,
	.open       = microstrain_open,
	.devices    = microstrain_devices,
};
