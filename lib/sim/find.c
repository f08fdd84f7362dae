/* SPDX-License-Identifier: MIT */
#include "find.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gonio/sim.h"

/* Where the installed scenarios are; the Makefile says where that is. */
#ifndef GN_DATADIR
#define GN_DATADIR "/usr/local/share/gonio"
#endif

#define ENDING ".cfg"

/* The folder with the scenarios: the first of these that is there. */
static const char *folder(void)
{
	const char *env = getenv("GONIO_SCENARIOS");

	if (env && *env)
		return env;
	if (!access("fixtures/scenarios", R_OK | X_OK))
		return "fixtures/scenarios";
	return GN_DATADIR "/scenarios";
}

static int has_ending(const char *name)
{
	size_t len = strlen(name);

	return len > strlen(ENDING) &&
		!strcmp(name + len - strlen(ENDING), ENDING);
}

int gn_sim_find(const char *name, char path[512], struct gn_diag *why)
{
	int n;

	if (strchr(name, '/') || has_ending(name)) {
		n = snprintf(path, 512, "%s", name);
		if (n >= 512 || access(path, R_OK))
			return gn_diag_set(why, GN_ENOENT, "%s: no such "
					   "scenario file", name);
		return GN_OK;
	}
	n = snprintf(path, 512, "%s/%s" ENDING, folder(), name);
	if (n >= 512 || access(path, R_OK))
		return gn_diag_set(why, GN_ENOENT, "%s: no such scenario in "
				   "%s; give one of its names (simulate "
				   "--list) or the path of a .cfg file", name,
				   folder());
	return GN_OK;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Append name without its ending. */
static int append(char ***list, size_t *n, const char *name)
{
	size_t len = strlen(name) - strlen(ENDING);
	char **more = realloc(*list, (*n + 1) * sizeof(*more));
	char *copy;

	if (!more)
		return GN_ENOMEM;
	*list = more;
	copy = malloc(len + 1);
	if (!copy)
		return GN_ENOMEM;
	memcpy(copy, name, len);
	copy[len] = 0;
	more[(*n)++] = copy;
	return GN_OK;
}

int gn_sim_names(char ***out, size_t *n, struct gn_diag *why)
{
	DIR *dir = opendir(folder());
	struct dirent *e;
	char **list = NULL;
	size_t count = 0;
	int err = GN_OK;

	if (!dir)
		return gn_diag_set(why, GN_ENOENT, "%s: no folder of "
				   "scenarios; set GONIO_SCENARIOS to one",
				   folder());
	for (e = readdir(dir); e && !err; e = readdir(dir))
		if (has_ending(e->d_name))
			err = append(&list, &count, e->d_name);
	closedir(dir);
	if (err) {
		gn_sim_names_free(list, count);
		return gn_diag_set(why, err, "%s: out of memory", folder());
	}
	if (count)
		qsort(list, count, sizeof(*list), by_name);
	*out = list;
	*n = count;
	return GN_OK;
}

void gn_sim_names_free(char **names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(names[i]);
	free(names);
}
