/* SPDX-License-Identifier: MIT */
#include "pacer.h"

#include <math.h>

int64_t gn_pacer_stream_ns(const struct gn_pacer *p, int64_t now_ns)
{
	if (!(p->speed > 0))
		return INT64_MAX;
	return (int64_t)floor((double)(now_ns - p->start_ns) * p->speed);
}

int64_t gn_pacer_due_ns(const struct gn_pacer *p, int64_t t_ns)
{
	if (!(p->speed > 0))
		return p->start_ns;
	return p->start_ns + (int64_t)ceil((double)t_ns / p->speed);
}
