/* SPDX-License-Identifier: MIT */
/* What an Opal's file says in its attributes, and which sensors it holds. */
#include "opal_attr.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* A text longer than this is none of theirs. */
#define TEXT_MAX 256

void gn_opal_quiet(void)
{
	H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
}

int gn_opal_probe(const char *path)
{
	char head[8] = "";
	FILE *f = fopen(path, "rb");
	size_t n;

	if (!f)
		return 0;
	n = fread(head, 1, sizeof(head), f);
	fclose(f);
	return n == sizeof(head) && !memcmp(head, "\x89HDF\r\n\x1a\n", 8);
}

int gn_opal_has(hid_t file, const char *group, const char *name)
{
	char path[192];

	snprintf(path, sizeof(path), "/%.80s", group);
	if (H5Lexists(file, path, H5P_DEFAULT) <= 0)
		return 0;
	snprintf(path, sizeof(path), "/%.80s/%.80s", group, name);
	return H5Lexists(file, path, H5P_DEFAULT) > 0;
}

/* Printable, up to the first 0, without blanks at the end. */
static void clean(char out[64], const char *text, size_t n)
{
	size_t len = 0;

	for (size_t i = 0; i < n && text[i] && len < 63; i++)
		out[len++] = text[i] >= ' ' && text[i] <= '~' &&
			     text[i] != '/' ? text[i] : '_';
	while (len && out[len - 1] == ' ')
		len--;
	out[len] = '\0';
}

/* The texts of an attribute: how many, up to cap; 0: it has none. */
static size_t get_texts(hid_t obj, const char *name, char (*out)[64],
			size_t cap)
{
	char buf[TEXT_MAX * GN_SENSORS_MAX], *one[GN_SENSORS_MAX] = { NULL };
	hid_t a, type, space;
	hssize_t n;
	size_t size, got = 0;
	int var;

	if (H5Aexists(obj, name) <= 0)
		return 0;
	a = H5Aopen(obj, name, H5P_DEFAULT);
	type = H5Aget_type(a);
	space = H5Aget_space(a);
	n = H5Sget_simple_extent_npoints(space);
	size = H5Tget_size(type);
	var = H5Tis_variable_str(type) > 0;
	if (H5Tget_class(type) != H5T_STRING || n < 1 || n > (hssize_t)cap ||
	    (!var && (size < 1 || size > TEXT_MAX)))
		n = 0;
	if (n > 0 && H5Aread(a, type, var ? (void *)one : (void *)buf) >= 0)
		got = (size_t)n;
	for (size_t i = 0; i < got; i++) {
		const char *text = var ? one[i] : buf + i * size;

		clean(out[i], text ? text : "",
		      var && text ? strlen(text) : text ? size : 0);
	}
	if (var && got)
		H5Dvlen_reclaim(type, space, H5P_DEFAULT, one);
	H5Sclose(space);
	H5Tclose(type);
	H5Aclose(a);
	return got;
}

/* A number; NAN: there is none. */
static double get_number(hid_t obj, const char *name)
{
	double x = (double)NAN;
	hid_t a, type, space;
	H5T_class_t class;

	if (H5Aexists(obj, name) <= 0)
		return x;
	a = H5Aopen(obj, name, H5P_DEFAULT);
	type = H5Aget_type(a);
	space = H5Aget_space(a);
	class = H5Tget_class(type);
	if ((class != H5T_INTEGER && class != H5T_FLOAT) ||
	    H5Sget_simple_extent_npoints(space) != 1 ||
	    H5Aread(a, H5T_NATIVE_DOUBLE, &x) < 0)
		x = (double)NAN;
	H5Sclose(space);
	H5Tclose(type);
	H5Aclose(a);
	return x;
}

double gn_opal_rate(hid_t file, const struct gn_opal_sensor *s)
{
	int is5 = s->version == 5;
	double hz = (double)NAN;
	char path[192];
	hid_t obj;

	snprintf(path, sizeof(path), is5 ? "/Sensors/%s/Configuration" : "/%s",
		 s->id);
	if (H5Lexists(file, path, H5P_DEFAULT) <= 0)
		return hz;
	obj = H5Oopen(file, path, H5P_DEFAULT);
	if (obj >= 0) {
		hz = get_number(obj, is5 ? "Sample Rate" : "SampleRate");
		H5Oclose(obj);
	}
	return hz;
}

/* Link i of /Sensors: 1, or 0: none that could be a sensor's. */
static int get_id(hid_t file, hsize_t i, char id[64])
{
	char name[64], same[64];
	ssize_t len = H5Lget_name_by_idx(file, "/Sensors", H5_INDEX_NAME,
					 H5_ITER_INC, i, name, sizeof(name),
					 H5P_DEFAULT);

	if (len < 1 || len >= (ssize_t)sizeof(name))
		return 0;
	clean(same, name, sizeof(name));
	memcpy(id, same, sizeof(same));
	return !strcmp(name, same);
}

static void get_label(hid_t file, struct gn_opal_sensor *s)
{
	char path[192];
	hid_t obj;

	s->label[0] = '\0';
	snprintf(path, sizeof(path), "/Sensors/%s", s->id);
	if (!gn_opal_has(file, path + 1, "Configuration"))
		return;
	snprintf(path, sizeof(path), "/Sensors/%s/Configuration", s->id);
	obj = H5Oopen(file, path, H5P_DEFAULT);
	if (obj < 0)
		return;
	get_texts(obj, "Label 0", &s->label, 1);
	H5Oclose(obj);
}

/* Version 5: each group of /Sensors. */
static int list_groups(hid_t file, const char *path,
		       struct gn_opal_sensor *out, size_t *n,
		       struct gn_diag *why)
{
	H5G_info_t info = { .nlinks = 0 };

	if (H5Lexists(file, "/Sensors", H5P_DEFAULT) <= 0 ||
	    H5Gget_info_by_name(file, "/Sensors", &info, H5P_DEFAULT) < 0)
		return GN_OK;
	if (info.nlinks > GN_SENSORS_MAX)
		return gn_diag_set(why, GN_EFORMAT,
				   "%s: more than %d sensors in the recording",
				   path, GN_SENSORS_MAX);
	for (hsize_t i = 0; i < info.nlinks; i++) {
		struct gn_opal_sensor *s = &out[*n];

		if (!get_id(file, i, s->id))
			return gn_diag_set(why, GN_EFORMAT, "%s: /Sensors "
					   "holds a name that is no sensor's; "
					   "export it again", path);
		get_label(file, s);
		++*n;
	}
	return GN_OK;
}

/* Versions 3 and 4: two lists in the file's attributes. */
static int list_cases(hid_t file, const char *path,
		      struct gn_opal_sensor *out, size_t *n,
		      struct gn_diag *why)
{
	char id[GN_SENSORS_MAX][64], label[GN_SENSORS_MAX][64];
	size_t labels;

	*n = get_texts(file, "CaseIdList", id, GN_SENSORS_MAX);
	labels = get_texts(file, "MonitorLabelList", label, GN_SENSORS_MAX);
	if (labels && labels != *n)
		return gn_diag_set(why, GN_EFORMAT,
				   "%s: CaseIdList names %zu sensors, but "
				   "MonitorLabelList %zu; export it again",
				   path, *n, labels);
	for (size_t i = 0; i < *n; i++) {
		memcpy(out[i].id, id[i], sizeof(id[i]));
		out[i].label[0] = '\0';
		if (labels)
			memcpy(out[i].label, label[i], sizeof(label[i]));
		if (id[i][0] && gn_opal_has(file, id[i], "Time"))
			continue;
		return gn_diag_set(why, GN_EFORMAT,
				   "%s: sensor '%s' of CaseIdList is not in "
				   "it; export it again", path, id[i]);
	}
	return GN_OK;
}

static int list_of(hid_t file, const char *path, struct gn_opal_sensor *out,
		   size_t *n, struct gn_diag *why)
{
	double version = get_number(file, "FileFormatVersion");
	int err;

	if (isnan(version))
		return gn_diag_set(why, GN_EFORMAT,
				   "%s: an HDF5 file, but not an APDM Opal's: "
				   "it has no FileFormatVersion", path);
	if (!(version >= 3 && version < 6))
		return gn_diag_set(why, GN_EFORMAT,
				   "%s: FileFormatVersion %g; known are 3 to "
				   "5: export it anew", path, version);
	err = version >= 5 ? list_groups(file, path, out, n, why)
			   : list_cases(file, path, out, n, why);
	for (size_t i = 0; i < *n; i++)
		out[i].version = (int)version;
	if (!err && !*n)
		return gn_diag_set(why, GN_ENODATA,
				   "%s: holds no sensors; the recording is "
				   "empty", path);
	return err;
}

int gn_opal_list(const char *path, struct gn_opal_sensor *out, size_t *n,
		 struct gn_diag *why)
{
	hid_t file;
	int err;

	gn_opal_quiet();
	*n = 0;
	file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
	if (file < 0)
		return gn_diag_set(why, GN_EFORMAT,
				   "%s: not a whole HDF5 file; copy or export "
				   "it again", path);
	err = list_of(file, path, out, n, why);
	H5Fclose(file);
	return err;
}
