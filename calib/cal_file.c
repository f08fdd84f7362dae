/* SPDX-License-Identifier: MIT */
#include "gonio/cal_file.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cal_file_priv.h"

#define ROOM(a) (sizeof(a) / sizeof((a)[0]))

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
	gn_cal_corr_set(c->acc.corr, fit->n_unknowns, ROOM(c->acc.corr),
			fit->cov[0], GN_ACC_CAL_UNKNOWNS);
}

/* Errors of bias and drift are unrelated: times are about their mean. */
static void relate_gyr(struct gn_cal_gyr *g, const struct gn_gyr_bias *fit)
{
	double cov[6][6] = { { 0 } };
	size_t n = isnan(fit->drift_sd_radps2[0]) ? 3 : 6;

	for (int i = 0; i < 3; i++)
		for (int j = 0; j < 3; j++) {
			cov[i][j] = fit->bias_cov[i][j];
			cov[3 + i][3 + j] = fit->drift_cov[i][j];
		}
	gn_cal_corr_set(g->corr, n, ROOM(g->corr), cov[0], 6);
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
	relate_gyr(&c->gyr, fit);
}

/* From K row by row, or its diagonal alone, to the file's order. */
static void relate_scale(struct gn_cal_scale *s,
			 const struct gn_gyr_cal_fit *fit)
{
	static const size_t at[9] = { 0, 4, 8, 1, 2, 5, 3, 6, 7 };
	double cov[9][9] = { { 0 } };
	size_t n = fit->n_unknowns;

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++)
			cov[i][j] = n == 3 ? fit->cov[i][j] :
					     fit->cov[at[i]][at[j]];
	gn_cal_corr_set(s->corr, n, ROOM(s->corr), cov[0], 9);
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
	relate_scale(&c->scale, fit);
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
	gn_cal_corr_set(c->mag.corr, 9, ROOM(c->mag.corr), fit->cov[0], 9);
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

/* Row by row up to the diagonal. GN_EINVAL: it cannot be. */
static int put_corr(FILE *to, const struct gn_cal_group *g, const void *from)
{
	const float *corr = gn_cal_corr(g, from);
	size_t n = gn_cal_unknowns(g, from);

	if (isnan(corr[0]))
		return GN_OK;
	if (!gn_cal_corr_ok(corr, n))
		return GN_EINVAL;
	fputs("  " GN_CAL_CORRELATION " = (", to);
	for (size_t i = 1; i < n; i++) {
		fputs(i > 1 ? ",\n    ( " : "\n    ( ", to);
		for (size_t j = 0; j < i; j++)
			fprintf(to, "%s%.6f", j ? ", " : "", (double)*corr++);
		fputs(" )", to);
	}
	fputs("\n  );\n", to);
	return GN_OK;
}

static int put_group(FILE *to, const struct gn_cal_group *g, uint32_t count,
		     const void *from)
{
	int err = count >= 1 && count <= g->count_max ? GN_OK : GN_EINVAL;

	fprintf(to, "%s = {\n  %s = %u;\n", g->name, g->count, count);
	for (size_t i = 0; i < g->n && !err; i++)
		err = put_field(to, &g->field[i], from);
	if (!err)
		err = put_corr(to, g, from);
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
