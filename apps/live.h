/* SPDX-License-Identifier: MIT */
#ifndef GN_LIVE_H
#define GN_LIVE_H

#include <stddef.h>
#include <stdint.h>

#include "analyse.h"
#include "gonio/driver.h"
#include "gonio/recording.h"

/*
 * Several sources as one session: what `capture` and `replay` run. Their
 * samples are merged in order of time, each source's counting from its first,
 * and pushed into one analysis with provisional repetitions. How fast is the
 * caller's matter: it says up to which time to go. The events, and what is
 * final at the end, depend on the samples alone.
 */
struct gn_live;

/* What one sensor has sent so far. */
struct gn_live_sensor {
	uint64_t samples;
	int64_t  first_ns, last_ns;     /* stamps, if there are samples */
	size_t   source;                /* the number of its source, from 0 */
	uint8_t  gone;                  /* 1: its source has ended or failed */
};

/* Told as it happens. Each may be NULL. */
struct gn_live_ears {
	void *user;
	/* What goes into the analysis, just before it does: merged in order,
	 * else as the sources delivered it. GN_OK, or an error with its reason
	 * in *why: these samples are not analysed, gn_live_step() ends with
	 * it. */
	int (*samples)(void *user, const struct gn_sample *in, size_t n,
		       struct gn_diag *why);
	void (*event)(void *user, const struct gn_session_event *ev);
	/* The source is no more: err is GN_EOF, GN_ENODEV ..., why in words. */
	void (*gone)(void *user, int64_t t_ns, size_t source, int err,
		     const char *why);
	/* A device has a new note: unplugged, silent, back again ... */
	void (*note)(void *user, int64_t t_ns, size_t source,
		     const struct gn_source_status *status);
};

struct gn_live_params {
	/* n addresses, 1..GN_SENSORS_MAX of them; URI=PLACE where places is 1:
	 * PLACE renames the sensor of a source that has one. What follows the
	 * last '=' is a place if it is made of letters and '_' only. */
	const char *const *spec;
	size_t      n;
	uint8_t     places;             /* 0: each spec is an URI as it is */
	uint8_t     calibrated;         /* 1: calibrations that are filed for
					 * the sensors hold, see cal_store.h;
					 * a recording's own always do */
	/* How the sensors sit; NULL: as it is stored with the sources, else
	 * what gn_body_beside() finds. Copied. */
	const struct gn_known_body *body;
	struct gn_phones *phones;       /* that sources "phone:" read; NULL:
					 * there are none. Outlives *out */
	const struct gn_catalogue *cat; /* these two as for gn_analyse() */
	const char *exercise;
	struct gn_live_ears ears;
};

/**
 * Open sources.
 *
 * @param[out] out     gn_live_close() when done; untouched on error
 * @param[in]  p       copied, but for cat, which must outlive *out
 * @param[out] why     may be NULL, here as below
 *
 * @retval GN_OK
 * @retval GN_EINVAL  no such place, one place twice, a place for a source with
 *                    several sensors, too many sensors, a malformed address,
 *                    none of the sensors in p->body
 * @retval GN_ENODEV, GN_ENOENT, GN_EIO, GN_EFORMAT, GN_EUNITS, GN_ENODATA,
 *         GN_ENOMEM  as gn_source_open() and gn_analysis_begin(); GN_EFORMAT
 *                    and GN_ENODEV also for a filed calibration that is
 *                    damaged, or of another sensor, GN_EFORMAT for a body
 */
GN_NODISCARD int gn_live_open(struct gn_live **out,
			      const struct gn_live_params *p,
			      struct gn_diag *why);

/* The calibration of sensor i, as text of gonio/cal_file.h; NULL: none. Valid
 * until close. */
const char *gn_live_calibration(const struct gn_live *l, size_t i);

/* What people say of the recording that runs: known beside its source at
 * first, and to be added to until gn_live_end(). */
struct gn_told *gn_live_told(struct gn_live *l);

/* How the sensors sit, as the analysis was told: of all recordings alike. */
const struct gn_body *gn_live_body(const struct gn_live *l);

/* Of all sources together: sensors, and their addresses as path. */
const struct gn_recording_info *gn_live_info(const struct gn_live *l);

/* i < n_sensors of the info. */
struct gn_live_sensor gn_live_sensor(const struct gn_live *l, size_t i);

/**
 * After gn_live_end(): another recording on the same sources, which go on. Its
 * time 0 is that of the newest sample of the one before, so the devices' clocks
 * stay known; what is older and comes late is left out. Times that are told
 * and gn_live_now_ns() count from there; until_ns and gn_live_next_ns() still
 * from the session's begin.
 *
 * @param[in] exercise  as for gn_live_open()
 * @retval GN_OK
 * @retval GN_ENOMEM  the session can only be closed
 */
GN_NODISCARD int gn_live_again(struct gn_live *l, const char *exercise,
			       struct gn_diag *why);

/* The session's time at which this recording's begins; 0 for the first. */
int64_t gn_live_base_ns(const struct gn_live *l);

/* Its source's, as gn_source_status(): GN_OK, or GN_ENODATA if no device. */
GN_NODISCARD int gn_live_status(const struct gn_live *l, size_t i,
				struct gn_source_status *out);

/* CLOCK_MONOTONIC at time 0: when it was opened. */
int64_t gn_live_epoch_ns(const struct gn_live *l);

/**
 * Push the samples before until_ns of the session, at most max of them. A
 * source that has nothing yet is waited for up to timeout_ms, once; the others
 * go no more than 0.3 s ahead of its last sample; a device that has nothing is
 * waited for until they are 0.3 s old.
 *
 * @return samples pushed, or
 * @retval 0       none is due, or none has come
 * @retval GN_EOF  all sources have ended or failed
 * @retval GN_ENOSPC, GN_ENOMEM  the analysis failed
 * @retval others  what ears.samples returned
 */
GN_NODISCARD int gn_live_step(struct gn_live *l, int64_t until_ns, size_t max,
			      int timeout_ms, struct gn_diag *why);

/* Time of the newest sample that was pushed, in the recording. */
int64_t gn_live_now_ns(const struct gn_live *l);

/* An angle as it is now, as gn_session_now(). */
float gn_live_angle(const struct gn_live *l, enum gn_angle angle);

/* Is an angle given so far, as gn_session_angle(). */
struct gn_angle_note gn_live_note(const struct gn_live *l, enum gn_angle angle);

/* Walking as it is now, as gn_session_walking(). */
struct gn_walking_now gn_live_walking(const struct gn_live *l);

/* Session time of the next sample, if it is here already; else -1. */
int64_t gn_live_next_ns(const struct gn_live *l);

/**
 * Close the sets and complete the result, which belongs to *l. input_sha256 is
 * that of the one source read to its end, else empty.
 * Errors as gn_analysis_end().
 */
GN_NODISCARD int gn_live_end(struct gn_live *l, const struct gn_result **out,
			     struct gn_diag *why);

/* After gn_live_end(): look for faults of form again, by a plan as well. GN_OK
 * or GN_ENOMEM */
GN_NODISCARD int gn_live_judge(struct gn_live *l,
			       const struct gn_form_plan *plan);

void gn_live_close(struct gn_live *l);          /* NULL is fine */

#endif
