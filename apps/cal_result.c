/* SPDX-License-Identifier: MIT */
#include "cal_result.h"

#include <math.h>
#include <stdio.h>

#define DEG_PER_RAD (180 / 3.14159265358979323846)

int gn_cal_result_gyr(struct gn_cal_result *res,
		      const struct gn_still_poses *poses,
		      struct gn_turns *turns,
		      void (*tell)(void *ctx, const char *line), void *ctx)
{
	int err = gn_gyr_bias_fit(poses->pose, poses->n, &res->bias);

	if (err && err != GN_ENODATA)
		return err;
	do {
		err = gn_gyr_cal_fit(turns->turn, turns->n, poses->pose,
				     poses->n, &res->acc.cal, NULL, &res->gyr,
				     &res->gyr_why);
		if (res->gyr.verdict != GN_GYR_CAL_BAD_TURN)
			break;
		if (tell)
			tell(ctx, res->gyr_why.text);
	} while (!gn_turns_drop(turns, res->gyr.worst));
	return err == GN_ENOMEM ? err : GN_OK;
}

void gn_cal_result_file(const struct gn_cal_result *res,
			struct gn_cal_file *out)
{
	gn_cal_acc_set(out, &res->acc);
	gn_cal_gyr_set(out, &res->bias);
	if (res->gyr.verdict == GN_GYR_CAL_FINE)
		gn_cal_scale_set(out, &res->gyr);
	if (res->has_mag && res->mag_verdict == GN_MAG_CAL_FINE)
		gn_cal_mag_set(out, &res->mag);
}

static void print_acc(const struct gn_acc_cal_fit *f)
{
	const double *x = f->x, *sd = f->sd;

	printf("accelerometer   bias m/s^2    +-       scale       +-\n");
	for (int i = 0; i < 3; i++)
		printf("  %c             %+9.4f  %.4f   %9.5f  %.5f\n",
		       "xyz"[i], x[GN_ACC_CAL_BX + i],
		       sd[GN_ACC_CAL_BX + i],
		       x[GN_ACC_CAL_KXX + i], sd[GN_ACC_CAL_KXX + i]);
	if (f->n_unknowns == GN_ACC_CAL_UNKNOWNS)
		printf("  skew mrad     xy %+.2f  xz %+.2f  yz %+.2f, +- %.2f "
		       "%.2f %.2f\n",
		       1e3 * x[GN_ACC_CAL_KXY], 1e3 * x[GN_ACC_CAL_KXZ],
		       1e3 * x[GN_ACC_CAL_KYZ], 1e3 * sd[GN_ACC_CAL_KXY],
		       1e3 * sd[GN_ACC_CAL_KXZ], 1e3 * sd[GN_ACC_CAL_KYZ]);
	printf("  residual      %.4f m/s^2 over %zu poses: %s\n", f->rms_mps2,
	       f->n_poses, gn_acc_cal_text(f->verdict));
}

static void print_bias(const struct gn_gyr_bias *g)
{
	printf("gyroscope       bias deg/s    +-       drift deg/s per h\n");
	for (int i = 0; i < 3; i++)
		printf("  %c             %+9.4f  %.4f   %+9.3f\n", "xyz"[i],
		       DEG_PER_RAD * g->bias_radps[i],
		       DEG_PER_RAD * g->bias_sd_radps[i],
		       3600 * DEG_PER_RAD * g->drift_radps2[i]);
}

static void print_scale(const struct gn_gyr_cal_fit *f)
{
	int axes = f->n_unknowns == GN_GYR_CAL_UNKNOWNS;

	printf("                scale         +-%s\n",
	       axes ? "        of turns about x  y  z, mrad" : "");
	for (int i = 0; i < 3; i++) {
		printf("  %c             %9.5f  %.5f", "xyz"[i], f->k[i][i],
		       f->sd[i][i]);
		for (int j = 0; j < 3 && axes; j++)
			if (j == i)
				printf("        -     ");
			else
				printf("  %+6.2f +- %.2f", 1e3 * f->k[i][j],
				       1e3 * f->sd[i][j]);
		putchar('\n');
	}
	printf("  residual      %.2f deg over %zu turns: %s\n",
	       DEG_PER_RAD * f->rms_rad, f->n_turns,
	       gn_gyr_cal_text(f->verdict));
}

static void print_gyr(const struct gn_cal_result *res)
{
	if (!res->bias.n_poses) {
		puts("gyroscope       none");
		return;
	}
	print_bias(&res->bias);
	if (res->gyr.verdict == GN_GYR_CAL_FINE)
		print_scale(&res->gyr);
	else
		printf("  scale         not found: %s\n", res->gyr_why.text);
}

static void print_mag(const struct gn_mag_cal *m)
{
	printf("magnetometer    offset uT     +-       scale       +-\n");
	for (int i = 0; i < 3; i++)
		printf("  %c             %+9.2f  %.2f     %9.4f  %.4f\n",
		       "xyz"[i], m->offset_ut[i], m->offset_sd_ut[i],
		       m->w[i][i], m->w_sd[i][i]);
	printf("  residual      %.1f %% of a field of %.1f uT\n",
	       100 * m->residual, m->field_ut);
}

void gn_cal_angle_print(const struct gn_cal_angle *a)
{
	if (isnan(a->tilt_rad) && isnan(a->turn))
		return;
	printf("  adds          ");
	if (!isnan(a->tilt_rad))
		printf(" %.2f deg to a tilt", DEG_PER_RAD * a->tilt_rad);
	if (!isnan(a->turn))
		printf("%s %.2f %% to a turn", isnan(a->tilt_rad) ? "" : ",",
		       100 * a->turn);
	puts(" (SD)");
}

void gn_cal_result_print(const struct gn_cal_result *res)
{
	struct gn_cal_file file = { .serial = "" };
	struct gn_cal_angle angle;

	print_acc(&res->acc);
	print_gyr(res);
	gn_cal_result_file(res, &file);
	gn_cal_angle_of(&file, &angle);
	gn_cal_angle_print(&angle);
	if (!res->has_mag)
		return;
	if (res->mag_verdict == GN_MAG_CAL_FINE)
		print_mag(&res->mag);
	else
		printf("magnetometer    not calibrated: %s\n",
		       res->mag_why.text);
}
