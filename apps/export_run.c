/* SPDX-License-Identifier: MIT */
#include "export.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "export_file.h"
#include "gonio/csv_write.h"
#include "mount_file.h"

#define BLOCK 256

/* One export: either writer, and what goes into it. */
struct export {
	struct gn_export_in    in;
	struct gn_bids_writer *bids;
	struct gn_csv_writer  *csv;
	struct gn_event       *events;
	size_t                 n_events, room;
	int64_t                zero_ns; /* first stamp; events count from it */
	char                  *mounts;  /* table of them; NULL: none known */
	struct gn_export_sum  *sum;
};

/* ---- events ------------------------------------------------------------ */

/* A field of a table of text. */
static void field(char *out, size_t size, const char *text)
{
	snprintf(out, size, "%s", text);
	for (char *p = out; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			*p = ' ';
}

static int add_event(void *user, const struct gn_rec_event *e)
{
	struct export *x = user;
	struct gn_event *more = x->events, *to;

	if (x->n_events == x->room) {
		size_t room = x->room ? 2 * x->room : 64;

		more = realloc(more, room * sizeof(*more));
		if (!more)
			return GN_ENOMEM;
		x->events = more;
		x->room = room;
	}
	to = &more[x->n_events++];
	memset(to, 0, sizeof(*to));
	to->onset_ns = e->t_ns;
	to->duration_ns = e->duration_ns;
	to->side = GN_SIDE_UNKNOWN;
	field(to->type, sizeof(to->type), e->type);
	field(to->label, sizeof(to->label), e->text);
	return GN_OK;
}

/* By onset; those of one onset as they came. */
static void sort_events(struct gn_event *e, size_t n)
{
	for (size_t i = 1; i < n; i++)
		for (size_t k = i; k > 0 && e[k - 1].onset_ns > e[k].onset_ns;
		     k--) {
			struct gn_event swap = e[k];

			e[k] = e[k - 1];
			e[k - 1] = swap;
		}
}

static int write_events(struct export *x, struct gn_diag *why)
{
	int err = GN_OK;

	sort_events(x->events, x->n_events);
	for (size_t i = 0; i < x->n_events && !err; i++) {
		x->events[i].onset_ns -= x->zero_ns;
		err = gn_bids_event(x->bids, &x->events[i], why);
	}
	x->sum->events = x->n_events;
	return err;
}

/* ---- samples ----------------------------------------------------------- */

static int push(struct export *x, const struct gn_sample *s, size_t n,
		struct gn_diag *why)
{
	if (!x->sum->samples && n)
		x->zero_ns = s->t_ns;
	x->sum->samples += n;
	return x->bids ? gn_bids_push(x->bids, s, n, why) :
			 gn_csv_push(x->csv, s, n, why);
}

static int push_all(struct export *x, struct gn_diag *why)
{
	struct gn_sample block[BLOCK];
	int n, err;

	for (;;) {
		n = gn_export_in_read(&x->in, block, BLOCK, why);
		if (n < 0)
			return n == GN_EOF ? GN_OK : n;
		err = push(x, block, (size_t)n, why);
		if (err)
			return err;
	}
}

/* ---- the two formats --------------------------------------------------- */

/* What is known beside the samples: of a session's file, or a data set's. */
static int begin_bids(struct export *x, const char *dir, struct gn_diag *why)
{
	const struct gn_recording_info *info = gn_source_info(x->in.src);
	struct gn_bids_info about;
	struct gn_rec *r = NULL;
	int err;

	if (!gn_rec_probe(info->path)) {
		gn_export_bids_info(info, NULL, &about);
		err = gn_events_load(info->path, &x->events, &x->n_events,
				     why);
	} else {
		err = gn_rec_open(&r, info->path, why);
		if (err)
			return err;
		gn_export_bids_info(info, gn_rec_meta(r), &about);
		err = gn_rec_events(r, add_event, x, why);
		gn_rec_reader_close(r);
	}
	return err ? err : gn_bids_create(&x->bids, dir, &about, why);
}

static int export_bids(struct export *x, const char *dir, struct gn_diag *why)
{
	int err = begin_bids(x, dir, why);

	if (!err)
		err = push_all(x, why);
	if (!err)
		err = write_events(x, why);
	if (!err && x->mounts)
		err = gn_bids_attach(x->bids, GN_MOUNT_SUFFIX, x->mounts,
				     strlen(x->mounts), why);
	if (!err)
		return gn_bids_finish(x->bids, NULL, why);
	gn_bids_abort(x->bids);
	return err;
}

static int put_text(FILE *to, const void *text)
{
	return fputs(text, to) < 0 ? GN_EIO : GN_OK;
}

/* The table's end, and that of the mounts before it. */
static int finish_csv(struct export *x, const char *path, struct gn_diag *why)
{
	char mounts[GN_EXPORT_PATH + 16];
	int err = GN_OK, put = 0;

	if (x->mounts && gn_mount_file_path(path, mounts, sizeof(mounts))) {
		err = gn_export_write(mounts, put_text, x->mounts, why);
		put = !err;
	}
	if (err) {
		gn_csv_abort(x->csv);
		return err;
	}
	err = gn_csv_finish(x->csv, why);
	if (err && put)
		unlink(mounts);
	return err;
}

static int export_csv(struct export *x, const char *dir, struct gn_diag *why)
{
	const struct gn_recording_info *info = gn_source_info(x->in.src);
	char path[GN_EXPORT_PATH];
	int made, err = gn_export_dir(info->path, dir, "csv", path, &made,
				      why);

	if (!err)
		err = gn_csv_create(&x->csv, path, info->task, info->sensors,
				    info->n_sensors, why);
	if (!err)
		err = push_all(x, why);
	if (!err)
		err = finish_csv(x, path, why);
	else
		gn_csv_abort(x->csv);
	if (err && made)
		rmdir(dir);
	return err;
}

/* How the sensors sat, as score finds it. */
static int read_mounts(struct export *x, const char *path, struct gn_diag *why)
{
	const struct gn_recording_info *info = gn_source_info(x->in.src);
	struct gn_body body;
	int err = gn_body_source(x->in.src, path, NULL, &body, why);

	return err ? err : gn_mount_file_text(&body, info->sensors,
					      info->n_sensors, &x->mounts);
}

int gn_export(const char *path, enum gn_export_format format, const char *dir,
	      struct gn_export_sum *sum, struct gn_diag *why)
{
	struct export x = { .sum = sum };
	int err;

	memset(sum, 0, sizeof(*sum));
	err = gn_export_in_open(&x.in, path, why);
	if (err)
		return err;
	sum->sensors = gn_source_info(x.in.src)->n_sensors;
	err = read_mounts(&x, path, why);
	if (!err)
		err = format == GN_EXPORT_BIDS ? export_bids(&x, dir, why) :
						 export_csv(&x, dir, why);
	sum->left_out = x.in.left_out;
	if (err == GN_ENOMEM)
		gn_diag_set(why, err, "%s: out of memory", path);
	free(x.events);
	free(x.mounts);
	gn_export_in_close(&x.in);
	return err;
}
