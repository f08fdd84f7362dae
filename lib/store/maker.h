/* SPDX-License-Identifier: MIT */
#ifndef GN_STORE_MAKER_H
#define GN_STORE_MAKER_H

#include <stddef.h>
#include <stdint.h>

#include "header.h"

/*
 * Tables of text as makers' programs export them: what stands around the
 * table, what its columns are called there, and which files are one recording.
 * One file lib/store/maker_NAME.c and one line in maker.c each.
 */

/* What a file says before its table. 0 and "": nothing. */
struct gn_maker_says {
	size_t  lines;          /* before the header line */
	size_t  after;          /* between it and the first row */
	double  rate_hz;
	char    sensor[32];     /* where it sits, or its name */
	char    kind[16];       /* of all its values; of meaning to column() */
	double  tick_ns;        /* ticks of this length are its time */
	int64_t wrap_ns;        /* and starts again after so long */
};

struct gn_maker {
	const char *name;       /* for people */
	/**
	 * Is it one of this maker's files?
	 *
	 * @param[in]  file  its name without folders
	 * @param[in]  head  its first len bytes
	 * @param[out] says  zeroed before; meaningful where the return is > 0
	 * @return 0, or how sure that is, up to 100
	 */
	int (*match)(const char *file, const char *head, size_t len,
		     struct gn_maker_says *says);
	/* Give column i of a header the name that header.h knows it by: name
	 * holds the maker's; may be NULL. */
	void (*column)(const struct gn_maker_says *says,
		       const struct gn_header *h, size_t i,
		       char name[GN_NAME_MAX]);
	/* 1: two files, by their names without folders, are one recording;
	 * NULL: each is its own. */
	int (*same)(const char *a, const char *b);
};

/**
 * The maker that is surest that a file is its own; at equal sureness none:
 * then the table must speak for itself.
 *
 * @return NULL: none
 */
const struct gn_maker *gn_maker_find(const char *path, const char *head,
				     size_t len, struct gn_maker_says *says);

/* 1: the files are one recording by some maker's way of naming them. */
int gn_maker_same(const char *a, const char *b);

/* Line i (from 0) of a text, without its end of line; NULL: it has fewer. */
const char *gn_maker_line(const char *text, size_t len, size_t i,
			  size_t *line_len);

/* 1: the line begins with these words. */
int gn_maker_begins(const char *line, size_t len, const char *words);

/**
 * Where a sensor sits, from what people call it: "LFemur", "Right lower leg",
 * "shank-l", "Lumbar".
 *
 * @param[out] out  "thigh_l"; what is not understood is copied, cut to size
 */
void gn_place_guess(const char *text, char out[32]);

extern const struct gn_maker gn_maker_dot, gn_maker_mt, gn_maker_shimmer,
			     gn_maker_metamotion, gn_maker_phone, gn_maker_wit,
			     gn_maker_ximu3;

#endif
