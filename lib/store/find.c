/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "bids.h"
#include "gonio/recording.h"
#include "maker.h"

/* Deepest folder below the one given; BIDS needs 4. */
#define DEPTH_MAX 12

struct list {
	char **path;
	size_t n, cap;
};

static int list_add(struct list *l, const char *path, struct gn_diag *why)
{
	size_t len = strlen(path) + 1;
	char *copy;

	if (l->n == l->cap) {
		size_t cap = l->cap ? 2 * l->cap : 64;
		char **grown = malloc(cap * sizeof(*grown));

		if (!grown)
			return gn_diag_set(why, GN_ENOMEM, "%s: out of memory",
					   path);
		if (l->n)
			memcpy(grown, l->path, l->n * sizeof(*grown));
		free(l->path);
		l->path = grown;
		l->cap = cap;
	}
	copy = malloc(len);
	if (!copy)
		return gn_diag_set(why, GN_ENOMEM, "%s: out of memory", path);
	memcpy(copy, path, len);
	l->path[l->n++] = copy;
	return GN_OK;
}

static int ends_in(const char *name, const char *ending)
{
	size_t n = strlen(name), m = strlen(ending);

	return n > m && !strcasecmp(name + n - m, ending);
}

static int exists(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0;
}

/* A table that is no recording: BIDS keeps several kinds of .tsv. */
static int is_plain_table(const char *dir, const char *name)
{
	char map[GN_PATH_MAX + 8];
	const char *dot = strrchr(name, '.');

	if (ends_in(name, ".csv"))
		return 1;
	if (!ends_in(name, ".tsv") && !ends_in(name, ".txt"))
		return 0;
	/* a .tsv or .txt only with a column map, or named as some maker's
	 * program does: too many are something else */
	if (gn_maker_same(name, name))
		return 1;
	snprintf(map, sizeof(map), "%s/%.*s.map.json", dir,
		 (int)(dot - name), name);
	return exists(map);
}

static int walk(struct list *l, const char *dir, int depth,
		struct gn_diag *why);

static int visit(struct list *l, const char *dir, const char *name, int depth,
		 struct gn_diag *why)
{
	char path[2 * GN_PATH_MAX];
	struct stat st;

	if (name[0] == '.')
		return GN_OK;
	if (strlen(dir) + strlen(name) + 2 > GN_PATH_MAX)
		return gn_diag_set(why, GN_EIO,
				   "%.200s/%.100s: the path is longer than %d "
				   "bytes", dir, name, GN_PATH_MAX - 1);
	snprintf(path, sizeof(path), "%s/%s", dir, name);
	if (stat(path, &st))
		return GN_OK;   /* a dangling link, or just deleted */
	if (S_ISDIR(st.st_mode))
		return depth < DEPTH_MAX ? walk(l, path, depth + 1, why)
					 : GN_OK;
	if (gn_bids_is_motion(name))
		return gn_bids_is_ref(name) ? GN_OK : list_add(l, path, why);
	return ends_in(name, ".gonio") || ends_in(name, ".cwa") ||
	       ends_in(name, ".h5") ||
	       is_plain_table(dir, name) ?
	       list_add(l, path, why) : GN_OK;
}

static int walk(struct list *l, const char *dir, int depth,
		struct gn_diag *why)
{
	struct dirent *e;
	int err = GN_OK;
	DIR *d = opendir(dir);

	if (!d)
		return gn_diag_set(why, GN_EIO,
				   "%s: the folder cannot be read: %s", dir,
				   strerror(errno));
	while (!err && (e = readdir(d)) != NULL)
		err = visit(l, dir, e->d_name, depth, why);
	closedir(d);
	return err;
}

static int by_name(const void *a, const void *b)
{
	const char *const *pa = a, *const *pb = b;

	return strcmp(*pa, *pb);
}

static int same_dir(const char *a, const char *b)
{
	const char *sa = strrchr(a, '/'), *sb = strrchr(b, '/');

	return sa && sb && sa - a == sb - b &&
	       !strncmp(a, b, (size_t)(sa - a));
}

/* Are two files one recording? */
static int one_recording(const char *a, const char *b)
{
	return gn_bids_is_motion(a) ? gn_bids_same_recording(a, b)
				    : gn_maker_same(a, b);
}

/* Keep the first file of each recording; l is sorted. */
static void merge_systems(struct list *l)
{
	size_t kept = 0;

	for (size_t i = 0; i < l->n; i++) {
		char *p = l->path[i];
		int known = 0;

		for (size_t k = kept; k > 0 && !known; k--) {
			if (!same_dir(l->path[k - 1], p))
				break;
			known = one_recording(l->path[k - 1], p);
		}
		if (known)
			free(p);
		else
			l->path[kept++] = p;
	}
	l->n = kept;
}

int gn_recordings_find(const char *path, char ***out, size_t *n,
		       struct gn_diag *why)
{
	struct list l = { NULL, 0, 0 };
	char dir[GN_PATH_MAX];
	struct stat st;
	size_t len = strlen(path);
	int err;

	if (stat(path, &st))
		return gn_diag_set(why, errno == ENOENT ? GN_ENOENT : GN_EIO,
				   "%s: %s; check the path", path,
				   strerror(errno));
	while (len > 1 && path[len - 1] == '/')
		len--;
	if (len >= sizeof(dir))
		return gn_diag_set(why, GN_EIO, "%.60s...: the path is longer "
				   "than %d bytes", path, GN_PATH_MAX - 1);
	snprintf(dir, sizeof(dir), "%.*s", (int)len, path);
	if (S_ISDIR(st.st_mode))
		err = walk(&l, dir, 0, why);
	else
		err = list_add(&l, path, why);
	if (!err && l.n == 0)
		err = gn_diag_set(why, GN_ENODATA,
				  "%s: no recordings in this folder; they are "
				  "called *_motion.tsv, *.csv, *.cwa, "
				  "*.h5 or *.gonio", path);
	if (err) {
		gn_paths_free(l.path, l.n);
		return err;
	}
	qsort(l.path, l.n, sizeof(*l.path), by_name);
	merge_systems(&l);
	*out = l.path;
	*n = l.n;
	return GN_OK;
}

void gn_paths_free(char **paths, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(paths[i]);
	free(paths);
}
