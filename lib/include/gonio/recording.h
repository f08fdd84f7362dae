/* SPDX-License-Identifier: MIT */
#ifndef GN_RECORDING_H
#define GN_RECORDING_H

#include <stddef.h>

#include "gonio/err.h"
#include "gonio/skeleton.h"
#include "gonio/types.h"

/*
 * Recorded sessions from files, as one stream of samples in order of time.
 *
 * BIDS-Motion (BIDS 1.9): a *_motion.tsv with its _channels.tsv and
 * _motion.json beside it, _events.tsv where there are events. Tracking systems
 * of one recording (names equal but for tracksys-<label>; tracksys-ref is a
 * reference and left out) are merged on their common clock; whichever of them
 * is opened, the recording is the same. A tracked point that stands in two
 * systems is one sensor. Channels of types ACCEL, GYRO, MAGN and LATENCY are
 * read, in any order, all others passed over; a sensor needs all of x, y, z.
 * reference_frame "segment" of all channels of a sensor says that it is
 * aligned.
 *
 * Depth cameras: a tracking system without ACCEL and GYRO whose POS channels
 * (m, cm or mm; y up) are points of skeleton.h is read as virtual sensors on
 * body segments; other POS channels are passed over. They come after the
 * inertial sensors, and one whose name is taken by such has that of the
 * tracking system behind it: "thigh_l@kinect". Both are then counted on and
 * measured as any two sensors at one place are.
 *
 * Plain tables: CSV or TSV with a header line. Delimiter (tab ; , or blanks)
 * and decimal sign are found from the text; blank lines and lines that start
 * with # are passed over; an empty field is a missing value. Case and the
 * signs _ - . between words do not matter in column names:
 *     [sensor_] acc|accel|accelerometer|a|gyr|gyro|gyroscope|g|w|omega|
 *               mag|magnetometer|m  x|y|z        thigh_l_acc_x, gyrX, ax
 *     time|t|timestamp|elapsed|seconds|ms ...    time_ms, "t (s)"
 * with a unit in brackets or as last word ("acc_x (g)", "ax_g"); without one
 * m/s^2, rad/s and uT hold, and a time's unit is found from its steps. "x-axis
 * (g)" is told by its unit. Without a sensor's name it is called "imu".
 * Columns of acceleration without gravity (free, linear, user) are not taken.
 *
 * Foreign headers: a file NAME.map.json beside NAME.csv says what is what:
 *     { "time": { "column": "Zeit", "unit": "ms" },     or  "rate_hz": 100,
 *       "sensors": [ { "name": "thigh_l",
 *                      "acc": ["A1", "A2", "A3"],  "acc_unit": "g",
 *                      "gyr": [5, 6, 7],           "gyr_unit": "deg/s",
 *                      "mag": [...],               "mag_unit": "uT",
 *                      "aligned": true } ],
 *       "delimiter": ";", "decimal": ",", "skip_lines": 3, "header": false,
 *       "task": "squat" }
 * A column is given by its name in the header or by its number from 1; all but
 * sensors and one of time and rate_hz may be left out, and beside rate_hz the
 * sensors too, where the header names them but no time. skip_lines stand before
 * the header; "header": false says that there is none. With a time and a
 * rate_hz, as gonio exports them, the rate is that of the sensors, and rows may
 * be closer.
 *
 * Exports of makers' programs need no map. Known are Xsens DOT (with the raw
 * values, or with orientation and free acceleration, from which rates and
 * forces are computed) and MT Manager, Shimmer Consensys, MetaMotion,
 * WitMotion, x-IMU3, Sensor Logger and phyphox, Axivity's .cwa and APDM Opal's
 * .h5 (versions 3 to 5). Files that such a program wrote for the sensors of one
 * recording are that one recording, whichever of them is opened. What a file
 * calls "LFemur" or "Right lower leg" is the sensor "thigh_l", "shank_r".
 *
 * Units: m/s^2 g mg, rad/s deg/s dps, uT mT T gauss n/a, s ms us ns (and more
 * spellings); everything comes out in SI units.
 *
 * Missing values: n/a, NaN, inf. Numbers are read the same in every locale.
 *
 * Memory: two buffers of fixed size per file, however long it is.
 */
struct gn_recording;

/* What is known of a recording before its samples are read. */
struct gn_recording_info {
	char   path[512];       /* of the file that was opened */
	char   task[64];        /* TaskName, else task-<label>, else "" */
	struct gn_sensor sensors[GN_SENSORS_MAX];
	size_t n_sensors;
	uint8_t even;           /* 1: no time column, even at the rate given */
};

/**
 * Open one recording. The header, the sidecars and the first rows are read.
 *
 * A sensor's rate_hz is SamplingFrequency (of its fastest part), in plain
 * tables rate_hz of the map, else found from the first stamps.
 *
 * @param[out] out   untouched on error
 * @param[in]  path  a *_motion.tsv, a .csv/.tsv/.txt with a header, a .cwa
 *                   or an .h5
 * @param[out] why   on error: file, line or field, and what to do; may be NULL
 *
 * @retval GN_OK
 * @retval GN_ENOENT   no such file
 * @retval GN_EIO      it cannot be read
 * @retval GN_EFORMAT  file, sidecar or header malformed
 * @retval GN_EUNITS   time stamps and rate differ by a factor of 100 or more
 * @retval GN_ENODATA  no accelerometer or gyroscope columns, nor positions that
 *                     give a body segment, or no rows in it
 * @retval GN_ENOMEM
 */
GN_NODISCARD int gn_recording_open(struct gn_recording **out,
				   const char *path, struct gn_diag *why);

const struct gn_recording_info *
gn_recording_info(const struct gn_recording *r);

/**
 * Read the next samples, those of all sensors and tracking systems merged in
 * order of time (equal times: in order of sensor). Time counts from the
 * earliest first stamp of the systems; row n of a table without a time column
 * is at n / SamplingFrequency.
 *
 * Where two systems share a sensor, each row gives a sample with the other's
 * parts NAN; rows of exactly the same time give one sample with both.
 *
 * Stamps are passed on as they are, also when one sensor's own stamps stand
 * still or go back: counting and dropping that is the conditioner's work. A
 * value that is n/a in the file is NAN, as is one no float can hold.
 *
 * @param[out] out  cap samples
 * @param[in]  cap  > 0
 * @param[out] why  as above
 *
 * @return samples written, 1..cap, or
 * @retval GN_EOF      the recording has ended (again on every later call)
 * @retval GN_EIO
 * @retval GN_EFORMAT  a line is malformed; samples before it were delivered,
 *                     and every later call returns this again
 *
 * The samples do not depend on cap. Cost: no allocation; see bench_parse.
 */
GN_NODISCARD int gn_recording_read(struct gn_recording *r,
				   struct gn_sample *out, size_t cap,
				   struct gn_diag *why);

/**
 * The SHA-256 of the motion file's bytes, as 64 hexadecimal digits; of several
 * tracking systems' files: the SHA-256 of their binary SHA-256s one after the
 * other, in order of name. Valid after GN_EOF only.
 *
 * @param[out] hex  65 bytes
 * @retval GN_OK
 * @retval GN_EINVAL  not read to the end
 */
GN_NODISCARD int gn_recording_sha256(struct gn_recording *r, char hex[65]);

/**
 * How well a camera's segment was tracked in what was read so far.
 * @retval GN_OK
 * @retval GN_ENODATA  the sensor is none of a camera's; *out is untouched
 */
GN_NODISCARD int gn_recording_limb(const struct gn_recording *r, size_t sensor,
				   struct gn_limb *out);

void gn_recording_close(struct gn_recording *r);     /* NULL is fine */

/* One line of an _events.tsv. */
struct gn_event {
	int64_t onset_ns, duration_ns;
	char    type[24];            /* trial_type, cut to fit; "" for n/a */
	char    label[24];           /* as above */
	enum gn_side side;           /* GN_SIDE_UNKNOWN for n/a */
};

/**
 * Read a whole _events.tsv: the one at path, or the one beside the recording
 * at path (beside any of its tracking systems).
 *
 * @param[out] out   malloc'd array of n events, by onset (events of one onset
 *                   in the file's order); NULL if there is no such file. The
 *                   caller frees it. Untouched on error.
 * @retval GN_OK       also when there is no such file (n = 0)
 * @retval GN_EFORMAT  malformed, why names the line; or 4 MB and more
 * @retval GN_EIO, GN_ENOMEM
 */
GN_NODISCARD int gn_events_load(const char *path, struct gn_event **out,
				size_t *n, struct gn_diag *why);

/* A line of participants.tsv; NAN: not known. */
struct gn_participant {
	float age_y, height_m, mass_kg;
	char  sex;                   /* 'f', 'm'; 0: not known, or other */
};

/**
 * Who a BIDS recording is of: the line of its sub-<label> in the
 * participants.tsv of its folder or of one of the 4 above it. Columns are
 * found by name, in any case: age (years, "89+" is 89), sex (f, m, female,
 * male), height (m, above 3 it is cm), weight or mass (kg).
 *
 * @param[in]  path  the recording; of another kind no one is known
 * @param[out] out   all unknown where there is no such file, line or column;
 *                   untouched on error
 * @retval GN_OK
 * @retval GN_EFORMAT  a value is none; why names line and column
 * @retval GN_EIO, GN_ENOMEM
 */
GN_NODISCARD int gn_participant_load(const char *path,
				     struct gn_participant *out,
				     struct gn_diag *why);

/**
 * List the recordings at or below a path, in order of name: a folder is
 * searched for BIDS recordings (one entry per recording, that of its first
 * tracking system; tracksys-ref left out), plain tables (.csv; .tsv and .txt
 * with a column map beside them, or named as a maker's program names them; of
 * several that are one recording the first), .cwa, .h5 and files of sessions
 * (.gonio, see rec.h, which gn_recording_open() does not read but replay:
 * does); a file stands for itself. Hidden entries are passed over, and what is
 * more than 12 folders deep.
 *
 * @param[out] out  malloc'd array of n malloc'd paths, see gn_paths_free
 * @retval GN_OK
 * @retval GN_ENOENT   path does not exist
 * @retval GN_ENODATA  a folder without recordings
 * @retval GN_EIO, GN_ENOMEM
 */
GN_NODISCARD int gn_recordings_find(const char *path, char ***out, size_t *n,
				    struct gn_diag *why);

/* What is behind a path's last '/', in path. */
const char *gn_base_name(const char *path);

/**
 * The value of an entity in a BIDS file name: "squat" of "task" in
 * dir/sub-1_task-squat_motion.tsv.
 *
 * @param[out] out  0-terminated, cut to size; "" if it is not there
 */
void gn_bids_entity(const char *path, const char *key, char *out, size_t size);

/**
 * When a BIDS recording was made: acq_time of its row in the _scans.tsv of its
 * subject and session.
 *
 * @param[out] out  as the file has it ("2026-03-29T10:31:00"), cut to size; ""
 *                  where there is no such file, row or column, or it is n/a
 * @retval GN_OK
 * @retval GN_EFORMAT  malformed, why names the line
 * @retval GN_EIO, GN_ENOMEM
 */
GN_NODISCARD int gn_bids_acq_time(const char *path, char *out, size_t size,
				  struct gn_diag *why);

void gn_paths_free(char **paths, size_t n);          /* NULL, 0 is fine */

#endif
