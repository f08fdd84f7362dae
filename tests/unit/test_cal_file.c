/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "calib/cal_file_priv.h"
#include "files.h"
#include "gonio/cal_file.h"
#include "suites.h"

static struct gn_cal_file c, back;
static struct gn_diag why;

/* Small enough that any of them can be. */
static void relate(float *corr, int n, int first)
{
	for (int i = 0; i < n; i++)
		corr[i] = (float)((first + i) * (i % 2 ? -739 : 739) / 1e6);
}

static void unrelate(void)
{
	for (int i = 0; i < 36; i++)
		c.acc.corr[i] = c.scale.corr[i] = c.mag.corr[i] = NAN;
	for (int i = 0; i < 15; i++)
		c.gyr.corr[i] = NAN;
}

/* No two numbers alike, and none that few digits would give back. */
static void fill(void)
{
	memset(&c, 0, sizeof(c));
	memset(&back, 0, sizeof(back));
	why.text[0] = '\0';
	snprintf(c.serial, sizeof(c.serial), "%s", "S/N \"7\\8\"");
	snprintf(c.model, sizeof(c.model), "MTi-3");
	snprintf(c.date, sizeof(c.date), "2026-11-26T16:20:00Z");
	snprintf(c.software, sizeof(c.software), "gonio 0.1.0");
	c.has_acc = c.has_gyr = c.has_scale = c.has_mag = 1;
	c.mag.samples = 400;
	c.mag.field_ut = 148.0F / 3;
	c.mag.residual = 0.1F / 7;
	c.acc.poses = 14;
	c.gyr.poses = 13;
	c.scale.turns = 12;
	c.scale.residual_rad = 0.001F / 3;
	c.acc.residual_mps2 = 0.1F / 3;
	relate(c.acc.corr, 36, 1);
	relate(c.gyr.corr, 15, 40);
	relate(c.scale.corr, 36, 60);
	relate(c.mag.corr, 36, 100);
	for (int i = 0; i < 3; i++) {
		float x = (float)(i + 1) / 3;

		c.acc.cal.bias_mps2[i] = -x / 7;
		c.acc.bias_sd_mps2[i] = x / 700;
		c.acc.cal.k[i][i] = 1 + x / 70;
		c.acc.scale_sd[i] = x * 1e-5F;
		c.acc.skew_sd_rad[i] = x * 3e-5F;
		c.gyr.bias_radps[i] = x / -50;
		c.gyr.bias_sd_radps[i] = x * 1e-7F;
		c.gyr.drift_radps2[i] = x * 1e-9F;
		c.gyr.drift_sd_radps2[i] = x * 7e-10F;
		c.mag.offset_ut[i] = 20 - 20 * x;
		c.mag.offset_sd_ut[i] = x / 11;
		c.mag.scale_sd[i] = x / 1100;
		c.mag.skew_sd_rad[i] = x / 1300;
		for (int j = 0; j < 3; j++) {
			float y = x / 90 - (float)j / 170;

			c.mag.w[i][j] = i == j ? 1 + x / 12 :
					(float)(i + j) / 130;
			c.scale.k[i][j] = i == j ? 1 + y : y;
			c.scale.sd[i][j] = x * 1e-4F + (float)j / 7000;
		}
	}
	c.acc.cal.k[0][1] = 0.001F;
	c.acc.cal.k[0][2] = -0.002F;
	c.acc.cal.k[1][2] = 1.7e-5F;
}

static char *text_of(const struct gn_cal_file *from)
{
	char *text = NULL;

	ck_assert_int_eq(gn_cal_file_text(from, &text), GN_OK);
	return text;
}

/* The text with its first A changed to B. */
static char *changed(const char *a, const char *b)
{
	char *text = text_of(&c), *out = NULL;
	size_t size, head = 0;
	FILE *to = open_memstream(&out, &size);

	ck_assert_ptr_nonnull(to);
	while (text[head] && strncmp(text + head, a, strlen(a)))
		head++;
	ck_assert_int_ne(text[head], '\0');
	fwrite(text, 1, head, to);
	fprintf(to, "%s%s", b, text + head + strlen(a));
	ck_assert_int_eq(fclose(to), 0);
	free(text);
	return out;
}

START_TEST(every_bit_comes_back)
{
	char *text = text_of(&c), *again;

	ck_assert_msg(!gn_cal_file_parse(&back, text, "x", c.serial, &why),
		      "%s", why.text);
	ck_assert_mem_eq(&back, &c, sizeof(c));
	again = text_of(&back);
	ck_assert_str_eq(again, text);
	free(again);
	free(text);
}
END_TEST

/* Here floats are so dense that eight digits would not do. */
START_TEST(nine_digits_are_enough)
{
	float x = 1.2e-5F;

	c.acc.residual_mps2 = 0;
	c.acc.cal.k[0][2] = -0.0F;      /* no point of its own */
	c.acc.bias_sd_mps2[0] = 2e-5F;
	c.acc.bias_sd_mps2[1] = 1;
	for (int i = 0; i < 100; i++, x = nextafterf(x, 1)) {
		char *text;

		c.acc.scale_sd[1] = x;
		text = text_of(&c);
		ck_assert_msg(!gn_cal_file_parse(&back, text, "x", NULL,
						 &why), "%s", why.text);
		ck_assert_mem_eq(&back, &c, sizeof(c));
		free(text);
	}
}
END_TEST

START_TEST(what_is_not_known_stays_unknown)
{
	char *text;

	c.has_mag = 0;
	for (int i = 0; i < 3; i++) {
		c.acc.skew_sd_rad[i] = NAN;
		c.gyr.drift_radps2[i] = c.gyr.drift_sd_radps2[i] = NAN;
		for (int j = 0; j < 3; j++)
			c.scale.sd[i][j] = i == j ? 0.25F / 128 : NAN;
	}
	text = text_of(&c);
	ck_assert_ptr_null(strstr(text, "nan"));
	ck_assert_ptr_null(strstr(text, "skew_sd"));
	ck_assert_int_eq(gn_cal_file_parse(&back, text, "x", NULL, &why),
			 GN_OK);
	ck_assert(isnan(back.acc.skew_sd_rad[2]));
	ck_assert(isnan(back.gyr.drift_radps2[0]));
	ck_assert(isnan(back.gyr.drift_sd_radps2[1]));
	ck_assert(isnan(back.scale.sd[0][1]));
	ck_assert(isnan(back.scale.sd[2][0]));
	ck_assert_float_eq(back.scale.sd[1][1], 0.25F / 128);
	/* six unknowns, three, three */
	ck_assert_mem_eq(back.acc.corr, c.acc.corr, 15 * sizeof(float));
	ck_assert(isnan(back.acc.corr[15]));
	ck_assert_mem_eq(back.gyr.corr, c.gyr.corr, 3 * sizeof(float));
	ck_assert(isnan(back.gyr.corr[3]));
	ck_assert_mem_eq(back.scale.corr, c.scale.corr, 3 * sizeof(float));
	ck_assert(isnan(back.scale.corr[3]));
	free(text);
}
END_TEST

START_TEST(one_part_alone)
{
	char *text;

	c.has_gyr = 0;
	text = text_of(&c);
	ck_assert_int_eq(gn_cal_file_parse(&back, text, "x", NULL, &why),
			 GN_OK);
	ck_assert_uint_eq(back.has_acc, 1);
	ck_assert_uint_eq(back.has_gyr, 0);
	ck_assert_uint_eq(back.has_scale, 1);
	free(text);
	c.has_acc = 0;
	ck_assert_int_eq(gn_cal_file_text(&c, &text), GN_EINVAL);
}
END_TEST

/* Wherever it is cut, and whichever byte is another. */
START_TEST(damage_is_never_a_calibration)
{
	char *text = text_of(&c), *bad;
	size_t n = strlen(text);

	for (size_t i = 0; i < n; i++) {
		bad = strdup(text);
		bad[i] = '\0';
		ck_assert_int_eq(gn_cal_file_parse(&back, bad, "x", NULL,
						   &why), GN_EFORMAT);
		ck_assert_int_eq(strncmp(why.text, "x:", 2), 0);
		ck_assert_ptr_nonnull(strstr(why.text, "again, or remove"));
		memcpy(bad, text, n + 1);
		bad[i] ^= 4;
		ck_assert_msg(gn_cal_file_parse(&back, bad, "x", NULL, &why),
			      "byte %zu", i);
		free(bad);
	}
	free(text);
}
END_TEST

static const struct {
	const char *from, *to, *says;
} edits[] = {
	{ "magnetometer = {", "magnet = {", "magnet: unknown here" },
	{ "samples = 400", "samples = 0", "samples: must be a whole number" },
	{ "field_ut = 4", "field_ut = -4", "field_ut: must lie in 1 to" },
	{ "poses = 14", "poses = 33", "x:9: poses: must be a whole number" },
	{ "turns = 12", "turns = 33", "x:43: turns: must be a whole number" },
	{ "above_rad = ( -0.", "above_rad = ( -7.", "above_rad: must lie in" },
	{ "  below_rad", "  under_rad", "under_rad: unknown here" },
	{ "poses = 14", "poses = 0", "x:9: poses: must be a whole number" },
	{ "poses = 14", "poses = 1.5", "x:9: poses: must be a whole number" },
	{ "  poses = 14;\n", "", "x:8: poses is missing" },
	{ "bias_mps2 = ( -0.", "bias_mps2 = ( -20.",
	  "x:10: bias_mps2: must lie in -10 to 10" },
	{ "bias_sd_mps2 = ( 0.", "bias_sd_mps2 = ( -0.",
	  "x:11: bias_sd_mps2: must lie in 0 to 1" },
	{ "scale = ( 1.", "scale = ( 2.", "x:12: scale: must lie in 0.5 to" },
	{ "scale = ( 1.", "scale = ( \"1\", 1.", "x:12: scale: must be three" },
	{ "skew_sd_rad = ( ", "skew_sd_rad = ( \"\"; ", "x:15: " },
	{ "  residual_mps2", "  residual", "x:16: residual: unknown here" },
	{ "gyroscope = {", "gyro = {", "x:28: gyro: unknown here" },
	{ "gyroscope = {", "gyroscope = ( 1 ); other = {",
	  "gyroscope: must be a group" },
	{ "version = 3", "version = 4", "x:3: made by a newer gonio" },
	{ "version = 3", "version = 0", "x:3: version: must be 1, 2 or 3" },
	{ "version = 3", "version = 1.5", "x:3: version: must be 1, 2 or 3" },
	{ "version = 3", "version = 2", "x:17: correlation: unknown here" },
	{ "    ( 0.000739 )", "    ( 1.000739 )",
	  "x:18: correlation: number 1 of row 1 must lie in -1 to 1" },
	{ "0.002217 )", "0.002217, 0.1 )",
	  "x:19: correlation: row 2 must be 2 numbers in ( )" },
	{ "0.002217 )", "\"0.002217\" )",
	  "x:19: correlation: number 2 of row 2 must lie" },
	{ "    ( 0.000739 ),\n", "",
	  "x:17: correlation: must be 8 rows, as there are 9 unknowns" },
	/* two are the same, but not to a third */
	{ "    ( 0.000739 ),\n    ( -0.001478, 0.002217 )",
	  "    ( 1.0 ),\n    ( 0.5, -0.5 )",
	  "x:17: correlation: no errors can be related like this" },
	{ "version = 3;\n", "", "version is missing" },
	{ "model = \"", "model = 4; # \"", "x:5: model: must be text" },
	{ "MTi-3", "\t", "x:5: model: control" },
	{ "serial = \"S/N \\\"7\\\\8\\\"", "serial = \"",
	  "the serial number is missing" },
	{ "sum = ", "total = ", "total: unknown here" },
	{ "-0.0476", "-0.0475", "x:83: sum: does not fit" },
	{ "version", "@include \"y\"\nversion", "x: @include" },
	{ "version = 3;", "version = ;", "x:3: syntax error" },
	{ "sum = \"", "sum = ", "x:83: a text in quotes has no end" },
	{ "MTi-3\"", "MTi-3\\\"", "x:83: a text in quotes has no end" },
	{ "gyroscope", "# \"\ngyroscope", "x:84: sum: does not fit" },
	{ "gyroscope", "// \"\ngyroscope", "x:84: sum: does not fit" },
	{ "gyroscope", "/* \" */ gyroscope", "x:83: sum: does not fit" },
};

START_TEST(what_is_wrong_is_named)
{
	char *text = changed(edits[_i].from, edits[_i].to);

	ck_assert_int_eq(gn_cal_file_parse(&back, text, "x", NULL, &why),
			 GN_EFORMAT);
	ck_assert_msg(strstr(why.text, edits[_i].says) != NULL, "%s",
		      why.text);
	ck_assert_ptr_null(strchr(why.text, '\n'));
	ck_assert_str_eq(back.serial, "");      /* untouched */
	free(text);
}
END_TEST

/* As gonio 0.1 wrote them. */
START_TEST(versions_1_and_2_are_read)
{
	char *text, *line;

	unrelate();
	if (!_i) {
		c.has_scale = c.has_mag = 0;
		memset(&c.scale, 0, sizeof(c.scale));
		memset(&c.mag, 0, sizeof(c.mag));
	}
	text = changed("version = 3", _i ? "version = 2" : "version = 1");
	line = strstr(text, "sum = ");
	snprintf(line, 19, "sum = \"%08x\";\n",
		 gn_cal_sum(text, (size_t)(line - text)));
	ck_assert_msg(!gn_cal_file_parse(&back, text, "x", NULL, &why), "%s",
		      why.text);
	ck_assert_mem_eq(&back, &c, sizeof(c));
	free(text);
}
END_TEST

START_TEST(version_1_had_no_more)
{
	char *text;

	unrelate();
	text = changed("version = 3", "version = 1");
	ck_assert_int_eq(gn_cal_file_parse(&back, text, "x", NULL, &why),
			 GN_EFORMAT);
	ck_assert_ptr_nonnull(strstr(why.text,
				     "gyroscope_scale: unknown here"));
	free(text);
}
END_TEST

/* Bias off, then K: each of nine in its place. */
START_TEST(rates_are_made_right)
{
	struct gn_sample s = { .gyr_radps = { 0.5F, -1, 2 } };
	const float b[3] = { 0.25F, 0.5F, -0.5F };

	c.has_acc = 0;
	memcpy(c.gyr.bias_radps, b, sizeof(b));
	for (int i = 0; i < 9; i++)
		c.scale.k[i / 3][i % 3] = (float)(i + 1);
	gn_cal_file_apply(&c, &s);      /* of 0.25, -1.5, 2.5 */
	ck_assert_float_eq(s.gyr_radps[0], 4.75F);
	ck_assert_float_eq(s.gyr_radps[1], 8.5F);
	ck_assert_float_eq(s.gyr_radps[2], 12.25F);
	c.has_scale = 0;
	gn_cal_file_apply(&c, &s);
	ck_assert_float_eq(s.gyr_radps[0], 4.5F);
}
END_TEST

START_TEST(iron_is_taken_off)
{
	struct gn_sample s = { .mag_ut = { 10, 20, -30 } };
	const float o[3] = { 8, 21, -33 };

	memcpy(c.mag.offset_ut, o, sizeof(o));
	for (int i = 0; i < 9; i++)
		c.mag.w[i / 3][i % 3] = (float)(i + 1);
	gn_cal_file_apply(&c, &s);      /* of 2, -1, 3 */
	ck_assert_float_eq(s.mag_ut[0], 9);
	ck_assert_float_eq(s.mag_ut[1], 21);
	ck_assert_float_eq(s.mag_ut[2], 33);
	c.has_mag = 0;
	gn_cal_file_apply(&c, &s);
	ck_assert_float_eq(s.mag_ut[0], 9);
}
END_TEST

START_TEST(another_sensors_is_refused)
{
	char *text = text_of(&c);

	ck_assert_int_eq(gn_cal_file_parse(&back, text, "f.cfg", "99", &why),
			 GN_ENODEV);
	ck_assert_ptr_nonnull(strstr(why.text, "f.cfg:4: it is of sensor 'S/N "
				     "\"7\\8\"', not of '99'"));
	ck_assert_int_eq(gn_cal_file_parse(&back, text, "f.cfg", NULL, &why),
			 GN_OK);
	free(text);
}
END_TEST

START_TEST(numbers_that_cannot_be_are_not_written)
{
	char *text = NULL;

	c.acc.cal.k[1][1] = NAN;
	ck_assert_int_eq(gn_cal_file_text(&c, &text), GN_EINVAL);
	fill();
	c.gyr.bias_radps[2] = 1.5F;
	ck_assert_int_eq(gn_cal_file_text(&c, &text), GN_EINVAL);
	fill();
	c.acc.skew_sd_rad[1] = NAN;     /* one of three */
	ck_assert_int_eq(gn_cal_file_text(&c, &text), GN_EINVAL);
	fill();
	c.mag.corr[35] = NAN;           /* one of them */
	ck_assert_int_eq(gn_cal_file_text(&c, &text), GN_EINVAL);
	fill();
	c.gyr.corr[0] = 1;
	c.gyr.corr[1] = 0.5F;
	c.gyr.corr[2] = -0.5F;
	ck_assert_int_eq(gn_cal_file_text(&c, &text), GN_EINVAL);
	fill();
	c.acc.poses = 0;
	ck_assert_int_eq(gn_cal_file_text(&c, &text), GN_EINVAL);
	fill();
	c.serial[0] = '\0';
	ck_assert_int_eq(gn_cal_file_text(&c, &text), GN_EINVAL);
	ck_assert_ptr_null(text);
}
END_TEST

START_TEST(a_control_character_is_not_written)
{
	char *text;

	snprintf(c.model, sizeof(c.model), "a\nb\x7f");
	text = text_of(&c);
	ck_assert_ptr_nonnull(strstr(text, "model = \"a?b?\";\n"));
	free(text);
}
END_TEST

START_TEST(a_name_never_is_a_path)
{
	char name[GN_CAL_NAME_SIZE], longest[200];

	gn_cal_file_name("../x", name);
	ck_assert_str_eq(name, "___x.cfg");
	gn_cal_file_name("A-b_9.cfg\xc3\xa4", name);
	ck_assert_str_eq(name, "A-b_9_cfg__.cfg");
	memset(longest, 'z', sizeof(longest));
	longest[sizeof(longest) - 1] = '\0';
	gn_cal_file_name(longest, name);
	ck_assert_uint_eq(strlen(name), GN_CAL_NAME_SIZE - 1);
	ck_assert_str_eq(name + strlen(name) - 5, "z.cfg");
}
END_TEST

START_TEST(files_are_read)
{
	char *text = text_of(&c), *big;

	files_put("a.cfg", text);
	ck_assert_int_eq(gn_cal_file_read(&back, files_path("a.cfg"),
					  c.serial, &why), GN_OK);
	ck_assert_mem_eq(&back, &c, sizeof(c));
	ck_assert_int_eq(gn_cal_file_read(&back, files_path("b.cfg"), NULL,
					  &why), GN_ENOENT);
	files_mkdir("d");
	ck_assert_int_eq(gn_cal_file_read(&back, files_path("d"), NULL,
					  &why), GN_EIO);
	files_put_bytes("nul.cfg", text, strlen(text) + 1);
	ck_assert_int_eq(gn_cal_file_read(&back, files_path("nul.cfg"), NULL,
					  &why), GN_EFORMAT);
	big = calloc(1, GN_CAL_FILE_MAX + 2);
	memset(big, '#', GN_CAL_FILE_MAX + 1);
	files_put("big.cfg", big);
	ck_assert_int_eq(gn_cal_file_read(&back, files_path("big.cfg"), NULL,
					  &why), GN_EFORMAT);
	ck_assert_ptr_nonnull(strstr(why.text, "no calibration file"));
	free(big);
	free(text);
}
END_TEST

/* What a fit found is what the file holds. */
START_TEST(fits_are_taken_over)
{
	struct gn_acc_cal_fit fit = { .n_poses = 9, .rms_mps2 = 0.25 };
	struct gn_gyr_bias gyr = { .n_poses = 8 };
	struct gn_gyr_cal_fit scale = { .n_turns = 7, .rms_rad = 0.5,
					.k[1][2] = 3, .sd[2][1] = 4 };
	struct gn_mag_cal mag = { .n_used = 9000000000, .field_ut = 50,
				  .offset_ut[1] = 6, .w[2][1] = 7 };

	fit.cal.k[1][2] = 0.5F;
	fit.cal.bias_mps2[2] = 0.125F;
	for (int i = 0; i < GN_ACC_CAL_UNKNOWNS; i++)
		fit.sd[i] = i;
	for (int i = 0; i < 3; i++) {
		gyr.bias_radps[i] = 10 + i;
		gyr.bias_sd_radps[i] = 20 + i;
		gyr.drift_radps2[i] = 30 + i;
		gyr.drift_sd_radps2[i] = 40 + i;
	}
	gn_cal_acc_set(&back, &fit);
	gn_cal_gyr_set(&back, &gyr);
	gn_cal_scale_set(&back, &scale);
	ck_assert(back.has_acc && back.has_gyr && back.has_scale);
	ck_assert_uint_eq(back.scale.turns, 7);
	ck_assert_float_eq(back.scale.residual_rad, 0.5F);
	ck_assert_float_eq(back.scale.k[1][2], 3);
	ck_assert_float_eq(back.scale.sd[2][1], 4);
	ck_assert_mem_eq(&back.acc.cal, &fit.cal, sizeof(fit.cal));
	ck_assert_uint_eq(back.acc.poses, 9);
	ck_assert_uint_eq(back.gyr.poses, 8);
	ck_assert_float_eq(back.acc.residual_mps2, 0.25F);
	for (int i = 0; i < 3; i++) {
		float x = (float)i;

		ck_assert_float_eq(back.acc.bias_sd_mps2[i], x);
		ck_assert_float_eq(back.acc.scale_sd[i], 3 + x);
		ck_assert_float_eq(back.acc.skew_sd_rad[i], 6 + x);
		ck_assert_float_eq(back.gyr.bias_radps[i], 10 + x);
		ck_assert_float_eq(back.gyr.bias_sd_radps[i], 20 + x);
		ck_assert_float_eq(back.gyr.drift_radps2[i], 30 + x);
		ck_assert_float_eq(back.gyr.drift_sd_radps2[i], 40 + x);
	}
	mag.w_sd[0][2] = 5;
	gn_cal_mag_set(&back, &mag);
	ck_assert_uint_eq(back.has_mag, 1);
	ck_assert_uint_eq(back.mag.samples, 1000000000);
	ck_assert_float_eq(back.mag.field_ut, 50);
	ck_assert_float_eq(back.mag.offset_ut[1], 6);
	ck_assert_float_eq(back.mag.w[2][1], 7);
	ck_assert_float_eq(back.mag.skew_sd_rad[1], 5);
	memset(&back, 0, sizeof(back));
	gyr.n_poses = 0;
	gn_cal_gyr_set(&back, &gyr);
	ck_assert_uint_eq(back.has_gyr, 0);
}
END_TEST

Suite *suite_cal_file(void)
{
	Suite *s = suite_create("cal_file");
	TCase *t = tcase_create("cal_file");

	tcase_add_checked_fixture(t, files_open, files_close);
	tcase_add_checked_fixture(t, fill, NULL);
	tcase_add_test(t, every_bit_comes_back);
	tcase_add_test(t, nine_digits_are_enough);
	tcase_add_test(t, what_is_not_known_stays_unknown);
	tcase_add_test(t, one_part_alone);
	tcase_add_test(t, damage_is_never_a_calibration);
	tcase_add_loop_test(t, what_is_wrong_is_named, 0,
			    sizeof(edits) / sizeof(edits[0]));
	tcase_add_loop_test(t, versions_1_and_2_are_read, 0, 2);
	tcase_add_test(t, version_1_had_no_more);
	tcase_add_test(t, rates_are_made_right);
	tcase_add_test(t, iron_is_taken_off);
	tcase_add_test(t, another_sensors_is_refused);
	tcase_add_test(t, numbers_that_cannot_be_are_not_written);
	tcase_add_test(t, a_control_character_is_not_written);
	tcase_add_test(t, a_name_never_is_a_path);
	tcase_add_test(t, files_are_read);
	tcase_add_test(t, fits_are_taken_over);
	suite_add_tcase(s, t);
	return s;
}
