/* SPDX-License-Identifier: MIT */
#ifndef GN_STORE_RECORDING_H
#define GN_STORE_RECORDING_H

#include "bids.h"
#include "camera.h"
#include "cwa.h"
#include "fused.h"
#include "gonio/recording.h"
#include "layout.h"
#include "opal.h"
#include "rows.h"

/* One table of a recording: a tracking system's file. */
struct gn_table {
	struct gn_rows   rows;
	struct gn_layout layout;
	struct gn_camera *camera;       /* NULL, or what makes its sensors */
	struct gn_fused  *fused;        /* likewise, of an orientation */
	struct gn_cwa    *cwa;          /* not NULL: blocks, not text */
	struct gn_opal   *opal;         /* not NULL: arrays, not text */
	struct gn_table_clock {
		double  tick_ns;        /* the stamps count these; 0: ns */
		int64_t wrap_ns;        /* they start again; 0: never */
		int64_t base_ns, last_ns;
	} clock;
	double   rate_hz;               /* of the rows; nominal */
	char     task[64];
	uint64_t row;                   /* rows read */
	double  *v;                     /* the row that is next to go out */
	int64_t  t_ns;                  /* its stamp, on the file's clock */
	uint8_t  map[GN_SENSORS_MAX];   /* its sensors -> the recording's */
	size_t   next;                  /* sensor of the row to go out next */
	int      ended;                 /* GN_EOF or an error: no row in v */
	int      drained;               /* the same of the file's rows, where
					 * what is made of them still comes */
	struct gn_diag why;             /* of that error */
};

struct gn_recording {
	struct gn_recording_info info;
	struct gn_table *tables;
	size_t   n_tables;
	int64_t  zero_ns;               /* the first sample's stamp */
	int      done;                  /* 1: GN_EOF was returned */
};

/**
 * Open one table: its file, layout and rate. v is taken, no row read yet.
 * On error nothing is left to close.
 */
GN_NODISCARD int gn_table_open_bids(struct gn_table *t, const char *path,
				    struct gn_diag *why);
GN_NODISCARD int gn_table_open_plain(struct gn_table *t, const char *path,
				     struct gn_diag *why);
/* One sensor of an Opal's file; the first of them hashes the file's bytes. */
GN_NODISCARD int gn_table_open_opal(struct gn_table *t, const char *path,
				    const struct gn_opal_sensor *sensor,
				    int is_first, struct gn_diag *why);
void gn_table_close(struct gn_table *t);

/* Read the next row into v, t_ns; what went wrong goes to ended and why. */
void gn_table_advance(struct gn_table *t);

#endif
