/* SPDX-License-Identifier: MIT */
#ifndef GN_STORE_TEXT_H
#define GN_STORE_TEXT_H

#include <stddef.h>

#include "gonio/err.h"

/* Largest sidecar file that is read; real ones have a few kB. */
#define GN_TEXT_MAX (4 * 1024 * 1024)

/* Most fields of one line of a sidecar. */
#define GN_FIELDS_MAX 64

/**
 * Read a whole small file.
 *
 * @param[out] text  malloc'd, with a 0 behind its len bytes; caller frees
 * @retval GN_OK
 * @retval GN_ENOENT  no such file (why is filled)
 * @retval GN_EIO, GN_ENOMEM
 * @retval GN_EFORMAT  larger than GN_TEXT_MAX
 */
GN_NODISCARD int gn_text_load(const char *path, char **text, size_t *len,
			      struct gn_diag *why);

/* A line of tab-separated fields, each cut off with a 0 in place. */
struct gn_fields {
	char  *f[GN_FIELDS_MAX];
	size_t n;
};

/**
 * Take the next line of [*p, end) and split it at tabs, in place. *end must be
 * writable (it becomes the last field's 0). Blank lines are passed over.
 *
 * @param[in,out] p     moved behind the line
 * @param[in,out] line  its number, from 1
 * @return 1, or 0: no line is left, or GN_EFORMAT: too many fields
 */
GN_NODISCARD int gn_text_fields(char **p, char *end, size_t *line,
				struct gn_fields *out);

/* Index of the field that reads name in any case, or -1. */
int gn_fields_find(const struct gn_fields *f, const char *name);

/* Field i, or "" where i is -1 or the line is shorter. */
const char *gn_field(const struct gn_fields *f, int i);

#endif
