/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700       /* nftw */
#include "files.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "skip.h"

static char folder[256];

static void must(int ok, const char *what)
{
	if (ok)
		return;
	perror(what);
	abort();
}

void files_open(void)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(folder, sizeof(folder), "%.200s/gonio.XXXXXX",
		 tmp ? tmp : "/tmp");
	must(mkdtemp(folder) != NULL, "mkdtemp");
}

static int drop(const char *path, const struct stat *st, int type,
		struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path);
}

void files_close(void)
{
	must(nftw(folder, drop, 16, FTW_DEPTH | FTW_PHYS) == 0, folder);
}

const char *files_path(const char *name)
{
	static char path[4][512];
	static int next;
	char *p = path[next++ % 4];

	snprintf(p, sizeof(path[0]), "%s/%.250s", folder, name);
	return p;
}

void files_put_bytes(const char *name, const void *bytes, size_t n)
{
	FILE *f = fopen(files_path(name), "wb");

	must(f != NULL, name);
	must(fwrite(bytes, 1, n, f) == n, name);
	must(fclose(f) == 0, name);
}

void files_put(const char *name, const char *text)
{
	files_put_bytes(name, text, strlen(text));
}

void files_mkdir(const char *name)
{
	must(mkdir(files_path(name), 0777) == 0, name);
}

const char *files_data(void)
{
	const char *dir = getenv("GONIO_DATA");

	if (!dir)
		dir = "../shared/data";
	if (access(dir, R_OK) == 0)
		return dir;
	skip("GONIO_DATA: no such folder");
	return NULL;
}
