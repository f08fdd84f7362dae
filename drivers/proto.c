/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <string.h>

#include "proto.h"

void gn_reading_clear(struct gn_reading *r)
{
	memset(r, 0, sizeof(*r));
	r->tick_den = 1;
	for (int i = 0; i < 3; i++) {
		r->acc_mps2[i] = NAN;
		r->gyr_radps[i] = NAN;
		r->mag_ut[i] = NAN;
	}
}

void gn_framer_init(struct gn_framer *f)
{
	memset(f, 0, sizeof(*f));
}

size_t gn_framer_put(struct gn_framer *f, const uint8_t *p, size_t n)
{
	if (n > sizeof(f->buf) - f->n && f->at > 0) {
		memmove(f->buf, f->buf + f->at, f->n - f->at);
		f->n -= f->at;
		f->at = 0;
	}
	if (n > sizeof(f->buf) - f->n)
		n = sizeof(f->buf) - f->n;
	if (n > 0)
		memcpy(f->buf + f->n, p, n);
	f->n += n;
	return n;
}

size_t gn_framer_next(struct gn_framer *f,
		      int (*frame)(const uint8_t *p, size_t n),
		      const uint8_t **p)
{
	while (f->at < f->n) {
		int len = frame(f->buf + f->at, f->n - f->at);

		if (len == GN_FRAME_MORE)
			return 0;
		if (len > 0) {
			*p = f->buf + f->at;
			f->at += (size_t)len;
			f->frames++;
			return (size_t)len;
		}
		f->wrong += len == GN_FRAME_WRONG;
		f->skipped++;
		f->at++;
	}
	return 0;
}
