/* SPDX-License-Identifier: MIT */
#ifndef GN_VERIFY_H
#define GN_VERIFY_H

#include <stddef.h>
#include <stdio.h>

#include "gonio/catalogue.h"
#include "gonio/err.h"

/*
 * Does a recording still give the result that it holds? Its samples are
 * analysed again, and the JSON of that (see gn_keep_json()) must be the stored
 * one byte for byte.
 */
struct gn_verdict {
	int      equal;         /* 1: it does */
	unsigned attempted;     /* repetitions of the result computed now */
	char     algorithm[32]; /* that made the stored one */
	char    *stored, *now;  /* malloc'd */
};

/**
 * @param[out] v     gn_verdict_free() when done; zeroed on error
 * @param[in]  path  of a .gonio
 * @param[in]  cat   with the exercises as they were when it was made
 *
 * @retval GN_OK      v says whether they are equal
 * @retval GN_ENODATA there is no result in it; why says whether it was cut off
 * @retval GN_ENOENT, GN_EIO, GN_EFORMAT, GN_EUNITS, GN_ENOMEM
 */
GN_NODISCARD int gn_verify(struct gn_verdict *v, const char *path,
			   const struct gn_catalogue *cat,
			   struct gn_diag *why);

void gn_verdict_free(struct gn_verdict *v);     /* also a zeroed one */

/**
 * Print where two texts of JSON differ: each object a line, and of these the
 * first ones that differ, "- " of a and "+ " of b. Long lines are cut around
 * the place, control characters become '?'.
 *
 * @return lines that differ, those that were not printed as well
 */
size_t gn_json_diff(const char *a, const char *b, FILE *to);

#endif
