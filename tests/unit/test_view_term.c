/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "apps/view.h"
#include "fault.h"
#include "pty.h"
#include "suites.h"

#define TICK GN_VIEW_DRAW_NS

static int master, slave;
static FILE *tty;
static struct gn_view_state v;
static char got[16384];

/* A terminal of 80x24 whose other end is ours. */
static void setup(void)
{
	static const struct gn_sensor sensor = { .name = "thigh_l",
						 .rate_hz = 50 };

	slave = pty_open(&master, 24, 80);
	tty = fdopen(slave, "r+");
	ck_assert_ptr_nonnull(tty);
	setenv("TERM", "xterm", 1);
	setenv("LC_ALL", "C", 1);
	unsetenv("LINES");
	unsetenv("COLUMNS");
	gn_view_init(&v, "Squat", &sensor, 1, NULL);
}

static void teardown(void)
{
	fclose(tty);
	close(master);
}

static struct gn_view *start(void)
{
	struct gn_view *w = NULL;
	struct gn_diag why = { "" };
	int err = gn_view_open(&w, tty, tty, &why);

	ck_assert_msg(!err, "%s", why.text);
	return w;
}

/* What has come to the screen since; its length. */
static size_t screen(void)
{
	return pty_seen(master, 20, got, sizeof(got));
}

static void press(const char *keys)
{
	ck_assert_int_eq(write(master, keys, strlen(keys)),
			 (ssize_t)strlen(keys));
}

static void rep(void)
{
	struct gn_session_event ev = { .kind = GN_EV_REP };

	ev.u.rep.set = 1;
	gn_view_event(&v, &ev);
}

START_TEST(only_what_differs_is_sent)
{
	struct gn_view *w = start();
	size_t whole;

	ck_assert_int_eq(gn_view_draw(w, &v, 0), 1);
	whole = screen();
	ck_assert_uint_gt(whole, 300);
	ck_assert_ptr_nonnull(strstr(got, "Squat"));
	ck_assert_ptr_nonnull(strstr(got, "thigh_l"));
	ck_assert_int_eq(gn_view_draw(w, &v, TICK), 1);
	ck_assert_uint_eq(screen(), 0);
	v.now_ns = 1000000000;
	ck_assert_int_eq(gn_view_draw(w, &v, 2 * TICK), 1);
	ck_assert_uint_lt(screen(), 50);
	ck_assert_ptr_nonnull(strchr(got, '1'));
	gn_view_close(w);
}
END_TEST

START_TEST(ten_times_a_second)
{
	struct gn_view *w = start();

	ck_assert_int_eq(gn_view_draw(w, &v, 5), 1);
	ck_assert_int_eq(gn_view_draw(w, &v, 5 + TICK - 1), 0);
	ck_assert_int_eq(gn_view_draw(w, &v, 5 + TICK), 1);
	ck_assert_int_eq(gn_view_draw(w, &v, 6 + TICK), 0);
	gn_view_close(w);
}
END_TEST

START_TEST(a_line_that_takes_no_more)
{
	struct gn_view *w = start();

	screen();
	ck_assert_int_eq(tcflow(slave, TCOOFF), 0);
	ck_assert_int_eq(gn_view_draw(w, &v, 0), 0);
	ck_assert_uint_eq(screen(), 0);
	ck_assert_int_eq(tcflow(slave, TCOON), 0);
	ck_assert_int_eq(gn_view_draw(w, &v, 1), 1);
	ck_assert_uint_gt(screen(), 300);
	ck_assert_int_eq(tcflow(slave, TCOOFF), 0);
	gn_view_close(w);                       /* does not hang */
}
END_TEST

START_TEST(keys)
{
	static const enum gn_view_key want[] = {
		GN_VIEW_KEY_SET, GN_VIEW_KEY_MARK, GN_VIEW_KEY_NEXT,
		GN_VIEW_KEY_STAGE, GN_VIEW_KEY_PLUS, GN_VIEW_KEY_PLUS,
		GN_VIEW_KEY_MINUS, GN_VIEW_KEY_BEEP, GN_VIEW_KEY_QUIT,
		GN_VIEW_KEY_DIGIT,
		(enum gn_view_key)(GN_VIEW_KEY_DIGIT + 9), GN_VIEW_KEY_POINT,
		GN_VIEW_KEY_POINT, GN_VIEW_KEY_ERASE, GN_VIEW_KEY_ERASE,
		GN_VIEW_KEY_ENTER, GN_VIEW_KEY_ENTER, GN_VIEW_KEY_NONE
	};
	struct gn_view *w = start();

	ck_assert_int_eq(gn_view_read_key(w), GN_VIEW_KEY_NONE);
	press("smnt+=x\x1b[A-bq09.,\b\x7f\r\n");
	for (size_t i = 0; i < sizeof(want) / sizeof(*want); i++)
		ck_assert_msg(gn_view_read_key(w) == want[i], "key %zu", i);
	gn_view_close(w);
}
END_TEST

START_TEST(another_size)
{
	struct gn_view *w = start();

	gn_view_draw(w, &v, 0);
	screen();
	pty_resize(slave, 30, 100);
	ck_assert_int_eq(raise(SIGWINCH), 0);
	ck_assert_int_eq(gn_view_read_key(w), GN_VIEW_KEY_NONE);
	ck_assert_int_eq(gn_view_draw(w, &v, 1), 1);
	screen();
	ck_assert_ptr_nonnull(strstr(got, "\x1b[30d"));
	ck_assert_ptr_nonnull(strstr(got, "######"));
	gn_view_close(w);
}
END_TEST

/* https://no-color.org; bold, which is no colour, stays */
START_TEST(colours_unless_they_are_not_wanted)
{
	static const struct {
		const char *no_color;
		int         coloured;
	} said[] = { { NULL, 1 }, { "", 1 }, { "1", 0 }, { "0", 0 } };
	struct gn_view *w;

	v.sensor[0].state = GN_VIEW_GONE;
	for (size_t i = 0; i < sizeof(said) / sizeof(*said); i++) {
		if (said[i].no_color)
			setenv("NO_COLOR", said[i].no_color, 1);
		else
			unsetenv("NO_COLOR");
		w = start();
		gn_view_draw(w, &v, 0);
		screen();
		gn_view_close(w);
		ck_assert_int_eq(strstr(got, "\x1b[31m") != NULL,
				 said[i].coloured);
		ck_assert_ptr_nonnull(strstr(got, "\x1b[0;1m"));
		screen();
	}
	unsetenv("NO_COLOR");
}
END_TEST

START_TEST(characters_are_those_of_the_locale)
{
	struct gn_view *w = start();

	gn_view_draw(w, &v, 0);
	screen();
	ck_assert_ptr_nonnull(strstr(got, "###"));
	gn_view_close(w);
	setenv("LC_ALL", "C.UTF-8", 1);
	w = start();
	gn_view_draw(w, &v, 0);
	screen();
	ck_assert_ptr_nonnull(strstr(got, "\u2588\u2588\u2588"));
	gn_view_close(w);
	ck_assert_str_eq(setlocale(LC_CTYPE, NULL), "C");
}
END_TEST

START_TEST(a_beep_that_is_due)
{
	struct gn_view *w = start();

	gn_view_draw(w, &v, 0);
	screen();
	v.beep = 1;
	rep();
	gn_view_draw(w, &v, TICK);
	screen();
	ck_assert_ptr_nonnull(strchr(got, '\a'));
	gn_view_draw(w, &v, 2 * TICK);
	ck_assert_uint_eq(screen(), 0);
	gn_view_close(w);
}
END_TEST

START_TEST(the_terminal_is_given_back)
{
	struct termios was, is;
	struct gn_view *w;

	ck_assert_int_eq(tcgetattr(slave, &was), 0);
	for (int i = 0; i < 2; i++) {
		w = start();
		gn_view_draw(w, &v, 0);
		ck_assert_int_eq(tcgetattr(slave, &is), 0);
		ck_assert_uint_eq(is.c_lflag & (ICANON | ECHO), 0);
		screen();
		gn_view_close(w);
		ck_assert_int_eq(tcgetattr(slave, &is), 0);
		ck_assert_uint_eq(is.c_lflag, was.c_lflag);
		ck_assert_uint_eq(is.c_iflag, was.c_iflag);
		ck_assert_uint_eq(is.c_oflag, was.c_oflag);
		screen();
		/* out of the alternate screen, the cursor back */
		ck_assert_ptr_nonnull(strstr(got, "\x1b[?1049l"));
		ck_assert_ptr_nonnull(strstr(got, "\x1b[?25h"));
	}
	gn_view_close(NULL);
}
END_TEST

START_TEST(what_is_no_terminal_is_refused)
{
	static const struct {
		const char *term, *said;
	} bad[] = {
		{ "nosuch", "TERM='nosuch' is not known" },
		{ "", "TERM='' is not known" },
		{ "dumb", "TERM='dumb' cannot place its cursor" },
	};
	FILE *null = fopen("/dev/null", "r+");
	struct gn_view *w = NULL;
	struct gn_diag why;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		setenv("TERM", bad[i].term, 1);
		ck_assert_int_eq(gn_view_open(&w, tty, tty, &why), GN_ENODEV);
		ck_assert_ptr_nonnull(strstr(why.text, bad[i].said));
	}
	setenv("TERM", "xterm", 1);
	ck_assert_ptr_nonnull(null);
	ck_assert_int_eq(gn_view_open(&w, null, tty, &why), GN_ENODEV);
	ck_assert_int_eq(gn_view_open(&w, tty, null, &why), GN_ENODEV);
	ck_assert_str_eq(why.text, "no terminal");
	fclose(null);
	ck_assert_ptr_null(w);
	ck_assert_uint_eq(screen(), 0);
}
END_TEST

START_TEST(out_of_memory)
{
	struct gn_view *w = NULL;
	struct fault_stat stat;
	int err;

	fault_start(1);
	err = gn_view_open(&w, tty, tty, NULL);
	stat = fault_stop();
	ck_assert_int_eq(err, GN_ENOMEM);
	ck_assert_int_eq(stat.live, 0);
	ck_assert_ptr_null(w);
}
END_TEST

Suite *suite_view_term(void)
{
	Suite *s = suite_create("view_term");
	TCase *tc = tcase_create("terminal");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, only_what_differs_is_sent);
	tcase_add_test(tc, ten_times_a_second);
	tcase_add_test(tc, a_line_that_takes_no_more);
	tcase_add_test(tc, keys);
	tcase_add_test(tc, another_size);
	tcase_add_test(tc, colours_unless_they_are_not_wanted);
	tcase_add_test(tc, characters_are_those_of_the_locale);
	tcase_add_test(tc, a_beep_that_is_due);
	tcase_add_test(tc, the_terminal_is_given_back);
	tcase_add_test(tc, what_is_no_terminal_is_refused);
	tcase_add_test(tc, out_of_memory);
	suite_add_tcase(s, tc);
	return s;
}
