/* SPDX-License-Identifier: MIT */
/* APDM Opal's files, made here with libhdf5 in the forms that published
 * programs read. */
#include <check.h>
#include <hdf5.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files.h"
#include "gonio/recording.h"
#include "suites.h"

/* More than two blocks. */
#define ROWS 700
#define T0_US INT64_C(1700000000000000)
#define STEP_US 7812            /* 128 Hz */

static struct gn_diag why;
static struct gn_sample got[4096];

static void put_attr(hid_t at, const char *name, hid_t type, hsize_t n,
		     const void *x)
{
	hid_t space = n ? H5Screate_simple(1, &n, NULL)
			: H5Screate(H5S_SCALAR);
	hid_t a = H5Acreate2(at, name, type, space, H5P_DEFAULT, H5P_DEFAULT);

	ck_assert(a >= 0 && H5Awrite(a, type, x) >= 0);
	H5Aclose(a);
	H5Sclose(space);
}

static void put_int(hid_t at, const char *name, int x)
{
	put_attr(at, name, H5T_NATIVE_INT, 0, &x);
}

/* n texts of `size` bytes each; 0: one, of any length. */
static void put_text(hid_t at, const char *name, hsize_t n, size_t size,
		     const void *x)
{
	hid_t type = H5Tcopy(H5T_C_S1);

	H5Tset_size(type, size ? size : H5T_VARIABLE);
	put_attr(at, name, type, n, x);
	H5Tclose(type);
}

static void put_set(hid_t at, const char *name, hid_t type, int rank,
		    const hsize_t *dim, const void *x)
{
	hsize_t chunk[3] = { dim[0] < 64 ? dim[0] : 64, rank > 1 ? dim[1] : 1,
			     1 };
	hid_t space = H5Screate_simple(rank, dim, NULL);
	hid_t plist = H5Pcreate(H5P_DATASET_CREATE), set;

	H5Pset_chunk(plist, rank, chunk);
	set = H5Dcreate2(at, name, type, space, H5P_DEFAULT, plist,
			 H5P_DEFAULT);
	ck_assert(set >= 0 && H5Dwrite(set, type, H5S_ALL, H5S_ALL,
				       H5P_DEFAULT, x) >= 0);
	H5Dclose(set);
	H5Pclose(plist);
	H5Sclose(space);
}

/* Row i of part p, axis k: all told apart. */
static float value(int p, hsize_t i, int k)
{
	return (float)(100 * p + 10 * k) + (float)i / 1024.f;
}

static void put_part(hid_t at, const char *name, int p, hsize_t rows)
{
	static float v[ROWS][3];
	hsize_t dim[2] = { rows, 3 };

	for (hsize_t i = 0; i < rows; i++)
		for (int k = 0; k < 3; k++)
			v[i][k] = value(p, i, k);
	put_set(at, name, H5T_NATIVE_FLOAT, 2, dim, v);
}

static void put_time(hid_t at, hsize_t rows, int64_t late_us)
{
	static uint64_t t[ROWS];

	for (hsize_t i = 0; i < rows; i++)
		t[i] = (uint64_t)(T0_US + late_us + STEP_US * (int64_t)i);
	put_set(at, "Time", H5T_NATIVE_UINT64, 1, &rows, t);
}

static hid_t group(hid_t at, const char *name)
{
	hid_t g = H5Gcreate2(at, name, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);

	ck_assert(g >= 0);
	return g;
}

static hid_t new_file(int version)
{
	hid_t f = H5Fcreate(files_path("a.h5"), H5F_ACC_TRUNC, H5P_DEFAULT,
			    H5P_DEFAULT);

	ck_assert(f >= 0);
	if (version)
		put_int(f, "FileFormatVersion", version);
	return f;
}

/* A sensor of version 5; a label of "": none. */
static void put_sensor(hid_t f, const char *id, const char *label,
		       int64_t late_us, hsize_t rows)
{
	hid_t all = H5Lexists(f, "Sensors", H5P_DEFAULT) > 0 ?
		    H5Gopen2(f, "Sensors", H5P_DEFAULT) : group(f, "Sensors");
	hid_t s = group(all, id), c = group(s, "Configuration");

	put_time(s, rows, late_us);
	put_part(s, "Accelerometer", 0, rows);
	put_part(s, "Gyroscope", 1, rows);
	put_part(s, "Magnetometer", 2, rows);
	put_int(c, "Sample Rate", 128);
	if (label[0])
		put_text(c, "Label 0", 0, strlen(label) + 1, label);
	H5Gclose(c);
	H5Gclose(s);
	H5Gclose(all);
}

static int read_all(struct gn_recording *r, int *end)
{
	int n = 0, m;

	while ((m = gn_recording_read(r, got + n, 4096 - (size_t)n, &why)) > 0)
		n += m;
	*end = m;
	return n;
}

static struct gn_recording *open_ok(void)
{
	struct gn_recording *r = NULL;
	int err = gn_recording_open(&r, files_path("a.h5"), &why);

	ck_assert_msg(err == GN_OK, "%s", why.text);
	return r;
}

static void refused(int code, const char *words)
{
	struct gn_recording *r = NULL;
	int err = gn_recording_open(&r, files_path("a.h5"), &why);

	ck_assert_int_eq(err, code);
	ck_assert_ptr_null(r);
	ck_assert_msg(strstr(why.text, words) != NULL, "%s", why.text);
	ck_assert_ptr_null(strchr(why.text, '\n'));
}

static void check_sample(const struct gn_sample *s, hsize_t i)
{
	for (int k = 0; k < 3; k++) {
		ck_assert(s->acc_mps2[k] == value(0, i, k));
		ck_assert(s->gyr_radps[k] == value(1, i, k));
		ck_assert(s->mag_ut[k] == value(2, i, k));
	}
}

/* Two sensors, of which one begins a row and a half later. */
START_TEST(each_sensor_has_its_label_and_its_time)
{
	const struct gn_sensor *s;
	struct gn_recording *r;
	hid_t f = new_file(5);
	char **paths, hex[65];
	size_t found;
	int end, n;
	hsize_t next[2] = { 0, 0 };

	put_sensor(f, "XI-000002", "Lumbar", 0, ROWS);
	put_sensor(f, "XI-000001", "Right Thigh", 3 * STEP_US / 2, ROWS - 50);
	H5Fclose(f);
	r = open_ok();
	s = gn_recording_info(r)->sensors;
	ck_assert_uint_eq(gn_recording_info(r)->n_sensors, 2);
	ck_assert_str_eq(s[0].name, "thigh_r");
	ck_assert_int_eq(s[0].place, GN_PLACE_THIGH);
	ck_assert_int_eq(s[0].side, GN_SIDE_RIGHT);
	ck_assert_str_eq(s[1].name, "pelvis");
	ck_assert(s[1].rate_hz == 128 && s[1].has_acc && s[1].has_gyr &&
		  s[1].has_mag);
	ck_assert_int_eq(gn_recording_info(r)->even, 0);
	n = read_all(r, &end);
	ck_assert_int_eq(end, GN_EOF);
	ck_assert_int_eq(n, 2 * ROWS - 50);
	for (int i = 0; i < n; i++) {
		unsigned k = got[i].sensor;
		int64_t late = k ? 0 : 3 * STEP_US / 2;

		ck_assert_int_eq(got[i].t_ns, 1000 * (late + STEP_US *
						     (int64_t)next[k]));
		check_sample(&got[i], next[k]++);
	}
	ck_assert_int_eq(gn_recording_sha256(r, hex), GN_OK);
	gn_recording_close(r);
	ck_assert_int_eq(gn_recordings_find(files_path("."), &paths, &found,
					    &why), GN_OK);
	ck_assert_uint_eq(found, 1);
	gn_paths_free(paths, found);
}
END_TEST

/* The hash is the file's, whatever order its bytes were read in. */
START_TEST(the_hash_is_that_of_the_bytes)
{
	struct gn_recording *r;
	hid_t f = new_file(5);
	char hex[65], cmd[600], sum[65] = "";
	FILE *p;
	int end;

	put_sensor(f, "XI-1", "Sternum", 0, ROWS);
	put_sensor(f, "XI-2", "Lumbar", 0, ROWS);
	H5Fclose(f);
	r = open_ok();
	read_all(r, &end);
	ck_assert_int_eq(gn_recording_sha256(r, hex), GN_OK);
	gn_recording_close(r);
	snprintf(cmd, sizeof(cmd), "sha256sum '%s'", files_path("a.h5"));
	p = popen(cmd, "r");
	ck_assert_ptr_nonnull(p);
	ck_assert_ptr_nonnull(fgets(sum, sizeof(sum), p));
	pclose(p);
	ck_assert_str_eq(hex, sum);
}
END_TEST

/* Versions 3 and 4 list what they hold in the file's attributes. */
START_TEST(older_files_have_lists)
{
	static const char ids[2][10] = { "SI-000001", "SI-000002" };
	static const char labels[2][16] = { "Left Ankle      ", "" };
	struct gn_recording *r;
	hid_t f = new_file(3 + _i);
	int end;

	put_text(f, "CaseIdList", 2, sizeof(ids[0]), ids);
	put_text(f, "MonitorLabelList", 2, sizeof(labels[0]), labels);
	for (int i = 0; i < 2; i++) {
		hid_t s = group(f, ids[i]), c = group(s, "Calibrated");

		put_int(s, "SampleRate", 128);
		put_time(s, 300, 0);
		put_part(c, "Accelerometers", 0, 300);
		if (!i)
			put_part(c, "Gyroscopes", 1, 300);
		H5Gclose(c);
		H5Gclose(s);
	}
	H5Fclose(f);
	r = open_ok();
	ck_assert_str_eq(gn_recording_info(r)->sensors[0].name, "shank_l");
	ck_assert_str_eq(gn_recording_info(r)->sensors[1].name, "SI-000002");
	ck_assert_int_eq(gn_recording_info(r)->sensors[1].has_gyr, 0);
	ck_assert(gn_recording_info(r)->sensors[0].rate_hz == 128);
	ck_assert_int_eq(read_all(r, &end), 600);
	ck_assert_int_eq(end, GN_EOF);
	ck_assert(got[0].gyr_radps[2] == value(1, 0, 2));
	ck_assert(isnan(got[1].gyr_radps[2]) && isnan(got[1].mag_ut[0]));
	gn_recording_close(r);
}
END_TEST

/* A label of any length, no rate, no magnetometer. */
START_TEST(what_is_not_said_is_found)
{
	struct gn_recording *r;
	hid_t f = new_file(5), all = group(f, "Sensors"), s, c;
	const char *label = "Left\tFoot/";

	s = group(all, "XI-9");
	c = group(s, "Configuration");
	put_text(c, "Label 0", 0, 0, &label);
	put_time(s, 300, 0);
	put_part(s, "Accelerometer", 0, 300);
	H5Gclose(c);
	H5Gclose(s);
	H5Gclose(all);
	H5Fclose(f);
	r = open_ok();
	ck_assert_str_eq(gn_recording_info(r)->sensors[0].name, "foot_l");
	ck_assert_float_eq_tol(gn_recording_info(r)->sensors[0].rate_hz,
			       128.f, 0.01f);
	gn_recording_close(r);
}
END_TEST

START_TEST(other_files_are_refused)
{
	static const char ids[1][10] = { "SI-000001" };
	hid_t f = new_file(0);

	H5Fclose(f);
	refused(GN_EFORMAT, "not an APDM Opal's");
	H5Fclose(new_file(2));
	refused(GN_EFORMAT, "FileFormatVersion 2; known are 3 to 5");
	H5Fclose(new_file(6));
	refused(GN_EFORMAT, "FileFormatVersion 6");
	H5Fclose(new_file(5));
	refused(GN_ENODATA, "holds no sensors");
	H5Fclose(new_file(4));
	refused(GN_ENODATA, "holds no sensors");
	f = new_file(4);
	put_text(f, "CaseIdList", 1, sizeof(ids[0]), ids);
	H5Fclose(f);
	refused(GN_EFORMAT, "'SI-000001' of CaseIdList is not in it");
	f = new_file(5);
	for (int i = 0; i <= GN_SENSORS_MAX; i++) {
		hid_t all = i ? H5Gopen2(f, "Sensors", H5P_DEFAULT) :
			    group(f, "Sensors");
		char id[16];

		snprintf(id, sizeof(id), "XI-%d", i);
		H5Gclose(group(all, id));
		H5Gclose(all);
	}
	H5Fclose(f);
	refused(GN_EFORMAT, "more than 32 sensors");
}
END_TEST

START_TEST(odd_names_are_refused)
{
	hid_t f = new_file(5), all = group(f, "Sensors");

	H5Gclose(group(all, "XI\n1"));
	H5Gclose(all);
	H5Fclose(f);
	refused(GN_EFORMAT, "a name that is no sensor's");
	f = new_file(3);
	put_text(f, "CaseIdList", 1, 4, "\0\0\0\0");
	put_time(f, 16, 0);
	H5Fclose(f);
	refused(GN_EFORMAT, "'' of CaseIdList is not in it");
}
END_TEST

/* Lists of which one is longer. */
START_TEST(lists_must_agree)
{
	static const char ids[2][4] = { "A", "B" };
	hid_t f = new_file(4);

	put_text(f, "CaseIdList", 2, sizeof(ids[0]), ids);
	put_text(f, "MonitorLabelList", 1, sizeof(ids[0]), ids);
	H5Fclose(f);
	refused(GN_EFORMAT, "names 2 sensors, but MonitorLabelList 1");
}
END_TEST

/* Arrays of another shape, one case each: what is said of it. */
static const char *put_odd(hid_t s, int which)
{
	static const uint64_t late[2] = { 0, INT64_MAX };
	static float v[16][4];
	hsize_t d1[1] = { 16 }, d2[2] = { 16, 4 }, two[1] = { 2 };
	hid_t space, plist, set;

	switch (which) {
	case 0:
		return "/Sensors/XI-1/Time is missing";
	case 1:
		put_time(s, 16, 0);
		put_set(s, "Accelerometer", H5T_NATIVE_FLOAT, 2, d2, v);
		return "Accelerometer has not the shape";
	case 2:
		put_time(s, 16, 0);
		put_set(s, "Gyroscope", H5T_NATIVE_FLOAT, 1, d1, v);
		return "Gyroscope has not the shape";
	case 3:
		put_set(s, "Time", H5T_NATIVE_FLOAT, 1, d1, v);
		return "Time has not the shape";
	case 4:
		put_time(s, 16, 0);
		put_part(s, "Accelerometer", 0, 15);
		return "has 15 rows, but Time 16";
	case 5:
		put_time(s, 16, 0);
		return "neither Accelerometer nor Gyroscope";
	case 6:
		put_set(s, "Time", H5T_NATIVE_UINT64, 1, two, late);
		put_part(s, "Accelerometer", 0, 2);
		return "Time of row 2 is no time";
	case 7:
		/* 2^30 rows, none of them stored, in pieces of 2 GB */
		d1[0] = 1ULL << 30;
		space = H5Screate_simple(1, d1, NULL);
		plist = H5Pcreate(H5P_DATASET_CREATE);
		d1[0] = 1ULL << 28;
		H5Pset_chunk(plist, 1, d1);
		set = H5Dcreate2(s, "Time", H5T_NATIVE_UINT64, space,
				 H5P_DEFAULT, plist, H5P_DEFAULT);
		H5Dclose(set);
		H5Pclose(plist);
		H5Sclose(space);
		return "Time has not the shape";
	default:
		H5Gclose(group(s, "Time"));
		return "Time cannot be read";
	}
}

START_TEST(odd_arrays_are_refused)
{
	hid_t f = new_file(5), all = group(f, "Sensors"), s;
	const char *said;

	s = group(all, "XI-1");
	said = put_odd(s, _i);
	H5Gclose(s);
	H5Gclose(all);
	H5Fclose(f);
	refused(_i == 5 ? GN_ENODATA : GN_EFORMAT, said);
}
END_TEST

/* Copied in part: told when it is opened or read, never half a result. */
START_TEST(a_cut_file_is_told)
{
	hid_t f = new_file(5);
	FILE *file;
	long size;

	put_sensor(f, "XI-1", "Lumbar", 0, ROWS);
	H5Fclose(f);
	file = fopen(files_path("a.h5"), "rb");
	ck_assert_ptr_nonnull(file);
	fseek(file, 0, SEEK_END);
	size = ftell(file);
	fclose(file);
	for (long cut = size - 1; cut > 8; cut = cut * 3 / 4) {
		ck_assert_int_eq(truncate(files_path("a.h5"), cut), 0);
		refused(GN_EFORMAT, "not a whole HDF5 file");
	}
}
END_TEST

Suite *suite_opal(void)
{
	Suite *s = suite_create("opal");
	TCase *t = tcase_create("opal");

	tcase_add_checked_fixture(t, files_open, files_close);
	tcase_add_test(t, each_sensor_has_its_label_and_its_time);
	tcase_add_test(t, the_hash_is_that_of_the_bytes);
	tcase_add_loop_test(t, older_files_have_lists, 0, 2);
	tcase_add_test(t, what_is_not_said_is_found);
	tcase_add_test(t, other_files_are_refused);
	tcase_add_test(t, odd_names_are_refused);
	tcase_add_test(t, lists_must_agree);
	tcase_add_loop_test(t, odd_arrays_are_refused, 0, 9);
	tcase_add_test(t, a_cut_file_is_told);
	suite_add_tcase(s, t);
	return s;
}
