/* SPDX-License-Identifier: MIT */
#ifndef PAGE_CASE_H
#define PAGE_CASE_H

#include "gonio/page.h"

/*
 * A page of one recording whose truth is known: two squats, 10 to 13 and 13 to
 * 17 s, of 90 and of 45 deg, the second partial. Tests change what they are
 * about; page_case() makes it anew.
 */
extern struct gn_exercise page_squat;
extern struct gn_rep page_reps[2];
extern struct gn_result page_result;
extern struct gn_asym page_asym[1];
extern struct gn_kept_curve page_curve;
extern struct gn_page page_of;
extern char page_path[256];

void page_case(void);
/* Three sessions of it, in which the right knee loses. */
void page_case_progress(void);
/* A plan: two sets of two squats to 80 deg, and a knee extension. */
extern struct gn_plan page_plan;
extern struct gn_plan_day page_done;
void page_case_plan(void);

/* The page as it is now, malloc'd: as HTML, or as text. */
char *page_written(int html);
void page_has(int html, const char *part);
void page_lacks(int html, const char *part);

#endif
