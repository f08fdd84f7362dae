/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "apps/cli.h"
#include "apps/run.h"
#include "apps/serve.h"
#include "capture.h"
#include "files.h"
#include "gonio/driver.h"
#include "simphone.h"
#include "suites.h"
#include "wsclient.h"

/* Phones at the real server: their page, what ends a connection, and a session
 * of one that sends in real time. */

#define S_NS INT64_C(1000000000)

static struct gn_serve *server;
static struct gn_phones *phones;
static char heard[GN_PHONE_ANSWER];
static int port;

static int64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * S_NS + t.tv_nsec;
}

static void open_server(struct gn_phones *with)
{
	struct gn_serve_params p = { .phones = with };

	ck_assert_int_eq(gn_serve_addr_parse(&p.addr, "0", NULL), GN_OK);
	ck_assert_int_eq(gn_serve_open(&server, &p, NULL), GN_OK);
	port = (int)strtol(strrchr(gn_serve_link(server, 0), ':') + 1, NULL,
			   10);
}

static void setup(void)
{
	size_t at;

	ck_assert_int_eq(gn_phones_create(&phones), GN_OK);
	ck_assert_int_eq(gn_phones_add(phones, "thigh_r", &at, NULL), GN_OK);
	open_server(phones);
}

static void teardown(void)
{
	gn_serve_close(server);
	server = NULL;
	gn_phones_destroy(phones);
}

static int hear(struct ws *w)
{
	return ws_hear(w, heard, sizeof(heard));
}

/* Connect and say the secret; what is answered is in heard. */
static int greet(struct ws *w, int at, const char *with)
{
	char text[64];

	snprintf(text, sizeof(text), "phone %s", with);
	if (ws_connect(w, at, 0) ||
	    ws_upgrade(w, NULL, NULL, "gonio-phone") != 101 || ws_say(w, text))
		return 0;
	return hear(w);
}

static const char *secret(void)
{
	return strchr(gn_serve_phone_link(server), '#') + 1;
}

/* From its first words to the go; 1, or 0. */
static int join(struct ws *w, int at, const char *with, const char *begin,
		const struct simphone *p, int64_t epoch_ns)
{
	char pong[48];

	if (greet(w, at, with) <= 0 || ws_say(w, begin))
		return 0;
	for (int k = 1; hear(w) > 0; k++) {
		if (strstr(heard, "\"go\""))
			return k == GN_PHONE_PINGS + 1;
		snprintf(pong, sizeof(pong), "pong %d %.3f", k,
			 simphone_clock_ms(p, 1e-9 * (double)(now_ns() -
							      epoch_ns)));
		if (ws_say(w, pong))
			return 0;
	}
	return 0;
}

static void enter(struct ws *w)
{
	const struct simphone p = { .offset_ms = 1 };

	ck_assert(join(w, port, secret(), "begin thigh_r + 12345678", &p,
		       now_ns()));
}

/* ---- the page ------------------------------------------------------------ */

START_TEST(the_page_loads_nothing)
{
	static char page[65536];
	const char *request = "GET /phone?sensor=x HTTP/1.1\r\nHost: a\r\n\r\n";
	char head[2048];
	struct ws w;
	size_t n;

	ck_assert_int_eq(ws_connect(&w, port, 0), 0);
	n = ws_page(&w, request, head, sizeof(head), page, sizeof(page));
	ck_assert_uint_gt(n, 0);
	ck_assert_uint_lt(n, 40000);
	ck_assert_ptr_nonnull(strstr(page, "this phone as a sensor</title>"));
	ck_assert_ptr_nonnull(strstr(page, "</script>"));
	ck_assert_ptr_null(strstr(page, "src="));
	ck_assert_ptr_nonnull(strstr(head, "default-src 'none';"));
	ws_leave(&w);
}
END_TEST

/* ---- who may ------------------------------------------------------------- */

START_TEST(it_takes_the_phones_secret)
{
	struct ws w;

	ck_assert_ptr_nonnull(strstr(gn_serve_phone_link(server), "/phone#"));
	ck_assert_int_gt(greet(&w, port, secret()), 0);
	ck_assert_str_eq(heard, "{\"sensors\":[{\"name\":\"thigh_r\","
			 "\"taken\":0}]}");
	ws_leave(&w);
	ck_assert_int_eq(greet(&w, port, ""), -GN_PHONE_NO_SECRET);
	ws_leave(&w);
	/* that of who controls is another */
	ck_assert_int_eq(greet(&w, port, strchr(gn_serve_link(server, 1),
						'#') + 1),
			 -GN_PHONE_NO_SECRET);
	ws_leave(&w);
	/* and the phone's controls nothing */
	ck_assert_int_eq(ws_enter(&w, port, secret(), heard, sizeof(heard)),
			 -4401);
	ws_leave(&w);
	ck_assert_int_eq(ws_connect(&w, port, 0), 0);
	ck_assert_int_ne(ws_upgrade(&w, NULL, "http://example.org",
				    "gonio-phone"), 101);
	ws_leave(&w);
}
END_TEST

START_TEST(without_phones_there_are_none)
{
	struct ws w;

	gn_serve_close(server);
	open_server(NULL);
	ck_assert_int_eq(ws_connect(&w, port, 0), 0);
	ck_assert_int_ne(ws_upgrade(&w, NULL, NULL, "gonio-phone"), 101);
	ws_leave(&w);
}
END_TEST

/* ---- what ends a connection ---------------------------------------------- */

static void wait_left(const char *want)
{
	char left[GN_PHONE_WHY] = "";

	for (int i = 0; i < 2000 && !gn_phones_left(phones, 0, left); i++)
		nanosleep(&(struct timespec){ .tv_nsec = 5000000 }, NULL);
	ck_assert_str_eq(left, want);
	ck_assert_uint_eq(gn_phones_session(phones, 0), 0);
}

START_TEST(each_end_has_its_reason)
{
	static const struct gn_sample s[2] = { { .t_ns = 1000 } };
	static char large[GN_PHONE_MESSAGE + 100];
	struct simphone p = { .offset_ms = 1 };
	struct ws w;

	enter(&w);
	ws_leave(&w);
	wait_left("its connection is lost; the page connects again by itself");

	enter(&w);
	ck_assert_int_eq(ws_say(&w, "rubbish"), 0);
	ck_assert_int_eq(hear(&w), -GN_PHONE_REFUSED);
	wait_left("refused: it says what nobody understands");
	ws_leave(&w);

	enter(&w);
	ck_assert_int_eq(ws_frame(&w, 0x82, large, sizeof(large)), 0);
	ck_assert_int_eq(hear(&w), -GN_PHONE_REFUSED);
	wait_left("refused: a message is too large");
	ws_leave(&w);

	/* readings as text */
	enter(&w);
	simphone_pack(&p, s, 1, 0.001);
	ck_assert_int_eq(ws_frame(&w, 0x81, (const char *)p.message, p.n), 0);
	ck_assert_int_le(hear(&w), 0);
	ws_leave(&w);
	wait_left("refused: it says what nobody understands");

	enter(&w);
	ck_assert_int_eq(ws_say(&w, "end"), 0);
	ck_assert_int_eq(hear(&w), -1000);
	wait_left("stopped on the phone");
	ws_leave(&w);
}
END_TEST

START_TEST(who_talks_too_much_is_closed)
{
	int64_t began_ns = now_ns();
	struct ws w;
	int n = 0;

	ck_assert_int_gt(greet(&w, port, secret()), 0);
	while (n < 1000 && !ws_say(&w, "list"))
		n++;
	/* the line is dead at once, if it still spoke when that was closed; one
	 * that nobody closes is given up after 12 s */
	while ((n = hear(&w)) > 0)
		;
	ck_assert(n == -GN_PHONE_REFUSED || n == 0);
	ck_assert_int_lt(now_ns() - began_ns, 8 * S_NS);
	ws_leave(&w);
	ck_assert_int_gt(greet(&w, port, secret()), 0);
	ws_leave(&w);
}
END_TEST

START_TEST(a_message_may_come_in_parts)
{
	struct gn_sample s[GN_PHONE_BATCH] = { { .t_ns = 1000 } };
	const struct gn_phone_reading *r;
	struct simphone p = { .offset_ms = 1 };
	struct ws w;

	for (int i = 0; i < GN_PHONE_BATCH; i++)
		s[i].t_ns = (1 + i) * 1000000;
	enter(&w);
	simphone_pack(&p, s, GN_PHONE_BATCH, 0.04);
	ck_assert_int_eq(ws_frame(&w, 0x02, (const char *)p.message, 100), 0);
	ck_assert_int_eq(ws_frame(&w, 0x80, (const char *)p.message + 100,
				  p.n - 100), 0);
	for (int i = 0; i < GN_PHONE_BATCH; i++) {
		int64_t until = now_ns() + 5 * S_NS;

		while (!(r = gn_phones_first(phones, 0)) && now_ns() < until)
			nanosleep(&(struct timespec){ .tv_nsec = 1000000 },
				  NULL);
		ck_assert_ptr_nonnull(r);
		ck_assert_uint_eq(r->counter, (uint32_t)i);
		ck_assert_int_ge(r->round_ns, 0);
		ck_assert_int_lt(r->round_ns, 5 * S_NS);
		gn_phones_drop(phones, 0);
	}
	ws_leave(&w);
}
END_TEST

START_TEST(the_end_is_said)
{
	struct ws w;

	enter(&w);
	gn_serve_close(server);
	server = NULL;
	ck_assert_int_eq(hear(&w), -1001);
	ws_leave(&w);
}
END_TEST

/* ---- a session ----------------------------------------------------------- */

static struct gn_catalogue *cat;
static char out[65536], err[4096];
static atomic_bool over;
static int sent;                /* readings */

static void open_session(void)
{
	files_open();
	ck_assert_int_eq(gn_catalogue_load(&cat, NULL, NULL), GN_OK);
}

static void close_session(void)
{
	gn_catalogue_free(cat);
	files_close();
}

/* Where the session that runs waits for phones, as it prints itself. */
static int find(char *with, size_t cap)
{
	char text[400], *at, *end;
	ssize_t n;

	while (!atomic_load(&over)) {
		n = pread(STDOUT_FILENO, text, sizeof(text) - 1, 0);
		text[n > 0 ? n : 0] = '\0';
		at = strstr(text, "phone http://127.0.0.1:");
		end = at ? strchr(at, '\n') : NULL;
		if (end) {
			*end = '\0';
			snprintf(with, cap, "%s", strchr(at, '#') + 1);
			return (int)strtol(at + 23, NULL, 10);
		}
		nanosleep(&(struct timespec){ .tv_nsec = 2000000 }, NULL);
	}
	return 0;
}

/* Send for so long, five readings in each tenth of a second. */
static void send_for(struct ws *w, struct simphone *p, int64_t epoch_ns,
		     double s)
{
	int64_t end_ns = now_ns() + (int64_t)(1e9 * s);
	struct gn_sample x[5];

	/* none of before the session */
	nanosleep(&(struct timespec){ .tv_nsec = 100000000 }, NULL);
	for (int64_t now; (now = now_ns()) < end_ns;) {
		for (int i = 0; i < 5; i++)
			x[i] = (struct gn_sample){
				.t_ns = now - epoch_ns +
					(i - 4) * INT64_C(20000000),
				.acc_mps2 = { 0.1F, 9.8F,
					      0.01F * (float)(sent % 7) } };
		simphone_pack(p, x, 5, 1e-9 * (double)(now - epoch_ns));
		if (ws_frame(w, 0x82, (const char *)p->message, p->n))
			return;
		sent += 5;
		nanosleep(&(struct timespec){ .tv_nsec = 100000000 }, NULL);
	}
}

/* It sends, the line breaks, a stranger speaks nonsense, it sends again. */
static void *wear(void *arg)
{
	static const char begin[] = "begin thigh_r + 12345678";
	struct simphone p = { .offset_ms = 1e6, .drift_ppm = 50 };
	int64_t epoch_ns = now_ns() - S_NS;
	char with[40];
	int at = find(with, sizeof(with));
	struct ws w;

	(void)arg;
	if (!at || !join(&w, at, with, begin, &p, epoch_ns))
		return NULL;
	send_for(&w, &p, epoch_ns, 1.5);
	ws_leave(&w);
	(void)greet(&w, at, "stranger");
	ws_leave(&w);
	(void)greet(&w, at, with);
	(void)ws_frame(&w, 0x82, "\xff\xff\xff", 3);
	(void)hear(&w);
	ws_leave(&w);
	nanosleep(&(struct timespec){ .tv_nsec = 600000000 }, NULL);
	if (join(&w, at, with, begin, &p, epoch_ns))
		send_for(&w, &p, epoch_ns, 1);
	(void)ws_say(&w, "end");
	(void)hear(&w);
	ws_leave(&w);
	/* that all of it is taken in */
	nanosleep(&(struct timespec){ .tv_sec = 1 }, NULL);
	if (!atomic_load(&over))
		kill(getpid(), SIGTERM);
	return NULL;
}

static void recorded(const char *file)
{
	struct gn_sample s[64];
	struct gn_source *src;
	int64_t last = -1, gap = 0;
	int n, all = 0;

	ck_assert_int_eq(gn_source_open(&src, file, NULL), GN_OK);
	ck_assert_str_eq(gn_source_info(src)->sensors[0].name, "thigh_r");
	while ((n = gn_source_read(src, s, 64, 0, NULL)) > 0)
		for (int i = 0; i < n; i++, all++) {
			ck_assert_int_gt(s[i].t_ns, last);
			if (last >= 0 && s[i].t_ns - last > gap)
				gap = s[i].t_ns - last;
			last = s[i].t_ns;
			ck_assert_float_eq_tol(s[i].acc_mps2[1], 9.8F, 0.01F);
			ck_assert_float_eq(s[i].gyr_radps[0], 0);
		}
	gn_source_close(src);
	ck_assert_int_eq(all, sent);
	ck_assert_int_gt(gap, S_NS / 2);
	ck_assert_int_lt(gap, 15 * S_NS);
}

START_TEST(a_session_of_a_phone)
{
	static const char *const spec[] = { "phone:thigh_r" };
	static const struct gn_task task = { .exercise = "squat" };
	struct gn_serve_params serve = { .cert = NULL };
	struct cli_run o = {
		.live = { .spec = spec, .n = 1, .places = 1, .cat = cat },
		.tasks = &task, .n_tasks = 1, .speed = 1,
		.until_ns = 30 * S_NS, .out = files_path("p.gonio"),
		.headless = 1, .serve = &serve,
	};
	struct capture to[2];
	pthread_t t;
	int code, started;

	sent = 0;
	atomic_store(&over, 0);
	ck_assert_int_eq(gn_serve_addr_parse(&serve.addr, "0", NULL), GN_OK);
	capture_start(&to[0], STDOUT_FILENO);
	capture_start(&to[1], STDERR_FILENO);
	started = !pthread_create(&t, NULL, wear, NULL);
	code = cli_run(&o);
	atomic_store(&over, 1);
	if (started)
		pthread_join(t, NULL);
	capture_stop(&to[1], err, sizeof(err));
	capture_stop(&to[0], out, sizeof(out));
	ck_assert_msg(code == CLI_OK, "%s%s", err, out);
	ck_assert_int_ge(sent, 60);
	recorded(files_path("p.gonio"));
	ck_assert_ptr_nonnull(strstr(out, "s phone:thigh_r: its connection is "
				     "lost"));
	ck_assert_ptr_nonnull(strstr(out, "s phone:thigh_r: sends again; its "
				     "clock is known to"));
	ck_assert_ptr_nonnull(strstr(out, "s phone:thigh_r: stopped on the "
				     "phone\n"));
	ck_assert_ptr_nonnull(strstr(out, "Counted 0 repetitions"));
}
END_TEST

START_TEST(without_serve_it_is_told)
{
	static const char *const words[] = { "--sensor=phone:=thigh_r", NULL };

	ck_assert_int_eq(capture_command(cmd_capture, words, out, sizeof(out),
					 err, sizeof(err)), CLI_USAGE);
	ck_assert_str_eq(err, "gonio: phone: a phone sends to 'gonio capture' "
			 "with --serve, which is not given\n");
}
END_TEST

Suite *suite_serve_phone(void)
{
	Suite *s = suite_create("serve_phone");
	TCase *tc = tcase_create("server"), *session = tcase_create("session");

	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, the_page_loads_nothing);
	tcase_add_test(tc, it_takes_the_phones_secret);
	tcase_add_test(tc, without_phones_there_are_none);
	tcase_add_test(tc, each_end_has_its_reason);
	tcase_add_test(tc, who_talks_too_much_is_closed);
	tcase_add_test(tc, a_message_may_come_in_parts);
	tcase_add_test(tc, the_end_is_said);
	suite_add_tcase(s, tc);
	tcase_set_timeout(session, 60);
	tcase_add_checked_fixture(session, open_session, close_session);
	tcase_add_test(session, a_session_of_a_phone);
	tcase_add_test(session, without_serve_it_is_told);
	suite_add_tcase(s, session);
	return s;
}
