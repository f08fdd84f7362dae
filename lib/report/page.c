/* SPDX-License-Identifier: MIT */
/* The order of a page: in short, each exercise, progress, how it was made. */
#include "page_out.h"

#include <stdlib.h>

static const char *heading(const struct gn_page_out *o, char out[GN_LINE])
{
	const struct gn_page *p = o->p;

	if (p->day[0] && p->patient[0])
		return gn_page_fill(out, gn_page_say(o,
			"Session of %1$s, %2$s"), p->day, p->patient);
	if (p->day[0])
		return gn_page_fill(out, gn_page_say(o, "Session of %s"),
				    p->day);
	if (p->patient[0])
		return gn_page_fill(out, gn_page_say(o, "Session, %s"),
				    p->patient);
	return gn_page_fill(out, "%s", gn_page_say(o, "Session"));
}

static void put_short(struct gn_page_out *o)
{
	gn_page_head(o, 2, gn_page_say(o, "In short"));
	gn_page_falls(o);
	for (size_t i = 0; i < o->p->n; i++)
		gn_page_done(o, o->p->item[i].result, 1);
	gn_page_end_lines(o);
}

static void put_item(struct gn_page_out *o, const struct gn_page_item *item)
{
	if (o->html)
		fputs("<section>\n", o->to);
	gn_page_head(o, 2, gn_page_title(o, item->result));
	gn_page_words(o, item->result);
	gn_page_end_lines(o);
	if (!o->html)
		return;
	gn_page_charts(o, item);
	if (o->p->reader == GN_READER_THERAPIST) {
		gn_page_angles(o, item->result);
		gn_page_table(o, item->result);
	}
	fputs("</section>\n", o->to);
}

static void put_plan(struct gn_page_out *o)
{
	if (!o->p->plan)
		return;
	gn_page_head(o, 2, gn_page_say(o, "Against the plan"));
	gn_page_plan(o);
	gn_page_end_lines(o);
}

static void put_progress(struct gn_page_out *o)
{
	if (!o->p->progress)
		return;
	if (o->html)
		fputs("<section>\n", o->to);
	gn_page_head(o, 2, gn_page_say(o, "Progress over sessions"));
	gn_page_progress(o);
	gn_page_over(o);
	gn_page_end_lines(o);
	if (!o->html)
		return;
	gn_page_progress_charts(o);
	if (o->p->reader == GN_READER_THERAPIST)
		gn_page_progress_table(o);
	fputs("</section>\n", o->to);
}

/* What made it, and of what: a result can be made again. */
static void put_foot(struct gn_page_out *o)
{
	gn_page_head(o, 2, gn_page_say(o, "How this was made"));
	gn_page_line(o, GN_TONE_NAME, gn_page_say(o,
		"gonio %1$s, algorithm %2$s. A measuring instrument, not a "
		"medical device: it does not diagnose."), o->p->version,
		GN_ALGORITHM);
	for (size_t i = 0; i < o->p->n; i++) {
		const struct gn_result *r = o->p->item[i].result;

		gn_page_line(o, GN_TONE_NAME, "%s, SHA-256 %s",
			     gn_base_name(r->recording), r->input_sha256);
	}
	gn_page_end_lines(o);
}

static void put_all(struct gn_page_out *o)
{
	char title[GN_LINE];

	gn_page_head(o, 1, heading(o, title));
	put_short(o);
	put_plan(o);
	for (size_t i = 0; i < o->p->n; i++)
		put_item(o, &o->p->item[i]);
	put_progress(o);
	put_foot(o);
}

int gn_page_text(const struct gn_page *p, FILE *to)
{
	struct gn_page_out o = { .p = p, .to = to };

	put_all(&o);
	return gn_report_end(to);
}

/* Words that the charts show. */
static void put_words(struct gn_page_out *o, FILE *to)
{
	static const struct { const char *key, *text; } words[] = {
		{ "full", N_("full") }, { "partial", N_("partial") },
		{ "remark", N_("with a remark") }, { "left", N_("left") },
		{ "right", N_("right") }, { "time", N_("time, s") },
		{ "repetition", N_("set.repetition") },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		fprintf(to, "%s\"%s\":", i ? "," : "{", words[i].key);
		gn_report_quoted(to, gn_page_say(o, words[i].text));
	}
	fputc('}', to);
}

static void put_html(struct gn_page_out *o,
		     const struct gn_page_parts *parts, char **data)
{
	char title[GN_LINE];

	fprintf(o->to, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n"
		"<meta charset=\"utf-8\">\n"
		"<meta name=\"viewport\" content=\"width=device-width, "
		"initial-scale=1\">\n"
		"<meta http-equiv=\"Content-Security-Policy\" content=\""
		"default-src 'none'; style-src 'unsafe-inline'; script-src "
		"'unsafe-inline'; img-src data:\">\n<title>", o->p->lang);
	gn_page_escaped(o->to, heading(o, title));
	fprintf(o->to, "</title>\n<style>\n%s</style>\n</head>\n<body>\n"
		"<main>\n", parts->style);
	put_all(o);
	fputs("</main>\n", o->to);
	fflush(o->data);
	fputs("<script type=\"application/json\" id=\"words\">", o->to);
	put_words(o, o->to);
	fprintf(o->to, "</script>\n<script type=\"application/json\" "
		"id=\"charts\">[%s]</script>\n", *data);
	if (o->charts)
		fprintf(o->to, "<script>\n%s</script>\n<script>\n%s"
			"</script>\n", parts->charts, parts->script);
	fputs("</body>\n</html>\n", o->to);
}

int gn_page_html(const struct gn_page *p, const struct gn_page_parts *parts,
		 FILE *to)
{
	struct gn_page_out o = { .p = p, .to = to, .html = 1 };
	char *data = NULL;
	size_t size = 0;
	int err = GN_ENOMEM;

	o.data = open_memstream(&data, &size);
	if (!o.data)
		return GN_ENOMEM;
	put_html(&o, parts, &data);
	if (!fclose(o.data))
		err = gn_report_end(to);
	free(data);
	return err;
}
