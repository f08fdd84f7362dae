/* SPDX-License-Identifier: MIT */
#ifndef GN_WATCH_H
#define GN_WATCH_H

#include <stdio.h>

#include "live.h"
#include "view_state.h"

/*
 * A live session watched on a terminal: what it tells goes into the view, the
 * view's keys come back as actions.
 */
struct gn_watch;

/**
 * @param[out] out    gn_watch_close() when done; untouched on error
 * @param[in]  info   the sensors; must outlive it
 * @param[in]  act    as for gn_view_init()
 * @param[in]  in, to as for gn_view_open()
 * @retval GN_OK
 * @retval GN_ENODEV, GN_ENOMEM  as gn_view_open()
 */
GN_NODISCARD int gn_watch_open(struct gn_watch **out,
			       const struct gn_recording_info *info,
			       const struct gn_view_actions *act, FILE *in,
			       FILE *to, struct gn_diag *why);

/* An exercise begins, the first or the next: nothing is counted yet. It is
 * called name, and is what the catalogue has of it; NULL: nothing. Prescribed
 * are so many sets of so many repetitions; 0: nothing is. */
void gn_watch_exercise(struct gn_watch *w, const char *name,
		       const struct gn_exercise *e, uint32_t sets,
		       uint32_t reps);

/* What the ears of a live session hear; see struct gn_live_ears. */
void gn_watch_samples(struct gn_watch *w, const struct gn_sample *in, size_t n);
void gn_watch_event(struct gn_watch *w, const struct gn_session_event *ev);
void gn_watch_say(struct gn_watch *w, int64_t t_ns, const char *why);

/**
 * Do what was asked for by keys and show how things are. To be called often;
 * it does not wait.
 *
 * @param[in] clock_ns  of a clock that never goes back
 * @return 1 when the user wants to leave
 */
int gn_watch_look(struct gn_watch *w, const struct gn_live *l,
		  int64_t clock_ns);

void gn_watch_close(struct gn_watch *w);        /* NULL is fine */

#endif
