/* SPDX-License-Identifier: MIT */
#ifndef GN_APPS_BODY_H
#define GN_APPS_BODY_H

#include "gonio/body.h"
#include "gonio/catalogue.h"
#include "gonio/driver.h"
#include "gonio/err.h"
#include "gonio/joint.h"
#include "gonio/mistake.h"
#include "gonio/recording.h"

/*
 * How a person's sensors sit, from recordings of a still pose and of
 * functional movements: what --calibration names, or what lies beside a
 * recording of a BIDS data set.
 *
 * A recording teaches by its task. static_pose (pose, standing): all of it is
 * quiet standing. Any other: it begins with quiet standing of a second or
 * more, unless the pose is known already; then all movement in it is straight
 * forward and back (squats, heel raises, curls). One that holds how its sensors
 * sat, a .gonio captured with --calibration, teaches that and no more. Sensors
 * are the same where their names are. A sensor's calibration that is stored
 * with a recording holds for it.
 */
struct gn_known_body {
	struct {
		char            name[32];       /* tracked point */
		struct gn_mount mount;
	} part[GN_SENSORS_MAX];
	size_t n;
};

/**
 * Learn from one recording; what is known already stays where it was shown
 * more clearly.
 *
 * @param[in,out] b     all zero at first; unchanged on error
 * @param[out]    why   one line: file, reason, and what to do; may be NULL
 *
 * @retval GN_OK
 * @retval GN_ENODATA  no sensor was still for a second, or it has none with
 *                     both accelerometer and gyroscope
 * @retval GN_ENOENT, GN_EIO, GN_EFORMAT, GN_EUNITS, GN_ENOMEM  as
 *         gn_source_open() and reading, and gn_body_stored()
 *
 * Cost: two passes over the recording.
 */
GN_NODISCARD int gn_body_learn(struct gn_known_body *b, const char *path,
			       struct gn_diag *why);

#define GN_BODY_MISTAKES 8

/* What was seen on the way. */
struct gn_body_seen {
	struct gn_range angle[GN_ANGLES];       /* how far it went; NAN: not */
	struct gn_mistake mistake[GN_BODY_MISTAKES];    /* the first ones */
	size_t n_mistakes;
};

/* The same, and what was seen. */
GN_NODISCARD int gn_body_learn_seen(struct gn_known_body *b, const char *path,
				    struct gn_body_seen *seen,
				    struct gn_diag *why);

/* The movements of a calibration as an exercise: none is known but that elbows
 * bend, so that a forearm turns more than the upper arm. */
const struct gn_exercise *gn_body_exercise(void);

/* From several: those that are whole poses first, the others as they come. */
GN_NODISCARD int gn_body_learn_all(struct gn_known_body *b,
				   const char *const *paths, size_t n,
				   struct gn_diag *why);

/* Is a recording of that task one that teaches how sensors sit, as
 * gn_body_beside() looks for? 1 or 0 */
int gn_body_teaches(const char *task);

/**
 * Learn from the recordings that a BIDS data set holds of the same person and
 * session as path: those of task static_pose (or pose, standing) first, then
 * those of task calibration. Zeroed if path is none of a BIDS data set, or
 * there are none. Those that teach nothing are passed over.
 *
 * @retval GN_OK
 * @retval GN_ENOMEM
 */
GN_NODISCARD int gn_body_beside(struct gn_known_body *b, const char *path);

/* What is known of the sensors of a recording. */
void gn_body_of(const struct gn_known_body *b,
		const struct gn_recording_info *info, struct gn_body *out);

/**
 * How the sensors of a source sat, as it is stored with a recording.
 *
 * @param[in,out] out  the source's first sensor is base of it; sensors of
 *                     which nothing is stored stay as they are
 * @return sensors of which it is stored, 0: none, or
 * @retval GN_EFORMAT  it is damaged; why names the sensor
 */
GN_NODISCARD int gn_body_stored(const struct gn_source *src, size_t base,
				struct gn_body *out, struct gn_diag *why);

/**
 * How the sensors of a source sit: as is known beforehand, else as is stored
 * with it, or in a table beside it (see mount_file.h), else as
 * gn_body_beside() finds.
 *
 * @param[in]  path   as it was opened
 * @param[in]  known  NULL: nothing is
 * @retval GN_OK, GN_ENOMEM, GN_EIO, GN_EFORMAT (as gn_body_stored(), and of
 *         the table)
 */
GN_NODISCARD int gn_body_source(const struct gn_source *src, const char *path,
				const struct gn_known_body *known,
				struct gn_body *out, struct gn_diag *why);

#endif
