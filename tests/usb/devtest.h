/* SPDX-License-Identifier: MIT */
#ifndef DEVTEST_H
#define DEVTEST_H

#include "gonio/driver.h"
#include "usbemu.h"

/*
 * One source on emulated USB: what the tests of all device drivers do alike.
 * A suite's fixture calls dt_begin() and plugs its device in; dt_end() is the
 * other half as it is.
 */
extern struct gn_host *dt_host;
extern struct gn_source *dt_src;        /* NULL: none is open */
extern struct gn_diag dt_why;
extern struct gn_sample dt_got[4096];

void dt_begin(void);
void dt_end(void);

/* gn_source_open_on() of the address; gn_source_read() into dt_got. */
int dt_try(const char *uri);
int dt_next(size_t cap, int timeout_ms);

/* It must open. */
void dt_open(const char *uri);

/* Until n samples came into dt_got, or nothing came for a while; how many. */
size_t dt_read(size_t n);

#endif
