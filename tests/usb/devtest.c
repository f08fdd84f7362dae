/* SPDX-License-Identifier: MIT */
#include "devtest.h"

#include <check.h>

struct gn_host *dt_host;
struct gn_source *dt_src;
struct gn_diag dt_why;
struct gn_sample dt_got[4096];

void dt_begin(void)
{
	dt_why.text[0] = '\0';
	usbemu_begin();
	ck_assert_int_eq(gn_host_create(&dt_host, &dt_why), GN_OK);
}

void dt_end(void)
{
	gn_source_close(dt_src);
	dt_src = NULL;
	gn_host_destroy(dt_host);
	usbemu_end();
}

int dt_try(const char *uri)
{
	return gn_source_open_on(&dt_src, dt_host, uri, &dt_why);
}

int dt_next(size_t cap, int timeout_ms)
{
	return gn_source_read(dt_src, dt_got, cap, timeout_ms, &dt_why);
}

void dt_open(const char *uri)
{
	ck_assert_msg(!dt_try(uri), "%s", dt_why.text);
}

size_t dt_read(size_t n)
{
	size_t have = 0;
	int r = 1;

	while (have < n && r > 0) {
		r = gn_source_read(dt_src, dt_got + have, n - have, 500,
				   &dt_why);
		have += r > 0 ? (size_t)r : 0;
	}
	return have;
}
