/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <qrencode.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "apps/serve_qr.h"
#include "pty.h"
#include "suites.h"

/* What a camera would see of a terminal, module by module. */

#define LINK "https://192.168.1.23:8750/#dk3vV5mPCU0TQzbnKQ3sJA"
#define MOST 80                 /* modules a side that are looked at */

static char got[16384];
static uint8_t light[MOST][MOST];
static int n_rows, n_cols;      /* of them; each character has two rows */
static int master;
static FILE *tty;
static struct gn_qr code;

/* As a child has it; without one the next test would have it too. */
static void surroundings(const char *locale, const char *term, const char *no)
{
	setenv("LC_ALL", locale, 1);
	setenv("TERM", term, 1);
	setenv("NO_COLOR", no, 1);
}

static void setup(void)
{
	tty = fdopen(pty_open(&master, 24, 80), "w");
	ck_assert_ptr_nonnull(tty);
	surroundings("C.UTF-8", "xterm", "");
	ck_assert_int_eq(gn_qr_make(&code, LINK), GN_OK);
}

static void teardown(void)
{
	fclose(tty);
	close(master);
	unsetenv("LC_ALL");
	unsetenv("NO_COLOR");
}

/* What has come to the screen since. */
static const char *screen(void)
{
	fflush(tty);
	pty_seen(master, 5, got, sizeof(got));
	return got;
}

/* One character is seen: upper and lower half. */
static const char *see_one(const char *s, int row, int col)
{
	static const struct {
		const char *text;
		uint8_t upper, lower;
	} block[] = {
		{ " ", 0, 0 }, { "\xe2\x96\x80", 1, 0 },
		{ "\xe2\x96\x84", 0, 1 }, { "\xe2\x96\x88", 1, 1 },
	};

	ck_assert(row < MOST && col < MOST);
	for (size_t i = 0; i < 4; i++) {
		if (strncmp(s, block[i].text, strlen(block[i].text)) != 0)
			continue;
		light[row][col] = block[i].upper;
		light[row + 1][col] = block[i].lower;
		return s + strlen(block[i].text);
	}
	ck_abort_msg("no block: '%.20s'", s);
	return s;
}

/* Lines that begin and end as said are seen: light[][]. */
static void see(const char *s, const char *before, const char *after)
{
	n_rows = 0;
	while (*s) {
		int col = 0;

		ck_assert_msg(!strncmp(s, before, strlen(before)), "'%.20s'",
			      s);
		s += strlen(before);
		while (strncmp(s, after, strlen(after)) != 0)
			s = see_one(s, n_rows, col++);
		s += strlen(after);
		ck_assert(!n_rows || col == n_cols);
		n_cols = col;
		n_rows += 2;
	}
}

static int is_quiet(int r, int c, int side)
{
	return r < 4 || c < 4 || r >= 4 + side || c >= 4 + side;
}

/* It is the code of the text, with its quiet zone, and nothing else. */
static void is_code_of(const char *text)
{
	QRcode *want = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_L);
	int side;

	ck_assert_ptr_nonnull(want);
	side = want->width;
	ck_assert_int_eq(n_cols, side + 8);
	ck_assert_int_eq(n_rows, side + 9);
	for (int r = 0; r < n_rows; r++)
		for (int c = 0; c < n_cols; c++)
			if (is_quiet(r, c, side))
				ck_assert_int_eq(light[r][c], 1);
			else
				ck_assert_int_eq(light[r][c],
					!(want->data[(r - 4) * side + c - 4] &
					  1));
	QRcode_free(want);
}

START_TEST(what_is_drawn_is_the_code)
{
	static const char *const texts[] = {
		"a", "https://10.0.0.1/#dk3vV5mPCU0TQzbnKQ3sJA", LINK,
		"https://[fd12:3456:789a:1:2:3:4:5]/#dk3vV5mPCU0TQzbnKQ3sJA",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		ck_assert_int_eq(gn_qr_make(&code, texts[i]), GN_OK);
		ck_assert_int_eq(gn_qr_show(&code, tty, 2), 1);
		see(screen(), "\x1b[97;40m", "\x1b[0m\r\n");
		is_code_of(texts[i]);
	}
	/* the corner of every code: a dark square around a light one */
	ck_assert(light[3][3] && !light[4][4] && !light[10][10] &&
		  light[5][5] && light[11][11] && !light[7][7]);
}
END_TEST

START_TEST(without_colours_it_is_the_same)
{
	surroundings("C.UTF-8", "xterm", "1");
	ck_assert_int_eq(gn_qr_show(&code, tty, 2), 1);
	see(screen(), "", "\r\n");
	is_code_of(LINK);
	surroundings("C.UTF-8", "dumb", "");
	ck_assert_int_eq(gn_qr_show(&code, tty, 2), 1);
	see(screen(), "", "\r\n");
	is_code_of(LINK);
}
END_TEST

/* 29 modules and the quiet zone: 37 columns, 19 rows. */
START_TEST(it_is_whole_or_not_there)
{
	static const struct {
		int rows, cols, beside, want;
	} t[] = {
		{ 21, 37, 2, 1 }, { 21, 36, 2, 0 }, { 20, 37, 2, 0 },
		{ 20, 37, 1, 1 }, { 0, 0, 0, 0 },
	};

	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++) {
		pty_resize(master, t[i].rows, t[i].cols);
		ck_assert_int_eq(gn_qr_show(&code, tty, t[i].beside),
				 t[i].want);
		ck_assert_int_eq(*screen() != '\0', t[i].want);
	}
}
END_TEST

START_TEST(who_cannot_show_it_is_spared)
{
	FILE *file = tmpfile();

	surroundings("C", "xterm", "");
	ck_assert_int_eq(gn_qr_show(&code, tty, 2), 0);
	surroundings("no_SUCH", "xterm", "");
	ck_assert_int_eq(gn_qr_show(&code, tty, 2), 0);
	ck_assert_str_eq(screen(), "");
	surroundings("C.UTF-8", "xterm", "");
	ck_assert_int_eq(gn_qr_show(&code, file, 2), 0);
	ck_assert_int_eq(ftell(file), 0);
	fclose(file);
}
END_TEST

/* Up to the largest side, and no further. */
START_TEST(what_does_not_fit_is_refused)
{
	char text[400];
	QRcode *want;
	size_t n = 271;

	memset(text, 'x', sizeof(text));
	text[n] = '\0';
	ck_assert_int_eq(gn_qr_make(&code, text), GN_OK);
	ck_assert_int_eq(code.side, GN_QR_SIDE_MAX);
	want = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_L);
	for (int i = 0; i < code.side * code.side; i++)
		ck_assert_int_eq(code.dark[i], want->data[i] & 1);
	QRcode_free(want);
	text[n] = 'x';
	text[n + 1] = '\0';
	ck_assert_int_eq(gn_qr_make(&code, text), GN_EINVAL);
	ck_assert_int_eq(gn_qr_make(&code, ""), GN_EINVAL);
}
END_TEST

Suite *suite_serve_qr(void)
{
	Suite *s = suite_create("serve_qr");
	TCase *tc = tcase_create("serve_qr");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, what_is_drawn_is_the_code);
	tcase_add_test(tc, without_colours_it_is_the_same);
	tcase_add_test(tc, it_is_whole_or_not_there);
	tcase_add_test(tc, who_cannot_show_it_is_spared);
	tcase_add_test(tc, what_does_not_fit_is_refused);
	suite_add_tcase(s, tc);
	return s;
}
