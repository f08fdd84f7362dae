/* SPDX-License-Identifier: MIT */
#include "bids.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#define MOTION "_motion.tsv"
#define TRACKSYS "_tracksys-"

const char *gn_base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

int gn_bids_is_motion(const char *path)
{
	size_t n = strlen(path), m = strlen(MOTION);

	return n > m && !strcmp(path + n - m, MOTION);
}

int gn_bids_is_ref(const char *path)
{
	char system[32];

	gn_bids_entity(path, "tracksys", system, sizeof(system));
	return !strcmp(system, "ref");
}

int gn_bids_beside(const char *path, const char *ending, char out[GN_PATH_MAX])
{
	size_t stem;

	if (!gn_bids_is_motion(path))
		return GN_EINVAL;
	stem = strlen(path) - strlen(MOTION);
	if (stem + strlen(ending) >= GN_PATH_MAX)
		return GN_EINVAL;
	snprintf(out, GN_PATH_MAX, "%.*s%s", (int)stem, path, ending);
	return GN_OK;
}

void gn_bids_entity(const char *path, const char *key, char *out, size_t size)
{
	const char *p = gn_base_name(path);
	size_t len = strlen(key), n;

	out[0] = '\0';
	for (; *p; p += strcspn(p, "_"), p += *p == '_') {
		if (strncmp(p, key, len) != 0 || p[len] != '-')
			continue;
		n = strcspn(p + len + 1, "_.");
		snprintf(out, size, "%.*s", (int)n, p + len + 1);
		return;
	}
}

int gn_bids_same_recording(const char *a, const char *b)
{
	const char *ta, *tb;
	size_t na, nb;

	a = gn_base_name(a);
	b = gn_base_name(b);
	ta = strstr(a, TRACKSYS);
	tb = strstr(b, TRACKSYS);
	if (!ta || !tb)
		return !strcmp(a, b);
	na = (size_t)(ta - a);
	nb = (size_t)(tb - b);
	if (na != nb || strncmp(a, b, na) != 0)
		return 0;
	ta += strlen(TRACKSYS);
	tb += strlen(TRACKSYS);
	return !strcmp(ta + strcspn(ta, "_"), tb + strcspn(tb, "_"));
}

static void insert_sorted(char list[GN_SYSTEMS_MAX][GN_PATH_MAX], size_t n,
			  const char *path)
{
	size_t i = n;

	for (; i > 0 && strcmp(list[i - 1], path) > 0; i--)
		memcpy(list[i], list[i - 1], GN_PATH_MAX);
	snprintf(list[i], GN_PATH_MAX, "%s", path);
}

int gn_files_beside(const char *path, int (*same)(const char *, const char *),
		    char out[GN_SYSTEMS_MAX][GN_PATH_MAX], size_t *n,
		    struct gn_diag *why)
{
	size_t dir_len = (size_t)(gn_base_name(path) - path);
	char dir[GN_PATH_MAX], full[GN_PATH_MAX];
	struct dirent *e;
	int err = GN_OK;
	DIR *d;

	snprintf(dir, sizeof(dir), "%.*s", (int)dir_len, path);
	d = opendir(dir_len ? dir : ".");
	if (!d)
		return gn_diag_set(why, GN_EIO,
				   "%s: the folder cannot be read: %s", dir,
				   strerror(errno));
	*n = 0;
	while (!err && (e = readdir(d)) != NULL) {
		if (!same(e->d_name, gn_base_name(path)) ||
		    dir_len + strlen(e->d_name) >= sizeof(full))
			continue;
		snprintf(full, sizeof(full), "%.*s%.*s", (int)dir_len, path,
			 (int)(sizeof(full) - 1 - dir_len), e->d_name);
		if (*n == GN_SYSTEMS_MAX)
			err = gn_diag_set(why, GN_EFORMAT,
					  "%s: more than %d files in one "
					  "recording", path, GN_SYSTEMS_MAX);
		else
			insert_sorted(out, (*n)++, full);
	}
	closedir(d);
	return err;
}

/* Sensors of the same recording. */
static int is_system_of(const char *name, const char *path)
{
	return gn_bids_is_motion(name) && !gn_bids_is_ref(name) &&
	       gn_bids_same_recording(name, path);
}

int gn_bids_systems(const char *path, char out[GN_SYSTEMS_MAX][GN_PATH_MAX],
		    size_t *n, struct gn_diag *why)
{
	return gn_files_beside(path, is_system_of, out, n, why);
}
