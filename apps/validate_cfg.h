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
 * syntax, numbers, texts and lists of them, and `kind`, which says what of.
 */
#define GN_CFG_VALUES 16        /* most numbers of a list */

struct gn_cfg_list {
	double v[GN_CFG_VALUES];
	size_t n;               /* 0: not named */
};

#define GN_CFG_TEXT_MAX 64      /* bytes of a text, its end included */

struct gn_cfg_texts {
	char   v[GN_CFG_VALUES][GN_CFG_TEXT_MAX];
	size_t n;               /* 0: not named */
};

enum gn_cfg_type {
	GN_CFG_WHOLE,           /* uint32_t */
	GN_CFG_REAL,            /* double */
	GN_CFG_LIST,            /* struct gn_cfg_list */
	GN_CFG_TEXT,            /* char[GN_CFG_TEXT_MAX], not empty */
	GN_CFG_TEXTS            /* struct gn_cfg_texts */
};

/* A field of the file, and where it goes. */
struct gn_cfg_field {
	const char      *name;
	enum gn_cfg_type type;
	size_t           at;            /* offset in the structure */
	double           least, most;   /* of each number; of texts: 0 */
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

/* How the points of a kind are worked out and told. */
struct gn_cfg_table {
	size_t size;            /* bytes of a point */
	/* point i, zeroed before; GN_OK or why there is none */
	int  (*run)(const void *scene, size_t i, void *point);
	/* all n of them, for people and a line each for programs; the latter
	 * returns as gn_cfg_json() */
	void (*print)(FILE *to, const void *scene, const void *points,
		      size_t n);
	int  (*json)(FILE *to, const void *scene, const void *points,
		     size_t n);
};

/**
 * Work out n points, jobs at a time, and tell them.
 *
 * @param[in] json    1: to programs
 * @param[in] before  1: other tables were told before it
 * @retval GN_OK, GN_ENOMEM, GN_EIO
 * @retval others     what run() returned for the first that failed
 */
GN_NODISCARD int gn_cfg_show(const struct gn_cfg_table *t, const void *scene,
			     size_t n, unsigned jobs, FILE *to, int json,
			     int before);

/* One object as a line; it is taken. o NULL: GN_ENOMEM. GN_OK or GN_EIO. */
GN_NODISCARD int gn_cfg_json(FILE *to, json_t *o);

#endif
