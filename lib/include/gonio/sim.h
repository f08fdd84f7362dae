/* SPDX-License-Identifier: MIT */
#ifndef GN_SIM_H
#define GN_SIM_H

#include <stddef.h>

#include "gonio/err.h"
#include "gonio/joint.h"
#include "gonio/recording.h"
#include "gonio/result.h"
#include "gonio/types.h"

/*
 * Synthetic recordings with known truth: a body of linked rigid segments
 * performs sets of an exercise, and between them stands, walks, fidgets and
 * bends down; sensors on it measure with the faults of real ones.
 *
 * Body: pelvis, chest, head, and left and right thigh, shank, foot, upper arm,
 * forearm, hand, and a bar in the hands or on the shoulders; an adult of
 * 1.75 m (lengths in lib/sim/body.c, rounded from the usual proportions). Each
 * segment's attitude is given by three angles against standing upright,
 *   sagittal  its far end goes forward (the toe goes up)
 *   frontal   its far end goes out from the midline; left on the midline
 *   axial     its front turns out; left on the midline
 * as R = R_body Ry(sagittal) Rx(frontal) Rz(axial), world x forward, y left,
 * z up. Positions follow from the chain with the anchor standing still. All
 * movement is made of minimum-jerk strokes (Flash & Hogan 1985), sinusoids of
 * sway and gait, so that angular rate and acceleration are closed forms: truth
 * has no differentiation error.
 *
 * Skin: a sensor turns against its segment, about the segment's medio-lateral
 * axis, in proportion to the flexion of the joint at the segment's near end.
 * That it is linear in the angles of the joints is what Bonci et al. found on
 * thighs ("A soft tissue artefact model driven by proximal and distal joint
 * kinematics", J Biomech 47, 2014). Truth is the bone's; gn_sim_state() is the
 * sensor's.
 *
 * Slip: a strap gives way in a single stroke, which gyroscope and
 * accelerometer feel: the sensor turns by its rate, about a line that lies 6 cm
 * below its face (z), in the middle of the limb. Truth is the bone's, as with
 * skin.
 *
 * Same scenario and same seed: same bytes. The movement does not depend on
 * the sensors, nor one sensor's errors on the other sensors.
 *
 * A scenario is a text file, see gn_sim_load, or a struct filled by a program.
 */

#define GN_SIM_MOVES_MAX   48
#define GN_SIM_ACTS_MAX    64
#define GN_SIM_SYSTEMS_MAX  4
#define GN_SIM_GAPS_MAX     8
#define GN_SIM_SESSIONS_MAX 100
#define GN_SIM_REPS_MAX    64   /* repetitions in one set */
#define GN_SIM_BREAKS_MAX   8   /* of one hold */

enum gn_sim_axis { GN_SIM_SAGITTAL, GN_SIM_FRONTAL, GN_SIM_AXIAL };

/* Which limb a movement is of; midline segments: any. */
enum gn_sim_on {
	GN_SIM_ON_BOTH,
	GN_SIM_ON_WORKING,      /* the repetition's working side */
	GN_SIM_ON_OTHER,        /* the side opposite to it */
	GN_SIM_ON_LEFT,
	GN_SIM_ON_RIGHT
};

/* One angle of one segment, rad: at rest, at a repetition's start and turn. */
struct gn_sim_move {
	enum gn_place    place;
	enum gn_sim_on   on;
	enum gn_sim_axis axis;
	double           idle_rad;      /* between sets; NAN: as start_rad */
	double           start_rad, turn_rad;
	double           bump_rad;      /* on top in mid-stroke, both ways */
	/* It begins when so much of the way to the turn has passed, in time,
	 * and on the way back ends as much before that does; 0 to 0.8. The
	 * bump does not. */
	double           late;
};

/* What stands still while the body moves. */
enum gn_sim_anchor {
	GN_SIM_FEET,            /* the middle of both ankles */
	GN_SIM_TOES,            /* the middle of both balls of the foot */
	GN_SIM_OTHER_FOOT,      /* the ankle opposite to the working side */
	GN_SIM_PELVIS,          /* sitting, lying */
	GN_SIM_HANDS            /* hanging: the middle of both wrists */
};

enum gn_sim_posture {
	GN_SIM_UPRIGHT,
	GN_SIM_SUPINE,
	GN_SIM_PRONE,
	GN_SIM_LYING_LEFT,      /* on the left side */
	GN_SIM_LYING_RIGHT
};

/* What the person does, one thing after the other. */
enum gn_sim_act_kind {
	GN_SIM_STAND,           /* the idle pose, with sway */
	GN_SIM_WALK,            /* steps, arms swinging, heel strikes */
	GN_SIM_FIDGET,          /* strokes of no pattern */
	GN_SIM_REACH,           /* bend to the floor and up, as to pick up */
	GN_SIM_LAY,             /* the bar is turned, and lies still */
	GN_SIM_SET,             /* repetitions */
	GN_SIM_UP_AND_GO,       /* rise, walk, turn, walk, turn, sit down */
	GN_SIM_HOLD,            /* the pose of the turn is taken and held */
	/* Of phases of up_and_go, told as spans: */
	GN_SIM_SIT, GN_SIM_RISE, GN_SIM_TURN, GN_SIM_LOWER
};

/* The posture is left for a while. */
struct gn_sim_break {
	double at_s, length_s;  /* from the hold's start, ways included */
};

struct gn_sim_act {
	enum gn_sim_act_kind kind;
	double   length_s;      /* of stand, walk, fidget, hold;
				 * reach: one bend;
				 * up_and_go: walking one way;
				 * lay: how long it lies */
	double   turn_rad[3];   /* lay: sagittal, frontal, axial of the bar */
	/* Of a set: */
	uint32_t reps;          /* attempted, partial ones included; 1.. */
	uint64_t partial;       /* bit n - 1: repetition n is partial */
	double   partial_rom;   /* part of the full range, default 0.5 */
	double   rom;           /* factor on the movement, default 1 */
	double   slow;          /* factor on all durations, default 1 */
	/* Of a hold, beside side, rom and slow: */
	double   drift_rom;     /* part of the movement by which the posture
				 * sinks back until the end, default 0 */
	double   break_rom;     /* .. that is left in a break, default 0.3 */
	struct gn_sim_break breaks[GN_SIM_BREAKS_MAX];
	size_t   n_breaks;
	/* Of a walk of known steps, beside rom and slow: */
	uint32_t steps;         /* 0: length_s of any steps */
	double   cadence_spm;   /* steps/min, default 110 */
	double   cadence_cv;    /* SD of a step's time as a part, default
				 * 0.03 */
	double   uneven;        /* left steps take longer by this part of the
				 * mean, right ones less */
	double   step_m;        /* how far a step goes, default 0.65 */
};

/* A time in which all rows of a system are lost. */
struct gn_sim_gap {
	double at_s, length_s;
};

/* A stream of rows on one clock: a tracking system of a BIDS recording. */
struct gn_sim_system {
	char   name[24];        /* label, letters and digits */
	double rate_hz;
	double jitter_s;        /* SD of the sampling instant, stamped truly */
	double stamp_sd_s;      /* SD of the stamp's own error */
	double skew_ppm;        /* clock runs fast by this */
	double dropped;         /* probability that a row is lost */
	double repeated;        /* .. that it holds the previous row's values */
	double doubled;         /* .. that it is sent twice, same stamp */
	double late;            /* .. that it comes after its successor */
	struct gn_sim_gap gaps[GN_SIM_GAPS_MAX];
	size_t n_gaps;
};

/* One sensor and its faults. All zero but the first three: an ideal one. */
struct gn_sim_sensor {
	char   name[32];        /* tracked point, "thigh_l" */
	int    acc, gyr, mag;   /* index of its system; -1: none */
	double offset_m[3];     /* from the near joint, segment axes */
	double mount_rad[3];    /* turns about x, then y, then z: the rotation
	                         * that takes sensor axes to segment axes */
	double misplaced_rad;   /* on top of it a turn about any axis, up to
	                         * this, by the seed */
	double acc_noise;       /* m/s2/sqrt(Hz); SD = noise sqrt(rate / 2) */
	double gyr_noise;       /* rad/s/sqrt(Hz) */
	double mag_noise_ut;    /* SD */
	double acc_bias_mps2[3], gyr_bias_radps[3], mag_bias_ut[3];
	double gyr_bias_sd_radps;       /* on top of it, by the seed */
	double gyr_walk;        /* bias drift, rad/s/sqrt(s) */
	double acc_scale[3], gyr_scale[3];      /* 0.01 reads 1 % high */
	double mag_scale[3];    /* soft iron; mag_bias_ut is the hard one */
	double wobble_hz;       /* strap and soft tissue; 0: rigid */
	double wobble_damping;  /* of critical, 0 < d < 1 */
	double wobble_gain;     /* part of the sensor's mass that swings */
	double wobble_turn_rad; /* attitude lost to it for each g along the
	                         * skin, about the face's two axes x, y; 0:
	                         * it swings, and does not lean */
	double acc_range_mps2, gyr_range_radps; /* clipped here; 0: no limit */
	double mag_range_ut;
	int    bits;            /* resolution within the range; 0: exact */
	double missing;         /* probability that a row lacks it (NAN) */
	/* The strap slips, once and for good: at slip_at_s it begins to turn
	 * by the rotation vector slip_rad (sensor axes), for slip_s; 0:
	 * never. */
	double slip_rad[3], slip_at_s, slip_s;
};

struct gn_sim_scenario {
	char   name[40];
	char   title[160];
	char   exercise[40];            /* catalogue name, snake_case */
	enum gn_side side;              /* working limb */
	uint8_t alternating;            /* sides take turns, from it on */
	enum gn_sim_posture posture;
	enum gn_sim_anchor anchor;
	uint8_t bar_on_hands;           /* else on the shoulders */
	uint8_t eccentric_first;
	char   angle[24];               /* of the range of motion, or "" */
	enum gn_place joint[2];         /* segments it lies between, proximal
	                                 * first; one alone: its rotation */
	struct gn_sim_move moves[GN_SIM_MOVES_MAX];
	size_t n_moves;

	double go_s, turn_pause_s, back_s, end_pause_s;  /* of a repetition */
	double duration_cv, rom_cv;     /* from repetition to repetition */
	double slowing;                 /* fatigue: last is 1 + slowing long */
	double rom_loss;                /* .. its range is 1 - rom_loss */
	double rom_left, rom_right;     /* factor on the movement per side */
	double thump_mps2;              /* weight touching down at each end */
	double sway_rad;                /* SD of each segment's sway */
	double tremor_rad;              /* SD in the arms, 4 to 8 Hz;
	                                 * elsewhere a fifth of it */
	double fidget_rad;              /* size of fidgets */
	struct gn_sim_act acts[GN_SIM_ACTS_MAX];
	size_t n_acts;

	double skin;                    /* soft tissue: turn of a sensor
	                                 * against its bone, rad for each rad
	                                 * of flexion; SD over sensors */
	double field_ut[3];             /* magnetic field, world */
	double disturb_ut[3];           /* added to it for a while */
	double disturb_at_s, disturb_length_s;
	struct gn_sim_system systems[GN_SIM_SYSTEMS_MAX];
	size_t n_systems;
	struct gn_sim_sensor sensors[GN_SENSORS_MAX];
	size_t n_sensors;
	uint64_t seed;                  /* where none is given */
	char     subject[24];           /* label of the person, default sim */
	char     calibration[40];       /* scenario done first, or "" */
	char     folder[512];           /* of the file it was read from */
	uint32_t take;                  /* other recordings of the same seed:
	                                 * sensors sit alike, all else anew */
	/* Sessions, each a recording; see gn_sim_session() */
	uint32_t sessions;              /* default 1 */
	double   session_days;          /* between two, default 7 */
	char     first_day[16];         /* 2026-01-05; "": not told */
	double   rom_left_step, rom_right_step;  /* on rom_left, rom_right from
	                                 * one to the next */
	char     session[8];            /* label of this one; "": the only */
	char     day[16];               /* of this one; "": not told */
};

/**
 * The scenario of its k-th session, from 0 below sessions: another seed, label
 * and day, and how far the limbs go by then.
 *
 * @param[in]  s    as it was loaded
 * @retval GN_OK
 * @retval GN_EINVAL  a range that is none any more; why says which
 */
GN_NODISCARD int gn_sim_session(const struct gn_sim_scenario *s, uint32_t k,
				struct gn_sim_scenario *out,
				struct gn_diag *why);

/* Upright, nothing moving, no sensors; every field at its default. */
void gn_sim_scenario_default(struct gn_sim_scenario *s);

/* An ideal sensor: offset usual for the place, measuring in system 0. */
void gn_sim_sensor_default(struct gn_sim_sensor *s, const char *name);

/**
 * Read a scenario file (libconfig syntax).
 *
 * The names of its fields are those of the structs above, angles in degrees
 * (_deg, _dps instead of _rad, _radps), accelerations in m/s2; all lists and
 * fields are described in fixtures/scenarios/README.md. An unknown field is an
 * error: a typing mistake must not be a default.
 *
 * @param[out] out   untouched on error
 * @param[in]  name  a path (with '/' or ending in .cfg), or the name of a
 *                   shipped scenario, looked for in the folder of the
 *                   environment variable GONIO_SCENARIOS if it is set, else in
 *                   fixtures/scenarios below the working directory and in the
 *                   installed data folder
 * @param[out] why   may be NULL
 *
 * @retval GN_OK
 * @retval GN_ENOENT   no such scenario or file
 * @retval GN_EFORMAT  syntax, unknown field, or value outside its range: why
 *                     names file, line and field
 */
GN_NODISCARD int gn_sim_load(struct gn_sim_scenario *out, const char *name,
			     struct gn_diag *why);

/**
 * The calibration that is recorded before a scenario: that of its name, beside
 * it or else as gn_sim_load() finds it, with the sensors and systems of s, of
 * the same person, as take 1.
 *
 * @param[out] out  untouched on error
 * @param[in]  s    its calibration is not ""
 * @param[out] why  may be NULL
 *
 * @retval GN_OK
 * @retval GN_ENOENT, GN_EFORMAT  as gn_sim_load
 */
GN_NODISCARD int gn_sim_load_calibration(struct gn_sim_scenario *out,
					 const struct gn_sim_scenario *s,
					 struct gn_diag *why);

/**
 * The names of the shipped scenarios, in order.
 *
 * @param[out] out  malloc'd array of n malloc'd names; gn_sim_names_free
 * @retval GN_OK
 * @retval GN_ENOENT  no folder of scenarios found
 * @retval GN_ENOMEM
 */
GN_NODISCARD int gn_sim_names(char ***out, size_t *n, struct gn_diag *why);
void gn_sim_names_free(char **names, size_t n);         /* NULL, 0 is fine */

/* The truth of one repetition. Start, turn and end are those of the strokes:
 * the movement begins and ends there with no speed. */
struct gn_sim_rep {
	uint32_t         set, n;        /* both from 1 */
	enum gn_side     side;
	enum gn_rep_kind kind;
	int64_t          start_ns, turn_ns, end_ns;     /* turn: reached */
	/* Eccentric, pause after it, concentric, pause after it. The pause
	 * between repetitions is NAN for the last of a set. */
	double tempo_s[4];
	/* Largest rotation of the joint away from the repetition's start,
	 * left and right; NAN where that side has no part in it. */
	double rom_rad[2];
	/* Per sensor, of its segment: largest rotation away from the start,
	 * range of its long axis to the vertical, vertical range of the
	 * sensor's position. */
	double turned_rad[GN_SENSORS_MAX];
	double tilt_rad[GN_SENSORS_MAX];
	double travel_m[GN_SENSORS_MAX];
	/* Angles by name, as in joint.h, of the segments themselves; flexion
	 * is the first angle of the joint's own sequence. NAN: a segment of
	 * it carries no sensor. */
	double least_rad[GN_ANGLES], most_rad[GN_ANGLES];
};

struct gn_sim_set {
	int64_t  start_ns, end_ns;      /* first start, last end */
	uint32_t reps, partial;         /* attempted, partial among them */
};

/* From where the movement to the posture ends to where that from it begins,
 * breaks the other way round. */
struct gn_sim_hold {
	int64_t  start_ns, end_ns;
	uint32_t n_breaks;
	int64_t  break_ns[GN_SIM_BREAKS_MAX][2];        /* start, end */
};

/* What the person did when, sets included. */
struct gn_sim_span {
	enum gn_sim_act_kind kind;
	int64_t start_ns, end_ns;
};

/* A foot is put down, in a walk of known steps: the first a step after it began
 * to move, the last beside the other, and the person stands. */
struct gn_sim_step {
	int64_t      t_ns;
	enum gn_side side;
};

/* Where a sensor truly is and what an ideal one would read. */
struct gn_sim_state {
	double q[4];            /* w, x, y, z: takes sensor axes to world */
	double pos_m[3];        /* world */
	double force_mps2[3];   /* specific force, sensor axes */
	double rate_radps[3];   /* sensor axes */
	double field_ut[3];     /* sensor axes */
};

struct gn_sim;

/**
 * Make ready to produce a recording.
 *
 * @param[out] out   untouched on error
 * @param[in]  s     copied
 * @param[in]  seed  any number
 * @param[out] why   may be NULL
 *
 * @retval GN_OK
 * @retval GN_EINVAL  a field outside its range, named in why
 * @retval GN_ENOMEM
 *
 * Cost: the movement is laid out and the truth measured, some ms per set.
 */
GN_NODISCARD int gn_sim_open(struct gn_sim **out,
			     const struct gn_sim_scenario *s, uint64_t seed,
			     struct gn_diag *why);

/* Sensors as a session wants them, n_sensors of the scenario. */
const struct gn_sensor *gn_sim_sensors(const struct gn_sim *sim);
const struct gn_sim_scenario *gn_sim_scenario(const struct gn_sim *sim);

/* 1: the system's rows are even at its rate, none is late or lost. */
int gn_sim_even(const struct gn_sim *sim, size_t system);

/* What a recording of it says of itself: its sensors, the exercise as its task;
 * path "". */
void gn_sim_info(const struct gn_sim *sim, struct gn_recording_info *out);

int64_t gn_sim_length_ns(const struct gn_sim *sim);

/* Truth, valid until close. */
const struct gn_sim_set *gn_sim_sets(const struct gn_sim *sim, size_t *n);
const struct gn_sim_rep *gn_sim_reps(const struct gn_sim *sim, size_t *n);
const struct gn_sim_hold *gn_sim_holds(const struct gn_sim *sim, size_t *n);
const struct gn_sim_span *gn_sim_spans(const struct gn_sim *sim, size_t *n);
const struct gn_sim_step *gn_sim_steps(const struct gn_sim *sim, size_t *n);

/**
 * The true state of a sensor at any instant, in any order of calls.
 * @param[in] sensor  < n_sensors
 */
void gn_sim_state(const struct gn_sim *sim, size_t sensor, int64_t t_ns,
		  struct gn_sim_state *out);

/**
 * The next samples, as gn_recording_read gives them: systems merged in order
 * of stamps (parts of one sensor with the same stamp in one sample), a
 * system's own late rows out of order as they come.
 *
 * @param[in] cap  > 0
 * @return samples written, 1..cap, or
 * @retval GN_EOF  the end (again on every later call)
 *
 * Independent of cap. Cost: some us per sample, no allocation.
 */
GN_NODISCARD int gn_sim_read(struct gn_sim *sim, struct gn_sample *out,
			     size_t cap);

void gn_sim_close(struct gn_sim *sim);                  /* NULL is fine */

/**
 * Produce all samples and write them as a recording of a BIDS-Motion data
 * set: motion, channels, events, a row of truth.tsv, and *_truth.json with
 * the truth of every repetition (schema gonio.truth/1: sets[], reps[] and, if
 * there are any, holds[] and steps[] as structs above in s, deg and m, those
 * angles that the sensors' segments make in reps[].angles; activities[];
 * scenario, seed).
 * A take other than 0 gets no row in truth.tsv: it is there to learn from.
 *
 * @param[in] sim  just opened: nothing read yet
 * @param[in] dir  made where missing; a data set that is there gets one more
 *                 recording, or this one anew
 * @retval GN_OK
 * @retval GN_EIO     dir cannot be written; why names the file and the reason
 * @retval GN_EINVAL  a name that cannot be a file's name
 * @retval GN_ENOMEM
 */
GN_NODISCARD int gn_sim_write(struct gn_sim *sim, const char *dir,
			      struct gn_diag *why);

#endif
