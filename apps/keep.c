/* SPDX-License-Identifier: MIT */
#include "keep.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gonio/rec.h"
#include "gonio/sample_hash.h"
#include "gonio/version.h"
#include "mount_text.h"

#define SYNC_NS INT64_C(1000000000)

struct gn_keep {
	struct gn_rec_writer *rec;
	struct gn_sample_hash hash;
	int64_t               synced_ns;
	int                   err;      /* the first one */
	struct gn_diag        why;      /* of it */
};

static const char *const types[] = {
#define X(name, text) [name] = (text),
	GN_KEEP_EVENTS(X)
#undef X
};

const char *gn_keep_name_of(enum gn_keep_event what)
{
	return types[what];
}

void gn_keep_name(char name[GN_KEEP_NAME_SIZE], time_t when)
{
	struct tm t = { 0 };

	localtime_r(&when, &t);
	strftime(name, GN_KEEP_NAME_SIZE, "gonio-%Y%m%d-%H%M.gonio", &t);
}

/* The file, with how each sensor sits where that is known. */
static int create(struct gn_keep *k, const struct gn_keep_about *about,
		  struct gn_rec_meta *m, struct gn_diag *why)
{
	char text[GN_SENSORS_MAX][GN_MOUNT_TEXT];

	for (size_t i = 0; i < m->n_sensors && about->body; i++)
		if (gn_mount_text(&about->body->mount[i], text[i]))
			m->mount[i] = text[i];
	return gn_rec_create(&k->rec, about->path, m, why);
}

int gn_keep_open(struct gn_keep **out, const struct gn_keep_about *about,
		 const struct gn_recording_info *info, struct gn_diag *why)
{
	struct gn_rec_meta m = {
		.software = "gonio " GN_VERSION ", algorithm " GN_ALGORITHM,
		.started_unix_ns = about->started_unix_ns,
		.n_sensors = info->n_sensors,
	};
	struct gn_keep *k;
	int err;

	snprintf(m.patient, sizeof(m.patient), "%s",
		 about->patient ? about->patient : "");
	snprintf(m.exercise, sizeof(m.exercise), "%s", about->exercise);
	snprintf(m.device, sizeof(m.device), "%.124s%s", info->path,
		 strlen(info->path) > 124 ? "..." : "");
	memcpy(m.sensors, info->sensors, sizeof(m.sensors));
	memcpy(m.calibration, about->calibration, sizeof(m.calibration));
	k = calloc(1, sizeof(*k));
	if (!k)
		return gn_diag_set(why, GN_ENOMEM, "%s: out of memory",
				   about->path);
	gn_sample_hash_init(&k->hash);
	err = create(k, about, &m, why);
	if (err) {
		free(k);
		return err;
	}
	*out = k;
	return GN_OK;
}

int gn_keep_error(const struct gn_keep *k)
{
	return k->err;
}

static int tell(const struct gn_keep *k, struct gn_diag *why)
{
	return k->err ? gn_diag_set(why, k->err, "%s", k->why.text) : GN_OK;
}

int gn_keep_samples(struct gn_keep *k, const struct gn_sample *in, size_t n,
		    struct gn_diag *why)
{
	if (!k->err)
		k->err = gn_rec_write(k->rec, in, n, &k->why);
	if (!k->err)
		gn_sample_hash_push(&k->hash, in, n);
	return tell(k, why);
}

void gn_keep_event(struct gn_keep *k, int64_t t_ns, int64_t duration_ns,
		   enum gn_keep_event what, const char *text)
{
	char cut[GN_REC_TEXT_MAX + 1];

	snprintf(cut, sizeof(cut), "%s", text ? text : "");
	if (!k->err)
		k->err = gn_rec_event(k->rec, t_ns, duration_ns, types[what],
				      cut, &k->why);
}

static void keep_rep(struct gn_keep *k, const struct gn_rep *r)
{
	char text[80];

	snprintf(text, sizeof(text), "set %u repetition %u %s %s", r->set,
		 r->n, gn_side_name(r->side),
		 r->kind == GN_REP_FULL ? "full" : "partial");
	gn_keep_event(k, r->start_ns, r->end_ns - r->start_ns, GN_KEEP_REP,
		      text);
}

static void keep_set(struct gn_keep *k, const struct gn_set *s)
{
	char text[80];

	snprintf(text, sizeof(text), "set %u: %u repetitions, %u full", s->n,
		 s->reps, s->full);
	gn_keep_event(k, s->start_ns, s->end_ns - s->start_ns, GN_KEEP_SET,
		      text);
}

void gn_keep_session(struct gn_keep *k, int64_t now_ns,
		     const struct gn_session_event *ev)
{
	switch (ev->kind) {
	case GN_EV_REP:
		if (ev->u.rep.provisional)
			keep_rep(k, &ev->u.rep);
		break;
	case GN_EV_SET:
		keep_set(k, &ev->u.set);
		break;
	case GN_EV_REVISE:
		gn_keep_event(k, now_ns, 0, GN_KEEP_REVISED, NULL);
		break;
	case GN_EV_REJECT:      /* in the result */
	case GN_EV_STAND:
	case GN_EV_TUG:
	case GN_EV_NO_TUG:
	case GN_EV_MISTAKE:
	case GN_EV_BOUT:
	case GN_EV_HOLD:
		break;
	}
}

int gn_keep_sync(struct gn_keep *k, struct gn_diag *why)
{
	if (!k->err)
		k->err = gn_rec_sync(k->rec, &k->why);
	return tell(k, why);
}

int gn_keep_tick(struct gn_keep *k, int64_t now_ns, struct gn_diag *why)
{
	if (!k->err && now_ns - k->synced_ns >= SYNC_NS) {
		k->err = gn_rec_sync(k->rec, &k->why);
		k->synced_ns = now_ns;
	}
	return tell(k, why);
}

int gn_keep_json(const struct gn_result *r, const char *sha256, char **out)
{
	struct gn_result bare = *r;
	char none[] = "", *text = NULL;
	size_t size = 0;
	FILE *to = open_memstream(&text, &size);
	int err;

	if (!to)
		return GN_ENOMEM;
	bare.recording = none;
	snprintf(bare.input_sha256, sizeof(bare.input_sha256), "%s", sha256);
	err = gn_report_json(&bare, to);
	if (fclose(to) || err) {
		free(text);
		return GN_ENOMEM;
	}
	*out = text;
	return GN_OK;
}

void gn_keep_result(struct gn_keep *k, int64_t t_ns,
		    const struct gn_result *r)
{
	char hex[65], *json = NULL;

	if (k->err)
		return;
	gn_sample_hash_hex(&k->hash, hex);
	k->err = gn_keep_json(r, hex, &json);
	if (k->err)
		gn_diag_set(&k->why, k->err, "%s: out of memory",
			    r->recording);
	else
		k->err = gn_rec_result(k->rec, t_ns, 1, GN_ALGORITHM, json,
				       &k->why);
	free(json);
}

int gn_keep_close(struct gn_keep *k, struct gn_diag *why)
{
	struct gn_diag late;
	int err;

	if (!k)
		return GN_OK;
	err = gn_rec_close(k->rec, &late);
	if (err && !k->err) {
		k->err = err;
		k->why = late;
	}
	err = tell(k, why);
	free(k);
	return err;
}
