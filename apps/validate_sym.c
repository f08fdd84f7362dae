/* SPDX-License-Identifier: MIT */
/* Left against right: the symmetry index of true and of found ranges. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gonio/asym.h"
#include "gonio/compare.h"
#include "validate.h"

#define LEAST_DEG 25.0          /* true mean below which no index is compared */
#define LEAST_DIFFERENCE_DEG 3.0  /* below it the truth has no difference */

/* Ranges of one joint in a recording, left and right. */
struct sides {
	size_t n[2];
	double truth[2], found[2], sd[2];       /* sums, then means */
};

static void add(struct sides *s, int side, const struct gn_val_angle *a)
{
	s->n[side]++;
	s->truth[side] += a->range_deg;
	s->found[side] += a->range_deg + a->rom_deg;
	s->sd[side] += a->sd_deg;
}

/* That of the other limb in the same repetition; NULL: not given. */
static const struct gn_val_angle *right_of(const struct gn_val_rec *r,
					   const struct gn_val_angle *left)
{
	for (size_t i = 0; i < r->n_angles; i++) {
		const struct gn_val_angle *a = &r->angles[i];

		if ((int)a->angle == (int)left->angle + 1 &&
		    a->at_s == left->at_s && isfinite(a->rom_deg))
			return a;
	}
	return NULL;
}

static double index_of(double left, double right)
{
	return 200.0 * (right - left) / (left + right);
}

/* Both limbs in the same repetitions, and by how much the index's error varies
 * from one to the next. */
static void in_pairs(const struct gn_val_rec *r, int joint, struct sides *s,
		     double *between)
{
	double *error = calloc(r->n_angles + 1, sizeof(*error));
	size_t n = 0;

	*between = NAN;
	for (size_t i = 0; i < r->n_angles && error; i++) {
		const struct gn_val_angle *a = &r->angles[i], *b;

		if ((int)a->angle != 2 * joint || !isfinite(a->rom_deg))
			continue;
		b = right_of(r, a);
		if (!b)
			continue;
		add(s, 0, a);
		add(s, 1, b);
		error[n++] = index_of(a->range_deg + a->rom_deg,
				      b->range_deg + b->rom_deg) -
			     index_of(a->range_deg, b->range_deg);
	}
	if (n > 1)
		*between = gn_spread_of(error, n).sd;
	free(error);
}

/* The limb that works, where sides take turns; 0: they do not. */
static int in_turn(const struct gn_val_rec *r, int joint, struct sides *s)
{
	for (size_t i = 0; i < r->n_angles; i++) {
		const struct gn_val_angle *a = &r->angles[i];
		int side = (int)a->angle & 1;

		if ((int)a->angle / 2 == joint && isfinite(a->rom_deg) &&
		    a->side == (side ? GN_SIDE_RIGHT : GN_SIDE_LEFT))
			add(s, side, a);
	}
	return s->n[0] && s->n[1];
}

/* What is said of the joint among n; NULL: nothing. */
static const struct gn_asym *told(const struct gn_asym *a, size_t n, int joint)
{
	char name[32];

	gn_val_joint_name(joint, name);
	for (size_t i = 0; i < n; i++)
		if (!strcmp(a[i].name, "range") && !strcmp(a[i].of, name))
			return &a[i];
	return NULL;
}

static void judge(struct gn_val_sym *y, struct sides *s,
		  const struct gn_asym_about *about,
		  const struct gn_asym *said)
{
	double difference;

	for (int k = 0; k < 2; k++) {
		s->truth[k] /= (double)s->n[k];
		s->found[k] /= (double)s->n[k];
		s->sd[k] /= (double)s->n[k];
	}
	difference = s->truth[1] - s->truth[0];
	y->found = index_of(s->found[0], s->found[1]);
	y->truth = index_of(s->truth[0], s->truth[1]);
	y->sd = isfinite(about->mount_points) ? about->mount_points :
		200.0 * gn_asym_mounting(s->sd[0], s->sd[1], about->inertial) /
		(s->found[0] + s->found[1]);
	y->given = 0.5 * (s->truth[0] + s->truth[1]) >= LEAST_DEG;
	y->flagged = said && said->verdict == GN_ASYM_DIFFERENT;
	y->wrong = y->flagged && !(said->difference * difference > 0.0 &&
				   fabs(difference) >= LEAST_DIFFERENCE_DEG);
	y->real = fabs(difference) >= LEAST_DIFFERENCE_DEG;
	y->assessed = said && gn_asym_assessed(said->verdict);
}

int gn_val_rec_sym(struct gn_val_rec *r, const struct gn_result *res)
{
	struct gn_asym_about about = { res->exercise, GN_SIDE_NONE, 1,
				       r->mounting };
	struct gn_asym said[GN_ASYM_MAX];
	size_t n = 0;
	int err;

	for (size_t i = 0; i < res->n_sensors; i++)
		about.inertial &= !res->sensors[i].aligned;
	err = gn_asym_reps(res->reps, res->n_reps, &about, said, &n);
	if (err)
		return gn_diag_set(&r->why, err, "%s: out of memory", r->path);
	for (int joint = 0; joint < GN_VAL_LIMBS; joint++) {
		struct gn_val_sym *y = &r->sym[joint];
		struct sides s = { .n = { 0, 0 } };

		y->between = NAN;
		if (!in_turn(r, joint, &s)) {
			s = (struct sides){ .n = { 0, 0 } };
			in_pairs(r, joint, &s, &y->between);
		}
		if (s.n[0] && s.n[1])
			judge(y, &s, &about, told(said, n, joint));
	}
	return GN_OK;
}

int gn_val_sym_sum(const struct gn_val_rec *recs, size_t n, int joint,
		   struct gn_val_sym_sum *out)
{
	struct gn_val_sym_sum s = { .most = NAN, .between = NAN };
	double *error = calloc(n + 1, sizeof(*error));

	if (!error)
		return GN_ENOMEM;
	for (size_t i = 0; i < n; i++) {
		const struct gn_val_sym *y = &recs[i].sym[joint];

		if (recs[i].truth->trust == GN_TRUST_SUSPECT ||
		    gn_val_is_walk(recs[i].truth))
			continue;
		s.assessed += y->assessed;
		s.flagged += y->flagged;
		s.wrong += y->wrong;
		s.real += y->real && y->assessed;
		if (!y->given)
			continue;
		error[s.n++] = fabs(y->found - y->truth);
		s.covered += fabs(y->found - y->truth) <= 1.96 * y->sd;
		s.most = fmax(s.most, fabs(y->found - y->truth));
		s.between = fmax(s.between, y->between);
	}
	s.median = gn_val_quantile(error, s.n, 0.5);
	s.covered_pct = gn_val_percent(s.covered, s.n);
	*out = s;
	free(error);
	return GN_OK;
}
