/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "drivers/usb_line.h"
#include "suites.h"
#include "usbemu.h"

#define LONG_MS 5000

static const struct gn_usb_id ids[] = {
	{ 0x2639, 0x0001, GN_LINE_NATIVE }, { 0x199b, 0x3065, GN_LINE_CDC },
	{ 0x0403, 0x6001, GN_LINE_FTDI }, { 0x10c4, 0xea60, GN_LINE_CP210X },
	{ 0x1a86, 0x7523, GN_LINE_CH341 }, { 0, 0, 0 },
};

/* Words from the table in each chip's Linux driver. */
static const struct row {
	const struct usbemu_model *m;
	const char *open, *baud, *close;        /* 115200, then 9600 */
} rows[] = {
	{ &usbemu_bulk, "", "", "" },
	{ &usbemu_cdc, "21 20 0000 0000: 00 c2 01 00 00 00 08\n"
	  "21 22 0003 0000\n", "21 20 0000 0000: 80 25 00 00 00 00 08\n",
	  "21 22 0000 0000\n" },
	{ &usbemu_ftdi, "40 00 0000 0000\n40 09 0001 0000\n"
	  "40 04 0008 0000\n40 02 0000 0000\n40 03 001a 0000\n"
	  "40 01 0303 0000\n40 00 0001 0000\n", "40 03 4138 0000\n",
	  "40 01 0300 0000\n" },
	{ &usbemu_cp210x, "41 00 0001 0000\n41 1e 0000 0000: 00 c2 01 00\n"
	  "41 03 0800 0000\n41 07 0303 0000\n41 12 000f 0000\n",
	  "41 1e 0000 0000: 80 25 00 00\n", "41 00 0000 0000\n" },
	{ &usbemu_ch341, "c0 5f 0000 0000\n40 a1 0000 0000\n"
	  "40 9a 1312 cc83\n40 9a 2518 00c3\n40 a4 ff9f 0000\n",
	  "40 9a 1312 b282\n", "40 a4 ffff 0000\n" },
};
#define ROWS ((int)(sizeof(rows) / sizeof(rows[0])))

static struct gn_usb *usb;
static struct gn_usb_line line;
static struct gn_diag why;

static void begin(void)
{
	usbemu_begin();
	ck_assert_int_eq(gn_usb_create(&usb, NULL, NULL, &why), GN_OK);
}

static void end(void)
{
	gn_usb_destroy(usb);
	usbemu_end();
}

static void open_line(const struct usbemu_model *m, const char *which)
{
	usbemu_plug(1, m);
	ck_assert_msg(!gn_usb_line_open(&line, usb, ids, which, 115200, &why),
		      "%s", why.text);
}

START_TEST(each_chip_is_set_up)
{
	const struct row *r = &rows[_i];
	struct gn_line_piece p;
	uint8_t sent[3] = { 0 };
	char all[600];

	open_line(r->m, "");
	ck_assert_str_eq(usbemu_log(1), r->open);
	ck_assert_int_eq(gn_usb_line_start(&line, NULL, NULL, &why), GN_OK);
	usbemu_feed(1, "\x01\x60hello", 7);
	ck_assert_int_eq(gn_usb_line_read(&line, &p, LONG_MS, &why), 1);
	if (r->m == &usbemu_ftdi) {
		ck_assert_uint_eq(p.len, 5);
		ck_assert_mem_eq(p.data, "hello", 5);
	} else {
		ck_assert_uint_eq(p.len, 7);
	}
	ck_assert_int_eq(gn_usb_line_write(&line, "abc", 3, &why), GN_OK);
	ck_assert_uint_eq(usbemu_sent(1, sent, 3), 3);
	ck_assert_mem_eq(sent, "abc", 3);
	ck_assert_int_eq(gn_usb_line_baud(&line, 9600, &why), GN_OK);
	ck_assert_int_eq(gn_usb_line_baud(&line, 299, &why), GN_EINVAL);
	gn_usb_line_close(&line);
	snprintf(all, sizeof(all), "%s%s%s", r->open, r->baud, r->close);
	ck_assert_str_eq(usbemu_log(1), all);
}
END_TEST

START_TEST(the_chip_is_guessed)
{
	char which[10];

	usbemu_plug(1, rows[_i].m);
	snprintf(which, sizeof(which), "%04x:%04x", rows[_i].m->vid,
		 rows[_i].m->pid);
	ck_assert_int_eq(gn_usb_line_open(&line, usb, NULL, which, 115200,
					  &why), GN_OK);
	ck_assert_str_eq(usbemu_log(1), rows[_i].open);
	gn_usb_line_close(&line);
}
END_TEST

START_TEST(an_old_ch341_is_left_at_8n1)
{
	struct usbemu_model m = usbemu_ch341;

	m.version = 0x2f;
	open_line(&m, "");
	ck_assert_str_eq(usbemu_log(1), "c0 5f 0000 0000\n40 a1 0000 0000\n"
			 "40 9a 1312 cc83\n40 a4 ff9f 0000\n");
	gn_usb_line_close(&line);
}
END_TEST

START_TEST(who_refuses)
{
	struct usbemu_model m = usbemu_cdc;

	m.refuse = 0x20;
	open_line(&m, "");              /* CDC may */
	gn_usb_line_close(&line);
	usbemu_unplug(1);
	m = usbemu_cp210x;
	m.refuse = 0x1e;
	usbemu_plug(1, &m);
	ck_assert_int_eq(gn_usb_line_open(&line, usb, ids, "", 115200, &why),
			 GN_EINVAL);
	ck_assert_ptr_nonnull(strstr(why.text, "the device refuses it"));
}
END_TEST

START_TEST(ftdi_status_is_stripped_and_counted)
{
	struct gn_line_piece p;

	open_line(&usbemu_ftdi, "");
	ck_assert_int_eq(gn_usb_line_start(&line, NULL, NULL, &why), GN_OK);
	usbemu_feed(1, "\x01\x62", 2);          /* without data: no error */
	usbemu_feed(1, "\x01", 1);
	usbemu_feed(1, "\x01\x60" "a", 3);
	usbemu_feed(1, "\x01\x7e" "b", 3);
	ck_assert_int_eq(gn_usb_line_read(&line, &p, LONG_MS, &why), 1);
	ck_assert_int_eq(p.data[0], 'a');
	ck_assert_uint_eq(p.errors, 0);
	ck_assert_int_eq(gn_usb_line_read(&line, &p, LONG_MS, &why), 1);
	ck_assert_int_eq(p.data[0], 'b');
	ck_assert_uint_eq(p.errors, 4);
	ck_assert_uint_eq(gn_usb_line_errors(&line), 4);
	ck_assert_int_eq(gn_usb_line_read(&line, &p, 0, &why), 0);
	ck_assert_uint_eq(gn_usb_dev_stats(line.dev).idle, 2);
	gn_usb_line_close(&line);
}
END_TEST

START_TEST(divisors)
{
	static const struct {
		uint32_t baud, ftdi;
		uint16_t ch341;
	} t[] = {
		{ 9600, 0x4138, 0xb282 }, { 38400, 0xc04e, 0x6483 },
		{ 57600, 0xc034, 0x9883 }, { 115200, 0x001a, 0xcc83 },
		{ 230400, 0x000d, 0xe683 }, { 460800, 0x4006, 0xf383 },
		{ 921600, 0x8003, 0xf387 },
	};

	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		ck_assert_uint_eq(gn_line_ftdi_divisor(t[i].baud), t[i].ftdi);
		ck_assert_uint_eq(gn_line_ch341_divisor(t[i].baud),
				  t[i].ch341);
	}
	ck_assert_uint_eq(gn_line_ftdi_divisor(2000000), 1);
	ck_assert_uint_eq(gn_line_ftdi_divisor(3000000), 0);
}
END_TEST

Suite *suite_usb_line(void)
{
	Suite *s = suite_create("usb_line");
	TCase *tc = tcase_create("usb_line");

	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, begin, end);
	tcase_add_loop_test(tc, each_chip_is_set_up, 0, ROWS);
	tcase_add_loop_test(tc, the_chip_is_guessed, 0, ROWS);
	tcase_add_test(tc, an_old_ch341_is_left_at_8n1);
	tcase_add_test(tc, who_refuses);
	tcase_add_test(tc, ftdi_status_is_stripped_and_counted);
	tcase_add_test(tc, divisors);
	suite_add_tcase(s, tc);
	return s;
}
