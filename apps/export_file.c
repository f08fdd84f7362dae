/* SPDX-License-Identifier: MIT */
#include "export_file.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gonio/condition.h"

#define TIMEOUT_MS 1000
#define PART ".part"

/* ---- what is read ------------------------------------------------------ */

/* How many samples a session's file holds; 0: not known. */
static uint64_t samples_in(const char *path)
{
	struct gn_rec *r = NULL;
	uint64_t n;

	if (!gn_rec_probe(path) || gn_rec_open(&r, path, NULL))
		return 0;
	n = gn_rec_tail(r)->samples;
	gn_rec_reader_close(r);
	return n;
}

int gn_export_in_open(struct gn_export_in *in, const char *path,
		      struct gn_diag *why)
{
	const struct gn_recording_info *info;
	int err;

	memset(in, 0, sizeof(*in));
	err = gn_source_open(&in->src, path, why);
	if (err)
		return err;
	gn_meter_begin(&in->meter, stderr, "samples", samples_in(path));
	info = gn_source_info(in->src);
	for (size_t i = 0; i < info->n_sensors && !err; i++) {
		const char *text = gn_source_calibration(in->src, i);

		in->calibrated[i] = text != NULL;
		if (text)
			err = gn_cal_file_parse(&in->cal[i], text, info->path,
						NULL, why);
	}
	if (err)
		gn_export_in_close(in);
	return err;
}

static int is_time(int64_t t_ns)
{
	return t_ns >= -GN_T_MAX_NS && t_ns <= GN_T_MAX_NS;
}

int gn_export_in_read(struct gn_export_in *in, struct gn_sample *out,
		      size_t cap, struct gn_diag *why)
{
	int n = gn_source_read(in->src, out, cap, TIMEOUT_MS, why), kept = 0;

	for (int i = 0; i < n; i++) {
		struct gn_sample s = out[i];

		if (!is_time(s.t_ns))
			continue;
		if (in->calibrated[s.sensor])
			gn_cal_file_apply(&in->cal[s.sensor], &s);
		out[kept++] = s;
	}
	if (n < 0)
		return n;
	gn_meter_add(&in->meter, (uint64_t)n);
	in->left_out += (uint64_t)(n - kept);
	return kept;
}

void gn_export_in_close(struct gn_export_in *in)
{
	if (in->src)
		gn_meter_end(&in->meter);
	gn_source_close(in->src);
	in->src = NULL;
}

/* ---- what is written --------------------------------------------------- */

int gn_export_dir(const char *source, const char *dir, const char *ending,
		  char path[GN_EXPORT_PATH], int *made, struct gn_diag *why)
{
	int err = gn_export_path(source, dir, ending, path);

	*made = 0;
	if (err)
		return gn_diag_set(why, err, "%s: the path is too long", dir);
	*made = !mkdir(dir, 0777);
	if (!*made && errno != EEXIST)
		return gn_diag_set(why, GN_EIO, "%s: folder cannot be made: "
				   "%s", dir, strerror(errno));
	return GN_OK;
}

static int io_error(struct gn_diag *why, const char *path)
{
	return gn_diag_set(why, GN_EIO, "%s: cannot be written: %s", path,
			   strerror(errno));
}

int gn_export_write(const char *path, int (*write)(FILE *to, const void *user),
		    const void *user, struct gn_diag *why)
{
	char part[GN_EXPORT_PATH + sizeof(PART)];
	int err;
	FILE *f;

	if (!access(path, F_OK))
		return gn_diag_set(why, GN_EIO, "%s: exists already; choose "
				   "another folder, or remove it", path);
	snprintf(part, sizeof(part), "%s" PART, path);
	f = fopen(part, "wb");
	if (!f)
		return io_error(why, part);
	err = write(f, user);
	if (err)
		io_error(why, path);
	/* a full disk may show only now */
	if (fclose(f) && !err)
		err = io_error(why, path);
	if (!err && rename(part, path))
		err = io_error(why, path);
	if (err)
		unlink(part);
	return err;
}
