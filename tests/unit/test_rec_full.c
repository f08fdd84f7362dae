/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <errno.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "files.h"
#include "gonio/rec.h"
#include "lib/store/rec_block.h"
#include "rectest.h"
#include "suites.h"

/*
 * The disk gets full after any number of bytes: one plain error that stays,
 * and all that was synced can be read. The writer is a child, so that what
 * is done to it ends with it.
 */

static size_t room;

/* As write() on a disk with so much room left: what fits, then ENOSPC. */
static ssize_t put_at(int fd, const void *p, size_t n, off_t at)
{
	ssize_t done;

	if (!room && n) {
		errno = ENOSPC;
		return -1;
	}
	done = pwrite(fd, p, n < room ? n : room, at);
	if (done > 0)
		room -= (size_t)done;
	return done;
}

/* SQLite lets its own system calls be replaced. */
static void full_after(size_t bytes)
{
	sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);
	sqlite3_syscall_ptr to = (sqlite3_syscall_ptr)put_at;

	room = bytes;
	if (!vfs || vfs->iVersion < 3 ||
	    vfs->xSetSystemCall(vfs, "pwrite", to) ||
	    vfs->xSetSystemCall(vfs, "pwrite64", to))
		_exit(9);
}

static void limited_to(size_t bytes)
{
	struct rlimit l = { bytes, bytes };

	signal(SIGXFSZ, SIG_IGN);
	if (setrlimit(RLIMIT_FSIZE, &l))
		_exit(9);
}

struct child {
	void (*limit)(size_t bytes);
	size_t bytes, step;
	int    before;          /* 1: limited before the file is made */
};

static int is_plain(const struct gn_diag *why)
{
	return strstr(why->text, "a.gonio: the disk is full") &&
	       !strchr(why->text, '\n');
}

/* Tells how many samples were synced before the disk was full; exit code 0:
 * all was as it must be, 1: so was that there is no file. */
static int child(const struct child *c, int to)
{
	const char *path = files_path("a.gonio");
	struct gn_rec_writer *w = NULL;
	struct gn_diag why = { "" };
	size_t synced = 0;
	int err;

	if (c->before)
		c->limit(c->bytes);
	err = gn_rec_create(&w, path, &rt_meta, &why);
	if (err)
		return err == GN_ENOSPC && is_plain(&why) && !w ? 1 : 2;
	if (!c->before)
		c->limit(c->bytes);
	for (size_t i = 0; !err && i < 1000000; i += c->step) {
		err = rt_put(w, i, c->step);
		if (!err)
			err = gn_rec_sync(w, &why);
		if (!err)
			synced = i + c->step;
	}
	if (write(to, &synced, sizeof(synced)) < 0)
		return 3;
	if (gn_rec_sync(w, &why) != GN_ENOSPC || !is_plain(&why))
		return 4;
	if (err != GN_ENOSPC || rt_put(w, 0, 1) != GN_ENOSPC ||
	    gn_rec_event(w, 0, 0, "x", "", NULL) != GN_ENOSPC ||
	    gn_rec_result(w, 0, 0, "x", "{}", NULL) != GN_ENOSPC)
		return 5;
	return gn_rec_close(w, &why) == GN_ENOSPC && is_plain(&why) ? 0 : 6;
}

/* Samples that were synced; all are there. -1: no file could be made. */
static long check(const struct child *c)
{
	size_t synced = 0;
	int pipes[2], status = 0;
	pid_t pid;

	ck_assert_int_eq(pipe(pipes), 0);
	pid = fork();
	if (pid == 0)
		_exit(child(c, pipes[1]));
	close(pipes[1]);
	waitpid(pid, &status, 0);
	ck_assert(WIFEXITED(status));
	ck_assert_msg(WEXITSTATUS(status) < 2, "%zu bytes: %d", c->bytes,
		      WEXITSTATUS(status));
	if (WEXITSTATUS(status)) {
		ck_assert_int_ne(access(files_path("a.gonio"), F_OK), 0);
		ck_assert_int_ne(access(files_path("a.gonio-journal"), F_OK),
				 0);
		close(pipes[0]);
		return -1;
	}
	ck_assert_int_eq(read(pipes[0], &synced, sizeof(synced)),
			 sizeof(synced));
	close(pipes[0]);
	ck_assert_uint_eq(rt_count("a.gonio"), synced);
	return (long)synced;
}

static void again(void)
{
	files_close();
	files_open();
}

/* From a disk that takes nothing to one that is full in the 10th second. */
START_TEST(a_full_disk_keeps_what_was_synced)
{
	struct child c = { full_after, 0, 500, 1 };
	int none = 0, some = 0;
	long n;

	for (size_t i = 0; i < 14; i++, again()) {
		c.bytes = i * i * 1500;
		n = check(&c);
		none += n < 0;
		some += n > 0;
	}
	ck_assert_int_ge(none, 3);
	ck_assert_int_ge(some, 3);
}
END_TEST

/* Full while the log is copied into the file, which is done at 4 MB. */
START_TEST(a_disk_full_at_a_checkpoint_keeps_what_was_synced)
{
	struct child c = { full_after, 5000000, 4 * GN_REC_BLOCK, 0 };

	ck_assert_int_gt(check(&c), 100000);
}
END_TEST

START_TEST(a_limit_of_size_is_a_full_disk)
{
	struct child c = { limited_to, 300000, 500, 0 };

	ck_assert_int_gt(check(&c), 1000);
	again();
	c.bytes = 10000;
	c.before = 1;
	ck_assert_int_eq(check(&c), -1);
}
END_TEST

Suite *suite_rec_full(void)
{
	Suite *s = suite_create("rec_full");
	TCase *full = tcase_create("full");

	tcase_add_checked_fixture(full, rt_setup, files_close);
	tcase_set_timeout(full, 60);
	tcase_add_test(full, a_full_disk_keeps_what_was_synced);
	tcase_add_test(full, a_disk_full_at_a_checkpoint_keeps_what_was_synced);
	tcase_add_test(full, a_limit_of_size_is_a_full_disk);
	suite_add_tcase(s, full);
	return s;
}
