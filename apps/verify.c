/* SPDX-License-Identifier: MIT */
#include "verify.h"

#include <stdlib.h>
#include <string.h>

#include "analyse.h"
#include "gonio/rec.h"
#include "keep.h"

#define SHOWN 3         /* lines of a difference */
#define WIDTH 76        /* bytes of each */
#define BEFORE 40       /* of these before the place */

/* ---- the two results --------------------------------------------------- */

/* The last final one is what the session ended with. */
static int take_result(void *user, const struct gn_rec_result *e)
{
	struct gn_verdict *v = user;

	if (!e->final)
		return GN_OK;
	free(v->stored);
	v->stored = strdup(e->json);
	snprintf(v->algorithm, sizeof(v->algorithm), "%s", e->algorithm);
	return v->stored ? GN_OK : GN_ENOMEM;
}

static int load(struct gn_verdict *v, const char *path, struct gn_diag *why)
{
	const struct gn_rec_tail *tail;
	struct gn_rec *r = NULL;
	int err = gn_rec_open(&r, path, why);

	if (err)
		return err;
	err = gn_rec_results(r, take_result, v, why);
	tail = gn_rec_tail(r);
	if (err == GN_ENOMEM)
		gn_diag_set(why, err, "%s: out of memory", path);
	else if (!err && !v->stored)
		err = gn_diag_set(why, GN_ENODATA, "%s: holds no result to "
				  "compare with: %s; its %llu samples can be "
				  "scored", path, tail->closed ?
				  "the session gave none" :
				  "the recording was cut off",
				  (unsigned long long)tail->samples);
	gn_rec_reader_close(r);
	return err;
}

static int compute(struct gn_verdict *v, const char *path,
		   const struct gn_catalogue *cat, struct gn_diag *why)
{
	struct gn_result r;
	char uri[600];
	int err;

	/* a file that was opened as one, whatever its name looks like */
	snprintf(uri, sizeof(uri), "replay:%s", path);
	err = gn_analyse(&r, uri, cat, NULL, NULL, why);
	if (err)
		return err;
	v->attempted = (unsigned)r.n_reps;
	err = gn_keep_json(&r, r.input_sha256, &v->now);
	if (err)
		gn_diag_set(why, err, "%s: out of memory", path);
	gn_result_free(&r);
	return err;
}

int gn_verify(struct gn_verdict *v, const char *path,
	      const struct gn_catalogue *cat, struct gn_diag *why)
{
	int err;

	memset(v, 0, sizeof(*v));
	err = load(v, path, why);
	if (!err)
		err = compute(v, path, cat, why);
	if (err) {
		gn_verdict_free(v);
		return err;
	}
	v->equal = !strcmp(v->stored, v->now);
	return GN_OK;
}

void gn_verdict_free(struct gn_verdict *v)
{
	free(v->stored);
	free(v->now);
	memset(v, 0, sizeof(*v));
}

/* ---- where they differ ------------------------------------------------- */

/* Length of the line that starts at p: up to the next object. */
static size_t line_length(const char *p)
{
	return *p ? 1 + strcspn(p + 1, "{") : 0;
}

static void put_line(FILE *to, char sign, const char *p, size_t len,
		     size_t place)
{
	size_t from = place > BEFORE ? place - BEFORE : 0;
	size_t end = len - from > WIDTH ? from + WIDTH : len;

	if (!len)
		return;
	fprintf(to, "%c %s", sign, from ? "..." : "");
	for (size_t i = from; i < end; i++)
		if (p[i] != '\n')
			fputc((unsigned char)p[i] < 0x20 || p[i] == 0x7f ?
			      '?' : p[i], to);
	fputs(end < len ? "...\n" : "\n", to);
}

size_t gn_json_diff(const char *a, const char *b, FILE *to)
{
	size_t differ = 0;

	while (*a || *b) {
		size_t len_a = line_length(a), len_b = line_length(b);
		size_t place = 0;

		while (place < len_a && place < len_b && a[place] == b[place])
			place++;
		if ((place < len_a || place < len_b) && differ++ < SHOWN) {
			put_line(to, '-', a, len_a, place);
			put_line(to, '+', b, len_b, place);
		}
		a += len_a;
		b += len_b;
	}
	return differ;
}
