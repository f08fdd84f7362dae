/* SPDX-License-Identifier: MIT */
#include "text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

static int read_all(FILE *f, const char *path, char **text, size_t *len,
		    struct gn_diag *why)
{
	struct stat st;
	char *buf;
	size_t n, size;

	if (fstat(fileno(f), &st) || S_ISDIR(st.st_mode))
		return gn_diag_set(why, GN_EIO, "%s: is not a file", path);
	if (st.st_size > GN_TEXT_MAX)
		return gn_diag_set(why, GN_EFORMAT,
				   "%s: larger than %d bytes; this is no "
				   "sidecar file", path, GN_TEXT_MAX);
	size = (size_t)st.st_size;
	buf = malloc(size + 1);
	if (!buf)
		return gn_diag_set(why, GN_ENOMEM, "%s: out of memory", path);
	n = fread(buf, 1, size, f);
	if (ferror(f)) {
		free(buf);
		return gn_diag_set(why, GN_EIO, "%s: cannot be read: %s",
				   path, strerror(errno));
	}
	buf[n] = '\0';
	*text = buf;
	*len = n;
	return GN_OK;
}

int gn_text_load(const char *path, char **text, size_t *len,
		 struct gn_diag *why)
{
	FILE *f = fopen(path, "rb");
	int err;

	if (!f && errno == ENOENT)
		return gn_diag_set(why, GN_ENOENT, "%s: no such file", path);
	if (!f)
		return gn_diag_set(why, GN_EIO, "%s: cannot be opened: %s",
				   path, strerror(errno));
	err = read_all(f, path, text, len, why);
	fclose(f);
	return err;
}

static int split(char *p, char *stop, struct gn_fields *out)
{
	out->n = 0;
	for (;;) {
		char *tab = memchr(p, '\t', (size_t)(stop - p));

		if (out->n == GN_FIELDS_MAX)
			return GN_EFORMAT;
		out->f[out->n++] = p;
		if (!tab)
			break;
		*tab = '\0';
		p = tab + 1;
	}
	*stop = '\0';
	return 1;
}

int gn_text_fields(char **p, char *end, size_t *line, struct gn_fields *out)
{
	while (*p < end) {
		char *start = *p;
		char *stop = memchr(start, '\n', (size_t)(end - start));

		if (!stop)
			stop = end;
		*p = stop < end ? stop + 1 : end;
		++*line;
		if (stop > start && stop[-1] == '\r')
			stop--;
		if (stop > start)
			return split(start, stop, out);
	}
	return 0;
}

int gn_fields_find(const struct gn_fields *f, const char *name)
{
	for (size_t i = 0; i < f->n; i++)
		if (!strcasecmp(f->f[i], name))
			return (int)i;
	return -1;
}

const char *gn_field(const struct gn_fields *f, int i)
{
	return i >= 0 && (size_t)i < f->n ? f->f[i] : "";
}
