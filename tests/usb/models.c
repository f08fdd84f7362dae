/* SPDX-License-Identifier: MIT */
#include "usbemu.h"

/* One interface of a class, with endpoints 0x81 and 0x02 of a type. */
#define ONE(class, type) {                                      \
	9, 2, 32, 0, 1, 1, 0, 0x80, 50,                         \
	9, 4, 0, 0, 2, class, 0, 0, 0,                          \
	7, 5, 0x81, type, 64, 0, 4,                             \
	7, 5, 0x02, type, 64, 0, 4 }

static const uint8_t hid[] = ONE(0x03, 3);
static const uint8_t vendor[] = ONE(0xff, 2);
static const uint8_t cdc[] = {
	9, 2, 48, 0, 2, 1, 0, 0x80, 50,
	9, 4, 0, 0, 1, 0x02, 2, 1, 0,
	7, 5, 0x83, 3, 8, 0, 10,
	9, 4, 1, 0, 2, 0x0a, 0, 0, 0,
	7, 5, 0x81, 2, 64, 0, 0,
	7, 5, 0x02, 2, 64, 0, 0,
};

const struct usbemu_model usbemu_hid = {
	.vid = 0x054c, .pid = 0x0ce6, .release = 0x0100,
	.product = "Wireless Controller",
	.config = hid, .config_len = sizeof(hid),
};
const struct usbemu_model usbemu_bulk = {
	.vid = 0x2639, .pid = 0x0001, .serial = "M1", .product = "MTi",
	.config = vendor, .config_len = sizeof(vendor),
};
const struct usbemu_model usbemu_cdc = {
	.vid = 0x199b, .pid = 0x3065, .serial = "6254.1",
	.config = cdc, .config_len = sizeof(cdc),
};
const struct usbemu_model usbemu_ftdi = {
	.vid = 0x0403, .pid = 0x6001, .release = 0x0600, .serial = "A1",
	.config = vendor, .config_len = sizeof(vendor),
};
const struct usbemu_model usbemu_cp210x = {
	.vid = 0x10c4, .pid = 0xea60, .serial = "0001",
	.config = vendor, .config_len = sizeof(vendor),
};
const struct usbemu_model usbemu_ch341 = {
	.vid = 0x1a86, .pid = 0x7523, .version = 0x31,
	.config = vendor, .config_len = sizeof(vendor),
};
