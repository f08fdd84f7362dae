/* SPDX-License-Identifier: MIT */
#ifndef GN_STORE_OPAL_ATTR_H
#define GN_STORE_OPAL_ATTR_H

#include <hdf5.h>

#include "opal.h"

/* libhdf5 prints what goes wrong; here it is said by who asked. For the thread
 * that calls it. */
void gn_opal_quiet(void);

/* 1: the group (without the first /) is there and has this in it. */
int gn_opal_has(hid_t file, const char *group, const char *name);

/* The rate that the file says of a sensor, in Hz; NAN: it does not. */
double gn_opal_rate(hid_t file, const struct gn_opal_sensor *s);

#endif
