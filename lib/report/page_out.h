/* SPDX-License-Identifier: MIT */
#ifndef PAGE_OUT_H
#define PAGE_OUT_H

#include <stdarg.h>

#include "gonio/page.h"
#include "report_priv.h"

/* Where the words of a page go: HTML or text. Private to lib/report/page*. */
struct gn_page_out {
	const struct gn_page *p;
	FILE *to;
	FILE *data;             /* of HTML: what is to be drawn, as JSON */
	int   html;
	int   list;             /* 1: a list of lines is open */
	int   charts;           /* so far */
};

/* What a line is about, which is shown by more than colour. */
enum gn_tone {
	GN_TONE_PLAIN, GN_TONE_FAULT, GN_TONE_CAUTION, GN_TONE_UNKNOWN,
	GN_TONE_NAME    /* begins with one, which stays as it is */
};

/* A text that is to be translated where it is shown. */
#define N_(text) text

/* A name or sentence is cut at this. */
#define GN_LINE 480

/* In the reader's language. */
const char *gn_page_say(const struct gn_page_out *o, const char *text);
const char *gn_page_say_n(const struct gn_page_out *o, const char *one,
			  const char *many, size_t n);

/* A heading, of level 1 to 3; already said. */
void gn_page_head(struct gn_page_out *o, int level, const char *text);

/* One sentence, a line of a list; fmt is already said. */
void gn_page_line(struct gn_page_out *o, enum gn_tone tone, const char *fmt,
		  ...);

/* No more lines for now. */
void gn_page_end_lines(struct gn_page_out *o);

/* Text in HTML. */
void gn_page_escaped(FILE *to, const char *s);

/* As fprintf into out, fmt being said. Returns out. */
const char *gn_page_fill(char out[GN_LINE], const char *fmt, ...);

/* A number with the reader's decimal mark; "-" for NAN. Returns out. */
const char *gn_page_number(const struct gn_page_out *o,
			   char out[GN_NUMBER_SIZE], double v, int decimals);

/* "knee_flexion_r", "tilt thigh_r": in words. Returns out. */
const char *gn_page_name(const struct gn_page_out *o, char out[GN_LINE],
			 const char *of);

/* An exercise's title. */
const char *gn_page_title(const struct gn_page_out *o,
			  const struct gn_result *r);

/* The same of an exercise by its name, where the page shows it; else that name
 * in words. Returns out. */
const char *gn_page_title_of(const struct gn_page_out *o, char out[GN_LINE],
			     const char *exercise);

/* --- the parts of a page --- */

/* What was done; brief: in one or two sentences. */
void gn_page_done(struct gn_page_out *o, const struct gn_result *r,
		  int brief);
/* All that is to be told of a recording. */
void gn_page_words(struct gn_page_out *o, const struct gn_result *r);
void gn_page_form(struct gn_page_out *o, const struct gn_result *r);
void gn_page_sides(struct gn_page_out *o, const struct gn_result *r,
		   int brief);
void gn_page_task(struct gn_page_out *o, const struct gn_result *r,
		  int brief);
void gn_page_unknown(struct gn_page_out *o, const struct gn_result *r);
/* Of what is prescribed; only with a plan. */
void gn_page_plan(struct gn_page_out *o);
/* What is prescribed of its range; NULL: nothing. */
const struct gn_plan_item *gn_page_target(const struct gn_page_out *o,
					  const struct gn_result *r);
/* What falls, as warnings; all that has changed. */
void gn_page_falls(struct gn_page_out *o);
void gn_page_progress(struct gn_page_out *o);
/* Left against right over the sessions. */
void gn_page_over(struct gn_page_out *o);

/* HTML only. The start of a table, with n heads that are not yet said. */
void gn_page_heads(struct gn_page_out *o, const char *const *text, size_t n);
void gn_page_charts(struct gn_page_out *o, const struct gn_page_item *item);
void gn_page_progress_charts(struct gn_page_out *o);
void gn_page_angles(struct gn_page_out *o, const struct gn_result *r);
void gn_page_table(struct gn_page_out *o, const struct gn_result *r);
void gn_page_progress_table(struct gn_page_out *o);

#endif
