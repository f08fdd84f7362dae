/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stddef.h>

#include "cal_file_priv.h"

/*
 * The groups of a calibration file. Ranges are far beyond any sensor: what is
 * outside is damaged, or not in the unit that its name says.
 */
#define FIELDS(f) .n = sizeof(f) / sizeof((f)[0]), .field = f

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

const struct gn_cal_group gn_cal_acc_group = {
	"accelerometer", "poses", GN_STILL_MAX, 1, FIELDS(acc_fields),
	.sd_at = { AT(acc.bias_sd_mps2), AT(acc.scale_sd),
		   AT(acc.skew_sd_rad) },
	.n_sd = 3, .corr_at = AT(acc.corr),
};
#undef AT

#define AT(m) offsetof(struct gn_cal_gyr, m)
static const struct gn_cal_field gyr_fields[] = {
	{ "bias_radps",      AT(bias_radps),      3, -1, 1, 0 },
	{ "bias_sd_radps",   AT(bias_sd_radps),   3, 0, 1, 0 },
	{ "drift_radps2",    AT(drift_radps2),    3, -0.1, 0.1, 1 },
	{ "drift_sd_radps2", AT(drift_sd_radps2), 3, 0, 0.1, 1 },
};

const struct gn_cal_group gn_cal_gyr_group = {
	"gyroscope", "poses", GN_STILL_MAX, 1, FIELDS(gyr_fields),
	.sd_at = { AT(bias_sd_radps), AT(drift_sd_radps2) },
	.n_sd = 2, .corr_at = AT(corr),
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

const struct gn_cal_group gn_cal_scale_group = {
	"gyroscope_scale", "turns", GN_TURNS_MAX, 2, FIELDS(scale_fields),
	.sd_at = { AT(sd.diagonal), AT(sd.above), AT(sd.below) },
	.n_sd = 3, .corr_at = AT(scale.corr),
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

const struct gn_cal_group gn_cal_mag_group = {
	"magnetometer", "samples", 1000000000, 2, FIELDS(mag_fields),
	.sd_at = { AT(mag.offset_sd_ut), AT(mag.scale_sd),
		   AT(mag.skew_sd_rad) },
	.n_sd = 3, .corr_at = AT(mag.corr),
};
#undef AT

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
