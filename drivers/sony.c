/* SPDX-License-Identifier: MIT */
#include "device.h"
#include "proto_sony.h"

/*
 * Sony game controllers on a USB cable: dualsense:[WHICH] (Edge too) and
 * dualshock4:[WHICH] (its wireless adapter too). They send unasked, 250
 * readings a second, and no other rate can be asked for; ?rate=250 is allowed.
 * They have no USB serial number, so they are told apart by their port. What
 * they send, and from where that is known: proto_sony.h.
 *
 * Three tries for the calibration: the adapter may answer with another report
 * (hid-playstation.c of Linux 6.3 does the same). Without one, the scales are
 * nominal, and a note says so.
 */
#define TRIES 3
#define RATE_HZ 250             /* a report each 4 ms */

static const struct gn_usb_id dualsense_ids[] = {
	{ 0x054c, 0x0ce6, 0 }, { 0x054c, 0x0df2, 0 }, { 0, 0, 0 }
};

static const struct gn_usb_id ds4_ids[] = {
	{ 0x054c, 0x05c4, 0 }, { 0x054c, 0x09cc, 0 }, { 0x054c, 0x0ba0, 0 },
	{ 0, 0, 0 }
};

struct sony {
	struct gn_device d;
	enum gn_sony_model model;
	struct gn_sony_cal cal;
	int nominal;            /* as the newest note says; see tell() */
};

/* A note when other scales are used than was said; none: the factory's. */
static void tell(struct sony *s)
{
	static const char *const what[] = {
		"", "gyroscope", "accelerometer", "sensors"
	};
	int nominal = !s->cal.gyr_factory + 2 * !s->cal.acc_factory;

	if (nominal == s->nominal)
		return;
	s->nominal = nominal;
	if (nominal)
		gn_device_note(&s->d, "%s at %s: no factory calibration of "
			       "its %s; nominal scales are used",
			       s->d.st.model, s->d.st.port, what[nominal]);
	else
		gn_device_note(&s->d, "%s at %s: the factory calibration is "
			       "used again", s->d.st.model, s->d.st.port);
}

/* What an earlier start has read stays if it cannot be read now. */
static int sony_start(struct gn_device *d, struct gn_diag *why)
{
	struct sony *s = (struct sony *)d;
	int ds4 = s->model == GN_SONY_DS4;
	uint8_t id = ds4 ? GN_SONY_DS4_CAL_ID : GN_SONY_DUALSENSE_CAL_ID;
	uint16_t size = ds4 ? GN_SONY_DS4_CAL_SIZE : GN_SONY_DUALSENSE_CAL_SIZE;
	uint8_t report[GN_SONY_DUALSENSE_CAL_SIZE];
	struct gn_sony_cal cal;

	for (int i = 0; i < TRIES; i++) {
		int n = gn_device_feature(d, id, report, size, why);

		if (n == GN_ENODEV)
			return n;
		if (n == GN_EINVAL)     /* it refuses */
			break;
		if (n < 0 || gn_sony_cal_parse(s->model, report, (size_t)n,
					       &cal))
			continue;
		s->cal = cal;
		break;
	}
	tell(s);
	return GN_OK;
}

static void sony_take(struct gn_device *d, const uint8_t *p, size_t n)
{
	struct sony *s = (struct sony *)d;
	struct gn_sony_battery battery;
	struct gn_reading r;
	int got = gn_sony_reading(s->model, &s->cal, p, n, &r);

	if (got > 0)
		gn_device_emit(d, &r);
	d->st.errors += got < 0;
	if (gn_sony_battery(s->model, p, n, &battery) > 0)
		d->st.battery_pct = (double)battery.percent;
}

static const struct gn_device_kind dualsense = {
	.scheme = "dualsense", .model = "DualSense", .ids = dualsense_ids,
	.want = { GN_USB_INTERRUPT, 3, GN_USB_ANY },
	.rate_hz = RATE_HZ, .has_acc = 1, .has_gyr = 1,
	.clock = { .tick_num = 1, .tick_den = 3000000, .clock_bits = 32,
		   .counter_bits = 8 },
	.start = sony_start, .take = sony_take,
};

static const struct gn_device_kind ds4 = {
	.scheme = "dualshock4", .model = "DualShock 4", .ids = ds4_ids,
	.want = { GN_USB_INTERRUPT, 3, GN_USB_ANY },
	.rate_hz = RATE_HZ, .has_acc = 1, .has_gyr = 1,
	.clock = { .tick_num = 16, .tick_den = 3000000, .clock_bits = 16 },
	.start = sony_start, .take = sony_take,
};

static int open_as(struct sony *s, enum gn_sony_model model,
		   const struct gn_device_kind *kind, struct gn_host *host,
		   const char *arg, struct gn_diag *why)
{
	int none;

	s->model = model;
	none = gn_sony_cal_parse(model, NULL, 0, &s->cal);
	(void)none;             /* nominal until start reads it */
	return gn_device_open(&s->d, kind, host, arg, why);
}

static int dualsense_open(void *state, struct gn_host *host, const char *arg,
			  struct gn_diag *why)
{
	return open_as(state, GN_SONY_DUALSENSE, &dualsense, host, arg, why);
}

static int ds4_open(void *state, struct gn_host *host, const char *arg,
		    struct gn_diag *why)
{
	return open_as(state, GN_SONY_DS4, &ds4, host, arg, why);
}

static int dualsense_devices(struct gn_host *host, struct gn_device_info *out,
			     size_t cap, struct gn_diag *why)
{
	return gn_device_list(&dualsense, host, out, cap, why);
}

static int ds4_devices(struct gn_host *host, struct gn_device_info *out,
		       size_t cap, struct gn_diag *why)
{
	return gn_device_list(&ds4, host, out, cap, why);
}

const struct gn_driver gn_driver_dualsense = {
	.name       = "dualsense",
	.desc       = "Sony DualSense on USB",
	.state_size = sizeof(struct sony),
	GN_DEVICE_OPS,
	.open       = dualsense_open,
	.devices    = dualsense_devices,
};

const struct gn_driver gn_driver_dualshock4 = {
	.name       = "dualshock4",
	.desc       = "Sony DualShock 4 on USB",
	.state_size = sizeof(struct sony),
	GN_DEVICE_OPS,
	.open       = ds4_open,
	.devices    = ds4_devices,
};
