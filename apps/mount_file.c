/* SPDX-License-Identifier: MIT */
#include "mount_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mount_text.h"

#define HEAD "sensor\tmount\n"
#define MOTION "_motion.tsv"
#define TABLE ".csv"
#define SYSTEM "_tracksys-"
#define LINE (sizeof(((struct gn_sensor *)0)->name) + GN_MOUNT_TEXT + 8)

/* ---- where it is ------------------------------------------------------- */

/* Less an ending; 0: it has another. */
static size_t stem(const char *path, const char *ending)
{
	size_t len = strlen(path), end = strlen(ending);

	return len > end && !strcmp(path + len - end, ending) ? len - end : 0;
}

/* Its tracking system is no part of the name. */
static int of_data_set(const char *path, int len, char *out, size_t size)
{
	const char *at = strstr(path, SYSTEM), *rest = path + len;
	int head = at ? (int)(at - path) : len;

	if (at)
		rest = at + 1 + strcspn(at + 1, "_");
	if (rest > path + len)
		rest = path + len;
	return (size_t)snprintf(out, size, "%.*s%.*s_" GN_MOUNT_SUFFIX, head,
				path, (int)(path + len - rest), rest) < size;
}

int gn_mount_file_path(const char *recording, char *out, size_t size)
{
	size_t len = stem(recording, MOTION);

	if (len)
		return of_data_set(recording, (int)len, out, size);
	len = stem(recording, TABLE);
	return len && (size_t)snprintf(out, size, "%.*s." GN_MOUNT_SUFFIX,
				       (int)len, recording) < size;
}

/* ---- what is in it ----------------------------------------------------- */

/* A name that ends no field. */
static void put_name(char *to, const char *name)
{
	for (; *name; name++)
		*to++ = (char)((unsigned char)*name < 0x20 ? '_' : *name);
	*to = '\0';
}

int gn_mount_file_text(const struct gn_body *body,
		       const struct gn_sensor *sensors, size_t n, char **out)
{
	size_t room = sizeof(HEAD) + n * LINE, at;
	char *text = malloc(room);
	char name[sizeof(sensors->name)], mount[GN_MOUNT_TEXT];

	*out = NULL;
	if (!text)
		return GN_ENOMEM;
	at = (size_t)snprintf(text, room, HEAD);
	for (size_t i = 0; i < n; i++) {
		if (!gn_mount_text(&body->mount[i], mount))
			continue;
		put_name(name, sensors[i].name);
		at += (size_t)snprintf(text + at, room - at, "%s\t%s\n", name,
				       mount);
		*out = text;
	}
	if (!*out)
		free(text);
	return GN_OK;
}

static int bad_line(struct gn_diag *why, const char *path, int line)
{
	return gn_diag_set(why, GN_EFORMAT, "%s:%d: says not how a sensor sat, "
			   "or in words of a newer gonio; remove the file to "
			   "score without", path, line);
}

/* One row; 1: of a sensor that is there. */
static int take(char *row, const struct gn_sensor *sensors, size_t n,
		struct gn_body *out)
{
	char *tab = strchr(row, '\t'), name[sizeof(sensors->name)];
	struct gn_mount m;

	if (!tab || gn_mount_parse(&m, tab + 1))
		return GN_EFORMAT;
	*tab = '\0';
	for (size_t i = 0; i < n; i++) {
		put_name(name, sensors[i].name);
		if (strcmp(name, row) != 0)
			continue;
		out->mount[i] = m;
		return 1;
	}
	return 0;
}

/* The rows of an open table; lines are counted from 1. */
static int read_rows(FILE *f, const char *path, const struct gn_sensor *sensors,
		     size_t n, struct gn_body *out, struct gn_diag *why)
{
	char row[LINE];
	int told = 0, line = 1;

	if (!fgets(row, sizeof(row), f) || strcmp(row, HEAD) != 0)
		return ferror(f) ? GN_EIO : bad_line(why, path, line);
	while (fgets(row, sizeof(row), f)) {
		size_t len = strcspn(row, "\n");
		int got;

		line++;
		row[len] = '\0';
		got = take(row, sensors, n, out);
		if (got < 0)
			return bad_line(why, path, line);
		told += got;
	}
	return ferror(f) ? GN_EIO : told;
}

int gn_mount_file_read(const char *recording, const struct gn_sensor *sensors,
		       size_t n, struct gn_body *out, struct gn_diag *why)
{
	char path[1200];
	int got;
	FILE *f;

	if (!gn_mount_file_path(recording, path, sizeof(path)))
		return 0;
	f = fopen(path, "r");
	if (!f && (errno == ENOENT || errno == ENOTDIR))
		return 0;
	got = f ? read_rows(f, path, sensors, n, out, why) : GN_EIO;
	if (got == GN_EIO)
		gn_diag_set(why, GN_EIO, "%s: cannot be read: %s", path,
			    strerror(errno));
	if (f)
		fclose(f);
	return got;
}
