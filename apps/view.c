/* SPDX-License-Identifier: MIT */
#include "view.h"

#include <curses.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

#include "view_screen.h"

#define ESC_MS 25               /* an arrow key is one key; ESC may be */

struct gn_view {
	SCREEN *screen;
	int     fd;
	int64_t next_ns;        /* not drawn before */
	chtype  attr[GN_GRID_ATTRS];
	char    locale[64];     /* as it was */
	uint8_t utf8;
	struct gn_grid grid;
};

/* Can a cursor be placed on it? Asked first, as curses would do its best. */
static int usable(FILE *in, FILE *to, struct gn_diag *why)
{
	const char *name = getenv("TERM"), *cup;
	int err = 0;

	if (!isatty(fileno(in)) || !isatty(fileno(to)))
		return gn_diag_set(why, GN_ENODEV, "no terminal");
	if (setupterm(NULL, fileno(to), &err) != OK)
		return gn_diag_set(why, GN_ENODEV, "the terminal TERM='%.40s' "
				   "is not known", name ? name : "");
	cup = tigetstr("cup");
	err = !cup || cup == (char *)-1;
	del_curterm(cur_term);
	if (err)
		return gn_diag_set(why, GN_ENODEV, "the terminal TERM='%.40s' "
				   "cannot place its cursor", name ? name : "");
	return GN_OK;
}

/* https://no-color.org: set, to whatever, and not empty */
static int no_colour(void)
{
	const char *said = getenv("NO_COLOR");

	return said && *said;
}

static void set_attrs(struct gn_view *w)
{
	w->attr[GN_GRID_PLAIN] = A_NORMAL;
	w->attr[GN_GRID_STRONG] = A_BOLD;
	w->attr[GN_GRID_BAR] = A_REVERSE;
	w->attr[GN_GRID_GOOD] = A_NORMAL;
	w->attr[GN_GRID_BAD] = A_BOLD;
	w->attr[GN_GRID_CODE] = A_BOLD;
	if (no_colour() || !has_colors() || start_color() == ERR ||
	    use_default_colors() == ERR)
		return;
	init_pair(GN_GRID_GOOD, COLOR_GREEN, -1);
	init_pair(GN_GRID_BAD, COLOR_RED, -1);
	init_pair(GN_GRID_CODE, COLOR_WHITE, COLOR_BLACK);
	w->attr[GN_GRID_CODE] |= (chtype)COLOR_PAIR(GN_GRID_CODE);
	w->attr[GN_GRID_GOOD] |= (chtype)COLOR_PAIR(GN_GRID_GOOD);
	w->attr[GN_GRID_BAD] |= (chtype)COLOR_PAIR(GN_GRID_BAD);
}

/* Characters are written as the user's locale has them. */
static void enter_locale(struct gn_view *w)
{
	const char *was = setlocale(LC_CTYPE, NULL);

	snprintf(w->locale, sizeof(w->locale), "%s", was ? was : "C");
	if (setlocale(LC_CTYPE, ""))
		w->utf8 = !strcmp(nl_langinfo(CODESET), "UTF-8");
}

int gn_view_open(struct gn_view **out, FILE *in, FILE *to, struct gn_diag *why)
{
	struct gn_view *w;
	int err = usable(in, to, why);

	if (err)
		return err;
	w = calloc(1, sizeof(*w));
	if (!w)
		return gn_diag_set(why, GN_ENOMEM, "out of memory");
	fflush(to);
	enter_locale(w);
	w->fd = fileno(to);
	w->screen = newterm(NULL, to, in);
	if (!w->screen) {
		gn_view_close(w);
		return gn_diag_set(why, GN_ENODEV, "curses cannot use the "
				   "terminal");
	}
	set_escdelay(ESC_MS);
	cbreak();
	noecho();
	keypad(stdscr, TRUE);
	nodelay(stdscr, TRUE);
	curs_set(0);
	set_attrs(w);
	*out = w;
	return GN_OK;
}

/* A slow line that is still busy, or one stopped with ^S, is not waited for. */
static int takes_more(const struct gn_view *w)
{
	struct pollfd p = { .fd = w->fd, .events = POLLOUT };

	return poll(&p, 1, 0) == 1 && p.revents & POLLOUT;
}

int gn_view_draw(struct gn_view *w, struct gn_view_state *v, int64_t clock_ns)
{
	const struct gn_grid *g = &w->grid;

	if (clock_ns < w->next_ns || !takes_more(w))
		return 0;
	w->next_ns = clock_ns + GN_VIEW_DRAW_NS;
	gn_view_render(&w->grid, v, getmaxy(stdscr), getmaxx(stdscr), w->utf8);
	erase();
	for (int r = 0; r < g->rows; r++) {
		move(r, 0);
		for (int c = 0; c < g->cols; c++) {
			attrset((int)w->attr[g->cell[r][c].attr]);
			addstr(g->cell[r][c].text);
		}
	}
	if (gn_view_beep(v))
		beep();
	refresh();
	return 1;
}

enum gn_view_key gn_view_read_key(struct gn_view *w)
{
	int c;

	for (;;) {
		c = wgetch(stdscr);
		switch (c) {
		case ERR:
			return GN_VIEW_KEY_NONE;
		case KEY_RESIZE:
			w->next_ns = 0;
			break;
		case 's':
			return GN_VIEW_KEY_SET;
		case 'm':
			return GN_VIEW_KEY_MARK;
		case 'n':
			return GN_VIEW_KEY_NEXT;
		case 't':
			return GN_VIEW_KEY_STAGE;
		case '+':
		case '=':       /* the same key without shift */
			return GN_VIEW_KEY_PLUS;
		case '-':
			return GN_VIEW_KEY_MINUS;
		case 'b':
			return GN_VIEW_KEY_BEEP;
		case 'c':
			return GN_VIEW_KEY_LINK;
		case 'q':
			return GN_VIEW_KEY_QUIT;
		case '\r':
		case '\n':
		case KEY_ENTER:
			return GN_VIEW_KEY_ENTER;
		case '\b':
		case 0x7f:      /* what most terminals send for it */
		case KEY_BACKSPACE:
			return GN_VIEW_KEY_ERASE;
		case '.':
		case ',':
			return GN_VIEW_KEY_POINT;
		default:
			if (c >= '0' && c <= '9')
				return (enum gn_view_key)(GN_VIEW_KEY_DIGIT +
							  (c - '0'));
			break;
		}
	}
}

void gn_view_close(struct gn_view *w)
{
	if (!w)
		return;
	if (w->screen) {
		/* stopped with ^S it would never take the last words */
		tcflow(w->fd, TCOON);
		endwin();
		delscreen(w->screen);
	}
	setlocale(LC_CTYPE, w->locale);
	free(w);
}

const char *gn_view_version(void)
{
	return curses_version();
}
