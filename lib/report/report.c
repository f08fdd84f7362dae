/* SPDX-License-Identifier: MIT */
#include "report_priv.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int gn_result_init(struct gn_result *r, const struct gn_recording_info *info,
		   const char *path)
{
	memset(r, 0, sizeof(*r));
	r->recording = strdup(path);
	if (!r->recording)
		return GN_ENOMEM;
	memcpy(r->sensors, info->sensors,
	       info->n_sensors * sizeof(r->sensors[0]));
	r->n_sensors = info->n_sensors;
	gn_told_init(&r->told);
	return GN_OK;
}

void gn_result_free(struct gn_result *r)
{
	if (!r)
		return;
	free(r->recording);
	free(r->reps);
	free(r->sets);
	free(r->rejected);
	free(r->holds);
	free(r->warnings);
	free(r->stands);
	free(r->asym);
	free(r->bouts);
	gn_form_free(&r->form);
	free(r->effort);
	memset(r, 0, sizeof(*r));
}

const char *gn_report_number(char out[GN_NUMBER_SIZE], double v, int decimals,
			     const char *none)
{
	if (!(fabs(v) < 1e15)) {
		snprintf(out, GN_NUMBER_SIZE, "%s", none);
		return out;
	}
	snprintf(out, GN_NUMBER_SIZE, "%.*f", decimals, v);
	/* "-0.0" tells no one anything. */
	if (out[0] == '-' && !out[1 + strspn(out + 1, "0.")])
		memmove(out, out + 1, strlen(out));
	return out;
}

const char *gn_report_kind(enum gn_rep_kind kind)
{
	return kind == GN_REP_FULL ? "full" : "partial";
}

double gn_report_s(int64_t ns)
{
	return (double)ns / 1e9;
}

size_t gn_report_full(const struct gn_result *r)
{
	size_t full = 0;

	for (size_t i = 0; i < r->n_reps; i++)
		full += r->reps[i].kind == GN_REP_FULL;
	return full;
}

void gn_report_rating(FILE *to, float cr10)
{
	char text[GN_NUMBER_SIZE];

	fprintf(to, "rated %s of 10 (CR10)", gn_report_number(text,
		(double)cr10, cr10 != rintf(cr10), "-"));
}

void gn_report_text(FILE *to, const char *s)
{
	for (; *s; s++)
		fputc((unsigned char)*s < 0x20 || *s == 0x7f ? '?' : *s, to);
}

int gn_report_end(FILE *to)
{
	return ferror(to) ? GN_EIO : GN_OK;
}

/* Is it of the limb that works in the repetition? */
static int is_own(enum gn_side angle, enum gn_side rep)
{
	return (angle != GN_SIDE_LEFT || rep != GN_SIDE_RIGHT) &&
	       (angle != GN_SIDE_RIGHT || rep != GN_SIDE_LEFT);
}

size_t gn_report_mean_angle(const struct gn_result *r, uint32_t set, int angle,
			    int own, struct gn_range *out)
{
	enum gn_side side = gn_angle_def((enum gn_angle)angle)->side;
	size_t n = 0;

	*out = (struct gn_range){ 0, 0, 0 };
	for (size_t i = 0; i < r->n_reps; i++) {
		const struct gn_range *g = &r->reps[i].angle[angle];

		if ((set && r->reps[i].set != set) || !isfinite(g->sd_rad) ||
		    (own && !is_own(side, r->reps[i].side)))
			continue;
		out->least_rad += g->least_rad;
		out->most_rad += g->most_rad;
		out->sd_rad += g->sd_rad;
		n++;
	}
	out->least_rad /= (float)n;
	out->most_rad /= (float)n;
	out->sd_rad /= (float)n;
	return n;
}
