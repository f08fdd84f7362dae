/* SPDX-License-Identifier: MIT */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "gonio/num.h"
#include "lib/store/rows.h"

/*
 * Rows of numbers, and each number alone. Seeds: *_motion.tsv
 * The first byte chooses how the table is written.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void layout(struct gn_layout *l, uint8_t how)
{
	gn_layout_init(l);
	l->n_cols = 7;
	l->time_col = how & 1 ? 0 : -1;
	l->time_exp10 = 3 * (how >> 1 & 3);
	for (int i = 0; i < 7; i++)
		l->used[i] = i != 3 || how & 8;
}

static void numbers(const char *p, const char *end)
{
	double a = 0, b = 0;
	int64_t ns;
	const char *q = gn_num_parse(p, end, '.', &a);
	const char *r = gn_num_parse_any(p, end, '.', &b);

	/* the fast way and the general one never differ */
	if (q != r || (q && memcmp(&a, &b, sizeof(a)) && (a == a || b == b)))
		abort();
	r = gn_num_parse_ns(p, end, ',', 9, &ns);
	if (r && (r < p || r > end))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char delims[] = "\t,; ";
	struct gn_dialect d;
	struct gn_layout l;
	const char *p, *end;
	double v[7];
	int64_t t;
	size_t col;
	char *text;

	if (size < 2)
		return 0;
	d.delim = delims[data[0] >> 4 & 3];
	d.decimal = data[0] & 64 && d.delim != ',' ? ',' : '.';
	d.lenient = data[0] >> 7;
	layout(&l, data[0]);
	/* exactly as large: the sanitizer sees one byte too many */
	text = malloc(size);
	if (!text)
		return 0;
	memcpy(text, data + 1, size - 1);
	text[size - 1] = '\n';
	end = text + size;
	for (size_t i = 0; i < size; i++)
		if (i == 0 || text[i - 1] == '\t')
			numbers(text + i, end - 1);
	for (p = text; p && p < end;) {
		const char *next = gn_row_parse(p, end, &d, &l, v, &t, &col);

		if (next && (next <= p || next > end || next[-1] != '\n'))
			abort();
		p = next;
	}
	free(text);
	return 0;
}
