/* SPDX-License-Identifier: MIT */
#include "body.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gonio/cal_file.h"
#include "gonio/driver.h"
#include "gonio/session.h"
#include "mount_file.h"
#include "mount_text.h"

#define MOTION "_motion.tsv"
#define PATH_ROOM 4096
#define BLOCK 256
#define TIMEOUT_MS 1000
#define STILL_RADPS 0.25f       /* faster: quiet standing has ended */

/* "staticPose", "static_pose" and "Static-Pose" are one task. */
static int is_task(const char *task, const char *const *names)
{
	char text[64];
	size_t n = 0;

	for (; *task && n + 1 < sizeof(text); task++)
		if (isalnum((unsigned char)*task))
			text[n++] = (char)tolower((unsigned char)*task);
	text[n] = '\0';
	while (*names && strcmp(*names, text))
		names++;
	return *names ? 1 : 0;
}

static int is_pose(const char *task)
{
	static const char *const names[] = {
		"staticpose", "pose", "static", "standing", "quietstanding",
		"npose", NULL
	};

	return is_task(task, names);
}

static int is_movement(const char *task)
{
	static const char *const names[] = {
		"calibration", "calib", "functionalcalibration", NULL
	};

	return is_task(task, names);
}

/* Number of a sensor's part; b->n: there is none yet. */
static size_t find(const struct gn_known_body *b, const char *name)
{
	size_t i = 0;

	while (i < b->n && strcmp(b->part[i].name, name))
		i++;
	return i;
}

void gn_body_of(const struct gn_known_body *b,
		const struct gn_recording_info *info, struct gn_body *out)
{
	memset(out, 0, sizeof(*out));
	for (size_t i = 0; i < info->n_sensors; i++) {
		size_t k = find(b, info->sensors[i].name);

		if (k < b->n)
			out->mount[i] = b->part[k].mount;
	}
}

int gn_body_stored(const struct gn_source *src, size_t base,
		   struct gn_body *out, struct gn_diag *why)
{
	const struct gn_recording_info *info = gn_source_info(src);
	int n = 0;

	for (size_t i = 0; i < info->n_sensors; i++) {
		const char *text = gn_source_mount(src, i);

		if (!text)
			continue;
		if (gn_mount_parse(&out->mount[base + i], text))
			return gn_diag_set(why, GN_EFORMAT, "%s: how %s sat is "
					   "damaged, or of a newer gonio",
					   info->path, info->sensors[i].name);
		n++;
	}
	return n;
}

static int keep(struct gn_known_body *b, const struct gn_recording_info *info,
		const struct gn_body *body)
{
	for (size_t i = 0; i < info->n_sensors; i++) {
		size_t k = find(b, info->sensors[i].name);

		if (k == GN_SENSORS_MAX)
			return GN_ENOSPC;
		if (k == b->n)
			b->n++;
		memcpy(b->part[k].name, info->sensors[i].name,
		       sizeof(b->part[k].name));
		b->part[k].mount = body->mount[i];
	}
	return GN_OK;
}

/* A recording that is read, calibrated as its sensors were. */
struct lesson {
	struct gn_source   *src;
	struct gn_cal_file *cal;        /* of each sensor that has one */
	uint8_t             has_cal[GN_SENSORS_MAX];
	struct gn_body_seen *seen;      /* or NULL */
};

static int begin(struct lesson *l, struct gn_diag *why)
{
	const struct gn_recording_info *info = gn_source_info(l->src);
	int err = GN_OK;

	l->cal = calloc(info->n_sensors, sizeof(*l->cal));
	if (!l->cal)
		return gn_diag_set(why, GN_ENOMEM, "out of memory");
	for (size_t i = 0; i < info->n_sensors && !err; i++) {
		const char *text = gn_source_calibration(l->src, i);

		l->has_cal[i] = text != NULL;
		if (text)
			err = gn_cal_file_parse(&l->cal[i], text, info->path,
						NULL, why);
	}
	return err;
}

/* From its first sample again. */
static int again(struct lesson *l, const char *path, struct gn_diag *why)
{
	gn_source_close(l->src);
	l->src = NULL;
	return gn_source_open(&l->src, path, why);
}

static void end(struct lesson *l)
{
	gn_source_close(l->src);
	free(l->cal);
}

/* The pose of each sensor while it is collected. */
struct pose {
	struct gn_segment_fit fit[GN_SENSORS_MAX];
	uint8_t over;           /* 1: somebody has moved */
	uint8_t whole;          /* 1: all of it is the pose */
};

static void take_pose(struct pose *p, const struct gn_sample *s)
{
	const float *w = s->gyr_radps;

	if (!p->whole && isfinite(w[0]) && w[0] * w[0] + w[1] * w[1] +
	    w[2] * w[2] > STILL_RADPS * STILL_RADPS)
		p->over = 1;
	if (!p->over)
		gn_segment_fit_pose(&p->fit[s->sensor], s->acc_mps2, w);
}

/* Every sample of the source to the pose, or to the session. */
static int feed(const struct lesson *l, struct pose *pose,
		struct gn_session *session, struct gn_diag *why)
{
	struct gn_sample block[BLOCK];
	int n;

	while ((n = gn_source_read(l->src, block, BLOCK, TIMEOUT_MS,
				   why)) >= 0) {
		int err = GN_OK;

		for (int i = 0; i < n; i++)
			if (l->has_cal[block[i].sensor])
				gn_cal_file_apply(&l->cal[block[i].sensor],
						  &block[i]);
		if (session)
			err = gn_session_push(session, block, (size_t)n);
		if (err)
			return err;
		for (int i = 0; i < n && pose && !pose->over; i++)
			take_pose(pose, &block[i]);
	}
	return n == GN_EOF ? GN_OK : n;
}

/* First pass: up of every sensor in body whose up is not known yet. */
static int learn_pose(const struct lesson *lesson, struct gn_body *body,
		      struct gn_diag *why)
{
	const struct gn_recording_info *info = gn_source_info(lesson->src);
	struct pose *p = calloc(1, sizeof(*p));
	struct gn_diag last = { { 0 } };
	size_t known = 0;
	int err;

	if (!p)
		return GN_ENOMEM;
	for (size_t i = 0; i < info->n_sensors; i++)
		gn_segment_fit_init(&p->fit[i]);
	p->whole = is_pose(info->task) != 0;
	err = feed(lesson, p, NULL, why);
	for (size_t i = 0; !err && i < info->n_sensors; i++) {
		struct gn_mount *m = &body->mount[i];

		if (!m->has_up && info->sensors[i].has_gyr &&
		    !gn_segment_fit_up(&p->fit[i], &m->axes, &last))
			m->has_up = 1;
		known += m->has_up;
	}
	if (!err && !known)
		err = gn_diag_set(why, GN_ENODATA, "%s: %s", info->path,
				  last.text[0] ? last.text :
				  "no sensor with accelerometer and gyroscope");
	free(p);
	return err;
}

static void note_seen(struct gn_session *session, struct gn_body_seen *seen)
{
	struct gn_session_event ev;

	for (int a = 0; a < GN_ANGLES; a++)
		seen->angle[a] = gn_session_seen(session, (enum gn_angle)a);
	while (gn_session_next(session, &ev))
		if (ev.kind == GN_EV_MISTAKE &&
		    seen->n_mistakes < GN_BODY_MISTAKES)
			seen->mistake[seen->n_mistakes++] = ev.u.mistake;
}

const struct gn_exercise *gn_body_exercise(void)
{
	static const struct gn_exercise any = {
		.name = "general", .sagittal = 1,
		.rep_min_s = 0.5f, .rep_max_s = 12.0f,
		.turns = { { { GN_PLACE_FOREARM, GN_PLACE_UPPER_ARM }, 2 },
			   { { GN_PLACE_WRIST, GN_PLACE_UPPER_ARM }, 2 } },
		.n_turns = 2 };

	return &any;
}

/* Second pass: what the movements show. */
static int learn_axes(const struct lesson *lesson, struct gn_body *body,
		      struct gn_diag *why)
{
	const struct gn_recording_info *info = gn_source_info(lesson->src);
	struct gn_session_params p = {
		.sensors = info->sensors, .n_sensors = info->n_sensors,
		.exercise = gn_body_exercise(), .body = body, .learn = 1 };
	struct gn_session *session = NULL;
	int err = gn_session_create(&session, &p);

	if (!err)
		err = feed(lesson, NULL, session, why);
	if (!err) {
		gn_session_flush(session);
		gn_session_body(session, body);
	}
	if (!err && lesson->seen)
		note_seen(session, lesson->seen);
	gn_session_destroy(session);
	return err;
}

static int learn(struct lesson *l, const char *path, struct gn_body *body,
		 struct gn_diag *why)
{
	int err = begin(l, why);

	if (!err)
		err = learn_pose(l, body, why);
	if (err || is_pose(gn_source_info(l->src)->task))
		return err;
	err = again(l, path, why);
	return err ? err : learn_axes(l, body, why);
}

int gn_body_learn(struct gn_known_body *b, const char *path,
		  struct gn_diag *why)
{
	return gn_body_learn_seen(b, path, NULL, why);
}

int gn_body_learn_seen(struct gn_known_body *b, const char *path,
		       struct gn_body_seen *seen, struct gn_diag *why)
{
	struct lesson l = { .seen = seen };
	struct gn_body body;
	int err = gn_source_open(&l.src, path, why);

	if (seen)
		seen->n_mistakes = 0;
	for (int a = 0; a < GN_ANGLES && seen; a++)
		seen->angle[a] = (struct gn_range){ NAN, NAN, NAN };
	if (err)
		return err;
	gn_body_of(b, gn_source_info(l.src), &body);
	err = gn_body_stored(l.src, 0, &body, why);
	if (!err)
		err = learn(&l, path, &body, why);
	if (err >= 0)
		err = keep(b, gn_source_info(l.src), &body);
	end(&l);
	return err;
}

int gn_body_learn_all(struct gn_known_body *b, const char *const *paths,
		      size_t n, struct gn_diag *why)
{
	int err = GN_OK;

	for (int moving = 0; moving < 2; moving++)
		for (size_t i = 0; i < n && !err; i++) {
			char task[64];

			gn_bids_entity(paths[i], "task", task, sizeof(task));
			if (is_pose(task) == !moving)
				err = gn_body_learn(b, paths[i], why);
		}
	return err;
}

int gn_body_teaches(const char *task)
{
	return is_pose(task) || is_movement(task);
}

/* The file name of a recording that teaches? For scandir(). */
static int teaches(const struct dirent *e)
{
	const char *name = e->d_name, *end = strstr(name, MOTION);
	char task[64], system[32];

	gn_bids_entity(name, "task", task, sizeof(task));
	gn_bids_entity(name, "tracksys", system, sizeof(system));
	return name[0] != '.' && end && !end[strlen(MOTION)] &&
		strcmp(system, "ref") && gn_body_teaches(task);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int same_person(const char *a, const char *b)
{
	static const char *const keys[] = { "sub", "ses" };
	char x[64], y[64];

	for (size_t k = 0; k < 2; k++) {
		gn_bids_entity(a, keys[k], x, sizeof(x));
		gn_bids_entity(b, keys[k], y, sizeof(y));
		if (strcmp(x, y) || (!k && !x[0]))
			return 0;
	}
	return 1;
}

int gn_body_beside(struct gn_known_body *b, const char *path)
{
	const char *slash = strrchr(path, '/');
	int len = slash ? (int)(slash - path) + 1 : 0, n, err = GN_OK;
	char dir[PATH_ROOM], other[PATH_ROOM + 256], task[64];
	struct dirent **list = NULL;

	memset(b, 0, sizeof(*b));
	if (!strstr(path, MOTION))
		return GN_OK;
	snprintf(dir, sizeof(dir), "%.*s", len ? len : 1, len ? path : ".");
	n = scandir(dir, &list, teaches, by_name);
	if (n < 0)
		return errno == ENOMEM ? GN_ENOMEM : GN_OK;
	for (int moving = 0; moving < 2; moving++)
		for (int i = 0; i < n && err != GN_ENOMEM; i++) {
			gn_bids_entity(list[i]->d_name, "task", task,
				       sizeof(task));
			if (is_movement(task) != moving ||
			    !same_person(path, list[i]->d_name))
				continue;
			snprintf(other, sizeof(other), "%.*s%s", len, path,
				 list[i]->d_name);
			err = gn_body_learn(b, other, NULL);
		}
	for (int i = 0; i < n; i++)
		free(list[i]);
	free(list);
	return err == GN_ENOMEM ? err : GN_OK;
}

int gn_body_source(const struct gn_source *src, const char *path,
		   const struct gn_known_body *known, struct gn_body *out,
		   struct gn_diag *why)
{
	const struct gn_recording_info *info = gn_source_info(src);
	struct gn_known_body beside;
	int n;

	memset(out, 0, sizeof(*out));
	n = gn_body_stored(src, 0, out, why);
	if (n >= 0 && known)
		gn_body_of(known, info, out);
	if (!n && !known)
		n = gn_mount_file_read(path, info->sensors, info->n_sensors,
				       out, why);
	if (n < 0)
		return n;
	if (known || n)
		return GN_OK;
	n = gn_body_beside(&beside, path);
	gn_body_of(&beside, info, out);
	return n;
}
