/* SPDX-License-Identifier: MIT */
#ifndef GN_CHECK_H
#define GN_CHECK_H

#include <stdint.h>
#include <stdio.h>

#include "gonio/condition.h"
#include "gonio/err.h"
#include "gonio/rec.h"
#include "gonio/recording.h"
#include "gonio/skeleton.h"
#include "gonio/tap.h"
#include "gonio/units.h"

/*
 * Is one recording whole, and are its signals fit to be scored? What `check`
 * finds out, sample by sample, in memory that does not grow with their number.
 */

/* In order of weight. */
enum gn_check_verdict {
	GN_CHECK_OK,
	GN_CHECK_REMARKS,       /* can be scored; something is to be known */
	GN_CHECK_DAMAGED        /* cannot be read to its end, or not scored */
};

/* "ok", "usable with remarks", "damaged". Never NULL. */
const char *gn_check_verdict_text(enum gn_check_verdict v);

/* One complaint: what, and what to do about it. */
struct gn_check_note {
	enum gn_check_verdict weight;   /* of this one alone */
	const char *code;               /* "gaps": stable, for programs */
	int         sensor;             /* its index; < 0: the recording */
	double      at_s;               /* first, or worst; NAN: throughout */
	char        text[480];
};

/* What was seen of one sensor. Stamps are meaningful where n > 0. */
struct gn_check_sensor {
	struct gn_cond    cond;
	struct gn_quality q;            /* valid after gn_check_run() */
	enum gn_units_verdict units;
	char     units_text[480];       /* "" where they fit */
	uint64_t n;                     /* samples as they came */
	uint64_t there[3];              /* of these with acc, gyr, mag */
	int64_t  first_ns, last_ns;     /* least and greatest stamp taken */
	int64_t  gap_ns, gap_at_ns;     /* longest gap, and its start */
	int64_t  open_gap_ns;           /* length of the newest gap so far */
	int64_t  late_at_ns, repeated_at_ns;    /* the first of them */
	float    top[2];                /* highest |acc|, |gyr| of an axis */
	int64_t  top_at_ns[2];          /* first sample there */
	uint64_t at_top[2];             /* samples there */
	struct gn_limb limb;            /* frames = missing = 0: no camera's */
};

/* What a session's file (.gonio) says beside its samples. */
struct gn_check_file {
	uint8_t  is_rec;                /* 0: all below is unknown */
	uint8_t  sound;                 /* 1: SQLite found no fault */
	uint32_t version;               /* of the schema */
	struct gn_rec_meta meta;
	struct gn_rec_tail tail;
	uint64_t away;                  /* events "gap" */
	int64_t  away_at_ns;            /* first of them */
	char     away_text[80];
};

struct gn_check {
	char    *path;
	struct gn_recording_info info;
	struct gn_check_sensor  *sensors;       /* info.n_sensors */
	struct gn_units_check   *units;
	struct gn_check_file     file;
	struct gn_taps           taps;          /* do the clocks agree? */
	uint64_t n;                     /* samples read */
	int64_t  end_ns;                /* greatest stamp of them */
	struct gn_check_note    *notes;
	size_t                   n_notes;
	enum gn_check_verdict    verdict;       /* the heaviest note's */
};

/**
 * Read a recording to its end and judge it. What is wrong with it is in the
 * notes, also that it cannot be opened.
 *
 * @param[out] c     gn_check_free() when done, also after an error
 * @param[in]  path  a path or an address, as for gn_source_open()
 * @retval GN_OK      judged, whatever the verdict
 * @retval GN_ENOMEM
 */
GN_NODISCARD int gn_check_run(struct gn_check *c, const char *path);

void gn_check_free(struct gn_check *c);         /* also a zeroed one */

/* Add a note, raise the verdict. @retval GN_OK, GN_ENOMEM */
GN_NODISCARD int gn_check_note(struct gn_check *c,
			       const struct gn_check_note *what,
			       const char *fmt, ...) GN_PRINTF(3, 4);

/* Accelerometers that no one calls bad: a shared tap takes two. Those of a
 * camera's segments feel no tap. */
size_t gn_check_accs(const struct gn_check *c);

/* Note all that the figures of a recording which was read tell. */
GN_NODISCARD int gn_check_judge(struct gn_check *c);

/* For people, and one JSON object on a line. @retval GN_OK, GN_EIO, GN_ENOMEM
 */
GN_NODISCARD int gn_check_table(const struct gn_check *c, FILE *to);
GN_NODISCARD int gn_check_json(const struct gn_check *c, FILE *to);

#endif
