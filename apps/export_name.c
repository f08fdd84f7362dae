/* SPDX-License-Identifier: MIT */
#include "export.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* "dir/monday.csv", "dir/a_motion.tsv", "sim:squat": "monday", "a", "squat". */
static void stem_of(const char *path, char *out, size_t size)
{
	static const char *const endings[] = { "_motion.tsv", ".gonio", ".csv",
					       ".tsv", ".txt" };
	const char *base = path + strlen(path);
	size_t len;

	while (base > path && !strchr("/:", base[-1]))
		base--;
	len = strlen(base);
	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++) {
		size_t end = strlen(endings[i]);

		if (len > end && !strcmp(base + len - end, endings[i])) {
			len -= end;
			break;
		}
	}
	snprintf(out, size, "%.*s", (int)len, base);
	for (char *p = out; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			*p = '_';
}

int gn_export_path(const char *source, const char *dir, const char *ending,
		   char out[GN_EXPORT_PATH])
{
	char stem[200];
	int n;

	stem_of(source, stem, sizeof(stem));
	n = snprintf(out, GN_EXPORT_PATH, "%s/%s.%s", dir,
		     *stem ? stem : "recording", ending);
	return n > 0 && n < GN_EXPORT_PATH ? GN_OK : GN_EINVAL;
}

/* A text as a label, other where it has neither letters nor digits. */
static void label(const char *text, const char *other, char *out, size_t size)
{
	gn_bids_label(text, out, size);
	if (!*out)
		snprintf(out, size, "%s", other);
}

/* Sessions of one patient are told apart by when they began. */
static void name_session(const struct gn_rec_meta *meta,
			 struct gn_bids_info *out)
{
	time_t s = (time_t)(meta->started_unix_ns / INT64_C(1000000000));
	struct tm tm;

	label(meta->patient, "unknown", out->subject, sizeof(out->subject));
	if (!gmtime_r(&s, &tm))
		return;
	strftime(out->acq, sizeof(out->acq), "%Y%m%dT%H%M%S", &tm);
	strftime(out->acq_time, sizeof(out->acq_time), "%Y-%m-%dT%H:%M:%SZ",
		 &tm);
}

static void name_file(const struct gn_recording_info *info,
		      struct gn_bids_info *out)
{
	char text[64], stem[200];
	long run;

	gn_bids_entity(info->path, "sub", text, sizeof(text));
	label(text, "unknown", out->subject, sizeof(out->subject));
	gn_bids_entity(info->path, "run", text, sizeof(text));
	run = strtol(text, NULL, 10);
	out->run = run >= 1 && run <= 99 ? (uint32_t)run : 1;
	gn_bids_entity(info->path, "acq", text, sizeof(text));
	stem_of(info->path, stem, sizeof(stem));
	if (*text)
		gn_bids_label(text, out->acq, sizeof(out->acq));
	else if (!strstr(info->path, "_motion.tsv"))
		gn_bids_label(stem, out->acq, sizeof(out->acq));
}

/* A name must not end a field of channels.tsv. */
static void clean(char *name)
{
	for (; *name; name++)
		if ((unsigned char)*name < 0x20)
			*name = '_';
}

static void name_systems(const struct gn_recording_info *info,
			 const char *device, struct gn_bids_info *out)
{
	out->n_sensors = out->n_systems = info->n_sensors;
	for (size_t i = 0; i < info->n_sensors; i++) {
		struct gn_bids_system *d = &out->systems[i];
		struct gn_sensor *s = &out->sensors[i];

		*s = info->sensors[i];
		clean(s->name);
		/* in order of name they are in that of the sensors */
		snprintf(d->name, sizeof(d->name), "imu%02zu", i + 1);
		snprintf(d->title, sizeof(d->title), "%.31s%s%.28s", s->name,
			 *device ? ", " : "", device);
		d->rate_hz = (double)s->rate_hz;
		d->acc[i] = s->has_acc;
		d->gyr[i] = s->has_gyr;
		d->mag[i] = s->has_mag;
	}
}

void gn_export_bids_info(const struct gn_recording_info *info,
			 const struct gn_rec_meta *meta,
			 struct gn_bids_info *out)
{
	memset(out, 0, sizeof(*out));
	out->run = 1;
	out->exact = 1;
	out->fresh = 1;
	if (meta)
		name_session(meta, out);
	else
		name_file(info, out);
	label(info->task, "unknown", out->task, sizeof(out->task));
	snprintf(out->dataset, sizeof(out->dataset),
		 "Recordings exported by gonio");
	snprintf(out->readme, sizeof(out->readme),
		 "Recordings exported by \"gonio export\".\n\nEach sensor is a "
		 "tracking system of its own (tracksys-imu01, ...), all on "
		 "one clock: LATENCY.\n");
	name_systems(info, meta ? meta->device : "", out);
}
