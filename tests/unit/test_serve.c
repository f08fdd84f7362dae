/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apps/serve.h"
#include "apps/serve_state.h"
#include "fault.h"
#include "files.h"
#include "suites.h"
#include "wsclient.h"

/* The real server, and clients that behave or do not. */

static struct gn_serve *server;
static struct gn_diag why;
static char heard[GN_SERVE_JSON_MAX];
static int port;

static struct gn_serve_params any_port(void)
{
	struct gn_serve_params p = { .cert = NULL };

	ck_assert_int_eq(gn_serve_addr_parse(&p.addr, "0", &why), GN_OK);
	return p;
}

static void setup(void)
{
	struct gn_serve_params p = any_port();

	ck_assert_msg(!gn_serve_open(&server, &p, &why), "%s", why.text);
	port = (int)strtol(strrchr(gn_serve_link(server, 0), ':') + 1, NULL,
			   10);
	ck_assert_int_gt(port, 0);
}

static void teardown(void)
{
	gn_serve_close(server);
	server = NULL;
}

static const char *secret(void)
{
	return strchr(gn_serve_link(server, 1), '#') + 1;
}

/* A state by its time. */
static void put(int t_s)
{
	struct gn_view_state v;

	gn_view_init(&v, "Squat", NULL, 0, NULL);
	v.now_ns = t_s * INT64_C(1000000000);
	gn_serve_put(server, &v, 0);
}

static int hear(struct ws *w)
{
	return ws_hear(w, heard, sizeof(heard));
}

/* The time of the state that was heard; -1: it is none. */
static int time_s(void)
{
	int t = -1;

	return sscanf(heard, "{\"t\":%d", &t) == 1 ? t : -1;
}

static void enter(struct ws *w, const char *with, const char *role)
{
	ck_assert_int_gt(ws_enter(w, port, with, heard, sizeof(heard)), 0);
	ck_assert_str_eq(heard, role);
}

/* ---- HTTP --------------------------------------------------------------- */

static int get(const char *request, char *head, size_t cap)
{
	struct ws w;
	int status;

	ck_assert_int_eq(ws_connect(&w, port, 0), 0);
	ck_assert_int_eq(ws_raw(&w, request, strlen(request)), 0);
	status = ws_head(&w, head, cap);
	ws_leave(&w);
	return status;
}

START_TEST(the_page_is_one_and_loads_nothing)
{
	static char page[200000];
	const char *request = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
	char head[2048];
	struct ws w;
	size_t n;

	ck_assert_int_eq(ws_connect(&w, port, 0), 0);
	n = ws_page(&w, request, head, sizeof(head), page, sizeof(page));
	ck_assert_uint_gt(n, 1000);
	ck_assert_uint_lt(n, 150000);
	ck_assert_int_eq(strncmp(page, "<!doctype html>", 15), 0);
	ck_assert_ptr_nonnull(strstr(page, "</script>"));
	ck_assert_ptr_null(strstr(page, "src="));
	ck_assert_ptr_nonnull(strstr(head, "content-security-policy: "
				     "default-src 'none';"));
	ck_assert_ptr_nonnull(strstr(head, "frame-ancestors 'none'"));
	ck_assert_ptr_nonnull(strstr(head, "cache-control: no-store"));
	/* the same connection is good for another */
	ck_assert_int_eq(ws_raw(&w, request, strlen(request)), 0);
	ck_assert_int_eq(ws_head(&w, head, sizeof(head)), 200);
	ws_leave(&w);
}
END_TEST

START_TEST(there_is_nothing_else)
{
	char head[2048];

	ck_assert_int_eq(get("GET /etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n",
			     head, sizeof(head)), 404);
	ck_assert_int_eq(get("GET /../x HTTP/1.1\r\nHost: a\r\n\r\n", head,
			     sizeof(head)), 404);
	ck_assert_int_eq(get("POST / HTTP/1.1\r\nHost: a\r\n"
			     "Content-Length: 0\r\n\r\n", head, sizeof(head)),
			 405);
	ck_assert_int_ne(get("\x16\x03\x01\x02\r\n\r\n", head, sizeof(head)),
			 200);
}
END_TEST

/* ---- who may what ------------------------------------------------------- */

START_TEST(whoever_watches_sees_and_no_more)
{
	struct gn_serve_command c;
	struct ws w;

	enter(&w, NULL, "{\"role\":\"watch\"}");
	put(7);
	ck_assert_int_gt(hear(&w), 0);
	ck_assert_int_eq(time_s(), 7);
	ck_assert_int_eq(ws_say(&w, "mark"), 0);
	ck_assert_int_gt(hear(&w), 0);
	ck_assert_str_eq(heard, "{\"refused\":1}");
	ck_assert_int_eq(gn_serve_take(server, &c), 0);
	ws_leave(&w);
}
END_TEST

START_TEST(the_secret_controls)
{
	struct gn_serve_command c;
	struct ws w;

	put(1);
	enter(&w, secret(), "{\"role\":\"control\"}");
	/* what was so before it came */
	ck_assert_int_gt(hear(&w), 0);
	ck_assert_int_eq(time_s(), 1);
	ck_assert_int_eq(ws_say(&w, "next 2") | ws_say(&w, "rubbish") |
			 ws_say(&w, "set begin"), 0);
	/* words are heard before what is put after them is shown */
	do {
		put(2);
		ck_assert_int_gt(hear(&w), 0);
	} while (!gn_serve_take(server, &c));
	ck_assert_int_eq(c.key, GN_VIEW_KEY_NEXT);
	ck_assert_double_eq(c.value, 2);
	while (!gn_serve_take(server, &c)) {
		put(3);
		ck_assert_int_gt(hear(&w), 0);
	}
	ck_assert_int_eq(c.key, GN_VIEW_KEY_SET);
	ck_assert_double_eq(c.value, 1);
	ck_assert_int_eq(gn_serve_take(server, &c), 0);
	ws_leave(&w);
}
END_TEST

START_TEST(a_wrong_secret_is_shown_the_door)
{
	char wrong[GN_SERVE_TOKEN + 1];
	struct ws w;

	memcpy(wrong, secret(), sizeof(wrong));
	wrong[GN_SERVE_TOKEN - 1] = (char)(wrong[GN_SERVE_TOKEN - 1] == 'A' ?
					   'B' : 'A');
	ck_assert_int_eq(ws_enter(&w, port, wrong, heard, sizeof(heard)),
			 -4401);
	ws_leave(&w);
	ck_assert_int_eq(ws_enter(&w, port, "x", heard, sizeof(heard)), -4401);
	ws_leave(&w);
}
END_TEST

START_TEST(nothing_is_shown_to_the_unknown)
{
	struct ws unknown, known;

	ck_assert_int_eq(ws_connect(&unknown, port, 0), 0);
	ck_assert_int_eq(ws_upgrade(&unknown, NULL, NULL, "gonio"), 101);
	enter(&known, NULL, "{\"role\":\"watch\"}");
	put(1);
	ck_assert_int_gt(hear(&known), 0);
	ck_assert_int_eq(time_s(), 1);
	/* that was shown to all by now: the first it hears is who it is */
	ck_assert_int_eq(ws_say(&unknown, "auth"), 0);
	ck_assert_int_gt(hear(&unknown), 0);
	ck_assert_str_eq(heard, "{\"role\":\"watch\"}");
	ck_assert_int_gt(hear(&unknown), 0);
	ck_assert_int_eq(time_s(), 1);
	ws_leave(&known);
	ws_leave(&unknown);
}
END_TEST

/* Who speaks before it was answered is answered all the same, in order. */
START_TEST(each_word_has_its_answer)
{
	static const char both[] = "\x81\x84\0\0\0\0auth\x81\x84\0\0\0\0mark";
	struct ws w;

	ck_assert_int_eq(ws_connect(&w, port, 0), 0);
	ck_assert_int_eq(ws_upgrade(&w, NULL, NULL, "gonio"), 101);
	ck_assert_int_eq(ws_raw(&w, both, sizeof(both) - 1), 0);
	ck_assert_int_gt(hear(&w), 0);
	ck_assert_str_eq(heard, "{\"role\":\"watch\"}");
	ck_assert_int_gt(hear(&w), 0);
	ck_assert_str_eq(heard, "{\"refused\":1}");
	ws_leave(&w);
}
END_TEST

START_TEST(pages_of_elsewhere_are_refused)
{
	static const struct {
		const char *host, *origin, *protocol;
		int status;
	} t[] = {
		{ NULL, NULL, "gonio", 101 },
		{ "localhost:1", "http://localhost:1", "gonio", 101 },
		{ "localhost:1", "http://localhost:2", "gonio", 0 },
		{ NULL, "http://example.org", "gonio", 0 },
		{ "example.org:1", "http://example.org:1", "gonio", 0 },
		{ NULL, NULL, NULL, 0 },
		{ NULL, NULL, "other", 0 },
		{ NULL, NULL, "listen", 0 },
		{ NULL, NULL, "http", 0 },
	};
	struct ws w;

	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++) {
		int status;

		ck_assert_int_eq(ws_connect(&w, port, 0), 0);
		status = ws_upgrade(&w, t[i].host, t[i].origin, t[i].protocol);
		ck_assert_msg((status == 101) == (t[i].status == 101),
			      "%zu: %d", i, status);
		ws_leave(&w);
	}
}
END_TEST

/* ---- who misbehaves ----------------------------------------------------- */

START_TEST(nonsense_closes)
{
	char large[1000];
	struct ws w;

	memset(large, 'a', sizeof(large));
	ck_assert_int_eq(ws_connect(&w, port, 0), 0);
	ck_assert_int_eq(ws_upgrade(&w, NULL, NULL, "gonio"), 101);
	ck_assert_int_eq(ws_say(&w, "hello"), 0);
	ck_assert_int_eq(hear(&w), -1008);
	ws_leave(&w);

	enter(&w, secret(), "{\"role\":\"control\"}");
	ck_assert_int_eq(ws_frame(&w, 0x81, large, sizeof(large)), 0);
	ck_assert_int_eq(hear(&w), -1009);
	ws_leave(&w);

	/* in parts, of which each is small */
	enter(&w, secret(), "{\"role\":\"control\"}");
	ck_assert_int_eq(ws_frame(&w, 0x01, large, 4), 0);
	ck_assert_int_eq(hear(&w), -1009);
	ws_leave(&w);

	/* all at once */
	enter(&w, secret(), "{\"role\":\"control\"}");
	for (int i = 0; i < 100; i++)
		if (ws_say(&w, "mark"))
			break;
	ck_assert_int_le(hear(&w), 0);
	ws_leave(&w);

	/* no frame at all */
	enter(&w, secret(), "{\"role\":\"control\"}");
	(void)ws_raw(&w, large, sizeof(large));
	ck_assert_int_le(hear(&w), 0);
	ws_leave(&w);

	enter(&w, NULL, "{\"role\":\"watch\"}");
	ws_leave(&w);
}
END_TEST

/* More than fits is told, one by one as a fast viewer has seen it; a slow one
 * then gets what is under way, and the newest. */
START_TEST(who_reads_slowly_gets_the_newest)
{
	static struct gn_sensor sensors[GN_SENSORS_MAX];
	struct gn_view_state v;
	struct ws fast, slow;
	int n = 500, got = 0, at = 0;

	gn_view_init(&v, "Squat", sensors, GN_SENSORS_MAX, NULL);
	ck_assert_int_eq(ws_connect(&slow, port, 4096), 0);
	ck_assert_int_eq(ws_upgrade(&slow, NULL, NULL, "gonio"), 101);
	ck_assert_int_eq(ws_say(&slow, "auth"), 0);
	ck_assert_int_gt(hear(&slow), 0);
	enter(&fast, NULL, "{\"role\":\"watch\"}");
	for (int i = 1; i <= n; i++) {
		v.now_ns = i * INT64_C(1000000000);
		gn_serve_put(server, &v, 0);
		ck_assert_int_gt(hear(&fast), 0);
		ck_assert_int_eq(time_s(), i);
	}
	while (at < n) {
		ck_assert_int_gt(hear(&slow), 0);
		ck_assert_int_gt(time_s(), at);
		at = time_s();
		got++;
	}
	ck_assert_int_eq(at, n);
	ck_assert_int_lt(got, n - 1);
	ws_leave(&slow);
	ws_leave(&fast);
}
END_TEST

#define FLOOD 200

/* Those that are there stay; once the others are gone there is room again. */
START_TEST(a_flood_of_connections_passes)
{
	static struct ws flood[FLOOD];
	struct ws w, late;
	int in = 0;

	enter(&w, NULL, "{\"role\":\"watch\"}");
	for (int i = 0; i < FLOOD; i++)
		ck_assert_int_eq(ws_connect(&flood[i], port, 0), 0);
	for (int i = 0; i < FLOOD; i++)
		in += ws_upgrade(&flood[i], NULL, NULL, "gonio") == 101;
	ck_assert_int_eq(in, GN_SERVE_CONNECTIONS - 1);
	put(5);
	ck_assert_int_gt(hear(&w), 0);
	ck_assert_int_eq(time_s(), 5);
	for (int i = 0; i < FLOOD; i++)
		ws_leave(&flood[i]);
	while (ws_enter(&late, port, NULL, heard, sizeof(heard)) <= 0)
		ws_leave(&late);
	ws_leave(&late);
	ws_leave(&w);
}
END_TEST

/* ---- its life ----------------------------------------------------------- */

START_TEST(the_end_is_shown)
{
	struct ws w, stuck;

	enter(&w, NULL, "{\"role\":\"watch\"}");
	ck_assert_int_eq(ws_connect(&stuck, port, 0), 0);
	put(1);
	ck_assert_int_gt(hear(&w), 0);
	put(2);
	gn_serve_close(server);
	server = NULL;
	ck_assert_int_gt(hear(&w), 0);
	ck_assert_int_eq(time_s(), 2);
	ck_assert_int_eq(hear(&w), -1001);
	ck_assert_int_ne(ws_connect(&w, port, 0), 0);
	ws_leave(&stuck);
}
END_TEST

START_TEST(an_address_in_use_is_told)
{
	struct gn_serve_params p = any_port();
	struct gn_serve *other = NULL;

	p.addr.at.v4.sin_port = htons((uint16_t)port);
	ck_assert_int_eq(gn_serve_open(&other, &p, &why), GN_EIO);
	ck_assert_ptr_nonnull(strstr(why.text, "give --serve another port"));
	ck_assert_int_eq(gn_serve_addr_parse(&p.addr, "0.0.0.0:0", NULL),
			 GN_OK);
	ck_assert_int_eq(gn_serve_open(&other, &p, &why), GN_EINVAL);
	ck_assert_ptr_nonnull(strstr(why.text, "needs TLS"));
	ck_assert_ptr_null(other);
}
END_TEST

START_TEST(a_certificate_that_is_none_is_told)
{
	struct gn_serve_params p = any_port();
	struct gn_serve *other = NULL;

	files_open();
	files_put("cert.pem", "none\n");
	p.cert = files_path("cert.pem");
	p.key = files_path("key.pem");
	ck_assert_int_eq(gn_serve_open(&other, &p, &why), GN_EFORMAT);
	ck_assert_ptr_nonnull(strstr(why.text, "key.pem: No such file"));
	p.key = p.cert;
	ck_assert_int_eq(gn_serve_open(&other, &p, &why), GN_EFORMAT);
	ck_assert_ptr_nonnull(strstr(why.text, "no certificate and its key"));
	ck_assert_ptr_null(other);
	files_close();
}
END_TEST

START_TEST(open_survives_no_memory)
{
	struct gn_serve_params p = any_port();
	struct gn_serve *s = NULL;
	struct fault_stat st;
	int err, fail_at = 0;

	do {
		fault_start(++fail_at);
		err = gn_serve_open(&s, &p, NULL);
		st = fault_stop();
		if (err) {
			ck_assert_int_eq(err, GN_ENOMEM);
			ck_assert_ptr_null(s);
			ck_assert_int_eq(st.live, 0);
		}
	} while (err);
	ck_assert_int_ge(fail_at, 4);
	gn_serve_close(s);
	gn_serve_close(NULL);
}
END_TEST

Suite *suite_serve(void)
{
	Suite *s = suite_create("serve");
	TCase *tc = tcase_create("serve"), *alone = tcase_create("alone");

	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, the_page_is_one_and_loads_nothing);
	tcase_add_test(tc, there_is_nothing_else);
	tcase_add_test(tc, whoever_watches_sees_and_no_more);
	tcase_add_test(tc, the_secret_controls);
	tcase_add_test(tc, a_wrong_secret_is_shown_the_door);
	tcase_add_test(tc, nothing_is_shown_to_the_unknown);
	tcase_add_test(tc, each_word_has_its_answer);
	tcase_add_test(tc, pages_of_elsewhere_are_refused);
	tcase_add_test(tc, nonsense_closes);
	tcase_add_test(tc, who_reads_slowly_gets_the_newest);
	tcase_add_test(tc, a_flood_of_connections_passes);
	tcase_add_test(tc, the_end_is_shown);
	tcase_add_test(tc, an_address_in_use_is_told);
	suite_add_tcase(s, tc);
	tcase_add_test(alone, a_certificate_that_is_none_is_told);
	tcase_add_test(alone, open_survives_no_memory);
	suite_add_tcase(s, alone);
	return s;
}
