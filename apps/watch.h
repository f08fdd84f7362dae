/* SPDX-License-Identifier: MIT */
#ifndef GN_WATCH_H
#define GN_WATCH_H

#include <stdio.h>

#include "live.h"
#include "view_state.h"

/*
 * A live session watched, on a terminal, in browsers or both: what it tells
 * goes into the view, what is asked for there comes back as actions.
 */
struct gn_watch;
struct gn_serve;                /* serve.h */

struct gn_watch_params {
	const struct gn_recording_info *info;   /* must outlive it */
	const struct gn_view_actions   *act;    /* as for gn_view_init() */
	FILE *in, *to;          /* as for gn_view_open(); NULL: no terminal */
	struct gn_serve *serve; /* must outlive it; NULL: no browsers */
	const struct gn_links *links;   /* likewise; where it is served */
};

/**
 * @param[out] out  gn_watch_close() when done; untouched on error
 * @param[in]  p    copied
 * @retval GN_OK
 * @retval GN_ENODEV, GN_ENOMEM  as gn_view_open()
 */
GN_NODISCARD int gn_watch_open(struct gn_watch **out,
			       const struct gn_watch_params *p,
			       struct gn_diag *why);

/* An exercise, as one of a session. */
struct gn_watch_exercise {
	const char *name;
	const struct gn_exercise *entry;        /* of the catalogue, or NULL */
	uint32_t    number, of; /* in the programme, from 1 */
	struct gn_target target;                /* for the eye ... */
	const struct gn_form_plan *plan;        /* ... and to judge by, copied;
						 * NULL: nothing */
};

/* One begins, the first or the next: nothing is counted yet. */
void gn_watch_exercise(struct gn_watch *w, const struct gn_watch_exercise *x);

/* What the ears of a live session hear; see struct gn_live_ears. */
void gn_watch_samples(struct gn_watch *w, const struct gn_sample *in, size_t n);
void gn_watch_event(struct gn_watch *w, const struct gn_session_event *ev);
void gn_watch_say(struct gn_watch *w, int64_t t_ns, const char *why);

/**
 * Do what was asked for and show how things are. To be called often;
 * it does not wait.
 *
 * @param[in] clock_ns  of a clock that never goes back
 * @return 1 when the user wants to leave
 */
int gn_watch_look(struct gn_watch *w, const struct gn_live *l,
		  int64_t clock_ns);

/* Give the terminal back; browsers still see what follows. */
void gn_watch_leave(struct gn_watch *w);

/* All is final: browsers see it as it is now. */
void gn_watch_over(struct gn_watch *w);

void gn_watch_close(struct gn_watch *w);        /* NULL is fine */

#endif
