/* SPDX-License-Identifier: MIT */
#include "sources.h"

#include <check.h>

struct gn_source *sources_open(const char *uri)
{
	struct gn_source *s = NULL;
	struct gn_diag why = { "" };
	int err = gn_source_open(&s, uri, &why);

	ck_assert_msg(!err, "%s: %s", uri, why.text);
	return s;
}

void sources_read(struct gn_source *s, size_t block, struct samples *out)
{
	struct gn_diag why = { "" };
	int got;

	out->n = 0;
	for (;;) {
		ck_assert_uint_le(out->n + block, SOURCES_CAP);
		got = gn_source_read(s, out->at + out->n, block, 0, &why);
		if (got < 0)
			break;
		ck_assert_int_le(got, (int)block);
		out->n += (size_t)got;
	}
	out->end = got;
}

void sources_all(const char *uri, size_t block, struct samples *out)
{
	struct gn_source *s = sources_open(uri);

	sources_read(s, block, out);
	gn_source_close(s);
}

void sources_same(const struct samples *a, const struct samples *b)
{
	ck_assert_uint_eq(a->n, b->n);
	ck_assert_mem_eq(a->at, b->at, a->n * sizeof(a->at[0]));
	ck_assert_int_eq(a->end, b->end);
}
