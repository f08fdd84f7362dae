/* SPDX-License-Identifier: MIT */
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "apps/cli.h"
#include "apps/keep.h"
#include "apps/run.h"
#include "apps/verify.h"
#include "capture.h"
#include "files.h"
#include "gonio/rec.h"
#include "rectest.h"
#include "suites.h"

#define S_NS INT64_C(1000000000)

static struct gn_catalogue *cat;

/* Both standard streams of what was run last. */
static char out[65536], err[4096];
static struct capture out_to, err_to;

static void listen(void)
{
	capture_start(&out_to, STDOUT_FILENO);
	capture_start(&err_to, STDERR_FILENO);
}

static int heard(int code)
{
	capture_stop(&err_to, err, sizeof(err));
	capture_stop(&out_to, out, sizeof(out));
	return code;
}

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

/* A command with words, the last one NULL. */
static int command(int (*cmd)(int, char **), const char *const *words)
{
	return capture_command(cmd, words, out, sizeof(out), err,
			       sizeof(err));
}

#define CAPTURE(...)                                                       \
	command(cmd_capture, (const char *const[]){ __VA_ARGS__, NULL })
#define REPLAY(...)                                                        \
	command(cmd_replay, (const char *const[]){ __VA_ARGS__, NULL })

static void check_holds(const char *text, const char *part)
{
	ck_assert_msg(strstr(text, part) != NULL, "'%s' is not in:\n%s", part,
		      text);
}

/* A session, recorded as a.gonio. */
static int session(const char *const *spec, size_t n, double speed,
		   int64_t until_ns)
{
	static const struct gn_task task;
	struct cli_run o = {
		.live = { .spec = spec, .n = n, .places = 1, .cat = cat },
		.tasks = &task, .n_tasks = 1,
		.speed = speed, .until_ns = until_ns,
		.out = files_path("a.gonio"),
	};

	listen();
	return heard(cli_run(&o));
}

/* Samples of a recording that can be read to its end. */
static size_t count(const char *name)
{
	static struct gn_sample s[500];
	struct gn_rec *r = rt_open(name);
	size_t n = 0;
	int got;

	while ((got = gn_rec_read(r, s, 500, NULL)) > 0)
		n += (size_t)got;
	ck_assert_int_eq(got, GN_EOF);
	gn_rec_reader_close(r);
	return n;
}

/* ---- live = replay = score --------------------------------------------- */

static char *scored(const char *uri)
{
	struct gn_result r;
	char *json = NULL;

	ck_assert_int_eq(gn_analyse(&r, uri, cat, NULL, NULL, NULL), GN_OK);
	ck_assert_int_eq(gn_keep_json(&r, r.input_sha256, &json), GN_OK);
	gn_result_free(&r);
	return json;
}

static char *replayed(const char *uri)
{
	struct gn_live_params p = { .spec = &uri, .n = 1, .cat = cat };
	const struct gn_result *r = NULL;
	struct gn_live *l = NULL;
	char *json = NULL;
	int n = 1;

	ck_assert_int_eq(gn_live_open(&l, &p, NULL), GN_OK);
	while (n > 0)
		n = gn_live_step(l, INT64_MAX, 1000, 0, NULL);
	ck_assert_int_eq(gn_live_end(l, &r, NULL), GN_OK);
	ck_assert_int_eq(gn_keep_json(r, r->input_sha256, &json), GN_OK);
	gn_live_close(l);
	return json;
}

static struct gn_verdict verdict(void)
{
	struct gn_verdict v;
	struct gn_diag why = { "" };
	int bad = gn_verify(&v, files_path("a.gonio"), cat, &why);

	ck_assert_msg(!bad, "%s", why.text);
	ck_assert_msg(!strcmp(v.stored, v.now), "stored %.200s", v.stored);
	ck_assert_int_eq(v.equal, 1);
	return v;
}

static void check_verified(void)
{
	struct gn_verdict v = verdict();

	gn_verdict_free(&v);
}

/* Twelve curls, the last one partial (the scenario says so). */
START_TEST(live_is_replay_is_score)
{
	static const char *const spec[] = { "sim:curl" };
	char *a, *b, *c, last[600];
	struct gn_verdict v;

	ck_assert_int_eq(session(spec, 1, 0, INT64_MAX), CLI_OK);
	snprintf(last, sizeof(last), "\nrecorded in %s\n",
		 files_path("a.gonio"));
	check_holds(out, last);
	ck_assert_str_eq(strstr(out, last) + strlen(last), "");
	check_holds(out, "set 1 12 repetitions 11 full");
	ck_assert_str_eq(err, "");
	v = verdict();
	check_holds(v.stored, "\"rep_count\":{\"attempted\":12,\"valid\":11}");
	a = scored(spec[0]);
	b = scored(files_path("a.gonio"));
	c = replayed(files_path("a.gonio"));
	ck_assert_str_eq(a, v.stored);
	ck_assert_str_eq(b, v.stored);
	ck_assert_str_eq(c, v.stored);
	free(a);
	free(b);
	free(c);
	gn_verdict_free(&v);
}
END_TEST

START_TEST(several_sources_up_to_a_time)
{
	static const char *const spec[] = { "sim:curl=wrist_l",
					    "sim:knee_extension=shank_r" };
	struct gn_verdict v;
	struct gn_rec *r;

	ck_assert_int_eq(session(spec, 2, 0, 24 * S_NS), CLI_OK);
	v = verdict();
	check_holds(v.stored, "{\"name\":\"wrist_l\",\"place\":\"wrist\","
		    "\"side\":\"left\",\"rate_hz\":50.0");
	check_holds(v.stored, "{\"name\":\"shank_r\"");
	check_holds(v.stored, "\"exercise\":\"biceps_curl\"");
	ck_assert_uint_gt(v.attempted, 0);
	gn_verdict_free(&v);
	r = rt_open("a.gonio");
	ck_assert_str_eq(gn_rec_meta(r)->device, "sim:curl + "
			 "sim:knee_extension");
	ck_assert_str_eq(gn_rec_meta(r)->exercise, "biceps_curl");
	gn_rec_reader_close(r);
}
END_TEST

struct seen {
	unsigned gaps, ends, reps;
	int64_t  gap_ns;
};

static int see(void *user, const struct gn_rec_event *e)
{
	struct seen *s = user;

	if (!strcmp(e->type, "gap")) {
		s->gaps++;
		s->gap_ns = e->t_ns;
		ck_assert_int_eq(strncmp(e->text, "wrist_l: ", 9), 0);
	}
	if (!strcmp(e->type, "end")) {
		s->ends++;
		ck_assert_str_eq(e->text, "thigh_r shank_r: end of stream");
	}
	s->reps += !strcmp(e->type, "rep");
	return 0;
}

START_TEST(one_fails_the_session_goes_on)
{
	static const char *const spec[] = {
		"sim:demo", "faulty:unplug=5:sim:curl=wrist_l"
	};
	struct seen s = { 0 };
	struct gn_verdict v;
	struct gn_rec *r;

	ck_assert_int_eq(session(spec, 2, 0, INT64_MAX), CLI_FAILED);
	check_holds(out, "\ngap 4.98 s ");
	check_holds(err, "gonio: ");
	v = verdict();
	ck_assert_uint_ge(v.attempted, 11);
	gn_verdict_free(&v);
	r = rt_open("a.gonio");
	ck_assert_int_eq(gn_rec_events(r, see, &s, NULL), GN_OK);
	ck_assert_uint_eq(s.gaps, 1);
	ck_assert_int_gt(s.gap_ns, 4900000000);
	ck_assert_int_le(s.gap_ns, 5000000000);
	ck_assert_uint_eq(s.ends, 1);
	ck_assert_uint_ge(s.reps, 11);
	gn_rec_reader_close(r);
}
END_TEST

/* ---- its end ----------------------------------------------------------- */

static void await(const char *name)
{
	struct timespec ms = { .tv_nsec = 1000000 };

	for (int i = 0; i < 9000 && access(files_path(name), F_OK); i++)
		nanosleep(&ms, NULL);
}

static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGPIPE };

START_TEST(a_signal_ends_it_regularly)
{
	int status = -1;
	pid_t pid = fork();

	if (pid == 0) {
		const char *const spec[] = { "sim:curl" };

		_exit(session(spec, 1, 1, 60 * S_NS));
	}
	await("a.gonio-wal");
	kill(pid, signals[_i]);
	waitpid(pid, &status, 0);
	ck_assert_int_eq(status, 0);
	check_verified();
}
END_TEST

/* Also where nothing is waited for: in the midst of an hour, as it begins. */
START_TEST(a_signal_ends_the_fastest)
{
	int status = -1;
	pid_t pid = fork();

	if (pid == 0) {
		static const char *const spec[] = { "sim:hour" };

		_exit(session(spec, 1, 0, INT64_MAX));
	}
	await("a.gonio-wal");
	kill(pid, SIGTERM);
	waitpid(pid, &status, 0);
	ck_assert_int_eq(status, 0);
	check_verified();
	ck_assert_uint_gt(count("a.gonio"), 0);
	ck_assert_uint_lt(count("a.gonio"), 300000);
}
END_TEST

/* There is room for what is on the disk first, not for the next second: the
 * curls of 70 s would be through in 1.7 s, but they are not waited for. */
START_TEST(no_room)
{
	int status = -1;
	pid_t pid = fork();

	if (pid == 0) {
		const char *const spec[] = { "sim:curl" };
		struct rlimit l = { 45000, 45000 };
		int code;

		signal(SIGXFSZ, SIG_IGN);
		setrlimit(RLIMIT_FSIZE, &l);
		code = session(spec, 1, 40, INT64_MAX);
		_exit(code == CLI_FAILED &&
		      strstr(err, "stored before is kept") &&
		      strchr(err, '\n') == err + strlen(err) - 1 &&
		      strstr(out, "\nCounted ") &&
		      !strstr(out, "\nCounted 12 ") &&
		      strstr(out, "a.gonio, but not all of it\n") ? 0 : 9);
	}
	waitpid(pid, &status, 0);
	ck_assert_int_eq(status, 0);
	ck_assert_uint_gt(count("a.gonio"), 0);
	ck_assert_uint_lt(count("a.gonio"), 2000);
}
END_TEST

static int64_t clock_ns(clockid_t which)
{
	struct timespec t;

	clock_gettime(which, &t);
	return t.tv_sec * S_NS + t.tv_nsec;
}

/* A second of ours for four of its, most of it asleep. */
START_TEST(in_its_own_time)
{
	int64_t was = clock_ns(CLOCK_MONOTONIC);
	int64_t work = clock_ns(CLOCK_PROCESS_CPUTIME_ID);

	ck_assert_int_eq(CAPTURE("--sensor", "sim:curl", "--speed", "4",
				 "--duration", "4", "--out",
				 files_path("a.gonio")), CLI_OK);
	ck_assert_int_ge(clock_ns(CLOCK_MONOTONIC) - was, S_NS);
	ck_assert_int_lt(clock_ns(CLOCK_PROCESS_CPUTIME_ID) - work, S_NS / 2);
	ck_assert_uint_eq(count("a.gonio"), 200);       /* 50 Hz */
}
END_TEST

START_TEST(without_waiting)
{
	int64_t was = clock_ns(CLOCK_MONOTONIC);

	ck_assert_int_eq(CAPTURE("--sensor=sim:curl", "--speed=max",
				 "--duration=12", "--out",
				 files_path("a.gonio")), CLI_OK);
	ck_assert_int_lt(clock_ns(CLOCK_MONOTONIC) - was, 11 * S_NS);
	ck_assert_uint_eq(count("a.gonio"), 600);
}
END_TEST

/* ---- the commands ------------------------------------------------------ */

#define PATIENT64                                                          \
	"abcdefghijklmnopqrstuvwxyz_ABCDEFGHIJKLMNOPQRSTUVWXYZ-0123456789"

START_TEST(what_the_command_says_is_noted)
{
	const char *file = files_path("a.gonio");
	const struct gn_rec_meta *m;
	time_t now = time(NULL);
	struct gn_rec *r;

	ck_assert_int_eq(CAPTURE("--sensor", "sim:curl", "--speed=max",
				 "--duration=1", "--patient", PATIENT64,
				 "--exercise=Sit to stand", "--headless",
				 "--out", file), CLI_OK);
	r = rt_open("a.gonio");
	m = gn_rec_meta(r);
	ck_assert_str_eq(m->patient, PATIENT64);
	ck_assert_str_eq(m->exercise, "sit_to_stand");
	ck_assert_int_ge(m->started_unix_ns / S_NS, now);
	ck_assert_int_le(m->started_unix_ns / S_NS, now + 10);
	gn_rec_reader_close(r);
	check_verified();
	ck_assert_int_eq(CAPTURE("--sensor", "sim:curl", "--duration=1",
				 "--out", file), CLI_FAILED);
	check_holds(err, "choose another name");
	ck_assert_str_eq(out, "");
	ck_assert_uint_eq(count("a.gonio"), 50);
}
END_TEST

START_TEST(a_name_of_its_own)
{
	char was[512], scenarios[600], name[64] = "";
	const char *found;

	ck_assert_ptr_nonnull(getcwd(was, sizeof(was)));
	snprintf(scenarios, sizeof(scenarios), "%s/fixtures/scenarios", was);
	setenv("GONIO_SCENARIOS", scenarios, 1);
	ck_assert_int_eq(chdir(files_path(".")), 0);
	CAPTURE("--sensor=sim:curl", "--speed=max", "--duration=1");
	unsetenv("GONIO_SCENARIOS");
	ck_assert_int_eq(chdir(was), 0);
	found = strstr(out, "recorded in gonio-20");
	ck_assert_ptr_nonnull(found);
	sscanf(found, "recorded in %63s", name);
	ck_assert_uint_eq(strlen(name), strlen("gonio-20261125-1432.gonio"));
	ck_assert_uint_eq(count(name), 50);
}
END_TEST

START_TEST(refused)
{
	/* what is not refused shall not take its time */
	static const char *const bad[][4] = {
		{ "--sensor=sim:curl", "--patient=Eva Muster", NULL, "Eva" },
		{ "--sensor=sim:curl", "--patient=", NULL, "--patient" },
		{ "--sensor=sim:curl", "--patient=" PATIENT64 "x", NULL,
		  "64" },
		{ "--sensor=sim:curl", "--out=", NULL, "--out" },
		{ "--sensor=sim:curl", "--duration=0", NULL, "--duration" },
		{ "--sensor=sim:curl", "--speed=0", NULL, "--speed" },
		{ "--sensor=sim:curl", "--exercise=crul", NULL, "crul" },
		{ "--exercise=squat:3x", "--sensor=sim:curl", NULL,
		  "squat:3x10, not 'squat:3x'" },
		{ "--exercise=squat:3x10", "--exercise=crul", "--sensor=sim:x",
		  "crul" },
		{ "--sensor=sim:curl=knee", NULL, NULL, "knee" },
		{ "--sensor=sim:curl", "--sex=x", NULL, "--sex" },
		{ "--sensor=sim:curl", "--seat=40", NULL, "--seat" },
		{ "--headless", NULL, NULL, "--sensor" },
		{ "sim:curl", NULL, NULL, "--sensor" },
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		const char *const words[] = { "--speed=max", bad[i][0],
					      bad[i][1], bad[i][2], NULL };

		ck_assert_int_eq(command(cmd_capture, words), CLI_USAGE);
		check_holds(err, bad[i][3]);
		ck_assert_str_eq(out, "");
	}
}
END_TEST

static int see_person(void *user, const struct gn_rec_event *e)
{
	char *said = user;

	if (!strcmp(e->type, "person"))
		snprintf(said + strlen(said), 200 - strlen(said), "%s, ",
			 e->text);
	return 0;
}

/* As an event before any sample, so that whoever scores it knows. */
START_TEST(who_it_is_is_noted)
{
	char said[200] = "";
	struct gn_rec *r;

	ck_assert_int_eq(CAPTURE("--sensor", "sim:one_leg", "--speed=max",
				 "--age=71", "--sex=f", "--seat=0.5", "--arms",
				 "--out", files_path("a.gonio")), CLI_OK);
	check_holds(out, "At 71 years the mean of three tries, eyes open, "
		    "was 15 s");
	r = rt_open("a.gonio");
	ck_assert_int_eq(gn_rec_events(r, see_person, said, NULL), GN_OK);
	gn_rec_reader_close(r);
	ck_assert_str_eq(said, "age 71, seat 0.5, sex f, arms, ");
	check_verified();
	ck_assert_int_eq(REPLAY("--speed=max", files_path("a.gonio")), CLI_OK);
	check_holds(out, "At 71 years the mean of three tries, eyes open, "
		    "was 15 s");
	ck_assert_int_eq(REPLAY("--speed=max", "--age=81",
				files_path("a.gonio")), CLI_OK);
	check_holds(out, "At 81 years the mean of three tries, eyes open, "
		    "was 6 s");
	ck_assert_int_eq(REPLAY("--age=121", files_path("a.gonio")),
			 CLI_USAGE);
	ck_assert_int_eq(REPLAY("--age=81", "--verify",
				files_path("a.gonio")), CLI_USAGE);
	check_holds(err, "who it was");
}
END_TEST

/* Without a terminal there is no key for the next one. */
START_TEST(several_exercises_need_a_terminal)
{
	ck_assert_int_eq(CAPTURE("--sensor=sim:curl", "--exercise=squat",
				 "--exercise=lunge", "--speed=max", "--out",
				 files_path("a.gonio")), CLI_USAGE);
	check_holds(err, "that needs a terminal");
	ck_assert_int_ne(access(files_path("a.gonio"), F_OK), 0);
}
END_TEST

START_TEST(replay_and_verify)
{
	static const char *const spec[] = { "sim:curl" };
	char file[512], said[700];

	ck_assert_int_eq(session(spec, 1, 0, 2 * S_NS), CLI_OK);
	snprintf(file, sizeof(file), "%s", files_path("week=one"));
	ck_assert_int_eq(rename(files_path("a.gonio"), file), 0);
	ck_assert_int_eq(REPLAY("--speed=max", file), CLI_OK);
	check_holds(out, "week=one\n");
	check_holds(out, "Counted 0 repetitions");
	ck_assert_ptr_null(strstr(out, "recorded"));
	ck_assert_int_eq(REPLAY(file, "--verify"), CLI_OK);
	snprintf(said, sizeof(said), "verified %s: 0 repetitions, algorithm "
		 "%s\n", file, GN_ALGORITHM);
	ck_assert_str_eq(out, said);
	ck_assert_str_eq(err, "");
	ck_assert_int_eq(REPLAY("--verify", "--exercise=squat", file),
			 CLI_USAGE);
	ck_assert_int_eq(REPLAY("--verify"), CLI_USAGE);
	ck_assert_int_eq(REPLAY("--verify", "sim:curl"), CLI_FAILED);
	ck_assert_str_eq(out, "");
}
END_TEST

/* A recording with the samples of a.gonio and another result. */
static void forge(const char *algorithm, const char *json)
{
	static struct gn_sample s[200];
	struct gn_rec *r = rt_open("a.gonio");
	struct gn_rec_writer *w;
	int n;

	rt_meta = *gn_rec_meta(r);
	w = rt_create("b.gonio");
	while ((n = gn_rec_read(r, s, 200, NULL)) > 0)
		ck_assert_int_eq(gn_rec_write(w, s, (size_t)n, NULL), GN_OK);
	ck_assert_int_eq(gn_rec_result(w, 0, 1, algorithm, json, NULL), 0);
	ck_assert_int_eq(gn_rec_close(w, NULL), GN_OK);
	gn_rec_reader_close(r);
}

START_TEST(verify_tells_what_differs)
{
	static const char *const spec[] = { "sim:curl" };

	ck_assert_int_eq(session(spec, 1, 0, 2 * S_NS), CLI_OK);
	forge("0.9", "{\"schema\":\"gonio.score/0\"}\n");
	ck_assert_int_eq(REPLAY("--verify", files_path("b.gonio")),
			 CLI_FAILED);
	check_holds(out, "- {\"schema\":\"gonio.score/0\"}\n+ {\"schema\":"
		    "\"gonio.score/1\"");
	check_holds(err, "b.gonio: its result is of algorithm 0.9, this is "
		    GN_ALGORITHM ";");
	ck_assert_int_eq(unlink(files_path("b.gonio")), 0);
	forge(GN_ALGORITHM, "{\"schema\":\"gonio.score/0\"}\n");
	ck_assert_int_eq(REPLAY("--verify", files_path("b.gonio")),
			 CLI_FAILED);
	check_holds(err, "b.gonio: the stored result (-) is not what");
}
END_TEST

Suite *suite_capture(void)
{
	Suite *s = suite_create("capture");
	TCase *c = tcase_create("session");
	TCase *e = tcase_create("commands");

	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_checked_fixture(e, setup, teardown);
	tcase_set_timeout(c, 60);
	tcase_set_timeout(e, 30);
	tcase_add_test(c, live_is_replay_is_score);
	tcase_add_test(c, several_sources_up_to_a_time);
	tcase_add_test(c, one_fails_the_session_goes_on);
	tcase_add_loop_test(c, a_signal_ends_it_regularly, 0, 4);
	tcase_add_test(c, a_signal_ends_the_fastest);
	tcase_add_test(c, no_room);
	tcase_add_test(c, in_its_own_time);
	tcase_add_test(c, without_waiting);
	tcase_add_test(e, what_the_command_says_is_noted);
	tcase_add_test(e, a_name_of_its_own);
	tcase_add_test(e, refused);
	tcase_add_test(e, who_it_is_is_noted);
	tcase_add_test(e, several_exercises_need_a_terminal);
	tcase_add_test(e, replay_and_verify);
	tcase_add_test(e, verify_tells_what_differs);
	suite_add_tcase(s, c);
	suite_add_tcase(s, e);
	return s;
}
