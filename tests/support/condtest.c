/* SPDX-License-Identifier: MIT */
#include "condtest.h"

#include <check.h>
#include <math.h>
#include <string.h>

struct gn_cond cond;
struct cond_frames cond_got;

void cond_near(double is, double want, double tol)
{
	ck_assert_msg(fabs(is - want) <= tol, "%.9g, not %.9g", is, want);
}

void cond_sink(void *user, int part, int64_t k, const float v[3])
{
	int n = cond_got.n[part]++;

	ck_assert_ptr_eq(user, &cond_got);
	ck_assert_int_lt(n, COND_CAP);
	ck_assert(n == 0 || k > cond_got.k[part][n - 1]);
	cond_got.k[part][n] = k;
	memcpy(cond_got.v[part][n], v, 3 * sizeof(*v));
}

void cond_begin(int has_acc, int has_gyr)
{
	struct gn_sensor s = { .has_acc = (uint8_t)has_acc,
			       .has_gyr = (uint8_t)has_gyr };

	memset(&cond_got, 0, sizeof(cond_got));
	gn_cond_init(&cond, &s, COND_HZ);
}

void cond_push(int64_t t_ns, float ax, float gx)
{
	struct gn_sample s = { .t_ns = t_ns, .acc_mps2 = { ax, 1, 2 },
			       .gyr_radps = { gx, 3, 4 } };

	gn_cond_push(&cond, &s, cond_sink, &cond_got);
}

void cond_feed(const struct gn_sample *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		gn_cond_push(&cond, &s[i], cond_sink, &cond_got);
}

struct gn_quality cond_quality(void)
{
	struct gn_quality q;

	gn_cond_quality(&cond, &q);
	return q;
}
