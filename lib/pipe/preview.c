/* SPDX-License-Identifier: MIT */
/*
 * Repetitions while the set runs. A few times a second the newest part of the
 * stretch is counted as if it ended now; what is new is shown. A count that
 * turns out too high (an odd movement before the first repetitions showed what
 * they look like) is taken back after it was seen so for a while.
 */
#include <string.h>

#include "session_priv.h"

#define BACK_FRAMES 2250        /* 45 s: what a look goes back at most */
#define SETTLED 4               /* repetitions at least that stay in view */
#define DOUBTS 3                /* looks in a row before a count goes down */
#define ENDED_FRAMES 2          /* a repetition ended if no newer than this */

static void show(struct gn_session *s, size_t i)
{
	struct gn_session_event ev = { .kind = GN_EV_REP };

	s->live[i].provisional = 1;
	s->live[i].set = s->n_sets + 1;
	s->live[i].n = (uint32_t)i + 1;
	ev.u.rep = s->live[i];
	gn_session_emit(s, &ev);
}

/* Make the repetitions before the view's middle final for the preview. */
static void slide(struct gn_session *s, int64_t now, size_t n)
{
	size_t half = n / 2;

	if (now - s->view < BACK_FRAMES || n < 2 * SETTLED)
		return;
	s->view = s->live[s->n_base + half - 1].end_ns / FRAME_NS;
	s->n_base += half;
}

void gn_session_preview(struct gn_session *s, int64_t now)
{
	int64_t from = s->from;
	uint32_t sets = s->n_sets;
	size_t counted, n, m = 0, total;

	if (s->view < s->from)
		s->view = s->from;
	if (now - s->view > 2 * BACK_FRAMES)
		s->view = now - BACK_FRAMES;
	s->from = s->view;
	n = gn_session_analyse(s, now, 0, &counted);
	s->from = from;
	s->n_sets = sets;
	for (size_t i = 0; i < n && s->n_base + m < REPS_MAX; i++)
		if (s->reps[i].end_ns <= (now - ENDED_FRAMES) * FRAME_NS)
			s->more[m++] = s->reps[i];
	total = s->n_base + m;
	s->doubts = total < s->n_shown ? s->doubts + 1 : 0;
	if (total == s->n_shown || (s->doubts && s->doubts < DOUBTS))
		return;
	memcpy(s->live + s->n_base, s->more, m * sizeof(*s->live));
	if (s->doubts) {
		struct gn_session_event ev = { .kind = GN_EV_REVISE };

		gn_session_emit(s, &ev);
		s->n_shown = 0;
		s->doubts = 0;
	}
	while (s->n_shown < total)
		show(s, s->n_shown++);
	slide(s, now, m);
}
