/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fault.h"
#include "files.h"
#include "gonio/driver.h"
#include "gonio/rec.h"
#include "gonio/sample_hash.h"
#include "lib/store/rec_block.h"
#include "suites.h"

#define MS INT64_C(1000000)

static struct gn_rec_meta meta;

static void setup(void)
{
	static const char *const name[] = { "thigh_l", "shank_l", "wrist_x" };

	files_open();
	memset(&meta, 0, sizeof(meta));
	snprintf(meta.patient, sizeof(meta.patient), "P-17");
	snprintf(meta.exercise, sizeof(meta.exercise), "sit_to_stand");
	snprintf(meta.software, sizeof(meta.software), "gonio test");
	snprintf(meta.device, sizeof(meta.device), "three of a kind");
	meta.started_unix_ns = INT64_C(1795550400123456789);
	meta.n_sensors = 3;
	for (size_t i = 0; i < 3; i++) {
		struct gn_sensor *s = &meta.sensors[i];

		snprintf(s->name, sizeof(s->name), "%s", name[i]);
		s->place = gn_place_parse(name[i], &s->side);
		s->rate_hz = 99.9F + (float)i;
		s->has_acc = 1;
		s->has_gyr = i != 2;
		s->has_mag = i == 1;
		s->bad_gyr = i == 1;
	}
}

/* Any bits: the n-th sample of a stream that only looks like one. */
static struct gn_sample sample(size_t n)
{
	static const uint32_t odd[] = {
		0x7fc00000, 0x7f800001, 0xffc12345, 0x7f800000, 0xff800000,
		0x80000000, 0x00000001, 0xffffffff,
	};
	uint64_t z = 0x9e3779b97f4a7c15 * (n + 1);
	struct gn_sample s = {
		.t_ns = (int64_t)n * 5 * MS + (int64_t)(z >> 44),
		.sensor = (uint32_t)(n % 3),
	};
	float *part[3] = { s.acc_mps2, s.gyr_radps, s.mag_ut };

	for (int i = 0; i < 9; i++) {
		uint32_t bits;

		z = (z ^ z >> 31) * 0xbf58476d1ce4e5b9;
		part[i / 3][i % 3] = (float)(z >> 52) * 0.0048F - 9;
		bits = odd[z >> 40 & 7];
		if ((z >> 20 & 63) == 0)
			memcpy(&part[i / 3][i % 3], &bits, sizeof(bits));
	}
	if (n % 997 == 5)
		s.t_ns = n % 2 ? INT64_MIN : INT64_MAX;
	if (n % 501 == 7 && s.t_ns > 0)
		s.t_ns -= 10000 * MS;
	return s;
}

static struct gn_rec_writer *create(const char *name)
{
	struct gn_rec_writer *w = NULL;
	struct gn_diag why = { "" };
	int err = gn_rec_create(&w, files_path(name), &meta, &why);

	ck_assert_msg(!err, "%s", why.text);
	return w;
}

static int put(struct gn_rec_writer *w, size_t from, size_t n)
{
	struct gn_sample s[100];
	int err = GN_OK;

	for (size_t i = 0; i < n && !err;) {
		size_t k = 0;

		for (; k < 100 && i < n; k++, i++)
			s[k] = sample(from + i);
		err = gn_rec_write(w, s, k, NULL);
	}
	return err;
}

static void write_all(const char *name, size_t n)
{
	struct gn_rec_writer *w = create(name);

	ck_assert_int_eq(put(w, 0, n), GN_OK);
	ck_assert_int_eq(gn_rec_event(w, 5, 7, "mark", "here", NULL), GN_OK);
	ck_assert_int_eq(gn_rec_event(w, -1, 0, "set", NULL, NULL), GN_OK);
	ck_assert_int_eq(gn_rec_result(w, 9, 0, "1.0", "{}", NULL), GN_OK);
	ck_assert_int_eq(gn_rec_result(w, 10, 1, "1.0", "[1]", NULL), GN_OK);
	ck_assert_int_eq(gn_rec_close(w, NULL), GN_OK);
}

/* Read to the end; every sample must be the one that was written there. */
static int read_some(struct gn_rec *r, size_t block, size_t *n)
{
	static struct gn_sample out[5000];
	struct gn_diag why = { "" };
	int got;

	*n = 0;
	while ((got = gn_rec_read(r, out, block, &why)) > 0)
		for (int i = 0; i < got; i++, ++*n) {
			struct gn_sample want = sample(*n);

			ck_assert_mem_eq(&out[i], &want, sizeof(want));
		}
	if (got != GN_EOF)
		ck_assert_str_ne(why.text, "");
	return got;
}

static struct gn_rec *open_rec(const char *name)
{
	struct gn_rec *r = NULL;
	struct gn_diag why = { "" };
	int err = gn_rec_open(&r, files_path(name), &why);

	ck_assert_msg(!err, "%s", why.text);
	return r;
}

static size_t count(const char *name)
{
	struct gn_rec *r = open_rec(name);
	size_t n;

	ck_assert_int_eq(read_some(r, 4096, &n), GN_EOF);
	ck_assert_uint_eq(n, gn_rec_tail(r)->samples);
	gn_rec_reader_close(r);
	return n;
}

/* ---- round trip -------------------------------------------------------- */

static const size_t sizes[] = { 0, 1, 4095, 4096, 4097, 1000000 };

START_TEST(every_bit_comes_back)
{
	size_t n = sizes[_i], got;
	struct gn_rec *r;

	write_all("a.gonio", n);
	ck_assert_int_ne(access(files_path("a.gonio-wal"), F_OK), 0);
	r = open_rec("a.gonio");
	ck_assert_int_eq(read_some(r, 1 + 37 * (size_t)_i, &got), GN_EOF);
	ck_assert_uint_eq(got, n);
	ck_assert_int_eq(gn_rec_integrity(r, NULL), GN_OK);
	ck_assert_uint_eq(gn_rec_tail(r)->closed, 1);
	gn_rec_reader_close(r);
}
END_TEST

START_TEST(what_is_known_comes_back)
{
	struct gn_rec *r;
	const struct gn_rec_meta *m;

	write_all("a.gonio", 10);
	r = open_rec("a.gonio");
	m = gn_rec_meta(r);
	ck_assert_str_eq(m->patient, meta.patient);
	ck_assert_str_eq(m->exercise, meta.exercise);
	ck_assert_str_eq(m->software, meta.software);
	ck_assert_str_eq(m->device, meta.device);
	ck_assert_int_eq(m->started_unix_ns, meta.started_unix_ns);
	ck_assert_uint_eq(m->n_sensors, 3);
	for (int i = 0; i < 3; i++) {
		const struct gn_sensor *a = &m->sensors[i];
		const struct gn_sensor *b = &meta.sensors[i];

		ck_assert_str_eq(a->name, b->name);
		ck_assert_int_eq(a->place, b->place);
		ck_assert_int_eq(a->side, b->side);
		ck_assert(a->rate_hz == b->rate_hz);
		ck_assert_int_eq(a->has_acc, b->has_acc);
		ck_assert_int_eq(a->has_gyr, b->has_gyr);
		ck_assert_int_eq(a->has_mag, b->has_mag);
		ck_assert_int_eq(a->bad_acc, b->bad_acc);
		ck_assert_int_eq(a->bad_gyr, b->bad_gyr);
	}
	ck_assert_str_eq(gn_rec_info(r)->task, "sit_to_stand");
	ck_assert_str_eq(gn_rec_info(r)->path, files_path("a.gonio"));
	ck_assert_uint_eq(gn_rec_info(r)->n_sensors, 3);
	gn_rec_reader_close(r);
}
END_TEST

static int take_event(void *user, const struct gn_rec_event *e)
{
	int *n = user;

	if (++*n == 1)
		return strcmp(e->type, "mark") || strcmp(e->text, "here") ||
		       e->t_ns != 5 || e->duration_ns != 7;
	return strcmp(e->type, "set") || strcmp(e->text, "") || e->t_ns != -1;
}

static int take_result(void *user, const struct gn_rec_result *e)
{
	int *n = user;

	++*n;
	return strcmp(e->algorithm, "1.0") || e->final != *n - 1 ||
	       e->t_ns != 8 + *n || strcmp(e->json, *n == 1 ? "{}" : "[1]");
}

static int stop_at_once(void *user, const struct gn_rec_event *e)
{
	(void)user;
	(void)e;
	return 77;
}

START_TEST(events_and_results_come_back)
{
	struct gn_rec *r;
	int n = 0;

	write_all("a.gonio", 10);
	r = open_rec("a.gonio");
	ck_assert_int_eq(gn_rec_events(r, take_event, &n, NULL), GN_OK);
	ck_assert_int_eq(n, 2);
	n = 0;
	ck_assert_int_eq(gn_rec_results(r, take_result, &n, NULL), GN_OK);
	ck_assert_int_eq(n, 2);
	ck_assert_int_eq(gn_rec_events(r, stop_at_once, NULL, NULL), 77);
	gn_rec_reader_close(r);
}
END_TEST

START_TEST(replay_and_its_hash_are_those_of_the_samples)
{
	static struct gn_sample out[1000];
	struct gn_sample_hash h;
	struct gn_source *s = NULL;
	char want[65], got[65], **list = NULL;
	size_t n = 0;

	write_all("any name", 777);
	gn_sample_hash_init(&h);
	for (size_t i = 0; i < 777; i++) {
		out[0] = sample(i);
		gn_sample_hash_push(&h, out, 1);
	}
	gn_sample_hash_hex(&h, want);
	ck_assert_int_eq(gn_source_open(&s, files_path("any name"), NULL), 0);
	ck_assert_int_eq(gn_source_hash(s, got), GN_EINVAL);
	ck_assert_int_eq(gn_source_read(s, out, 1000, 0, NULL), 777);
	ck_assert_int_eq(gn_source_read(s, out, 1000, 0, NULL), GN_EOF);
	ck_assert_int_eq(gn_source_hash(s, got), GN_OK);
	ck_assert_str_eq(got, want);
	gn_source_close(s);
	write_all("b.gonio", 1);
	ck_assert_int_eq(gn_sources_find(files_path("."), &list, &n, NULL), 0);
	ck_assert_uint_eq(n, 1);
	ck_assert_ptr_nonnull(strstr(list[0], "/b.gonio"));
	gn_paths_free(list, n);
}
END_TEST

/* ---- while it is written ----------------------------------------------- */

START_TEST(a_reader_sees_what_was_synced)
{
	struct gn_rec_writer *w = create("a.gonio");
	struct gn_rec *r;
	size_t n;

	ck_assert_int_eq(put(w, 0, 150), GN_OK);
	ck_assert_int_eq(gn_rec_sync(w, NULL), GN_OK);
	ck_assert_int_eq(put(w, 150, 50), GN_OK);
	r = open_rec("a.gonio");
	ck_assert_uint_eq(gn_rec_tail(r)->closed, 0);
	ck_assert_int_eq(gn_rec_sync(w, NULL), GN_OK);
	/* of the moment of opening, however long it reads */
	ck_assert_int_eq(read_some(r, 100, &n), GN_EOF);
	ck_assert_uint_eq(n, 150);
	ck_assert_uint_eq(count("a.gonio"), 200);
	ck_assert_int_eq(gn_rec_close(w, NULL), GN_OK);
	gn_rec_reader_close(r);
	ck_assert_uint_eq(count("a.gonio"), 200);
}
END_TEST

/* The child tells what is synced; killed at any time, that much is there. */
START_TEST(kill_loses_nothing_that_was_synced)
{
	size_t synced = 0, told, n, step = 700 + 300 * (size_t)_i;
	int pipes[2], enough = 1 + 5 * _i;
	pid_t pid;

	ck_assert_int_eq(pipe(pipes), 0);
	pid = fork();
	if (pid == 0) {
		struct gn_rec_writer *w = create("a.gonio");

		for (size_t i = 0;; i += step) {
			told = i + step;
			if (put(w, i, step) || gn_rec_sync(w, NULL) ||
			    write(pipes[1], &told, sizeof(told)) < 0)
				_exit(1);
		}
	}
	close(pipes[1]);
	while (enough-- > 0)
		ck_assert_int_eq(read(pipes[0], &synced, sizeof(synced)),
				 sizeof(synced));
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	while (read(pipes[0], &told, sizeof(told)) == sizeof(told))
		synced = told;
	close(pipes[0]);
	n = count("a.gonio");
	ck_assert_uint_ge(n, synced);
	ck_assert_uint_eq(n % step, 0);
}
END_TEST

static void limited(rlim_t bytes)
{
	struct rlimit l = { bytes, bytes };

	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &l);
}

/* No room for more: an error that stays, and all that was synced is there. */
START_TEST(no_room_keeps_what_was_synced)
{
	size_t synced = 0;
	int pipes[2], status = 0;
	pid_t pid;

	ck_assert_int_eq(pipe(pipes), 0);
	pid = fork();
	if (pid == 0) {
		struct gn_rec_writer *w = create("a.gonio");
		struct gn_diag why = { "" };
		size_t i = 0;
		int err = 0;

		limited(300000);
		for (; i < 100000 && !err; i += 500) {
			err = put(w, i, 500);
			if (!err)
				err = gn_rec_sync(w, &why);
			if (!err)
				synced = i + 500;
		}
		if (write(pipes[1], &synced, sizeof(synced)) < 0)
			_exit(1);
		if (err != GN_EIO || !strstr(why.text, "a.gonio") ||
		    gn_rec_sync(w, NULL) != GN_EIO || put(w, 0, 1) != GN_EIO ||
		    gn_rec_event(w, 0, 0, "x", "", NULL) != GN_EIO ||
		    gn_rec_close(w, &why) != GN_EIO)
			_exit(2);
		_exit(0);
	}
	ck_assert_int_eq(read(pipes[0], &synced, sizeof(synced)),
			 sizeof(synced));
	waitpid(pid, &status, 0);
	ck_assert_int_eq(status, 0);
	ck_assert_uint_gt(synced, 1000);
	ck_assert_uint_eq(count("a.gonio"), synced);
	close(pipes[0]);
	close(pipes[1]);
}
END_TEST

/* ---- what is refused --------------------------------------------------- */

START_TEST(an_existing_file_stays)
{
	struct gn_rec_writer *w = NULL;
	struct gn_diag why = { "" };

	write_all("a.gonio", 10);
	ck_assert_int_eq(gn_rec_create(&w, files_path("a.gonio"), &meta,
				       &why), GN_EIO);
	ck_assert_ptr_nonnull(strstr(why.text, "another name"));
	ck_assert_uint_eq(count("a.gonio"), 10);
	files_put("b.gonio-wal", "somebody's");
	ck_assert_int_eq(gn_rec_create(&w, files_path("b.gonio"), &meta,
				       &why), GN_EIO);
	ck_assert_int_eq(gn_rec_create(&w, files_path("no/b.gonio"), &meta,
				       &why), GN_EIO);
	ck_assert_ptr_null(w);
}
END_TEST

START_TEST(a_read_only_folder_is_named)
{
	pid_t pid;
	int status = 0;

	files_mkdir("ro");
	write_all("ro/a.gonio", 10);
	ck_assert_int_eq(chmod(files_path("ro"), 0555), 0);
	ck_assert_int_eq(chmod(files_path("."), 0755), 0);
	pid = fork();
	if (pid == 0) {
		struct gn_rec_writer *w = NULL;
		struct gn_diag why = { "" };

		if (geteuid() == 0 && setuid(65534))
			_exit(1);
		if (gn_rec_create(&w, files_path("ro/b.gonio"), &meta,
				  &why) != GN_EIO || !strstr(why.text, "b.g"))
			_exit(2);
		_exit(count("ro/a.gonio") == 10 ? 0 : 3);
	}
	waitpid(pid, &status, 0);
	ck_assert_int_eq(status, 0);
	ck_assert_int_eq(chmod(files_path("ro"), 0755), 0);
}
END_TEST

START_TEST(bad_descriptions_are_refused)
{
	struct gn_rec_writer *w = NULL;
	struct gn_rec_meta good = meta;
	struct gn_sample s = { .sensor = 3 };

	meta.n_sensors = 0;
	ck_assert_int_eq(gn_rec_create(&w, files_path("a"), &meta, NULL),
			 GN_EINVAL);
	meta = good;
	meta.sensors[1].rate_hz = NAN;
	ck_assert_int_eq(gn_rec_create(&w, files_path("a"), &meta, NULL),
			 GN_EINVAL);
	meta = good;
	meta.sensors[2] = meta.sensors[0];
	ck_assert_int_eq(gn_rec_create(&w, files_path("a"), &meta, NULL),
			 GN_EINVAL);
	meta = good;
	memset(meta.device, 'x', sizeof(meta.device));
	ck_assert_int_eq(gn_rec_create(&w, files_path("a"), &meta, NULL),
			 GN_EINVAL);
	ck_assert_int_ne(access(files_path("a"), F_OK), 0);
	meta = good;
	w = create("a");
	ck_assert_int_eq(gn_rec_write(w, &s, 1, NULL), GN_EINVAL);
	ck_assert_int_eq(gn_rec_event(w, 0, 0, "", "", NULL), GN_EINVAL);
	ck_assert_int_eq(put(w, 0, 5), GN_OK);
	ck_assert_int_eq(gn_rec_close(w, NULL), GN_OK);
	ck_assert_uint_eq(count("a"), 5);
	ck_assert_int_eq(gn_rec_close(NULL, NULL), GN_OK);
	gn_rec_reader_close(NULL);
}
END_TEST

static uint8_t bytes[200000];

static size_t load(const char *name)
{
	FILE *f = fopen(files_path(name), "rb");
	size_t n;

	ck_assert_ptr_nonnull(f);
	n = fread(bytes, 1, sizeof(bytes), f);
	fclose(f);
	ck_assert_uint_lt(n, sizeof(bytes));
	return n;
}

static void refused(const char *name, const char *word)
{
	struct gn_rec *r = NULL;
	struct gn_diag why = { "" };

	ck_assert_int_eq(gn_rec_open(&r, files_path(name), &why), GN_EFORMAT);
	ck_assert_ptr_null(r);
	ck_assert_msg(strstr(why.text, word) != NULL, "%s", why.text);
}

START_TEST(other_files_are_refused_by_name)
{
	struct gn_rec *r = NULL;
	size_t n;

	ck_assert_int_eq(gn_rec_open(&r, files_path("no"), NULL), GN_ENOENT);
	ck_assert_int_eq(gn_rec_open(&r, files_path("."), NULL), GN_EIO);
	files_put("text", "time,acc_x\n");
	refused("text", "no recording");
	ck_assert_int_eq(gn_rec_probe(files_path("text")), 0);
	files_put("empty", "");
	refused("empty", "no recording");
	write_all("a.gonio", 100);
	ck_assert_int_eq(gn_rec_probe(files_path("a.gonio")), 1);
	n = load("a.gonio");
	bytes[63] = GN_REC_VERSION + 1;
	files_put_bytes("new.gonio", bytes, n);
	refused("new.gonio", "newer");
	bytes[63] = 0;
	files_put_bytes("old.gonio", bytes, n);
	refused("old.gonio", "no version");
	bytes[63] = GN_REC_VERSION;
	bytes[68] ^= 1;
	files_put_bytes("foreign.gonio", bytes, n);
	refused("foreign.gonio", "another program");
}
END_TEST

/* Damaged: an error, or exactly what was stored; nothing else, no crash. */
static void check_damaged(const char *name, size_t n)
{
	struct gn_rec *r = NULL;
	size_t got;
	int end, k = 0;

	if (gn_rec_open(&r, files_path(name), NULL))
		return;
	ck_assert_str_eq(gn_rec_meta(r)->patient, meta.patient);
	ck_assert_uint_eq(gn_rec_meta(r)->n_sensors, 3);
	end = read_some(r, 4096, &got);
	ck_assert(end == GN_EFORMAT || end == GN_EIO ||
		  (end == GN_EOF && got == n));
	end = gn_rec_events(r, take_event, &k, NULL);
	ck_assert(end == GN_EFORMAT || end == GN_EIO ||
		  (end == GN_OK && k == 2));
	end = gn_rec_integrity(r, NULL);
	ck_assert(end == GN_OK || end == GN_EFORMAT || end == GN_EIO);
	gn_rec_reader_close(r);
}

START_TEST(a_file_cut_short_is_an_error)
{
	size_t n;

	write_all("a.gonio", 3000);
	n = load("a.gonio");
	for (size_t k = 0; k < n; k += 509) {
		files_put_bytes("cut.gonio", bytes, k);
		check_damaged("cut.gonio", 3000);
	}
}
END_TEST

START_TEST(a_flipped_bit_is_noticed)
{
	size_t n;

	write_all("a.gonio", 1500);
	n = load("a.gonio");
	for (size_t k = 0; k < n; k += k < 4500 ? 7 : 97) {
		bytes[k] ^= (uint8_t)(1u << (k / 7) % 8);
		files_put_bytes("flip.gonio", bytes, n);
		check_damaged("flip.gonio", 1500);
		bytes[k] ^= (uint8_t)(1u << (k / 7) % 8);
	}
}
END_TEST

START_TEST(no_memory_is_an_error)
{
	struct gn_rec_writer *w = NULL;
	struct gn_rec *r = NULL;
	struct fault_stat st;
	int err, fail_at = 0;

	do {
		fault_start(++fail_at);
		err = gn_rec_create(&w, files_path("a.gonio"), &meta, NULL);
		st = fault_stop();
		if (err) {
			ck_assert_int_eq(err, GN_ENOMEM);
			ck_assert_int_eq(st.live, 0);
			ck_assert_int_ne(access(files_path("a.gonio"), F_OK),
					 0);
		}
	} while (err);
	ck_assert_int_gt(fail_at, 2);
	fault_start(0);
	err = put(w, 0, 9000);
	st = fault_stop();
	ck_assert_int_eq(err, GN_OK);
	ck_assert_int_eq(st.asked, 0);
	ck_assert_int_eq(gn_rec_close(w, NULL), GN_OK);
	fail_at = 0;
	do {
		fault_start(++fail_at);
		err = gn_rec_open(&r, files_path("a.gonio"), NULL);
		st = fault_stop();
		if (err) {
			ck_assert_int_eq(err, GN_ENOMEM);
			ck_assert_int_eq(st.live, 0);
		}
	} while (err);
	ck_assert_int_gt(fail_at, 2);
	gn_rec_reader_close(r);
}
END_TEST

START_TEST(a_block_of_another_sensor_is_malformed)
{
	static struct gn_sample out[GN_REC_BLOCK];
	struct gn_rec_codec *c = NULL;
	struct gn_sample in[2] = { sample(0), sample(1) };
	const uint8_t *data;
	uint8_t copy[512];
	size_t len;

	ck_assert_int_eq(gn_rec_codec_create(&c), GN_OK);
	ck_assert_int_eq(gn_rec_encode(c, in, 2, &data, &len), GN_OK);
	ck_assert_uint_lt(len, sizeof(copy));
	memcpy(copy, data, len);
	ck_assert_int_eq(gn_rec_decode(c, copy, len, 2, out), 2);
	ck_assert_mem_eq(in, out, sizeof(in));
	ck_assert_int_eq(gn_rec_decode(c, copy, len, 1, out), GN_EFORMAT);
	for (size_t i = 0; i < len; i++) {
		ck_assert_int_eq(gn_rec_decode(c, copy, i, 2, out),
				 GN_EFORMAT);
		copy[i] ^= 16;
		if (gn_rec_decode(c, copy, len, 2, out) == 2)
			ck_assert_mem_eq(in, out, sizeof(in));
		copy[i] ^= 16;
	}
	gn_rec_codec_free(c);
}
END_TEST

Suite *suite_rec(void)
{
	Suite *s = suite_create("rec");
	TCase *trip = tcase_create("round trip");
	TCase *live = tcase_create("live");
	TCase *bad = tcase_create("bad");

	tcase_add_checked_fixture(trip, setup, files_close);
	tcase_add_checked_fixture(live, setup, files_close);
	tcase_add_checked_fixture(bad, setup, files_close);
	tcase_set_timeout(trip, 60);
	tcase_set_timeout(bad, 60);
	tcase_add_loop_test(trip, every_bit_comes_back, 0, 6);
	tcase_add_test(trip, what_is_known_comes_back);
	tcase_add_test(trip, events_and_results_come_back);
	tcase_add_test(trip, replay_and_its_hash_are_those_of_the_samples);
	tcase_add_test(live, a_reader_sees_what_was_synced);
	tcase_add_loop_test(live, kill_loses_nothing_that_was_synced, 0, 5);
	tcase_add_test(live, no_room_keeps_what_was_synced);
	tcase_add_test(bad, an_existing_file_stays);
	tcase_add_test(bad, a_read_only_folder_is_named);
	tcase_add_test(bad, bad_descriptions_are_refused);
	tcase_add_test(bad, other_files_are_refused_by_name);
	tcase_add_test(bad, a_file_cut_short_is_an_error);
	tcase_add_test(bad, a_flipped_bit_is_noticed);
	tcase_add_test(bad, no_memory_is_an_error);
	tcase_add_test(bad, a_block_of_another_sensor_is_malformed);
	suite_add_tcase(s, trip);
	suite_add_tcase(s, live);
	suite_add_tcase(s, bad);
	return s;
}
