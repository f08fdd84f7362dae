/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "files.h"
#include "gonio/rec.h"
#include "lib/store/rec_block.h"
#include "rectest.h"
#include "suites.h"

/*
 * Loss of power. SQLite's VFS is watched: what a file held when it was last
 * synced is kept in the folder "disk". At each sync, before it is done, the
 * power goes: of all that was written since, any sector may be on the disk or
 * not. What gn_rec_sync() had promised must be in what is left.
 */
#define SECTOR   512
#define FILE_MAX ((size_t)16 << 20)

static struct {
	sqlite3_vfs *real, vfs;
	sqlite3_io_methods io[8];       /* as the real ones, but for xSync */
	int         (*sync[8])(sqlite3_file *f, int flags);
	sqlite3_file *file[8];
	char          name[8][40];
	uint8_t       is_new[8];        /* and never synced */
	long          promised;         /* samples; -1: nothing yet */
	int           losses;
	uint64_t      random;
} p;

#define NAMES 3

static const char *const names[NAMES] = {
	"a.gonio", "a.gonio-wal", "a.gonio-journal",
};

static uint8_t now[FILE_MAX], then[FILE_MAX];

static int coin(void)
{
	p.random = p.random * 6364136223846793005 + 1442695040888963407;
	return (int)(p.random >> 63);
}

/* The bytes of a file; -1 where there is none. */
static long load(const char *folder, const char *name, uint8_t *to)
{
	char at[80];
	FILE *f;
	size_t n;

	snprintf(at, sizeof(at), "%s/%s", folder, name);
	f = fopen(files_path(at), "rb");
	if (!f)
		return -1;
	n = fread(to, 1, FILE_MAX, f);
	fclose(f);
	ck_assert_uint_lt(n, FILE_MAX);
	return (long)n;
}

static void store(const char *folder, const char *name, const uint8_t *from,
		  long n)
{
	char at[80];

	snprintf(at, sizeof(at), "%s/%s", folder, name);
	if (n < 0)
		remove(files_path(at));
	else
		files_put_bytes(at, from, (size_t)n);
}

/* What is left of a file: each sector as it was, or as it is. */
static void lose(const char *name, int all)
{
	long was = load("disk", name, then), is = load(".", name, now);
	long n = all || coin() ? was : is;

	if (was >= 0 && is >= 0)
		for (long i = 0; i < is; i += SECTOR)
			if (!all && coin())
				memcpy(then + i, now + i, SECTOR);
	store("lost", name, then, was < 0 ? -1 : n);
	memset(then, 0, sizeof(then));
}

static void power_goes(int all)
{
	if (p.promised < 0)
		return;
	for (int i = 0; i < NAMES; i++)
		lose(names[i], all);
	sqlite3_vfs_register(p.real, 1);
	ck_assert_int_ge((long)rt_count("lost/a.gonio"), p.promised);
	sqlite3_vfs_register(&p.vfs, 1);
	remove(files_path("lost/a.gonio-wal"));
	remove(files_path("lost/a.gonio-shm"));
	p.losses++;
}

static void sync_folder(void)
{
	for (int i = 0; i < NAMES; i++)
		if (access(files_path(names[i]), F_OK))
			store("disk", names[i], now, -1);
}

static int synced(sqlite3_file *f, int flags)
{
	int i = 0;

	while (p.file[i] != f)
		i++;
	power_goes(coin());
	/* SQLite syncs the folder with a new journal or log */
	if (p.is_new[i])
		sync_folder();
	p.is_new[i] = 0;
	store("disk", p.name[i], now, load(".", p.name[i], now));
	return p.sync[i](f, flags);
}

static int opened(sqlite3_vfs *vfs, const char *name, sqlite3_file *f,
		  int flags, int *got)
{
	int i = 0, rc = p.real->xOpen(vfs, name, f, flags, got);

	if (rc || !name)
		return rc;
	while (p.file[i] && p.file[i] != f)
		i++;
	ck_assert_int_lt(i, 8);
	p.file[i] = f;
	snprintf(p.name[i], sizeof(p.name[i]), "%s", strrchr(name, '/') + 1);
	p.is_new[i] = (flags & SQLITE_OPEN_CREATE) &&
		      (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL));
	p.io[i] = *f->pMethods;
	p.sync[i] = p.io[i].xSync;
	p.io[i].xSync = synced;
	f->pMethods = &p.io[i];
	return SQLITE_OK;
}

/* Gone from the disk only when the folder is synced, here or later. */
static int deleted(sqlite3_vfs *vfs, const char *name, int sync)
{
	int rc = p.real->xDelete(vfs, name, sync);

	if (!rc && sync)
		sync_folder();
	return rc;
}

static void setup(void)
{
	rt_setup();
	files_mkdir("disk");
	files_mkdir("lost");
	memset(&p, 0, sizeof(p));
	p.promised = -1;
	p.real = sqlite3_vfs_find(NULL);
	p.vfs = *p.real;
	p.vfs.zName = "power";
	p.vfs.xOpen = opened;
	p.vfs.xDelete = deleted;
	ck_assert_int_eq(sqlite3_vfs_register(&p.vfs, 1), SQLITE_OK);
}

static void teardown(void)
{
	sqlite3_vfs_register(p.real, 1);
	sqlite3_vfs_unregister(&p.vfs);
	files_close();
}

/* Little at a time, and so much that the log is copied into the file. */
static const size_t step[] = { 300, 5 * GN_REC_BLOCK }, syncs[] = { 16, 9 };

START_TEST(loss_of_power_loses_nothing_that_was_synced)
{
	struct gn_rec_writer *w = rt_create("a.gonio");

	p.random = (uint64_t)_i;
	p.promised = 0;
	for (size_t i = 0; i < syncs[_i]; i++) {
		ck_assert_int_eq(rt_put(w, i * step[_i], step[_i]), GN_OK);
		ck_assert_int_eq(gn_rec_sync(w, NULL), GN_OK);
		p.promised += (long)step[_i];
		power_goes(coin());
	}
	ck_assert(_i == 0 || load(".", "a.gonio", now) > 1000000);
	ck_assert_int_eq(gn_rec_close(w, NULL), GN_OK);
	power_goes(coin());
	ck_assert_int_ge(p.losses, 2 * (int)syncs[_i]);
}
END_TEST

Suite *suite_rec_power(void)
{
	Suite *s = suite_create("rec_power");
	TCase *power = tcase_create("power");

	tcase_add_checked_fixture(power, setup, teardown);
	tcase_set_timeout(power, 60);
	tcase_add_loop_test(power, loss_of_power_loses_nothing_that_was_synced,
			    0, 2);
	suite_add_tcase(s, power);
	return s;
}
