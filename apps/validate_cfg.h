/* SPDX-License-Identifier: MIT */
#ifndef GN_VALIDATE_CFG_H
#define GN_VALIDATE_CFG_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "gonio/err.h"

/*
 * The text files that say what `gonio validate` is to simulate: in libconfig
 * syntax, plain numbers and lists of them, and `kind`, which says what of.
 */
#define GN_CFG_VALUES 16        /* most numbers of a list */

struct gn_cfg_list {
	double v[GN_CFG_VALUES];
	size_t n;               /* 0: not named */
};

enum gn_cfg_type {
	GN_CFG_WHOLE,           /* uint32_t */
	GN_CFG_REAL,            /* double */
	GN_CFG_LIST             /* struct gn_cfg_list */
};

/* A field of the file, and where it goes. */
struct gn_cfg_field {
	const char      *name;
	enum gn_cfg_type type;
	size_t           at;            /* offset in the structure */
	double           least, most;   /* of each number */
};

/**
 * Read a file into a structure; fields that it does not name stay.
 *
 * @param[in]     kind  what the file's has to be
 * @param[in,out] to    may be partly filled on error
 * @param[out]    why   file, line and field on error
 * @retval GN_OK, GN_ENOENT, GN_EFORMAT
 */
GN_NODISCARD int gn_cfg_read(const char *path, const char *kind,
			     const struct gn_cfg_field *fields, size_t n,
			     void *to, struct gn_diag *why);

/* The kind of a file; one that names none is the first, "asymmetry". The same
 * returns. */
GN_NODISCARD int gn_cfg_kind(const char *path, char kind[24],
			     struct gn_diag *why);

/* A table's name: that of the file, without folder and ending. */
void gn_cfg_name(char out[64], const char *path);

/**
 * Work out the points of a table, jobs at a time.
 *
 * @param[in]  run   point i of n; GN_OK or why there is none
 * @param[out] out   n points of size bytes each; free() them, also on error
 * @retval GN_OK, GN_ENOMEM
 * @retval others    what run() returned for the first that failed
 */
GN_NODISCARD int gn_cfg_points(size_t n, size_t size, unsigned jobs,
			       int (*run)(const void *scene, size_t i,
					  void *point),
			       const void *scene, void **out);

/* One object as a line; it is taken. o NULL: GN_ENOMEM. GN_OK or GN_EIO. */
GN_NODISCARD int gn_cfg_json(FILE *to, json_t *o);

#endif
