/* SPDX-License-Identifier: MIT */
#include "sony.h"

#include <string.h>

static const uint8_t dualsense_cal[41] = {
	0x05, 0, 0, 0, 0, 0, 0,
	0x28, 0x23, 0xD8, 0xDC, 0x28, 0x23, 0xD8, 0xDC, 0x28, 0x23, 0xD8, 0xDC,
	0x1C, 0x02, 0x1C, 0x02,
	0xA4, 0x1F, 0x24, 0xE1, 0xA4, 0x1F, 0x24, 0xE1, 0xA4, 0x1F, 0x24, 0xE1
};
static const uint8_t ds4_cal[37] = {
	0x02, 0, 0, 0, 0, 0, 0,
	0xC0, 0x21, 0x40, 0xDE, 0xC0, 0x21, 0x40, 0xDE, 0xC0, 0x21, 0x40, 0xDE,
	0x1C, 0x02, 0x1C, 0x02,
	0x40, 0x1F, 0xC0, 0xE0, 0x40, 0x1F, 0xC0, 0xE0, 0x40, 0x1F, 0xC0, 0xE0
};

/* As a real one's, the HID interface is not the first. */
static const uint8_t config[] = {
	9, 2, 41, 0, 2, 1, 0, 0xC0, 250,
	9, 4, 0, 0, 0, 0x01, 1, 0, 0,
	9, 4, 1, 0, 2, 0x03, 0, 0, 0,
	7, 5, 0x81, 3, 64, 0, 6,
	7, 5, 0x02, 3, 64, 0, 6,
};

struct sony sony_dualsense, sony_ds4;

/* The emulation does not say which was asked; the report's number does. */
static int control(const uint8_t *setup, uint8_t *data)
{
	struct sony *s = setup[2] == 0x02 ? &sony_ds4 : &sony_dualsense;

	s->n_asked++;
	if (s->cal_n < 0)
		return s->cal_n;
	memcpy(data, s->cal, (size_t)s->cal_n);
	if (s->others > 0) {
		s->others--;
		data[0] = 0x12;
	}
	return s->cal_n;
}

struct sony *sony_plug(int port, uint16_t pid)
{
	int ds4 = pid == 0x05c4;
	struct sony *s = ds4 ? &sony_ds4 : &sony_dualsense;

	*s = (struct sony){ .cal_n = ds4 ? sizeof(ds4_cal)
					 : sizeof(dualsense_cal) };
	memcpy(s->cal, ds4 ? ds4_cal : dualsense_cal, (size_t)s->cal_n);
	s->model = (struct usbemu_model){
		.vid = 0x054c, .pid = pid, .product = "Wireless Controller",
		.config = config, .config_len = sizeof(config),
		.control = control };
	usbemu_plug(port, &s->model);
	return s;
}

static void le16(uint8_t *p, uint32_t v)
{
	p[0] = (uint8_t)v;
	p[1] = (uint8_t)(v >> 8);
}

void sony_feed(int port, struct sony *s, uint32_t k)
{
	static const int counts[6] = { 1000, -1000, 0, 8100, -7900, 100 };
	uint8_t report[64] = { 0x01 };
	int ds4 = s == &sony_ds4;
	uint32_t ticks = ds4 ? 750 * k : 12000 * k;

	for (int i = 0; i < 6; i++)
		le16(report + (ds4 ? 13 : 16) + 2 * i, (uint32_t)counts[i]);
	le16(report + (ds4 ? 10 : 28), ticks);
	if (!ds4) {
		le16(report + 30, ticks >> 16);
		report[7] = (uint8_t)k;
	}
	report[53] = 0x07;      /* DualSense: 70 to 80 % */
	report[30] |= ds4 ? 0x1B : 0; /* full, on the cable */
	s->sent = k + 1;
	usbemu_feed(port, report, sizeof(report));
}

void sony_feed_next(int port, struct sony *s)
{
	sony_feed(port, s, s->sent);
}
