/* SPDX-License-Identifier: MIT */
#include "legs.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"

#define HZ 100.0
#define H  1e-3                 /* s, of central differences */
#define G  9.80665
#define DEG (3.14159265358979 / 180)

const struct gn_sensor legs_sensors[LEG_SENSORS] = {
	{ "pelvis", GN_PLACE_PELVIS, GN_SIDE_NONE, 100, 1, 1, 0, 0, 0, 0 },
	{ "thigh_r", GN_PLACE_THIGH, GN_SIDE_RIGHT, 100, 1, 1, 0, 0, 0, 0 },
	{ "shank_r", GN_PLACE_SHANK, GN_SIDE_RIGHT, 100, 1, 1, 0, 0, 0, 0 },
	{ "foot_r", GN_PLACE_FOOT, GN_SIDE_RIGHT, 100, 1, 1, 0, 0, 0, 0 },
};

void legs_init(struct legs *l)
{
	static const double lean[LEG_SENSORS] = { 30, -60, 25, 0 };
	static const double at[LEG_SENSORS] = { 0.5, 0.25, 0.5, 0.5 };

	memset(l, 0, sizeof(*l));
	for (int k = 0; k < LEG_SENSORS; k++) {
		l->lean_rad[k] = lean[k] * DEG;
		l->at[k] = at[k];
		l->wide[k] = 1;
		l->mount[k] = gn_quat_identity();
	}
	l->stand_s = 2;
	l->reps = 6;
	l->rep_s = 3;
}

double legs_bent(const struct legs *l, int k, double t)
{
	double period = l->rep_s + l->pause_s, u, n;

	/* from the middle of the nearest repetition, halves of its length */
	u = (t - l->stand_s - l->rep_s / 2) / period;
	n = fmin(fmax(floor(u + 0.5), 0), l->reps - 1);
	u = (u - n) * period / (l->rep_s / 2 * l->wide[k]);
	return fabs(u) < 1 ? 0.5 + 0.5 * cos(3.14159265358979 * u) : 0;
}

/* Where a segment's sensor is in the sagittal plane: forward, up. */
static void place(const struct legs *l, int k, double t, double out[2])
{
	static const double length[] = { 0.1, 0.42, 0.40, 0.05 };
	static const int chain[] = { LEG_SHANK, LEG_THIGH, LEG_PELVIS };
	out[0] = out[1] = 0;
	for (int c = 0; c < 3 && k != LEG_FOOT; c++) {
		double part = chain[c] == k ? l->at[k] : 1;
		double a = legs_bent(l, chain[c], t) * l->lean_rad[chain[c]];

		out[0] += part * length[chain[c]] * sin(a);
		out[1] += part * length[chain[c]] * cos(a);
		if (chain[c] == k)
			break;
	}
}

static void sample(const struct legs *l, int k, double t, struct gn_sample *s)
{
	double a = legs_bent(l, k, t) * l->lean_rad[k], p[3][2], f[2];
	double rate = (legs_bent(l, k, t + H) - legs_bent(l, k, t - H)) /
		      (2 * H) * l->lean_rad[k];
	float acc[3], gyr[3];

	for (int i = 0; i < 3; i++)
		place(l, k, t + (i - 1) * H, p[i]);
	for (int c = 0; c < 2; c++)
		f[c] = (p[2][c] - 2 * p[1][c] + p[0][c]) / (H * H) +
		       (c ? G : 0);
	/* x forward, y left, z up; leaning forward turns about y */
	acc[0] = (float)(cos(a) * f[0] - sin(a) * f[1]);
	acc[1] = 0;
	acc[2] = (float)(sin(a) * f[0] + cos(a) * f[1]);
	gyr[0] = gyr[2] = 0;
	gyr[1] = (float)rate;
	memset(s, 0, sizeof(*s));
	s->t_ns = (int64_t)llround(t * 1e9);
	s->sensor = (uint32_t)k;
	gn_quat_rotate_inv(l->mount[k], acc, s->acc_mps2);
	gn_quat_rotate_inv(l->mount[k], gyr, s->gyr_radps);
	for (int c = 0; c < 3; c++)
		s->mag_ut[c] = NAN;
}

struct gn_sample *legs_samples(const struct legs *l, size_t *n)
{
	double end = 2 * l->stand_s + l->reps * (l->rep_s + l->pause_s);
	size_t rows = (size_t)(end * HZ);
	struct gn_sample *s = calloc(rows * LEG_SENSORS, sizeof(*s));

	ck_assert_ptr_nonnull(s);
	*n = 0;
	for (size_t i = 0; i < rows; i++) {
		double t = (double)i / HZ;

		if (t > l->hole_s[0] && t < l->hole_s[1])
			continue;
		for (int k = 0; k < LEG_SENSORS; k++)
			sample(l, k, t, &s[(*n)++]);
	}
	return s;
}

const char *legs_table(const struct legs *l, const char *name, double from_s,
		       double to_s)
{
	size_t n;
	struct gn_sample *s = legs_samples(l, &n);
	FILE *f = fopen(files_path(name), "we");
	const char *part[] = { "acc", "gyr" };

	ck_assert_ptr_nonnull(f);
	fputs("time", f);
	for (int k = 0; k < LEG_SENSORS; k++)
		for (int c = 0; c < 6; c++)
			fprintf(f, ",%s_%s_%c", legs_sensors[k].name,
				part[c / 3], 'x' + c % 3);
	for (size_t i = 0; i < n; i++) {
		double t = 1e-9 * (double)s[i].t_ns;

		if (t < from_s || t >= to_s)
			continue;
		if (s[i].sensor == 0)
			fprintf(f, "\n%.3f", t - from_s);
		for (int c = 0; c < 3; c++)
			fprintf(f, ",%.6f", (double)s[i].acc_mps2[c]);
		for (int c = 0; c < 3; c++)
			fprintf(f, ",%.6f", (double)s[i].gyr_radps[c]);
	}
	fputc('\n', f);
	fclose(f);
	free(s);
	return files_path(name);
}

void legs_pose(const struct gn_sample *s, int n, struct gn_body *body)
{
	struct gn_segment_fit fit[GN_SENSORS_MAX];

	for (int k = 0; k < n; k++)
		gn_segment_fit_init(&fit[k]);
	for (; s->t_ns < INT64_C(1500000000); s++)
		gn_segment_fit_pose(&fit[s->sensor], s->acc_mps2,
				    s->gyr_radps);
	for (int k = 0; k < n; k++) {
		ck_assert_int_eq(gn_segment_fit_up(&fit[k],
				 &body->mount[k].axes, NULL), GN_OK);
		body->mount[k].has_up = 1;
	}
}

void legs_slip(struct gn_sample *s, size_t n, size_t sensor, int64_t from_ns,
	       struct gn_quat by)
{
	float axis[3] = { by.x, by.y, by.z }, sine;
	double angle;

	sine = sqrtf(by.x * by.x + by.y * by.y + by.z * by.z);
	angle = 2 * atan2((double)sine, (double)by.w);
	for (int c = 0; c < 3; c++)
		axis[c] /= sine > 0 ? sine : 1;
	for (size_t i = 0; i < n; i++) {
		double u = 1e-9 * (double)(s[i].t_ns - from_ns) / LEGS_SLIP_S;
		double rate = 30 * angle * u * u * (1 - u) * (1 - u) /
			      LEGS_SLIP_S, part;
		float acc[3], gyr[3];
		struct gn_quat now;

		if (s[i].sensor != sensor || u < 0)
			continue;
		rate = u < 1 ? rate : 0;
		u = u < 1 ? u : 1;
		part = angle * u * u * u * (10 + u * (6 * u - 15)) / 2;
		now = (struct gn_quat){ (float)cos(part),
					axis[0] * (float)sin(part),
					axis[1] * (float)sin(part),
					axis[2] * (float)sin(part) };
		memcpy(acc, s[i].acc_mps2, sizeof(acc));
		memcpy(gyr, s[i].gyr_radps, sizeof(gyr));
		gn_quat_rotate(now, acc, s[i].acc_mps2);
		gn_quat_rotate(now, gyr, s[i].gyr_radps);
		/* what is seen turns one way, as the sensor turns the other */
		for (int c = 0; c < 3; c++)
			s[i].gyr_radps[c] -= (float)rate * axis[c];
	}
}
