/* SPDX-License-Identifier: MIT */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "apps/analyse.h"
#include "apps/keep.h"
#include "apps/verify.h"
#include "fault.h"
#include "files.h"
#include "gonio/driver.h"
#include "gonio/rec.h"
#include "gonio/sample_hash.h"
#include "rectest.h"
#include "suites.h"

#define S_NS INT64_C(1000000000)
#define PATIENT64                                                          \
	"abcdefghijklmnopqrstuvwxyz_ABCDEFGHIJKLMNOPQRSTUVWXYZ-0123456789"

static struct gn_catalogue *cat;
static struct gn_recording_info info;

static void setup(void)
{
	rt_setup();
	ck_assert_int_eq(gn_catalogue_load(&cat, NULL, NULL), GN_OK);
	memset(&info, 0, sizeof(info));
	snprintf(info.path, sizeof(info.path), "sim:one + sim:two");
	memcpy(info.sensors, rt_meta.sensors, sizeof(info.sensors));
	info.n_sensors = 3;
}

static void teardown(void)
{
	gn_catalogue_free(cat);
	files_close();
}

static struct gn_keep *start(const char *name)
{
	struct gn_keep_about about = {
		.path = files_path(name), .patient = PATIENT64,
		.exercise = "biceps_curl", .started_unix_ns = 1795609920 * S_NS,
	};
	struct gn_diag why = { "" };
	struct gn_keep *k = NULL;
	int err = gn_keep_open(&k, &about, &info, &why);

	ck_assert_msg(!err, "%s", why.text);
	return k;
}

static int put(struct gn_keep *k, size_t from, size_t n, struct gn_diag *why)
{
	int err = GN_OK;

	for (size_t i = from; i < from + n && !err; i++) {
		struct gn_sample s = rt_sample(i);

		err = gn_keep_samples(k, &s, 1, why);
	}
	return err;
}

/* ---- recorder ---------------------------------------------------------- */

START_TEST(named_by_local_time)
{
	const char *was = getenv("TZ");
	char name[GN_KEEP_NAME_SIZE], zone[64];

	snprintf(zone, sizeof(zone), "%s", was ? was : "");
	setenv("TZ", "XYZ-2", 1);               /* 2 h east */
	tzset();
	gn_keep_name(name, 1795609920);         /* 2026-11-25 12:32 UTC */
	if (was)
		setenv("TZ", zone, 1);
	else
		unsetenv("TZ");
	tzset();
	ck_assert_str_eq(name, "gonio-20261125-1432.gonio");
}
END_TEST

static const struct {
	int64_t     t_ns, duration_ns;
	const char *type, *text;
} wanted[] = {
	{ 1 * S_NS, 2 * S_NS, "rep", "set 1 repetition 3 left partial" },
	{ 9 * S_NS, 0, "revised", "" },
	{ 1 * S_NS, 7 * S_NS, "set", "set 2: 5 repetitions, 4 full" },
	{ 3, 0, "gap", "wrist_l: gone" },
	{ 4, 0, "back", "wrist_l: plugged in again" },
	{ 5, 0, "end", "x" },
	{ 6, 0, "mark", "it hurts" },
	{ 7, 0, "exercise", "squat" },
	{ 8, 0, "count_corrected", "12" },
	{ 9, 0, "effort", "set 1: 7" },
	{ 10, 0, "person", "age 71" },
	{ 11, 0, "go", "" },
	{ 12, 0, "stage", "2" },
	{ 13, 0, "no_result", "y" },
};

#define N_WANTED (sizeof(wanted) / sizeof(*wanted))

static void tell_events(struct gn_keep *k)
{
	struct gn_session_event rep = { .kind = GN_EV_REP, .u.rep = {
		.set = 1, .n = 3, .side = GN_SIDE_LEFT, .provisional = 1,
		.kind = GN_REP_PARTIAL, .start_ns = S_NS, .end_ns = 3 * S_NS,
	} };
	struct gn_session_event set = { .kind = GN_EV_SET, .u.set = {
		.n = 2, .reps = 5, .full = 4, .start_ns = S_NS,
		.end_ns = 8 * S_NS,
	} };
	struct gn_session_event revise = { .kind = GN_EV_REVISE };
	struct gn_session_event reject = { .kind = GN_EV_REJECT };

	gn_keep_session(k, 9 * S_NS, &rep);
	rep.u.rep.provisional = 0;
	gn_keep_session(k, 9 * S_NS, &rep);
	gn_keep_session(k, 9 * S_NS, &revise);
	gn_keep_session(k, 9 * S_NS, &reject);
	gn_keep_session(k, 9 * S_NS, &set);
	for (int i = 3; i < (int)N_WANTED; i++)
		gn_keep_event(k, i, 0, (enum gn_keep_event)(GN_KEEP_GAP + i -
			      3), wanted[i].text);
}

static int same_event(void *user, const struct gn_rec_event *e)
{
	size_t i = (*(size_t *)user)++;

	ck_assert_uint_lt(i, N_WANTED);
	ck_assert_int_eq(e->t_ns, wanted[i].t_ns);
	ck_assert_int_eq(e->duration_ns, wanted[i].duration_ns);
	ck_assert_str_eq(e->type, wanted[i].type);
	ck_assert_str_eq(e->text, wanted[i].text);
	return 0;
}

START_TEST(what_is_given_comes_back)
{
	struct gn_keep *k = start("a.gonio");
	const struct gn_rec_meta *m;
	struct gn_rec *r;
	size_t n = 0;

	ck_assert_int_eq(put(k, 0, 5000, NULL), GN_OK);
	tell_events(k);
	ck_assert_int_eq(gn_keep_error(k), GN_OK);
	ck_assert_int_eq(gn_keep_close(k, NULL), GN_OK);
	ck_assert_int_eq(gn_keep_close(NULL, NULL), GN_OK);
	r = rt_open("a.gonio");
	m = gn_rec_meta(r);
	ck_assert_str_eq(m->patient, PATIENT64);
	ck_assert_str_eq(m->exercise, "biceps_curl");
	ck_assert_str_eq(m->software, "gonio 0.1.0, algorithm " GN_ALGORITHM);
	ck_assert_str_eq(m->device, "sim:one + sim:two");
	ck_assert_int_eq(m->started_unix_ns, 1795609920 * S_NS);
	ck_assert_uint_eq(m->n_sensors, 3);
	ck_assert_str_eq(m->sensors[2].name, "wrist_x");
	ck_assert_uint_eq(gn_rec_tail(r)->closed, 1);
	ck_assert_int_eq(gn_rec_events(r, same_event, &n, NULL), GN_OK);
	ck_assert_uint_eq(n, N_WANTED);
	ck_assert_int_eq(rt_read(r, 100, &n), GN_EOF);
	ck_assert_uint_eq(n, 5000);
	gn_rec_reader_close(r);
}
END_TEST

static int longest_text(void *user, const struct gn_rec_event *e)
{
	(void)user;
	return strlen(e->text) == 4096 ? 1 : -1;
}

START_TEST(long_texts_are_cut)
{
	struct gn_keep_about about = { .path = files_path("a.gonio"),
				       .exercise = "" };
	static char text[6000];
	struct gn_keep *k = NULL;
	struct gn_rec *r;

	memset(text, 'x', sizeof(text) - 1);
	memset(info.path, 'p', 125);
	info.path[125] = '\0';
	ck_assert_int_eq(gn_keep_open(&k, &about, &info, NULL), GN_OK);
	gn_keep_event(k, 0, 0, GN_KEEP_MARK, text);
	ck_assert_int_eq(gn_keep_close(k, NULL), GN_OK);
	r = rt_open("a.gonio");
	ck_assert_int_eq(gn_rec_events(r, longest_text, NULL, NULL), 1);
	ck_assert_uint_eq(strlen(gn_rec_meta(r)->device), 127);
	ck_assert_str_eq(gn_rec_meta(r)->device + 123, "p...");
	ck_assert_str_eq(gn_rec_meta(r)->patient, "");
	gn_rec_reader_close(r);
}
END_TEST

static uint64_t on_disk(void)
{
	struct gn_rec *r = rt_open("a.gonio");
	uint64_t n = gn_rec_tail(r)->samples;

	gn_rec_reader_close(r);
	return n;
}

START_TEST(on_disk_once_a_second)
{
	struct gn_keep *k = start("a.gonio");

	ck_assert_int_eq(put(k, 0, 10, NULL), GN_OK);
	ck_assert_int_eq(gn_keep_tick(k, 100 * S_NS, NULL), GN_OK);
	ck_assert_uint_eq(on_disk(), 10);
	ck_assert_int_eq(put(k, 10, 10, NULL), GN_OK);
	ck_assert_int_eq(gn_keep_tick(k, 101 * S_NS - 1, NULL), GN_OK);
	ck_assert_uint_eq(on_disk(), 10);
	ck_assert_int_eq(gn_keep_tick(k, 101 * S_NS, NULL), GN_OK);
	ck_assert_uint_eq(on_disk(), 20);
	ck_assert_int_eq(put(k, 20, 10, NULL), GN_OK);
	ck_assert_int_eq(gn_keep_tick(k, 102 * S_NS - 1, NULL), GN_OK);
	ck_assert_uint_eq(on_disk(), 20);
	ck_assert_int_eq(gn_keep_close(k, NULL), GN_OK);
	ck_assert_uint_eq(on_disk(), 30);
}
END_TEST

START_TEST(first_error_stays)
{
	struct gn_keep *k = start("a.gonio");
	struct gn_sample s = { .sensor = 3 };
	struct gn_diag why = { "" };

	ck_assert_int_eq(put(k, 0, 10, NULL), GN_OK);
	ck_assert_int_eq(gn_keep_samples(k, &s, 1, &why), GN_EINVAL);
	ck_assert_ptr_nonnull(strstr(why.text, "sensor 3"));
	ck_assert_int_eq(gn_keep_error(k), GN_EINVAL);
	ck_assert_int_eq(put(k, 10, 1, NULL), GN_EINVAL);
	gn_keep_event(k, 0, 0, GN_KEEP_MARK, "");
	ck_assert_int_eq(gn_keep_tick(k, 100 * S_NS, NULL), GN_EINVAL);
	memset(&why, 0, sizeof(why));
	ck_assert_int_eq(gn_keep_close(k, &why), GN_EINVAL);
	ck_assert_ptr_nonnull(strstr(why.text, "sensor 3"));
	ck_assert_uint_eq(rt_count("a.gonio"), 10);
}
END_TEST

/* Write until there is no room; the number of samples that are safe. */
static size_t fill(struct gn_keep *k, struct gn_diag *why)
{
	size_t safe = 0;
	int64_t now = 0;

	while (safe < 100000 && !put(k, safe, 500, why) &&
	       !gn_keep_tick(k, now += S_NS, why))
		safe += 500;
	return safe;
}

START_TEST(no_room_keeps_what_there_was)
{
	size_t safe = 0;
	int pipes[2], status = 0;
	pid_t pid;

	ck_assert_int_eq(pipe(pipes), 0);
	pid = fork();
	if (pid == 0) {
		struct rlimit l = { 300000, 300000 };
		struct gn_keep *k = start("a.gonio");
		struct gn_diag why = { "" };

		signal(SIGXFSZ, SIG_IGN);
		setrlimit(RLIMIT_FSIZE, &l);
		safe = fill(k, &why);
		if (write(pipes[1], &safe, sizeof(safe)) < 0 ||
		    !strstr(why.text, "disk is full"))
			_exit(1);
		gn_keep_event(k, 0, 0, GN_KEEP_MARK, "");
		_exit(gn_keep_close(k, &why) == GN_ENOSPC &&
		      strstr(why.text, "disk is full") ? 0 : 2);
	}
	ck_assert_int_eq(read(pipes[0], &safe, sizeof(safe)), sizeof(safe));
	waitpid(pid, &status, 0);
	ck_assert_int_eq(status, 0);
	ck_assert_uint_ge(safe, 1000);
	ck_assert_uint_lt(safe, 100000);
	ck_assert_uint_eq(rt_count("a.gonio"), safe);
	close(pipes[0]);
	close(pipes[1]);
}
END_TEST

/* What only the last moment shows is told as well. */
START_TEST(no_room_at_the_end)
{
	int status = 0;
	pid_t pid = fork();

	if (pid == 0) {
		struct rlimit l = { 40000, 40000 };
		struct gn_keep *k = start("a.gonio");
		struct gn_diag why = { "" };

		signal(SIGXFSZ, SIG_IGN);
		setrlimit(RLIMIT_FSIZE, &l);
		_exit(!put(k, 0, 5000, &why) && !gn_keep_error(k) &&
		      gn_keep_close(k, &why) == GN_ENOSPC &&
		      strstr(why.text, "disk is full") ? 0 : 1);
	}
	waitpid(pid, &status, 0);
	ck_assert_int_eq(status, 0);
}
END_TEST

START_TEST(never_over_another)
{
	struct gn_keep_about about = { .path = files_path("a.gonio"),
				       .exercise = "" };
	struct gn_diag why = { "" };
	struct gn_keep *k = NULL;

	rt_write("a.gonio", 77);
	ck_assert_int_eq(gn_keep_open(&k, &about, &info, &why), GN_EIO);
	ck_assert_ptr_null(k);
	ck_assert_ptr_nonnull(strstr(why.text, "choose another name"));
	ck_assert_uint_eq(rt_count("a.gonio"), 77);
}
END_TEST

/* ---- verification ------------------------------------------------------ */

/* The first 36 s of arm curls and their result; the hash of the samples. */
static void curls(struct gn_analysis *a, struct gn_keep **k, char hash[65])
{
	static struct gn_sample s[1800];
	struct gn_sample_hash h;
	struct gn_source *src = NULL;
	size_t n = 0;

	ck_assert_int_eq(gn_source_open(&src, "sim:curl", NULL), GN_OK);
	info = *gn_source_info(src);
	while (n < 1800)
		n += (size_t)gn_source_read(src, s + n, 1800 - n, 0, NULL);
	gn_source_close(src);
	gn_sample_hash_init(&h);
	gn_sample_hash_push(&h, s, n);
	gn_sample_hash_hex(&h, hash);
	ck_assert_int_eq(gn_analysis_begin(a, &info, "any", cat, NULL, NULL, 0,
					   NULL), GN_OK);
	ck_assert_int_eq(gn_analysis_push(a, s, n, NULL), GN_OK);
	ck_assert_int_eq(gn_analysis_end(a, NULL), GN_OK);
	ck_assert_uint_ge(a->result.n_reps, 4);
	*k = start("a.gonio");
	ck_assert_int_eq(gn_keep_samples(*k, s, n, NULL), GN_OK);
}

START_TEST(verified)
{
	struct gn_analysis a;
	struct gn_verdict v;
	struct gn_keep *k;
	char hash[65], head[256];

	curls(&a, &k, hash);
	gn_keep_result(k, 36 * S_NS, &a.result);
	ck_assert_int_eq(gn_keep_close(k, NULL), GN_OK);
	ck_assert_int_eq(gn_verify(&v, files_path("a.gonio"), cat, NULL), 0);
	ck_assert_int_eq(v.equal, 1);
	ck_assert_str_eq(v.stored, v.now);
	ck_assert_uint_eq(v.attempted, a.result.n_reps);
	ck_assert_str_eq(v.algorithm, GN_ALGORITHM);
	snprintf(head, sizeof(head), "{\"schema\":\"gonio.score/1\","
		 "\"recording\":\"\",\"input_sha256\":\"%s\",", hash);
	ck_assert_mem_eq(v.stored, head, strlen(head));
	gn_verdict_free(&v);
	ck_assert_ptr_null(v.stored);
	gn_analysis_free(&a);
}
END_TEST

START_TEST(another_result_is_noticed)
{
	FILE *nowhere = fopen("/dev/null", "w");
	struct gn_analysis a;
	struct gn_verdict v;
	struct gn_keep *k;
	char hash[65];

	curls(&a, &k, hash);
	gn_keep_result(k, 36 * S_NS, &a.result);        /* the last one holds */
	a.result.reps[2].n = 17;
	gn_keep_result(k, 36 * S_NS, &a.result);
	ck_assert_int_eq(gn_keep_close(k, NULL), GN_OK);
	ck_assert_int_eq(gn_verify(&v, files_path("a.gonio"), cat, NULL), 0);
	ck_assert_int_eq(v.equal, 0);
	ck_assert_uint_eq(gn_json_diff(v.stored, v.now, nowhere), 1);
	fclose(nowhere);
	gn_verdict_free(&v);
	gn_analysis_free(&a);
}
END_TEST

static void no_result(const char *said)
{
	struct gn_diag why = { "" };
	struct gn_verdict v;

	ck_assert_int_eq(gn_verify(&v, files_path("a.gonio"), cat, &why),
			 GN_ENODATA);
	ck_assert_msg(strstr(why.text, said) != NULL, "%s", why.text);
	ck_assert_msg(strstr(why.text, "20 samples") != NULL, "%s", why.text);
	ck_assert_ptr_null(v.stored);
}

START_TEST(without_a_result)
{
	struct gn_keep *k = start("a.gonio");
	struct gn_diag why = { "" };
	struct gn_verdict v;

	ck_assert_int_eq(put(k, 0, 20, NULL), GN_OK);
	ck_assert_int_eq(gn_keep_tick(k, 100 * S_NS, NULL), GN_OK);
	no_result("cut off");
	ck_assert_int_eq(gn_keep_close(k, NULL), GN_OK);
	no_result("the session gave none");
	ck_assert_int_eq(gn_verify(&v, files_path("b"), cat, &why), GN_ENOENT);
}
END_TEST

/* A provisional one is none to compare with. */
START_TEST(only_final_results_count)
{
	struct gn_rec_writer *w = rt_create("a.gonio");

	ck_assert_int_eq(rt_put(w, 0, 20), GN_OK);
	ck_assert_int_eq(gn_rec_result(w, 1, 0, "1.0", "{}", NULL), GN_OK);
	ck_assert_int_eq(gn_rec_close(w, NULL), GN_OK);
	no_result("the session gave none");
}
END_TEST

static const struct {
	const char *a, *b, *shown;
	size_t n;
} diffs[] = {
	{ "{\"x\":1}\n", "{\"x\":1}\n", "", 0 },
	{ "{\"x\":1}\n", "{\"x\":2}\n", "- {\"x\":1}\n+ {\"x\":2}\n", 1 },
	{ "[{1},{2}]", "[{1},{3}]", "- {2}]\n+ {3}]\n", 1 },
	{ "{1}", "{1}{2}", "+ {2}\n", 1 },
	{ "{1}{2}", "{1}", "- {2}\n", 1 },
	{ "{1\033\177}", "{1}", "- {1??}\n+ {1}\n", 1 },
	{ "{1}{2}{3}{4}{5}", "{1}{a}{b}{c}{d}",
	  "- {2}\n+ {a}\n- {3}\n+ {b}\n- {4}\n+ {c}\n", 4 },
	{ "{ 2 4 6 8 0 2 4 6 8 0 2 4 6 8 0 2 4 6 8 0 2 4 6 8 0 2 4 6 8 0 2 4 "
	  "6 8 0 2 4 6 8 0 2 4 6 8 0 A 2 4 6 8 0 2 4 6 8 0 2 4 6 8 0 2 4 6 8 "
	  "0 2}", "{ 2 4 6 8 0 2 4 6 8 0 2 4 6 8 0 2 4 6 8 0 2 4 6 8 0 2 4 6 "
	  "8 0 2 4 6 8 0 2 4 6 8 0 2 4 6 8 0 B}",
	  /* 40 bytes before the place, 76 in all */
	  "- ...2 4 6 8 0 2 4 6 8 0 2 4 6 8 0 2 4 6 8 0 A 2 4 6 8 0 2 4 6 8 "
	  "0 2 4 6 8 0 2 4 ...\n+ ...2 4 6 8 0 2 4 6 8 0 2 4 6 8 0 2 4 6 8 0 "
	  "B}\n", 1 },
};

START_TEST(differences_are_shown)
{
	char *text = NULL;
	size_t size = 0;
	FILE *to = open_memstream(&text, &size);

	ck_assert_uint_eq(gn_json_diff(diffs[_i].a, diffs[_i].b, to),
			  diffs[_i].n);
	fclose(to);
	ck_assert_str_eq(text, diffs[_i].shown);
	free(text);
}
END_TEST

/* Every allocation refused once: an error, and nothing is left behind. */
START_TEST(out_of_memory)
{
	struct gn_analysis a;
	struct gn_verdict v;
	struct gn_keep *k;
	char hash[65], path[512];
	int err = GN_ENOMEM, left = 0, n = 0;

	curls(&a, &k, hash);
	gn_keep_result(k, 36 * S_NS, &a.result);
	ck_assert_int_eq(gn_keep_close(k, NULL), GN_OK);
	snprintf(path, sizeof(path), "%s", files_path("a.gonio"));
	while (err == GN_ENOMEM && !left && n < 200) {
		fault_start(++n);
		err = gn_verify(&v, path, cat, NULL);
		if (!err)
			gn_verdict_free(&v);
		left = fault_stop().live;
	}
	ck_assert_int_eq(left, 0);
	ck_assert_int_eq(err, GN_OK);
	ck_assert_int_gt(n, 10);
	gn_analysis_free(&a);
}
END_TEST

Suite *suite_keep(void)
{
	Suite *s = suite_create("keep");
	TCase *c = tcase_create("recorder");
	TCase *v = tcase_create("verify");

	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_checked_fixture(v, setup, teardown);
	tcase_set_timeout(v, 30);
	tcase_add_test(c, named_by_local_time);
	tcase_add_test(c, what_is_given_comes_back);
	tcase_add_test(c, long_texts_are_cut);
	tcase_add_test(c, on_disk_once_a_second);
	tcase_add_test(c, first_error_stays);
	tcase_add_test(c, no_room_keeps_what_there_was);
	tcase_add_test(c, no_room_at_the_end);
	tcase_add_test(c, never_over_another);
	tcase_add_test(v, verified);
	tcase_add_test(v, another_result_is_noticed);
	tcase_add_test(v, without_a_result);
	tcase_add_test(v, only_final_results_count);
	tcase_add_loop_test(v, differences_are_shown, 0,
			    sizeof(diffs) / sizeof(*diffs));
	tcase_add_test(v, out_of_memory);
	suite_add_tcase(s, c);
	suite_add_tcase(s, v);
	return s;
}
