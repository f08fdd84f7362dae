/* SPDX-License-Identifier: MIT */
#ifndef BIDS_FILES_H
#define BIDS_FILES_H

/* Small BIDS-Motion recordings, written into the folder of files.h. */

#define ONE "sub-1_task-squat_tracksys-imu"
#define HEAD "name\tcomponent\ttype\ttracked_point\tunits\n"
#define JSON "{\"SamplingFrequency\": 100, \"TaskName\": \"squat\"}"

#define ACC "ax\tx\tACCEL\twrist_l\tm/s^2\n" \
	"ay\ty\tACCEL\twrist_l\tm/s^2\naz\tz\tACCEL\twrist_l\tm/s^2\n"
#define GYR "gx\tx\tGYRO\twrist_l\trad/s\n" \
	"gy\ty\tGYRO\twrist_l\trad/s\ngz\tz\tGYRO\twrist_l\trad/s\n"
#define TIME "t\tn/a\tLATENCY\tn/a\ts\n"

/*
 * Write the three files of one tracking system.
 * Returns the motion.tsv's name, valid until the next call.
 */
const char *bids_put(const char *stem, const char *channels,
		     const char *motion, const char *json);

/*
 * Two systems of one sensor: a_tracksys-acc_run-1, a_tracksys-gyr_run-1, a
 * reference, and a run-2. Returns the first one's motion.tsv.
 */
const char *bids_put_pair(void);

#endif
