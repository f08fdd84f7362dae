/* SPDX-License-Identifier: MIT */
#ifndef GN_ANALYSE_H
#define GN_ANALYSE_H

#include "body.h"
#include "gonio/cal_file.h"
#include "gonio/catalogue.h"
#include "gonio/condition.h"
#include "gonio/curves.h"
#include "gonio/err.h"
#include "gonio/report.h"
#include "gonio/session.h"
#include "gonio/units.h"

/*
 * One recording, or another source, from its address to its result: what
 * `score`, `validate`, `capture` and `replay` all do, written once. Samples go
 * in blocks through the session; memory besides the result does not grow with
 * their number.
 */
struct gn_analysis {
	struct gn_result       result;  /* whole after gn_analysis_end() */
	struct gn_session     *session;
	struct gn_units_check *units;
	struct gn_body         body;    /* how the sensors sit, as it began */
	/* sees every event of the session, in order; may be NULL */
	void (*told)(void *user, const struct gn_session_event *ev);
	void  *user;
	struct gn_curves      *curves;  /* takes them in; NULL: no one asks */
	/* sees each stretch, see gn_session_params; may be NULL */
	void (*stretch)(void *user, struct gn_session *s, int64_t from_ns,
			size_t n);
	void  *stretch_user;
	/* Private: calibrations of sensors that have one, and what their raw
	 * samples show of clipping, which calibrated ones hide; or NULL. */
	struct gn_cal_file *cal[GN_SENSORS_MAX];
	struct gn_cond     *raw[GN_SENSORS_MAX];
	uint8_t             calibrated;         /* 1: there is any */
};

/**
 * Get ready for samples of the sensors in info; told, curves and stretch are
 * NULL and may be set now. From now on *a stays where it is.
 *
 * @param[out] a            gn_analysis_free() when done; zeroed on error
 * @param[in]  path         how the result is headed; copied
 * @param[in]  exercise     as for gn_analyse()
 * @param[in]  body         how the sensors sit, copied; NULL: what
 *                          gn_body_beside() finds beside path
 * @param[in]  provisional  1: tell of repetitions while a set runs; the
 *                          result holds final ones only and is the same
 * @retval GN_OK, GN_EINVAL (no usable sensor), GN_ENOMEM
 */
GN_NODISCARD int gn_analysis_begin(struct gn_analysis *a,
				   const struct gn_recording_info *info,
				   const char *path,
				   const struct gn_catalogue *cat,
				   const char *exercise,
				   const struct gn_body *body,
				   uint8_t provisional, struct gn_diag *why);

/**
 * After gn_analysis_begin(), before samples: calibrate those of sensor i from
 * now on, before anything is made of them.
 *
 * @param[in] text  of a calibration, see gonio/cal_file.h; NULL: none
 * @retval GN_OK
 * @retval GN_EFORMAT  text is none
 * @retval GN_ENOMEM
 */
GN_NODISCARD int gn_analysis_calibrate(struct gn_analysis *a, size_t i,
				       const char *text, struct gn_diag *why);

/* Feed samples, raw, as gn_session_push(): its errors, or GN_ENOMEM. */
GN_NODISCARD int gn_analysis_push(struct gn_analysis *a,
				  const struct gn_sample *in, size_t n,
				  struct gn_diag *why);

/**
 * No more samples: complete the result, all but input_sha256.
 * @retval GN_OK, GN_EUNITS (no sensor is what it declares), GN_ENOMEM
 */
GN_NODISCARD int gn_analysis_end(struct gn_analysis *a, struct gn_diag *why);

/**
 * Look for faults of form again: compare with the repetitions of another
 * recording of the same person, or with what is prescribed.
 *
 * @param[in,out] r     its findings are replaced
 * @param[in]     base  NULL: its own first repetitions, as gn_analysis_end()
 * @param[in]     plan  NULL: nothing, as gn_analysis_end()
 * @retval GN_OK, GN_ENOMEM
 */
GN_NODISCARD int gn_result_judge(struct gn_result *r,
				 const struct gn_result *base,
				 const struct gn_form_plan *plan);

void gn_analysis_free(struct gn_analysis *a);   /* also a zeroed one */

/**
 * Open a recording, run the session over it and collect everything that it
 * yields.
 *
 * The exercise is that named, else the recording's task; a name that the
 * catalogue does not hold falls back to "general" with a warning in the
 * result.
 *
 * @param[out] out       filled; the caller frees it with gn_result_free().
 *                       Zeroed on error, nothing to free
 * @param[in]  path      a path or an address, as for gn_source_open()
 * @param[in]  cat       the catalogue; must outlive the result
 * @param[in]  exercise  a name; NULL: the recording's own task
 * @param[in]  known     how its sensors sit; NULL: what is stored with it,
 *                       else what gn_body_beside() finds beside it
 * @param[out] why       file, line or field on error; may be NULL
 *
 * @retval GN_OK
 * @retval GN_ENODEV   no such driver, or the device is gone
 * @retval GN_EINVAL   the address is malformed
 * @retval GN_ENOENT, GN_EIO, GN_EFORMAT, GN_EUNITS, GN_ENODATA, GN_ENOMEM
 *
 * Threads: calls on different results may run at the same time.
 */
GN_NODISCARD int gn_analyse(struct gn_result *out, const char *path,
			    const struct gn_catalogue *cat,
			    const char *exercise,
			    const struct gn_known_body *known,
			    struct gn_diag *why);

/* What else can be asked; zeroed: nothing. */
struct gn_ask {
	const char *exercise;                   /* as for gn_analyse() */
	const struct gn_known_body *known;
	/* a part of the sensors, as if the others were not there: 1: the
	 * sensor is one of them; NULL: all are */
	int (*keep)(const struct gn_sensor *);
	struct gn_curves *curves;               /* filled; NULL: not wanted */
	/* as in gn_analysis; NULL: not wanted */
	void (*stretch)(void *user, struct gn_session *s, int64_t from_ns,
			size_t n);
	void  *stretch_user;
};

/**
 * The same, asked for more.
 * @retval GN_ENODATA  it has none of the sensors that are to be kept
 */
GN_NODISCARD int gn_analyse_as(struct gn_result *out, const char *path,
			       const struct gn_catalogue *cat,
			       const struct gn_ask *ask, struct gn_diag *why);

#endif
