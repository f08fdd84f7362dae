/* SPDX-License-Identifier: MIT */
#include "checktest.h"

#include <check.h>
#include <math.h>
#include <string.h>

#include "files.h"

#define PI 3.14159265358979323846

struct gn_check ct_check;

void ct_teardown(void)
{
	gn_check_free(&ct_check);
	files_close();
}

struct gn_sample ct_moving(int i)
{
	double u = ((double)i / CT_HZ - 5) / 4, a = 0, w = 0;
	double e = ((i * 7919) % 1000 - 500) / 1e5;
	struct gn_sample s = { .t_ns = INT64_C(10000000) * i };

	if (u > 0) {
		a = 0.7 * (1 - cos(2 * PI * u));
		w = 0.7 * 2 * PI / 4 * sin(2 * PI * u);
	}
	s.acc_mps2[0] = (float)(9.81 * cos(a) + e);
	s.acc_mps2[1] = (float)(9.81 * sin(a) - e);
	s.acc_mps2[2] = (float)e;
	s.gyr_radps[0] = (float)(e / 9);
	s.gyr_radps[1] = (float)(-e / 9);
	s.gyr_radps[2] = (float)(w + e / 9);
	s.mag_ut[0] = s.mag_ut[1] = s.mag_ut[2] = NAN;
	return s;
}

FILE *ct_table(const char *name)
{
	FILE *f = fopen(files_path(name), "w");

	ck_assert_ptr_nonnull(f);
	fprintf(f, "time_s,thigh_r_acc_x,thigh_r_acc_y,thigh_r_acc_z,"
		"thigh_r_gyr_x,thigh_r_gyr_y,thigh_r_gyr_z\n");
	return f;
}

void ct_row(FILE *f, const struct gn_sample *s)
{
	fprintf(f, "%.2f", 1e-9 * (double)s->t_ns);
	for (int k = 0; k < 3; k++)
		fprintf(f, ",%.5f", (double)s->acc_mps2[k]);
	for (int k = 0; k < 3; k++)
		if (isnan(s->gyr_radps[k]))
			fprintf(f, ",");
		else
			fprintf(f, ",%.5f", (double)s->gyr_radps[k]);
	fprintf(f, "\n");
}

void ct_put_without(const char *name, int from, int to)
{
	FILE *f = ct_table(name);

	for (int i = 0; i < 3000; i++) {
		struct gn_sample s = ct_moving(i);

		if (i < from || i >= to)
			ct_row(f, &s);
	}
	ck_assert_int_eq(fclose(f), 0);
}

void ct_run(const char *name)
{
	gn_check_free(&ct_check);
	ck_assert_int_eq(gn_check_run(&ct_check, files_path(name)), GN_OK);
}

const struct gn_check_note *ct_noted(const char *code)
{
	const struct gn_check_note *found = NULL;

	for (size_t i = 0; i < ct_check.n_notes; i++) {
		if (strcmp(ct_check.notes[i].code, code))
			continue;
		ck_assert_ptr_null(found);
		found = &ct_check.notes[i];
	}
	ck_assert_msg(found != NULL, "no note '%s'", code);
	return found;
}

void ct_holds(const char *text, const char *part)
{
	ck_assert_msg(strstr(text, part) != NULL, "'%s' is not in:\n%s", part,
		      text);
}
