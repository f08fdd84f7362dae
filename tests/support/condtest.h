/* SPDX-License-Identifier: MIT */
#ifndef CONDTEST_H
#define CONDTEST_H

#include "gonio/condition.h"

/* One conditioner onto frames of 20 ms, and what came out of it, by part. */
#define COND_MS INT64_C(1000000)
#define COND_HZ 50.0
#define COND_CAP 8192

struct cond_frames {
	int64_t k[2][COND_CAP];
	float v[2][COND_CAP][3];
	int n[2];
};

extern struct gn_cond cond;
extern struct cond_frames cond_got;

/* A fresh one for a sensor with these parts. */
void cond_begin(int has_acc, int has_gyr);
void cond_sink(void *user, int part, int64_t k, const float v[3]);

/* A sample of acc (ax, 1, 2) and gyr (gx, 3, 4), or any samples. */
void cond_push(int64_t t_ns, float ax, float gx);
void cond_feed(const struct gn_sample *s, size_t n);

struct gn_quality cond_quality(void);
void cond_near(double is, double want, double tol);

#endif
