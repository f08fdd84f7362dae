/* SPDX-License-Identifier: MIT */
#include "links.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LINES 2                 /* rows of links beside a code */

/* Others need a secret to watch: hence they can reach it. */
static int for_others(const struct gn_serve *s)
{
	return strchr(gn_serve_link(s, 0), '#') != NULL;
}

static void add(struct gn_links *l, const char *what, const char *url,
		int coded)
{
	struct gn_link *x = &l->at[l->n++];

	x->what = what;
	x->url = url;
	x->coded = coded && !gn_qr_make(&x->code, url);
}

void gn_links_of(struct gn_links *l, const struct gn_serve *s, int phones)
{
	const int coded = for_others(s);

	l->n = 0;
	add(l, "view", gn_serve_link(s, 1), coded);
	if (phones)
		add(l, "phone", gn_serve_phone_link(s), coded);
}

void gn_links_tell(const struct gn_links *l, const struct gn_serve *s)
{
	FILE *to = isatty(STDOUT_FILENO) ? stdout : stderr;

	for (size_t i = 0; i < l->n; i++) {
		printf("%s %s\n", l->at[i].what, l->at[i].url);
		if (!i && for_others(s))
			printf("watch %s\n", gn_serve_link(s, 0));
		fflush(stdout);
		if (l->at[i].coded && gn_qr_show(&l->at[i].code, to, LINES))
			fflush(to);
	}
}
