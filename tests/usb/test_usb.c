/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <errno.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

#include "drivers/usb.h"
#include "fault.h"
#include "suites.h"
#include "usbemu.h"

#define LONG_MS 5000    /* longer than anything takes; never waited out */

static const struct gn_usb_id ids[] = {
	{ 0x2639, 0x0001, 7 }, { 0x054c, 0x0ce6, 8 }, { 0, 0, 0 },
};
static const struct gn_usb_want bulk = { GN_USB_BULK, GN_USB_ANY,
					 GN_USB_ANY };
static const struct gn_usb_want interrupt = { GN_USB_INTERRUPT, 3,
					      GN_USB_ANY };

static struct gn_usb *usb;
static struct gn_diag why;
static atomic_int came, went;

static void hotplug(void *arg, bool arrived, const struct gn_usb_info *info)
{
	if (arg == &came && !strcmp(info->port, "1-2"))
		atomic_fetch_add(arrived ? &came : &went, 1);
}

static void begin(void)
{
	usbemu_begin();
	usbemu_plug(1, &usbemu_bulk);
	why.text[0] = '\0';
	atomic_store(&came, 0);
	atomic_store(&went, 0);
	ck_assert_int_eq(gn_usb_create(&usb, hotplug, &came, &why), GN_OK);
}

static void end(void)
{
	gn_usb_destroy(usb);
	usbemu_end();
}

static struct gn_usb_dev *opened(void)
{
	struct gn_usb_dev *d = NULL;

	ck_assert_msg(!gn_usb_open(&d, usb, ids, "", &bulk, &why), "%s",
		      why.text);
	return d;
}

static struct gn_usb_dev *started(void)
{
	struct gn_usb_dev *d = opened();

	ck_assert_int_eq(gn_usb_start(d, 0, NULL, NULL, &why), GN_OK);
	return d;
}

static void feed(uint32_t n)
{
	uint8_t x[64] = { 0 };

	memcpy(x, &n, sizeof(n));
	usbemu_feed(1, x, sizeof(x));
}

static const struct gn_usb_packet *take(struct gn_usb_dev *d)
{
	const struct gn_usb_packet *p = NULL;
	int r = gn_usb_read(d, &p, LONG_MS, &why);

	ck_assert_msg(r == 1, "%d %s", r, why.text);
	return p;
}

static uint32_t number(const struct gn_usb_packet *p)
{
	uint32_t n;

	memcpy(&n, p->data, sizeof(n));
	return n;
}

static void fails(const char *which, const char *with)
{
	struct gn_usb_dev *d = NULL;

	ck_assert_int_eq(gn_usb_open(&d, usb, ids, which, &bulk, &why),
			 GN_ENODEV);
	ck_assert_ptr_null(d);
	ck_assert_msg(strstr(why.text, with) != NULL, "%s", why.text);
}

START_TEST(what_is_plugged_in_is_listed)
{
	struct gn_usb_info i[2];

	usbemu_plug(3, &usbemu_ftdi);
	usbemu_plug(2, &usbemu_hid);
	ck_assert_int_eq(gn_usb_list(usb, ids, i, 2, &why), 2);
	ck_assert_str_eq(i[0].port, "1-1");
	ck_assert_str_eq(i[0].serial, "M1");
	ck_assert_str_eq(i[0].product, "MTi");
	ck_assert_uint_eq(i[0].vid, 0x2639);
	ck_assert_str_eq(i[1].port, "1-2");
	ck_assert_str_eq(i[1].serial, "");
	ck_assert_uint_eq(i[1].release, 0x0100);
	ck_assert_int_eq(gn_usb_list(usb, NULL, i, 1, &why), 3);
	ck_assert_int_eq(gn_usb_list(usb, NULL, NULL, 0, &why), 3);
}
END_TEST

START_TEST(hotplug_is_told)
{
	/* the event thread tells: sleep until it has */
	struct timespec ms = { .tv_nsec = 1000000 };

	usbemu_plug(2, &usbemu_hid);
	for (int i = 0; i < LONG_MS && !atomic_load(&came); i++)
		nanosleep(&ms, NULL);
	usbemu_unplug(2);
	for (int i = 0; i < LONG_MS && !atomic_load(&went); i++)
		nanosleep(&ms, NULL);
	ck_assert_int_eq(atomic_load(&came), 1);
	ck_assert_int_eq(atomic_load(&went), 1);
}
END_TEST

START_TEST(opened_by_what_it_is_called)
{
	static const char *const name[] = {
		"", "1-1", "M1", "2639:0001", "2639:0001:M1", "2639:0001:1-1",
	};

	usbemu_plug(3, &usbemu_ftdi);
	for (size_t i = 0; i < sizeof(name) / sizeof(name[0]); i++) {
		struct gn_usb_dev *d = NULL;

		ck_assert_msg(!gn_usb_open(&d, usb, ids, name[i], &bulk, &why),
			      "%s: %s", name[i], why.text);
		ck_assert_str_eq(gn_usb_dev_info(d)->port, "1-1");
		ck_assert_int_eq(gn_usb_dev_id(d)->tag, 7);
		gn_usb_close(d);
	}
	fails("1-2", "there is 2639:0001 at 1-1 serial M1");
	fails("2639:0002", "no USB device 2639:0002 is plugged in");
	usbemu_unplug(1);
	fails("", "looked for 2639:0001, 054c:0ce6");
}
END_TEST

START_TEST(of_two_alike_one_must_be_named)
{
	struct gn_usb_dev *d = NULL;

	usbemu_plug(2, &usbemu_bulk);
	fails("", "2 USB devices fit");
	ck_assert_ptr_nonnull(strstr(why.text, "as in 2639:0001:1-"));
	ck_assert_int_eq(gn_usb_open(&d, usb, ids, "1-2", &bulk, &why), GN_OK);
	ck_assert_str_eq(gn_usb_dev_info(d)->port, "1-2");
	gn_usb_close(d);
}
END_TEST

START_TEST(not_permitted_busy_of_another_kind)
{
	struct gn_usb_dev *d = NULL;

	usbemu_forbid(1, true);
	fails("", "60-gonio.rules");
	usbemu_forbid(1, false);
	usbemu_occupy(1, 0, true);
	fails("", "interface 0: in use by another program");
	usbemu_occupy(1, 0, false);
	ck_assert_int_eq(gn_usb_open(&d, usb, ids, "", &interrupt, &why),
			 GN_ENODEV);
	ck_assert_ptr_nonnull(strstr(why.text, "interrupt endpoint"));
	gn_usb_close(opened());
}
END_TEST

START_TEST(the_kernel_driver_comes_back)
{
	struct gn_usb_dev *d;

	usbemu_driver(1, 0, "xsens_mt");
	d = started();
	ck_assert_str_eq(usbemu_driver_of(1, 0), "");
	gn_usb_close(d);
	ck_assert_str_eq(usbemu_driver_of(1, 0), "kernel");
}
END_TEST

START_TEST(many_packets_in_order)
{
	struct gn_usb_dev *d = started();
	const struct gn_usb_packet *p;
	struct gn_usb_stats s;
	int64_t last = 0;

	ck_assert_int_eq(usbemu_queued(1), GN_USB_TRANSFERS);
	for (uint32_t i = 0; i < 500; i++) {
		feed(i);
		if (i % 5)
			continue;
		for (uint32_t k = i < 5 ? 0 : i - 4; k <= i; k++) {
			p = take(d);
			ck_assert_uint_eq(number(p), k);
			ck_assert_uint_eq(p->lost, 0);
			ck_assert_uint_eq(p->len, 64);
			ck_assert_int_ge(p->t_ns, last);
			last = p->t_ns;
		}
	}
	usbemu_feed(1, "abc", 3);
	usbemu_feed(1, NULL, 0);
	for (int i = 0; i < 4; i++)
		take(d);
	ck_assert_uint_eq(take(d)->len, 3);
	ck_assert_uint_eq(take(d)->len, 0);
	ck_assert_int_eq(gn_usb_read(d, &p, 0, &why), 0);
	s = gn_usb_dev_stats(d);
	ck_assert_uint_eq(s.packets, 502);
	ck_assert_uint_eq(s.bytes, 500 * 64 + 3);
	ck_assert_uint_eq(s.shorts, 2);
	ck_assert_uint_eq(s.overruns + s.errors + s.stalls + s.idle, 0);
	gn_usb_close(d);
}
END_TEST

START_TEST(nobody_reads_and_the_lost_are_counted)
{
	struct gn_usb_dev *d = started();
	const uint32_t n = GN_USB_PACKETS + 100;

	for (uint32_t i = 0; i < n; i++)
		feed(i);
	while (gn_usb_dev_stats(d).packets < n)
		;
	ck_assert_uint_eq(gn_usb_dev_stats(d).overruns, 100);
	for (uint32_t i = 0; i < GN_USB_PACKETS; i++)
		ck_assert_uint_eq(number(take(d)), i);
	feed(n);
	ck_assert_uint_eq(take(d)->lost, 100);
	feed(n + 1);
	ck_assert_uint_eq(take(d)->lost, 0);
	gn_usb_close(d);
}
END_TEST

START_TEST(faults_are_mended_and_counted)
{
	struct gn_usb_dev *d = started();
	struct gn_usb_stats s;

	for (uint32_t i = 0; i < 40; i++) {
		feed(i);
		if (i % 10 == 4)
			usbemu_fault(1, _i);
		ck_assert_uint_eq(number(take(d)), i);
	}
	s = gn_usb_dev_stats(d);
	ck_assert_uint_eq(s.stalls, _i == EPIPE ? 4 : 0);
	ck_assert_uint_eq(s.overflows, _i == EOVERFLOW ? 4 : 0);
	ck_assert_uint_eq(s.errors, _i == EPROTO ? 4 : 0);
	ck_assert_int_eq(usbemu_cleared(1), _i == EPIPE ? 4 : 0);
	ck_assert_uint_eq(s.packets, 40);
	gn_usb_close(d);
}
END_TEST

START_TEST(what_goes_on_failing_is_given_up)
{
	struct gn_usb_dev *d = started();
	const struct gn_usb_packet *p;

	usbemu_stuck(1, true);
	usbemu_fault(1, EPIPE);
	ck_assert_int_eq(gn_usb_read(d, &p, 20 * LONG_MS, &why), GN_EIO);
	ck_assert_ptr_nonnull(strstr(why.text, "goes on failing"));
	ck_assert_int_eq(gn_usb_read(d, &p, 0, &why), GN_EIO);
	ck_assert_int_eq(usbemu_cleared(1), GN_USB_RETRIES);
	gn_usb_close(d);
}
END_TEST

START_TEST(unplugged_and_plugged_in_again)
{
	const struct gn_usb_packet *p;
	uint8_t x[2];

	for (int i = 0; i < 10; i++) {
		struct gn_usb_dev *d = started();

		feed(1);
		feed(2);
		usbemu_unplug(1);
		ck_assert_uint_eq(number(take(d)), 1);
		ck_assert_uint_eq(number(take(d)), 2);
		ck_assert_int_eq(gn_usb_read(d, &p, LONG_MS, &why), GN_ENODEV);
		ck_assert_int_eq(gn_usb_read(d, &p, 0, &why), GN_ENODEV);
		ck_assert_ptr_nonnull(strstr(why.text, "1-1"));
		ck_assert_ptr_nonnull(strstr(why.text, "unplugged"));
		ck_assert_int_eq(gn_usb_control(d, 0xc0, 1, 0, 0, x, 2, &why),
				 GN_ENODEV);
		ck_assert_int_eq(gn_usb_write(d, "x", 1, LONG_MS, &why),
				 GN_ENODEV);
		gn_usb_close(d);
		usbemu_plug(1, &usbemu_bulk);
	}
}
END_TEST

START_TEST(control_and_write)
{
	struct usbemu_model m = usbemu_bulk;
	struct gn_usb_dev *d;
	uint8_t x[1000];

	usbemu_unplug(1);
	m.version = 5;
	m.refuse = 0x13;
	m.ignore = 0x12;
	usbemu_plug(1, &m);
	d = opened();
	ck_assert_int_eq(gn_usb_control(d, 0xc0, 0x11, 1, 2, x, 3, &why), 3);
	ck_assert_uint_eq(x[2], 7);
	ck_assert_int_eq(gn_usb_control(d, 0x40, 0x13, 0, 0, NULL, 0, &why),
			 GN_EINVAL);
	ck_assert_ptr_nonnull(strstr(why.text, "40 13 0000"));
	ck_assert_int_eq(gn_usb_control(d, 0xc0, 0x12, 0, 0, x, 2, &why),
			 GN_EIO);
	ck_assert_ptr_nonnull(strstr(why.text, "no answer"));
	memset(x, 9, sizeof(x));
	ck_assert_int_eq(gn_usb_write(d, x, sizeof(x), LONG_MS, &why), GN_OK);
	memset(x, 0, sizeof(x));
	ck_assert_uint_eq(usbemu_sent(1, x, sizeof(x)), 1000);
	ck_assert_uint_eq(x[999], 9);
	gn_usb_close(d);
}
END_TEST

static int begin_stream(struct gn_usb_dev *d, void *arg, struct gn_diag *w)
{
	int r = gn_usb_control(d, 0x40, 0x10, 0, 0, NULL, 0, w);

	return r < 0 ? r : *(int *)arg;
}

START_TEST(queued_before_it_is_told_to_begin)
{
	struct gn_usb_dev *d = opened();
	const struct gn_usb_packet *p;
	int r = GN_EFORMAT;

	ck_assert_int_eq(gn_usb_read(d, &p, 0, &why), GN_EINVAL);
	ck_assert_int_eq(gn_usb_start(d, 0, begin_stream, &r, &why),
			 GN_EFORMAT);
	ck_assert_int_eq(usbemu_queued(1), 0);
	ck_assert_int_eq(usbemu_queued_at(1, 0x10), GN_USB_TRANSFERS);
	r = GN_OK;
	ck_assert_int_eq(gn_usb_start(d, 0, begin_stream, &r, &why), GN_OK);
	ck_assert_int_eq(gn_usb_start(d, 0, begin_stream, &r, &why),
			 GN_EINVAL);
	feed(1);
	take(d);
	gn_usb_close(d);
}
END_TEST

START_TEST(no_memory)
{
	struct fault_stat st;
	int err, n = 0;

	do {
		struct gn_usb_dev *d = NULL;

		fault_start(++n);
		err = gn_usb_open(&d, usb, ids, "", &bulk, &why);
		gn_usb_close(d);
		st = fault_stop();
		ck_assert(err == GN_OK || err == GN_ENOMEM);
		ck_assert_int_eq(st.live, 0);
	} while (err);
	ck_assert_int_eq(n, 4);
}
END_TEST

Suite *suite_usb(void)
{
	static const int faults[] = { EPIPE, EOVERFLOW, EPROTO };
	Suite *s = suite_create("usb");
	TCase *tc = tcase_create("usb");

	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, begin, end);
	tcase_add_test(tc, what_is_plugged_in_is_listed);
	tcase_add_test(tc, hotplug_is_told);
	tcase_add_test(tc, opened_by_what_it_is_called);
	tcase_add_test(tc, of_two_alike_one_must_be_named);
	tcase_add_test(tc, not_permitted_busy_of_another_kind);
	tcase_add_test(tc, the_kernel_driver_comes_back);
	tcase_add_test(tc, many_packets_in_order);
	tcase_add_test(tc, nobody_reads_and_the_lost_are_counted);
	for (int i = 0; i < 3; i++)
		tcase_add_loop_test(tc, faults_are_mended_and_counted,
				    faults[i], faults[i] + 1);
	tcase_add_test(tc, what_goes_on_failing_is_given_up);
	tcase_add_test(tc, unplugged_and_plugged_in_again);
	tcase_add_test(tc, control_and_write);
	tcase_add_test(tc, queued_before_it_is_told_to_begin);
	tcase_add_test(tc, no_memory);
	suite_add_tcase(s, tc);
	return s;
}
