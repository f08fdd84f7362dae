/* SPDX-License-Identifier: MIT */
#ifndef GN_KEEP_H
#define GN_KEEP_H

#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "gonio/body.h"
#include "gonio/err.h"
#include "gonio/recording.h"
#include "gonio/report.h"
#include "gonio/session.h"
#include "gonio/types.h"

/*
 * Records a session into a .gonio file while it runs (see gonio/rec.h): who
 * and when, every sample as it went into the analysis, what happened, and the
 * final result. The samples alone give the same result again; what the file
 * holds of it is there to be compared with that (see verify.h).
 *
 * The first error stays: nothing is written after it, and gn_keep_close()
 * gives it again, so only whoever could stop the session needs to look.
 */
struct gn_keep;

/* What happened: type, and what time, duration and text say of it. */
#define GN_KEEP_EVENTS(X)                                                  \
	X(GN_KEEP_REP,       "rep")      /* provisional; its number, kind */\
	X(GN_KEEP_REVISED,   "revised")  /* those of the set are void */    \
	X(GN_KEEP_SET,       "set")      /* start to stop; how many */      \
	X(GN_KEEP_GAP,       "gap")      /* sensors that failed, and why */ \
	X(GN_KEEP_BACK,      "back")     /* sensors that send again */      \
	X(GN_KEEP_END,       "end")      /* sensors that had no more */     \
	X(GN_KEEP_MARK,      "mark")     /* of a person, in words */        \
	X(GN_KEEP_EXERCISE,  "exercise") /* the next one, by name */        \
	X(GN_KEEP_CORRECTED, "count_corrected") /* by a person: the count */\
	X(GN_KEEP_EFFORT,    "effort")   /* as rated; see told_text.h */    \
	X(GN_KEEP_PERSON,    "person")   /* who it is, as there */          \
	X(GN_KEEP_GO,        "go")       /* the signal to begin */          \
	X(GN_KEEP_STAGE,     "stage")    /* of a test, begins; as there */  \
	X(GN_KEEP_NO_RESULT, "no_result") /* why there is none */

#define X(name, text) name,
enum gn_keep_event { GN_KEEP_EVENTS(X) GN_KEEP_COUNT };
#undef X

/* "effort". */
const char *gn_keep_name_of(enum gn_keep_event what);

/* What is known when a session starts. */
struct gn_keep_about {
	const char *path;       /* of the file; it must not exist */
	const char *patient;    /* pseudonym, up to 64 bytes; NULL: none */
	const char *exercise;   /* that will be scored, up to 63 bytes */
	int64_t     started_unix_ns;
	/* of each sensor, as gn_live_calibration() tells; or NULL */
	const char *calibration[GN_SENSORS_MAX];
	const struct gn_body *body;     /* how they sit; NULL: not known */
};

/* Room for a name as gn_keep_name() makes it, and its 0. */
#define GN_KEEP_NAME_SIZE 32

/* "gonio-20261125-1432.gonio", of local time. */
void gn_keep_name(char name[GN_KEEP_NAME_SIZE], time_t when);

/**
 * Make the file.
 *
 * @param[out] out   gn_keep_close() when done; untouched on error
 * @param[in]  info  the sensors; its path is noted as the device
 * @retval GN_OK
 * @retval GN_EINVAL, GN_EIO, GN_ENOMEM  as gn_rec_create()
 */
GN_NODISCARD int gn_keep_open(struct gn_keep **out,
			      const struct gn_keep_about *about,
			      const struct gn_recording_info *info,
			      struct gn_diag *why);

/**
 * Samples, in the order in which they are analysed.
 * @retval GN_OK
 * @retval GN_ENOSPC, GN_EIO, GN_ENOMEM  they are not kept, here or at an
 *                                       earlier call
 */
GN_NODISCARD int gn_keep_samples(struct gn_keep *k, const struct gn_sample *in,
				 size_t n, struct gn_diag *why);

/* text is cut to GN_REC_TEXT_MAX bytes; NULL is "". */
void gn_keep_event(struct gn_keep *k, int64_t t_ns, int64_t duration_ns,
		   enum gn_keep_event what, const char *text);

/* What a session tells at now_ns. Final repetitions are in the result. */
void gn_keep_session(struct gn_keep *k, int64_t now_ns,
		     const struct gn_session_event *ev);

/* Have all so far on the disk, now; errors as above. */
GN_NODISCARD int gn_keep_sync(struct gn_keep *k, struct gn_diag *why);

/**
 * Have all so far on the disk, if a second has passed since that was done.
 * Blocks until then (ms). To be called often.
 *
 * @param[in] now_ns  of a clock that does not go back
 * @retval GN_OK, GN_ENOSPC, GN_EIO, GN_ENOMEM  as above
 */
GN_NODISCARD int gn_keep_tick(struct gn_keep *k, int64_t now_ns,
			      struct gn_diag *why);

/* The final result, t_ns: up to where. It is kept as gn_keep_json() of it,
 * with the hash of the samples that were kept. */
void gn_keep_result(struct gn_keep *k, int64_t t_ns,
		    const struct gn_result *r);

/* GN_OK, or what the first error was. */
int gn_keep_error(const struct gn_keep *k);

/**
 * Complete the file; releases k always. NULL is fine.
 * @retval GN_OK
 * @retval GN_EINVAL, GN_ENOSPC, GN_EIO, GN_ENOMEM
 *                the first error; what was on the disk before it is kept and
 *                can be read
 */
GN_NODISCARD int gn_keep_close(struct gn_keep *k, struct gn_diag *why);

/**
 * The JSON of a result without what does not follow from the samples: the
 * path, and the hash of some file's bytes.
 *
 * @param[in]  sha256  of the samples, see gonio/sample_hash.h
 * @param[out] out     malloc'd; untouched on error
 * @retval GN_OK, GN_ENOMEM
 */
GN_NODISCARD int gn_keep_json(const struct gn_result *r, const char *sha256,
			      char **out);

#endif
