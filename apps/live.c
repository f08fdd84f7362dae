/* SPDX-License-Identifier: MIT */
#include "live.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cal_store.h"

#define BLOCK 256
#define AHEAD_NS INT64_C(300000000)

struct input {
	struct gn_source *src;
	size_t   base;          /* its first sensor among all */
	int64_t  last_ns;       /* of its newest sample */
	int      ended;         /* what it ended with; 0: it goes on */
	uint8_t  device;
	uint32_t n_notes;       /* of its status, that were told */
	size_t   at, n;
	struct gn_sample block[BLOCK];
};

struct gn_live {
	struct gn_analysis       analysis;
	struct gn_live_ears      ears;
	struct gn_recording_info info;
	struct gn_live_sensor    sensor[GN_SENSORS_MAX];
	char           *calibration[GN_SENSORS_MAX];    /* or NULL */
	struct gn_body  body;           /* how the sensors sit ... */
	uint8_t         has_body;       /* ... 0: it is looked for beside */
	struct gn_host *host;
	const struct gn_catalogue *cat;
	int64_t base_ns;        /* where the recording that runs began */
	int64_t now_ns, until_ns;
	size_t  n;
	struct input in[];
};

/* The place that a SPEC names; its address has len bytes. NULL: none. */
static const char *place_of(const char *spec, size_t *len)
{
	const char *eq = strrchr(spec, '=');

	*len = strlen(spec);
	if (!eq || !eq[1] || eq[1 + strspn(eq + 1, "abcdefghijklmnopqrstuvwxyz"
			"ABCDEFGHIJKLMNOPQRSTUVWXYZ_")])
		return NULL;
	*len = (size_t)(eq - spec);
	return eq + 1;
}

static int known_place(const char *name, const char *spec,
		       struct gn_diag *why)
{
	char list[300] = "";
	size_t at = 0;
	enum gn_side side;

	if (gn_place_parse(name, &side) != GN_PLACE_UNKNOWN)
		return GN_OK;
	for (int i = GN_PLACE_UNKNOWN + 1; i < GN_PLACE_COUNT; i++)
		at += (size_t)snprintf(list + at, sizeof(list) - at, " %s",
				       gn_place_name((enum gn_place)i));
	return gn_diag_set(why, GN_EINVAL, "%.100s: '%.30s' is no place; there "
			   "are%s, with _l or _r", spec, name, list);
}

static void rename_sensor(struct gn_sensor *s, const char *place)
{
	snprintf(s->name, sizeof(s->name), "%s", place);
	s->place = gn_place_parse(place, &s->side);
}

static int same_spot(const struct gn_sensor *a, const struct gn_sensor *b)
{
	if (a->place != GN_PLACE_UNKNOWN || b->place != GN_PLACE_UNKNOWN)
		return a->place == b->place && a->side == b->side;
	return !strcmp(a->name, b->name);
}

/* No spot of another source twice: nobody could tell them apart. */
static int alone(const struct gn_live *l, const struct gn_sensor *s,
		 const char *spec, struct gn_diag *why)
{
	for (size_t i = 0; i < l->info.n_sensors; i++)
		if (same_spot(&l->info.sensors[i], s))
			return gn_diag_set(why, GN_EINVAL, "%.200s: there is a "
					   "sensor at '%s' already; give each "
					   "its place: URI=PLACE", spec,
					   s->name);
	return GN_OK;
}

/* Add the sensors of one opened source to those of all. */
static int join(struct gn_live *l, struct input *in, const char *spec,
		const char *place, struct gn_diag *why)
{
	const struct gn_recording_info *info = gn_source_info(in->src);
	struct gn_sensor s[GN_SENSORS_MAX];
	int err = GN_OK;

	memcpy(s, info->sensors, sizeof(s));
	if (place && info->n_sensors != 1)
		return gn_diag_set(why, GN_EINVAL, "%.200s: it has %zu "
				   "sensors with places of their own; leave "
				   "=%s out", spec, info->n_sensors, place);
	if (place)
		rename_sensor(&s[0], place);
	if (l->info.n_sensors + info->n_sensors > GN_SENSORS_MAX)
		return gn_diag_set(why, GN_EINVAL, "%.200s: more than %d "
				   "sensors in all", spec, GN_SENSORS_MAX);
	for (size_t i = 0; i < info->n_sensors && !err; i++)
		err = alone(l, &s[i], spec, why);
	if (err)
		return err;
	in->base = l->info.n_sensors;
	in->device = gn_source_driver(in->src)->device;
	memcpy(l->info.sensors + in->base, s, info->n_sensors * sizeof(*s));
	for (size_t i = 0; i < info->n_sensors; i++)
		l->sensor[in->base + i].source = (size_t)(in - l->in);
	l->info.n_sensors += info->n_sensors;
	l->info.even &= info->even;
	return GN_OK;
}

static int open_one(struct gn_live *l, const char *spec, uint8_t places,
		    struct gn_diag *why)
{
	struct input *in = &l->in[l->n];
	const struct gn_recording_info *info;
	size_t len = strlen(spec), used = strlen(l->info.path);
	const char *place = places ? place_of(spec, &len) : NULL;
	char uri[512];
	int err;

	if (len >= sizeof(uri))
		return gn_diag_set(why, GN_EINVAL, "%.60s...: the address is "
				   "too long", spec);
	memcpy(uri, spec, len);
	uri[len] = '\0';
	err = place ? known_place(place, spec, why) : GN_OK;
	if (!err)
		err = gn_source_open_on(&in->src, l->host, uri, why);
	if (err)
		return err;
	info = gn_source_info(in->src);
	if (!l->n++)
		snprintf(l->info.task, sizeof(l->info.task), "%s", info->task);
	/* a device by its serial number, however it was asked for */
	snprintf(l->info.path + used, sizeof(l->info.path) - used, "%s%s",
		 used ? " + " : "",
		 gn_source_driver(in->src)->device ? info->path : uri);
	return join(l, in, spec, place, why);
}

/* The calibration of a source's sensor: a recording's own, or what is filed
 * for it, as text. */
static int calibrate(struct gn_live *l, const struct input *in, size_t i,
		     uint8_t filed, struct gn_diag *why)
{
	const char *own = gn_source_calibration(in->src, i);
	char **to = &l->calibration[in->base + i];
	struct gn_cal_file cal;
	char serial[64];
	int err;

	if (own) {
		*to = strdup(own);
		return *to ? GN_OK : gn_diag_set(why, GN_ENOMEM, "out of "
						 "memory");
	}
	gn_cal_serial(serial, in->src, i);
	err = filed ? gn_cal_load(&cal, serial, why) : GN_ENOENT;
	if (err)
		return err == GN_ENOENT ? GN_OK : err;
	err = gn_cal_file_text(&cal, to);
	return err ? gn_diag_set(why, err, "%s: %s", serial, gn_strerror(err))
		   : GN_OK;
}

static int calibrate_all(struct gn_live *l, uint8_t filed,
			 struct gn_diag *why)
{
	int err = GN_OK;

	for (size_t k = 0; k < l->n; k++) {
		size_t n = gn_source_info(l->in[k].src)->n_sensors;

		for (size_t i = 0; i < n && !err; i++)
			err = calibrate(l, &l->in[k], i, filed, why);
	}
	return err;
}

const char *gn_live_calibration(const struct gn_live *l, size_t i)
{
	return l->calibration[i];
}

/* "thigh_l shank_l" */
static void list_parts(const struct gn_known_body *b, char *out, size_t size)
{
	size_t at = 0;

	out[0] = '\0';
	for (size_t i = 0; i < b->n && at < size; i++)
		at += (size_t)snprintf(out + at, size - at, "%s%s",
				       i ? " " : "", b->part[i].name);
}

/* How the sensors sit: as told, else as it is stored with the sources. */
static int find_body(struct gn_live *l, const struct gn_known_body *told,
		     struct gn_diag *why)
{
	char list[200];
	size_t known = 0;

	for (size_t k = 0; k < l->n && !told; k++) {
		int n = gn_body_stored(l->in[k].src, l->in[k].base, &l->body,
				       why);

		if (n < 0)
			return n;
		l->has_body |= n > 0;
	}
	if (!told)
		return GN_OK;
	gn_body_of(told, &l->info, &l->body);
	l->has_body = 1;
	for (size_t i = 0; i < l->info.n_sensors; i++)
		known += l->body.mount[i].has_up;
	if (known)
		return GN_OK;
	list_parts(told, list, sizeof(list));
	return gn_diag_set(why, GN_EINVAL, "the calibration is of sensors at "
			   "%s; here there is none of them: give each its "
			   "place, URI=PLACE", list);
}

struct gn_told *gn_live_told(struct gn_live *l)
{
	return &l->analysis.result.told;
}

const struct gn_body *gn_live_body(const struct gn_live *l)
{
	return &l->body;
}

static int begin(struct gn_live *l, const char *exercise, struct gn_diag *why)
{
	int err = gn_analysis_begin(&l->analysis, &l->info, l->info.path,
				    l->cat, exercise,
				    l->has_body ? &l->body : NULL, 1, why);

	if (!err)
		l->body = l->analysis.body;
	l->has_body = 1;
	for (size_t i = 0; i < l->info.n_sensors && !err; i++)
		err = gn_analysis_calibrate(&l->analysis, i,
					    l->calibration[i], why);
	l->analysis.told = l->ears.event;
	l->analysis.user = l->ears.user;
	return err;
}

int gn_live_open(struct gn_live **out, const struct gn_live_params *p,
		 struct gn_diag *why)
{
	struct gn_live *l;
	int err = GN_OK;

	if (!p->n || p->n > GN_SENSORS_MAX)
		return gn_diag_set(why, GN_EINVAL, "1 to %d sources",
				   GN_SENSORS_MAX);
	l = calloc(1, sizeof(*l) + p->n * sizeof(l->in[0]));
	if (!l)
		return gn_diag_set(why, GN_ENOMEM, "out of memory");
	l->ears = p->ears;
	l->cat = p->cat;
	l->info.even = 1;
	err = gn_host_create(&l->host, why);
	if (!err)
		gn_host_share_phones(l->host, p->phones);
	for (size_t i = 0; i < p->n && !err; i++)
		err = open_one(l, p->spec[i], p->places, why);
	if (!err)
		err = calibrate_all(l, p->calibrated, why);
	if (!err)
		err = find_body(l, p->body, why);
	if (!err)
		err = begin(l, p->exercise, why);
	if (err) {
		gn_live_close(l);
		return err;
	}
	*out = l;
	return GN_OK;
}

int gn_live_again(struct gn_live *l, const char *exercise, struct gn_diag *why)
{
	l->base_ns += l->now_ns;
	l->now_ns = 0;
	for (size_t i = 0; i < l->info.n_sensors; i++)
		l->sensor[i].samples = 0;
	gn_analysis_free(&l->analysis);
	return begin(l, exercise, why);
}

int64_t gn_live_base_ns(const struct gn_live *l)
{
	return l->base_ns;
}

const struct gn_recording_info *gn_live_info(const struct gn_live *l)
{
	return &l->info;
}

struct gn_live_sensor gn_live_sensor(const struct gn_live *l, size_t i)
{
	return l->sensor[i];
}

int gn_live_status(const struct gn_live *l, size_t i,
		   struct gn_source_status *out)
{
	return gn_source_status(l->in[l->sensor[i].source].src, out);
}

int64_t gn_live_epoch_ns(const struct gn_live *l)
{
	return gn_host_epoch_ns(l->host);
}

float gn_live_angle(const struct gn_live *l, enum gn_angle angle)
{
	return gn_session_now(l->analysis.session, angle);
}

struct gn_angle_note gn_live_note(const struct gn_live *l, enum gn_angle angle)
{
	return gn_session_angle(l->analysis.session, angle);
}

struct gn_walking_now gn_live_walking(const struct gn_live *l)
{
	return gn_session_walking(l->analysis.session, NULL);
}

int64_t gn_live_now_ns(const struct gn_live *l)
{
	return l->now_ns;
}

/* Its newest sample's time in the recording that runs. */
static int64_t newest(const struct gn_live *l, size_t i)
{
	int64_t t_ns = l->in[i].last_ns - l->base_ns;

	return t_ns > 0 ? t_ns : 0;
}

/* The source has no more; the others go on. */
static void lose(struct gn_live *l, size_t i, int err, const char *why)
{
	size_t from = l->in[i].base;
	size_t n = gn_source_info(l->in[i].src)->n_sensors;

	l->in[i].ended = err;
	for (size_t k = from; k < from + n; k++)
		l->sensor[k].gone = 1;
	if (l->ears.gone)
		l->ears.gone(l->ears.user, newest(l, i), i, err, why);
}

/* Have the next samples of every source that goes on, as far as they came. */
static void fill(struct gn_live *l, int timeout_ms)
{
	struct gn_diag why;

	for (size_t i = 0; i < l->n; i++) {
		struct input *in = &l->in[i];
		int got;

		if (in->ended || in->at < in->n)
			continue;
		got = gn_source_read(in->src, in->block, BLOCK, timeout_ms,
				     &why);
		in->at = 0;
		in->n = got > 0 ? (size_t)got : 0;
		if (got == 0)
			timeout_ms = 0;         /* once is enough */
		if (got < 0)
			lose(l, i, got, why.text);
	}
}

/* Devices that have something to say beside samples. */
static void listen(struct gn_live *l)
{
	struct gn_source_status st;

	for (size_t i = 0; i < l->n; i++) {
		struct input *in = &l->in[i];

		if (in->ended || gn_source_status(in->src, &st) ||
		    st.n_notes == in->n_notes)
			continue;
		in->n_notes = st.n_notes;
		if (l->ears.note)
			l->ears.note(l->ears.user, newest(l, i), i, &st);
	}
}

/* Up to when the others may go while this one has nothing. */
static int64_t ahead_of(const struct gn_live *l, const struct input *in)
{
	int64_t t_ns = in->last_ns;

	/* no device's sample of then is still under way */
	if (in->device && l->until_ns - 2 * AHEAD_NS > t_ns)
		t_ns = l->until_ns - 2 * AHEAD_NS;
	return t_ns + AHEAD_NS;
}

/* The source with the earliest sample, n if there is none to be had now. */
static size_t earliest(const struct gn_live *l)
{
	int64_t limit = INT64_MAX, best = INT64_MAX;
	size_t which = l->n;

	for (size_t i = 0; i < l->n; i++) {
		const struct input *in = &l->in[i];

		if (in->ended)
			continue;
		if (in->at == in->n) {
			if (limit > ahead_of(l, in))
				limit = ahead_of(l, in);
		} else if (which == l->n || in->block[in->at].t_ns < best) {
			which = i;
			best = in->block[in->at].t_ns;
		}
	}
	return best <= limit ? which : l->n;
}

int64_t gn_live_next_ns(const struct gn_live *l)
{
	size_t i = earliest(l);

	return i < l->n ? l->in[i].block[l->in[i].at].t_ns : -1;
}

static struct gn_sample take(struct gn_live *l, struct input *in)
{
	struct gn_sample s = in->block[in->at++];
	struct gn_live_sensor *x;

	in->last_ns = s.t_ns;
	s.sensor += (uint32_t)in->base;
	s.t_ns -= l->base_ns;
	x = &l->sensor[s.sensor];
	if (!x->samples++)
		x->first_ns = s.t_ns;
	x->last_ns = s.t_ns;
	if (s.t_ns > l->now_ns)
		l->now_ns = s.t_ns;
	return s;
}

/* One sample to those who listen, then into the analysis. */
static int push(struct gn_live *l, struct input *in, struct gn_diag *why)
{
	struct gn_sample s;
	int err = GN_OK;

	/* late, of the recording before, which is complete */
	if (l->base_ns && in->block[in->at].t_ns < l->base_ns) {
		in->at++;
		return GN_OK;
	}
	s = take(l, in);
	if (l->ears.samples)
		err = l->ears.samples(l->ears.user, &s, 1, why);
	return err ? err : gn_analysis_push(&l->analysis, &s, 1, why);
}

static int all_ended(const struct gn_live *l)
{
	for (size_t i = 0; i < l->n; i++)
		if (!l->in[i].ended)
			return 0;
	return 1;
}

int gn_live_step(struct gn_live *l, int64_t until_ns, size_t max,
		 int timeout_ms, struct gn_diag *why)
{
	size_t n = 0, i;
	int err;

	l->until_ns = until_ns;
	while (n < max && n < INT32_MAX) {
		fill(l, n ? 0 : timeout_ms);
		i = earliest(l);
		if (i == l->n || l->in[i].block[l->in[i].at].t_ns >= until_ns)
			break;
		err = push(l, &l->in[i], why);
		if (err)
			return err;
		n++;
	}
	listen(l);
	return !n && all_ended(l) ? GN_EOF : (int)n;
}

int gn_live_end(struct gn_live *l, const struct gn_result **out,
		struct gn_diag *why)
{
	int err = gn_analysis_end(&l->analysis, why);

	if (!err && l->n == 1 && l->in[0].ended == GN_EOF)
		err = gn_source_hash(l->in[0].src,
				     l->analysis.result.input_sha256);
	if (!err)
		*out = &l->analysis.result;
	return err;
}

int gn_live_judge(struct gn_live *l, const struct gn_form_plan *plan)
{
	return gn_result_judge(&l->analysis.result, NULL, plan);
}

void gn_live_close(struct gn_live *l)
{
	if (!l)
		return;
	for (size_t i = 0; i < l->n; i++)
		gn_source_close(l->in[i].src);
	gn_host_destroy(l->host);
	gn_analysis_free(&l->analysis);
	for (size_t i = 0; i < GN_SENSORS_MAX; i++)
		free(l->calibration[i]);
	free(l);
}
