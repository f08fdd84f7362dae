/* SPDX-License-Identifier: MIT */
#ifndef GN_RESULT_H
#define GN_RESULT_H

#include "gonio/joint.h"
#include "gonio/types.h"

/*
 * What an analysis yields. Plain data, no pointers into the analysis: what is
 * stored, compared and reported. Times count from the recording's first
 * sample. NAN: could not be known from this recording.
 */

#define GN_ALGORITHM "1.17"     /* raised with every change of a result */

enum gn_rep_kind { GN_REP_FULL, GN_REP_PARTIAL };

/* How a sensor went along in a repetition, however it was strapped on. */
struct gn_moved {
	float up[3];                 /* mean direction of up, in its axes */
	float tilt_rad;              /* farthest from where both ends are */
};

/* One repetition. */
struct gn_rep {
	uint32_t         set, n;     /* both from 1; n counts within the set */
	enum gn_side     side;       /* the working limb, where it is known */
	enum gn_rep_kind kind;
	uint8_t          provisional;  /* 1: may still change until set end */
	int64_t          start_ns, turn_ns, end_ns;
	float            tempo_s[4]; /* eccentric, pause, concentric, pause */
	float            rom_rad, rom_sd_rad;
	char             rom_of[32]; /* "knee_flexion_r", "tilt thigh_r" ... */
	float            peak_radps, mean_radps;
	float            sparc, ldlj;
	float            quality;    /* 0..1, likeness to the set's pattern */
	struct gn_range  angle[GN_ANGLES];
	float    rise_m, rise_sd_m;  /* height, where it was measured on that */
	float    tremor_radps;       /* rms of 4 to 12 Hz in its rates */
	float    jolt_mps2;          /* of the acceleration at the turn */
	float    lag_s;              /* right later than left, if both work */
	uint32_t sensor;             /* that it was measured on */
	struct gn_moved moved[GN_SENSORS_MAX];  /* of each sensor */
};

/* One set: repetitions without a longer break. */
struct gn_set {
	uint32_t n;                  /* from 1 */
	int64_t  start_ns, end_ns;
	uint32_t reps, full;         /* attempted, of these in full range */
	float    rep_mean_s, rep_sd_s, rep_cv;      /* duration */
	float    rom_mean_rad, rom_sd_rad, rom_cv;
	float    peak_mean_radps, peak_sd_radps;
	float    velocity_loss;      /* 0..1, last against fastest (C5) */
};

/* Something that moved and was not counted, and why. */
#define GN_REJECTS(X)                                                      \
	X(GN_REJ_SHAPE,   "unlike the set's other repetitions")            \
	X(GN_REJ_SMALL,   "movement too small")                            \
	X(GN_REJ_SHORT,   "too short for this exercise")                   \
	X(GN_REJ_LONG,    "too long for this exercise")                    \
	X(GN_REJ_ALONE,   "a single movement, no set")                     \
	X(GN_REJ_HANDLING, "taking up or putting down, not a repetition")  \
	X(GN_REJ_GAP,     "samples are missing in it")

#define X(name, text) name,
enum gn_reject_reason { GN_REJECTS(X) GN_REJ_COUNT };
#undef X

struct gn_reject {
	int64_t               start_ns, end_ns;
	enum gn_reject_reason reason;
};

/* The reason in words; never NULL. */
const char *gn_reject_text(enum gn_reject_reason reason);

/* What went in, per sensor: counted, never mended in silence. */
struct gn_quality {
	uint64_t samples;            /* accepted */
	uint32_t gaps;               /* holes longer than GN_GAP_NS */
	float    gap_s;              /* their sum */
	uint32_t repeated;           /* same stamp, or same values again */
	uint32_t late;               /* stamp before the newest: dropped */
	uint32_t clipped;            /* at the range limit of the sensor */
	uint32_t nonfinite;          /* infinite values, taken as missing */
	float    lost;               /* 0..1 of all that there should be are
	                              * missing in between; NAN: no telling */
	float    rate_hz;            /* found; see condition.h */
	float    jitter;             /* MAD of intervals over their median */
	float    rest_s;             /* time at rest */
	float    rest_acc_mps2;      /* mean norm of acc at rest, NAN: none */
	float    gyr_bias_radps[3];  /* at rest; NAN: none seen */
};

#define GN_WARNINGS(X)                                                     \
	X(GN_WARN_EXERCISE,  "unknown_exercise")                           \
	X(GN_WARN_UNITS,     "units")                                      \
	X(GN_WARN_GAPS,      "gaps")                                       \
	X(GN_WARN_REPEATED,  "repeated_samples")                           \
	X(GN_WARN_LATE,      "late_samples")                               \
	X(GN_WARN_CLIPPED,   "clipped")                                    \
	X(GN_WARN_RATE,      "low_rate")                                   \
	X(GN_WARN_SENSOR,    "sensor_unusable")                            \
	X(GN_WARN_PLACE,     "placement")                                  \
	X(GN_WARN_MISPLACED, "misplaced")                                  \
	X(GN_WARN_NO_REPS,   "no_repetitions")                             \
	X(GN_WARN_LONG,      "set_too_long")                               \
	X(GN_WARN_NO_STEPS,  "no_steps")                                   \
	X(GN_WARN_NO_HOLD,   "no_hold")

#define X(name, code) name,
enum gn_warning_code { GN_WARNINGS(X) GN_WARN_COUNT };
#undef X

/* "clipped": stable, for programs. Never NULL. */
const char *gn_warning_name(enum gn_warning_code code);

struct gn_warning {
	enum gn_warning_code code;
	char                 text[200];
};

#endif
