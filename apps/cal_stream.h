/* SPDX-License-Identifier: MIT */
#ifndef GN_CAL_STREAM_H
#define GN_CAL_STREAM_H

#include <signal.h>
#include <stdint.h>

#include "gonio/driver.h"
#include "gonio/err.h"
#include "pacer.h"

/*
 * A source as the commands of calibration read it: at the pace at which its
 * samples are due, until a signal comes. One at a time in a process.
 */
struct gn_cal_stream {
	struct gn_source *src;
	struct gn_pacer   pacer;
	int64_t           heard_ns;     /* when the last samples came */
	struct sigaction  old[2];       /* what signals did before */
};

/**
 * Open a source; SIGINT and SIGTERM end it from now on.
 *
 * @param[in] speed  of what is not live: 1 as time goes by, 0 without waiting
 * @retval GN_OK
 * @retval others  as gn_source_open(); nothing to close
 */
GN_NODISCARD int gn_cal_stream_open(struct gn_cal_stream *s, const char *uri,
				    double speed, struct gn_diag *why);

/**
 * The next samples, as gn_source_read(), when they are due.
 *
 * @return 1..cap, 0: none yet, or
 * @retval GN_EOF     the source has ended, or a signal came
 * @retval GN_ENODEV  also: nothing came for 10 s
 * @retval others     as gn_source_read()
 */
GN_NODISCARD int gn_cal_stream_read(struct gn_cal_stream *s,
				    struct gn_sample *out, size_t cap,
				    struct gn_diag *why);

/* Did a signal end it? */
int gn_cal_stream_stopped(void);

/* Also one that could not be opened, or a zeroed one. */
void gn_cal_stream_close(struct gn_cal_stream *s);

#endif
