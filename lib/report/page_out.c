/* SPDX-License-Identifier: MIT */
/* Words of a page: said, filled in, and put into HTML or text. */
#include "page_out.h"

#include <ctype.h>
#include <string.h>

#define COLUMNS 80

const char *gn_page_say(const struct gn_page_out *o, const char *text)
{
	return gn_page_say_n(o, text, NULL, 1);
}

const char *gn_page_say_n(const struct gn_page_out *o, const char *one,
			  const char *many, size_t n)
{
	if (!one[0])
		return "";      /* gettext gives its header for it */
	if (o->p->say)
		return o->p->say(one, many, n);
	return many && n != 1 ? many : one;
}

void gn_page_escaped(FILE *to, const char *s)
{
	for (; *s; s++)
		switch (*s) {
		case '<':  fputs("&lt;", to);   break;
		case '>':  fputs("&gt;", to);   break;
		case '&':  fputs("&amp;", to);  break;
		case '"':  fputs("&quot;", to); break;
		case ' ':       /* "95 %" stays together */
			fputs(s[1] == '%' ? "&nbsp;" : " ", to);
			break;
		default:
			fputc((unsigned char)*s < 0x20 || *s == 0x7f ? '?' :
			      *s, to);
		}
}

void gn_page_head(struct gn_page_out *o, int level, const char *text)
{
	gn_page_end_lines(o);
	if (o->html) {
		fprintf(o->to, "<h%d>", level);
		gn_page_escaped(o->to, text);
		fprintf(o->to, "</h%d>\n", level);
		return;
	}
	if (level > 1)
		fputc('\n', o->to);
	gn_report_text(o->to, text);
	fputc('\n', o->to);
	for (const char *s = text; level < 3 && *s; s++)
		if ((*s & 0xc0) != 0x80)
			fputc(level == 1 ? '=' : '-', o->to);
	if (level < 3)
		fputc('\n', o->to);
}

/* Columns of the word at s; *bytes: its length. */
static int word(const char *s, size_t *bytes)
{
	int columns = 0;

	*bytes = strcspn(s, " ");
	for (size_t i = 0; i < *bytes; i++)
		columns += (s[i] & 0xc0) != 0x80;
	return columns;
}

/* "* text", broken between words. */
static void put_wrapped(FILE *to, const char *mark, const char *s)
{
	int at = fprintf(to, "%s", mark);

	while (*s) {
		size_t bytes;
		int columns = word(s, &bytes);

		if (at > 2 && at + 1 + columns > COLUMNS)
			at = fprintf(to, "\n  ") - 1;
		else if (at > 2)
			at += fprintf(to, " ");
		for (size_t i = 0; i < bytes; i++)
			fputc((unsigned char)s[i] < 0x20 || s[i] == 0x7f ?
			      '?' : s[i], to);
		at += columns;
		s += bytes;
		s += strspn(s, " ");
	}
	fputc('\n', to);
}

static const char *fill(char out[GN_LINE], const char *fmt, va_list ap)
{
	vsnprintf(out, GN_LINE, fmt, ap);
	return out;
}

const char *gn_page_fill(char out[GN_LINE], const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fill(out, fmt, ap);
	va_end(ap);
	return out;
}

void gn_page_line(struct gn_page_out *o, enum gn_tone tone, const char *fmt,
		  ...)
{
	static const char *const class[] = { "", "fault", "caution",
					     "unknown", "" };
	static const char *const mark[] = { "* ", "! ", "! ", "? ", "* " };
	char text[GN_LINE];
	va_list ap;

	va_start(ap, fmt);
	fill(text, fmt, ap);
	va_end(ap);
	/* but for what is written so: "thigh_r" */
	if (tone != GN_TONE_NAME && !memchr(text, '_', strcspn(text, " ")))
		text[0] = (char)toupper((unsigned char)text[0]);
	if (!o->html) {
		put_wrapped(o->to, mark[tone], text);
		return;
	}
	if (!o->list)
		fputs("<ul>\n", o->to);
	o->list = 1;
	fputs("<li", o->to);
	if (class[tone][0])
		fprintf(o->to, " class=\"%s\"", class[tone]);
	fputc('>', o->to);
	gn_page_escaped(o->to, text);
	fputs("</li>\n", o->to);
}

void gn_page_end_lines(struct gn_page_out *o)
{
	if (o->list)
		fputs("</ul>\n", o->to);
	o->list = 0;
}

const char *gn_page_number(const struct gn_page_out *o,
			   char out[GN_NUMBER_SIZE], double v, int decimals)
{
	char *point;

	gn_report_number(out, v, decimals, "-");
	point = strchr(out, '.');
	if (point)
		*point = o->p->decimal;
	return out;
}

/* The thing itself, without side: "upper_arm" as it is said. */
static const char *thing(const struct gn_page_out *o, char out[GN_LINE],
			 const char *stem)
{
	snprintf(out, GN_LINE, "%s", stem);
	for (char *s = out; *s; s++)
		if (*s == '_')
			*s = ' ';
	return gn_page_say(o, out);
}

const char *gn_page_name(const struct gn_page_out *o, char out[GN_LINE],
			 const char *of)
{
	static const struct { const char *before, *text; } by[] = {
		{ "tilt ",     N_("tilt of %s") },
		{ "rotation ", N_("turn of %s") },
		{ "height ",   N_("height of %s") },
	};
	char stem[GN_LINE], name[GN_LINE], whole[GN_LINE];
	const char *as = "%s", *limb = "%s";
	size_t n;

	for (size_t i = 0; i < sizeof(by) / sizeof(*by); i++)
		if (!strncmp(of, by[i].before, strlen(by[i].before))) {
			as = gn_page_say(o, by[i].text);
			of += strlen(by[i].before);
		}
	snprintf(stem, sizeof(stem), "%s", of);
	n = strlen(stem);
	if (n > 2 && stem[n - 2] == '_' && strchr("lrx", stem[n - 1])) {
		limb = stem[n - 1] == 'l' ? gn_page_say(o, "left %s") :
		       stem[n - 1] == 'r' ? gn_page_say(o, "right %s") :
		       "%s";
		stem[n - 2] = '\0';
	}
	gn_page_fill(whole, limb, thing(o, name, stem));
	return gn_page_fill(out, as, whole);
}

const char *gn_page_title(const struct gn_page_out *o,
			  const struct gn_result *r)
{
	return gn_page_say(o, r->exercise->title);
}

const char *gn_page_title_of(const struct gn_page_out *o, char out[GN_LINE],
			     const char *exercise)
{
	const struct gn_exercise *e = o->p->catalogue ?
		gn_catalogue_find(o->p->catalogue, exercise) : NULL;

	return e ? gn_page_fill(out, "%s", gn_page_say(o, e->title)) :
		   gn_page_name(o, out, exercise);
}
