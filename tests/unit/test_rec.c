/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "files.h"
#include "gonio/driver.h"
#include "gonio/rec.h"
#include "gonio/sample_hash.h"
#include "lib/store/rec_block.h"
#include "rectest.h"
#include "suites.h"

/* ---- round trip -------------------------------------------------------- */

static const size_t sizes[] = { 0, 1, 4095, 4096, 4097, 1000000 };

START_TEST(every_bit_comes_back)
{
	size_t n = sizes[_i], got;
	struct gn_rec *r;

	rt_write("a.gonio", n);
	ck_assert_int_ne(access(files_path("a.gonio-wal"), F_OK), 0);
	r = rt_open("a.gonio");
	ck_assert_int_eq(rt_read(r, 1 + 37 * (size_t)_i, &got), GN_EOF);
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

	rt_write("a.gonio", 10);
	r = rt_open("a.gonio");
	m = gn_rec_meta(r);
	ck_assert_str_eq(m->patient, rt_meta.patient);
	ck_assert_str_eq(m->exercise, rt_meta.exercise);
	ck_assert_str_eq(m->software, rt_meta.software);
	ck_assert_str_eq(m->device, rt_meta.device);
	ck_assert_int_eq(m->started_unix_ns, rt_meta.started_unix_ns);
	ck_assert_uint_eq(m->n_sensors, 3);
	for (int i = 0; i < 3; i++) {
		const struct gn_sensor *a = &m->sensors[i];
		const struct gn_sensor *b = &rt_meta.sensors[i];

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

	rt_write("a.gonio", 10);
	r = rt_open("a.gonio");
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

	rt_write("any name", 777);
	gn_sample_hash_init(&h);
	for (size_t i = 0; i < 777; i++) {
		out[0] = rt_sample(i);
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
	rt_write("b.gonio", 1);
	ck_assert_int_eq(gn_sources_find(files_path("."), &list, &n, NULL), 0);
	ck_assert_uint_eq(n, 1);
	ck_assert_ptr_nonnull(strstr(list[0], "/b.gonio"));
	gn_paths_free(list, n);
}
END_TEST

/* ---- while it is written ----------------------------------------------- */

START_TEST(a_reader_sees_what_was_synced)
{
	struct gn_rec_writer *w = rt_create("a.gonio");
	struct gn_rec *r;
	size_t n;

	ck_assert_int_eq(rt_put(w, 0, 150), GN_OK);
	ck_assert_int_eq(gn_rec_sync(w, NULL), GN_OK);
	ck_assert_int_eq(rt_put(w, 150, 50), GN_OK);
	r = rt_open("a.gonio");
	ck_assert_uint_eq(gn_rec_tail(r)->closed, 0);
	ck_assert_int_eq(gn_rec_sync(w, NULL), GN_OK);
	/* of the moment of opening, however long it reads */
	ck_assert_int_eq(rt_read(r, 100, &n), GN_EOF);
	ck_assert_uint_eq(n, 150);
	ck_assert_uint_eq(rt_count("a.gonio"), 200);
	ck_assert_int_eq(gn_rec_close(w, NULL), GN_OK);
	gn_rec_reader_close(r);
	/* blocks of 150 and 50 in pieces that end in neither */
	r = rt_open("a.gonio");
	ck_assert_int_eq(rt_read(r, 170, &n), GN_EOF);
	ck_assert_uint_eq(n, 200);
	gn_rec_reader_close(r);
}
END_TEST

/* Nobody asks for a sync: 32 full blocks at a time are made safe. */
START_TEST(much_is_made_safe_unasked)
{
	struct gn_rec_writer *w = rt_create("a.gonio");
	size_t many = 32 * GN_REC_BLOCK;

	ck_assert_int_eq(rt_put(w, 0, many - 1), GN_OK);
	ck_assert_uint_eq(rt_count("a.gonio"), 0);
	ck_assert_int_eq(rt_put(w, many - 1, 1), GN_OK);
	ck_assert_uint_eq(rt_count("a.gonio"), many);
	ck_assert_int_eq(rt_put(w, many, many - 1), GN_OK);
	ck_assert_uint_eq(rt_count("a.gonio"), many);
	ck_assert_int_eq(rt_put(w, 2 * many - 1, 2), GN_OK);
	ck_assert_uint_eq(rt_count("a.gonio"), 2 * many);
	ck_assert_int_eq(gn_rec_close(w, NULL), GN_OK);
	ck_assert_uint_eq(rt_count("a.gonio"), 2 * many + 1);
}
END_TEST

/* Names that mean something else to SQLite are files like any other. */
START_TEST(odd_names_are_files)
{
	static const char *const odd[] = { ":memory:", "file:x?mode=memory" };
	struct gn_rec_writer *w = NULL;
	char back[512];

	ck_assert_ptr_nonnull(getcwd(back, sizeof(back)));
	ck_assert_int_eq(chdir(files_path(".")), 0);
	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(gn_rec_create(&w, odd[i], &rt_meta, NULL), 0);
		ck_assert_int_eq(rt_put(w, 0, 10), GN_OK);
		ck_assert_int_eq(gn_rec_close(w, NULL), GN_OK);
		ck_assert_uint_eq(rt_count(odd[i]), 10);
	}
	ck_assert_int_eq(chdir(back), 0);
}
END_TEST

Suite *suite_rec(void)
{
	Suite *s = suite_create("rec");
	TCase *trip = tcase_create("round trip");
	TCase *live = tcase_create("live");

	tcase_add_checked_fixture(trip, rt_setup, files_close);
	tcase_add_checked_fixture(live, rt_setup, files_close);
	tcase_set_timeout(trip, 60);
	tcase_set_timeout(live, 60);
	tcase_add_loop_test(trip, every_bit_comes_back, 0, 6);
	tcase_add_test(trip, what_is_known_comes_back);
	tcase_add_test(trip, events_and_results_come_back);
	tcase_add_test(trip, replay_and_its_hash_are_those_of_the_samples);
	tcase_add_test(live, a_reader_sees_what_was_synced);
	tcase_add_test(live, much_is_made_safe_unasked);
	tcase_add_test(live, odd_names_are_files);
	suite_add_tcase(s, trip);
	suite_add_tcase(s, live);
	return s;
}
