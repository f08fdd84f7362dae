/* SPDX-License-Identifier: MIT */
#include "timeline.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define RNG_MOVEMENT 1
#define DEG (3.14159265358979323846 / 180)

struct builder {
	struct gn_timeline           *tl;
	const struct gn_sim_scenario *s;
	struct gn_sim_rng             rng;
	struct gn_pose                cur;
	double                        t;
	int                           err;
};

static int64_t to_ns(double s)
{
	return (int64_t)llround(s * 1e9);
}

/* Room for one more element; what is there stays on failure. */
static int grow(void **mem, size_t n, size_t *cap, size_t size)
{
	size_t want = *cap ? 2 * *cap : 64;
	void *p;

	if (n < *cap)
		return GN_OK;
	p = realloc(*mem, want * size);
	if (!p)
		return GN_ENOMEM;
	*mem = p;
	*cap = want;
	return GN_OK;
}

/* Move to a pose (or hold, where it is the current one). */
static void stroke(struct builder *b, double length_s,
		   const struct gn_pose *to, const struct gn_pose *bump,
		   double anchor_left)
{
	struct gn_timeline *tl = b->tl;
	struct gn_stroke *k;
	void *mem = tl->stroke;

	if (b->err || !(length_s > 0))
		return;
	b->err = grow(&mem, tl->n_strokes, &tl->cap_strokes, sizeof(*k));
	tl->stroke = mem;
	if (b->err)
		return;
	k = &tl->stroke[tl->n_strokes++];
	memset(k, 0, sizeof(*k));
	k->t0 = b->t;
	k->t1 = b->t + length_s;
	k->from = b->cur;
	k->to = *to;
	k->anchor_left = anchor_left;
	if (bump) {
		k->bump = *bump;
		k->bumpy = 1;
	}
	b->cur = *to;
	b->t = k->t1;
}

/* The same of a repetition, to its turn (way 1) or back (-1). */
static void half(struct builder *b, double length_s, const struct gn_pose *to,
		 const struct gn_pose *bump, int way, enum gn_side side,
		 double anchor_left)
{
	size_t n = b->tl->n_strokes;

	stroke(b, length_s, to, bump, anchor_left);
	if (b->err || b->tl->n_strokes == n)
		return;
	gn_timeline_pose(b->s, side, GN_KEY_LATE, &b->tl->stroke[n].late);
	b->tl->stroke[n].way = (int8_t)way;
}

static void hold(struct builder *b, double length_s)
{
	struct gn_pose same = b->cur;

	stroke(b, length_s, &same, NULL, 0.5);
}

static void knock(struct builder *b, double t, double amp_mps2, int hands)
{
	struct gn_timeline *tl = b->tl;
	void *mem = tl->knock;

	if (b->err || !(amp_mps2 > 0))
		return;
	b->err = grow(&mem, tl->n_knocks, &tl->cap_knocks,
		      sizeof(*tl->knock));
	tl->knock = mem;
	if (b->err)
		return;
	tl->knock[tl->n_knocks++] = (struct gn_knock){
		t, amp_mps2, (uint8_t)hands, GN_SIDE_NONE };
}

static void idle_pose(const struct builder *b, struct gn_pose *out)
{
	gn_timeline_pose(b->s, b->s->side, GN_KEY_IDLE, out);
	out->rad[GN_POSE_HEADING] = b->cur.rad[GN_POSE_HEADING];
}

static void go_idle(struct builder *b, double length_s)
{
	struct gn_pose idle;

	idle_pose(b, &idle);
	if (memcmp(&idle, &b->cur, sizeof(idle)))
		stroke(b, length_s, &idle, NULL, 0.5);
}

/* One more known step, of such a length in time, from which a heel strikes. */
static void step(struct builder *b, double t, size_t i, double hit_mps2)
{
	struct gn_timeline *tl = b->tl;
	enum gn_side side;
	void *mem = tl->step;

	if (b->err)
		return;
	b->err = grow(&mem, tl->n_steps, &tl->cap_steps, sizeof(*tl->step));
	tl->step = mem;
	if (b->err)
		return;
	side = i % 2 ? GN_SIDE_RIGHT : GN_SIDE_LEFT;
	tl->step[tl->n_steps++] = (struct gn_sim_step){ to_ns(t), side };
	knock(b, t, hit_mps2, 0);
	if (!b->err)
		tl->knock[tl->n_knocks - 1].side = side;
}

/* From standing to standing: the left foot goes first, the last step puts one
 * foot beside the other, and is softer. */
static void walk_steps(struct builder *b, const struct gn_sim_act *act)
{
	struct gn_timeline *tl = b->tl;
	double mean_s = act->slow * 60 / act->cadence_spm;
	struct gn_gait *g;

	go_idle(b, 0.8);
	g = &tl->gait[tl->n_gaits++];
	*g = (struct gn_gait){ .t0 = b->t, .first = tl->n_steps,
			       .n = act->steps, .ramp_s = mean_s,
			       .size = act->rom };
	g->t1 = g->t0;
	for (uint32_t i = 0; i < act->steps; i++) {
		g->t1 += mean_s * (1 + (i % 2 ? -act->uneven : act->uneven)) *
			 fmax(1 + act->cadence_cv * gn_sim_gauss(&b->rng), 0.5);
		step(b, g->t1, i, act->rom * gn_sim_uniform(&b->rng, 3, 6) *
		     (i + 1 < act->steps ? 1 : 0.5));
	}
	hold(b, g->t1 - b->t);
}

static void walk(struct builder *b, double length_s)
{
	struct gn_timeline *tl = b->tl;
	double omega = 2 * 3.14159265358979 * gn_sim_uniform(&b->rng, 0.85,
							     1.05);
	double half_s = 3.14159265358979 / omega;
	struct gn_pose to;

	go_idle(b, 0.8);
	to = b->cur;
	tl->gait[tl->n_gaits++] = (struct gn_gait){
		.t0 = b->t, .t1 = b->t + length_s, .omega = omega, .size = 1};
	for (double t = b->t + half_s / 2; t < b->t + length_s; t += half_s)
		knock(b, t, gn_sim_uniform(&b->rng, 3, 6), 0);
	to.rad[GN_POSE_HEADING] += gn_sim_uniform(&b->rng, -1.5, 1.5);
	stroke(b, length_s, &to, NULL, 0.5);
}

/* Limbs move as a whole: scratching, stretching, shifting the weight. */
static void fidget_pose(struct builder *b, struct gn_pose *to)
{
	static const struct {
		enum gn_part part[3];
		double       size;      /* legs that stand move less */
	} limbs[] = {
		{{GN_PART_UARM_L, GN_PART_FARM_L, GN_PART_HAND_L}, 1.0},
		{{GN_PART_UARM_R, GN_PART_FARM_R, GN_PART_HAND_R}, 1.0},
		{{GN_PART_PELVIS, GN_PART_CHEST, GN_PART_HEAD}, 0.4},
		{{GN_PART_THIGH_L, GN_PART_SHANK_L, GN_PART_FOOT_L}, 0.6},
		{{GN_PART_THIGH_R, GN_PART_SHANK_R, GN_PART_FOOT_R}, 0.6},
	};

	for (int n = (int)gn_sim_uniform(&b->rng, 1, 4); n > 0; n--) {
		int k = (int)gn_sim_uniform(&b->rng, 0, 5);
		double size = limbs[k].size * b->s->fidget_rad *
			gn_sim_uniform(&b->rng, 0.2, 1.2);

		for (int i = 0; i < 9; i++)
			to->rad[3 * limbs[k].part[i / 3] + i % 3] +=
				size * gn_sim_gauss(&b->rng) / (1 + i % 3);
	}
}

static void fidget(struct builder *b, double length_s)
{
	double end = b->t + length_s;
	struct gn_pose idle;

	go_idle(b, 0.8);
	idle_pose(b, &idle);
	while (!b->err && b->t < end - 2.0) {
		struct gn_pose to = idle;

		fidget_pose(b, &to);
		stroke(b, gn_sim_uniform(&b->rng, 0.35, 1.3), &to, NULL, 0.5);
		if (gn_sim_chance(&b->rng, 0.5))
			hold(b, gn_sim_uniform(&b->rng, 0.1, 1.0));
	}
	go_idle(b, 0.7);
	hold(b, end - b->t);
}

/* Down to the floor with both hands, and up again. */
static void bend(struct builder *b, double length_s)
{
	static const struct {
		enum gn_part part;
		double       deg;
	} down[] = {
		{GN_PART_PELVIS, 50}, {GN_PART_CHEST, 72},
		{GN_PART_HEAD, 40}, {GN_PART_THIGH_L, 45},
		{GN_PART_THIGH_R, 45}, {GN_PART_SHANK_L, -25},
		{GN_PART_SHANK_R, -25}, {GN_PART_UARM_L, 15},
		{GN_PART_UARM_R, 15}, {GN_PART_FARM_L, 12},
		{GN_PART_FARM_R, 12},
	};
	struct gn_pose to;

	go_idle(b, 0.8);
	to = b->cur;
	for (size_t i = 0; i < sizeof(down) / sizeof(down[0]); i++)
		to.rad[3 * down[i].part] = DEG * down[i].deg *
			(1 + 0.08 * gn_sim_gauss(&b->rng));
	stroke(b, 0.4 * length_s, &to, NULL, 0.5);
	knock(b, b->t, b->s->thump_mps2, 1);
	hold(b, 0.2 * length_s);
	go_idle(b, 0.4 * length_s);
}

/* The bar is taken up, turned and put down: as a sensor on a table. */
static void lay(struct builder *b, const struct gn_sim_act *act)
{
	struct gn_pose to = b->cur;

	memcpy(&to.rad[3 * GN_PART_BAR], act->turn_rad, sizeof(act->turn_rad));
	stroke(b, 1.2, &to, NULL, 0.5);
	hold(b, act->length_s);
}

/* Fatigue comes late in a set: by the square of the part that is done. */
static double tired(const struct gn_sim_act *act, uint32_t i)
{
	double part = act->reps > 1 ? i / (double)(act->reps - 1) : 0;

	return part * part;
}

/* start + (turn - start) scaled, each angle with a small error of its own. */
static void turn_pose(struct builder *b, enum gn_side side, double scale,
		      const struct gn_pose *start, struct gn_pose *turn,
		      struct gn_pose *bump)
{
	const struct gn_sim_scenario *s = b->s;

	gn_timeline_pose(s, side, GN_KEY_TURN, turn);
	gn_timeline_pose(s, side, GN_KEY_BUMP, bump);
	for (int i = 0; i < GN_POSE_HEADING; i++) {
		int part = i / 3;
		double k = scale * (1 + 0.25 * s->rom_cv *
				    gn_sim_gauss(&b->rng));

		if (part >= GN_PART_THIGH_L && part < GN_PART_BAR)
			k *= (part - GN_PART_THIGH_L) % 2 ? s->rom_right :
				s->rom_left;
		turn->rad[i] = start->rad[i] +
			k * (turn->rad[i] - start->rad[i]);
		bump->rad[i] *= k;
	}
	turn->rad[GN_POSE_HEADING] = start->rad[GN_POSE_HEADING];
}

static struct gn_sim_rep *new_rep(struct builder *b)
{
	struct gn_timeline *tl = b->tl;
	void *mem = tl->rep;

	b->err = grow(&mem, tl->n_reps, &tl->cap_reps, sizeof(*tl->rep));
	tl->rep = mem;
	if (b->err)
		return NULL;
	memset(&tl->rep[tl->n_reps], 0, sizeof(*tl->rep));
	return &tl->rep[tl->n_reps++];
}

/* Durations of a repetition: go, pause at the turn, back, pause at the end. */
static void rep_times(struct builder *b, const struct gn_sim_act *act,
		      uint32_t i, int partial, double len[4])
{
	const struct gn_sim_scenario *s = b->s;
	const double plan[4] = {s->go_s, s->turn_pause_s, s->back_s,
				s->end_pause_s};
	double k = act->slow * (1 + s->slowing * tired(act, i)) *
		exp(s->duration_cv * gn_sim_gauss(&b->rng));

	for (int j = 0; j < 4; j++)
		len[j] = plan[j] * k *
			exp(0.5 * s->duration_cv * gn_sim_gauss(&b->rng));
	if (partial) {
		len[0] *= 0.5 + 0.5 * act->partial_rom;
		len[2] *= 0.5 + 0.5 * act->partial_rom;
	}
}

static void repetition(struct builder *b, const struct gn_sim_act *act,
		       uint32_t i, enum gn_side side)
{
	const struct gn_sim_scenario *s = b->s;
	int partial = (int)(act->partial >> i & 1);
	int last = i + 1 == act->reps;
	int ecc = s->eccentric_first ? 0 : 2;
	double scale = act->rom * (1 - s->rom_loss * tired(act, i)) *
		(1 + s->rom_cv * gn_sim_gauss(&b->rng)) *
		(partial ? act->partial_rom : 1);
	double left = 0.5;
	struct gn_pose start = b->cur, turn, bump;
	struct gn_sim_rep *r;
	double len[4];

	if (s->anchor == GN_SIM_OTHER_FOOT)
		left = side == GN_SIDE_LEFT ? 0 : 1;
	rep_times(b, act, i, partial, len);
	turn_pose(b, side, scale, &start, &turn, &bump);
	r = new_rep(b);
	if (!r)
		return;
	r->set = (uint32_t)b->tl->n_sets;
	r->n = i + 1;
	r->side = side;
	r->kind = partial ? GN_REP_PARTIAL : GN_REP_FULL;
	r->start_ns = to_ns(b->t);
	half(b, len[0], &turn, &bump, 1, side, left);
	r->turn_ns = to_ns(b->t);
	stroke(b, len[1], &turn, NULL, left);
	half(b, len[2], &start, &bump, -1, side, left);
	r->end_ns = to_ns(b->t);
	knock(b, b->t, s->thump_mps2, 1);
	r->tempo_s[ecc] = len[0];
	r->tempo_s[ecc + 1] = len[1];
	r->tempo_s[2 - ecc] = len[2];
	r->tempo_s[3 - ecc] = last ? NAN : len[3];
	if (!last)
		stroke(b, len[3], &start, NULL, left);
}

static enum gn_side opposite(enum gn_side side)
{
	return side == GN_SIDE_LEFT ? GN_SIDE_RIGHT : GN_SIDE_LEFT;
}

/* Take the pose in which a repetition begins, and wait a little. */
static void go_start(struct builder *b, struct gn_pose *start)
{
	gn_timeline_pose(b->s, b->s->side, GN_KEY_START, start);
	start->rad[GN_POSE_HEADING] = b->cur.rad[GN_POSE_HEADING];
	if (memcmp(start, &b->cur, sizeof(*start)))
		stroke(b, gn_sim_uniform(&b->rng, 1.2, 2.0), start, NULL, 0.5);
	hold(b, gn_sim_uniform(&b->rng, 0.6, 1.6));
}

static void set(struct builder *b, const struct gn_sim_act *act)
{
	struct gn_timeline *tl = b->tl;
	struct gn_sim_set *set = &tl->set[tl->n_sets++];
	struct gn_pose start;

	go_start(b, &start);
	set->start_ns = to_ns(b->t);
	set->reps = act->reps;
	for (uint32_t i = 0; i < act->reps && !b->err; i++) {
		enum gn_side side = b->s->side;

		if (b->s->alternating && i % 2)
			side = opposite(side);
		repetition(b, act, i, side);
		set->partial += (uint32_t)(act->partial >> i & 1);
	}
	set->end_ns = to_ns(b->t);
	hold(b, gn_sim_uniform(&b->rng, 0.5, 1.2));
	go_idle(b, gn_sim_uniform(&b->rng, 1.2, 2.0));
}

/* A phase of an act begins; it ends where the next one does. */
static void phase(struct builder *b, enum gn_sim_act_kind kind)
{
	struct gn_timeline *tl = b->tl;

	tl->span[tl->n_spans - 1].end_ns = to_ns(b->t);
	tl->span[tl->n_spans++] = (struct gn_sim_span){ kind, to_ns(b->t), 0 };
}

/* Half a circle while the gait goes on. */
static void turn_round(struct builder *b, double length_s)
{
	struct gn_pose to = b->cur;

	phase(b, GN_SIM_TURN);
	to.rad[GN_POSE_HEADING] += (gn_sim_chance(&b->rng, 0.5) ? 1 : -1) *
				   DEG * gn_sim_uniform(&b->rng, 170, 190);
	stroke(b, length_s, &to, NULL, 0.5);
}

/* Timed up and go, from the repetition's start, which is seated, to its turn
 * and back; the gait ends with the second turn. */
static void up_and_go(struct builder *b, const struct gn_sim_act *act)
{
	const struct gn_sim_scenario *s = b->s;
	double turn_s[2], out_s, back_s, step_s, slow = act->slow, begin;
	struct gn_pose start = b->cur, stand, bump;
	struct gn_timeline *tl = b->tl;

	tl->span[tl->n_spans - 1].kind = GN_SIM_SIT;
	hold(b, gn_sim_uniform(&b->rng, 2.5, 3.5));
	turn_pose(b, s->side, 1, &start, &stand, &bump);
	phase(b, GN_SIM_RISE);
	half(b, slow * s->go_s, &stand, &bump, 1, s->side, 0.5);
	for (int k = 0; k < 2; k++)
		turn_s[k] = slow * gn_sim_uniform(&b->rng, 1.5, 2.4);
	out_s = slow * act->length_s * gn_sim_uniform(&b->rng, 0.9, 1.1);
	back_s = slow * act->length_s * gn_sim_uniform(&b->rng, 0.9, 1.1);
	begin = b->t;
	step_s = slow * gn_sim_uniform(&b->rng, 0.48, 0.58);
	tl->gait[tl->n_gaits++] = (struct gn_gait){
		.t0 = begin, .t1 = begin + out_s + back_s + turn_s[0] +
		turn_s[1], .omega = DEG * 180 / step_s, .size = 1 };
	for (double t = begin + step_s / 2; t < tl->gait[tl->n_gaits - 1].t1;
	     t += step_s)
		knock(b, t, gn_sim_uniform(&b->rng, 3, 6), 0);
	phase(b, GN_SIM_WALK);
	hold(b, out_s);
	turn_round(b, turn_s[0]);
	phase(b, GN_SIM_WALK);
	hold(b, back_s);
	turn_round(b, turn_s[1]);
	phase(b, GN_SIM_LOWER);
	start.rad[GN_POSE_HEADING] = b->cur.rad[GN_POSE_HEADING];
	half(b, slow * s->back_s, &start, &bump, -1, s->side, 0.5);
	knock(b, b->t, s->thump_mps2, 0);
	phase(b, GN_SIM_SIT);
	hold(b, gn_sim_uniform(&b->rng, 2.5, 3.5));
}

/* The pose of the turn, so much of the way to it. */
static void part_way(const struct gn_pose *start, const struct gn_pose *turn,
		     double part, struct gn_pose *out)
{
	*out = *start;
	for (int i = 0; i < GN_POSE_HEADING; i++)
		out->rad[i] += part * (turn->rad[i] - start->rad[i]);
}

/* Take the posture, hold it, leave it for the breaks, and come back. */
static void hold_posture(struct builder *b, const struct gn_sim_act *act)
{
	const struct gn_sim_scenario *s = b->s;
	struct gn_sim_hold *h = &b->tl->hold[b->tl->n_holds++];
	double left = s->anchor != GN_SIM_OTHER_FOOT ? 0.5 :
		s->side == GN_SIDE_LEFT ? 0 : 1;
	struct gn_pose start, turn, to;
	double from, way;

	go_start(b, &start);
	gn_timeline_pose(s, s->side, GN_KEY_TURN, &turn);
	part_way(&start, &turn, act->rom, &to);
	stroke(b, s->go_s * act->slow, &to, NULL, left);
	from = b->t;
	h->start_ns = to_ns(from);
	for (size_t i = 0; i < act->n_breaks; i++) {
		const struct gn_sim_break *k = &act->breaks[i];
		double sunk = 1 - act->drift_rom * k->at_s / act->length_s;

		way = fmin(0.6, k->length_s / 3);
		part_way(&start, &turn, act->rom * sunk, &to);
		stroke(b, from + k->at_s - b->t, &to, NULL, left);
		h->break_ns[i][0] = to_ns(b->t);
		part_way(&start, &turn, act->rom * act->break_rom, &to);
		stroke(b, way, &to, NULL, left);
		stroke(b, k->length_s - 2 * way, &to, NULL, left);
		part_way(&start, &turn, act->rom * sunk, &to);
		stroke(b, way, &to, NULL, left);
		h->break_ns[i][1] = to_ns(b->t);
		h->n_breaks++;
	}
	part_way(&start, &turn, act->rom * (1 - act->drift_rom), &to);
	stroke(b, from + act->length_s - b->t, &to, NULL, left);
	h->end_ns = to_ns(b->t);
	stroke(b, s->back_s * act->slow, &start, NULL, left);
	hold(b, gn_sim_uniform(&b->rng, 0.5, 1.2));
	go_idle(b, gn_sim_uniform(&b->rng, 1.2, 2.0));
}

static void perform(struct builder *b, const struct gn_sim_act *act)
{
	struct gn_timeline *tl = b->tl;
	struct gn_sim_span *span = &tl->span[tl->n_spans++];

	span->kind = act->kind;
	span->start_ns = to_ns(b->t);
	switch (act->kind) {
	case GN_SIM_STAND:
		go_idle(b, 0.8);
		hold(b, act->length_s);
		break;
	case GN_SIM_WALK:
		if (act->steps)
			walk_steps(b, act);
		else
			walk(b, act->length_s);
		break;
	case GN_SIM_FIDGET:
		fidget(b, act->length_s);
		break;
	case GN_SIM_REACH:
		bend(b, act->length_s);
		break;
	case GN_SIM_LAY:
		lay(b, act);
		break;
	case GN_SIM_SET:
		set(b, act);
		break;
	case GN_SIM_UP_AND_GO:
		up_and_go(b, act);
		break;
	case GN_SIM_HOLD:
		hold_posture(b, act);
		break;
	case GN_SIM_SIT:        /* phases, no acts */
	case GN_SIM_RISE:
	case GN_SIM_TURN:
	case GN_SIM_LOWER:
		break;
	}
	tl->span[tl->n_spans - 1].end_ns = to_ns(b->t);
}

int gn_timeline_build(struct gn_timeline *tl, const struct gn_sim_scenario *s,
		      uint64_t seed)
{
	struct builder b = {.tl = tl, .s = s};

	gn_sim_rng_seed(&b.rng, seed, GN_SIM_TAKE(s->take) + RNG_MOVEMENT);
	tl->body.posture = s->posture;
	tl->body.anchor = s->anchor;
	tl->body.bar_on_hands = s->bar_on_hands;
	gn_timeline_sway(tl, s, &b.rng);
	gn_timeline_pose(s, s->side, GN_KEY_IDLE, &b.cur);
	for (size_t i = 0; i < s->n_acts && !b.err; i++)
		perform(&b, &s->acts[i]);
	tl->end_s = b.t;
	return b.err;
}

void gn_timeline_free(struct gn_timeline *tl)
{
	free(tl->stroke);
	free(tl->knock);
	free(tl->rep);
	free(tl->step);
	tl->step = NULL;
	tl->stroke = NULL;
	tl->knock = NULL;
	tl->rep = NULL;
}
