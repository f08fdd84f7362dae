/* SPDX-License-Identifier: MIT */
#include "analyse.h"

#include <stdlib.h>
#include <string.h>

#include "analyse_clinic.h"
#include "analyse_test.h"
#include "analyse_warn.h"
#include "gonio/driver.h"
#include "gonio/session.h"

#define BLOCK 256
#define TIMEOUT_MS 1000
#define RAW_HZ 100.0            /* of frames that no one looks at */

/*
 * The array with room for one more after its n. It doubles, and so it is full
 * exactly when n is 0 or a power of two. NULL: out of memory, and the array
 * stays as it was.
 */
static void *grow(void *array, size_t n, size_t size)
{
	if (n & (n - 1))
		return array;
	return realloc(array, (n ? 2 * n : 1) * size);
}

static int add_rep(struct gn_result *r, const struct gn_rep *rep)
{
	struct gn_rep *a = grow(r->reps, r->n_reps, sizeof(*a));

	if (!a)
		return GN_ENOMEM;
	r->reps = a;
	a[r->n_reps++] = *rep;
	return GN_OK;
}

static int add_set(struct gn_result *r, const struct gn_set *set)
{
	struct gn_set *a = grow(r->sets, r->n_sets, sizeof(*a));

	if (!a)
		return GN_ENOMEM;
	r->sets = a;
	a[r->n_sets++] = *set;
	return GN_OK;
}

static int add_reject(struct gn_result *r, const struct gn_reject *reject)
{
	struct gn_reject *a = grow(r->rejected, r->n_rejected, sizeof(*a));

	if (!a)
		return GN_ENOMEM;
	r->rejected = a;
	a[r->n_rejected++] = *reject;
	return GN_OK;
}

static int add_stand(struct gn_result *r, const struct gn_stand *stand)
{
	struct gn_stand *a = grow(r->stands, r->n_stands, sizeof(*a));

	if (!a)
		return GN_ENOMEM;
	r->stands = a;
	a[r->n_stands++] = *stand;
	return GN_OK;
}

static int add_bout(struct gn_result *r, const struct gn_bout *bout)
{
	struct gn_bout *a = grow(r->bouts, r->n_bouts, sizeof(*a));

	if (!a)
		return GN_ENOMEM;
	r->bouts = a;
	a[r->n_bouts++] = *bout;
	return GN_OK;
}

static int add_hold(struct gn_result *r, const struct gn_hold *hold)
{
	struct gn_hold *a = grow(r->holds, r->n_holds, sizeof(*a));

	if (!a)
		return GN_ENOMEM;
	r->holds = a;
	a[r->n_holds++] = *hold;
	return GN_OK;
}

static int keep_event(struct gn_result *r, const struct gn_session_event *ev)
{
	switch (ev->kind) {
	case GN_EV_REP:
		return ev->u.rep.provisional ? GN_OK : add_rep(r, &ev->u.rep);
	case GN_EV_SET:
		return add_set(r, &ev->u.set);
	case GN_EV_REJECT:
		return add_reject(r, &ev->u.reject);
	case GN_EV_MISTAKE:
		return gn_warn_mistake(r, &ev->u.mistake);
	case GN_EV_STAND:
		return add_stand(r, &ev->u.stand);
	case GN_EV_TUG:
		if (!r->n_tugs++)
			r->tug = ev->u.tug;
		return GN_OK;
	case GN_EV_NO_TUG:
		r->no_tug = ev->u.no_tug;
		return GN_OK;
	case GN_EV_BOUT:
		return add_bout(r, &ev->u.bout);
	case GN_EV_HOLD:
		return ev->u.hold.provisional ? GN_OK :
			add_hold(r, &ev->u.hold);
	case GN_EV_REVISE:      /* only with provisional ones */
		break;
	}
	return GN_OK;
}

/* Take what the session has to tell so far. */
static int collect(struct gn_analysis *a)
{
	struct gn_session_event ev;
	int err = GN_OK;

	while (!err && gn_session_next(a->session, &ev)) {
		err = keep_event(&a->result, &ev);
		if (a->told)
			a->told(a->user, &ev);
	}
	return err;
}

static int say(const struct gn_analysis *a, int err, struct gn_diag *why)
{
	if (!err)
		return err;
	return gn_diag_set(why, err, "%s: %s", a->result.recording,
			   gn_strerror(err));
}

/* The catalogue's entry for a name, "general" with a warning for others. */
static int choose(struct gn_result *r, const struct gn_catalogue *cat,
		  const char *name)
{
	const char *near;

	r->exercise = *name ? gn_catalogue_find(cat, name) : NULL;
	if (r->exercise)
		return GN_OK;
	r->exercise = gn_catalogue_find(cat, "general");
	if (!*name)
		return gn_warn(r, GN_WARN_EXERCISE, "the recording names no "
			       "exercise; scored as general");
	near = gn_catalogue_nearest(cat, name);
	return gn_warn(r, GN_WARN_EXERCISE, "'%.60s' is no exercise of the "
		       "catalogue%s%s; scored as general", name,
		       near ? ", nearest is " : "", near ? near : "");
}

/* How the sensors sit: as was told, else as is found beside the recording. */
static int find_body(const struct gn_recording_info *info, const char *path,
		     const struct gn_body *told, struct gn_body *out)
{
	struct gn_known_body beside;
	int err;

	if (told) {
		*out = *told;
		return GN_OK;
	}
	err = gn_body_beside(&beside, path);
	gn_body_of(&beside, info, out);
	return err;
}

static void show(void *user, const struct gn_shown_curve *c)
{
	struct gn_analysis *a = user;

	if (a->curves)
		gn_curves_keep(a->curves, c);
}

static void pass_on(void *user, struct gn_session *s, int64_t from_ns,
		    size_t n)
{
	const struct gn_analysis *a = user;

	if (a->stretch)
		a->stretch(a->stretch_user, s, from_ns, n);
}

static int begin(struct gn_analysis *a, const struct gn_recording_info *info,
		 const char *path, const struct gn_catalogue *cat,
		 const char *exercise, const struct gn_body *body,
		 uint8_t provisional, struct gn_diag *why)
{
	struct gn_session_params p = { .sensors = info->sensors,
				       .n_sensors = info->n_sensors,
				       .body = &a->body,
				       .provisional = provisional,
				       .show = show, .stretch = pass_on,
				       .user = a };
	int err;

	err = gn_result_init(&a->result, info, path);
	if (!err)
		err = choose(&a->result, cat, exercise ? exercise : info->task);
	if (err)
		return err;
	a->units = calloc(1, sizeof(*a->units));
	err = a->units ? gn_units_init(a->units, info->sensors,
				       info->n_sensors) : GN_ENOMEM;
	if (err)
		return err;
	p.exercise = a->result.exercise;
	err = find_body(info, path, body, &a->body);
	if (!err)
		err = gn_test_beside(&a->result, info->path, why);
	if (err)
		return err;
	return gn_session_create(&a->session, &p);
}

int gn_analysis_begin(struct gn_analysis *a,
		      const struct gn_recording_info *info, const char *path,
		      const struct gn_catalogue *cat, const char *exercise,
		      const struct gn_body *body, uint8_t provisional,
		      struct gn_diag *why)
{
	int err;

	memset(a, 0, sizeof(*a));
	if (why)
		why->text[0] = 0;
	err = begin(a, info, path, cat, exercise, body, provisional, why);
	if (err) {
		if (why && !why->text[0])
			gn_diag_set(why, err, "%s: %s", path,
				    gn_strerror(err));
		gn_analysis_free(a);
	}
	return err;
}

int gn_analysis_calibrate(struct gn_analysis *a, size_t i, const char *text,
			  struct gn_diag *why)
{
	char name[sizeof(a->result.sensors[i].name) + 16];
	int err;

	if (!text)
		return GN_OK;
	snprintf(name, sizeof(name), "calibration of %s",
		 a->result.sensors[i].name);
	a->cal[i] = calloc(1, sizeof(*a->cal[i]));
	a->raw[i] = calloc(1, sizeof(*a->raw[i]));
	if (!a->cal[i] || !a->raw[i])
		return say(a, GN_ENOMEM, why);
	gn_cond_init(a->raw[i], &a->result.sensors[i], RAW_HZ);
	err = gn_cal_file_parse(a->cal[i], text, name, NULL, why);
	a->calibrated |= !err;
	return err;
}

/* Up to BLOCK of them, calibrated where there is one. */
static int push(struct gn_analysis *a, const struct gn_sample *in, size_t n)
{
	struct gn_sample block[BLOCK];

	if (!a->calibrated)
		return gn_session_push(a->session, in, n);
	for (size_t i = 0; i < n; i++) {
		uint32_t k = in[i].sensor;

		block[i] = in[i];
		if (k >= a->result.n_sensors || !a->cal[k])
			continue;
		gn_cond_push(a->raw[k], &in[i], NULL, NULL);
		gn_cal_file_apply(a->cal[k], &block[i]);
	}
	return gn_session_push(a->session, block, n);
}

int gn_analysis_push(struct gn_analysis *a, const struct gn_sample *in,
		     size_t n, struct gn_diag *why)
{
	int err = GN_OK;

	gn_units_push(a->units, in, n);
	for (size_t i = 0; i < n; i++)
		if (in[i].t_ns > a->result.length_ns)
			a->result.length_ns = in[i].t_ns;
	for (size_t at = 0, part; at < n && !err; at += part) {
		part = n - at < BLOCK ? n - at : BLOCK;
		err = push(a, in + at, part);
		if (!err)
			err = collect(a);
	}
	return say(a, err, why);
}

/* How good the samples were, as they came. */
static void take_quality(struct gn_analysis *a)
{
	struct gn_result *r = &a->result;
	struct gn_quality raw;

	for (size_t i = 0; i < r->n_sensors; i++) {
		gn_session_quality(a->session, i, &r->quality[i]);
		if (!a->cal[i])
			continue;
		gn_cond_flush(a->raw[i], NULL, NULL);
		gn_cond_quality(a->raw[i], &raw);
		r->quality[i].clipped = raw.clipped;
	}
}

int gn_result_judge(struct gn_result *r, const struct gn_result *base,
		    const struct gn_form_plan *plan)
{
	struct gn_form_input in = {
		.exercise = r->exercise, .sensors = r->sensors,
		.n_sensors = r->n_sensors, .reps = r->reps,
		.n_reps = r->n_reps, .angle = r->angle, .plan = plan,
	};
	struct gn_form form;
	int err;

	if (base) {
		in.base = base->reps;
		in.n_base = base->n_reps;
		in.base_sensors = base->sensors;
		in.n_base_sensors = base->n_sensors;
	}
	err = gn_form_judge(&in, &form);
	if (err)
		return err;
	gn_form_free(&r->form);
	r->form = form;
	return GN_OK;
}

int gn_analysis_end(struct gn_analysis *a, struct gn_diag *why)
{
	struct gn_result *r = &a->result;
	int err;

	gn_session_flush(a->session);
	err = collect(a);
	if (!err && a->curves)
		err = a->curves->err;
	if (err)
		return say(a, err, why);
	take_quality(a);
	r->walking.assessed = gn_session_walking(a->session,
						 &r->walking.sensor).assessed;
	gn_session_sitting(a->session, &r->sitting);
	gn_walking_sum(&r->walking, r->bouts, r->n_bouts);
	r->n_cuts = gn_session_cuts(a->session);
	for (int i = 0; i < GN_ANGLES; i++)
		r->angle[i] = gn_session_angle(a->session,
					       (enum gn_angle)i);
	gn_test_read(r, NULL);
	err = gn_warn_units(r, a->units, why);
	if (err)
		return err;
	err = gn_clinic_read(r);
	if (err)
		return say(a, err, why);
	if (gn_result_judge(r, NULL, NULL))
		return say(a, GN_ENOMEM, why);
	/* strides are no effort of a set */
	if (!r->exercise->cyclic && gn_effort_read(r->reps, r->n_reps,
						   &r->effort, &r->n_effort))
		return say(a, GN_ENOMEM, why);
	return say(a, gn_warn_quality(r), why);
}

void gn_analysis_free(struct gn_analysis *a)
{
	gn_session_destroy(a->session);
	free(a->units);
	for (size_t i = 0; i < GN_SENSORS_MAX; i++) {
		free(a->cal[i]);
		free(a->raw[i]);
	}
	gn_result_free(&a->result);
	memset(a, 0, sizeof(*a));
}

/* Which of a source's sensors are taken, and as which. */
struct part {
	struct gn_recording_info info;
	size_t   from[GN_SENSORS_MAX];   /* index in the source */
	uint32_t as[GN_SENSORS_MAX];     /* of the source's: ours, or NONE */
};
#define NONE UINT32_MAX

static void choose_part(struct part *p, const struct gn_recording_info *info,
			int (*keep)(const struct gn_sensor *))
{
	p->info = *info;
	p->info.n_sensors = 0;
	for (size_t i = 0; i < info->n_sensors; i++) {
		size_t k = p->info.n_sensors;

		p->as[i] = NONE;
		if (keep && !keep(&info->sensors[i]))
			continue;
		p->info.sensors[k] = info->sensors[i];
		p->from[k] = i;
		p->as[i] = (uint32_t)k;
		p->info.n_sensors++;
	}
}

/* What is left of n samples. */
static size_t sift(const struct part *p, struct gn_sample *s, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		uint32_t as = p->as[s[i].sensor];

		if (as == NONE)
			continue;
		s[kept] = s[i];
		s[kept++].sensor = as;
	}
	return kept;
}

/* Every sample of the source through the session. */
static int run(struct gn_analysis *a, struct gn_source *src,
	       const struct part *p, struct gn_diag *why)
{
	struct gn_sample block[BLOCK];
	int n, err;

	for (;;) {
		n = gn_source_read(src, block, BLOCK, TIMEOUT_MS, why);
		if (n < 0)
			break;
		err = gn_analysis_push(a, block, sift(p, block, (size_t)n),
				       why);
		if (err)
			return err;
	}
	if (n != GN_EOF)
		return n;
	err = gn_analysis_end(a, why);
	if (err)
		return err;
	return say(a, gn_source_hash(src, a->result.input_sha256), why);
}

/* What is stored with a recording holds for it. */
static int calibrate(struct gn_analysis *a, const struct gn_source *src,
		     const struct part *p, struct gn_diag *why)
{
	int err = GN_OK;

	for (size_t i = 0; i < a->result.n_sensors && !err; i++)
		err = gn_analysis_calibrate(a, i, gn_source_calibration(src,
					    p->from[i]), why);
	return err;
}

static int begin_source(struct gn_analysis *a, const struct gn_source *src,
			const struct part *p, const char *path,
			const struct gn_catalogue *cat,
			const struct gn_ask *ask, struct gn_diag *why)
{
	struct gn_body all, body = { 0 };
	int err = gn_body_source(src, path, ask->known, &all, why);

	if (err)
		return err;
	for (size_t i = 0; i < p->info.n_sensors; i++)
		body.mount[i] = all.mount[p->from[i]];
	return gn_analysis_begin(a, &p->info, path, cat, ask->exercise, &body,
				 0, why);
}

int gn_analyse_as(struct gn_result *out, const char *path,
		  const struct gn_catalogue *cat, const struct gn_ask *ask,
		  struct gn_diag *why)
{
	struct gn_analysis a;
	struct gn_source *src = NULL;
	struct part p;
	int err;

	memset(out, 0, sizeof(*out));
	err = gn_source_open(&src, path, why);
	if (err)
		return err;
	choose_part(&p, gn_source_info(src), ask->keep);
	err = p.info.n_sensors ? begin_source(&a, src, &p, path, cat, ask,
					      why) :
	      gn_diag_set(why, GN_ENODATA, "%s: none of its sensors is asked "
			  "for", path);
	if (!err) {
		a.curves = ask->curves;
		a.stretch = ask->stretch;
		a.stretch_user = ask->stretch_user;
		err = calibrate(&a, src, &p, why);
		if (!err)
			err = run(&a, src, &p, why);
		if (!err) {
			*out = a.result;
			memset(&a.result, 0, sizeof(a.result));
		}
		gn_analysis_free(&a);
	}
	gn_source_close(src);
	return err;
}

int gn_analyse(struct gn_result *out, const char *path,
	       const struct gn_catalogue *cat, const char *exercise,
	       const struct gn_known_body *known, struct gn_diag *why)
{
	const struct gn_ask ask = { .exercise = exercise, .known = known };

	return gn_analyse_as(out, path, cat, &ask, why);
}
