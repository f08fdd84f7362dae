/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "device.h"
#include "proto_switch.h"

/*
 * Nintendo Switch Pro controller, or a Joy-Con in a charging grip, over USB:
 * switch-pro:[WHICH]. Its rate cannot be chosen: 200 Hz, three readings a
 * report. Of two Joy-Cons in a grip it is the one at the first interface.
 * Facts: proto_switch.h; that 40 01 after 40 00 sets the usual ranges, and the
 * address in the answer to 02: dekuNukem, bluetooth_hid_subcommands_notes.
 */
#define ANSWER_MS 250
#define TRIES     3
#define CLASS_HID 3

static const struct gn_usb_id ids[] = {
	{ 0x057e, 0x2009, 0 }, { 0x057e, 0x200e, 0 }, { 0, 0, 0 }
};

struct pad {
	struct gn_device d;
	struct gn_switch_cal cal;
	enum gn_switch_model model;
	unsigned sent;          /* subcommands */
};

/* What was asked, and the answer, valid until the next packet. */
struct asked {
	uint8_t report;         /* 80 a USB command, 01 a subcommand */
	uint8_t code;
	uint8_t len;            /* of flash; 0: it is not read */
	uint32_t addr;
	const uint8_t *data;
	size_t n;
};

static int answer(struct asked *a, const uint8_t *p, size_t n)
{
	if (a->report == 0x80)
		return gn_switch_usb_reply(p, n, a->code) ? GN_SWITCH_ACK :
		       GN_SWITCH_OTHER;
	if (a->len)
		return (int)gn_switch_spi_reply(p, n, a->addr, a->len,
						&a->data);
	return (int)gn_switch_reply(p, n, a->code, &a->data, &a->n);
}

/* enum gn_switch_reply, or an error. Other reports come in between. */
static int wait_answer(struct gn_device *d, struct asked *a,
		       struct gn_diag *why)
{
	int64_t end_ns = gn_usb_now_ns() + ANSWER_MS * INT64_C(1000000);
	int left_ms = ANSWER_MS, r = GN_SWITCH_OTHER;

	while (r == GN_SWITCH_OTHER && left_ms > 0) {
		const uint8_t *p;
		int n = gn_device_packet(d, &p, left_ms, why);

		if (n < 0)
			return n;
		if (n > 0)
			r = answer(a, p, (size_t)n);
		left_ms = (int)((end_ns - gn_usb_now_ns()) / 1000000);
	}
	return r;
}

/* Send it until it is answered. */
static int ask(struct gn_device *d, const uint8_t out[GN_SWITCH_OUT],
	       struct asked *a, struct gn_diag *why)
{
	int r = GN_SWITCH_OTHER;

	for (int i = 0; i < TRIES && r == GN_SWITCH_OTHER; i++) {
		r = gn_device_write(d, out, GN_SWITCH_OUT, why);
		if (!r)
			r = wait_answer(d, a, why);
	}
	if (r < 0)
		return r;
	if (r == GN_SWITCH_ACK)
		return GN_OK;
	if (r == GN_SWITCH_REFUSED)
		return gn_diag_set(why, GN_ENODEV, "%s at %s: it refuses "
				   "command %02x %02x", d->st.model, d->st.port,
				   a->report, a->code);
	return gn_diag_set(why, GN_ENODEV, "%s at %s: no answer to command "
			   "%02x %02x; plug it in again, and a Joy-Con into "
			   "its grip", d->st.model, d->st.port, a->report,
			   a->code);
}

static int usb_command(struct gn_device *d, enum gn_switch_usb cmd,
		       struct gn_diag *why)
{
	struct asked a = { .report = 0x80, .code = (uint8_t)cmd };
	uint8_t out[GN_SWITCH_OUT];

	gn_switch_usb(out, cmd);
	if (cmd == GN_SWITCH_NO_TIMEOUT)
		return gn_device_write(d, out, sizeof(out), why);
	return ask(d, out, &a, why);
}

/* With one byte of data, or none: data < 0. */
static int subcommand(struct pad *p, enum gn_switch_sub sub, int data,
		      struct asked *a, struct gn_diag *why)
{
	uint8_t out[GN_SWITCH_OUT], byte = (uint8_t)data;
	int err = gn_switch_subcommand(out, p->sent++, sub, &byte, data >= 0);

	*a = (struct asked){ .report = 0x01, .code = (uint8_t)sub };
	return err ? err : ask(&p->d, out, a, why);
}

static int read_flash(struct pad *p, uint32_t addr, uint8_t len, uint8_t *to,
		      struct gn_diag *why)
{
	struct asked a = { .report = 0x01, .code = GN_SWITCH_SPI_READ,
			   .len = len, .addr = addr };
	uint8_t out[GN_SWITCH_OUT];
	int err = gn_switch_spi_read(out, p->sent++, addr, len);

	if (!err)
		err = ask(&p->d, out, &a, why);
	if (!err)
		memcpy(to, a.data, len);
	return err;
}

/* Its serial number on USB is the same for all; its radio's address is not. */
static int identify(struct pad *p, struct gn_diag *why)
{
	struct gn_source_status *st = &p->d.st;
	struct asked a;
	int model, err = subcommand(p, GN_SWITCH_DEVICE_INFO, -1, &a, why);

	if (err)
		return err;
	model = gn_switch_model(a.data, a.n);
	if (model < 0 || a.n < 10)
		return gn_diag_set(why, GN_ENODEV, "%s at %s: neither a Pro "
				   "controller nor a Joy-Con", st->model,
				   st->port);
	p->model = (enum gn_switch_model)model;
	snprintf(st->firmware, sizeof(st->firmware), "%u.%02u", a.data[0],
		 a.data[1]);
	for (size_t i = 0; i < 6; i++)
		snprintf(st->serial + 2 * i, sizeof(st->serial) - 2 * i,
			 "%02X", a.data[4 + i]);
	return GN_OK;
}

static int calibrate(struct pad *p, struct gn_diag *why)
{
	uint8_t factory[GN_SWITCH_CAL_FACTORY_LEN];
	uint8_t user[GN_SWITCH_CAL_USER_LEN];
	struct gn_device *d = &p->d;
	int err = read_flash(p, GN_SWITCH_CAL_FACTORY, sizeof(factory), factory,
			     why);

	if (!err)
		err = read_flash(p, GN_SWITCH_CAL_USER, sizeof(user), user,
				 why);
	if (err)
		return err;
	gn_switch_cal_parse(&p->cal, factory, user);
	if (p->cal.nominal)
		gn_device_note(d, "%s at %s: it holds no calibration; turns "
			       "may read 15 %% wrong", d->st.model, d->st.port);
	return GN_OK;
}

static int switch_start(struct gn_device *d, struct gn_diag *why)
{
	static const enum gn_switch_usb hello[] = {
		GN_SWITCH_HANDSHAKE, GN_SWITCH_BAUD_3M, GN_SWITCH_HANDSHAKE,
		GN_SWITCH_NO_TIMEOUT
	};
	struct pad *p = (struct pad *)d;
	struct asked a;
	int err = GN_OK;

	for (size_t i = 0; !err && i < sizeof(hello) / sizeof(hello[0]); i++)
		err = usb_command(d, hello[i], why);
	if (!err)
		err = identify(p, why);
	if (!err)
		err = subcommand(p, GN_SWITCH_REPORT_MODE, 0x30, &a, why);
	if (!err)
		err = calibrate(p, why);
	/* another program may have chosen other ranges: off and on again */
	for (int on = 0; !err && on <= 1; on++)
		err = subcommand(p, GN_SWITCH_IMU_ENABLE, on, &a, why);
	return err;
}

static void switch_take(struct gn_device *d, const uint8_t *report, size_t n)
{
	const struct pad *p = (const struct pad *)d;
	struct gn_reading r[3];
	int charging;
	int got = gn_switch_readings(&p->cal, p->model, report, n, r);
	int level = gn_switch_battery(report, n, &charging);

	for (int i = 0; i < got; i++)
		gn_device_emit(d, &r[i]);
	d->st.errors += got < 0;
	if (level >= 0)
		d->st.battery_pct = 25 * level;
}

static const struct gn_device_kind kind = {
	.scheme = "switch-pro", .model = "Switch Pro", .ids = ids,
	.want = { GN_USB_INTERRUPT, CLASS_HID, GN_USB_ANY },
	.rate_hz = 200, .per_packet = 3,
	.has_acc = 1, .has_gyr = 1,
	.start = switch_start, .take = switch_take,
};

static int switch_open(void *state, struct gn_host *host, const char *arg,
		       struct gn_diag *why)
{
	struct pad *p = state;

	return gn_device_open(&p->d, &kind, host, arg, why);
}

static int switch_devices(struct gn_host *host, struct gn_device_info *out,
			  size_t cap, struct gn_diag *why)
{
	return gn_device_list(&kind, host, out, cap, why);
}

const struct gn_driver gn_driver_switch = {
	.name       = "switch-pro",
	.desc       = "Nintendo Switch Pro controller, Joy-Con in a grip",
	.state_size = sizeof(struct pad),
	GN_DEVICE_OPS,
	.open       = switch_open,
	.devices    = switch_devices,
};
