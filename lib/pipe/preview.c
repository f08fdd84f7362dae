/* SPDX-License-Identifier: MIT */
/*
 * Repetitions while the set runs. A few times a second the newest part of the
 * stretch is counted as if it ended now; what is new is shown. A count that
 * turns out too high (an odd movement before the first repetitions showed what
 * they look like) is taken back after it was seen so for a while.
 */
#include <stdlib.h>
#include <string.h>

#include "gonio/stats.h"
#include "session_priv.h"

#define BACK_FRAMES 2250        /* 45 s: what a look goes back at most */
#define SETTLED 4               /* repetitions at least that stay in view */
#define PATIENCE 0.75f          /* of a repetition, before what is shown goes */
#define SAME_FRAMES 4           /* an end that moves no more is the same */
#define NEAR_FRAMES 15
#define HALF 0.5f

/* Sets as a rest divides them, from those that are settled on. */
static void number(struct gn_session *s, size_t total, int64_t rest_ns)
{
	for (size_t i = s->n_base; i < total; i++) {
		struct gn_rep *r = &s->live[i];
		int rests = i && r->start_ns - r[-1].end_ns >= rest_ns;

		r->set = i ? r[-1].set + (uint32_t)rests : s->n_sets + 1;
		r->n = i && !rests ? r[-1].n + 1 : 1;
		r->provisional = 1;
	}
}

static void show(struct gn_session *s)
{
	struct gn_session_event ev = { .kind = GN_EV_REP };

	ev.u.rep = s->live[s->n_shown++];
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

/* How long the first n take, by the median; n > 0. */
static float usual_ns(struct gn_session *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		s->scratch[i] = (float)(s->reps[i].end_ns -
					s->reps[i].start_ns);
	return gn_select(s->scratch, n, n / 2);
}

/* The newest of n is the half of one so far: its like take twice as long. */
static int is_half(struct gn_session *s, size_t n)
{
	const struct gn_rep *newest;

	if (n < 2)
		return 0;
	newest = &s->reps[n - 1];
	return (float)(newest->end_ns - newest->start_ns) <
		HALF * usual_ns(s, n - 1);
}

/* Does one of the n end times lie within so many frames of it? */
static int among(const int64_t *ends, size_t n, int64_t end_ns, int64_t frames)
{
	for (size_t i = n; i > 0; i--)
		if (llabs(ends[i - 1] - end_ns) <= frames * FRAME_NS)
			return 1;
	return 0;
}

/* Is the look at variance with most of what is shown? In mid-repetition the
 * halves that begin at the far turn have one more to show for themselves. */
static int at_variance(const struct gn_session *s, size_t n)
{
	size_t same = 0;

	for (size_t i = s->n_base; i < s->n_shown; i++)
		same += (size_t)among(s->ends, n, s->live[i].end_ns,
				      NEAR_FRAMES);
	return 2 * same < s->n_shown - s->n_base;
}

/*
 * How many of the n repetitions found have ended: the newest has not while its
 * end goes along with the newest frame. Remembers the ends for the next look.
 */
static size_t ended(struct gn_session *s, size_t n)
{
	size_t k = n - (size_t)is_half(s, n);

	while (k > 0 && !among(s->ends, s->n_ends, s->reps[k - 1].end_ns,
			       SAME_FRAMES))
		k--;
	for (size_t i = 0; i < n; i++)
		s->ends[i] = s->reps[i].end_ns;
	s->n_ends = n;
	return k;
}

void gn_session_preview(struct gn_session *s, int64_t now)
{
	int64_t from = s->from, rest_ns, patience;
	uint32_t sets = s->n_sets;
	int odd;
	size_t n, m = 0, total;

	if (s->view < s->from)
		s->view = s->from;
	if (now - s->view > 2 * BACK_FRAMES)
		s->view = now - BACK_FRAMES;
	s->from = s->view;
	n = gn_session_analyse(s, now, 0, 0).n;
	s->from = from;
	s->n_sets = sets;
	rest_ns = n ? gn_session_rest_ns(s, n) : 0;
	patience = n ? (int64_t)(PATIENCE * usual_ns(s, n)) / FRAME_NS : 0;
	n = ended(s, n);
	for (size_t i = 0; i < n && s->n_base + m < REPS_MAX; i++)
		s->more[m++] = s->reps[i];
	total = s->n_base + m;
	odd = total < s->n_shown || at_variance(s, s->n_ends);
	if (!odd)
		s->sure = now;
	if (odd ? now - s->sure < patience : total == s->n_shown)
		return;
	memcpy(s->live + s->n_base, s->more, m * sizeof(*s->live));
	number(s, total, rest_ns);
	if (odd) {
		struct gn_session_event ev = { .kind = GN_EV_REVISE };

		gn_session_emit(s, &ev);
		s->n_shown = 0;
		s->sure = now;
	}
	while (s->n_shown < total)
		show(s);
	slide(s, now, m);
}
