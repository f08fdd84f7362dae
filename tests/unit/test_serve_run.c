/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "apps/cli.h"
#include "apps/run.h"
#include "apps/serve.h"
#include "apps/serve_qr.h"
#include "apps/serve_state.h"
#include "capture.h"
#include "files.h"
#include "pty.h"
#include "suites.h"
#include "wsclient.h"

/* Whole sessions that are served, with viewers in a thread beside them. */

#define S_NS INT64_C(1000000000)

static struct gn_catalogue *cat;
static char out[65536], err[4096];
static atomic_bool over;

static void setup(void)
{
	files_open();
	ck_assert_int_eq(gn_catalogue_load(&cat, NULL, NULL), GN_OK);
}

static void teardown(void)
{
	gn_catalogue_free(cat);
	files_close();
}

/* A run of sim:demo; its output is in out. beside: NULL: not served. */
static int run(const struct gn_task *tasks, size_t n, double speed,
	       const char *file, void *(*beside)(void *))
{
	static const char *const spec[] = { "sim:demo" };
	static const struct gn_task none;
	struct gn_serve_params serve = { .cert = NULL };
	struct cli_run o = {
		.live = { .spec = spec, .n = 1, .places = 1, .cat = cat },
		.tasks = tasks ? tasks : &none, .n_tasks = n,
		.speed = speed, .until_ns = 40 * S_NS, .out = file,
		.headless = 1, .serve = beside ? &serve : NULL,
	};
	struct capture to[2];
	pthread_t t;
	int code, started = 0;

	atomic_store(&over, 0);
	ck_assert_int_eq(gn_serve_addr_parse(&serve.addr, "0", NULL), GN_OK);
	capture_start(&to[0], STDOUT_FILENO);
	capture_start(&to[1], STDERR_FILENO);
	if (beside)
		started = !pthread_create(&t, NULL, beside, NULL);
	code = cli_run(&o);
	atomic_store(&over, 1);
	if (started)
		pthread_join(t, NULL);
	capture_stop(&to[1], err, sizeof(err));
	capture_stop(&to[0], out, sizeof(out));
	return code;
}

/* Where the session that runs is served, as it prints itself. 0: nowhere. */
static int find(char *secret, size_t cap)
{
	char text[200], *at, *end;
	ssize_t n;

	while (!atomic_load(&over)) {
		n = pread(STDOUT_FILENO, text, sizeof(text) - 1, 0);
		text[n > 0 ? n : 0] = '\0';
		end = strchr(text, '\n');
		at = strstr(text, "view http://127.0.0.1:");
		if (!at || !end) {
			nanosleep(&(struct timespec){ .tv_nsec = 2000000 },
				  NULL);
			continue;
		}
		*end = '\0';
		snprintf(secret, cap, "%s", strchr(at, '#') + 1);
		return (int)strtol(at + 22, NULL, 10);
	}
	return 0;
}

/* Its output without the line that says where it is served. */
static const char *unserved(const char *text)
{
	return strncmp(text, "view ", 5) ? text : strchr(text, '\n') + 1;
}

/* ---- nobody disturbs it -------------------------------------------------- */

static int answers;

/* As many as there is room for, none of whom does what it should. */
static void crowd(int port)
{
	static struct ws w[100];
	static char said[GN_SERVE_JSON_MAX];
	static const char noise[2000] = "\x81\xFF\xFF\xFF\xFF\xFF\xFF\xFF";
	int n = 0;

	while (n < 100 && !ws_connect(&w[n], port, 4096))
		n++;
	for (int i = 0; i < n; i++)
		if (i % 4 == 0)
			(void)ws_raw(&w[i], noise, sizeof(noise));
		else if (i % 4 == 1 &&
			 ws_upgrade(&w[i], NULL, NULL, "gonio") == 101)
			(void)ws_frame(&w[i], 0x81, noise, sizeof(noise));
		else if (i % 4 == 2 &&
			 ws_upgrade(&w[i], NULL, NULL, "gonio") == 101)
			(void)ws_say(&w[i], "auth");    /* and never reads */
	for (int i = 1; i < n; i += 4)
		answers += ws_hear(&w[i], said, sizeof(said)) == -1009;
	for (int i = 0; i < n; i++)
		ws_leave(&w[i]);
}

static void *disturb(void *arg)
{
	char secret[40];
	int port = find(secret, sizeof(secret));

	(void)arg;
	while (port && !atomic_load(&over))
		crowd(port);
	return NULL;
}

START_TEST(viewers_change_nothing)
{
	static char alone[65536];

	ck_assert_int_eq(run(NULL, 1, 0, NULL, NULL), CLI_OK);
	snprintf(alone, sizeof(alone), "%s", out);
	ck_assert_ptr_nonnull(strstr(alone, "rep 5 "));
	answers = 0;
	/* slower, if it was over before they came */
	for (double speed = 60; !answers && speed > 0.5; speed /= 4) {
		ck_assert_int_eq(run(NULL, 1, speed, NULL, disturb), CLI_OK);
		ck_assert_str_eq(err, "");
		ck_assert_str_eq(unserved(out), alone);
	}
	ck_assert_int_gt(answers, 0);
}
END_TEST

/* ---- what is seen is what is printed ------------------------------------ */

static char last[GN_SERVE_JSON_MAX];
static int ended;

static void *look_on(void *arg)
{
	static char heard[GN_SERVE_JSON_MAX];
	char secret[40];
	struct ws w;
	int n;

	(void)arg;
	n = find(secret, sizeof(secret));
	if (!n || ws_enter(&w, n, NULL, heard, sizeof(heard)) <= 0)
		return NULL;
	while ((n = ws_hear(&w, heard, sizeof(heard))) > 0)
		snprintf(last, sizeof(last), "%s", heard);
	ended = n;
	ws_leave(&w);
	return NULL;
}

START_TEST(the_end_is_what_is_printed)
{
	ended = 0;
	for (double speed = 100; !ended && speed > 0.5; speed /= 4)
		ck_assert_int_eq(run(NULL, 1, speed, NULL, look_on), CLI_OK);
	ck_assert_int_eq(ended, -1001);
	ck_assert_ptr_nonnull(strstr(last, "\"title\":\"Squat\""));
	ck_assert_ptr_nonnull(strstr(last, "\"usual\":[\"knee_flexion\","
				     "60,120]"));
	ck_assert_ptr_nonnull(strstr(last, "\"over\":1}"));
	/* nothing is recorded that could be marked */
	ck_assert_ptr_nonnull(strstr(last, "\"can\":[\"quit\"]"));
	ck_assert_ptr_nonnull(strstr(out, "Counted 6 repetitions"));
	ck_assert_ptr_nonnull(strstr(last, "\"all\":{\"reps\":6,"));
	ck_assert_ptr_nonnull(strstr(last, "\"set\":{\"n\":1,\"ended\":1,"));
}
END_TEST

/* ---- what is asked for is done ------------------------------------------ */

/* Say it, and hear states until one says that it is done. */
static int done(struct ws *w, const char *word, const char *want)
{
	if (ws_say(w, word))
		return 0;
	do {
		if (ws_hear(w, last, sizeof(last)) <= 0)
			return 0;
	} while (!strstr(last, want));
	return 1;
}

static int steps;

static void *control(void *arg)
{
	char secret[40];
	int port = find(secret, sizeof(secret));
	struct ws w;

	(void)arg;
	if (!port || ws_enter(&w, port, secret, last, sizeof(last)) <= 0)
		return NULL;
	steps = strcmp(last, "{\"role\":\"control\"}") == 0;
	steps += done(&w, "set begin", "\"open\":1");
	steps += done(&w, "mark", "\"marks\":1");
	steps += done(&w, "plus", "\"by_hand\":1");
	steps += done(&w, "next 1", "\"exercise\":[2,2]");
	/* the second time it would be the last one's */
	steps += done(&w, "next 1", "\"exercise\":[2,2]");
	steps += done(&w, "set begin", "\"open\":1");
	steps += done(&w, "set end", "\"open\":0");
	steps += done(&w, "quit", "\"over\":1");
	ws_leave(&w);
	return NULL;
}

static void check_recorded(const char *name, const char *what, int yes)
{
	static char bytes[1 << 20];
	FILE *f = fopen(files_path(name), "rb");
	size_t n, len = strlen(what), found = 0;

	ck_assert_ptr_nonnull(f);
	n = fread(bytes, 1, sizeof(bytes), f);
	fclose(f);
	for (size_t i = 0; i + len <= n; i++)
		found += !memcmp(bytes + i, what, len);
	ck_assert_msg((found > 0) == yes, "%s: '%s' %zu times", name, what,
		      found);
}

START_TEST(who_controls_controls)
{
	static const struct gn_task tasks[] = {
		{ .exercise = "squat", .target = { .sets = 2, .reps = 8 } },
		{ .exercise = "sit_to_stand" },
	};

	steps = 0;
	ck_assert_int_eq(run(tasks, 2, 1, files_path("a.gonio"), control),
			 CLI_OK);
	ck_assert_int_eq(steps, 9);
	check_recorded("a.gonio", "set begins", 1);
	check_recorded("a.gonio", "set 1: 1, counted 0", 1);
	check_recorded("a-2.gonio", "set ends", 1);
	check_recorded("a-2.gonio", "counted_by_nobody", 0);
	ck_assert_ptr_null(strstr(last, "\"sets\":2"));
}
END_TEST

/* ---- a link for others --------------------------------------------------- */

/* Of no one but this test: it is no secret. */
static const char key_pem[] =
	"-----BEGIN PRIVATE KEY-----\n"
	"MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgEVMIYhChsNs1j+y1\n"
	"SKzJTZrFlGlPNqd/O+7kBFMrlsShRANCAARgVHhwAr2MGfXb4mls+yBcpV0GUcC3\n"
	"x1LLZNpjMYRAsBTFwa63mol9O3rx6pjCVEBbiVWmdX8HW3Sn/7A0cD7C\n"
	"-----END PRIVATE KEY-----\n";
static const char cert_pem[] =
	"-----BEGIN CERTIFICATE-----\n"
	"MIIBeDCCAR2gAwIBAgIUKRSPHJVtaDv+bPWDJLWIKb8yjfIwCgYIKoZIzj0EAwIw\n"
	"EDEOMAwGA1UEAwwFZ29uaW8wIBcNMjYxMTI5MDYxMzI2WhgPMjEyNjExMDUwNjEz\n"
	"MjZaMBAxDjAMBgNVBAMMBWdvbmlvMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n"
	"YFR4cAK9jBn12+JpbPsgXKVdBlHAt8dSy2TaYzGEQLAUxcGut5qJfTt68eqYwlRA\n"
	"W4lVpnV/B1t0p/+wNHA+wqNTMFEwHQYDVR0OBBYEFB2UcRGe4GzztgeREt2nl5FO\n"
	"Wk08MB8GA1UdIwQYMBaAFB2UcRGe4GzztgeREt2nl5FOWk08MA8GA1UdEwEB/wQF\n"
	"MAMBAf8wCgYIKoZIzj0EAwIDSQAwRgIhAIjQMhX7uqTOyUEA5b5UBUkWN48MJfbD\n"
	"4d0mh9xQ4jSuAiEAh5ycqs/zjm8spvOCdjSOaBagKSfXDaT8mc2LgH1vzDQ=\n"
	"-----END CERTIFICATE-----\n";

/* Standard error is a terminal while it runs; what came there is in err. */
static int run_at(const char *address, int rows)
{
	static const char *const spec[] = { "sim:demo" };
	static const struct gn_task none;
	struct gn_serve_params serve = { .cert = files_path("cert.pem"),
					 .key = files_path("key.pem") };
	struct cli_run o = {
		.live = { .spec = spec, .n = 1, .places = 1, .cat = cat },
		.tasks = &none, .n_tasks = 1, .until_ns = S_NS, .headless = 1,
		.serve = &serve,
	};
	int master, slave = pty_open(&master, rows, 80), saved, code;
	struct capture to;
	size_t n = 0;

	ck_assert_int_eq(gn_serve_addr_parse(&serve.addr, address, NULL),
			 GN_OK);
	saved = dup(STDERR_FILENO);
	dup2(slave, STDERR_FILENO);
	capture_start(&to, STDOUT_FILENO);
	code = cli_run(&o);
	fputc('.', stderr);     /* so that there is something to read */
	capture_stop(&to, out, sizeof(out));
	dup2(saved, STDERR_FILENO);
	for (ssize_t k = 1; k > 0 && (!n || err[n - 1] != '.');
	     n += (size_t)(k > 0 ? k : 0))
		k = read(master, err + n, sizeof(err) - 1 - n);
	err[n] = '\0';
	close(saved);
	close(slave);
	close(master);
	return code;
}

/* The code of a link that others can reach is drawn where a person looks. */
START_TEST(others_scan_the_link)
{
	struct gn_qr code;
	char *link, *end;

	files_put("key.pem", key_pem);
	files_put("cert.pem", cert_pem);
	setenv("LC_ALL", "C.UTF-8", 1);
	setenv("TERM", "dumb", 1);
	ck_assert_int_eq(run_at("0.0.0.0:0", 24), CLI_OK);
	ck_assert(!strncmp(out, "view https://", 13));
	ck_assert_ptr_nonnull(strstr(out, "\nwatch https://"));
	link = out + 5;
	end = strchr(link, '\n');
	*end = '\0';
	ck_assert_int_eq(gn_qr_make(&code, link), GN_OK);
	end = err;
	for (int r = 0; r < gn_qr_rows(&code); r++, end += 2)
		for (int c = 0; c < gn_qr_cols(&code); c++) {
			const char *cell = gn_qr_cell(&code, r, c);

			ck_assert(!strncmp(end, cell, strlen(cell)));
			end += strlen(cell);
		}
	ck_assert_str_eq(end, ".");
	/* both links stay in view with it, or it is not there */
	ck_assert_int_eq(run_at("0.0.0.0:0", gn_qr_rows(&code) + 1), CLI_OK);
	ck_assert_str_eq(err, ".");
	/* no other machine can reach it */
	ck_assert_int_eq(run_at("127.0.0.1:0", 24), CLI_OK);
	ck_assert_str_eq(err, ".");
	unsetenv("LC_ALL");
}
END_TEST

/* ---- the command line ---------------------------------------------------- */

START_TEST(wrong_words_are_told)
{
	static const struct {
		const char *const words[6];
		const char *want;
	} t[] = {
		{ { "--serve=nowhere", "sim:demo" }, "is no address" },
		{ { "--serve=10.0.0.1:8080", "sim:demo" }, "that needs TLS" },
		{ { "--serve=0", "--serve-cert=a", "sim:demo" }, "give both" },
		{ { "--serve-key=a", "sim:demo" }, "which is not given" },
		{ { "--serve", "--speed=max", "sim:demo" },
		  "nobody can watch --speed max" },
		{ { "--serve", "--verify", "x.gonio" }, "--verify shows" },
		{ { "--serve-cert" }, "needs a value" },
	};

	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++) {
		ck_assert_int_eq(capture_command(cmd_replay, t[i].words, out,
						 sizeof(out), err,
						 sizeof(err)), CLI_USAGE);
		ck_assert_msg(strstr(err, t[i].want) != NULL, "%s", err);
		ck_assert_str_eq(out, "");
		/* one line */
		ck_assert_ptr_eq(strchr(err, '\n'), err + strlen(err) - 1);
	}
	ck_assert_int_eq(capture_command(cmd_capture, (const char *const[]){
		"--sensor=sim:demo", "--serve", "--speed=max", NULL }, out,
		sizeof(out), err, sizeof(err)), CLI_USAGE);
}
END_TEST

Suite *suite_serve_run(void)
{
	Suite *s = suite_create("serve_run");
	TCase *tc = tcase_create("serve_run");

	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, viewers_change_nothing);
	tcase_add_test(tc, the_end_is_what_is_printed);
	tcase_add_test(tc, who_controls_controls);
	tcase_add_test(tc, others_scan_the_link);
	tcase_add_test(tc, wrong_words_are_told);
	suite_add_tcase(s, tc);
	return s;
}
