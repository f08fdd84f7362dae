/* SPDX-License-Identifier: MIT */
#include "gonio/cal_file.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cal_file_priv.h"

/*
 * Ranges are far beyond any sensor: what is outside is damaged, or not in the
 * unit that its name says.
 */
#define FIELDS(f) sizeof(f) / sizeof((f)[0]), f

#define AT(m) offsetof(struct gn_cal_acc_text, m)
static const struct gn_cal_field acc_fields[] = {
	{ "bias_mps2",     AT(acc.cal.bias_mps2), 3, -10, 10, 0 },
	{ "bias_sd_mps2",  AT(acc.bias_sd_mps2),  3, 0, 1, 0 },
	{ "scale",         AT(k.diagonal),        3, 0.5, 2, 0 },
	{ "scale_sd",      AT(acc.scale_sd),      3, 0, 0.1, 0 },
	{ "skew_rad",      AT(k.above),           3, -0.5, 0.5, 0 },
	{ "skew_sd_rad",   AT(acc.skew_sd_rad),   3, 0, 0.1, 1 },
	{ "residual_mps2", AT(acc.residual_mps2), 1, 0, 1, 0 },
};
#undef AT

#define AT(m) offsetof(struct gn_cal_gyr, m)
static const struct gn_cal_field gyr_fields[] = {
	{ "bias_radps",      AT(bias_radps),      3, -1, 1, 0 },
	{ "bias_sd_radps",   AT(bias_sd_radps),   3, 0, 1, 0 },
	{ "drift_radps2",    AT(drift_radps2),    3, -0.1, 0.1, 1 },
	{ "drift_sd_radps2", AT(drift_sd_radps2), 3, 0, 0.1, 1 },
};
#undef AT

#define AT(m) offsetof(struct gn_cal_scale_text, m)
static const struct gn_cal_field scale_fields[] = {
	{ "scale",        AT(k.diagonal),  3, 0.5, 2, 0 },
	{ "scale_sd",     AT(sd.diagonal), 3, 0, 0.1, 0 },
	{ "above_rad",    AT(k.above),     3, -0.5, 0.5, 0 },
	{ "above_sd_rad", AT(sd.above),    3, 0, 0.1, 1 },
	{ "below_rad",    AT(k.below),     3, -0.5, 0.5, 0 },
	{ "below_sd_rad", AT(sd.below),    3, 0, 0.1, 1 },
	{ "residual_rad", AT(scale.residual_rad), 1, 0, 1, 0 },
};
#undef AT

#define AT(m) offsetof(struct gn_cal_mag_text, m)
static const struct gn_cal_field mag_fields[] = {
	{ "offset_ut",    AT(mag.offset_ut),    3, -5000, 5000, 0 },
	{ "offset_sd_ut", AT(mag.offset_sd_ut), 3, 0, 100, 0 },
	{ "scale",        AT(w.diagonal),       3, 0.1, 10, 0 },
	{ "scale_sd",     AT(mag.scale_sd),     3, 0, 0.5, 0 },
	{ "skew_rad",     AT(w.above),          3, -5, 5, 0 },
	{ "skew_sd_rad",  AT(mag.skew_sd_rad),  3, 0, 0.5, 0 },
	{ "field_ut",     AT(mag.field_ut),     1, 1, 1000, 0 },
	{ "residual",     AT(mag.residual),     1, 0, 1, 0 },
};
#undef AT

const struct gn_cal_group gn_cal_acc_group = {
	"accelerometer", "poses", GN_STILL_MAX, 1, FIELDS(acc_fields)
};
const struct gn_cal_group gn_cal_gyr_group = {
	"gyroscope", "poses", GN_STILL_MAX, 1, FIELDS(gyr_fields)
};
const struct gn_cal_group gn_cal_scale_group = {
	"gyroscope_scale", "turns", GN_TURNS_MAX, 2, FIELDS(scale_fields)
};
const struct gn_cal_group gn_cal_mag_group = {
	"magnetometer", "samples", 1000000000, 2, FIELDS(mag_fields)
};

void gn_cal_matrix_of(const float m[3][3], struct gn_cal_matrix *out)
{
	for (int i = 0; i < 3; i++) {
		int row = i / 2, col = i ? 2 : 1;

		out->diagonal[i] = m[i][i];
		out->above[i] = m[row][col];
		out->below[i] = m[col][row];
	}
}

void gn_cal_matrix_to(const struct gn_cal_matrix *m, float out[3][3])
{
	for (int i = 0; i < 3; i++) {
		int row = i / 2, col = i ? 2 : 1;

		out[i][i] = m->diagonal[i];
		out[row][col] = m->above[i];
		out[col][row] = m->below[i];
	}
}

int gn_cal_in_range(const struct gn_cal_field *f, double x)
{
	return (x >= f->lo && x <= f->hi) || (f->optional && isnan(x));
}

uint32_t gn_cal_sum(const char *text, size_t len)
{
	uint32_t h = 2166136261U;

	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)text[i]) * 16777619U;
	return h;
}

void gn_cal_acc_set(struct gn_cal_file *c, const struct gn_acc_cal_fit *fit)
{
	c->has_acc = 1;
	c->acc.cal = fit->cal;
	c->acc.poses = (uint32_t)fit->n_poses;
	c->acc.residual_mps2 = (float)fit->rms_mps2;
	for (int i = 0; i < 3; i++) {
		c->acc.bias_sd_mps2[i] = (float)fit->sd[GN_ACC_CAL_BX + i];
		c->acc.scale_sd[i] = (float)fit->sd[GN_ACC_CAL_KXX + i];
		c->acc.skew_sd_rad[i] = (float)fit->sd[GN_ACC_CAL_KXY + i];
	}
}

void gn_cal_gyr_set(struct gn_cal_file *c, const struct gn_gyr_bias *fit)
{
	if (!fit->n_poses)
		return;
	c->has_gyr = 1;
	c->gyr.poses = (uint32_t)fit->n_poses;
	for (int i = 0; i < 3; i++) {
		c->gyr.bias_radps[i] = (float)fit->bias_radps[i];
		c->gyr.bias_sd_radps[i] = (float)fit->bias_sd_radps[i];
		c->gyr.drift_radps2[i] = (float)fit->drift_radps2[i];
		c->gyr.drift_sd_radps2[i] = (float)fit->drift_sd_radps2[i];
	}
}

void gn_cal_scale_set(struct gn_cal_file *c, const struct gn_gyr_cal_fit *fit)
{
	c->has_scale = 1;
	c->scale.turns = (uint32_t)fit->n_turns;
	c->scale.residual_rad = (float)fit->rms_rad;
	for (int i = 0; i < 3; i++)
		for (int j = 0; j < 3; j++) {
			c->scale.k[i][j] = (float)fit->k[i][j];
			c->scale.sd[i][j] = (float)fit->sd[i][j];
		}
}

void gn_cal_mag_set(struct gn_cal_file *c, const struct gn_mag_cal *fit)
{
	c->has_mag = 1;
	c->mag.samples = (uint32_t)(fit->n_used < 1000000000 ? fit->n_used :
				    1000000000);
	c->mag.field_ut = (float)fit->field_ut;
	c->mag.residual = (float)fit->residual;
	for (int i = 0; i < 3; i++) {
		int row = i / 2, col = i ? 2 : 1;

		c->mag.offset_ut[i] = (float)fit->offset_ut[i];
		c->mag.offset_sd_ut[i] = (float)fit->offset_sd_ut[i];
		c->mag.scale_sd[i] = (float)fit->w_sd[i][i];
		c->mag.skew_sd_rad[i] = (float)fit->w_sd[row][col];
		for (int j = 0; j < 3; j++)
			c->mag.w[i][j] = (float)fit->w[i][j];
	}
}

static void turn_axes(const float k[3][3], float v[3])
{
	const float m[3] = { v[0], v[1], v[2] };

	for (int i = 0; i < 3; i++)
		v[i] = k[i][0] * m[0] + k[i][1] * m[1] + k[i][2] * m[2];
}

void gn_cal_file_apply(const struct gn_cal_file *c, struct gn_sample *s)
{
	if (c->has_acc)
		gn_acc_cal_apply(&c->acc.cal, s->acc_mps2);
	for (int i = 0; i < 3 && c->has_gyr; i++)
		s->gyr_radps[i] -= c->gyr.bias_radps[i];
	if (c->has_scale)
		turn_axes(c->scale.k, s->gyr_radps);
	for (int i = 0; i < 3 && c->has_mag; i++)
		s->mag_ut[i] -= c->mag.offset_ut[i];
	if (c->has_mag)
		turn_axes(c->mag.w, s->mag_ut);
}

void gn_cal_file_name(const char *serial, char out[GN_CAL_NAME_SIZE])
{
	size_t n = 0;

	for (; serial[n] && n < GN_CAL_NAME_SIZE - sizeof(".cfg"); n++) {
		int c = (unsigned char)serial[n];

		out[n] = (char)((c < 0x80 && isalnum(c)) || c == '-' ? c : '_');
	}
	memcpy(out + n, ".cfg", sizeof(".cfg"));
}

/* ---- as text ----------------------------------------------------------- */

/* In quotes, as libconfig reads it; control characters become '?'. */
static void put_text(FILE *to, const char *name, const char *text)
{
	fprintf(to, "%s = \"", name);
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			fputc('\\', to);
		fputc((unsigned char)*text < 0x20 || *text == 0x7f ?
		      '?' : *text, to);
	}
	fputs("\";\n", to);
}

/* Nine digits, and a point: an integer has no -0. */
static void put_float(FILE *to, float x)
{
	char text[32];
	size_t mantissa;

	snprintf(text, sizeof(text), "%.9g", (double)x);
	mantissa = strcspn(text, "e");
	if (memchr(text, '.', mantissa))
		fputs(text, to);
	else
		fprintf(to, "%.*s.0%s", (int)mantissa, text, text + mantissa);
}

/* GN_EINVAL: outside the field's range; nothing is put then. */
static int put_field(FILE *to, const struct gn_cal_field *f, const void *from)
{
	float x[3];

	memcpy(x, (const char *)from + f->at, f->n * sizeof(x[0]));
	for (size_t i = 0; i < f->n; i++)
		if (!gn_cal_in_range(f, (double)x[i]) ||
		    isnan(x[i]) != isnan(x[0]))
			return GN_EINVAL;
	if (isnan(x[0]))
		return GN_OK;
	fprintf(to, "  %s = %s", f->name, f->n > 1 ? "( " : "");
	for (size_t i = 0; i < f->n; i++) {
		fputs(i ? ", " : "", to);
		put_float(to, x[i]);
	}
	fprintf(to, "%s;\n", f->n > 1 ? " )" : "");
	return GN_OK;
}

static int put_group(FILE *to, const struct gn_cal_group *g, uint32_t count,
		     const void *from)
{
	int err = count >= 1 && count <= g->count_max ? GN_OK : GN_EINVAL;

	fprintf(to, "%s = {\n  %s = %u;\n", g->name, g->count, count);
	for (size_t i = 0; i < g->n && !err; i++)
		err = put_field(to, &g->field[i], from);
	fputs("};\n", to);
	return err;
}

static int put_acc(FILE *to, const struct gn_cal_acc *acc)
{
	struct gn_cal_acc_text t = { .acc = *acc };

	gn_cal_matrix_of(acc->cal.k, &t.k);
	return put_group(to, &gn_cal_acc_group, acc->poses, &t);
}

static int put_scale(FILE *to, const struct gn_cal_scale *scale)
{
	struct gn_cal_scale_text t = { .scale = *scale };

	gn_cal_matrix_of(scale->k, &t.k);
	gn_cal_matrix_of(scale->sd, &t.sd);
	return put_group(to, &gn_cal_scale_group, scale->turns, &t);
}

static int put_mag(FILE *to, const struct gn_cal_mag *mag)
{
	struct gn_cal_mag_text t = { .mag = *mag };

	gn_cal_matrix_of(mag->w, &t.w);
	return put_group(to, &gn_cal_mag_group, mag->samples, &t);
}

static int put_all(FILE *to, const struct gn_cal_file *c)
{
	int err = c->serial[0] && (c->has_acc || c->has_gyr) ?
		  GN_OK : GN_EINVAL;

	fputs("# Calibration of one sensor. Changed by hand it is refused;\n"
	      "# 'gonio calibrate sensor' makes a new one.\n", to);
	fprintf(to, "version = %d;\n", GN_CAL_FILE_VERSION);
	put_text(to, "serial", c->serial);
	put_text(to, "model", c->model);
	put_text(to, "date", c->date);
	put_text(to, "software", c->software);
	if (!err && c->has_acc)
		err = put_acc(to, &c->acc);
	if (!err && c->has_gyr)
		err = put_group(to, &gn_cal_gyr_group, c->gyr.poses, &c->gyr);
	if (!err && c->has_scale)
		err = put_scale(to, &c->scale);
	if (!err && c->has_mag)
		err = put_mag(to, &c->mag);
	return err;
}

int gn_cal_file_text(const struct gn_cal_file *c, char **out)
{
	char *text = NULL;
	size_t size = 0;
	FILE *to = open_memstream(&text, &size);
	int err;

	if (!to)
		return GN_ENOMEM;
	err = put_all(to, c);
	if (!err && fflush(to))
		err = GN_ENOMEM;
	if (!err)
		fprintf(to, "sum = \"%08x\";\n", gn_cal_sum(text, size));
	if (fclose(to) && !err)
		err = GN_ENOMEM;
	if (err) {
		free(text);
		return err;
	}
	*out = text;
	return GN_OK;
}
