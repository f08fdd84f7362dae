/* SPDX-License-Identifier: MIT */
/*
 * The counter, end to end.
 *
 * 1. Each sensor's stretch becomes feature channels (direction of gravity,
 *    rate, vertical acceleration and velocity, force) and seven signals that
 *    can be cut (feat.c).
 * 2. A signal is cut at its turning points (turns.c) into candidate cycles, a
 *    pause at either end trimmed off (cycles.c).
 * 3. Cycles that cover most time with cycles like them seed a pattern. The
 *    chain of cycles that follows it best is found by dynamic programming,
 *    gives a better pattern, and so on; up to three patterns (seeds.c,
 *    chain.c).
 * 4. Chains of half repetitions pay for it, and ends that are handling of the
 *    weight are dropped (ends.c); bouts cut at the far turning points are
 *    turned into the other phase (phase.c, cut.c).
 * 5. Of all sensors and signals the one wins whose repetitions are the best
 *    evidence and which others support (here).
 *
 * Cost: all of it is linear in the stretch. Each of the 14 ways of cutting a
 * sensor finds about one cycle a second. Each cycle is compared with up to 128
 * others in two parts (8 lengths x 16 pivots: 17 000 multiplications), of which
 * up to 48 seeds remain. Those that meet a chain another seed came by are
 * given up, so 20 to 60 searches are run (132 multiplications and a few
 * predecessors a cycle). That is 3.5 million multiplications and 800 steps of
 * a search a second and sensor: 0.1 ms, of which two fifths are searches, a
 * third comparisons, the rest features. Below that only fewer ways of cutting
 * help: each of them wins somewhere.
 */
#include "gonio/count.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "count_priv.h"

#define CHANCE 0.30f            /* likeness that is no evidence */
#define EDGE_LIKE 0.75f         /* benefit of the doubt at a cut edge */
#define EDGE_PART 0.3f          /* of a cycle */
#define TURNED_EVIDENCE 0.6f    /* of the repetition two halves make */
#define RELEVANT 0.4f           /* of the best total: may support */
#define ELIGIBLE 0.5f           /* of the best total: may win */
#define SAME_COUNT 0.12f        /* or 1: counts that support each other */
#define TWICE 1.5f              /* and more of another count: halves of it */

/*
 * Small movement has to be convincing: alike cycles are found in any, but few,
 * and the signals do not agree on them. Conviction is gain per time covered x
 * agreement x root of the number, as chance likenesses average out. What is
 * small where the exercise is known, its joint's range tells. Ours: arms that
 * sway while standing reach 0.2 (0.4 with other constants) at a size of 0.5,
 * sets as small 0.5 to 1.3.
 */
#define SMALL_RAD 0.6f          /* a swing of 34 deg */
#define SMALL_S 2.0f            /* m/s of vertical velocity as rad */
#define CONVINCING 0.42f

void gn_counter_destroy(struct gn_counter *c)
{
	if (!c)
		return;
	for (int k = 0; k < CH_N; k++)
		free(c->feat.ch[k]);
	for (int k = 0; k < SIG_N; k++)
		free(c->feat.sig[k]);
	free(c->feat.range);
	free(c->feat.sum);
	free(c->feat.scratch);
	free(c->feat.up);
	free(c->feat.made_up);
	free(c->cy.c);
	free(c->cy.desc);
	free(c->cy.turn);
	free(c->cy.first_to);
	free(c->cy.by_end);
	free(c->search.like);
	free(c->search.active);
	free(c->search.total);
	free(c->search.first);
	free(c->search.best);
	free(c->search.best_at);
	free(c->best.idx);
	free(c->trial.idx);
	free(c->scratch);
	free(c->pivot);
	for (int w = 0; w < WEIGHTINGS; w++)
		free(c->pivot_like[w]);
	free(c->reps);
	free(c);
}

static void *take(size_t n, size_t size, int *err)
{
	void *p = *err ? NULL : calloc(n, size);

	if (!p)
		*err = GN_ENOMEM;
	return p;
}

static void take_cycles(struct gn_counter *c, size_t n, int *err)
{
	size_t cyc = 64 + n * 3 / 4, turns = 16 + n / 4;

	c->cy.cap = cyc;
	c->cy.cap_turns = turns;
	c->cy.c = take(cyc, sizeof(*c->cy.c), err);
	c->cy.desc = take(cyc * DESC, sizeof(float), err);
	c->cy.turn = take(turns, sizeof(uint32_t), err);
	c->cy.first_to = take(turns + 1, sizeof(uint32_t), err);
	c->cy.by_end = take(cyc, sizeof(uint32_t), err);
	c->search.like = take(cyc * PATTERNS, sizeof(float), err);
	c->search.active = take(cyc, sizeof(uint32_t), err);
	c->search.total = take(cyc, sizeof(float), err);
	c->search.first = take(turns, sizeof(uint32_t), err);
	c->search.best = take(turns, sizeof(float), err);
	c->search.best_at = take(turns, sizeof(int32_t), err);
	c->best.idx = take(turns, sizeof(uint32_t), err);
	c->trial.idx = take(turns, sizeof(uint32_t), err);
	c->scratch = take(cyc, sizeof(float), err);
	c->pivot = take(PIVOTS * DESC, sizeof(float), err);
	for (int w = 0; w < WEIGHTINGS; w++)
		c->pivot_like[w] = take(PIVOTS * cyc, sizeof(float), err);
	c->reps = take(2 * turns, sizeof(*c->reps), err);
}

int gn_counter_create(struct gn_counter **out, size_t max_frames)
{
	struct gn_counter *c;
	size_t n = (max_frames + 1) / 2;
	int err = 0;

	if (max_frames < 2)
		return GN_EINVAL;
	c = take(1, sizeof(*c), &err);
	if (!c)
		return GN_ENOMEM;
	for (int k = 0; k < CH_N; k++)
		c->feat.ch[k] = take(n, sizeof(float), &err);
	for (int k = 0; k < SIG_N; k++)
		c->feat.sig[k] = take(n, sizeof(float), &err);
	c->feat.range = take(n, sizeof(float), &err);
	c->feat.sum = take(n + 1, sizeof(*c->feat.sum), &err);
	c->feat.scratch = take(GN_GRAVITY_SCRATCH(max_frames), sizeof(float),
			       &err);
	c->feat.up = take(max_frames, sizeof(*c->feat.up), &err);
	c->feat.made_up = take(n, 1, &err);
	take_cycles(c, n, &err);
	if (err) {
		gn_counter_destroy(c);
		return err;
	}
	*out = c;
	return GN_OK;
}

/* How much the chain's likeness speaks for its repetitions. */
static float evidence(const struct gn_counter *c,
		      const struct gn_count_input *in)
{
	float sum = 0.0f;

	for (size_t i = 0; i < c->best.n; i++) {
		const struct cycle *k = &c->cy.c[c->best.idx[i]];
		float like = k->like, edge = EDGE_PART * k->len_s * FEAT_HZ;

		if (i == 0 && in->cut_start && (float)k->start < edge)
			like = fmaxf(like, EDGE_LIKE);
		if (i + 1 == c->best.n && in->cut_end &&
		    (float)(c->feat.n - 1 - k->end) < edge)
			like = fmaxf(like, EDGE_LIKE);
		sum += like - CHANCE;
	}
	return sum;
}

/* Size of the movement, and how regular it is. */
static void weigh(const struct gn_counter *c, struct solution *s)
{
	float covered = 0.0f, gain = c->best.total, n = (float)c->best.n;

	for (size_t i = 0; i < c->best.n; i++) {
		const struct cycle *k = &c->cy.c[c->best.idx[i]];

		covered += k->len_pow;
		s->size += (k->rom_rad + SMALL_S * k->v_rms) / n;
	}
	/* what opening the bout cost says nothing about regularity */
	s->worth = gain / covered + 1.0f / n;
}

/* By how much the n repetitions outnumber the cycles, one a bout at the most:
 * what was put into gaps is no evidence. */
static float turned(const struct gn_counter *c, size_t n)
{
	float more = (float)n - (float)c->best.n;
	float bouts = n ? (float)c->reps[n - 1].bout + 1.0f : 0.0f;

	return more < bouts ? more : bouts;
}

static void solve_sensor(struct gn_counter *c, const struct gn_count_input *in,
			 size_t sensor)
{
	float vigour;

	gn_feat_compute(&c->feat, &in->sensors[sensor]);
	vigour = gn_feat_vigour(&c->feat);
	for (int k = 0; k < 2 * SIG_N; k++) {
		int sig = k / 2;
		float sign = k % 2 ? -1.0f : 1.0f;
		struct solution *s = &c->sol[c->n_sol];

		if (!c->feat.has_gyr && (sig == SIG_ANG1 || sig == SIG_GYR1))
			continue;
		if (in->turning && (sig == SIG_VZ || sig == SIG_AZ ||
				    sig == SIG_PZ))
			continue;
		if (!gn_solve(c, in, sig, sign))
			continue;
		gn_ends_drop(c, in);
		if (!in->cyclic)
			gn_gait_drop(c);
		if (!c->best.n)
			continue;
		*s = (struct solution){ .sig = sig, .sign = sign,
			.sensor = sensor, .vigour = vigour,
			.total = c->best.total, .evidence = evidence(c, in),
			.n = gn_bouts_cut(c, in) };
		s->evidence += TURNED_EVIDENCE * turned(c, s->n);
		weigh(c, s);
		c->n_sol++;
	}
}

/* Part of the relevant solutions that agree with this one's count. */
static float agreement(const struct gn_counter *c, const struct solution *s,
		       float top)
{
	float reach = fmaxf(1.0f, SAME_COUNT * (float)s->n);
	float agree = 0.0f, relevant = 0.0f;

	for (size_t i = 0; i < c->n_sol; i++) {
		const struct solution *o = &c->sol[i];

		if (o->total <= RELEVANT * top)
			continue;
		relevant += 1.0f;
		if (o != s && fabsf((float)o->n - (float)s->n) <= reach)
			agree += 1.0f;
	}
	return relevant > 0.0f ? agree / relevant : 0.0f;
}

/*
 * Weight of a solution by how many of the relevant ones agree with its count.
 * A single signal that repeats twice as fast as all others is half
 * repetitions; two that agree can be right against the rest.
 */
static float support(const struct gn_counter *c, const struct solution *s,
		     float top)
{
	return 1.0f - expf(-(10.0f * agreement(c, s, top) + 0.5f));
}

static float top_total(const struct gn_counter *c)
{
	float top = 0.0f;

	for (size_t i = 0; i < c->n_sol; i++)
		top = fmaxf(top, c->sol[i].total);
	return top;
}

/* If it is small, could it be movement that repeats by chance? */
static int by_chance(const struct gn_counter *c, const struct solution *s)
{
	float agree = agreement(c, s, top_total(c));

	return s->worth * agree * sqrtf((float)s->n) < CONVINCING;
}

/*
 * The same repetitions as the winner's, cut where a therapist would: by a
 * position rather than a rate, on the sensor that moves most.
 */
static const struct solution *best_cut(const struct gn_counter *c,
				       const struct solution *win)
{
	const struct solution *best = win;
	float score = 0.7f * powf(win->vigour, 0.2f) * win->evidence;

	for (size_t i = 0; i < c->n_sol; i++) {
		const struct solution *s = &c->sol[i];
		float v = powf(s->vigour, 0.2f) * s->evidence;

		if ((s->sig == SIG_TILT1 || s->sig == SIG_ANG1 ||
		     s->sig == SIG_PZ) && s->n == win->n && v > score) {
			best = s;
			score = v;
		}
	}
	return best;
}

/*
 * The best evidence that others support. Beside the segments that an exercise
 * shows on, others may go forth and back twice in a repetition, as a shank does
 * when somebody stands up and sits down.
 */
static const struct solution *choose(const struct gn_counter *c,
				     const struct gn_count_input *in)
{
	const struct solution *win = NULL, *shown = NULL;
	float top = top_total(c), most = 0.0f, most_shown = 0.0f;

	for (size_t i = 0; i < c->n_sol; i++) {
		const struct solution *s = &c->sol[i];
		float score;

		if (s->total < ELIGIBLE * top)
			continue;
		score = s->evidence * support(c, s, top);
		if (!win || score > most) {
			win = s;
			most = score;
		}
		if (in->sensors[s->sensor].shows &&
		    (!shown || score > most_shown)) {
			shown = s;
			most_shown = score;
		}
	}
	if (shown && (float)win->n > TWICE * (float)shown->n)
		win = shown;
	return win ? best_cut(c, win) : NULL;
}

void gn_counter_run(struct gn_counter *c, const struct gn_count_input *in,
		    struct gn_count_result *out)
{
	const struct solution *win;

	memset(out, 0, sizeof(*out));
	out->reps = c->reps;
	c->n_sol = 0;
	for (size_t s = 0; s < in->n_sensors; s++)
		if (in->sensors[s].n >= 2)
			solve_sensor(c, in, s);
	win = choose(c, in);
	if (!win)
		return;
	out->by_chance = (uint8_t)by_chance(c, win);
	if (!in->named && win->size < SMALL_RAD && out->by_chance)
		return;
	if (in->n_sensors > 1)
		gn_feat_compute(&c->feat, &in->sensors[win->sensor]);
	if (!gn_solve(c, in, win->sig, win->sign))
		return;
	gn_ends_drop(c, in);
	if (!in->cyclic)
		gn_gait_drop(c);
	out->n_reps = gn_bouts_cut(c, in);
	out->sensor = win->sensor;
	out->signal = win->sig;
	out->evidence = win->evidence;
}
