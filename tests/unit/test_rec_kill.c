/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "files.h"
#include "gonio/rec.h"
#include "rectest.h"
#include "suites.h"

/*
 * A writer that is killed at any moment, kill -9: all that it had synced is
 * there bit for bit, and the file is read to its end without an error.
 *
 * GN_KILL_ROUNDS: how often (default 12); GN_KILL_SEED: of the moments. Both
 * are named where a round fails.
 */

static uint64_t mix(uint64_t seed, uint64_t round)
{
	uint64_t z = seed + (round + 1) * 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

static unsigned long setting(const char *name, unsigned long otherwise)
{
	const char *text = getenv(name);

	return text && *text ? strtoul(text, NULL, 10) : otherwise;
}

/* Write for ever; after each sync, tell how many samples it made safe. Each
 * eighth sync leaves some behind for the next, and an event goes with it. */
static void child(const int pipes[2], size_t step)
{
	const int to = pipes[1];
	struct gn_rec_writer *w = NULL;
	size_t n = 0, safe;

	close(pipes[0]);        /* so that it ends with who reads it */
	if (gn_rec_create(&w, files_path("a.gonio"), &rt_meta, NULL))
		_exit(1);
	for (int i = 0;; i++) {
		if (rt_put(w, n, step))
			_exit(2);
		n += step;
		if (i % 8 == 7)
			continue;
		if (gn_rec_event(w, (int64_t)n, 0, "mark", "", NULL) ||
		    gn_rec_sync(w, NULL))
			_exit(3);
		safe = n;
		if (write(to, &safe, sizeof(safe)) != sizeof(safe))
			_exit(4);
	}
}

static int count_event(void *user, const struct gn_rec_event *e)
{
	size_t *n = user;

	++*n;
	return e->type[0] != 'm';
}

/* All that is in the file is as written; returns how many samples. */
static size_t check_file(size_t step, const char *round)
{
	struct gn_rec *r = rt_open("a.gonio");
	size_t n = 0, events = 0;

	ck_assert_msg(rt_read(r, 4096, &n) == GN_EOF, "%s", round);
	ck_assert_msg(gn_rec_tail(r)->samples == n && n % step == 0, "%s",
		      round);
	ck_assert_msg(!gn_rec_tail(r)->closed, "%s", round);
	ck_assert_msg(!gn_rec_events(r, count_event, &events, NULL) &&
		      events == n / step - n / step / 8, "%s", round);
	ck_assert_msg(!gn_rec_integrity(r, NULL), "%s", round);
	gn_rec_reader_close(r);
	return n;
}

/* Kill it some 0 to 60 ms after its first sync; returns what was synced. */
static size_t one(uint64_t moment, const char *round)
{
	struct timespec wait = { 0, (long)(moment % 60000) * 1000 };
	size_t step = 100 + (size_t)(moment >> 32) % 3000;
	size_t safe = 0, told, n;
	int pipes[2], status = 0;
	pid_t pid;

	ck_assert_int_eq(pipe(pipes), 0);
	pid = fork();
	if (pid == 0)
		child(pipes, step);
	close(pipes[1]);
	ck_assert_msg(read(pipes[0], &safe, sizeof(safe)) == sizeof(safe),
		      "%s", round);
	nanosleep(&wait, NULL);
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	ck_assert_msg(WIFSIGNALED(status), "%s: exit code %d", round,
		      WEXITSTATUS(status));
	while (read(pipes[0], &told, sizeof(told)) == sizeof(told))
		safe = told;
	close(pipes[0]);
	n = check_file(step, round);
	ck_assert_msg(n >= safe, "%s: %zu of %zu samples", round, n, safe);
	return safe;
}

START_TEST(kill_loses_nothing_that_was_synced)
{
	unsigned long rounds = setting("GN_KILL_ROUNDS", 12);
	unsigned long seed = setting("GN_KILL_SEED", 1);
	size_t most = 0, n;
	char round[80];

	for (unsigned long i = 0; i < rounds; i++) {
		snprintf(round, sizeof(round), "GN_KILL_SEED=%lu, round %lu",
			 seed, i);
		n = one(mix(seed, i), round);
		most = n > most ? n : most;
		files_close();
		files_open();
	}
	/* else no round would have tested much */
	ck_assert_uint_gt(most, 3000);
}
END_TEST

/* Before the first sync there is the file, or none, or an empty one. */
START_TEST(kill_at_the_start_leaves_no_wrong_file)
{
	unsigned long rounds = setting("GN_KILL_ROUNDS", 12) / 4;
	unsigned long seed = setting("GN_KILL_SEED", 1);
	struct gn_rec *r = NULL;
	struct timespec wait = { 0, 0 };
	int pipes[2], err;
	pid_t pid;

	for (unsigned long i = 0; i < rounds; i++) {
		ck_assert_int_eq(pipe(pipes), 0);
		pid = fork();
		if (pid == 0)
			child(pipes, 100);
		wait.tv_nsec = (long)(mix(seed, i) % 30000) * 1000;
		nanosleep(&wait, NULL);
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
		close(pipes[0]);
		close(pipes[1]);
		err = gn_rec_open(&r, files_path("a.gonio"), NULL);
		ck_assert_msg(!err || err == GN_ENOENT || err == GN_EFORMAT ||
			      err == GN_EIO, "round %lu: %d", i, err);
		if (!err)
			gn_rec_reader_close(r);
		files_close();
		files_open();
	}
}
END_TEST

Suite *suite_rec_kill(void)
{
	Suite *s = suite_create("rec_kill");
	TCase *kills = tcase_create("kill");
	unsigned long rounds = setting("GN_KILL_ROUNDS", 12);

	tcase_add_checked_fixture(kills, rt_setup, files_close);
	tcase_set_timeout(kills, 60 + 2.0 * (double)rounds);
	tcase_add_test(kills, kill_loses_nothing_that_was_synced);
	tcase_add_test(kills, kill_at_the_start_leaves_no_wrong_file);
	suite_add_tcase(s, kills);
	return s;
}
