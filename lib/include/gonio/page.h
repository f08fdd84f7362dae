/* SPDX-License-Identifier: MIT */
#ifndef GN_PAGE_H
#define GN_PAGE_H

#include <stddef.h>
#include <stdio.h>

#include "gonio/curves.h"
#include "gonio/err.h"
#include "gonio/plan.h"
#include "gonio/report.h"
#include "gonio/report_trend.h"

/*
 * The report of a session for people: in plain words first, then exercise by
 * exercise, then progress over sessions. As one HTML file that needs no
 * network, or as text. A function of what it is given, byte for byte.
 *
 * Every text is given to say() before it is shown; one that depends on a
 * number comes in two forms. What is put into them (%1$s) are numbers and
 * names that have been said before.
 */

enum gn_reader {
	GN_READER_THERAPIST,
	GN_READER_PATIENT       /* fewer words, no measures of error */
};

/* One recording of the session. */
struct gn_page_item {
	const struct gn_result *result;
	const struct gn_curves *curves;         /* NULL: none were kept */
};

struct gn_page {
	const char *patient;            /* "": not known */
	const char *day;                /* "2026-03-29"; "": not known */
	const struct gn_page_item *item;
	size_t n;                       /* > 0 */
	const struct gn_catalogue *catalogue;   /* for titles; NULL: plain names
						 * in plan and progress */
	const struct gn_progress *progress;     /* NULL: one session only */
	const struct gn_plan *plan;     /* what is prescribed, and what of it */
	const struct gn_plan_day *done; /* was done; NULL: no plan */
	enum gn_reader reader;
	const char *version;            /* of the program */
	/* A text in the reader's language, of two forms that which goes with
	 * n; many is NULL for one form. NULL: all in English. */
	const char *(*say)(const char *one, const char *many, size_t n);
	const char *lang;               /* "en" */
	char        decimal;            /* '.' or ',' in numbers */
};

/* What the HTML form holds besides, 0-terminated. */
struct gn_page_parts {
	const char *style;              /* CSS */
	const char *charts;             /* the library that draws, and ... */
	const char *script;             /* ... what tells it what to draw */
};

/**
 * The page as HTML: the size of its parts, 30 kB for an exercise and 80 bytes
 * for each second of movement. Names in recordings are escaped, whatever they
 * hold.
 *
 * @retval GN_OK
 * @retval GN_EIO     writing failed
 * @retval GN_ENOMEM
 */
GN_NODISCARD int gn_page_html(const struct gn_page *p,
			      const struct gn_page_parts *parts, FILE *to);

/* The words of it as text, 80 columns: GN_OK, GN_EIO or GN_ENOMEM. */
GN_NODISCARD int gn_page_text(const struct gn_page *p, FILE *to);

#endif
