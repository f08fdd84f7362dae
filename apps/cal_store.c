/* SPDX-License-Identifier: MIT */
#include "cal_store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define TWINS 100               /* of one second, that are kept */

void gn_cal_serial(char out[64], const struct gn_source *src, size_t sensor)
{
	const struct gn_recording_info *info = gn_source_info(src);
	struct gn_source_status st;

	out[0] = '\0';
	/* also behind faults */
	if (!strncmp(info->path, "sim:", 4))
		snprintf(out, 64, "%.*s%s%s",
			 (int)strcspn(info->path, "?"), info->path,
			 info->n_sensors > 1 ? ":" : "",
			 info->n_sensors > 1 ? info->sensors[sensor].name : "");
	else if (!gn_source_status(src, &st))
		snprintf(out, 64, "%s", st.serial);
}

static const char *variable(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

int gn_cal_path(char out[GN_CAL_PATH_SIZE], const char *serial,
		struct gn_diag *why)
{
	static const struct {
		const char *name, *below;
	} places[] = {
		{ "GONIO_CALIBRATION", "" },
		{ "XDG_DATA_HOME", "/gonio/calibration" },
		{ "HOME", "/.local/share/gonio/calibration" },
	};
	char name[GN_CAL_NAME_SIZE];
	int n;

	gn_cal_file_name(serial, name);
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		const char *dir = variable(places[i].name);

		if (!dir)
			continue;
		n = snprintf(out, GN_CAL_PATH_SIZE, "%s%s/%s", dir,
			     places[i].below, name);
		if (n < 0 || n >= GN_CAL_PATH_SIZE)
			return gn_diag_set(why, GN_ENOSPC, "%.60s...: the "
					   "path is too long", dir);
		return GN_OK;
	}
	return gn_diag_set(why, GN_ENOENT, "no folder for calibrations: set "
			   "GONIO_CALIBRATION to one");
}

int gn_cal_load(struct gn_cal_file *out, const char *serial,
		struct gn_diag *why)
{
	char path[GN_CAL_PATH_SIZE];
	int err;

	if (!*serial)
		return gn_diag_set(why, GN_ENOENT, "no serial number");
	err = gn_cal_path(path, serial, why);
	return err ? err : gn_cal_file_read(out, path, serial, why);
}

static int io(const char *path, struct gn_diag *why)
{
	return gn_diag_set(why, GN_EIO, "%s: %s", path, strerror(errno));
}

/* The folders above a file. */
static int make_folders(const char *path, struct gn_diag *why)
{
	char dir[GN_CAL_PATH_SIZE];

	snprintf(dir, sizeof(dir), "%s", path);
	for (char *p = strchr(dir + 1, '/'); p; p = strchr(p + 1, '/')) {
		*p = '\0';
		if (mkdir(dir, 0777) && errno != EEXIST)
			return io(dir, why);
		*p = '/';
	}
	return GN_OK;
}

/* Give what is there a second name, of its time. It stays where it is, so
 * that there always is one. */
static int keep_older(const char *path, struct gn_diag *why)
{
	char name[GN_CAL_PATH_SIZE + 32], when[24];
	const char *dot = strrchr(path, '.');
	size_t len = dot && !strchr(dot, '/') ? (size_t)(dot - path) :
						strlen(path);
	struct stat st;
	struct tm t = { 0 };

	if (stat(path, &st))
		return errno == ENOENT ? GN_OK : io(path, why);
	gmtime_r(&st.st_mtime, &t);
	strftime(when, sizeof(when), "%Y%m%dT%H%M%SZ", &t);
	for (int i = 1; i <= TWINS; i++) {
		char twin[8] = "";

		if (i > 1)
			snprintf(twin, sizeof(twin), "-%d", i);
		snprintf(name, sizeof(name), "%.*s-%s%s%s", (int)len, path,
			 when, twin, path + len);
		if (!link(path, name))
			return GN_OK;
		if (errno != EEXIST)
			break;
	}
	/* a file system without links: it moves instead */
	return errno == EEXIST || rename(path, name) ? io(name, why) : GN_OK;
}

static int write_all(int fd, const char *text)
{
	size_t left = strlen(text);

	while (left) {
		ssize_t n = write(fd, text, left);

		if (n < 0)
			return -1;
		text += n;
		left -= (size_t)n;
	}
	return fsync(fd);
}

/* Beside the file and then in its place: never half of it. */
static int replace(const char *path, const char *text, struct gn_diag *why)
{
	char temp[GN_CAL_PATH_SIZE + 16];
	int fd, err = GN_OK;

	snprintf(temp, sizeof(temp), "%s.XXXXXX", path);
	fd = mkstemp(temp);
	if (fd < 0)
		return io(path, why);
	if (fchmod(fd, 0644) || write_all(fd, text))
		err = io(path, why);
	if (close(fd) && !err)
		err = io(path, why);
	if (!err)
		err = keep_older(path, why);
	if (!err && rename(temp, path))
		err = io(path, why);
	if (err)
		unlink(temp);
	return err;
}

int gn_cal_store(const struct gn_cal_file *c, const char *path,
		 struct gn_diag *why)
{
	char *text = NULL;
	int err;

	if (strlen(path) >= GN_CAL_PATH_SIZE)
		return gn_diag_set(why, GN_ENOSPC, "%.60s...: the path is too "
				   "long", path);
	err = gn_cal_file_text(c, &text);
	if (err)
		return gn_diag_set(why, err, "%s: %s", path, gn_strerror(err));
	err = make_folders(path, why);
	if (!err)
		err = replace(path, text, why);
	free(text);
	return err;
}
