/* SPDX-License-Identifier: MIT */
/*
 * The angles as they are now, frame by frame while samples come: what a person
 * looks at. Those of the repetitions are made of the whole stretch and may
 * differ by a few degrees; planes, signs and zero are the same.
 */
#include <math.h>

#include "gonio/vec.h"
#include "session_priv.h"

#define BIAS_SIGMA 0.003f       /* rad/s that a pose leaves (ours) */
#define STILL_COS 0.985f        /* cos 10 deg: what leant less is still */
#define FULL_TURN 6.2831853f

static void unknown(struct now *x)
{
	for (int p = 0; p < GN_LEANS; p++)
		x->lean[p] = NAN;
}

void gn_session_now_reset(struct gn_session *s)
{
	struct gn_ahrs_params p = gn_ahrs_params_default(FRAME_HZ);

	for (size_t i = 0; i < s->p.n_sensors && s->now; i++) {
		struct now *x = &s->now[i];
		const struct gn_mount *m = &s->told.mount[i];

		unknown(x);
		x->axes = s->desc[i].aligned ? gn_joints_upright.axes
						: m->axes;
		x->whole = s->desc[i].aligned || (m->has_side && m->has_sign);
		x->on = s->s[i].cond.has_gyr &&
			(s->desc[i].aligned || m->has_up) &&
			!gn_ahrs_init(&x->ahrs, &p);
		/* without it the filter finds it out by itself */
		if (x->on && m->has_up &&
		    gn_ahrs_set_bias(&x->ahrs, m->axes.bias_radps, BIAS_SIGMA))
			gn_ahrs_reset(&x->ahrs);
	}
}

/* How a segment leans. One whose axis is not known does not, while it is
 * still. */
static void lean(struct now *x, const float up[1][3])
{
	float c = gn_dot3(up[0], x->axes.up);

	x->lean[GN_PLANE_ELEVATION] = acosf(fmaxf(fminf(c, 1.0f), -1.0f));
	x->lean[GN_PLANE_SAGITTAL] = x->lean[GN_PLANE_FRONTAL] =
		c > STILL_COS ? 0.0f : NAN;
	if (!x->whole)
		return;
	gn_segment_lean(&x->axes, up, 1, &x->lean[GN_PLANE_SAGITTAL]);
	gn_segment_lean_right(&x->axes, up, 1, &x->lean[GN_PLANE_FRONTAL]);
}

void gn_session_now_step(struct gn_session *s, int64_t k)
{
	static const float vertical[3] = { 0, 0, 1 };

	for (size_t i = 0; i < s->p.n_sensors; i++) {
		const struct sensor *x = &s->s[i];
		const struct gn_frame *f = &x->ring[k % SPAN_FRAMES];
		struct now *n = &s->now[i];
		struct gn_quat q;
		float up[1][3];

		if (!n->on)
			continue;
		unknown(n);
		if (k >= x->inited)
			continue;
		gn_ahrs_update(&n->ahrs, 1, f->gyr_radps, f->acc_mps2, NULL,
			       &q, NULL);
		gn_quat_rotate_inv(q, vertical, up[0]);
		if (isfinite(f->gyr_radps[0]) && isfinite(f->acc_mps2[0]))
			lean(n, (const float (*)[3])up);
	}
}

float gn_session_now(const struct gn_session *s, enum gn_angle angle)
{
	const struct gn_angle_def *d = gn_angle_def(angle);
	size_t part[2];
	float a;

	if (!s->now || d->plane >= GN_LEANS ||
	    !gn_angle_sensors(angle, s->desc, s->p.n_sensors, part))
		return NAN;
	if (d->base == GN_PLACE_UNKNOWN && !s->now[part[0]].whole &&
	    d->plane != GN_PLANE_ELEVATION)
		return NAN;
	a = gn_joints_lean(d, s->now[part[0]].lean[d->plane],
			   d->base == GN_PLACE_UNKNOWN ? 0.0f :
			   s->now[part[1]].lean[d->plane]);
	/* a thigh that leans back beyond the horizontal is one turn off */
	return a - FULL_TURN * roundf(a / FULL_TURN);
}
