/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "apps/phone_talk.h"
#include "gonio/driver.h"
#include "simphone.h"
#include "suites.h"

/* What phones may say, what is made of it, and what is refused. */

#define S_NS 1e9

static struct gn_phones *phones;
static const char *const told = simphone_told;

static struct gn_phone_talk talk(void)
{
	return simphone_talk(phones);
}

static int say(struct gn_phone_talk *t, int64_t now_ns, const char *text)
{
	return simphone_say(t, now_ns, text);
}

/* ---- what is refused ----------------------------------------------------- */

static struct simphone one;
static struct gn_sample still[GN_PHONE_BATCH];
static struct gn_phone_talk t1;
static struct gn_source *source;
static struct gn_host *host;
static int64_t base_ns;         /* of the host */

static void enter(const char *begin)
{
	t1.phones = phones;
	simphone_enter(&one, &t1, base_ns, 0, begin, 6000000);
}

static void setup(void)
{
	ck_assert_int_eq(gn_phones_create(&phones), GN_OK);
	ck_assert_int_eq(gn_host_create(&host, NULL), GN_OK);
	gn_host_share_phones(host, phones);
	ck_assert_int_eq(gn_source_open_on(&source, host, "phone:", NULL),
			 GN_OK);
	base_ns = gn_host_epoch_ns(host);
	one = (struct simphone){ .offset_ms = 5000, .random = 3 };
	for (int i = 0; i < GN_PHONE_BATCH; i++)
		still[i] = (struct gn_sample){ .t_ns = i * INT64_C(16000000),
			.acc_mps2 = { 0.5F, -1.5F, 9.5F },
			.gyr_radps = { 0.1F, 0.2F, -0.3F } };
	enter("begin phone + 89abcdef");
}

static void teardown(void)
{
	gn_source_close(source);
	gn_host_destroy(host);
	gn_phones_destroy(phones);
}

/* A message of 4 readings from index on, as of its time, some of it written
 * over; how it was taken. */
enum over { NOTHING, DOUBLE, FLOAT, ALL_GYR, BYTES };

static int sends(size_t index, enum over what, size_t at, double x)
{
	double sent_s = 1e-9 * (double)still[index + 3].t_ns;

	simphone_pack(&one, still + index, 4, sent_s);
	if (what == DOUBLE)
		simphone_double(&one, at, x);
	for (size_t k = 0; k < 3 && what >= FLOAT && what <= ALL_GYR; k++)
		if (!k || what == ALL_GYR)
			simphone_float(&one, at + 4 * k, (float)x);
	if (what == BYTES)
		one.n = at;
	return gn_phone_sent(&t1, base_ns + (int64_t)(S_NS * sent_s) +
			     3000000, one.message, one.n);
}

static const struct {
	enum over what;
	size_t at;
	double x;
	const char *why;        /* NULL: it is taken */
} message[] = {
	{ NOTHING, 0, 0, NULL },
	{ FLOAT, 12 + 8, 399, NULL },
	{ FLOAT, 12 + 8, 401, "beyond 400 m/s^2" },
	{ FLOAT, 12 + 32 + 16, NAN, "an acceleration is no number" },
	{ FLOAT, 12 + 8, -INFINITY, "an acceleration is no number" },
	{ FLOAT, 12 + 20, 5999, NULL },
	{ FLOAT, 12 + 20, -6001, "beyond 6000 deg/s" },
	{ FLOAT, 12 + 24, NAN, "a rotation rate is no number" },
	{ ALL_GYR, 12 + 20, NAN, NULL },
	{ ALL_GYR, 12 + 20, INFINITY, "a rotation rate is no number" },
	{ DOUBLE, 12, NAN, "not of the time it was sent at" },
	{ DOUBLE, 12, 1e300, "not of the time it was sent at" },
	{ DOUBLE, 12 + 96, 5115, "not of the time it was sent at" },
	{ DOUBLE, 12, 3100, "not of the time it was sent at" },
	{ DOUBLE, 12 + 32, 5064, "its time goes back or stands still" },
	{ DOUBLE, 12 + 32, 5063, "its time goes back or stands still" },
	{ DOUBLE, 0, NAN, "its clock is none" },
	{ DOUBLE, 0, -1, "its clock is none" },
	{ DOUBLE, 0, 1e12, "its clock is none" },
	{ DOUBLE, 0, 5047, "its clock goes back" },
	{ DOUBLE, 0, 5112 + 5200, "its clock is 5 s off" },
	{ BYTES, 0, 0, "a message of 0 bytes" },
	{ BYTES, 12, 0, "a message of 12 bytes" },
	{ BYTES, 43, 0, "a message of 43 bytes" },
	{ BYTES, 45, 0, "a message of 45 bytes" },
	{ BYTES, 44, 0, NULL },
	{ BYTES, GN_PHONE_MESSAGE + 32, 0, "a message of 1068 bytes" },
};
#define MESSAGES ((int)(sizeof(message) / sizeof(message[0])))

START_TEST(nonsense_is_refused)
{
	struct gn_sample s[16];
	const char *why = message[_i].why;
	int code, n;

	ck_assert_int_eq(sends(0, NOTHING, 0, 0), 0);
	ck_assert_int_eq(gn_source_read(source, s, 16, 0, NULL), 4);
	code = sends(4, message[_i].what, message[_i].at, message[_i].x);
	ck_assert_int_eq(code, why ? GN_PHONE_REFUSED : 0);
	ck_assert_msg(!why || strstr(t1.why, why), "%s", t1.why);
	gn_phone_gone(&t1);
	n = gn_source_read(source, s, 16, 0, NULL);
	ck_assert_int_le(n, 4);
	ck_assert(why || n == (message[_i].what == BYTES ? 1 : 4));
	/* it may come again, and what it sends then is good */
	enter("begin phone + 89abcdef");
	ck_assert_int_eq(sends(8, NOTHING, 0, 0), 0);
	n = gn_source_read(source, s, 16, 0, NULL);
	ck_assert_int_eq(n ? n : gn_source_read(source, s, 16, 0, NULL), 4);
	ck_assert_float_eq(s[3].acc_mps2[2], 9.5F);
}
END_TEST

START_TEST(readings_are_in_si_units_and_axes)
{
	struct gn_sample s[8];

	ck_assert_int_eq(sends(0, NOTHING, 0, 0), 0);
	ck_assert_int_eq(sends(4, ALL_GYR, 12 + 20, NAN), 0);
	ck_assert_int_eq(gn_source_read(source, s, 8, 0, NULL), 8);
	for (int k = 0; k < 3; k++) {
		ck_assert_float_eq(s[0].acc_mps2[k], still[0].acc_mps2[k]);
		ck_assert_float_eq_tol(s[0].gyr_radps[k],
				       still[0].gyr_radps[k], 1e-6F);
		ck_assert_float_nan(s[4].gyr_radps[k]);
		ck_assert_float_nan(s[0].mag_ut[k]);
	}
	for (int i = 1; i < 8; i++)
		ck_assert_double_eq_tol(1e-9 * (double)(s[i].t_ns -
							s[i - 1].t_ns),
					0.016, 1e-5);
	/* the answers to the pings were under way for 1.2 ms; half the least
	 * round trip is 1 ms */
	ck_assert_double_eq_tol(1e-9 * (double)s[0].t_ns, 0.0002, 1e-5);
}
END_TEST

START_TEST(what_is_of_before_the_session_is_left_out)
{
	struct gn_sample s[8];

	for (int i = 0; i < GN_PHONE_BATCH; i++)
		still[i].t_ns -= 40000000;
	ck_assert_int_eq(sends(0, NOTHING, 0, 0), 0);
	ck_assert_int_eq(gn_source_read(source, s, 8, 0, NULL), 1);
	ck_assert_double_eq_tol(1e-9 * (double)s[0].t_ns, 0.0082, 1e-5);
}
END_TEST

START_TEST(a_flood_is_refused)
{
	int code = 0, n = 0;

	/* 1 ms apart; 250 a second go on for ever */
	for (int i = 0; i < GN_PHONE_BATCH; i++)
		still[i].t_ns = i * INT64_C(1000000);
	while (!code && n < 5000) {
		code = sends(0, NOTHING, 0, 0);
		for (int i = 0; i < GN_PHONE_BATCH; i++)
			still[i].t_ns += 4000000;
		n += 4;
	}
	ck_assert_int_eq(code, GN_PHONE_REFUSED);
	ck_assert_str_eq(t1.why, "it sends more than 250 readings a second");
	ck_assert_int_ge(n, 700);
	ck_assert_int_le(n, 900);
}
END_TEST

START_TEST(what_nobody_reads_is_counted)
{
	struct gn_source_status st;
	struct gn_sample s[64];
	int n, sum = 0;

	for (int i = 0; i < 300; i++) {
		ck_assert_int_eq(sends(0, NOTHING, 0, 0), 0);
		for (int k = 0; k < GN_PHONE_BATCH; k++)
			still[k].t_ns += 64000000;
	}
	while ((n = gn_source_read(source, s, 64, 0, NULL)) > 0)
		sum += n;
	ck_assert_int_eq(sum, GN_PHONE_QUEUE);
	ck_assert_int_eq(sends(0, NOTHING, 0, 0), 0);
	ck_assert_int_eq(gn_source_read(source, s, 64, 0, NULL), 4);
	ck_assert_int_eq(gn_source_status(source, &st), GN_OK);
	ck_assert_uint_eq(st.overruns, 1200 - GN_PHONE_QUEUE);
	ck_assert_uint_eq(st.lost, 1200 - GN_PHONE_QUEUE);
	/* and stays so, whatever comes */
	gn_phone_gone(&t1);
	ck_assert_int_eq(gn_source_read(source, s, 64, 0, NULL), 0);
	enter("begin phone + 89abcdef");
	ck_assert_int_eq(sends(4, NOTHING, 0, 0), 0);
	ck_assert_int_eq(gn_source_read(source, s, 64, 0, NULL), 4);
	ck_assert_int_eq(gn_source_status(source, &st), GN_OK);
	ck_assert_uint_eq(st.lost, 1200 - GN_PHONE_QUEUE);
}
END_TEST

START_TEST(readings_count_up)
{
	ck_assert_int_eq(sends(0, NOTHING, 0, 0), 0);
	one.counter = 0;
	ck_assert_int_eq(sends(4, NOTHING, 0, 0), GN_PHONE_REFUSED);
	ck_assert_str_eq(t1.why, "it counts its readings back");
}
END_TEST

/* ---- who may be what ----------------------------------------------------- */

static const struct {
	const char *first, *then;
	int code;
	const char *told;       /* by the last */
} words[] = {
	{ "auth secret", NULL, GN_PHONE_REFUSED, "" },
	{ "phone", NULL, GN_PHONE_NO_SECRET, "" },
	{ "phone Secret", NULL, GN_PHONE_NO_SECRET, "" },
	{ "phone secret ", NULL, GN_PHONE_NO_SECRET, "" },
	{ "phone secret", "list", 0,
	  "{\"sensors\":[{\"name\":\"phone\",\"taken\":1}]}" },
	{ "phone secret", "begin x + 00000001", 0,
	  "{\"refused\":\"there is no sensor of that name\"}" },
	{ "phone secret", "begin phone + 00000001", 0,
	  "{\"refused\":\"another phone is this sensor already\"}" },
	{ "phone secret", "begin phone + 89abcdef", 0, "{\"ping\":1}" },
	{ "phone secret", "begin phone * 89abcdef", GN_PHONE_REFUSED, "" },
	{ "phone secret", "begin phone +- 89abcdef", GN_PHONE_REFUSED, "" },
	{ "phone secret", "begin phone + 89abcde", GN_PHONE_REFUSED, "" },
	{ "phone secret", "begin phone + 89abcdef0", GN_PHONE_REFUSED, "" },
	{ "phone secret", "begin phone + 89abcdeg", GN_PHONE_REFUSED, "" },
	{ "phone secret", "begin phone + 89abcdef x", GN_PHONE_REFUSED, "" },
	{ "phone secret", "begin", GN_PHONE_REFUSED, "" },
	{ "phone secret", "pong 1 1", GN_PHONE_REFUSED, "" },
	{ "phone secret", "", GN_PHONE_REFUSED, "" },
	{ "phone secret", "end", GN_PHONE_ENDED, "" },
};
#define WORDS ((int)(sizeof(words) / sizeof(words[0])))

START_TEST(words_are_weighed)
{
	struct gn_phone_talk t = talk();
	int code = say(&t, base_ns, words[_i].first);

	if (words[_i].then) {
		ck_assert_int_eq(code, 0);
		code = say(&t, base_ns, words[_i].then);
	}
	ck_assert_int_eq(code, words[_i].code);
	ck_assert_str_eq(told, words[_i].told);
	ck_assert_int_eq(t.why[0] != 0, code == GN_PHONE_REFUSED ||
			 code == GN_PHONE_NO_SECRET ||
			 strstr(told, "refused"));
}
END_TEST

START_TEST(each_step_has_its_turn)
{
	struct gn_phone_talk t = talk();
	char much[GN_PHONE_TEXT + 1];

	memset(much, 'a', sizeof(much));
	ck_assert_int_eq(gn_phone_said(&t1, base_ns, much, sizeof(much)),
			 GN_PHONE_REFUSED);
	ck_assert_str_eq(t1.why, "it says 97 bytes at once");
	ck_assert_int_eq(say(&t, base_ns, "phone secret"), 0);
	ck_assert_int_eq(gn_phone_sent(&t, base_ns, one.message, 44),
			 GN_PHONE_REFUSED);
	ck_assert_str_eq(t.why, "it sends before it was asked to");
	ck_assert_int_eq(say(&t, base_ns, "begin phone + 89abcdef"), 0);
	ck_assert_int_eq(gn_phone_said(&t, base_ns, "pong 2 1", 8),
			 GN_PHONE_REFUSED);
	ck_assert_int_eq(gn_phone_said(&t, base_ns, "pong 1 -1", 9),
			 GN_PHONE_REFUSED);
	ck_assert_int_eq(gn_phone_said(&t, base_ns, "pong 1 nan", 10),
			 GN_PHONE_REFUSED);
	/* twice the same answer, the ping between not yet sent */
	ck_assert_int_eq(gn_phone_said(&t, base_ns, "pong 1 1", 8), 0);
	ck_assert_int_eq(gn_phone_said(&t, base_ns, "pong 2 1", 8),
			 GN_PHONE_REFUSED);
}
END_TEST

START_TEST(the_same_page_takes_over)
{
	struct gn_phone_talk old = t1;
	struct gn_source_status st;
	struct gn_sample s[8];

	ck_assert_int_eq(sends(0, NOTHING, 0, 0), 0);
	ck_assert_int_eq(gn_source_read(source, s, 8, 0, NULL), 4);
	enter("begin phone + 89abcdef");
	ck_assert_int_eq(sends(4, NOTHING, 0, 0), 0);
	/* the break is told, before what is behind it */
	ck_assert_int_eq(gn_source_read(source, s, 8, 0, NULL), 0);
	ck_assert_int_eq(gn_source_status(source, &st), GN_OK);
	ck_assert_int_eq(st.state, GN_SOURCE_GONE);
	ck_assert_str_eq(st.note, "phone:phone: its connection broke");
	ck_assert_int_eq(gn_source_read(source, s, 8, 0, NULL), 4);
	/* the old one has no say any more */
	simphone_pack(&one, still + 8, 4, 0.2);
	ck_assert_int_eq(gn_phone_sent(&old, base_ns + 200000000, one.message,
				       one.n), GN_PHONE_REFUSED);
	gn_phone_gone(&old);
	ck_assert_int_eq(gn_source_read(source, s, 8, 0, NULL), 0);
	ck_assert_int_eq(gn_source_status(source, &st), GN_OK);
	ck_assert_int_eq(st.state, GN_SOURCE_STREAMING);
	ck_assert_int_eq(say(&t1, base_ns, "end"), GN_PHONE_ENDED);
	gn_phone_gone(&t1);
	ck_assert_int_eq(gn_source_read(source, s, 8, 0, NULL), 0);
	ck_assert_int_eq(gn_source_status(source, &st), GN_OK);
	ck_assert_str_eq(st.note, "phone:phone: stopped on the phone");
	/* now another phone may */
	enter("begin phone - 00000001");
}
END_TEST

START_TEST(silence_is_told)
{
	struct gn_source_status st;
	struct gn_sample s[8];

	ck_assert_int_eq(sends(0, NOTHING, 0, 0), 0);
	ck_assert_int_eq(gn_source_read(source, s, 8, 0, NULL), 4);
	ck_assert_int_eq(gn_source_read(source, s, 8, 1100, NULL), 0);
	ck_assert_int_eq(gn_source_status(source, &st), GN_OK);
	ck_assert_int_eq(st.state, GN_SOURCE_SILENT);
	ck_assert_str_eq(st.note, "phone:phone: sends nothing; is its screen "
			 "on, and the page in front?");
	ck_assert_int_eq(sends(4, NOTHING, 0, 0), 0);
	ck_assert_int_eq(gn_source_read(source, s, 8, 0, NULL), 4);
	ck_assert_int_eq(gn_source_status(source, &st), GN_OK);
	ck_assert_int_eq(st.state, GN_SOURCE_STREAMING);
}
END_TEST

START_TEST(addresses)
{
	static const struct {
		const char *uri, *why;  /* NULL: it is one */
	} t[] = {
		{ "phone:thigh_l", NULL },
		{ "phone:a?rate=100", NULL },
		{ "phone:?rate=60", "two of that name" },
		{ "phone:b?rate=251", "?rate=HZ, 1 to 250" },
		{ "phone:b?rate=", "?rate=HZ" },
		{ "phone:b?x=1", "?rate=HZ" },
		{ "phone:B", "a name is up to 31 of a-z" },
		{ "phone:a\"b", "a name is up to 31 of a-z" },
		{ "phone:a2345678901234567890123456789012", "up to 31" },
	};

	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++) {
		const struct gn_sensor *x;
		struct gn_source *s;
		struct gn_diag why = { "" };
		int err = gn_source_open_on(&s, host, t[i].uri, &why);

		ck_assert_int_eq(err, t[i].why ? GN_EINVAL : GN_OK);
		ck_assert_msg(!err || strstr(why.text, t[i].why), "%s",
			      why.text);
		if (err)
			continue;
		x = &gn_source_info(s)->sensors[0];
		ck_assert(x->has_acc && x->has_gyr && !x->has_mag);
		ck_assert_int_eq(x->place, i ? GN_PLACE_UNKNOWN
				 : GN_PLACE_THIGH);
		ck_assert_float_eq(x->rate_hz, i ? 100 : 60);
		gn_source_close(s);
	}
}
END_TEST

START_TEST(no_more_than_there_is_room_for)
{
	struct gn_diag why;
	char name[16];
	size_t at;

	for (int i = 1; i < GN_PHONES_MAX; i++) {
		snprintf(name, sizeof(name), "p%d", i);
		ck_assert_int_eq(gn_phones_add(phones, name, &at, &why),
				 GN_OK);
		ck_assert_uint_eq(at, (size_t)i);
	}
	ck_assert_int_eq(gn_phones_add(phones, "x", &at, &why), GN_EINVAL);
	ck_assert_int_eq(say(&t1, base_ns, "nothing"), GN_PHONE_REFUSED);
	t1 = talk();
	ck_assert_int_eq(say(&t1, base_ns, "phone secret"), 0);
	ck_assert_ptr_nonnull(strstr(told, "{\"name\":\"p15\",\"taken\":0}]}"));
}
END_TEST

Suite *suite_phone_talk(void)
{
	Suite *s = suite_create("phone_talk");
	TCase *tc = tcase_create("phone_talk");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, nonsense_is_refused, 0, MESSAGES);
	tcase_add_test(tc, readings_are_in_si_units_and_axes);
	tcase_add_test(tc, what_is_of_before_the_session_is_left_out);
	tcase_add_test(tc, a_flood_is_refused);
	tcase_add_test(tc, what_nobody_reads_is_counted);
	tcase_add_test(tc, readings_count_up);
	tcase_add_loop_test(tc, words_are_weighed, 0, WORDS);
	tcase_add_test(tc, each_step_has_its_turn);
	tcase_add_test(tc, the_same_page_takes_over);
	tcase_add_test(tc, silence_is_told);
	tcase_add_test(tc, addresses);
	tcase_add_test(tc, no_more_than_there_is_room_for);
	suite_add_tcase(s, tc);
	return s;
}
