/* SPDX-License-Identifier: MIT */
#include "page_case.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define S_NS INT64_C(1000000000)

struct gn_exercise page_squat = {
	.name = "squat", .title = "Squat", .first = GN_PHASE_ECCENTRIC,
	.rep_min_s = 0.5f, .rep_max_s = 12.0f,
};

struct gn_rep page_reps[2];
static struct gn_set sets[1];
static struct gn_reject rejected[1];
static struct gn_warning warnings[1];
static struct gn_finding finding[1];
struct gn_asym page_asym[1];
struct gn_result page_result;
static struct gn_page_item item;
struct gn_page page_of;
static float curve[40];
struct gn_kept_curve page_curve;
static struct gn_curves curves;
char page_path[256];

/* 10 to 13 and 13 to 17 s; a range of 90 and of 45 deg, the second partial. */
static void set_reps(void)
{
	for (int i = 0; i < 2; i++) {
		struct gn_rep *r = &page_reps[i];

		memset(r, 0, sizeof(*r));
		r->set = 1;
		r->n = (uint32_t)i + 1;
		r->side = GN_SIDE_RIGHT;
		r->kind = i ? GN_REP_PARTIAL : GN_REP_FULL;
		r->start_ns = (i ? 13 : 10) * S_NS;
		r->turn_ns = (i ? 15 : 11) * S_NS;
		r->end_ns = (i ? 17 : 13) * S_NS;
		r->tempo_s[0] = i ? 1.5f : 1.0f;
		r->tempo_s[2] = 1.25f;
		r->tempo_s[1] = 0.25f;
		r->tempo_s[3] = i ? NAN : 0.5f;
		r->rom_rad = (float)M_PI / (i ? 4 : 2);
		r->rom_sd_rad = 0.02f;
		r->rise_m = NAN;
		snprintf(r->rom_of, sizeof(r->rom_of), "tilt thigh_r");
		for (int a = 0; a < GN_ANGLES; a++)
			r->angle[a] = (struct gn_range){ NAN, NAN, NAN };
		r->angle[GN_KNEE_FLEXION_R] =
			(struct gn_range){ 0, i ? 1.0f : 2.0f, 0.1f };
	}
	sets[0] = (struct gn_set){ .n = 1, .start_ns = 10 * S_NS,
				   .end_ns = 17 * S_NS, .reps = 2,
				   .full = 1 };
}

static void set_remarks(void)
{
	rejected[0] = (struct gn_reject){ 2 * S_NS, 3 * S_NS, GN_REJ_SMALL };
	warnings[0] = (struct gn_warning){ GN_WARN_GAPS, "thigh_r: 2 gaps" };
	finding[0] = (struct gn_finding){ .kind = GN_FORM_RANGE, .set = 1,
		.n = 2, .start_ns = 13 * S_NS, .cue = "Deeper.",
		.look = { .unit = GN_FORM_RAD, .value = (float)M_PI / 4,
			  .threshold = 1.3f } };
	page_asym[0] = (struct gn_asym){ .name = "range", .of = "knee_flexion",
		.unit = GN_UNIT_RAD, .verdict = GN_ASYM_DIFFERENT,
		.mean = { 2, 1 }, .difference = -1, .ci = { -1.5, -0.5 },
		.mdc = 0.1, .mount_sd = 0.05, .si_ci = { -90, -40 } };
	page_asym[0].index[GN_ASYM_SI] = -66.7;
}

void page_case(void)
{
	set_reps();
	set_remarks();
	snprintf(page_path, sizeof(page_path), "some/where/a.csv");
	page_result = (struct gn_result){ .recording = page_path,
		.exercise = &page_squat,
		.reps = page_reps, .n_reps = 2, .sets = sets, .n_sets = 1,
		.rejected = rejected, .n_rejected = 1, .warnings = warnings,
		.n_warnings = 1, .asym = page_asym, .n_asym = 1,
		.input_sha256 = "abc", .n_sensors = 1 };
	snprintf(page_result.sensors[0].name,
		 sizeof(page_result.sensors[0].name),
		 "thigh_r");
	page_result.angle[GN_THIGH_INWARD_R].state = GN_ANGLE_POSE;
	page_result.form.finding = finding;
	page_result.form.n = 1;
	page_result.form.gap[0] = (struct gn_form_gap){ .kind = GN_FORM_TRUNK,
		.of = "chest", .reps = 2, .all = 1, .why = "no sensor there" };
	page_result.form.n_gaps = 1;
	page_result.told.rating[0] = (struct gn_rating){ 1, 6.5f };
	page_result.told.n_ratings = 1;
	for (int i = 0; i < 40; i++)
		curve[i] = i == 5 ? NAN : -0.1f * (float)i;
	page_curve = (struct gn_kept_curve){ .name = "tilt thigh_r",
		.side = GN_SIDE_RIGHT, .from_s = 5.0, .step_s = 0.5,
		.value = curve, .n = 40 };
	curves = (struct gn_curves){ &page_curve, 1, GN_OK };
	item = (struct gn_page_item){ &page_result, &curves };
	page_of = (struct gn_page){ .patient = "P1", .day = "2026-03-29",
		.item = &item, .n = 1, .version = "9.9", .lang = "en",
		.decimal = '.' };
}

char *page_written(int html)
{
	static const struct gn_page_parts parts = { "main{}\n", "/*c*/",
						    "/*s*/" };
	char *text = NULL;
	size_t n = 0;
	FILE *to = open_memstream(&text, &n);

	ck_assert_ptr_nonnull(to);
	ck_assert_int_eq(html ? gn_page_html(&page_of, &parts, to) :
			 gn_page_text(&page_of, to), GN_OK);
	ck_assert_int_eq(fclose(to), 0);
	return text;
}

void page_has(int html, const char *part)
{
	char *text = page_written(html);

	ck_assert_msg(strstr(text, part) != NULL, "'%s' is not in:\n%s", part,
		      text);
	free(text);
}

void page_lacks(int html, const char *part)
{
	char *text = page_written(html);

	ck_assert_msg(!strstr(text, part), "'%s' is in:\n%s", part, text);
	free(text);
}

/* --- progress --- */

static struct gn_cell cells[2][3];
static struct gn_series series[2];
static struct gn_series_set set = { series, 2, 3 };
static struct gn_asym_run runs[3];
static struct gn_asym_over sides = { runs, 3 };
static struct gn_progress progress = { "P1", &set, NULL, 0, &sides };

void page_case_progress(void)
{
	for (int i = 0; i < 2; i++) {
		series[i] = (struct gn_series){ .exercise = "squat",
			.measure = "range of knee_flexion",
			.unit = GN_SERIES_RAD,
			.side = i ? GN_SIDE_RIGHT : GN_SIDE_LEFT,
			.watched = 1, .cell = cells[i],
			.trend = { .n = 3, .first = 1.5, .last = i ? 1.0 : 1.52,
				   .mdc = 0.1, .change = i ? GN_CHANGE_BEYOND :
				   GN_CHANGE_NONE },
			.fall = { i ? GN_FALL_GRADUAL : GN_FALL_NONE, 0.5,
				  0.1 } };
		for (int k = 0; k < 3; k++)
			cells[i][k] = (struct gn_cell){ .sum = 3.0,
				.n = k == 1 ? 0 : 2 };
	}
	for (int i = 0; i < 3; i++)
		runs[i] = (struct gn_asym_run){ .exercise = "squat", .n = 4,
			.less = { i == 2, i > 0 ? 2 : 1 },
			.last = { .name = "range", .of = "knee_flexion" } };
	page_of.progress = &progress;
}

/* --- a plan --- */

struct gn_plan page_plan;
struct gn_plan_day page_done;

/* Two sets of two squats to 80 deg of the knee; knee extension on Mondays. */
void page_case_plan(void)
{
	const struct gn_plan_take take = { .reps = page_reps, .n = 2 };
	struct gn_plan_item *i = &page_plan.item[0];

	memset(&page_plan, 0, sizeof(page_plan));
	gn_plan_day_init(&page_done);
	page_plan.n = 2;
	*i = (struct gn_plan_item){ .exercise = "squat", .sets = 2, .reps = 2,
		.hold_s = NAN, .tempo_s = { 3, 0, 1, 1 }, .load_kg = NAN,
		.rom_rad = 1.4f, .rom_of = "knee_flexion" };
	page_plan.item[1] = (struct gn_plan_item){ .exercise = "knee_extension",
		.side = GN_SIDE_LEFT, .sets = 1, .reps = 9, .hold_s = NAN,
		.tempo_s = { NAN, NAN, NAN, NAN }, .rom_rad = NAN,
		.load_kg = NAN };
	gn_done_add(&page_done.done[0], i, &take);
	page_of.plan = &page_plan;
	page_of.done = &page_done;
}
