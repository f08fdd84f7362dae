/* SPDX-License-Identifier: MIT */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gonio/bids_write.h"
#include "gonio/sim.h"

#define DEG_PER_RAD (180 / 3.14159265358979323846)
#define BLOCK 512

/* A simulated recording as a BIDS-Motion data set. */

static void describe_systems(const struct gn_sim *sim,
			     struct gn_bids_info *info)
{
	const struct gn_sim_scenario *s = gn_sim_scenario(sim);

	info->n_systems = s->n_systems;
	for (size_t k = 0; k < s->n_systems; k++) {
		struct gn_bids_system *d = &info->systems[k];

		memcpy(d->name, s->systems[k].name, sizeof(d->name));
		snprintf(d->title, sizeof(d->title), "simulated sensors");
		d->rate_hz = s->systems[k].rate_hz;
		d->even = (uint8_t)gn_sim_even(sim, k);
		for (size_t i = 0; i < s->n_sensors; i++) {
			d->acc[i] = s->sensors[i].acc == (int)k;
			d->gyr[i] = s->sensors[i].gyr == (int)k;
			d->mag[i] = s->sensors[i].mag == (int)k;
		}
	}
}

static void describe(const struct gn_sim *sim, struct gn_bids_info *info)
{
	const struct gn_sim_scenario *s = gn_sim_scenario(sim);

	memset(info, 0, sizeof(*info));
	snprintf(info->subject, sizeof(info->subject), "%s", s->subject);
	gn_bids_label(s->exercise, info->task, sizeof(info->task));
	gn_bids_label(s->name, info->acq, sizeof(info->acq));
	snprintf(info->session, sizeof(info->session), "%s", s->session);
	if (s->day[0])
		snprintf(info->acq_time, sizeof(info->acq_time),
			 "%sT10:00:00", s->day);
	info->run = 1;
	snprintf(info->dataset, sizeof(info->dataset),
		 "Simulated recordings of gonio");
	snprintf(info->licence, sizeof(info->licence), "MIT");
	snprintf(info->description, sizeof(info->description), "%s",
		 s->title);
	snprintf(info->readme, sizeof(info->readme), "Recordings made by "
		 "\"gonio simulate\": no person took part.\n\nThe scenario "
		 "is in the acq label, the seed in the note of truth.tsv.\n"
		 "*_truth.json holds the truth of each repetition.\n");
	info->n_sensors = s->n_sensors;
	memcpy(info->sensors, gn_sim_sensors(sim),
	       s->n_sensors * sizeof(info->sensors[0]));
	describe_systems(sim, info);
}

/* Seconds and degrees are given to 1e-6, far below what is measured. */
static json_t *rounded(double x)
{
	return isfinite(x) ? json_real(rint(x * 1e6) / 1e6) : json_null();
}

static json_t *seconds(int64_t ns)
{
	return rounded(1e-9 * (double)ns);
}

static json_t *sets_json(const struct gn_sim *sim)
{
	json_t *list = json_array();
	size_t n;
	const struct gn_sim_set *set = gn_sim_sets(sim, &n);

	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, json_pack("{so so si si}",
			"start_s", seconds(set[i].start_ns), "end_s",
			seconds(set[i].end_ns), "reps", (int)set[i].reps,
			"partial", (int)set[i].partial));
	return list;
}

static const char *act_name(enum gn_sim_act_kind kind)
{
	switch (kind) {
	case GN_SIM_STAND:
		return "stand";
	case GN_SIM_WALK:
		return "walk";
	case GN_SIM_FIDGET:
		return "fidget";
	case GN_SIM_REACH:
		return "reach";
	case GN_SIM_LAY:
		return "lay";
	case GN_SIM_SET:
		return "set";
	case GN_SIM_UP_AND_GO:
		return "up_and_go";
	case GN_SIM_SIT:
		return "sit";
	case GN_SIM_RISE:
		return "rise";
	case GN_SIM_TURN:
		return "turn";
	case GN_SIM_LOWER:
		return "lower";
	case GN_SIM_HOLD:
		return "hold";
	}
	return "?";
}

static json_t *spans_json(const struct gn_sim *sim)
{
	json_t *list = json_array();
	size_t n;
	const struct gn_sim_span *span = gn_sim_spans(sim, &n);

	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, json_pack("{so so ss}", "start_s",
			seconds(span[i].start_ns), "end_s",
			seconds(span[i].end_ns), "what",
			act_name(span[i].kind)));
	return list;
}

/* Mean of the sides that take part. */
static double rom(const struct gn_sim_rep *r)
{
	if (isnan(r->rom_rad[0]))
		return r->rom_rad[1];
	if (isnan(r->rom_rad[1]))
		return r->rom_rad[0];
	return 0.5 * (r->rom_rad[0] + r->rom_rad[1]);
}

static json_t *angles_json(const struct gn_sim_rep *r)
{
	json_t *angles = json_object();

	for (int a = 0; a < GN_ANGLES; a++)
		if (!isnan(r->least_rad[a]))
			json_object_set_new(angles,
				gn_angle_def((enum gn_angle)a)->name,
				json_pack("{so so}", "least_deg",
					  rounded(r->least_rad[a] *
						  DEG_PER_RAD), "most_deg",
					  rounded(r->most_rad[a] *
						  DEG_PER_RAD)));
	return angles;
}

static json_t *rep_json(const struct gn_sim_scenario *s,
			const struct gn_sim_rep *r)
{
	json_t *segments = json_object();

	for (size_t i = 0; i < s->n_sensors; i++)
		json_object_set_new(segments, s->sensors[i].name,
			json_pack("{so so so}", "turned_deg",
				  rounded(r->turned_rad[i] * DEG_PER_RAD),
				  "tilt_deg",
				  rounded(r->tilt_rad[i] * DEG_PER_RAD),
				  "travel_m", rounded(r->travel_m[i])));
	return json_pack("{si si ss ss so so so s[oooo] so so so so so}",
		"set", (int)r->set, "n", (int)r->n,
		"side", gn_side_name(r->side),
		"kind", r->kind == GN_REP_FULL ? "full" : "partial",
		"start_s", seconds(r->start_ns),
		"turn_s", seconds(r->turn_ns), "end_s", seconds(r->end_ns),
		"tempo_s", rounded(r->tempo_s[0]), rounded(r->tempo_s[1]),
		rounded(r->tempo_s[2]), rounded(r->tempo_s[3]),
		"rom_deg", rounded(rom(r) * DEG_PER_RAD),
		"rom_left_deg", rounded(r->rom_rad[0] * DEG_PER_RAD),
		"rom_right_deg", rounded(r->rom_rad[1] * DEG_PER_RAD),
		"angles", angles_json(r), "segments", segments);
}

static json_t *holds_json(const struct gn_sim *sim)
{
	json_t *list = json_array();
	size_t n;
	const struct gn_sim_hold *h = gn_sim_holds(sim, &n);

	for (size_t i = 0; i < n; i++) {
		json_t *breaks = json_array();

		for (uint32_t k = 0; k < h[i].n_breaks; k++)
			json_array_append_new(breaks, json_pack("{so so}",
				"start_s", seconds(h[i].break_ns[k][0]),
				"end_s", seconds(h[i].break_ns[k][1])));
		json_array_append_new(list, json_pack("{so so so}", "start_s",
			seconds(h[i].start_ns), "end_s",
			seconds(h[i].end_ns), "breaks", breaks));
	}
	return list;
}

static json_t *steps_json(const struct gn_sim_step *step, size_t n)
{
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, json_pack("{so ss}", "at_s",
			seconds(step[i].t_ns), "side",
			gn_side_name(step[i].side)));
	return list;
}

static int attach_truth(const struct gn_sim *sim, struct gn_bids_writer *w,
			struct gn_diag *why)
{
	const struct gn_sim_scenario *s = gn_sim_scenario(sim);
	json_t *reps = json_array();
	json_t *top;
	char *text = NULL;
	size_t n;
	const struct gn_sim_rep *rep = gn_sim_reps(sim, &n);
	const struct gn_sim_step *step;
	int err = GN_ENOMEM;

	for (size_t i = 0; i < n; i++)
		json_array_append_new(reps, rep_json(s, &rep[i]));
	top = json_pack("{ss ss sI ss ss so so so}",
			"schema", "gonio.truth/1", "scenario", s->name,
			"seed", (json_int_t)s->seed, "exercise", s->exercise,
			"rom_of", s->angle, "sets", sets_json(sim),
			"reps", reps, "activities", spans_json(sim));
	gn_sim_holds(sim, &n);
	if (top && n)
		json_object_set_new(top, "holds", holds_json(sim));
	step = gn_sim_steps(sim, &n);
	if (top && n)
		json_object_set_new(top, "steps", steps_json(step, n));
	if (top)
		text = json_dumps(top, JSON_INDENT(1) |
				  JSON_REAL_PRECISION(9));
	json_decref(top);
	if (text)
		err = gn_bids_attach(w, "truth.json", text, strlen(text),
				     why);
	else
		gn_diag_set(why, err, "%s: out of memory", s->name);
	free(text);
	return err;
}

static int put_event(struct gn_bids_writer *w, const char *type,
		     const char *label, enum gn_side side, int64_t start_ns,
		     int64_t end_ns, struct gn_diag *why)
{
	struct gn_event e = {.onset_ns = start_ns,
			     .duration_ns = end_ns - start_ns, .side = side};

	snprintf(e.type, sizeof(e.type), "%s", type);
	snprintf(e.label, sizeof(e.label), "%s", label);
	return gn_bids_event(w, &e, why);
}

static int put_holds(const struct gn_sim *sim, struct gn_bids_writer *w,
		     struct gn_diag *why)
{
	enum gn_side side = gn_sim_scenario(sim)->side;
	size_t n;
	const struct gn_sim_hold *h = gn_sim_holds(sim, &n);
	int err = GN_OK;

	for (size_t i = 0; i < n && !err; i++) {
		err = put_event(w, "hold", "active", side, h[i].start_ns,
				h[i].end_ns, why);
		for (uint32_t k = 0; k < h[i].n_breaks && !err; k++)
			err = put_event(w, "break", "", side,
					h[i].break_ns[k][0],
					h[i].break_ns[k][1], why);
	}
	return err;
}

/* A set and its repetitions, set by set: in order of onset. */
static int put_events(const struct gn_sim *sim, struct gn_bids_writer *w,
		      struct gn_diag *why)
{
	const struct gn_sim_scenario *s = gn_sim_scenario(sim);
	size_t n_sets, n_reps, r = 0;
	const struct gn_sim_set *set = gn_sim_sets(sim, &n_sets);
	const struct gn_sim_rep *rep = gn_sim_reps(sim, &n_reps);
	int err = put_holds(sim, w, why);

	for (size_t i = 0; i < n_sets && !err; i++) {
		err = put_event(w, "set", "active", s->alternating ?
				GN_SIDE_BOTH : s->side, set[i].start_ns,
				set[i].end_ns, why);
		for (; r < n_reps && rep[r].set == i + 1 && !err; r++)
			err = put_event(w, "rep", rep[r].kind == GN_REP_FULL ?
					"full" : "partial", rep[r].side,
					rep[r].start_ns, rep[r].end_ns, why);
	}
	return err;
}

static int put_samples(struct gn_sim *sim, struct gn_bids_writer *w,
		       struct gn_diag *why)
{
	struct gn_sample block[BLOCK];

	for (;;) {
		int n = gn_sim_read(sim, block, BLOCK);
		int err;

		if (n == GN_EOF)
			return GN_OK;
		if (n < 0)
			return n;
		err = gn_bids_push(w, block, (size_t)n, why);
		if (err)
			return err;
	}
}

static void truth_row(const struct gn_sim *sim, struct gn_bids_truth *t)
{
	const struct gn_sim_scenario *s = gn_sim_scenario(sim);
	size_t n, holds;

	memset(t, 0, sizeof(*t));
	gn_sim_reps(sim, &n);
	gn_sim_holds(sim, &holds);
	snprintf(t->exercise, sizeof(t->exercise), "%s", s->exercise);
	t->side = s->alternating ? GN_SIDE_BOTH : s->side;
	t->reps = (int)(n ? n : holds);
	t->boundaries = 1;
	snprintf(t->note, sizeof(t->note), "scenario %s, seed %llu",
		 s->name, (unsigned long long)s->seed);
}

int gn_sim_write(struct gn_sim *sim, const char *dir, struct gn_diag *why)
{
	const struct gn_sim_scenario *s = gn_sim_scenario(sim);
	struct gn_bids_info info;
	struct gn_bids_truth truth;
	struct gn_bids_writer *w = NULL;
	int err;

	describe(sim, &info);
	err = gn_bids_create(&w, dir, &info, why);
	if (err)
		return err;
	err = put_samples(sim, w, why);
	if (!err)
		err = put_events(sim, w, why);
	if (!err)
		err = attach_truth(sim, w, why);
	if (err) {
		gn_bids_abort(w);
		return err;
	}
	truth_row(sim, &truth);
	return gn_bids_finish(w, s->take ? NULL : &truth, why);
}
