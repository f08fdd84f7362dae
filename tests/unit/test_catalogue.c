/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fault.h"
#include "gonio/catalogue.h"
#include "lib/rep/catalogue_priv.h"
#include "suites.h"

#define DEG 57.29577951308232

static struct gn_catalogue *load(const char *dir)
{
	struct gn_catalogue *c = NULL;
	struct gn_diag why = { { 0 } };

	ck_assert_msg(gn_catalogue_load(&c, dir, &why) == GN_OK, "%s",
		      why.text);
	return c;
}

static const char *find_name(const struct gn_catalogue *c, const char *name)
{
	const struct gn_exercise *e = gn_catalogue_find(c, name);

	return e ? e->name : "none";
}

/* A folder of entries that lives as long as a test. */
struct folder {
	char *dir, *file[8];
	int   n;
};

/* malloc'd "folder/name" */
static char *join(const char *folder, const char *name)
{
	size_t size = strlen(folder) + strlen(name) + 2;
	char *path = malloc(size);

	ck_assert_ptr_nonnull(path);
	snprintf(path, size, "%s/%s", folder, name);
	return path;
}

static void folder_make(struct folder *f)
{
	const char *tmp = getenv("TMPDIR");

	f->n = 0;
	f->dir = join(tmp ? tmp : "/tmp", "gonio-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(f->dir));
}

static void folder_add(struct folder *f, const char *name, const char *text,
		       size_t n)
{
	FILE *to;

	f->file[f->n] = join(f->dir, name);
	to = fopen(f->file[f->n++], "wb");
	ck_assert_ptr_nonnull(to);
	ck_assert_uint_eq(fwrite(text, 1, n, to), n);
	ck_assert_int_eq(fclose(to), 0);
}

static void folder_entry(struct folder *f, const char *file, const char *name,
			 const char *more)
{
	char text[1024];

	snprintf(text, sizeof(text), "name = \"%s\";\ntitle = \"T\";\n"
		 "first = \"eccentric\";\nrep_s = [1, 5];\n%s\n", name, more);
	folder_add(f, file, text, strlen(text));
}

static void folder_remove(struct folder *f)
{
	for (int i = 0; i < f->n; i++) {
		ck_assert_int_eq(unlink(f->file[i]), 0);
		free(f->file[i]);
	}
	ck_assert_int_eq(rmdir(f->dir), 0);
	free(f->dir);
}

START_TEST(built_in_entries_are_in_order)
{
	struct gn_catalogue *c = load(NULL);

	ck_assert_uint_ge(gn_catalogue_size(c), 40);
	for (size_t i = 1; i < gn_catalogue_size(c); i++)
		ck_assert_str_lt(gn_catalogue_at(c, i - 1)->name,
				 gn_catalogue_at(c, i)->name);
	ck_assert_str_eq(find_name(c, "general"), "general");
	gn_catalogue_free(c);
	gn_catalogue_free(NULL);
}
END_TEST

static void check_source(const struct gn_exercise *e, const char *field,
			 int is_set)
{
	int has = 0;

	for (size_t i = 0; i < e->n_sources; i++)
		has |= !strcmp(e->sources[i].field, field) &&
		       e->sources[i].text[0];
	ck_assert_msg(!is_set || has, "%s", e->name);
}

START_TEST(every_number_says_where_it_is_from)
{
	struct gn_catalogue *c = load(NULL);

	for (size_t i = 0; i < gn_catalogue_size(c); i++) {
		const struct gn_exercise *e = gn_catalogue_at(c, i);
		int reps = e->rep_max_s > 0.0f;

		check_source(e, "rep_s", reps);
		check_source(e, "first", reps);
		check_source(e, "partial_of", reps);
		check_source(e, "places", e->n_places > 0);
		check_source(e, "rom_deg", !isnan(e->rom_min_rad));
		check_source(e, "turns", e->n_turns > 0);
		check_source(e, "bounces", e->n_bounces > 0);
	}
	gn_catalogue_free(c);
}
END_TEST

START_TEST(built_in_values_are_plausible)
{
	struct gn_catalogue *c = load(NULL);

	for (size_t i = 0; i < gn_catalogue_size(c); i++) {
		const struct gn_exercise *e = gn_catalogue_at(c, i);

		ck_assert_msg(e->title[0], "%s", e->name);
		/* A least length that is too high loses repetitions. */
		ck_assert_msg(e->task != GN_TASK_REPETITIONS ||
			      (e->rep_min_s >= 0.4f && e->rep_min_s <= 1.2f &&
			       e->rep_max_s <= 12.0f), "%s", e->name);
		/* An angle lies between two segments. */
		ck_assert_msg((e->angle[0] != 0) ==
			      (e->joint[0] != GN_PLACE_UNKNOWN), "%s",
			      e->name);
	}
	gn_catalogue_free(c);
}
END_TEST

/* Names as recordings and people write them. */
static const struct {
	const char *written, *name;
} names[] = {
	{ "benchPress", "bench_press" },
	{ "bicepsCurl", "biceps_curl" },
	{ "crunch", "crunch" },
	{ "deadlift", "deadlift" },
	{ "exercise", "general" },
	{ "glute bridge", "glute_bridge" },
	{ "heelRaise", "heel_raise" },
	{ "calf raise", "heel_raise" },
	{ "hipAbductionSide", "hip_abduction_side" },
	{ "hipExtensionProne", "hip_extension_prone" },
	{ "Hip hinge", "romanian_deadlift" },
	{ "hurdleStep", "hurdle_step" },
	{ "jumpingJack", "jumping_jack" },
	{ "kneeExtension", "knee_extension" },
	{ "latPulldown", "lat_pulldown" },
	{ "pull-down", "lat_pulldown" },
	{ "lateralRaise", "lateral_raise" },
	{ "leg press", "leg_press" },
	{ "lunge", "lunge" },
	{ "overheadPress", "overhead_press" },
	{ "pullUp", "pull_up" },
	{ "pushUp", "push_up" },
	{ "wall push-up", "push_up" },
	{ "RDL", "romanian_deadlift" },
	{ "romanianDeadlift", "romanian_deadlift" },
	{ "row", "row" },
	{ "cable row", "row" },
	{ "seated march", "seated_march" }, { "heel to toe", "tandem_walk" },
	{ "shoulderAbduction", "shoulder_abduction" },
	{ "shoulder flexion", "shoulder_flexion" },
	{ "shoulderExtension", "shoulder_extension" },
	{ "shoulderExtensionProne", "shoulder_extension_prone" },
	{ "shoulderRotation", "shoulder_rotation" },
	{ "shoulderScaption", "shoulder_scaption" },
	{ "sideLunge", "side_lunge" },
	{ "singleLegSquat", "single_leg_squat" },
	{ "sitToStand", "sit_to_stand" },
	{ "sit-to-stand", "sit_to_stand" },
	{ "splitSquat", "split_squat" },
	{ "squat", "squat" },
	{ "step-down", "step_down" },
	{ "stepUp", "step_up" },
	{ "straightLegRaiseStanding", "straight_leg_raise_standing" },
	{ "straightLegRaiseSupine", "straight_leg_raise" },
	{ "tricepsExtension", "triceps_extension" },
	{ "trunkFlexionSeated", "trunk_flexion_seated" },
	{ "walk", "walk" },
	{ "steps per day", "steps" },
	{ "wristCurl", "wrist_curl" },
	{ "bird-dog", "bird_dog" },
	{ "dead bug", "dead_bug" },
	{ "staticPose", "none" },
	{ "calibration", "none" },
	{ "rest", "none" },
	{ "", "none" },
	{ "__ -", "none" },
	{ "a name that is much longer than the sixty-three letters of a key "
	  "and so is cut", "none" },
};

START_TEST(names_are_found_however_written)
{
	struct gn_catalogue *c = load(NULL);

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		ck_assert_str_eq(find_name(c, names[i].written),
				 names[i].name);
	gn_catalogue_free(c);
}
END_TEST

START_TEST(the_nearest_name_is_meant)
{
	struct gn_catalogue *c = load(NULL);

	ck_assert_str_eq(gn_catalogue_nearest(c, "sqaut"), "squat");
	ck_assert_str_eq(gn_catalogue_nearest(c, "bicep-curls"),
			 "biceps_curl");
	ck_assert_str_eq(gn_catalogue_nearest(c, "dedlift"), "deadlift");
	ck_assert_str_eq(gn_catalogue_nearest(c, "straight leg"),
			 "straight_leg_raise");
	ck_assert_ptr_null(gn_catalogue_nearest(c, "xyzzy"));
	ck_assert_ptr_null(gn_catalogue_nearest(c, "calibration"));
	ck_assert_ptr_null(gn_catalogue_nearest(c, ""));
	gn_catalogue_free(c);
}
END_TEST

START_TEST(distance_counts_edits)
{
	ck_assert_uint_eq(gn_key_distance("", ""), 0);
	ck_assert_uint_eq(gn_key_distance("row", "row"), 0);
	ck_assert_uint_eq(gn_key_distance("", "row"), 3);
	ck_assert_uint_eq(gn_key_distance("row", ""), 3);
	ck_assert_uint_eq(gn_key_distance("row", "rows"), 1);
	ck_assert_uint_eq(gn_key_distance("row", "raw"), 1);
	/* neighbours swapped: one, not two */
	ck_assert_uint_eq(gn_key_distance("sqaut", "squat"), 1);
	ck_assert_uint_eq(gn_key_distance("kitten", "sitting"), 3);
}
END_TEST

/* One whole entry; line numbers count from 1. */
#define WHOLE                                                              \
	"name = \"wall_slide\";\n"                                         \
	"title = \"Wall slide\";\n"                                        \
	"aliases = [ \"slide\", \"Wall-Slides\" ];\n"                      \
	"first = \"concentric\";\n"                                        \
	"rep_s = [ 1.0, 6.5 ];\n"                                          \
	"rom_deg = [ 30, 90 ];\n"                                          \
	"angle = \"shoulder_flexion\";\n"                                  \
	"joint = [ \"chest\", \"upper_arm\" ];\n"                          \
	"places = [ \"wrist\", \"upper_arm\", \"bar\" ];\n"                \
	"signal = \"vertical\";\n"                                         \
	"begins = \"high\";\n"                                             \
	"twice = [ \"chest\", \"head\" ];\n"                               \
	"plane = \"sagittal\";\n"                                          \
	"turns = ( [ \"thigh\", \"shank\" ], [ \"wrist\", \"chest\" ] );\n"   \
	"bounces = ( [ \"pelvis\", \"thigh\", \"shank\", \"foot\" ] );\n"     \
	"on_one_leg = true;\n"                                             \
	"symmetric = true;\n"                                              \
	"alternating = true;\n"                                            \
	"cyclic = true;\n"                                                 \
	"partial_of = 0.5;\n"                                              \
	"sources = ( { field = \"rep_s\"; text = \"a\" \"b\"; "            \
	"verified = \"V2\"; } );\n"

START_TEST(an_entry_is_read_whole)
{
	struct gn_exercise e;

	ck_assert_int_eq(gn_entry_parse(&e, WHOLE, "x.cfg", NULL), GN_OK);
	ck_assert_str_eq(e.name, "wall_slide");
	ck_assert_str_eq(e.title, "Wall slide");
	ck_assert_uint_eq(e.n_aliases, 2);
	ck_assert_str_eq(e.aliases[1], "Wall-Slides");
	ck_assert_int_eq(e.first, GN_PHASE_CONCENTRIC);
	ck_assert_float_eq(e.rep_min_s, 1.0f);
	ck_assert_float_eq(e.rep_max_s, 6.5f);
	ck_assert_float_eq_tol(e.rom_min_rad, (float)(30 / DEG), 1e-6f);
	ck_assert_float_eq_tol(e.rom_max_rad, (float)(90 / DEG), 1e-6f);
	ck_assert_str_eq(e.angle, "shoulder_flexion");
	ck_assert_int_eq(e.joint[0], GN_PLACE_CHEST);
	ck_assert_int_eq(e.joint[1], GN_PLACE_UPPER_ARM);
	ck_assert_uint_eq(e.n_places, 3);
	ck_assert_int_eq(e.places[0], GN_PLACE_WRIST);
	ck_assert_int_eq(e.places[2], GN_PLACE_BAR);
	ck_assert_int_eq(e.signal, GN_SIGNAL_VERTICAL);
	ck_assert_int_eq(e.begins, GN_BEGINS_HIGH);
	ck_assert_uint_eq(e.n_twice, 2);
	ck_assert_int_eq(e.twice[1], GN_PLACE_HEAD);
	ck_assert_uint_eq(e.sagittal, 1);
	ck_assert_uint_eq(e.n_turns, 2);
	ck_assert_uint_eq(e.turns[1].n, 2);
	ck_assert_int_eq(e.turns[1].place[0], GN_PLACE_WRIST);
	ck_assert_int_eq(e.turns[1].place[1], GN_PLACE_CHEST);
	ck_assert_uint_eq(e.n_bounces, 1);
	ck_assert_uint_eq(e.bounces[0].n, 4);
	ck_assert_int_eq(e.bounces[0].place[3], GN_PLACE_FOOT);
	ck_assert_uint_eq(e.on_one_leg, 1);
	ck_assert(e.symmetric == 1 && e.alternating == 1);
	ck_assert_uint_eq(e.cyclic, 1);
	ck_assert_float_eq(e.partial_of, 0.5f);
	ck_assert_uint_eq(e.n_sources, 1);
	ck_assert_str_eq(e.sources[0].field, "rep_s");
	ck_assert_str_eq(e.sources[0].text, "ab");
	ck_assert_str_eq(e.sources[0].verified, "V2");
}
END_TEST

#define LEAST "name = \"x\"; title = \"X\"; first = \"eccentric\"; "       \
	      "rep_s = [1, 2];\n"

START_TEST(what_an_entry_leaves_out_has_a_default)
{
	struct gn_exercise e;

	ck_assert_int_eq(gn_entry_parse(&e, LEAST, "x.cfg", NULL), GN_OK);
	ck_assert_int_eq(e.first, GN_PHASE_ECCENTRIC);
	ck_assert_float_nan(e.rom_min_rad);
	ck_assert_float_nan(e.rom_max_rad);
	ck_assert_str_eq(e.angle, "");
	ck_assert_int_eq(e.joint[0], GN_PLACE_UNKNOWN);
	ck_assert_uint_eq(e.n_places, 0);
	ck_assert_int_eq(e.signal, GN_SIGNAL_AUTO);
	ck_assert_int_eq(e.begins, GN_BEGINS_ANY);
	ck_assert_uint_eq(e.sagittal, 0);
	ck_assert_uint_eq(e.n_turns + e.n_bounces, 0);
	ck_assert_uint_eq(e.on_one_leg, 0);
	ck_assert_uint_eq(e.symmetric + e.alternating + e.cyclic, 0);
	ck_assert_float_eq(e.partial_of, 0.75f);
	ck_assert_uint_eq(e.n_sources, 0);
}
END_TEST

#define A39 "abcdefghijklmnopqrstuvwxyzabcdefghijklm"
#define SEVENTEEN "\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\",\"h\",\"i\"," \
	"\"j\",\"k\",\"l\",\"m\",\"n\",\"o\",\"p\",\"q\""

static const struct {
	const char *text, *reason;
} broken[] = {
	{ "", "x.cfg: setting 'name' is missing" },
	{ "name = \"x\";\n", "x.cfg: setting 'title' is missing" },
	{ "name = \"x\"; title = \"X\"; rep_s = [1, 2];", "'first'" },
	{ "name = \"x\"; title = \"X\"; first = \"eccentric\";", "'rep_s'" },
	{ "name = \"x\";\ntitle = ;\n", "x.cfg:2: syntax error" },
	{ LEAST "rep_ms = 4;", "x.cfg:2: rep_ms: no such setting" },
	{ "\n\nname = 5;", "x.cfg:3: name: must be text" },
	{ "name = \"X\";", "lower case" },
	{ "name = \"\";", "lower case" },
	{ "name = \"a b\";", "lower case" },
	{ "name = \"" A39 "n\";", "too long" },
	{ "name = \"x\"; title = \"a\\tb\";", "control character" },
	{ LEAST "aliases = \"a\";", "must be a list" },
	{ LEAST "aliases = [ 1 ];", "must be text" },
	{ LEAST "aliases = [ \"--\" ];", "needs letters" },
	{ LEAST "aliases = [ " SEVENTEEN " ];", "too many" },
	{ LEAST "signal = \"tlit\";", "x.cfg:2: signal: must be auto, tilt" },
	{ LEAST "begins = \"lo\";", "x.cfg:2: begins: must be low, high" },
	{ LEAST "plane = \"x\";", "x.cfg:2: plane: must be sagittal" },
	{ LEAST "rom_deg = [ 1, 6.5 ];", "x.cfg:2: mismatched element type in "
	  "array: write [ 1.0, 6.5 ]" },
	{ LEAST "rom_deg = [ 1 ];", "must be [least, most]" },
	{ LEAST "rom_deg = [ 1, 2, 3 ];", "too many" },
	{ LEAST "rom_deg = [ 90, 30 ];", "the least must be below" },
	{ LEAST "rom_deg = [ 30, 30 ];", "the least must be below" },
	{ LEAST "rom_deg = [ -1, 30 ];", "out of range" },
	{ LEAST "rom_deg = [ 1, 361 ];", "out of range" },
	{ LEAST "rom_deg = [ \"1\", \"2\" ];", "must be a number" },
	{ LEAST "rom_deg = [ 1.0, 1e999 ];", "finite" },
	{ LEAST "partial_of = 1.1;", "0 to 1" },
	{ LEAST "partial_of = -0.1;", "0 to 1" },
	{ LEAST "partial_of = \"a\";", "must be a number" },
	{ LEAST "cyclic = 1;", "true or false" },
	{ LEAST "alternating = \"yes\";", "true or false" },
	{ LEAST "on_one_leg = 1;", "true or false" },
	{ LEAST "turns = [ \"thigh\", \"shank\" ];", "must be a list" },
	{ LEAST "plane = \"any\"; turns = ( [ \"thigh\" ] );", "2 to 4" },
	{ LEAST "turns = ( [ \"thigh\", \"shank_l\" ] );", "without a side" },
	{ LEAST "bounces = ( [ \"head\", \"chest\", \"pelvis\", \"thigh\", "
	  "\"shank\" ] );", "too many" },
	{ LEAST "bounces = ( [], [], [], [], [] );", "too many" },
	{ LEAST "joint = [ \"thigh\" ];", "[proximal, distal" },
	{ LEAST "joint = [ \"thigh\", \"shnk\" ];", "no such place" },
	{ LEAST "places = [ \"thigh_l\" ];", "without a side" },
	{ LEAST "places = [ \"unknown\" ];", "no such place" },
	{ LEAST "places = { a = 1; };", "must be a list" },
	{ LEAST "sources = ( 1 );", "a source is" },
	{ LEAST "sources = ( { field = \"rep_s\"; text = \"a\"; } );",
	  "a source is" },
	{ LEAST "sources = ( { field = \"rep_s\"; text = \"a\"; "
	  "tag = \"V\"; } );", "a source is" },
	{ LEAST "sources = ( { field = \"reps\"; text = \"a\"; "
	  "verified = \"V\"; } );", "no such setting" },
	{ LEAST "sources = ( { field = \"rep_s\"; text = \"a\"; "
	  "verified = \"X\"; } );", "must be V, V2" },
	{ LEAST "@include \"other.cfg\"\n", "x.cfg:2: @include" },
	{ LEAST "\t @include \"other.cfg\"\n", "x.cfg:2: @include" },
	{ "name = \"x\"; title = \"X\"; first = \"up\"; rep_s = [1, 2];",
	  "\"eccentric\" or" },
	{ "name = \"x\"; title = \"X\"; first = \"eccentric\";"
	  "rep_s = [0, 2];", "out of range" },
	{ "name = \"x\"; title = \"X\"; first = \"eccentric\";"
	  "rep_s = [1, 61];", "out of range" },
};

START_TEST(a_broken_entry_is_named_with_its_line)
{
	struct gn_exercise e;
	struct gn_diag why = { { 0 } };

	ck_assert_int_eq(gn_entry_parse(&e, broken[_i].text, "x.cfg", &why),
			 GN_EFORMAT);
	ck_assert_msg(strstr(why.text, broken[_i].reason) != NULL,
		      "'%s' lacks '%s'", why.text, broken[_i].reason);
	ck_assert_ptr_null(strchr(why.text, '\n'));
	/* nobody asked: no crash */
	ck_assert_int_eq(gn_entry_parse(&e, broken[_i].text, "x.cfg", NULL),
			 GN_EFORMAT);
}
END_TEST

START_TEST(own_entries_come_first)
{
	struct folder f;
	struct gn_catalogue *c = load(NULL);
	size_t n = gn_catalogue_size(c);

	gn_catalogue_free(c);
	folder_make(&f);
	folder_entry(&f, "b.cfg", "squat", "aliases = [ \"knee bend\" ];");
	folder_entry(&f, "a.cfg", "wall_slide", "aliases = [ \"bridge\" ];");
	folder_add(&f, "notes.txt", "no entry", 8);
	folder_add(&f, ".hidden.cfg", "no entry", 8);
	c = load(f.dir);
	/* one replaced, one more */
	ck_assert_uint_eq(gn_catalogue_size(c), n + 1);
	ck_assert_float_eq(gn_catalogue_find(c, "squat")->rep_max_s, 5);
	ck_assert_str_eq(find_name(c, "knee bend"), "squat");
	/* the replaced entry's aliases went with it */
	ck_assert_str_eq(find_name(c, "goblet squat"), "none");
	/* an own alias before a built-in one */
	ck_assert_str_eq(find_name(c, "bridge"), "wall_slide");
	for (size_t i = 1; i < gn_catalogue_size(c); i++)
		ck_assert_str_lt(gn_catalogue_at(c, i - 1)->name,
				 gn_catalogue_at(c, i)->name);
	gn_catalogue_free(c);
	folder_remove(&f);
}
END_TEST

START_TEST(a_name_comes_before_an_alias)
{
	struct folder f;
	struct gn_catalogue *c;

	folder_make(&f);
	folder_entry(&f, "a.cfg", "wall_slide", "aliases = [ \"squat\" ];");
	c = load(f.dir);
	ck_assert_str_eq(find_name(c, "squat"), "squat");
	gn_catalogue_free(c);
	folder_remove(&f);
}
END_TEST

static void refuse(const char *dir, int code, const char *reason)
{
	struct gn_catalogue *c = NULL;
	struct gn_diag why = { { 0 } };

	ck_assert_int_eq(gn_catalogue_load(&c, dir, &why), code);
	ck_assert_ptr_null(c);
	ck_assert_msg(strstr(why.text, reason) != NULL, "'%s' lacks '%s'",
		      why.text, reason);
	ck_assert_int_eq(gn_catalogue_load(&c, dir, NULL), code);
	ck_assert_ptr_null(c);
}

START_TEST(a_folder_with_something_wrong_is_refused)
{
	static char big[GN_ENTRY_MAX + 1];
	struct folder f;

	folder_make(&f);
	folder_entry(&f, "a.cfg", "one", "\n\nsignal = \"tlit\";");
	refuse(f.dir, GN_EFORMAT, "/a.cfg:7: signal");
	folder_remove(&f);

	folder_make(&f);
	folder_add(&f, "a.cfg", "name\0", 5);
	refuse(f.dir, GN_EFORMAT, "a.cfg: no catalogue entry");
	folder_remove(&f);

	memset(big, ' ', sizeof(big));
	folder_make(&f);
	folder_add(&f, "a.cfg", big, sizeof(big));
	refuse(f.dir, GN_EFORMAT, "a.cfg: no catalogue entry");
	folder_remove(&f);

	folder_make(&f);
	folder_entry(&f, "a.cfg", "one", "aliases = [ \"uno\" ];");
	folder_entry(&f, "b.cfg", "two", "aliases = [ \"UNO\" ];");
	refuse(f.dir, GN_EFORMAT, "b.cfg: the name 'UNO' is taken by 'one'");
	folder_remove(&f);

	folder_make(&f);
	folder_entry(&f, "a.cfg", "one", "");
	folder_entry(&f, "b.cfg", "o_n_e", "");
	refuse(f.dir, GN_EFORMAT, "b.cfg: the name 'o_n_e' is taken");
	folder_remove(&f);
}
END_TEST

START_TEST(a_folder_that_is_not_there_is_refused)
{
	struct folder f;
	char *path;

	refuse("no/such/folder", GN_ENOENT, "no/such/folder: cannot be read");
	/* an entry that leads nowhere */
	folder_make(&f);
	path = join(f.dir, "a.cfg");
	ck_assert_int_eq(symlink("nowhere", path), 0);
	refuse(f.dir, GN_ENOENT, "a.cfg: cannot be read");
	ck_assert_int_eq(unlink(path), 0);
	free(path);
	folder_remove(&f);
}
END_TEST

START_TEST(load_survives_no_memory)
{
	struct gn_catalogue *c = NULL;
	struct folder f;
	struct fault_stat st;
	int err, fail_at = 0;

	folder_make(&f);
	folder_entry(&f, "a.cfg", "one", "");
	do {
		fault_start(++fail_at);
		err = gn_catalogue_load(&c, f.dir, NULL);
		st = fault_stop();
		if (err) {
			ck_assert_int_eq(err, GN_ENOMEM);
			ck_assert_ptr_null(c);
			ck_assert_int_eq(st.live, 0);
		}
	} while (err);
	/* the object, two buffers, and the entries in one block */
	ck_assert_int_eq(fail_at, 5);
	gn_catalogue_free(c);
	folder_remove(&f);
}
END_TEST

Suite *suite_catalogue(void)
{
	Suite *s = suite_create("catalogue");
	TCase *t = tcase_create("catalogue");

	tcase_add_test(t, built_in_entries_are_in_order);
	tcase_add_test(t, every_number_says_where_it_is_from);
	tcase_add_test(t, built_in_values_are_plausible);
	tcase_add_test(t, names_are_found_however_written);
	tcase_add_test(t, the_nearest_name_is_meant);
	tcase_add_test(t, distance_counts_edits);
	tcase_add_test(t, an_entry_is_read_whole);
	tcase_add_test(t, what_an_entry_leaves_out_has_a_default);
	tcase_add_loop_test(t, a_broken_entry_is_named_with_its_line, 0,
			    (int)(sizeof(broken) / sizeof(broken[0])));
	tcase_add_test(t, own_entries_come_first);
	tcase_add_test(t, a_name_comes_before_an_alias);
	tcase_add_test(t, a_folder_with_something_wrong_is_refused);
	tcase_add_test(t, a_folder_that_is_not_there_is_refused);
	tcase_add_test(t, load_survives_no_memory);
	suite_add_tcase(s, t);
	return s;
}
