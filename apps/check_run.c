/* SPDX-License-Identifier: MIT */
#include "check.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "gonio/driver.h"

#define BLOCK 256
#define TIMEOUT_MS 1000
#define GRID_HZ 100.0           /* of the frames, which no one looks at */

/* An axis so near to its highest value is at it; as the conditioner's. */
#define TOP_TOL 1e-4F

int gn_check_note(struct gn_check *c, const struct gn_check_note *what,
		  const char *fmt, ...)
{
	struct gn_check_note *n;
	va_list ap;

	n = realloc(c->notes, (c->n_notes + 1) * sizeof(*n));
	if (!n)
		return GN_ENOMEM;
	c->notes = n;
	n += c->n_notes++;
	*n = *what;
	va_start(ap, fmt);
	vsnprintf(n->text, sizeof(n->text), fmt, ap);
	va_end(ap);
	if (n->weight > c->verdict)
		c->verdict = n->weight;
	return GN_OK;
}

/* A gap may grow: the other part's newest sample lies further back or on. */
static void watch_gap(struct gn_check_sensor *s, int64_t t,
		      const struct gn_quality *before,
		      const struct gn_quality *now)
{
	double grown_s = (double)now->gap_s - (double)before->gap_s;
	int64_t grown = (int64_t)(grown_s * 1e9);

	if (now->gaps != before->gaps)
		s->open_gap_ns = 0;
	s->open_gap_ns += grown;
	if (grown > 0 && s->open_gap_ns > s->gap_ns) {
		s->gap_ns = s->open_gap_ns;
		s->gap_at_ns = t - s->open_gap_ns;
	}
}

static void watch_top(struct gn_check_sensor *s, int part, int64_t t,
		      const float v[3])
{
	float m = 0.0F;

	for (int i = 0; i < 3; i++) {
		if (!(fabsf(v[i]) <= GN_VALUE_MAX))
			return;
		m = fmaxf(m, fabsf(v[i]));
	}
	if ((1.0F - TOP_TOL) * m > s->top[part]) {
		s->top_at_ns[part] = t;
		s->at_top[part] = 0;
	}
	s->at_top[part] += m >= (1.0F - TOP_TOL) * s->top[part];
	s->top[part] = fmaxf(s->top[part], m);
}

static void watch_parts(struct gn_check_sensor *s, const struct gn_sample *x)
{
	const float *v[3] = { x->acc_mps2, x->gyr_radps, x->mag_ut };

	for (int k = 0; k < 3; k++)
		s->there[k] += isfinite(v[k][0]) && isfinite(v[k][1]) &&
			       isfinite(v[k][2]);
	watch_top(s, 0, x->t_ns, x->acc_mps2);
	watch_top(s, 1, x->t_ns, x->gyr_radps);
}

static void watch(struct gn_check_sensor *s, const struct gn_sample *x)
{
	struct gn_quality before = *gn_cond_counts(&s->cond);
	const struct gn_quality *now;

	s->n++;
	watch_parts(s, x);
	gn_cond_push(&s->cond, x, NULL, NULL);
	now = gn_cond_counts(&s->cond);
	if (now->samples > before.samples) {
		if (!before.samples)
			s->first_ns = x->t_ns;
		s->last_ns = x->t_ns;
	}
	if (now->late > before.late && !before.late)
		s->late_at_ns = x->t_ns;
	if (now->repeated > before.repeated && !before.repeated)
		s->repeated_at_ns = x->t_ns;
	watch_gap(s, x->t_ns, &before, now);
}

static int has_acc(const struct gn_sensor *t)
{
	return t->has_acc && !t->bad_acc && !t->aligned;
}

size_t gn_check_accs(const struct gn_check *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->info.n_sensors; i++)
		n += (size_t)has_acc(&c->info.sensors[i]);
	return n;
}

static void take(struct gn_check *c, const struct gn_sample *in, size_t n)
{
	gn_units_push(c->units, in, n);
	for (size_t i = 0; i < n; i++) {
		if (in[i].t_ns > c->end_ns && in[i].t_ns <= GN_T_MAX_NS)
			c->end_ns = in[i].t_ns;
		watch(&c->sensors[in[i].sensor], &in[i]);
		if (has_acc(&c->info.sensors[in[i].sensor]))
			gn_taps_push(&c->taps, &in[i]);
	}
	c->n += n;
}

/* Up to the end, or to where it cannot be read: what stands before counts. */
static int read_all(struct gn_check *c, struct gn_source *src)
{
	static const struct gn_check_note broken = {
		.weight = GN_CHECK_DAMAGED, .code = "broken", .sensor = -1,
		.at_s = NAN,
	};
	struct gn_check_note note = broken;
	struct gn_sample block[BLOCK];
	struct gn_diag why = { "" };
	int n;

	while ((n = gn_source_read(src, block, BLOCK, TIMEOUT_MS, &why)) >= 0)
		take(c, block, (size_t)n);
	if (n == GN_EOF)
		return GN_OK;
	if (n == GN_ENOMEM)
		return n;
	note.at_s = 1e-9 * (double)c->end_ns;
	if (c->file.is_rec)
		return gn_check_note(c, &note, "%s; %llu of %llu samples can "
				     "be read; copy the file again from where "
				     "it was recorded", why.text,
				     (unsigned long long)c->n,
				     (unsigned long long)c->file.tail.samples);
	return gn_check_note(c, &note, "%s; %llu samples before it can be "
			     "read; copy or export it again", why.text,
			     (unsigned long long)c->n);
}

/* ---- a session's file -------------------------------------------------- */

static int count_away(void *user, const struct gn_rec_event *e)
{
	struct gn_check_file *f = user;

	if (strcmp(e->type, "gap"))
		return 0;
	if (!f->away++) {
		f->away_at_ns = e->t_ns;
		snprintf(f->away_text, sizeof(f->away_text), "%s", e->text);
	}
	return 0;
}

static int pass_result(void *user, const struct gn_rec_result *r)
{
	(void)user;
	(void)r;
	return 0;
}

static int note_damage(struct gn_check *c, int err, const char *code,
		       const struct gn_diag *why)
{
	const struct gn_check_note note = {
		.weight = GN_CHECK_DAMAGED, .code = code, .sensor = -1,
		.at_s = NAN,
	};

	if (!err || err == GN_ENOMEM)
		return err;
	return gn_check_note(c, &note, "%s", why->text);
}

/* All but the samples, which come from the source as any others. */
static int check_file(struct gn_check *c, struct gn_rec *r)
{
	struct gn_check_file *f = &c->file;
	struct gn_diag why = { "" };
	int err;

	f->is_rec = 1;
	f->version = gn_rec_version(r);
	f->meta = *gn_rec_meta(r);
	memset(f->meta.calibration, 0, sizeof(f->meta.calibration));
	memset(f->meta.mount, 0, sizeof(f->meta.mount));
	f->tail = *gn_rec_tail(r);
	err = gn_rec_integrity(r, &why);
	f->sound = err == GN_OK;
	err = note_damage(c, err, "database", &why);
	if (!err)
		err = note_damage(c, gn_rec_events(r, count_away, f, &why),
				  "events", &why);
	if (!err)
		err = note_damage(c, gn_rec_results(r, pass_result, NULL,
						    &why), "results", &why);
	return err;
}

static int look_at_file(struct gn_check *c)
{
	struct gn_rec *r = NULL;
	struct gn_diag why = { "" };
	int err;

	if (!gn_rec_probe(c->info.path))
		return GN_OK;
	err = gn_rec_open(&r, c->info.path, &why);
	if (err)
		return note_damage(c, err, "unreadable", &why);
	err = check_file(c, r);
	gn_rec_reader_close(r);
	return err;
}

/* ---- the whole --------------------------------------------------------- */

static int prepare(struct gn_check *c, const struct gn_recording_info *info)
{
	c->info = *info;
	gn_taps_init(&c->taps);
	c->sensors = calloc(info->n_sensors, sizeof(*c->sensors));
	c->units = calloc(1, sizeof(*c->units));
	if (!c->sensors || !c->units)
		return GN_ENOMEM;
	for (size_t i = 0; i < info->n_sensors; i++)
		gn_cond_init(&c->sensors[i].cond, &info->sensors[i], GRID_HZ);
	return gn_units_init(c->units, info->sensors, info->n_sensors);
}

static void finish(struct gn_check *c)
{
	gn_taps_flush(&c->taps);
	for (size_t i = 0; i < c->info.n_sensors; i++) {
		struct gn_check_sensor *s = &c->sensors[i];
		struct gn_diag why = { "" };

		gn_cond_flush(&s->cond, NULL, NULL);
		gn_cond_quality(&s->cond, &s->q);
		if (c->info.even)
			s->q.lost = NAN;        /* no stamps of its own */
		s->units = gn_units_verdict(c->units, i, &why);
		memcpy(s->units_text, why.text, sizeof(s->units_text));
	}
}

static const struct gn_limb no_limb = { .length_m = NAN, .spread = NAN };

int gn_check_run(struct gn_check *c, const char *path)
{
	struct gn_source *src = NULL;
	struct gn_diag why = { "" };
	int err;

	memset(c, 0, sizeof(*c));
	c->path = strdup(path);
	if (!c->path)
		return GN_ENOMEM;
	err = gn_source_open(&src, path, &why);
	if (err)
		return note_damage(c, err, "unreadable", &why);
	err = prepare(c, gn_source_info(src));
	if (!err)
		err = look_at_file(c);
	if (!err)
		err = read_all(c, src);
	for (size_t i = 0; !err && i < c->info.n_sensors; i++)
		if (gn_source_limb(src, i, &c->sensors[i].limb))
			c->sensors[i].limb = no_limb;
	gn_source_close(src);
	if (err)
		return err;
	finish(c);
	return gn_check_judge(c);
}

void gn_check_free(struct gn_check *c)
{
	free(c->path);
	free(c->sensors);
	free(c->units);
	free(c->notes);
	memset(c, 0, sizeof(*c));
}
