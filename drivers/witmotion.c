/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <time.h>

#include "device.h"
#include "proto_wit.h"

/*
 * WitMotion over a serial adapter: witmotion:[WHICH][?rate=HZ]; of 10, 20, 50,
 * 100 and 200 Hz the nearest that is not above, 100 without. Facts:
 * proto_wit.h. Which adapter a unit carries is nowhere said, so all that are
 * common are taken for possible.
 *
 * The line's speed is found by listening. Rate, contents and, where the line
 * is too slow, its speed are set but not saved: switched off and on the sensor
 * is as it was. Ranges are taken to be 16 g and 2000 deg/s, as new.
 */
#define LISTEN_MS 300           /* three frames at 10 Hz */
#define ENOUGH    3             /* frames that are no chance */
#define PAUSE_MS  20            /* between two commands; see proto_wit.h */
#define FRAMES    3             /* acc, gyr, mag */
#define BITS      110           /* of a frame on the line */
#define FAST      115200
#define CONTENT (GN_WIT_BIT(GN_WIT_ACC) | GN_WIT_BIT(GN_WIT_GYR) | \
		 GN_WIT_BIT(GN_WIT_MAG))

static const struct gn_usb_id ids[] = {
	{ 0x1a86, 0x7523, GN_LINE_CH341 },  { 0x1a86, 0x7522, GN_LINE_CH341 },
	{ 0x1a86, 0x5523, GN_LINE_CH341 },  { 0x10c4, 0xea60, GN_LINE_CP210X },
	{ 0x0403, 0x6001, GN_LINE_FTDI },   { 0x0403, 0x6015, GN_LINE_FTDI },
	{ 0, 0, 0 }
};

struct wit {
	struct gn_device d;
	struct gn_wit    cycle;
	uint64_t         skipped;       /* of the framer, at the last look */
	uint64_t         broken;        /* of the cycle, that were counted */
};

static void pause_a_little(void)
{
	struct timespec t = { .tv_nsec = PAUSE_MS * 1000000L };

	nanosleep(&t, NULL);
}

static int enough(const uint8_t *frame, size_t n, void *arg)
{
	(void)frame;
	(void)n;
	return ++*(int *)arg == ENOUGH;
}

/* Does it send frames at this speed? > 0: yes; 0: no; else an error. */
static int listen(struct gn_device *d, uint32_t baud, struct gn_diag *why)
{
	int n = 0, err = gn_device_baud(d, baud, why);

	gn_framer_init(&d->framer);
	return err ? err : gn_device_frame(d, enough, &n, LISTEN_MS,
					   NULL, why);
}

/* Which speed does it send at? 0 in *baud: none. */
static int find_baud(struct gn_device *d, uint32_t *baud, struct gn_diag *why)
{
	static const uint32_t known[] = { FAST, 9600, 230400, 57600, 38400,
					  460800, 921600 };
	int r = 0;

	*baud = 0;
	for (size_t i = 0; i < sizeof(known) / sizeof(*known) && !r; i++) {
		r = listen(d, known[i], why);
		if (r > 0)
			*baud = known[i];
	}
	return r < 0 ? r : GN_OK;
}

static int set(struct gn_device *d, uint8_t reg, uint16_t value,
	       struct gn_diag *why)
{
	uint8_t unlock[GN_WIT_COMMAND_BYTES], out[GN_WIT_COMMAND_BYTES];
	int err;

	gn_wit_unlock(unlock);
	gn_wit_write(out, reg, value);
	err = gn_device_write(d, unlock, sizeof(unlock), why);
	pause_a_little();
	if (!err)
		err = gn_device_write(d, out, sizeof(out), why);
	pause_a_little();
	return err;
}

static int silent(const struct gn_device *d, struct gn_diag *why)
{
	return gn_diag_set(why, GN_ENODEV, "WitMotion at %s: no data at any "
			   "speed that it can have; is a sensor behind this "
			   "adapter, and switched on?", d->st.port);
}

static int wit_start(struct gn_device *d, struct gn_diag *why)
{
	struct wit *s = (struct wit *)d;
	int code = gn_wit_rate_code(d->rate_hz, &d->rate_hz);
	uint32_t baud = 0;
	int err = find_baud(d, &baud, why);

	if (err)
		return err;
	if (!baud)
		return silent(d, why);
	if (baud < FRAMES * BITS * d->rate_hz) {
		err = set(d, GN_WIT_REG_BAUD,
			  (uint16_t)gn_wit_baud_code(FAST), why);
		if (!err && listen(d, FAST, why) <= 0)
			return silent(d, why);
	}
	if (!err)
		err = set(d, GN_WIT_REG_RSW, CONTENT, why);
	if (!err)
		err = set(d, GN_WIT_REG_RRATE, (uint16_t)code, why);
	gn_framer_init(&d->framer);
	s->skipped = 0;
	s->broken = 0;
	return err ? err : gn_wit_init(&s->cycle, CONTENT);
}

static void wit_take(struct gn_device *d, const uint8_t *frame, size_t n)
{
	struct wit *s = (struct wit *)d;
	struct gn_reading r;

	(void)n;
	if (d->framer.skipped != s->skipped)
		gn_wit_gap(&s->cycle);
	s->skipped = d->framer.skipped;
	if (gn_wit_push(&s->cycle, frame, &r))
		gn_device_emit(d, &r);
	d->st.errors += s->cycle.broken - s->broken;
	s->broken = s->cycle.broken;
}

static const struct gn_device_kind kind = {
	.scheme = "witmotion", .model = "WitMotion", .ids = ids, .maybe = 1,
	.frame = gn_wit_frame, .baud = FAST,
	.rate_hz = 100, .rate_max_hz = 200,
	.has_acc = 1, .has_gyr = 1, .has_mag = 1,
	.start = wit_start, .take = wit_take,
};

static int wit_open(void *state, struct gn_host *host, const char *arg,
		    struct gn_diag *why)
{
	struct wit *s = state;

	return gn_device_open(&s->d, &kind, host, arg, why);
}

static int wit_devices(struct gn_host *host, struct gn_device_info *out,
		       size_t cap, struct gn_diag *why)
{
	return gn_device_list(&kind, host, out, cap, why);
}

const struct gn_driver gn_driver_witmotion = {
	.name       = "witmotion",
	.desc       = "a WitMotion sensor behind a serial adapter on USB",
	.state_size = sizeof(struct wit),
	GN_DEVICE_OPS,
	.open       = wit_open,
	.devices    = wit_devices,
};
