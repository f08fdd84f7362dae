/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <sqlite3.h>
#include <string.h>
#include <zstd.h>

#include "files.h"
#include "gonio/rec.h"
#include "gonio/sample_hash.h"
#include "lib/store/rec_block.h"
#include "rectest.h"
#include "suites.h"

/*
 * The format itself: files of today must be read in ten years, so the bytes
 * and sums are pinned to numbers that were worked out apart from the code.
 */

static struct gn_rec_codec *codec;
static struct gn_sample out[GN_REC_BLOCK];

static void setup(void)
{
	rt_setup();
	ck_assert_int_eq(gn_rec_codec_create(&codec), GN_OK);
}

static void teardown(void)
{
	gn_rec_codec_free(codec);
	files_close();
}

/* ---- blocks ------------------------------------------------------------ */

#define N 4

static const struct gn_sample four[N] = {
	{ .t_ns = 1000, .sensor = 0, .acc_mps2 = { 1 } },
	{ .t_ns = 1010, .sensor = 1, .acc_mps2 = { -2 } },
	{ .t_ns = 1013, .sensor = 0, .acc_mps2 = { 1 + 0x1p-23F },
	  .mag_ut = { 0, 0, NAN } },
	{ .t_ns = 1025, .sensor = 0, .mag_ut = { 0, 0, NAN } },
};

/*
 * By hand, from the comment of rec_block.h. Of sensor 0 the steps are 0, 13,
 * 12: changes 13 and -1; sensor 1 is new, 10 after the sample before it. The
 * bits: 1 is 3f800000, -2 is c0000000, NAN 7fc00000.
 */
static void four_by_hand(uint8_t p[GN_REC_BLOCK_HEAD + N * GN_REC_SAMPLE])
{
	static const uint8_t head[] = {
		1, 0, 0, 0, N, 0, 0, 0,
		0xe8, 0x03, 0, 0, 0, 0, 0, 0, 0x01, 0x04, 0, 0, 0, 0, 0, 0,
	};
	static const uint8_t steps[N] = { 0, 20, 26, 1 };
	static const uint8_t sensor[N] = { 0, 1, 0, 0 };
	static const uint8_t acc_x[4 * N] = {   /* 7f000000 7fffffff 2 ... */
		0x00, 0xff, 0x02, 0x01, 0x00, 0xff, 0x00, 0x00,
		0x00, 0xff, 0x00, 0x00, 0x7f, 0x7f, 0x00, 0x7f,
	};
	static const uint8_t mag_z[4 * N] = {   /* 0 0 ff800000 0 */
		0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x80, 0, 0, 0, 0xff, 0,
	};

	memset(p, 0, GN_REC_BLOCK_HEAD + N * GN_REC_SAMPLE);
	memcpy(p, head, sizeof(head));
	memcpy(p + 24, steps, N);
	memcpy(p + 24 + 8 * N, sensor, N);
	memcpy(p + 24 + 9 * N, acc_x, sizeof(acc_x));
	memcpy(p + 24 + (9 + 4 * 8) * N, mag_z, sizeof(mag_z));
}

START_TEST(a_block_is_the_bytes_described)
{
	uint8_t want[204], got[300];
	const uint8_t *data;
	size_t len;

	four_by_hand(want);
	ck_assert_int_eq(gn_rec_encode(codec, four, N, &data, &len), GN_OK);
	ck_assert_uint_eq(ZSTD_decompress(got, sizeof(got), data, len), 204);
	ck_assert_mem_eq(got, want, 204);
	/* its frame header tells of a checksum: RFC 8878, 3.1.1.1.1 */
	ck_assert_uint_eq(data[4] & 4, 4);
}
END_TEST

/* What gn_rec_decode() says of these bytes, well packed. */
static int decode(const uint8_t *plain, size_t len)
{
	uint8_t packed[1000];
	size_t n = ZSTD_compress(packed, sizeof(packed), plain, len, 1);

	ck_assert(!ZSTD_isError(n));
	return gn_rec_decode(codec, packed, n, 2, out);
}

START_TEST(a_block_that_contradicts_itself_is_malformed)
{
	static const struct {
		uint8_t at, value;
	} wrong[] = {
		{ 0, 2 }, { 0, 0 }, { 3, 1 },           /* version */
		{ 4, 0 }, { 4, 3 }, { 4, 5 }, { 7, 1 }, /* count */
		{ 8, 0xe9 }, { 15, 0x80 },              /* first stamp */
		{ 16, 0 }, { 23, 0x80 },                /* last stamp */
		{ 24 + 3, 3 },                          /* a step */
		{ 24 + 8 * N, 2 }, { 24 + 8 * N + 3, 255 },     /* sensors */
	};
	uint8_t p[205];

	four_by_hand(p);
	ck_assert_int_eq(decode(p, 204), N);
	ck_assert_mem_eq(out, four, sizeof(four));
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		four_by_hand(p);
		p[wrong[i].at] = wrong[i].value;
		ck_assert_msg(decode(p, 204) == GN_EFORMAT, "byte %d = %d",
			      wrong[i].at, wrong[i].value);
	}
	four_by_hand(p);
	p[8]--;         /* the first stamp one less, and a step of 1 to it */
	p[24] = 2;
	ck_assert_int_eq(decode(p, 204), GN_EFORMAT);
	four_by_hand(p);
	p[204] = 0;
	ck_assert_int_eq(decode(p, 203), GN_EFORMAT);
	ck_assert_int_eq(decode(p, 205), GN_EFORMAT);
	ck_assert_int_eq(decode(p, 24), GN_EFORMAT);
	ck_assert_int_eq(decode(p, 1), GN_EFORMAT);
	memset(p, 0, 24);
	p[0] = 1;
	ck_assert_int_eq(decode(p, 24), GN_EFORMAT);    /* of no samples */
}
END_TEST

/* ---- sums -------------------------------------------------------------- */

static int64_t number(const char *name, const char *sql)
{
	sqlite3_stmt *q = NULL;
	sqlite3 *db = NULL;
	int64_t v;

	ck_assert_int_eq(sqlite3_open(files_path(name), &db), SQLITE_OK);
	ck_assert_int_eq(sqlite3_prepare_v2(db, sql, -1, &q, NULL), 0);
	ck_assert_int_eq(sqlite3_step(q), SQLITE_ROW);
	v = sqlite3_column_int64(q, 0);
	sqlite3_finalize(q);
	sqlite3_close(db);
	return v;
}

/* SHA-256 of type and value, type and value ...; the first 8 bytes. */
START_TEST(rows_have_the_sums_described)
{
	static const struct {
		const char *sql;
		int64_t     sum;
	} want[] = {
		{ "SELECT sum FROM meta WHERE key='patient'",
		  INT64_C(7365706817107316113) },
		{ "SELECT sum FROM meta WHERE key='started_unix_ns'",
		  INT64_C(-5820565045808271735) },
		{ "SELECT sum FROM sensor WHERE id=0",
		  INT64_C(7459142293074751834) },
		{ "SELECT sum FROM event WHERE id=1",
		  INT64_C(1424401980358901717) },
		{ "SELECT sum FROM tail", INT64_C(-7918668130122478224) },
		{ "SELECT count FROM block WHERE id=1", 10 },
		{ "PRAGMA application_id", 0x676e696f },
		{ "PRAGMA user_version", 1 },
	};

	rt_write("a.gonio", 10);
	for (size_t i = 0; i < sizeof(want) / sizeof(*want); i++)
		ck_assert_msg(number("a.gonio", want[i].sql) == want[i].sum,
			      "%s", want[i].sql);
}
END_TEST

START_TEST(the_hash_of_samples_is_the_one_described)
{
	const struct gn_sample s[2] = {
		{ .t_ns = -2, .sensor = 0x01020304, .acc_mps2 = { 1, -2, .5F },
		  .gyr_radps = { 0, -0.0F, 3 }, .mag_ut = { NAN, -NAN, NAN } },
		{ .t_ns = INT64_C(1) << 40, .sensor = 1,
		  .acc_mps2 = { 1, 2, 3 }, .gyr_radps = { 4, 5, 6 },
		  .mag_ut = { 7, 8, 9 } },
	};
	struct gn_sample_hash h;
	char hex[65];

	gn_sample_hash_init(&h);
	gn_sample_hash_push(&h, s, 1);
	gn_sample_hash_hex(&h, hex);
	gn_sample_hash_push(&h, s + 1, 1);
	gn_sample_hash_hex(&h, hex);
	ck_assert_str_eq(hex, "ab45796a3fbe16aa1bf546e9690664e5"
			      "5e36032e1f6960dbec3af4e459b94229");
}
END_TEST

/* ---- altered files ----------------------------------------------------- */

static int any_event(void *user, const struct gn_rec_event *e)
{
	(void)user;
	return !e->type[0];
}

static int any_result(void *user, const struct gn_rec_result *e)
{
	(void)user;
	return !e->json[0];
}

/* Open, read all, events and results: GN_OK, or the first error. */
static int read_all(const char *name)
{
	struct gn_rec *r = NULL;
	int n, err;

	err = gn_rec_open(&r, files_path(name), NULL);
	if (err)
		return err;
	do
		n = gn_rec_read(r, out, GN_REC_BLOCK, NULL);
	while (n > 0);
	err = n == GN_EOF ? GN_OK : n;
	if (!err)
		err = gn_rec_events(r, any_event, NULL, NULL);
	if (!err)
		err = gn_rec_results(r, any_result, NULL, NULL);
	gn_rec_reader_close(r);
	return err;
}

/* Sound databases all, as SQLite sees it, and none the one that was written. */
static const char *const alter[] = {
	"DELETE FROM tail",
	"UPDATE tail SET samples=samples+1",
	"UPDATE tail SET closed=0",
	"DELETE FROM meta WHERE key='device'",
	"UPDATE meta SET value='P-18' WHERE key='patient'",
	"UPDATE meta SET key='softwear' WHERE key='software'",
	"UPDATE meta SET value=NULL WHERE key='patient'",
	"UPDATE sensor SET rate_hz=100 WHERE id=0",
	"UPDATE sensor SET has_acc=2 WHERE id=0",
	"UPDATE sensor SET place=side,side=place WHERE id=0",
	"UPDATE sensor SET name='a' WHERE id=2",
	"DELETE FROM sensor WHERE id=2",
	"DELETE FROM sensor WHERE id=0",
	"INSERT INTO sensor SELECT id+3,name,place,side,rate_hz,has_acc,"
	"has_gyr,has_mag,bad_acc,bad_gyr,sum FROM sensor WHERE id=0",
	"DELETE FROM block WHERE id=1",
	"DELETE FROM block WHERE id=2",
	"DELETE FROM block WHERE id=3",
	"DELETE FROM block",
	"INSERT INTO block SELECT 4,first_ns,last_ns,count,data FROM block"
	" WHERE id=3",
	"UPDATE block SET data=(SELECT data FROM block WHERE id=2) WHERE id=1",
	"UPDATE block SET id=4 WHERE id=3",
	"UPDATE block SET first_ns=first_ns+1 WHERE id=2",
	"UPDATE block SET last_ns=last_ns-1 WHERE id=3",
	"UPDATE block SET count=count-1 WHERE id=3",
	"UPDATE block SET data=NULL WHERE id=1",
	"UPDATE block SET data=zeroblob(40000000) WHERE id=1",
	"DELETE FROM event WHERE id=2",
	"DELETE FROM event WHERE id=1",
	"UPDATE event SET t_ns=t_ns+1 WHERE id=1",
	"UPDATE event SET id=3 WHERE id=2",
	"DELETE FROM result",
	"UPDATE result SET json='[2]' WHERE id=2",
	"UPDATE result SET final=0 WHERE id=2",
	"UPDATE result SET sum=NULL WHERE id=2",
	"DROP TABLE event",
	"ALTER TABLE block DROP COLUMN count",
	"PRAGMA application_id=1",
	"PRAGMA user_version=3",
};

#define ALTERS (int)(sizeof(alter) / sizeof(*alter))

START_TEST(an_altered_file_is_an_error)
{
	sqlite3 *db = NULL;

	rt_write("a.gonio", 2 * GN_REC_BLOCK + 10);
	ck_assert_int_eq(read_all("a.gonio"), GN_OK);
	ck_assert_int_eq(sqlite3_open(files_path("a.gonio"), &db), SQLITE_OK);
	ck_assert_int_eq(sqlite3_exec(db, alter[_i], NULL, NULL, NULL), 0);
	sqlite3_close(db);
	ck_assert_msg(read_all("a.gonio") == GN_EFORMAT, "%s", alter[_i]);
}
END_TEST

Suite *suite_rec_form(void)
{
	Suite *s = suite_create("rec_form");
	TCase *form = tcase_create("form");
	TCase *altered = tcase_create("altered");

	tcase_add_checked_fixture(form, setup, teardown);
	tcase_add_checked_fixture(altered, setup, teardown);
	tcase_add_test(form, a_block_is_the_bytes_described);
	tcase_add_test(form, a_block_that_contradicts_itself_is_malformed);
	tcase_add_test(form, rows_have_the_sums_described);
	tcase_add_test(form, the_hash_of_samples_is_the_one_described);
	tcase_add_loop_test(altered, an_altered_file_is_an_error, 0, ALTERS);
	suite_add_tcase(s, form);
	suite_add_tcase(s, altered);
	return s;
}
