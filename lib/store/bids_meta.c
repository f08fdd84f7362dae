/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bids_write_priv.h"

/* The files beside a recording's samples, and those of the data set. */

static void put_channels(FILE *f, const struct gn_bids_writer *w,
			 size_t system, size_t sensor, const char *part,
			 const char *type, const char *units, int bad)
{
	const char *name = w->info.sensors[sensor].name;
	int aligned = w->info.sensors[sensor].aligned;
	const char *placement = w->info.placement[sensor];

	for (int i = 0; i < 3; i++)
		fprintf(f, "%s_%s_%c\t%c\t%s\t%s\t%s\t%s\t%.9g\t%s\tn/a%s\n",
			name, part, "xyz"[i], "xyz"[i], type, name, units,
			placement[0] ? placement : "n/a",
			w->info.systems[system].rate_hz,
			bad ? "bad" : "good", !w->aligned ? "" :
			aligned ? "\tsegment" : "\tn/a");
}

static int write_channels(struct gn_bids_writer *w, size_t system,
			  struct gn_diag *why)
{
	const struct gn_bids_system *d = &w->info.systems[system];
	char name[GN_BIDS_PATH];
	FILE *f;

	gn_bids_name(w, d->name, "channels.tsv", name);
	f = gn_bids_begin_file(w, name, why);
	if (!f)
		return GN_EIO;
	fprintf(f, "name\tcomponent\ttype\ttracked_point\tunits\tplacement\t"
		"sampling_frequency\tstatus\tstatus_description%s\n",
		w->aligned ? "\treference_frame" : "");
	if (!d->even)
		fprintf(f, "latency\tn/a\tLATENCY\tn/a\ts\tn/a\t%.9g\tgood\t"
			"n/a%s\n", d->rate_hz, w->aligned ? "\tn/a" : "");
	for (size_t i = 0; i < w->info.n_sensors; i++) {
		const struct gn_sensor *s = &w->info.sensors[i];

		if (d->acc[i])
			put_channels(f, w, system, i, "acc", "ACCEL",
				     "m/s^2", s->bad_acc);
		if (d->gyr[i])
			put_channels(f, w, system, i, "gyr", "GYRO", "rad/s",
				     s->bad_gyr);
		if (d->mag[i])
			put_channels(f, w, system, i, "mag", "MAGN", "uT", 0);
	}
	return gn_bids_end_file(f, name, why);
}

/* Which way the axes of a segment point: forward, up, right. */
static int write_frame(struct gn_bids_writer *w, size_t system,
		       struct gn_diag *why)
{
	char name[GN_BIDS_PATH];

	gn_bids_name(w, w->info.systems[system].name, "channels.json", name);
	return gn_bids_write_json(w, name, json_pack(
		"{s{ss s{s{ss ss ss}}}}", "reference_frame",
		"Description", "frame that the channel is given in", "Levels",
		"segment", "Description", "the segment that the sensor is on",
		"SpatialAxes", "ASR", "RotationRule", "right-hand"), why);
}

int gn_bids_write_json(struct gn_bids_writer *w, const char *name,
		       json_t *json, struct gn_diag *why)
{
	FILE *f = NULL;
	int err = GN_EIO;

	if (!json)
		return gn_diag_set(why, GN_ENOMEM, "%s: out of memory", name);
	f = gn_bids_begin_file(w, name, why);
	if (!f)
		goto out;
	if (json_dumpf(json, f, JSON_INDENT(2) | JSON_REAL_PRECISION(9)))
		err = gn_diag_set(why, GN_EIO, "%s: cannot be written", name);
	else
		err = GN_OK;
	fputc('\n', f);
	if (gn_bids_end_file(f, name, err ? NULL : why))
		err = GN_EIO;
out:
	json_decref(json);
	return err;
}

static void put_counts(json_t *json, const struct gn_bids_writer *w,
		       const struct gn_bids_system *d)
{
	int acc = 0, gyr = 0, mag = 0, points = 0;

	for (size_t i = 0; i < w->info.n_sensors; i++) {
		acc += 3 * (d->acc[i] != 0);
		gyr += 3 * (d->gyr[i] != 0);
		mag += 3 * (d->mag[i] != 0);
		points += d->acc[i] || d->gyr[i] || d->mag[i];
	}
	json_object_set_new(json, "MotionChannelCount",
			    json_integer(acc + gyr + mag + !d->even));
	json_object_set_new(json, "TrackedPointsCount", json_integer(points));
	if (acc)
		json_object_set_new(json, "ACCELChannelCount",
				    json_integer(acc));
	if (gyr)
		json_object_set_new(json, "GYROChannelCount",
				    json_integer(gyr));
	if (mag)
		json_object_set_new(json, "MAGNChannelCount",
				    json_integer(mag));
	if (!d->even)
		json_object_set_new(json, "LATENCYChannelCount",
				    json_integer(1));
}

static int write_motion_json(struct gn_bids_writer *w, size_t system,
			     struct gn_diag *why)
{
	const struct gn_bids_system *d = &w->info.systems[system];
	const struct gn_bids_row *row = &w->row[system];
	double length_s = d->even ? (double)row->rows / d->rate_hz :
		1e-9 * (double)row->last_ns;
	double found_hz = d->rate_hz;
	char name[GN_BIDS_PATH];
	json_t *json = json_object();

	if (!d->even && row->rows > 1 && length_s > 0)
		found_hz = (double)(row->rows - 1) / length_s;
	json_object_set_new(json, "TaskName", json_string(w->info.task));
	if (w->info.description[0])
		json_object_set_new(json, "TaskDescription",
				    json_string(w->info.description));
	json_object_set_new(json, "SamplingFrequency", json_real(d->rate_hz));
	json_object_set_new(json, "SamplingFrequencyEffective",
			    json_real(found_hz));
	json_object_set_new(json, "TrackingSystemName",
			    json_string(d->title[0] ? d->title : d->name));
	json_object_set_new(json, "RecordingDuration", json_real(length_s));
	put_counts(json, w, d);
	json_object_set_new(json, "MissingValues", json_string("n/a"));
	gn_bids_name(w, d->name, "motion.json", name);
	return gn_bids_write_json(w, name, json, why);
}

/* BIDS asks what the columns of events mean that are none of its own. */
static int write_events_json(struct gn_bids_writer *w, struct gn_diag *why)
{
	char name[GN_BIDS_PATH];

	gn_bids_name(w, w->info.systems[0].name, "events.json", name);
	return gn_bids_write_json(w, name, json_pack(
		"{s{ss} s{ss s{ss ss ss ss ss}} s{ss}}",
		"trial_type", "Description", "kind: \"rep\" is a repetition, "
		"\"set\" a set of them",
		"side", "Description", "the limb that works", "Levels",
		"left", "the left one", "right", "the right one",
		"both", "both at once",
		"A", "one of the two, unknown which", "B", "the other one",
		"label", "Description", "what is said of it"), why);
}

int gn_bids_write_sidecars(struct gn_bids_writer *w, struct gn_diag *why)
{
	int err = w->has_events ? write_events_json(w, why) : GN_OK;

	for (size_t i = 0; i < w->info.n_systems && !err; i++) {
		err = write_channels(w, i, why);
		if (!err)
			err = write_motion_json(w, i, why);
		if (!err && w->aligned)
			err = write_frame(w, i, why);
	}
	return err;
}

/* dir/name, and whether it is there already. */
static int exists(const struct gn_bids_writer *w, const char *name,
		  char out[GN_BIDS_PATH])
{
	snprintf(out, GN_BIDS_PATH, "%s/%s", w->dir, name);
	return !access(out, F_OK);
}

static int write_description(struct gn_bids_writer *w, struct gn_diag *why)
{
	char name[GN_BIDS_PATH];
	json_t *json;

	if (exists(w, "dataset_description.json", name))
		return GN_OK;
	json = json_object();
	json_object_set_new(json, "Name", json_string(w->info.dataset[0] ?
						      w->info.dataset :
						      "recordings"));
	json_object_set_new(json, "BIDSVersion", json_string("1.9.0"));
	json_object_set_new(json, "DatasetType", json_string("raw"));
	if (w->info.licence[0])
		json_object_set_new(json, "License",
				    json_string(w->info.licence));
	return gn_bids_write_json(w, name, json, why);
}

/* The truth is none of BIDS's own files. */
static int write_ignored(struct gn_bids_writer *w, struct gn_diag *why)
{
	char name[GN_BIDS_PATH];
	FILE *f;

	if (exists(w, ".bidsignore", name))
		return GN_OK;
	f = gn_bids_begin_file(w, name, why);
	if (!f)
		return GN_EIO;
	fputs("truth.tsv\n*_truth.json\n*_mount.tsv\n", f);
	return gn_bids_end_file(f, name, why);
}

static int write_readme(struct gn_bids_writer *w, struct gn_diag *why)
{
	char name[GN_BIDS_PATH];
	FILE *f;

	if (!w->info.readme[0] || exists(w, "README", name))
		return GN_OK;
	f = gn_bids_begin_file(w, name, why);
	if (!f)
		return GN_EIO;
	fputs(w->info.readme, f);
	return gn_bids_end_file(f, name, why);
}

/*
 * Copy a table of the data set, less the row whose first column is key, and
 * put that row at its end: what is there of other recordings stays.
 */
static int write_table(struct gn_bids_writer *w, const char *table,
		       const char *header, const char *key, const char *row,
		       struct gn_diag *why)
{
	char name[GN_BIDS_PATH];
	char line[4096];
	size_t len = strlen(key);
	int whole = 1, skip = 0;
	FILE *out, *old = NULL;

	if (exists(w, table, name))
		old = fopen(name, "rb");
	if (!old && errno != ENOENT)
		return gn_diag_set(why, GN_EIO, "%s: cannot be read: %s",
				   name, strerror(errno));
	out = gn_bids_begin_file(w, name, why);
	if (!out) {
		if (old)
			fclose(old);
		return GN_EIO;
	}
	if (!old)
		fputs(header, out);
	while (old && fgets(line, sizeof(line), old)) {
		/* A line longer than the buffer comes in pieces. */
		if (whole)
			skip = !strncmp(line, key, len) &&
				(line[len] == '\t' || line[len] == '\n');
		whole = strchr(line, '\n') != NULL;
		if (!skip)
			fputs(line, out);
	}
	if (old)
		fclose(old);
	if (!whole)
		fputc('\n', out);
	fputs(row, out);
	return gn_bids_end_file(out, name, why);
}

static int write_truth(struct gn_bids_writer *w,
		       const struct gn_bids_truth *truth, struct gn_diag *why)
{
	char name[GN_BIDS_PATH], reps[16] = "n/a";
	char row[2 * GN_BIDS_PATH];
	const char *key = name + strlen(w->dir) + 1;

	gn_bids_name(w, w->info.systems[0].name, "motion.tsv", name);
	if (truth->reps >= 0)
		snprintf(reps, sizeof(reps), "%d", truth->reps);
	snprintf(row, sizeof(row), "%s\t%s\t%s\t%s\tgood\t%s\tnone\t%s\n", key,
		 truth->exercise, gn_side_name(truth->side), reps,
		 truth->boundaries ? "yes" : "no",
		 truth->note[0] ? truth->note : "n/a");
	return write_table(w, "truth.tsv", "recording\texercise\tside\treps\t"
			   "trust\tboundaries\treference\tnote\n", key, row,
			   why);
}

/* When it was made, in the table of its session. */
static int write_scan(struct gn_bids_writer *w, struct gn_diag *why)
{
	const struct gn_bids_info *i = &w->info;
	const char *ses = i->session[0] ? "ses-" : "";
	char name[GN_BIDS_PATH], row[GN_BIDS_PATH + 40], table[160];
	const char *key;

	gn_bids_name(w, i->systems[0].name, "motion.tsv", name);
	key = strrchr(name, '/') - strlen("motion");
	snprintf(row, sizeof(row), "%s\t%s\n", key, i->acq_time);
	snprintf(table, sizeof(table), "sub-%s/%s%s%ssub-%s%s%s%s_scans.tsv",
		 i->subject, ses, i->session, *ses ? "/" : "", i->subject,
		 *ses ? "_" : "", ses, i->session);
	return write_table(w, table, "filename\tacq_time\n", key, row, why);
}

int gn_bids_write_dataset(struct gn_bids_writer *w,
			  const struct gn_bids_truth *truth,
			  struct gn_diag *why)
{
	char key[40], row[48];
	int err = write_description(w, why);

	if (!err)
		err = write_readme(w, why);
	snprintf(key, sizeof(key), "sub-%s", w->info.subject);
	snprintf(row, sizeof(row), "%s\n", key);
	if (!err)
		err = write_table(w, "participants.tsv", "participant_id\n",
				  key, row, why);
	if (!err && w->info.acq_time[0])
		err = write_scan(w, why);
	if (!err && truth)
		err = write_ignored(w, why);
	if (!err && truth)
		err = write_truth(w, truth, why);
	return err;
}
