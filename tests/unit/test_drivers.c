/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <fcntl.h>
#include <math.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "apps/analyse.h"
#include "fault.h"
#include "files.h"
#include "gonio/driver.h"
#include "gonio/sim.h"
#include "sources.h"
#include "suites.h"

#define TABLE "fixtures/recordings/sim/sub-sim/motion/" \
	"sub-sim_task-bicepsCurl_tracksys-acc_acq-curlAccel_run-01_motion.tsv"
#define FAULTS "drop=0.1,repeat=0.2,nan=0.05,seed=3"
#define MS INT64_C(1000000)

/* A source for each driver; in the order of the registry. */
static const char *const example[] = {
	"replay:" TABLE, "sim:curl_accel", "faulty:" FAULTS ":sim:curl_accel",
};
#define EXAMPLES ((int)(sizeof(example) / sizeof(example[0])))

/* ---- every driver ------------------------------------------------------ */

START_TEST(every_driver_is_complete)
{
	int n = 0, examples = 0;

	for (; gn_drivers[n]; n++) {
		const struct gn_driver *d = gn_drivers[n];
		size_t len = strlen(d->name);

		ck_assert_uint_gt(len, 0);
		ck_assert_uint_eq(strspn(d->name, "abcdefghijklmnopqrstuvwxyz"
					 "0123456789-"), len);
		ck_assert(d->name[0] >= 'a' && d->name[0] <= 'z');
		ck_assert_msg(d->desc && d->desc[0], "%s", d->name);
		ck_assert_ptr_null(strchr(d->desc, '\n'));
		ck_assert_uint_gt(d->state_size, 0);
		ck_assert(d->open && d->info && d->read && d->close);
		for (int i = 0; i < n; i++)
			ck_assert_str_ne(gn_drivers[i]->name, d->name);
		/* devices are opened in tests/usb */
		ck_assert_int_eq(d->device, d->status && d->devices);
		if (d->device)
			continue;
		ck_assert_msg(n < EXAMPLES, "%s has no example", d->name);
		ck_assert_msg(!strncmp(example[n], d->name, len) &&
			      example[n][len] == ':', "%s", d->name);
		examples++;
	}
	ck_assert_int_eq(examples, EXAMPLES);
}
END_TEST

START_TEST(a_source_is_read_to_its_end)
{
	static struct samples all;
	struct gn_source *s = sources_open(example[_i]);
	const struct gn_recording_info *info = gn_source_info(s);
	char hex[65] = "", again[65] = "";
	struct gn_sample one;
	struct gn_diag why = { "" };

	ck_assert_ptr_eq(gn_source_driver(s), gn_drivers[_i]);
	ck_assert_uint_eq(info->n_sensors, 1);
	ck_assert_str_eq(info->sensors[0].name, "wrist_l");
	ck_assert_float_gt(info->sensors[0].rate_hz, 1);
	ck_assert(info->sensors[0].has_acc && !info->sensors[0].has_gyr);
	ck_assert(info->path[0] && info->task[0]);
	sources_read(s, 100, &all);
	ck_assert_int_eq(all.end, GN_EOF);
	ck_assert_uint_gt(all.n, 1000);
	for (size_t i = 0; i < all.n; i++)
		ck_assert_uint_eq(all.at[i].sensor, 0);
	ck_assert_int_eq(gn_source_read(s, &one, 1, 0, &why), GN_EOF);
	ck_assert_int_eq(gn_source_read(s, &one, 1, 0, NULL), GN_EOF);
	ck_assert_int_eq(gn_source_hash(s, hex), GN_OK);
	ck_assert_uint_eq(strspn(hex, "0123456789abcdef"), 64);
	ck_assert_int_eq(gn_source_hash(s, again), GN_OK);
	ck_assert_str_eq(hex, again);
	ck_assert_ptr_eq(gn_source_info(s), info);
	gn_source_close(s);
}
END_TEST

START_TEST(block_size_does_not_matter)
{
	static const size_t block[] = { 1, 2, 63, 64, 65 };
	static struct samples whole, cut;

	sources_all(example[_i], 1024, &whole);
	for (size_t k = 0; k < sizeof(block) / sizeof(block[0]); k++) {
		sources_all(example[_i], block[k], &cut);
		sources_same(&whole, &cut);
	}
}
END_TEST

START_TEST(no_room_is_an_error_that_passes)
{
	struct gn_source *s = sources_open(example[_i]);
	struct gn_sample one[64];
	struct gn_diag why = { "" };

	ck_assert_int_eq(gn_source_read(s, one, 0, 0, &why), GN_EINVAL);
	ck_assert_str_ne(why.text, "");
	ck_assert_int_gt(gn_source_read(s, one, 64, 0, &why), 0);
	gn_source_close(s);
}
END_TEST

START_TEST(open_survives_no_memory)
{
	struct gn_source *s = NULL;
	struct fault_stat st;
	struct gn_diag why;
	int err, fail_at = 0;

	do {
		why.text[0] = '\0';
		fault_start(++fail_at);
		err = gn_source_open(&s, example[_i], &why);
		st = fault_stop();
		if (err) {
			ck_assert_int_eq(err, GN_ENOMEM);
			ck_assert_str_ne(why.text, "");
			ck_assert_ptr_null(s);
			ck_assert_int_eq(st.live, 0);
		}
	} while (err);
	ck_assert_int_gt(fail_at, 2);
	gn_source_close(s);
}
END_TEST

START_TEST(reading_allocates_nothing)
{
	static struct gn_sample block[256];
	struct gn_source *s = sources_open(example[_i]);
	struct fault_stat st;
	int n = 0;

	fault_start(0);
	while (n >= 0)
		n = gn_source_read(s, block, 256, 0, NULL);
	st = fault_stop();
	ck_assert_int_eq(n, GN_EOF);
	ck_assert_int_eq(st.asked, 0);
	gn_source_close(s);
}
END_TEST

/* ---- addresses --------------------------------------------------------- */

START_TEST(an_unknown_scheme_names_those_that_exist)
{
	struct gn_source *s = NULL;
	struct gn_diag why = { "" };
	char **list = NULL;
	size_t n = 0;

	ck_assert_int_eq(gn_source_open(&s, "telepathy:bob", &why), GN_ENODEV);
	ck_assert_ptr_null(s);
	ck_assert_msg(strstr(why.text, "'telepathy'") != NULL, "%s", why.text);
	for (int i = 0; gn_drivers[i]; i++)
		ck_assert_msg(strstr(why.text, gn_drivers[i]->name) != NULL,
			      "%s", why.text);
	ck_assert_int_eq(gn_source_open(&s, "telepathy:bob", NULL), GN_ENODEV);
	ck_assert_int_eq(gn_sources_find("si:squat", &list, &n, NULL),
			 GN_ENODEV);
	ck_assert_int_eq(gn_sources_find("simm:squat", &list, &n, NULL),
			 GN_ENODEV);
	ck_assert_ptr_null(list);
}
END_TEST

static const struct {
	const char *uri;
	int         err;
	const char *word;
} bad[] = {
	{ "replay:nowhere.csv",              GN_ENOENT, "nowhere.csv" },
	{ "nowhere.csv",                     GN_ENOENT, "nowhere.csv" },
	{ "10:30.csv",                       GN_ENOENT, "10:30.csv" },
	{ "Sim:squat",                       GN_ENOENT, "Sim:squat" },
	{ "a/sim:squat",                     GN_ENOENT, "a/sim:squat" },
	{ ":squat",                          GN_ENOENT, ":squat" },
	{ "sim:",                            GN_EINVAL, "sim:squat" },
	{ "sim:?seed=1",                     GN_EINVAL, "sim:squat" },
	{ "sim:nosuch",                      GN_ENOENT, "nosuch" },
	{ "sim:./Makefile",                  GN_EFORMAT, "Makefile" },
	{ "sim:squat?speed=1",               GN_EINVAL, "speed" },
	{ "sim:squat?seed=",                 GN_EINVAL, "seed" },
	{ "sim:squat?seed=-1",               GN_EINVAL, "-1" },
	{ "sim:squat?seed=1x",               GN_EINVAL, "1x" },
	{ "sim:squat?seed=9223372036854775808", GN_EINVAL, "9223372036" },
	{ "faulty:",                         GN_EINVAL, "faulty:drop" },
	{ "faulty:drop=0.1",                 GN_EINVAL, "faulty:drop" },
	{ "faulty:drop:sim:squat",           GN_EINVAL, "'drop'" },
	{ "faulty:dro=1:sim:squat",          GN_EINVAL, "'dro=1'" },
	{ "faulty:drop=:sim:squat",          GN_EINVAL, "'drop='" },
	{ "faulty:drop=1.1:sim:squat",       GN_EINVAL, "0 to 1" },
	{ "faulty:drop=-0.1:sim:squat",      GN_EINVAL, "0 to 1" },
	{ "faulty:drop=nan:sim:squat",       GN_EINVAL, "0 to 1" },
	{ "faulty:nan=0.1,drop=0.1x:sim:squat", GN_EINVAL, "'drop=0.1x'" },
	{ "faulty:drop=0.1:sim:nosuch",      GN_ENOENT, "nosuch" },
	{ "faulty:drop=0.1:simm:squat",      GN_ENODEV, "simm" },
	{ "faulty::faulty::sim:squat",       GN_EINVAL, "another" },
};

START_TEST(a_bad_address_is_explained)
{
	struct gn_source *s = NULL;
	struct gn_diag why = { "" };

	ck_assert_int_eq(gn_source_open(&s, bad[_i].uri, &why), bad[_i].err);
	ck_assert_ptr_null(s);
	ck_assert_msg(strstr(why.text, bad[_i].word) != NULL, "%s: %s",
		      bad[_i].uri, why.text);
	ck_assert_int_eq(gn_source_open(&s, bad[_i].uri, NULL), bad[_i].err);
}
END_TEST

static const char *driver_of(const char *uri)
{
	struct gn_source *s = sources_open(uri);
	const char *name = gn_source_driver(s)->name;

	gn_source_close(s);
	return name;
}

START_TEST(a_path_is_replayed)
{
	static const char table[] = "time_s,acc_x,acc_y,acc_z\n"
		"0,0,0,9.81\n0.01,0,0,9.81\n0.02,0,0,9.81\n";
	int top = open(".", O_RDONLY);

	ck_assert_int_ge(top, 0);
	files_put("odd:name.csv", table);
	files_put("sim:odd.csv", table);
	files_mkdir("sub");
	ck_assert_str_eq(driver_of(TABLE), "replay");
	ck_assert_str_eq(driver_of(files_path("sim:odd.csv")), "replay");
	ck_assert_int_eq(chdir(files_path("sub/..")), 0);
	/* such a file exists, so it is no address of an unknown driver */
	ck_assert_str_eq(driver_of("odd:name.csv"), "replay");
	ck_assert_str_eq(driver_of("./sim:odd.csv"), "replay");
	ck_assert_str_eq(driver_of("replay:sim:odd.csv"), "replay");
	ck_assert_int_eq(fchdir(top), 0);
	close(top);
}
END_TEST

START_TEST(a_folder_is_searched)
{
	static const char table[] = "time_s,acc_x,acc_y,acc_z\n0,0,0,9.81\n";
	char **list = NULL, uri[600], want[620];
	size_t n = 0;

	files_put("b.csv", table);
	files_put("a.csv", table);
	for (int i = 0; i < 2; i++) {
		snprintf(uri, sizeof(uri), "%s%s", i ? "replay:" : "",
			 files_path("."));
		ck_assert_int_eq(gn_sources_find(uri, &list, &n, NULL), GN_OK);
		ck_assert_uint_eq(n, 2);
		snprintf(want, sizeof(want), "%s/a.csv", uri);
		ck_assert_str_eq(list[0], want);
		gn_paths_free(list, n);
	}
	ck_assert_int_eq(gn_sources_find("sim:a?seed=1", &list, &n, NULL),
			 GN_OK);
	ck_assert_uint_eq(n, 1);
	ck_assert_str_eq(list[0], "sim:a?seed=1");
	gn_paths_free(list, n);
	ck_assert_int_eq(gn_sources_find("replay:nowhere", &list, &n, NULL),
			 GN_ENOENT);
}
END_TEST

START_TEST(search_survives_no_memory)
{
	static const char *const uri[] = { "replay:" TABLE, "sim:a" };
	char **list = NULL;
	size_t n = 7;
	struct fault_stat st;
	int err, fail_at = 0;

	do {
		fault_start(++fail_at);
		err = gn_sources_find(uri[_i], &list, &n, NULL);
		st = fault_stop();
		if (err) {
			ck_assert_int_eq(err, GN_ENOMEM);
			ck_assert_ptr_null(list);
			ck_assert_uint_eq(n, 7);
			ck_assert_int_eq(st.live, 0);
		}
	} while (err);
	ck_assert_int_gt(fail_at, 2);
	gn_paths_free(list, n);
}
END_TEST

/* ---- what each is ------------------------------------------------------ */

START_TEST(a_replayed_file_is_known_by_its_bytes)
{
	static struct samples all;
	static char bytes[1 << 20], want[65], hex[65];
	struct gn_source *s = sources_open(TABLE);
	uint8_t sum[SHA256_DIGEST_SIZE];
	struct sha256_ctx sha;
	FILE *f = fopen(TABLE, "rb");

	ck_assert_ptr_nonnull(f);
	sha256_init(&sha);
	sha256_update(&sha, fread(bytes, 1, sizeof(bytes), f),
		      (const uint8_t *)bytes);
	sha256_digest(&sha, sizeof(sum), sum);
	fclose(f);
	for (size_t i = 0; i < sizeof(sum); i++)
		snprintf(want + 2 * i, 3, "%02x", sum[i]);
	ck_assert_int_eq(gn_source_hash(s, hex), GN_EINVAL);
	sources_read(s, 999, &all);
	ck_assert_int_eq(gn_source_hash(s, hex), GN_OK);
	ck_assert_str_eq(hex, want);
	gn_source_close(s);
}
END_TEST

/* The format is written down in driver.h; NAN of a file is 0x7fc00000. */
START_TEST(other_sources_are_known_by_their_samples)
{
	static const uint8_t nan_le[4] = { 0, 0, 0xc0, 0x7f };
	static struct samples all;
	struct gn_source *s = sources_open(example[1]);
	uint8_t sum[SHA256_DIGEST_SIZE];
	char want[65], hex[65];
	struct sha256_ctx sha;

	sources_read(s, 77, &all);
	ck_assert_uint_eq(sizeof(all.at[0]), 48);
	ck_assert_mem_eq(&all.at[0].gyr_radps[0], nan_le, 4);
	sha256_init(&sha);
	sha256_update(&sha, all.n * 48, (const uint8_t *)all.at);
	sha256_digest(&sha, sizeof(sum), sum);
	for (size_t i = 0; i < sizeof(sum); i++)
		snprintf(want + 2 * i, 3, "%02x", sum[i]);
	ck_assert_int_eq(gn_source_hash(s, hex), GN_OK);
	ck_assert_str_eq(hex, want);
	gn_source_close(s);
}
END_TEST

START_TEST(the_seed_makes_the_session)
{
	static struct samples own, named, other;

	/* the scenario's own seed is 14: see fixtures/scenarios */
	sources_all("sim:curl_accel", 256, &own);
	sources_all("sim:curl_accel?seed=0014", 256, &named);
	sources_same(&own, &named);
	sources_all("sim:curl_accel?seed=9223372036854775807", 256, &other);
	ck_assert(other.n != own.n ||
		  memcmp(own.at, other.at, own.n * sizeof(own.at[0])));
	sources_all("sim:fixtures/scenarios/curl_accel.cfg", 256, &named);
	sources_same(&own, &named);
}
END_TEST

START_TEST(an_error_is_told_after_the_samples_and_stays)
{
	static struct samples all;
	struct gn_diag why = { "" }, again = { "" };
	struct gn_source *s;
	struct gn_sample one;

	files_put("bad.csv", "time_s,acc_x,acc_y,acc_z\n0,0,0,9.81\n"
		  "0.01,0,0,9.81\n0.02,0,0,9.81\n0.03,0,nine,9.81\n");
	s = sources_open(files_path("bad.csv"));
	sources_read(s, 64, &all);
	ck_assert_uint_eq(all.n, 3);
	ck_assert_int_eq(all.end, GN_EFORMAT);
	ck_assert_int_eq(gn_source_read(s, &one, 1, 0, &why), GN_EFORMAT);
	ck_assert_msg(strstr(why.text, "bad.csv:5") != NULL, "%s", why.text);
	ck_assert_int_eq(gn_source_read(s, &one, 1, 0, &again), GN_EFORMAT);
	ck_assert_str_eq(why.text, again.text);
	gn_source_close(s);
}
END_TEST

/* ---- the result -------------------------------------------------------- */

static void write_recording(const char *scenario, uint64_t seed)
{
	struct gn_sim_scenario s;
	struct gn_sim *sim = NULL;

	ck_assert_int_eq(gn_sim_load(&s, scenario, NULL), GN_OK);
	ck_assert_int_eq(gn_sim_open(&sim, &s, seed, NULL), GN_OK);
	ck_assert_int_eq(gn_sim_write(sim, files_path("."), NULL), GN_OK);
	gn_sim_close(sim);
}

static void check_reps(const struct gn_result *a, const struct gn_result *b)
{
	ck_assert_uint_gt(a->n_reps, 0);
	ck_assert_uint_eq(a->n_reps, b->n_reps);
	ck_assert_uint_eq(a->n_sets, b->n_sets);
	ck_assert_uint_eq(a->n_rejected, b->n_rejected);
	ck_assert_uint_eq(a->n_warnings, b->n_warnings);
	ck_assert_ptr_eq(a->exercise, b->exercise);
	for (size_t i = 0; i < a->n_reps; i++) {
		const struct gn_rep *x = &a->reps[i], *y = &b->reps[i];

		/* the file holds rounded numbers: last bits may differ */
		ck_assert_int_le(llabs(x->start_ns - y->start_ns), MS);
		ck_assert_int_le(llabs(x->turn_ns - y->turn_ns), MS);
		ck_assert_int_le(llabs(x->end_ns - y->end_ns), MS);
		ck_assert_int_eq(x->kind, y->kind);
		ck_assert_int_eq(x->side, y->side);
		ck_assert(fabsf(x->rom_rad - y->rom_rad) < 1e-3F);
	}
}

START_TEST(live_and_from_the_file_is_one_result)
{
	static const char *const scenario[] = { "squat", "deadlift_split" };
	static struct gn_result live, file;
	struct gn_catalogue *cat = NULL;
	char **list = NULL, uri[64];
	size_t n = 0;

	ck_assert_int_eq(gn_catalogue_load(&cat, NULL, NULL), GN_OK);
	write_recording(scenario[_i], 5);
	ck_assert_int_eq(gn_sources_find(files_path("."), &list, &n, NULL),
			 GN_OK);
	ck_assert_uint_eq(n, 1);
	ck_assert_int_eq(gn_analyse(&file, list[0], cat, NULL, NULL, NULL),
			 GN_OK);
	snprintf(uri, sizeof(uri), "sim:%s?seed=5", scenario[_i]);
	ck_assert_int_eq(gn_analyse(&live, uri, cat, NULL, NULL, NULL), GN_OK);
	ck_assert_str_eq(live.recording, uri);
	ck_assert_uint_eq(strlen(live.input_sha256), 64);
	check_reps(&live, &file);
	gn_result_free(&live);
	gn_result_free(&file);
	gn_paths_free(list, n);
	gn_catalogue_free(cat);
}
END_TEST

Suite *suite_drivers(void)
{
	Suite *s = suite_create("drivers");
	TCase *each = tcase_create("each");
	TCase *uri = tcase_create("addresses");
	TCase *what = tcase_create("sources");
	TCase *result = tcase_create("result");

	tcase_add_test(each, every_driver_is_complete);
	tcase_add_loop_test(each, a_source_is_read_to_its_end, 0, EXAMPLES);
	tcase_add_loop_test(each, block_size_does_not_matter, 0, EXAMPLES);
	tcase_add_loop_test(each, no_room_is_an_error_that_passes, 0,
			    EXAMPLES);
	tcase_add_loop_test(each, open_survives_no_memory, 0, EXAMPLES);
	tcase_add_loop_test(each, reading_allocates_nothing, 0, EXAMPLES);
	suite_add_tcase(s, each);

	tcase_add_checked_fixture(uri, files_open, files_close);
	tcase_add_test(uri, an_unknown_scheme_names_those_that_exist);
	tcase_add_loop_test(uri, a_bad_address_is_explained, 0,
			    sizeof(bad) / sizeof(bad[0]));
	tcase_add_test(uri, a_path_is_replayed);
	tcase_add_test(uri, a_folder_is_searched);
	tcase_add_loop_test(uri, search_survives_no_memory, 0, 2);
	suite_add_tcase(s, uri);

	tcase_add_checked_fixture(what, files_open, files_close);
	tcase_add_test(what, a_replayed_file_is_known_by_its_bytes);
	tcase_add_test(what, other_sources_are_known_by_their_samples);
	tcase_add_test(what, the_seed_makes_the_session);
	tcase_add_test(what, an_error_is_told_after_the_samples_and_stays);
	suite_add_tcase(s, what);

	tcase_add_checked_fixture(result, files_open, files_close);
	tcase_add_loop_test(result, live_and_from_the_file_is_one_result, 0,
			    2);
	tcase_set_timeout(result, 60);
	suite_add_tcase(s, result);
	return s;
}
