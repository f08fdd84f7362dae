/* SPDX-License-Identifier: MIT */
#include "fused.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COLUMNS 6               /* acc, gyr */


/* Where free acceleration is zero the sensor feels this: gravity, as the
 * maker's filter takes it out (standard gravity, CGPM 1901). */
#define G_MPS2 9.80665f

/* Letters and digits of a name, in lower case: "Mat[2][1]" is "mat21". */
static void plain_name(const char *name, char out[GN_NAME_MAX])
{
	size_t n = 0;

	for (; *name && n < GN_NAME_MAX - 1; name++)
		if (isalnum((unsigned char)*name))
			out[n++] = (char)tolower((unsigned char)*name);
	out[n] = '\0';
}

/* The column of one of several names; -1. */
static int16_t column_of(const struct gn_header *h, const char *const *names,
			 size_t n)
{
	char name[GN_NAME_MAX];

	for (size_t i = 0; i < h->n; i++) {
		plain_name(h->names[i], name);
		for (size_t k = 0; k < n; k++)
			if (!strcmp(name, names[k]))
				return (int16_t)i;
	}
	return -1;
}

static int all_there(const int16_t *col, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (col[i] < 0)
			return 0;
	return 1;
}

static int find_turn(struct gn_fused *f, const struct gn_header *h)
{
	static const char *const quat[4][3] = {
		{ "quatw", "quatq0", "q0" }, { "quatx", "quatq1", "q1" },
		{ "quaty", "quatq2", "q2" }, { "quatz", "quatq3", "q3" },
	};
	static const char *const mat[9] = {
		"mat11", "mat12", "mat13", "mat21", "mat22", "mat23",
		"mat31", "mat32", "mat33",
	};

	for (int i = 0; i < 4; i++)
		f->quat[i] = column_of(h, quat[i], 3);
	for (int i = 0; i < 9; i++)
		f->mat[i] = column_of(h, &mat[i], 1);
	f->is_mat = !all_there(f->quat, 4);
	return !f->is_mat || all_there(f->mat, 9);
}

static int find_acc(struct gn_fused *f, const struct gn_header *h)
{
	static const char *const own[3] = { "accx", "accy", "accz" };
	static const char *const free_[3] = { "freeaccx", "freeaccy",
					      "freeaccz" };

	for (int i = 0; i < 3; i++)
		f->acc[i] = column_of(h, &own[i], 1);
	if (all_there(f->acc, 3))
		return 1;
	for (int i = 0; i < 3; i++)
		f->acc[i] = column_of(h, &free_[i], 1);
	f->is_free = 1;
	return all_there(f->acc, 3);
}

/* What the file's rows are read for, and what comes of them. */
static void replace_layout(struct gn_fused *f, struct gn_layout *l)
{
	struct gn_layout_sensor *s = &l->sensors[0];

	memset(l->used, 0, sizeof(l->used));
	for (int i = 0; i < 3; i++)
		l->used[f->acc[i]] = 1;
	for (int i = 0; !f->is_mat && i < 4; i++)
		l->used[f->quat[i]] = 1;
	for (int i = 0; f->is_mat && i < 9; i++)
		l->used[f->mat[i]] = 1;
	f->layout = *l;
	memset(s, 0, sizeof(*s));
	gn_layout_computed(s, 0, COLUMNS);
	snprintf(s->sensor.name, sizeof(s->sensor.name), "imu");
	s->sensor.has_acc = s->sensor.has_gyr = 1;
	l->n_sensors = 1;
	l->n_cols = COLUMNS;
	/* behind the values: that there is one is all that matters */
	l->time_col = l->time_col < 0 ? -1 : COLUMNS;
}

int gn_fused_create(struct gn_fused **out, const struct gn_header *h,
		    struct gn_layout *l)
{
	struct gn_fused *f;

	*out = NULL;
	if (l->n_sensors > 1 || (l->n_sensors && l->sensors[0].sensor.has_gyr))
		return GN_OK;
	f = calloc(1, sizeof(*f));
	if (!f)
		return GN_ENOMEM;
	if (!find_turn(f, h) || !find_acc(f, h)) {
		free(f);
		return GN_OK;
	}
	f->v = calloc(l->n_cols + 1, sizeof(*f->v));
	if (!f->v) {
		free(f);
		return GN_ENOMEM;
	}
	replace_layout(f, l);
	*out = f;
	return GN_OK;
}

void gn_fused_free(struct gn_fused *f)
{
	if (!f)
		return;
	free(f->v);
	free(f);
}

/* The quaternion of a rotation matrix: of the four ways the one that divides
 * by the largest number. */
static struct gn_quat from_matrix(const double m[9])
{
	double w = 1 + m[0] + m[4] + m[8], x = 1 + m[0] - m[4] - m[8];
	double y = 1 - m[0] + m[4] - m[8], z = 1 - m[0] - m[4] + m[8];
	double a = m[7] - m[5], b = m[2] - m[6], c = m[3] - m[1];
	double d = m[1] + m[3], e = m[2] + m[6], g = m[5] + m[7];
	double q[4];

	if (w >= x && w >= y && w >= z)
		memcpy(q, (double[]){ w, a, b, c }, sizeof(q));
	else if (x >= y && x >= z)
		memcpy(q, (double[]){ a, x, d, e }, sizeof(q));
	else if (y >= z)
		memcpy(q, (double[]){ b, d, y, g }, sizeof(q));
	else
		memcpy(q, (double[]){ c, e, g, z }, sizeof(q));
	return gn_quat_normalise((struct gn_quat){
		(float)q[0], (float)q[1], (float)q[2], (float)q[3] });
}

static struct gn_quat turn_of(const struct gn_fused *f)
{
	struct gn_quat q;
	double m[9];

	if (f->is_mat) {
		for (int i = 0; i < 9; i++)
			m[i] = f->v[f->mat[i]];
		return from_matrix(m);
	}
	q = (struct gn_quat){ (float)f->v[f->quat[0]], (float)f->v[f->quat[1]],
			      (float)f->v[f->quat[2]],
			      (float)f->v[f->quat[3]] };
	/* four zeros are no orientation */
	return gn_quat_norm(q) > 0.5f ? gn_quat_normalise(q) :
		(struct gn_quat){ NAN, NAN, NAN, NAN };
}

static void take_row(const struct gn_fused *f, int64_t t_ns,
		     struct gn_fused_row *r)
{
	r->q = turn_of(f);
	r->t_ns = t_ns;
	for (int i = 0; i < 3; i++)
		r->acc_mps2[i] = (float)f->v[f->acc[i]];
	if (!f->is_free)
		return;
	r->acc_mps2[2] += G_MPS2;
	gn_quat_rotate_inv(r->q, r->acc_mps2, r->acc_mps2);
}

static int near_rows(const struct gn_fused *f, const struct gn_fused_row *a,
		     const struct gn_fused_row *b)
{
	return b->t_ns > a->t_ns && b->t_ns - a->t_ns <= f->far_ns;
}

/* Row 1 goes out, turning from row a to row b. */
static void put_row(const struct gn_fused *f, const struct gn_fused_row *a,
		    const struct gn_fused_row *b, double *v, int64_t *t_ns)
{
	const struct gn_fused_row *r = &f->row[1];
	double dt_s = 1e-9 * (double)(b->t_ns - a->t_ns);
	float turn[3] = { NAN, NAN, NAN };

	if (a != b)
		gn_quat_to_rotvec(gn_quat_mul(gn_quat_conj(a->q), b->q), turn);
	for (int i = 0; i < 3; i++) {
		v[i] = (double)r->acc_mps2[i];
		v[3 + i] = (double)turn[i] / dt_s;
	}
	*t_ns = r->t_ns;
}

int gn_fused_push(struct gn_fused *f, int64_t now_ns, double *v, int64_t *t_ns)
{
	const struct gn_fused_row *before = &f->row[0], *r = &f->row[1];
	struct gn_fused_row now;
	int out = f->n > 0;

	take_row(f, now_ns, &now);
	if (out)
		put_row(f, f->n > 1 && near_rows(f, before, r) ? before : r,
			near_rows(f, r, &now) ? &now : r, v, t_ns);
	f->row[0] = f->row[1];
	f->row[1] = now;
	f->n += f->n < 2;
	return out;
}

int gn_fused_flush(struct gn_fused *f, double *v, int64_t *t_ns)
{
	const struct gn_fused_row *before = &f->row[0], *r = &f->row[1];

	if (!f->n)
		return 0;
	put_row(f, f->n > 1 && near_rows(f, before, r) ? before : r, r, v,
		t_ns);
	f->n = 0;
	return 1;
}
