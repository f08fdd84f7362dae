/* SPDX-License-Identifier: MIT */
#include "body_verdict.h"

#include <math.h>
#include <string.h>

#include "analyse_warn.h"

#define DEG (180 / 3.14159265358979323846)
#define BENT_RAD 0.35f          /* 20 deg */

size_t gn_body_angles(const struct gn_recording_info *info,
		      enum gn_angle out[GN_ANGLES])
{
	size_t part[2], n = 0;

	for (int a = 0; a < GN_ANGLES; a++)
		if (gn_angle_def((enum gn_angle)a)->plane < GN_LEANS &&
		    gn_angle_sensors((enum gn_angle)a, info->sensors,
				     info->n_sensors, part))
			out[n++] = (enum gn_angle)a;
	return n;
}

/* What shows the axis of a segment. */
static void ask(char out[64], enum gn_place place, enum gn_side side)
{
	const char *limb = side == GN_SIDE_LEFT ? "left" : "right";

	switch (place) {
	case GN_PLACE_PELVIS:
		snprintf(out, 64, "bend forward at the hips twice");
		break;
	case GN_PLACE_CHEST:
		snprintf(out, 64, "lean the trunk forward twice");
		break;
	case GN_PLACE_FOOT:
		snprintf(out, 64, "lift the %s heel twice", limb);
		break;
	case GN_PLACE_THIGH: case GN_PLACE_SHANK:
		snprintf(out, 64, "bend the %s knee twice", limb);
		break;
	default:
		snprintf(out, 64, "bend the %s elbow twice", limb);
		break;
	}
}

/* A joint that must bend to be shown: by which its two segments differ. */
static int is_hinge(const struct gn_angle_def *d)
{
	return d->base != GN_PLACE_UNKNOWN && d->moving != GN_PLACE_FOOT &&
		d->plane == GN_PLANE_SAGITTAL;
}

/* One segment's part; 0: v->ask says what it lacks. */
static int fit(struct gn_angle_verdict *v, const struct gn_sensor *s,
	       const struct gn_mount *m)
{
	if (s->aligned)
		return 1;
	if (!m->has_up) {
		if (s->has_gyr && s->has_acc)
			snprintf(v->ask, sizeof(v->ask), "begin again and "
				 "stand still: %.20s moved", s->name);
		else
			snprintf(v->ask, sizeof(v->ask), "%.20s needs "
				 "accelerometer and gyroscope", s->name);
		return 0;
	}
	if (m->has_side && m->has_sign) {
		v->share = fminf(v->share, m->axes.share);
		return 1;
	}
	/* one that moved, but about no axis, has no angle at all */
	v->held = isfinite(v->seen.most_rad) &&
		(s->place == GN_PLACE_FOOT || s->place == GN_PLACE_UPPER_ARM);
	if (!v->held)
		ask(v->ask, s->place, s->side);
	return v->held;
}

static void judge(struct gn_angle_verdict *v, const struct gn_body *body,
		  const struct gn_body_seen *seen,
		  const struct gn_recording_info *info)
{
	const struct gn_angle_def *d = gn_angle_def(v->angle);
	float range = v->seen.most_rad - v->seen.least_rad;
	size_t part[2];

	if (!gn_angle_sensors(v->angle, info->sensors, info->n_sensors, part))
		return;
	v->share = NAN;
	for (int k = 0; k < 2; k++)
		if (gn_mistake_names(seen->mistake, seen->n_mistakes,
				     part[k])) {
			snprintf(v->ask, sizeof(v->ask), "%.20s where it "
				 "belongs, see below",
				 info->sensors[part[k]].name);
			return;
		}
	if (d->plane == GN_PLANE_ELEVATION && body->mount[part[0]].has_up) {
		v->given = 1;           /* it needs no axis */
		return;
	}
	for (int k = 0; k < 2; k++)
		if (!fit(v, &info->sensors[part[k]], &body->mount[part[k]]))
			return;
	if (is_hinge(d) && !(range >= BENT_RAD)) {
		if (d->moving == GN_PLACE_THIGH)
			snprintf(v->ask, sizeof(v->ask), "bend the %s hip "
				 "twice", gn_side_name(d->side));
		else
			ask(v->ask, d->moving, d->side);
		return;
	}
	v->given = 1;
}

int gn_body_judge(struct gn_body_verdict *v, const char *path,
		  const struct gn_recording_info *info, struct gn_diag *why)
{
	enum gn_angle which[GN_ANGLES];
	struct gn_body_seen seen;
	struct gn_known_body known = { .n = 0 };
	struct gn_body body;
	int err;

	memset(v, 0, sizeof(*v));
	err = gn_body_learn_seen(&known, path, &seen, why);
	if (err)
		return err;
	memcpy(v->mistake, seen.mistake, sizeof(v->mistake));
	v->n_mistakes = seen.n_mistakes;
	gn_body_of(&known, info, &body);
	v->n = gn_body_angles(info, which);
	for (size_t i = 0; i < v->n; i++) {
		v->angle[i].angle = which[i];
		v->angle[i].seen = seen.angle[which[i]];
		judge(&v->angle[i], &body, &seen, info);
		v->n_given += v->angle[i].given;
	}
	return GN_OK;
}

static void print_mistake(const struct gn_mistake *m,
			  const struct gn_recording_info *info, FILE *to)
{
	char text[200];

	gn_mistake_text(m, info->sensors, text, sizeof(text));
	fprintf(to, "%s\n", text);
}

void gn_body_print(const struct gn_body_verdict *v,
		   const struct gn_recording_info *info, FILE *to)
{
	fputs("angle                  seen deg    +-sd  hinge %\n", to);
	for (size_t i = 0; i < v->n; i++) {
		const struct gn_angle_verdict *a = &v->angle[i];
		const char *name = gn_angle_def(a->angle)->name;

		if (!a->given) {
			fprintf(to, "%-20s missing: %s\n", name, a->ask);
			continue;
		}
		fprintf(to, "%-20s", name);
		if (isfinite(a->seen.most_rad))
			fprintf(to, " %4ld to %3ld  %5.1f",
				lround(DEG * (double)a->seen.least_rad),
				lround(DEG * (double)a->seen.most_rad),
				DEG * (double)a->seen.sd_rad);
		else
			fprintf(to, "    - to   -      -");
		if (isfinite(a->share))
			fprintf(to, "  %7.0f", 100 * (double)a->share);
		fprintf(to, "%s\n", !a->held ? "" :
			gn_angle_def(a->angle)->moving == GN_PLACE_FOOT ?
			"  while the foot is flat" :
			"  while the upper arm hangs");
	}
	for (size_t k = 0; k < v->n_mistakes; k++)
		print_mistake(&v->mistake[k], info, to);
}
