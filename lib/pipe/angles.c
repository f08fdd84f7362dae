/* SPDX-License-Identifier: MIT */
/* From limbs to angles by name. */
#include <math.h>

#include "gonio/count.h"
#include "gonio/measure.h"
#include "facing.h"

#define NOISE_RAD 0.004f        /* of one frame of an angle */
#define DRIFT_POSED 0.001f      /* rad/s that a pose leaves of the bias */
#define DRIFT_RADPS 0.0035f
#define TURN_BACK 0.15f         /* of the range: another movement begins */
#define STOPS ((int)(0.3 * GN_COUNT_HZ))  /* frames in which a flank ... */
#define STEP 0.01f              /* ... goes on by this part of the range */
#define TOO_FAR 3.49f           /* 200 deg, no joint: it left the plane */
#define CROSS_RAD 0.14f         /* 8 deg, of the axis (ours) */
#define RAISED 0.08f            /* of an arm's range: the trunk goes along */
#define UNPOSED 0.05f           /* of the range more, without a pose */
#define HIP_TURNS 2.1f          /* 120 deg: further no hip turns (ours) */

/* The two limbs of an angle. base NULL: the vertical. */
struct pair {
	const struct gn_angle_def *def;
	struct limb *moving, *base;
	const float *lean, *against;    /* of no turn: their leans, and ... */
	float by;                       /* ... 1 or -1, times the difference */
	struct facing facing;           /* of a turn, once it is found */
};

static int is_turn(const struct pair *p)
{
	return p->def->plane >= GN_LEANS;
}

/* The same of a turn. Only the heading of a hip needs no axes: its posture
 * at the ends tells it whichever way they lie. */
static enum gn_angle_state fit_to_turn(const struct pair *p,
				       const struct limb *l)
{
	int shoulder = p->def->base == GN_PLACE_CHEST;

	if (l->wrong)
		return GN_ANGLE_MISTAKE;
	if (l->camera && p->def->plane == GN_PLANE_AXIAL)
		return GN_ANGLE_CAMERA;
	if (!l->m.has_up)
		return GN_ANGLE_POSE;
	if (!l->faces)
		return GN_ANGLE_RATES;
	if (l->still && p->def->base == GN_PLACE_PELVIS)
		return GN_ANGLE_GIVEN;
	if (!l->seen || l->still || (shoulder && l->own))
		return GN_ANGLE_AXIS;
	return l->m.has_sign ? GN_ANGLE_GIVEN : GN_ANGLE_SIGN;
}

/* One limb's part in it: is all known that the angle needs? */
static enum gn_angle_state fit_for(const struct pair *p, const struct limb *l)
{
	int knee = p->def->moving == GN_PLACE_SHANK && p->base;

	if (is_turn(p))
		return fit_to_turn(p, l);
	if (l->wrong)
		return GN_ANGLE_MISTAKE;
	if (p->def->plane == GN_PLANE_ELEVATION)
		return l->raised ? GN_ANGLE_GIVEN : l->m.has_up ?
			GN_ANGLE_RATES : GN_ANGLE_POSE;
	if (!l->seen)
		return l->tilts_rad > 0.0f ? GN_ANGLE_AXIS : GN_ANGLE_RATES;
	if (!l->m.has_up && !knee && (p->def->base != GN_PLACE_UNKNOWN ||
				      p->def->plane == GN_PLANE_FRONTAL))
		return GN_ANGLE_POSE;
	if (l->still)
		return p->base && (l == p->base || p->def->plane ==
				   GN_PLANE_SAGITTAL) ?
			GN_ANGLE_GIVEN : GN_ANGLE_AXIS;
	if (!l->m.has_sign && (p->base || p->def->plane == GN_PLANE_FRONTAL) &&
	    !(knee && !l->m.has_up && l == p->moving))
		return l->m.has_up ? GN_ANGLE_SIGN : GN_ANGLE_POSE;
	return GN_ANGLE_GIVEN;
}

float gn_joints_lean(const struct gn_angle_def *d, float moving, float base)
{
	float a = moving - base;

	/* inward is to the other side on the left */
	if (d->plane == GN_PLANE_FRONTAL && d->side == GN_SIDE_LEFT)
		a = -a;
	return (float)d->sign * a;
}

static struct gn_angle_note find_pair(struct joints *j, const struct stretch *s,
				      enum gn_angle angle, struct pair *p)
{
	struct gn_angle_note note = { .state = GN_ANGLE_ABSENT };
	size_t part[2];

	*p = (struct pair){ .def = gn_angle_def(angle) };
	if (!gn_angle_sensors(angle, s->desc, s->n_sensors, part))
		return note;
	p->moving = &j->limb[part[0]];
	if (p->def->base != GN_PLACE_UNKNOWN)
		p->base = &j->limb[part[1]];
	if (!is_turn(p)) {
		p->lean = p->moving->lean[p->def->plane];
		p->against = p->base ? p->base->lean[p->def->plane] : NULL;
		p->by = gn_joints_lean(p->def, 1.0f, 0.0f);
	}
	note.sensor = (uint32_t)part[0];
	note.state = fit_for(p, p->moving);
	if (note.state == GN_ANGLE_GIVEN && p->base) {
		note.state = fit_for(p, p->base);
		note.sensor = (uint32_t)part[1];
	}
	return note;
}

/* The angle at a frame; it is no turn. */
static float angle_at(const struct pair *p, size_t i)
{
	return p->by * (p->lean[i] - (p->against ? p->against[i] : 0.0f));
}

uint32_t gn_joints_holds(struct joints *j, const struct stretch *s,
			 enum gn_angle angle)
{
	uint32_t holds;
	struct pair p;

	find_pair(j, s, angle, &p);
	holds = p.moving ? p.moving->holds : 0;
	return p.base && p.base->holds < holds ? p.base->holds : holds;
}

int gn_joints_angle(struct joints *j, const struct stretch *s,
		    enum gn_angle angle, float *out)
{
	struct pair p;

	/* a turn has its zero anew in each repetition */
	if (find_pair(j, s, angle, &p).state != GN_ANGLE_GIVEN || is_turn(&p))
		return 0;
	for (size_t i = 0; i < s->n; i++)
		out[i] = angle_at(&p, i);
	return 1;
}

/* What a limb adds to the error of a range, rad. */
static float blur(const struct limb *l, float range)
{
	float still = l->still ? 0.5f * l->tilts_rad : 0.0f;
	float pose = l->m.has_up ? 0.0f : UNPOSED * range;

	return still * still + pose * pose;
}

/* The farthest lean of a limb in a part, in a plane. */
static float farthest(const struct limb *l, const struct part *in,
		      enum gn_plane plane)
{
	float most = 0.0f;

	for (uint32_t i = in->start; i <= in->end; i++) {
		float a = fabsf(l->lean[plane][i]);

		/* not a number: no farther */
		if (a > most)
			most = a;
	}
	return most;
}

/*
 * What one plane's lean of a limb adds to the error in the other: of a lean
 * forward a part is seen to the side, as the axis is not sure; the lean forward
 * of what lies aslant is not the joint's alone.
 */
static float crosstalk(const struct limb *l, const struct part *in,
		       enum gn_plane plane)
{
	float x = plane == GN_PLANE_FRONTAL ?
		sinf(fminf(farthest(l, in, GN_PLANE_SAGITTAL),
			   (float)M_PI_2)) :
		2.0f / cosf(fminf(farthest(l, in, GN_PLANE_FRONTAL), 1.2f)) -
		2.0f;

	return CROSS_RAD * CROSS_RAD * x * x;
}

/*
 * The range goes on along the flank outside a repetition, step by step from
 * the edge, until the angle has turned back or stops: what moves after a rest
 * is another movement.
 */
static void follow(const struct pair *p, uint32_t edge, uint32_t stop,
		   struct gn_range *r)
{
	float back = TURN_BACK * (r->most_rad - r->least_rad);
	float step = STEP * (r->most_rad - r->least_rad);
	float from = angle_at(p, edge), lo = from, hi = from, last = 0.0f;

	for (int left = STOPS; edge != stop && left > 0; left--) {
		float a;

		edge += stop > edge ? 1 : (uint32_t)-1;
		a = angle_at(p, edge);
		if (!isfinite(a) || (from - lo > back && a - lo > back) ||
		    (hi - from > back && hi - a > back))
			break;
		lo = fminf(lo, a);
		hi = fmaxf(hi, a);
		if (hi - lo > last + step) {
			last = hi - lo;
			left = STOPS;
		}
	}
	r->least_rad = fminf(r->least_rad, lo);
	r->most_rad = fmaxf(r->most_rad, hi);
}

/* The farthest turns in a part, and at which frames; 0: it is not known. */
static int turns(const struct pair *p, const struct part *in,
		 struct gn_range *r, uint32_t at[2])
{
	size_t known = 0, hole = 0, widest = 0, n = in->end - in->start + 1;
	float last = 0.0f;

	*r = (struct gn_range){ INFINITY, -INFINITY, NAN };
	for (uint32_t i = in->start; i <= in->end; i++) {
		float a = gn_facing_angle(&p->facing, i);

		hole++;
		if (!isfinite(a))
			continue;
		/* the first as it is, the others next to the one before */
		if (known)
			a = last + remainderf(a - last, 2.0f * (float)M_PI);
		last = a;
		if (a < r->least_rad)
			r->least_rad = a, at[0] = i;
		if (a > r->most_rad)
			r->most_rad = a, at[1] = i;
		if (known++ && hole > widest)
			widest = hole;
		hole = 0;
	}
	return 2 * known >= n && 10 * widest <= n;
}

/* No joint turns further: the heading was lost. */
static float turns_most(const struct pair *p)
{
	return p->def->base == GN_PLACE_PELVIS ? HIP_TURNS : TOO_FAR;
}

static struct gn_range turn_of(struct pair *p, struct part in)
{
	const struct gn_range none = { NAN, NAN, NAN };
	enum gn_place joint[2] = { p->def->base, p->def->moving };
	int around = p->def->plane == GN_PLANE_AROUND;
	struct gn_rom_error e = gn_rom_error_turn(joint, around,
						  p->moving->camera);
	uint32_t at[2] = { in.start, in.start };
	struct gn_range r;
	float range;

	p->facing = (struct facing){ .def = p->def, .moving = p->moving,
				     .base = p->base };
	if (!gn_facing_find(&p->facing, &in) || !turns(p, &in, &r, at))
		return none;
	range = r.most_rad - r.least_rad;
	if (range > turns_most(p))
		return none;
	e.noise_rad = NOISE_RAD;
	e.drift_radps = 2.0f * DRIFT_POSED;
	r.sd_rad = hypotf(gn_rom_sd(&e, range, (float)(in.end - in.start) /
				    (float)GN_COUNT_HZ),
			  gn_facing_sd(&p->facing, at[0], at[1]));
	return r;
}

static struct gn_range range_of(const struct pair *p, const struct part *in,
				const struct part *reach)
{
	enum gn_place joint[2] = { p->def->base, p->def->moving };
	struct gn_range r = { NAN, NAN, NAN };
	float least = INFINITY, most = -INFINITY, range, sq;
	size_t known = 0, widest = 0, last = 0, n = in->end - in->start + 1;
	struct gn_rom_error e;

	for (size_t i = in->start; i <= in->end; i++) {
		float a = angle_at(p, i);

		if (!isfinite(a))
			continue;
		least = a < least ? a : least;
		most = a > most ? a : most;
		if (known++ && i - last > widest)
			widest = i - last;
		last = i;
	}
	/* a hole may hide the turn */
	if (2 * known < n || 10 * widest > n)
		return r;
	r.least_rad = least;
	r.most_rad = most;
	follow(p, in->start, reach->start, &r);
	follow(p, in->end, reach->end, &r);
	if (p->base && r.most_rad - r.least_rad > TOO_FAR)
		return (struct gn_range){ NAN, NAN, NAN };
	if (!p->base) {
		joint[0] = p->def->moving;
		joint[1] = GN_PLACE_UNKNOWN;
	}
	e = gn_rom_error_of(joint, p->moving->camera);
	e.noise_rad = NOISE_RAD;
	e.drift_radps = p->moving->m.has_up ? DRIFT_POSED : DRIFT_RADPS;
	range = r.most_rad - r.least_rad;
	r.sd_rad = gn_rom_sd(&e, range, (float)n / (float)GN_COUNT_HZ);
	sq = r.sd_rad * r.sd_rad + blur(p->moving, range);
	if (p->def->plane != GN_PLANE_ELEVATION)
		sq += crosstalk(p->moving, in, p->def->plane);
	else
		sq += RAISED * RAISED * range * range;
	if (p->base)
		sq += blur(p->base, range) +
		      crosstalk(p->base, in, p->def->plane);
	r.sd_rad = sqrtf(sq);
	return r;
}

void gn_joints_ranges(struct joints *j, const struct stretch *s,
		      const struct part *part, const struct part *reach,
		      struct gn_range out[GN_ANGLES])
{
	for (int a = 0; a < GN_ANGLES; a++) {
		struct pair p;

		out[a] = (struct gn_range){ NAN, NAN, NAN };
		if (find_pair(j, s, (enum gn_angle)a, &p).state !=
		    GN_ANGLE_GIVEN)
			continue;
		out[a] = is_turn(&p) ? turn_of(&p, *part)
				     : range_of(&p, part, reach);
		j->faced[a] |= isfinite(out[a].sd_rad);
	}
}

void gn_joints_note(struct joints *j, const struct stretch *s)
{
	struct pair p;

	for (int a = 0; a < GN_ANGLES; a++) {
		struct gn_angle_note *note = &j->note[a];

		if (note->state == GN_ANGLE_GIVEN)
			continue;
		*note = find_pair(j, s, (enum gn_angle)a, &p);
		if (note->state == GN_ANGLE_GIVEN && is_turn(&p) &&
		    !j->faced[a])
			note->state = GN_ANGLE_FACING;
	}
}
