/* SPDX-License-Identifier: MIT */
#include <stdint.h>
#include <string.h>

#include "rows.h"

#define ROWS 129

/* Insert into a sorted list of n. */
static void insert(int64_t *list, size_t n, int64_t x)
{
	for (; n > 0 && list[n - 1] > x; n--)
		list[n] = list[n - 1];
	list[n] = x;
}

void gn_rows_steps(const struct gn_rows *r, const struct gn_layout *l,
		   double *v, struct gn_steps *out)
{
	int64_t step[ROWS], t = 0, last = 0;
	const char *p = r->pos;
	double sum = 0;
	size_t n = 0, col;

	for (size_t row = 0; row < ROWS && p < r->lim;) {
		const char *next = gn_row_parse(p, r->lim, &r->dialect, l, v,
						&t, &col);

		if (!next) {
			/* blank, a comment or malformed: not ours to judge */
			p = (const char *)memchr(p, '\n',
						 (size_t)(r->lim - p)) + 1;
			continue;
		}
		if (row++ && t > last) {
			insert(step, n++, t - last);
			sum += (double)(t - last);
		}
		last = t;
		p = next;
	}
	out->median = n ? (double)step[n / 2] : 0;
	out->mean = n ? sum / (double)n : 0;
}
