/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "devtest.h"
#include "mti.h"
#include "suites.h"

/* What the driver asks an MTi, and what becomes of what that sends. */
static struct mti *const mti = &mtis[1];

static void begin(void)
{
	dt_begin();
	mti_plug(1);
}

START_TEST(it_is_configured)
{
	static const uint8_t want[] = { 0x30, 0x00, 0xC0, 0x10 };
	/* counter, time, acc 50, gyr 50, mag 50, status */
	static const uint8_t outputs[] = {
		0xFA, 0xFF, 0xC0, 24, 0x10, 0x20, 0xFF, 0xFF, 0x10, 0x60, 0xFF,
		0xFF, 0x40, 0x20, 0, 50, 0x80, 0x20, 0, 50, 0xC0, 0x20, 0, 50,
		0xE0, 0x20, 0xFF, 0xFF };
	struct gn_source_status st;

	dt_open("xsens-mti:?rate=50");
	ck_assert_uint_eq(mti->n_asked, 4);
	ck_assert_mem_eq(mti->asked, want, 4);
	ck_assert_uint_eq(mti->n_config, sizeof(outputs) + 1);
	ck_assert_mem_eq(mti->config, outputs, sizeof(outputs));
	ck_assert_int_eq(gn_source_status(dt_src, &st), GN_OK);
	ck_assert_str_eq(st.serial, "03801234");
	ck_assert_str_eq(st.model, "MTi");
	ck_assert_str_eq(st.port, "1-1");
	ck_assert(st.rate_hz == 50);
	ck_assert_str_eq(gn_source_info(dt_src)->path,
			 "xsens-mti:2639:0001:M1");
}
END_TEST

START_TEST(what_it_sends_comes_out)
{
	struct gn_source_status st;

	dt_open("xsens-mti:");
	while (mti->sent < 500)
		mti_feed_next(1);
	ck_assert_uint_eq(dt_read(500), 500);
	for (size_t i = 0; i < 500; i++) {
		ck_assert(dt_got[i].acc_mps2[2] == 9.81F);
		ck_assert(dt_got[i].gyr_radps[0] == 0.5F);
		ck_assert(dt_got[i].gyr_radps[1] == (float)i / 1024);
		ck_assert(isnan(dt_got[i].mag_ut[0]));
		/* when, is test_timesync.c's matter: here all come at once */
		if (i > 0)
			ck_assert_int_gt(dt_got[i].t_ns, dt_got[i - 1].t_ns);
	}
	ck_assert_int_eq(gn_source_status(dt_src, &st), GN_OK);
	ck_assert_uint_eq(st.received, 500);
	ck_assert_uint_eq(st.lost + st.repeated + st.late + st.errors, 0);
	ck_assert_int_eq(st.state, GN_SOURCE_STREAMING);
}
END_TEST

START_TEST(what_is_lost_is_counted)
{
	struct gn_source_status st;

	dt_open("xsens-mti:");
	mti_feed_next(1);
	mti->sent += 2;         /* 2 lost */
	mti_feed_next(1);
	mti->sent--;            /* repeated */
	mti_feed_next(1);
	usbemu_feed(1, "\xFA\xFF\x36\x02rubbish", 11);
	mti_feed_next(1);
	ck_assert_uint_eq(dt_read(5), 5);
	ck_assert_int_eq(gn_source_status(dt_src, &st), GN_OK);
	ck_assert_uint_eq(st.lost, 2);
	ck_assert_uint_eq(st.repeated, 1);
	ck_assert_uint_gt(st.errors, 0);
	ck_assert_msg(isnan(st.drift_ppm), "a drift, from 5 samples");
}
END_TEST

START_TEST(no_answer_refused_nothing_sent)
{
	mti->deaf = 1;
	ck_assert_int_eq(dt_try("xsens-mti:"), GN_ENODEV);
	ck_assert_ptr_nonnull(strstr(dt_why.text, "no answer"));
	mti->deaf = 0;
	mti->error_at = 0xC0;
	ck_assert_int_eq(dt_try("xsens-mti:"), GN_ENODEV);
	ck_assert_ptr_nonnull(strstr(dt_why.text, "c0 with error 4"));
	mti->error_at = 0;
	mti->mute = 1;
	ck_assert_int_eq(dt_try("xsens-mti:"), GN_ENODEV);
	ck_assert_ptr_nonnull(strstr(dt_why.text, "sends no data"));
	ck_assert_int_eq(dt_try("xsens-mti:?rate=401"), GN_EINVAL);
	ck_assert_int_eq(dt_try("xsens-mti:?rate=0.5"), GN_EINVAL);
	ck_assert_int_eq(dt_try("xsens-mti:other"), GN_ENODEV);
	ck_assert_ptr_nonnull(strstr(dt_why.text, "serial number or port"));
	ck_assert_ptr_null(dt_src);
}
END_TEST

START_TEST(it_is_waited_for)
{
	struct gn_source_status st;
	int64_t before;

	dt_open("xsens-mti:");
	mti->sent += 2;         /* 2 lost */
	mti_feed_next(1);
	ck_assert_uint_eq(dt_read(2), 2);
	before = dt_got[1].t_ns;
	usbemu_unplug(1);
	while (dt_next(1, 20) == 0) {
		ck_assert_int_eq(gn_source_status(dt_src, &st), GN_OK);
		if (st.state == GN_SOURCE_GONE)
			break;
	}
	ck_assert_int_eq(st.state, GN_SOURCE_GONE);
	ck_assert_uint_eq(st.n_notes, 1);
	ck_assert_ptr_nonnull(strstr(st.note, "unplugged"));
	ck_assert_uint_eq(st.lost, 2);
	ck_assert_int_eq(dt_next(1, 20), 0);
	mti_plug(1);            /* its clock and counter begin anew */
	for (int i = 0; i < 100 && !st.returns; i++) {
		ck_assert_int_ge(dt_next(1, 20), 0);
		ck_assert_int_eq(gn_source_status(dt_src, &st), GN_OK);
	}
	ck_assert_uint_eq(st.returns, 1);
	ck_assert_uint_eq(mti->n_asked, 4);
	mti_feed_next(1);
	ck_assert_int_eq(dt_next(1, 500), 1);
	ck_assert_int_gt(dt_got[0].t_ns, before);
	ck_assert_int_eq(gn_source_status(dt_src, &st), GN_OK);
	ck_assert_uint_eq(st.lost, 2);
	ck_assert_ptr_nonnull(strstr(st.note, "again after"));
}
END_TEST

START_TEST(a_silence_is_ended)
{
	struct gn_source_status st;
	int waited = 0;

	dt_open("xsens-mti:");
	ck_assert_uint_eq(dt_read(1), 1);
	mti->n_asked = 0;
	mti->mute = 1;
	do {
		ck_assert_int_eq(dt_next(1, 20), 0);
		ck_assert_int_eq(gn_source_status(dt_src, &st), GN_OK);
	} while (st.restarts == 0 && waited++ < 200);
	ck_assert_uint_eq(st.restarts, 1);
	ck_assert_int_eq(st.state, GN_SOURCE_SILENT);
	ck_assert_uint_eq(mti->n_asked, 4);
	mti_feed_next(1);
	ck_assert_int_eq(dt_next(1, 500), 1);
	ck_assert_int_eq(gn_source_status(dt_src, &st), GN_OK);
	ck_assert_int_eq(st.state, GN_SOURCE_STREAMING);
	ck_assert_ptr_nonnull(strstr(st.note, "sends again"));
}
END_TEST

/* As a line at another speed sounds: it would never be silent. */
START_TEST(garbage_is_silence)
{
	struct gn_source_status st = { .restarts = 0 };

	dt_open("xsens-mti:");
	ck_assert_uint_eq(dt_read(1), 1);
	while (st.restarts == 0) {
		usbemu_feed(1, "no frame of an MTi", 18);
		ck_assert_int_ge(dt_next(1, 20), 0);
		ck_assert_int_eq(gn_source_status(dt_src, &st), GN_OK);
		nanosleep(&(struct timespec){ .tv_nsec = 5000000 }, NULL);
	}
	ck_assert_uint_gt(st.errors, 18);
}
END_TEST

START_TEST(they_are_listed)
{
	struct gn_device_info list[4];
	int n = 2;

	usbemu_plug(2, &usbemu_bulk);   /* M1 as well */
	ck_assert_int_eq(gn_host_devices(dt_host, list, 4, &dt_why), 2);
	ck_assert_str_eq(list[0].uri, "xsens-mti:1-1");
	ck_assert_str_eq(list[1].uri, "xsens-mti:1-2");
	usbemu_unplug(2);
	for (int i = 0; i < 1000 && n == 2; i++)
		n = gn_host_devices(dt_host, list, 4, &dt_why);
	ck_assert_int_eq(n, 1);
	ck_assert_str_eq(list[0].uri, "xsens-mti:M1");
	ck_assert_str_eq(list[0].model, "MTi");
	ck_assert_uint_eq(list[0].maybe, 0);
}
END_TEST

Suite *suite_xsens(void)
{
	Suite *s = suite_create("xsens");
	TCase *tc = tcase_create("xsens");

	tcase_add_checked_fixture(tc, begin, dt_end);
	tcase_add_test(tc, it_is_configured);
	tcase_add_test(tc, what_it_sends_comes_out);
	tcase_add_test(tc, what_is_lost_is_counted);
	tcase_add_test(tc, no_answer_refused_nothing_sent);
	tcase_add_test(tc, it_is_waited_for);
	tcase_add_test(tc, a_silence_is_ended);
	tcase_add_test(tc, garbage_is_silence);
	tcase_add_test(tc, they_are_listed);
	tcase_set_timeout(tc, 30);
	suite_add_tcase(s, tc);
	return s;
}
