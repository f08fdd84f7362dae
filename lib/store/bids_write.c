/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bids.h"
#include "bids_write_priv.h"
#include "gonio/num.h"

#define PART ".part"

static int io_error(struct gn_diag *why, const char *name)
{
	return gn_diag_set(why, GN_EIO, "%s: cannot be written: %s", name,
			   strerror(errno));
}

FILE *gn_bids_begin_file(struct gn_bids_writer *w, const char *name,
			 struct gn_diag *why)
{
	char part[GN_BIDS_PATH + sizeof(PART)];
	FILE *f;

	if (w->n_files == GN_BIDS_FILES_MAX) {
		gn_diag_set(why, GN_EIO, "%s: too many files", name);
		return NULL;
	}
	snprintf(part, sizeof(part), "%s" PART, name);
	f = fopen(part, "wb");
	if (!f) {
		io_error(why, part);
		return NULL;
	}
	snprintf(w->file[w->n_files++], GN_BIDS_PATH, "%s", name);
	return f;
}

int gn_bids_end_file(FILE *f, const char *name, struct gn_diag *why)
{
	int bad = ferror(f);

	/* A full disk may show only when the buffer is flushed. */
	if (fclose(f))
		bad = 1;
	return bad ? io_error(why, name) : GN_OK;
}

void gn_bids_name(const struct gn_bids_writer *w, const char *system,
		  const char *suffix, char out[GN_BIDS_PATH])
{
	snprintf(out, GN_BIDS_PATH, "%s%s%.24s%s_%.40s", w->stem,
		 system ? "_tracksys-" : "", system ? system : "", w->tail,
		 suffix);
}

void gn_bids_label(const char *name, char *out, size_t size)
{
	size_t n = 0;
	int up = 0;

	for (; *name && n + 1 < size; name++) {
		if (!isalnum((unsigned char)*name)) {
			up = n > 0;
			continue;
		}
		out[n++] = (char)(up ? toupper((unsigned char)*name) : *name);
		up = 0;
	}
	out[n] = '\0';
}

static int is_label(const char *s)
{
	if (!*s)
		return 0;
	for (; *s; s++)
		if (!isalnum((unsigned char)*s))
			return 0;
	return 1;
}

static int check(const struct gn_bids_info *info, const char *dir,
		 struct gn_diag *why)
{
	const char *bad = NULL;

	if (!is_label(info->subject) || !is_label(info->task) ||
	    (info->acq[0] && !is_label(info->acq)) ||
	    (info->session[0] && !is_label(info->session)))
		bad = "subject, session, task and acq must be letters and "
			"digits";
	else if (info->run < 1 || info->run > 99)
		bad = "run must lie in 1 to 99";
	else if (info->n_sensors < 1 || info->n_sensors > GN_SENSORS_MAX)
		bad = "1 to 32 sensors are needed";
	else if (info->n_systems < 1 || info->n_systems > GN_BIDS_SYSTEMS_MAX)
		bad = "1 to 32 tracking systems are needed";
	else if (strlen(dir) >= sizeof(((struct gn_bids_writer *)0)->dir))
		bad = "the name of the folder is too long";
	for (size_t i = 0; i < info->n_systems && !bad; i++)
		if (!is_label(info->systems[i].name) ||
		    !(info->systems[i].rate_hz > 0))
			bad = "a tracking system needs a label of letters and "
				"digits, and a rate";
	if (bad)
		return gn_diag_set(why, GN_EINVAL, "%s: %s", dir, bad);
	return GN_OK;
}

static int make_dir(const char *path, uint8_t *made, struct gn_diag *why)
{
	*made = !mkdir(path, 0777);
	if (*made || errno == EEXIST)
		return GN_OK;
	return gn_diag_set(why, GN_EIO, "%s: folder cannot be made: %s", path,
			   strerror(errno));
}

/* The folders, from the data set's down. */
static void dir_name(const struct gn_bids_writer *w, int i,
		     char out[GN_BIDS_PATH])
{
	int ses = i > 1 && w->info.session[0];

	snprintf(out, GN_BIDS_PATH, "%s%s%s%s%s%s", w->dir, i ? "/sub-" : "",
		 i ? w->info.subject : "", ses ? "/ses-" : "",
		 ses ? w->info.session : "", i == 3 ? "/motion" : "");
}

static int make_dirs(struct gn_bids_writer *w, struct gn_diag *why)
{
	char path[GN_BIDS_PATH];
	int err = GN_OK;

	for (int i = 0; i < 4 && !err; i++) {
		dir_name(w, i, path);
		if (i != 2 || w->info.session[0])
			err = make_dir(path, &w->made[i], why);
	}
	return err;
}

static void drop_dirs(const struct gn_bids_writer *w)
{
	char path[GN_BIDS_PATH];

	for (int i = 3; i >= 0; i--) {
		dir_name(w, i, path);
		if (w->made[i])
			rmdir(path);    /* stays if something is in it */
	}
}

/* Is there a recording of that name, of whatever tracking systems? */
static int check_fresh(const struct gn_bids_writer *w, struct gn_diag *why)
{
	char found[GN_SYSTEMS_MAX][GN_PATH_MAX];
	char name[GN_BIDS_PATH];
	size_t n = 0;
	int err;

	gn_bids_name(w, w->info.systems[0].name, "motion.tsv", name);
	err = gn_bids_systems(name, found, &n, why);
	if (err || !n)
		return err;
	return gn_diag_set(why, GN_EIO, "%s: exists already; choose another "
			   "folder, or remove that recording", found[0]);
}

static int begin(struct gn_bids_writer *w, struct gn_diag *why)
{
	char name[GN_BIDS_PATH];
	int err = make_dirs(w, why);

	if (!err && w->info.fresh)
		err = check_fresh(w, why);
	if (err)
		return err;
	for (size_t i = 0; i < w->info.n_systems; i++) {
		gn_bids_name(w, w->info.systems[i].name, "motion.tsv", name);
		w->motion[i] = gn_bids_begin_file(w, name, why);
		if (!w->motion[i])
			return GN_EIO;
	}
	return GN_OK;
}

int gn_bids_create(struct gn_bids_writer **out, const char *dir,
		   const struct gn_bids_info *info, struct gn_diag *why)
{
	struct gn_bids_writer *w;
	char folder[GN_BIDS_PATH];
	int err = check(info, dir, why);

	if (err)
		return err;
	w = calloc(1, sizeof(*w));
	if (!w)
		return gn_diag_set(why, GN_ENOMEM, "%s: out of memory", dir);
	w->info = *info;
	for (size_t i = 0; i < info->n_sensors; i++)
		w->aligned |= info->sensors[i].aligned;
	snprintf(w->dir, sizeof(w->dir), "%s", dir);
	dir_name(w, 3, folder);
	snprintf(w->stem, sizeof(w->stem), "%.500s/sub-%s%s%s_task-%s",
		 folder, info->subject, info->session[0] ? "_ses-" : "",
		 info->session, info->task);
	snprintf(w->tail, sizeof(w->tail), "%s%s_run-%02u",
		 info->acq[0] ? "_acq-" : "", info->acq, info->run);
	err = begin(w, why);
	if (err) {
		gn_bids_abort(w);
		return err;
	}
	*out = w;
	return GN_OK;
}

/* Text of a value that reads back as the same; returns its length. */
static size_t put_exact(char *out, float x)
{
	if (isfinite(x))
		return gn_num_put_float(out, x);
	memcpy(out, "n/a", 3);
	return 3;
}

/* Text of a number with fixed decimals, "n/a" for NAN; returns its length. */
static size_t put_number(char *out, double x, int decimals)
{
	static const double scale[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6};
	char digit[24];
	size_t n = 0, k = 0;
	int64_t v;

	if (!isfinite(x) || fabs(x) > 1e9) {
		memcpy(out, "n/a", 3);
		return 3;
	}
	v = llround(x * scale[decimals]);
	if (v < 0)
		out[n++] = '-';
	v = v < 0 ? -v : v;
	while (v || k <= (size_t)decimals) {
		digit[k++] = (char)('0' + v % 10);
		v /= 10;
	}
	while (k > 0) {
		out[n++] = digit[--k];
		if (k == (size_t)decimals && decimals)
			out[n++] = '.';
	}
	return n;
}

/* decimals < 0: all that are needed */
static size_t put_part(char *out, const float v[3], int decimals)
{
	size_t n = 0;

	for (int i = 0; i < 3; i++) {
		n += decimals < 0 ? put_exact(out + n, v[i]) :
		     put_number(out + n, (double)v[i], decimals);
		out[n++] = '\t';
	}
	return n;
}

/* Longest number and its tab. */
#define NUMBER_MAX GN_NUM_TEXT

static int write_row(struct gn_bids_writer *w, size_t system,
		     struct gn_diag *why)
{
	const struct gn_bids_system *d = &w->info.systems[system];
	struct gn_bids_row *row = &w->row[system];
	char line[(9 * GN_SENSORS_MAX + 1) * NUMBER_MAX];
	int exact = w->info.exact;
	size_t n = 0;

	if (!d->even) {
		n += exact ? gn_num_put_ns(line, row->t_ns) :
		     put_number(line, 1e-9 * (double)row->t_ns, 6);
		line[n++] = '\t';
	}
	for (size_t i = 0; i < w->info.n_sensors; i++) {
		const struct gn_sample *s = &row->sample[i];

		if (d->acc[i])
			n += put_part(line + n, s->acc_mps2, exact ? -1 : 4);
		if (d->gyr[i])
			n += put_part(line + n, s->gyr_radps, exact ? -1 : 5);
		if (d->mag[i])
			n += put_part(line + n, s->mag_ut, exact ? -1 : 2);
	}
	line[n - 1] = '\n';
	row->open = 0;
	row->rows++;
	row->last_ns = row->t_ns;
	if (fwrite(line, 1, n, w->motion[system]) != n)
		return io_error(why, w->stem);
	return GN_OK;
}

static int has(const float v[3])
{
	return !isnan(v[0]) || !isnan(v[1]) || !isnan(v[2]);
}

/* Bit set of the systems a sample has something for. What is all n/a goes to
 * the first that holds the sensor; 0: none does. */
static uint32_t systems_of(const struct gn_bids_info *info,
			   const struct gn_sample *s)
{
	uint32_t bits = 0, any = 0, k = s->sensor;

	for (size_t i = 0; i < info->n_systems; i++) {
		const struct gn_bids_system *d = &info->systems[i];

		if ((d->acc[k] && has(s->acc_mps2)) ||
		    (d->gyr[k] && has(s->gyr_radps)) ||
		    (d->mag[k] && has(s->mag_ut)))
			bits |= 1u << i;
		if (!any && (d->acc[k] || d->gyr[k] || d->mag[k]))
			any = 1u << i;
	}
	return bits ? bits : any;
}

static void open_row(struct gn_bids_row *row, int64_t t_ns)
{
	row->open = 1;
	row->t_ns = t_ns;
	for (size_t i = 0; i < GN_SENSORS_MAX; i++)
		for (int k = 0; k < 3; k++) {
			row->sample[i].acc_mps2[k] = NAN;
			row->sample[i].gyr_radps[k] = NAN;
			row->sample[i].mag_ut[k] = NAN;
		}
}

static int put(struct gn_bids_writer *w, size_t system,
	       const struct gn_sample *s, struct gn_diag *why)
{
	struct gn_bids_row *row = &w->row[system];
	int err;

	if (row->open && (row->t_ns != s->t_ns || s->sensor <= row->last)) {
		err = write_row(w, system, why);
		if (err)
			return err;
	}
	if (!row->open)
		open_row(row, s->t_ns);
	row->sample[s->sensor] = *s;
	row->last = s->sensor;
	return GN_OK;
}

int gn_bids_push(struct gn_bids_writer *w, const struct gn_sample *in,
		 size_t n, struct gn_diag *why)
{
	for (size_t i = 0; i < n; i++) {
		uint32_t bits = 0;

		if (in[i].sensor < w->info.n_sensors)
			bits = systems_of(&w->info, &in[i]);
		if (!bits)
			return gn_diag_set(why, GN_EINVAL, "%s: sample of "
					   "sensor %u, which is not there",
					   w->stem, in[i].sensor);
		for (size_t k = 0; k < w->info.n_systems; k++) {
			int err = GN_OK;

			if (bits >> k & 1)
				err = put(w, k, &in[i], why);
			if (err)
				return err;
		}
	}
	return GN_OK;
}

int gn_bids_event(struct gn_bids_writer *w, const struct gn_event *e,
		  struct gn_diag *why)
{
	char name[GN_BIDS_PATH];

	if (!w->events) {
		gn_bids_name(w, w->info.systems[0].name, "events.tsv", name);
		w->events = gn_bids_begin_file(w, name, why);
		if (!w->events)
			return GN_EIO;
		w->has_events = 1;
		fputs("onset\tduration\ttrial_type\tside\tlabel\n",
		      w->events);
	}
	fprintf(w->events, "%.3f\t%.3f\t%s\t%s\t%s\n",
		1e-9 * (double)e->onset_ns, 1e-9 * (double)e->duration_ns,
		e->type, gn_side_name(e->side), e->label[0] ? e->label :
		"n/a");
	return ferror(w->events) ? io_error(why, w->stem) : GN_OK;
}

int gn_bids_attach(struct gn_bids_writer *w, const char *suffix,
		   const char *text, size_t len, struct gn_diag *why)
{
	char name[GN_BIDS_PATH];
	FILE *f;

	if (!*suffix || strlen(suffix) > 40 || strchr(suffix, '/'))
		return gn_diag_set(why, GN_EINVAL, "%s: no ending of a file "
				   "name: \"%s\"", w->stem, suffix);
	gn_bids_name(w, NULL, suffix, name);
	f = gn_bids_begin_file(w, name, why);
	if (!f)
		return GN_EIO;
	fwrite(text, 1, len, f);
	return gn_bids_end_file(f, name, why);
}

static int close_streams(struct gn_bids_writer *w, struct gn_diag *why)
{
	int err = GN_OK;

	for (size_t i = 0; i < w->info.n_systems; i++) {
		FILE *f = w->motion[i];

		if (f && w->row[i].open && !err)
			err = write_row(w, i, why);
		w->motion[i] = NULL;
		if (f && gn_bids_end_file(f, w->stem, err ? NULL : why))
			err = GN_EIO;
	}
	if (w->events && gn_bids_end_file(w->events, w->stem,
					  err ? NULL : why))
		err = GN_EIO;
	w->events = NULL;
	return err;
}

/* The recording's own of the first n files; the data set's have grown. */
static void drop_renamed(const struct gn_bids_writer *w, size_t n)
{
	size_t len = strlen(w->stem);

	for (size_t i = 0; i < n; i++)
		if (!strncmp(w->file[i], w->stem, len))
			unlink(w->file[i]);
}

static int rename_all(struct gn_bids_writer *w, struct gn_diag *why)
{
	char part[GN_BIDS_PATH + sizeof(PART)];

	for (size_t i = 0; i < w->n_files; i++) {
		snprintf(part, sizeof(part), "%s" PART, w->file[i]);
		if (rename(part, w->file[i])) {
			io_error(why, w->file[i]);
			drop_renamed(w, i);
			return GN_EIO;
		}
	}
	w->n_files = 0;
	return GN_OK;
}

int gn_bids_finish(struct gn_bids_writer *w, const struct gn_bids_truth *truth,
		   struct gn_diag *why)
{
	int err = close_streams(w, why);

	if (!err)
		err = gn_bids_write_sidecars(w, why);
	if (!err)
		err = gn_bids_write_dataset(w, truth, why);
	if (!err)
		err = rename_all(w, why);
	gn_bids_abort(w);
	return err;
}

void gn_bids_abort(struct gn_bids_writer *w)
{
	char part[GN_BIDS_PATH + sizeof(PART)];

	if (!w)
		return;
	for (size_t i = 0; i < w->info.n_systems; i++)
		if (w->motion[i])
			fclose(w->motion[i]);
	if (w->events)
		fclose(w->events);
	for (size_t i = 0; i < w->n_files; i++) {
		snprintf(part, sizeof(part), "%s" PART, w->file[i]);
		unlink(part);
	}
	drop_dirs(w);
	free(w);
}
