/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "apps/cal_store.h"
#include "apps/keep.h"
#include "apps/live.h"
#include "apps/verify.h"
#include "files.h"
#include "gonio/rec.h"
#include "mti.h"
#include "suites.h"

/*
 * A live session with two sensors on USB, of which one comes and goes: nothing
 * that was sent is lost, what happened is kept, and the recording verifies.
 * GN_REPLUG_ROUNDS: how often it goes.
 */
static struct gn_catalogue *cat;
static struct gn_live *live;
static struct gn_keep *keep;
static struct gn_diag why;
static unsigned gone, back;
static uint64_t heard[2];

static int on_samples(void *user, const struct gn_sample *in, size_t n,
		      struct gn_diag *w)
{
	(void)user;
	for (size_t i = 0; i < n; i++)
		heard[in[i].sensor]++;
	return gn_keep_samples(keep, in, n, w);
}

static void on_note(void *user, int64_t t_ns, size_t source,
		    const struct gn_source_status *st)
{
	int well = st->state == GN_SOURCE_STREAMING;

	(void)user;
	ck_assert_uint_eq(source, 1);
	gone += !well;
	back += well;
	gn_keep_event(keep, t_ns, 0, well ? GN_KEEP_BACK : GN_KEEP_GAP,
		      st->note);
}

static void begin(void)
{
	static const char *const spec[] = { "xsens-mti:M1=thigh_r",
					    "xsens-mti:M2=shank_r" };
	struct gn_live_params p = { .spec = spec, .n = 2, .places = 1,
				    .exercise = "squat" };
	struct gn_keep_about about = { .exercise = "squat" };

	gone = back = 0;
	memset(heard, 0, sizeof(heard));
	files_open();
	usbemu_begin();
	mti_plug(1);
	mti_plug(2);
	ck_assert_int_eq(gn_catalogue_load(&cat, NULL, &why), GN_OK);
	p.cat = cat;
	p.ears = (struct gn_live_ears){ .samples = on_samples,
					.note = on_note };
	ck_assert_msg(!gn_live_open(&live, &p, &why), "%s", why.text);
	about.path = files_path("a.gonio");
	ck_assert_msg(!gn_keep_open(&keep, &about, gn_live_info(live), &why),
		      "%s", why.text);
}

/* A calibration for the sensor that is called so. */
static void file_calibration(const char *serial)
{
	struct gn_cal_file cal = { .has_gyr = 1, .gyr.poses = 1 };
	char path[GN_CAL_PATH_SIZE];

	snprintf(cal.serial, sizeof(cal.serial), "%s", serial);
	ck_assert_int_eq(gn_cal_path(path, serial, &why), GN_OK);
	ck_assert_int_eq(gn_cal_store(&cal, path, &why), GN_OK);
}

static void end(void)
{
	if (gn_keep_close(keep, NULL))
		fputs("session: not all was kept\n", stderr);
	keep = NULL;
	gn_live_close(live);
	gn_catalogue_free(cat);
	usbemu_end();
	files_close();
}

static int64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000000000) + t.tv_nsec -
		gn_live_epoch_ns(live);
}

/* Go on until *count is n; a test that waits in vain is ended by Check. */
static void until(const unsigned *count, unsigned n)
{
	while (*count < n)
		ck_assert_msg(gn_live_step(live, now_ns(), 4096, 20, &why) >=
			      0, "%s", why.text);
}

static void until_heard(int sensor, uint64_t n)
{
	while (heard[sensor] < n)
		ck_assert_msg(gn_live_step(live, now_ns(), 4096, 20, &why) >=
			      0, "%s", why.text);
}

static void one_round(unsigned n)
{
	uint64_t sent[2] = { heard[0], heard[1] };

	for (int i = 0; i < 10; i++) {
		mti_feed_next(1);
		mti_feed_next(2);
	}
	until_heard(0, sent[0] + 10);
	until_heard(1, sent[1] + 10);
	usbemu_unplug(2);
	mti_feed_next(1);
	until(&gone, n);
	ck_assert_uint_eq(heard[1], sent[1] + 10);
	/* the other one does not wait for it */
	until_heard(0, sent[0] + 11);
	mti_plug(2);
	until(&back, n);
	/* its first message came with the answer to its start */
	until_heard(1, sent[1] + 11);
}

static int count_events(void *user, const struct gn_rec_event *e)
{
	unsigned *n = user;

	n[0] += !strcmp(e->type, "gap");
	n[1] += !strcmp(e->type, "back");
	return GN_OK;
}

static unsigned rounds_wanted(void)
{
	const char *text = getenv("GN_REPLUG_ROUNDS");

	return text ? (unsigned)strtoul(text, NULL, 10) : 3;
}

START_TEST(one_comes_and_goes)
{
	unsigned rounds = rounds_wanted(), events[2] = { 0, 0 };
	const struct gn_result *result;
	struct gn_source_status st;
	struct gn_rec *r;
	struct gn_verdict v;

	until_heard(0, 1);
	until_heard(1, 1);
	for (unsigned i = 1; i <= rounds; i++)
		one_round(i);
	ck_assert_int_eq(gn_live_status(live, 1, &st), GN_OK);
	ck_assert_uint_eq(st.lost, 0);
	ck_assert_uint_eq(st.returns, rounds);
	ck_assert_msg(!gn_live_end(live, &result, &why), "%s", why.text);
	gn_keep_result(keep, gn_live_now_ns(live), result);
	ck_assert_int_eq(gn_keep_close(keep, &why), GN_OK);
	keep = NULL;

	ck_assert_int_eq(gn_verify(&v, files_path("a.gonio"), cat, &why),
			 GN_OK);
	ck_assert_int_eq(v.equal, 1);
	gn_verdict_free(&v);
	ck_assert_int_eq(gn_rec_open(&r, files_path("a.gonio"), &why), GN_OK);
	ck_assert_int_eq(gn_rec_events(r, count_events, events, &why), GN_OK);
	gn_rec_reader_close(r);
	/* by its serial number, wherever it is plugged in next time */
	ck_assert_str_eq(gn_live_info(live)->path, "xsens-mti:2639:0001:M1 + "
			 "xsens-mti:2639:0001:M2");
	ck_assert_uint_eq(events[0], rounds);
	ck_assert_uint_eq(events[1], rounds);
}
END_TEST

START_TEST(silence_is_kept_too)
{
	until_heard(0, 1);
	until_heard(1, 1);
	mtis[2].mute = 1;
	while (!gone) {
		mti_feed_next(1);
		ck_assert_int_ge(gn_live_step(live, now_ns(), 4096, 20, &why),
				 0);
	}
	mtis[2].mute = 0;
	mti_feed_next(2);
	until(&back, 1);
}
END_TEST

/* The sensor's own, whatever its adapter is called; and only that one. */
START_TEST(calibrations_go_by_serial_number)
{
	static const char *const spec[] = { "xsens-mti:1-1=thigh_r",
					    "xsens-mti:M2=shank_r" };
	struct gn_live_params p = { .spec = spec, .n = 2, .places = 1,
				    .cat = cat, .exercise = "squat",
				    .calibrated = 1 };

	gn_live_close(live);
	live = NULL;
	setenv("GONIO_CALIBRATION", files_path("store"), 1);
	file_calibration("03801234");
	ck_assert_msg(!gn_live_open(&live, &p, &why), "%s", why.text);
	ck_assert_ptr_nonnull(gn_live_calibration(live, 0));
	ck_assert_ptr_nonnull(strstr(gn_live_calibration(live, 0),
				     "serial = \"03801234\";\n"));
	ck_assert_ptr_null(gn_live_calibration(live, 1));
	gn_live_close(live);
	live = NULL;
	p.calibrated = 0;
	ck_assert_msg(!gn_live_open(&live, &p, &why), "%s", why.text);
	ck_assert_ptr_null(gn_live_calibration(live, 0));
	unsetenv("GONIO_CALIBRATION");
}
END_TEST

Suite *suite_session(void)
{
	Suite *s = suite_create("usb_session");
	TCase *tc = tcase_create("session");

	tcase_add_checked_fixture(tc, begin, end);
	tcase_add_test(tc, one_comes_and_goes);
	tcase_add_test(tc, silence_is_kept_too);
	tcase_add_test(tc, calibrations_go_by_serial_number);
	tcase_set_timeout(tc, 20 + rounds_wanted());
	suite_add_tcase(s, tc);
	return s;
}
