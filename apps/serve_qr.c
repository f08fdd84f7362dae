/* SPDX-License-Identifier: MIT */
#include "serve_qr.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <qrencode.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* Bright white on black, whatever the terminal's own colours are. */
#define COLOURS "\x1b[97;40m"
#define PLAIN "\x1b[0m"

int gn_qr_make(struct gn_qr *q, const char *text)
{
	/* a screen has neither dirt nor folds: the coarsest code that holds
	 * it is seen from furthest */
	QRcode *made = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_L);

	if (!made)
		return errno == ENOMEM ? GN_ENOMEM : GN_EINVAL;
	if (made->width > GN_QR_SIDE_MAX) {
		QRcode_free(made);
		return GN_EINVAL;
	}
	q->side = made->width;
	for (int i = 0; i < q->side * q->side; i++)
		q->dark[i] = made->data[i] & 1;
	QRcode_free(made);
	return GN_OK;
}

int gn_qr_cols(const struct gn_qr *q)
{
	return q->side + 2 * GN_QR_QUIET;
}

int gn_qr_rows(const struct gn_qr *q)
{
	return (gn_qr_cols(q) + 1) / 2;
}

/* Is the module there to be drawn? row and col count from the quiet zone's
 * corner. */
static int is_light(const struct gn_qr *q, int row, int col)
{
	row -= GN_QR_QUIET;
	col -= GN_QR_QUIET;
	return row < 0 || row >= q->side || col < 0 || col >= q->side ||
	       !q->dark[row * q->side + col];
}

const char *gn_qr_cell(const struct gn_qr *q, int row, int col)
{
	static const char *const block[2][2] = {
		{ " ", "\u2584" }, { "\u2580", "\u2588" }
	};

	return block[is_light(q, 2 * row, col)][is_light(q, 2 * row + 1, col)];
}

/* Does the user's locale show what is drawn with? */
static int shows_blocks(void)
{
	locale_t user = newlocale(LC_CTYPE_MASK, "", (locale_t)0);
	int yes;

	if (user == (locale_t)0)
		return 0;
	yes = !strcmp(nl_langinfo_l(CODESET, user), "UTF-8");
	freelocale(user);
	return yes;
}

/* https://no-color.org, and terminals that know no colours */
static int has_colours(void)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	return !(no && *no) && term && *term && strcmp(term, "dumb") != 0;
}

int gn_qr_show(const struct gn_qr *q, FILE *to, int beside)
{
	struct winsize w;
	int colours = has_colours();

	if (!isatty(fileno(to)) || ioctl(fileno(to), TIOCGWINSZ, &w) ||
	    w.ws_col < gn_qr_cols(q) || w.ws_row < gn_qr_rows(q) + beside ||
	    !shows_blocks())
		return 0;
	for (int r = 0; r < gn_qr_rows(q); r++) {
		fputs(colours ? COLOURS : "", to);
		for (int c = 0; c < gn_qr_cols(q); c++)
			fputs(gn_qr_cell(q, r, c), to);
		fputs(colours ? PLAIN "\n" : "\n", to);
	}
	return 1;
}

void gn_qr_version(char *out, size_t cap)
{
	int part[3];

	QRcode_APIVersion(&part[0], &part[1], &part[2]);
	snprintf(out, cap, "libqrencode %d.%d.%d", part[0], part[1], part[2]);
}
