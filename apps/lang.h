/* SPDX-License-Identifier: MIT */
#ifndef GN_LANG_H
#define GN_LANG_H

#include <stddef.h>

#include "gonio/err.h"

/*
 * The language of what people read in a report: English, and those of apps/po
 * by gettext. One for the whole program, as gettext has it; no thread may read
 * texts while it is set.
 */
struct gn_lang {
	char code[3];           /* "en", "de" ... */
	char decimal;           /* mark in numbers */
};

/* The codes, ended by NULL. */
extern const char *const gn_lang_codes[];

/**
 * Choose it.
 *
 * @param[in]  code  one of gn_lang_codes; NULL: that of the environment
 *                   (LC_ALL, LC_MESSAGES, LANG), English where there is none
 *                   such or its texts are not installed
 * @param[out] out   what it is now
 *
 * @retval GN_OK
 * @retval GN_EINVAL  no such language
 * @retval GN_ENOENT  its texts are not there: why names the file
 */
GN_NODISCARD int gn_lang_set(const char *code, struct gn_lang *out,
			     struct gn_diag *why);

/* A text in it, as gn_page wants it; its own argument where there is none. */
const char *gn_lang_say(const char *one, const char *many, size_t n);

#endif
