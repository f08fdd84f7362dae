/* SPDX-License-Identifier: MIT */
#ifndef GN_SERVE_STATE_H
#define GN_SERVE_STATE_H

#include <stddef.h>

#include "view_state.h"

/*
 * A session as it is, as one line of JSON for the page. Each holds all that is
 * in view, so whoever misses some has missed nothing; what is not known is
 * null. Degrees and seconds.
 *
 *	t, at           stream time, s; when it was so, ms of the Unix clock
 *	title, exercise [number, of how many]
 *	target          sets, reps, and each null or 0 if it is not prescribed:
 *	                hold, tempo [4], rom, of which angle; null: nothing is
 *	usual           [angle, from, to] of the exercise; null: not known
 *	cue             [set, repetition, what to say, what was seen], of the
 *	                set repetition 0; null: nothing to say
 *	set             n, ended, open (by hand), by_hand, and of all, left and
 *	                right: reps, full, and of the last one: rom, of which
 *	                angle, tempo [4]
 *	reps            the newest: [set, n, side, full, s, rom], oldest first
 *	angles          [name, now, what fills its bar]
 *	hold            n, s, runs, quiet, breaks; null: none yet
 *	steps           [how many, per minute]; null: no walk
 *	effort          [set, rating]; null: none yet
 *	sensors         [name, state, Hz, nominal Hz, share lost, battery %]
 *	say             [t, text], oldest first
 *	marks, can      how many; what may be asked for, see serve_words.h
 *	over            1: the session has ended, all is final
 */
#define GN_SERVE_JSON_MAX 32768         /* whatever is in it */

/**
 * @param[in]  unix_ms  when the state was so
 * @param[out] out      0-terminated
 * @return bytes written without the 0; 0: cap, which should be
 *         GN_SERVE_JSON_MAX, is too small
 */
size_t gn_serve_json(const struct gn_view_state *v, int64_t unix_ms, char *out,
		     size_t cap);

#endif
