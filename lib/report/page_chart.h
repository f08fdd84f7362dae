/* SPDX-License-Identifier: MIT */
#ifndef PAGE_CHART_H
#define PAGE_CHART_H

#include "page_out.h"

/*
 * A figure of the page, and in o->data the object that says what is drawn in
 * it; page.js knows the kinds. Between begin and end come keys of that kind,
 * each after a comma.
 */
void gn_page_chart_begin(struct gn_page_out *o, const char *kind,
			 const char *title, const char *unit);
void gn_page_chart_end(struct gn_page_out *o);

/* The i-th number of a list; null: not known. */
void gn_page_chart_number(struct gn_page_out *o, size_t i, double v,
			  int decimals);

/* A string in o->data, which no '<' may end. */
void gn_page_chart_text(struct gn_page_out *o, const char *s);

#endif
