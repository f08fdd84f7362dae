/* SPDX-License-Identifier: MIT */
#include "gonio/opensim.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#include "gonio/num.h"

#define DEG (180.0 / 3.14159265358979323846)

/* ---- names ------------------------------------------------------------- */

/* The model's body at a place; NULL: it has none there. */
static const char *body_at(enum gn_place p)
{
	switch (p) {
	case GN_PLACE_PELVIS:    return "pelvis";
	case GN_PLACE_CHEST:     return "torso";
	case GN_PLACE_THIGH:     return "femur";
	case GN_PLACE_SHANK:     return "tibia";
	case GN_PLACE_FOOT:      return "calcn";
	case GN_PLACE_UPPER_ARM: return "humerus";
	case GN_PLACE_FOREARM:
	case GN_PLACE_WRIST:     return "radius";
	case GN_PLACE_HAND:      return "hand";
	default:                 return NULL;
	}
}

static const char *side_of(const struct gn_sensor *s)
{
	if (s->place == GN_PLACE_PELVIS || s->place == GN_PLACE_CHEST)
		return "";
	return s->side == GN_SIDE_LEFT ? "_l" :
	       s->side == GN_SIDE_RIGHT ? "_r" : NULL;
}

static int same_body(const struct gn_sensor *a, const struct gn_sensor *b)
{
	const char *x = body_at(a->place), *y = body_at(b->place);
	const char *u = side_of(a), *v = side_of(b);

	return x && y && u && v && !strcmp(x, y) && !strcmp(u, v);
}

int gn_opensim_sensor(const struct gn_sensor *sensors, size_t i,
		      char out[GN_OPENSIM_NAME])
{
	const struct gn_sensor *s = &sensors[i];
	const char *body = body_at(s->place), *side = side_of(s);

	for (size_t k = 0; k < i; k++)
		if (same_body(&sensors[k], s))
			body = NULL;
	if (body && side) {
		snprintf(out, GN_OPENSIM_NAME, "%s%s_imu", body, side);
		return 1;
	}
	snprintf(out, GN_OPENSIM_NAME, "%.31s_imu", s->name);
	for (char *p = out; *p; p++)
		if (!isalnum((unsigned char)*p))
			*p = '_';
	return 0;
}

int gn_opensim_coordinate(enum gn_angle angle, char out[GN_OPENSIM_NAME])
{
	static const struct { enum gn_angle left; const char *name; } limb[] = {
		{ GN_KNEE_FLEXION_L, "knee_angle" },
		{ GN_HIP_FLEXION_L, "hip_flexion" },
		{ GN_HIP_ADDUCTION_L, "hip_adduction" },
		{ GN_ANKLE_FLEXION_L, "ankle_angle" },
		{ GN_ELBOW_FLEXION_L, "elbow_flex" },
	};

	for (size_t i = 0; i < sizeof(limb) / sizeof(*limb); i++) {
		int right = angle != limb[i].left;

		if (angle != limb[i].left && angle != limb[i].left + 1)
			continue;
		snprintf(out, GN_OPENSIM_NAME, "%s_%c", limb[i].name,
			 right ? 'r' : 'l');
		return 1;
	}
	snprintf(out, GN_OPENSIM_NAME, "%s", angle == GN_PELVIS_DROP ?
		 "pelvis_list" : gn_angle_def(angle)->name);
	return angle == GN_PELVIS_TILT ? -1 : 1;
}

/* ---- tables ------------------------------------------------------------ */

static void put_time(FILE *to, const struct gn_opensim_table *t, size_t row)
{
	char text[GN_NUM_TEXT];

	gn_num_put_ns(text, (int64_t)row * t->step_ns);
	fputs(text, to);
}

/* printf's own nan may have a sign. */
static void put_number(FILE *to, const char *format, double x)
{
	if (isfinite(x))
		fprintf(to, format, x);
	else
		fputs("nan", to);
}

static int result(FILE *to)
{
	return fflush(to) || ferror(to) ? GN_EIO : GN_OK;
}

static void put_quat(FILE *to, const struct gn_quat *q)
{
	const float v[4] = { q->w, q->x, q->y, q->z };
	int known = isfinite(v[0]) && isfinite(v[1]) && isfinite(v[2]) &&
		    isfinite(v[3]);

	for (int i = 0; i < 4; i++) {
		fputc(i ? ',' : '\t', to);
		put_number(to, "%.7f", known ? (double)v[i] : (double)NAN);
	}
}

int gn_opensim_sto(FILE *to, const struct gn_opensim_table *t,
		   const char (*name)[GN_OPENSIM_NAME],
		   const struct gn_quat *q)
{
	fprintf(to, "DataRate=%.6f\nDataType=Quaternion\nversion=3\n"
		"OpenSimVersion=4.1\nendheader\ntime",
		1e9 / (double)t->step_ns);
	for (size_t c = 0; c < t->n_columns; c++)
		fprintf(to, "\t%s", name[c]);
	fputc('\n', to);
	for (size_t r = 0; r < t->n_rows; r++) {
		put_time(to, t, r);
		for (size_t c = 0; c < t->n_columns; c++)
			put_quat(to, &q[r * t->n_columns + c]);
		fputc('\n', to);
	}
	return result(to);
}

int gn_opensim_mot(FILE *to, const struct gn_opensim_table *t,
		   const enum gn_angle *angle, const float *rad)
{
	int sign[GN_ANGLES];

	fprintf(to, "Coordinates\nversion=1\nnRows=%zu\nnColumns=%zu\n"
		"inDegrees=yes\nendheader\ntime", t->n_rows,
		t->n_columns + 1);
	for (size_t c = 0; c < t->n_columns; c++) {
		char name[GN_OPENSIM_NAME];

		sign[c] = gn_opensim_coordinate(angle[c], name);
		fprintf(to, "\t%s", name);
	}
	fputc('\n', to);
	for (size_t r = 0; r < t->n_rows; r++) {
		put_time(to, t, r);
		for (size_t c = 0; c < t->n_columns; c++) {
			double x = (double)rad[r * t->n_columns + c];

			fputc('\t', to);
			put_number(to, "%.4f", sign[c] * DEG * x);
		}
		fputc('\n', to);
	}
	return result(to);
}
