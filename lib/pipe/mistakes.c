/* SPDX-License-Identifier: MIT */
/* Sensors that are not where their names say: what is told of them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gonio/joint_centre.h"
#include "session_priv.h"

#define BENDS_RAD 0.7f          /* the exercise bends the joint between */

int gn_mistakes_init(struct mistakes *m)
{
	int have = 1;

	memset(m, 0, sizeof(*m));
	m->use = calloc(PAIR_FRAMES, 1);
	for (int k = 0; k < 2; k++) {
		m->pair[k] = calloc(PAIR_FRAMES, sizeof(*m->pair[k]));
		m->rate[k] = calloc(PAIR_FRAMES, sizeof(float));
		m->acc[k] = calloc(PAIR_FRAMES, sizeof(float));
		have = have && m->pair[k] && m->rate[k] && m->acc[k];
	}
	return have && m->use ? GN_OK : GN_ENOMEM;
}

void gn_mistakes_free(struct mistakes *m)
{
	free(m->use);
	for (int k = 0; k < 2; k++) {
		free(m->pair[k]);
		free(m->rate[k]);
		free(m->acc[k]);
	}
	memset(m, 0, sizeof(*m));
}

int gn_mistakes_fit(const struct gn_session *s, size_t i)
{
	return s->desc[i].has_gyr && !s->desc[i].bad_gyr &&
	       !s->desc[i].aligned && s->s[i].has_gyr &&
	       s->s[i].n > GN_JOINT_CENTRE_MIN;
}

int gn_mistakes_at(const struct gn_session *s, enum gn_place place,
		   enum gn_side side)
{
	for (size_t i = 0; i < s->p.n_sensors; i++)
		if (s->desc[i].place == place && s->desc[i].side == side &&
		    gn_mistakes_fit(s, i))
			return (int)i;
	return -1;
}

int gn_mistakes_named(const struct mistakes *m, size_t sensor)
{
	return gn_mistake_names(m->found, m->n, sensor);
}

struct gn_mistake *gn_mistakes_note(struct gn_session *s,
				    enum gn_mistake_kind kind, size_t a,
				    size_t b)
{
	struct mistakes *m = &s->mistakes;
	struct gn_mistake *f = &m->found[m->n];

	if (m->n == MISTAKES_MAX)
		return NULL;
	m->n++;
	*f = (struct gn_mistake){
		.kind = kind, .sensor = (uint32_t)a, .other = (uint32_t)b,
		.since_ns = s->reps[0].start_ns };
	return f;
}

/* --- one that does not sit as it did --- */

static void find_slipped(struct gn_session *s)
{
	for (size_t i = 0; i < s->p.n_sensors; i++) {
		const struct limb *l = &s->joints.limb[i];
		struct gn_mistake *f;
		size_t k = 0;

		if (l->holds == s->stretch.n) {
			s->mistakes.sat[i] = l->sat;
			continue;
		}
		if (gn_mistakes_named(&s->mistakes, i))
			continue;
		/* one may begin where the one before ends */
		while (s->parts[k].end < l->holds)
			k++;
		f = gn_mistakes_note(s, l->moved ? GN_MISTAKE_MOVED :
				     GN_MISTAKE_SLIPPED, i, i);
		if (f)
			f->since_ns = s->reps[k].start_ns;
	}
}

/* --- two on one segment --- */

/* Neighbouring places, a limb's from the trunk on. */
static const enum gn_place limbs[][2] = {
	{ GN_PLACE_THIGH, GN_PLACE_SHANK },
	{ GN_PLACE_SHANK, GN_PLACE_FOOT },
	{ GN_PLACE_UPPER_ARM, GN_PLACE_FOREARM },
	{ GN_PLACE_UPPER_ARM, GN_PLACE_WRIST },
};

static void find_together(struct gn_session *s)
{
	static const enum gn_side sides[] = { GN_SIDE_LEFT, GN_SIDE_RIGHT,
					      GN_SIDE_UNKNOWN };
	const struct gn_exercise *e = &s->exercise;

	for (size_t k = 0; k < 3 * sizeof(limbs) / sizeof(limbs[0]); k++) {
		const enum gn_place *p = limbs[k / 3];
		int a = gn_mistakes_at(s, p[0], sides[k % 3]);
		int b = gn_mistakes_at(s, p[1], sides[k % 3]);

		if (a >= 0 && b >= 0 &&
		    gn_mistakes_together(s, (size_t)a, (size_t)b,
					 e->joint[0] == p[0] &&
					 e->rom_min_rad >= BENDS_RAD))
			gn_mistakes_note(s, GN_MISTAKE_TOGETHER, (size_t)a,
					 (size_t)b);
	}
}

static void find_misplaced(struct gn_session *s)
{
	gn_mistakes_forget(&s->mistakes);
	/* two on one segment, or exchanged, look like left for right as well */
	find_together(s);
	gn_mistakes_strained(s);
	gn_mistakes_crossed(s);
	gn_mistakes_swapped(s);
}

void gn_mistakes_find(struct gn_session *s, size_t n)
{
	if (n < 2)
		return;
	/* first: what a strap's slip does to rates looks like anything */
	find_slipped(s);
	find_misplaced(s);
}

void gn_mistakes_learn(struct gn_session *s)
{
	s->reps[0] = (struct gn_rep){ .start_ns = s->from * FRAME_NS };
	find_misplaced(s);
}

void gn_mistakes_tell(struct gn_session *s)
{
	struct mistakes *m = &s->mistakes;

	while (m->told < m->n) {
		struct gn_session_event ev = { .kind = GN_EV_MISTAKE };

		ev.u.mistake = m->found[m->told++];
		gn_session_emit(s, &ev);
	}
}

static void mark(struct limb *l)
{
	l->wrong = 1;
	l->holds = 0;
}

void gn_mistakes_mark(struct gn_session *s)
{
	const struct mistakes *m = &s->mistakes;

	for (size_t k = 0; k < m->n; k++) {
		const struct gn_mistake *f = &m->found[k];

		/* one that slipped in this stretch held until then */
		if (f->sensor == f->other &&
		    f->since_ns > s->reps[0].start_ns)
			continue;
		mark(&s->joints.limb[f->sensor]);
		mark(&s->joints.limb[f->other]);
	}
}
