/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gonio/ahrs.h"
#include "validate.h"

/*
 * Orientation against an optical reference.
 *
 * The reference lies beside the recording, as the tracking system "ref" of the
 * same recording, row for row: four columns of a unit quaternion (ORNT, their
 * components quat_w, quat_x, quat_y, quat_z; sensor axes to east, north, up)
 * and a column `movement`, 1 where the error counts.
 *
 * Errors as in Laidig, Caruso, Cereatti, Seel, "BROAD - A Benchmark for Robust
 * Inertial Orientation Estimation", Data 6(7):72, 2021, doi
 * 10.3390/data6070072: of e = q conj(q_ref) the total angle, 2 acos |w|, its
 * part about the vertical, 2 atan |z / w|, and the inclination,
 * 2 acos sqrt(w^2 + z^2); the root of the mean square over the samples with
 * movement and a reference.
 */
#define BLOCK    1024
#define DEG      (180.0 / 3.14159265358979323846)

enum col { COL_W, COL_X, COL_Y, COL_Z, COL_MOVE, COLS };

struct trial {
	float rate_hz;
	int   has_mag;
	size_t n, cap;
	float (*gyr)[3], (*acc)[3], (*mag)[3];
	size_t n_ref, cap_ref;
	struct gn_quat *ref;            /* w NAN: does not count */
	struct gn_quat *q6, *q9;
};

static void trial_free(struct trial *t)
{
	free(t->gyr);
	free(t->acc);
	free(t->mag);
	free(t->ref);
	free(t->q6);
	free(t->q9);
}

/* ---- the reference ---------------------------------------------------- */

static int col_of(char *line)
{
	static const char *const names[] = {
		"quat_w", "quat_x", "quat_y", "quat_z"
	};
	char *save = NULL;
	const char *name = strtok_r(line, "\t\r\n", &save);
	const char *part = strtok_r(NULL, "\t\r\n", &save);
	const char *type = strtok_r(NULL, "\t\r\n", &save);

	if (!name || !part || !type)
		return COLS;
	for (int c = COL_W; c <= COL_Z; c++)
		if (!strcmp(type, "ORNT") && !strcmp(part, names[c]))
			return c;
	return strcmp(name, "movement") ? COLS : COL_MOVE;
}

static int add_ref(void *user, const double *v)
{
	struct trial *t = user;
	struct gn_quat *more;

	if (t->n_ref == t->cap_ref) {
		t->cap_ref = t->cap_ref ? 2 * t->cap_ref : BLOCK;
		more = realloc(t->ref, t->cap_ref * sizeof(*more));
		if (!more)
			return GN_ENOMEM;
		t->ref = more;
	}
	t->ref[t->n_ref++] = (struct gn_quat){
		v[COL_MOVE] > 0 ? (float)v[COL_W] : NAN,
		(float)v[COL_X], (float)v[COL_Y], (float)v[COL_Z]
	};
	return GN_OK;
}

/* Without a column `movement` all of it counts. */
static const double blank[COLS + 1] = { NAN, NAN, NAN, NAN, 1.0 };

static const struct gn_val_ref reference = {
	.column = col_of, .row = add_ref, .blank = blank, .n = COLS + 1,
	.needed = 0xf, .needs = "ORNT channels with components quat_w, "
				"quat_x, quat_y and quat_z" };

/* ---- the recording ---------------------------------------------------- */

static int grow(struct trial *t)
{
	size_t cap = t->cap ? 2 * t->cap : 16 * BLOCK;
	float (**part[3])[3] = { &t->gyr, &t->acc, &t->mag };
	float (*more)[3];

	for (int i = 0; i < 3; i++) {
		more = realloc(*part[i], cap * sizeof(*more));
		if (!more)
			return GN_ENOMEM;
		*part[i] = more;
	}
	t->cap = cap;
	return GN_OK;
}

static int add_sample(struct trial *t, const struct gn_sample *s)
{
	if (t->n == t->cap && grow(t))
		return GN_ENOMEM;
	memcpy(t->gyr[t->n], s->gyr_radps, sizeof(s->gyr_radps));
	memcpy(t->acc[t->n], s->acc_mps2, sizeof(s->acc_mps2));
	memcpy(t->mag[t->n], s->mag_ut, sizeof(s->mag_ut));
	t->n++;
	return GN_OK;
}

/* The first sensor that has both accelerometer and gyroscope. */
static int pick(struct trial *t, const struct gn_recording_info *info,
		uint32_t *sensor)
{
	for (size_t i = 0; i < info->n_sensors; i++) {
		const struct gn_sensor *s = &info->sensors[i];

		if (!s->has_acc || !s->has_gyr)
			continue;
		t->rate_hz = s->rate_hz;
		t->has_mag = s->has_mag;
		*sensor = (uint32_t)i;
		return GN_OK;
	}
	return GN_ENODATA;
}

static int read_imu(struct trial *t, const char *path, struct gn_diag *why)
{
	struct gn_recording *r = NULL;
	struct gn_sample s[BLOCK];
	uint32_t sensor = 0;
	int err, n;

	err = gn_recording_open(&r, path, why);
	if (err)
		return err;
	if (pick(t, gn_recording_info(r), &sensor)) {
		err = gn_diag_set(why, GN_ENODATA, "%s: no sensor with both "
				  "accelerometer and gyroscope", path);
		goto out;
	}
	for (;;) {
		n = gn_recording_read(r, s, BLOCK, why);
		if (n < 0)
			break;
		for (int i = 0; i < n && !err; i++)
			if (s[i].sensor == sensor)
				err = add_sample(t, &s[i]);
		if (err)
			goto out;
	}
	err = n == GN_EOF ? GN_OK : n;
out:
	gn_recording_close(r);
	return err;
}

/* ---- errors ----------------------------------------------------------- */

static struct gn_val_rmse rmse(const struct trial *t, const struct gn_quat *q,
			       int heading)
{
	struct gn_val_rmse r = { { NAN, NAN, NAN } };
	double sum[GN_VAL_PARTS] = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < t->n; i++) {
		struct gn_quat e = gn_quat_mul(q[i], gn_quat_conj(t->ref[i]));
		double w = e.w, x = e.x, y = e.y, z = e.z;
		double part[GN_VAL_PARTS];

		if (!isfinite(w))
			continue;
		/* acos c = atan2(s, c), which small angles do not blur */
		part[GN_VAL_TOTAL] = atan2(sqrt(x * x + y * y + z * z),
					   fabs(w));
		part[GN_VAL_HEADING] = atan2(fabs(z), fabs(w));
		part[GN_VAL_INCL] = atan2(hypot(x, y), hypot(w, z));
		for (int k = 0; k < GN_VAL_PARTS; k++)
			sum[k] += 4.0 * part[k] * part[k];
		n++;
	}
	for (int k = 0; k < GN_VAL_PARTS && n > 0; k++)
		if (heading || k == GN_VAL_INCL)
			r.deg[k] = DEG * sqrt(sum[k] / (double)n);
	return r;
}

static int estimate(struct trial *t, struct gn_val_rmse out[GN_VAL_FILTERS])
{
	struct gn_ahrs_params p = gn_ahrs_params_default(t->rate_hz);
	const float *mag = t->has_mag ? t->mag[0] : NULL;
	struct gn_ahrs a;
	size_t size = gn_ahrs_offline_size(&p, t->n);
	void *work = malloc(size);
	int err;

	t->q6 = malloc(t->n * sizeof(*t->q6));
	t->q9 = malloc(t->n * sizeof(*t->q9));
	err = t->q6 && t->q9 && work ? gn_ahrs_init(&a, &p) : GN_ENOMEM;
	if (err)
		goto out;
	gn_ahrs_update(&a, t->n, t->gyr[0], t->acc[0], mag, t->q6, t->q9);
	out[GN_VAL_CAUSAL_6D] = rmse(t, t->q6, 0);
	out[GN_VAL_CAUSAL_9D] = rmse(t, t->q9, mag != NULL);
	err = gn_ahrs_offline(&p, t->n, t->gyr[0], t->acc[0], mag, work, size,
			      t->q6, t->q9);
	if (err)
		goto out;
	out[GN_VAL_OFFLINE_6D] = rmse(t, t->q6, 0);
	out[GN_VAL_OFFLINE_9D] = rmse(t, t->q9, mag != NULL);
out:
	free(work);
	return err;
}

static int reason(int err, const char *path, struct gn_diag *why)
{
	if (err == GN_ENOMEM)
		return gn_diag_set(why, err, "%s: out of memory", path);
	if (err == GN_EINVAL)
		return gn_diag_set(why, GN_EFORMAT, "%s: sampling rate outside "
				   "1 to 20000 Hz", path);
	return err;
}

int validate_orientation(const char *path,
			 struct gn_val_rmse out[GN_VAL_FILTERS],
			 struct gn_diag *why)
{
	struct trial t = { 0 };
	struct gn_val_rmse found[GN_VAL_FILTERS];
	int err;

	err = gn_val_ref_read(&reference, &t, path, why);
	if (!err)
		err = read_imu(&t, path, why);
	if (!err && t.n == 0)
		err = gn_diag_set(why, GN_ENODATA, "%s: no samples", path);
	if (!err && t.n != t.n_ref)
		err = gn_diag_set(why, GN_EFORMAT, "%s: %zu samples, but the "
				  "reference has %zu", path, t.n, t.n_ref);
	if (!err)
		err = estimate(&t, found);
	if (!err && isnan(found[GN_VAL_CAUSAL_6D].deg[GN_VAL_INCL]))
		err = gn_diag_set(why, GN_ENODATA, "%s: no reference during "
				  "movement", path);
	if (!err)
		memcpy(out, found, sizeof(found));
	trial_free(&t);
	return reason(err, path, why);
}
