/* SPDX-License-Identifier: MIT */
#ifndef TAP_PRIV_H
#define TAP_PRIV_H

#include "gonio/tap.h"

/* A tap in one sensor. Returns 1 when one is complete, 0.45 s after its onset;
 * its moments, peak and width are valid until the next sample. */
int gn_tap_watch(struct gn_tap_sensor *s, int64_t t, const float a[3]);

/* SD of the burst in time, less what sampling and smoothing add. */
float gn_tap_width_s(const struct gn_tap_sensor *s);

#endif
