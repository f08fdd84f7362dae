/* SPDX-License-Identifier: MIT */
#ifndef EXPORTTEST_H
#define EXPORTTEST_H

#include "apps/export.h"

/* A session to export, and whether it comes back. */

#define ET_N 500                /* samples in it */

/* Where et_put_session() goes as BIDS, below the data set's folder. */
#define ET_STEM "sub-P17/motion/sub-P17_task-sitToStand_tracksys-imu01_" \
	"acq-20261124T200000_run-01_"

/* Of the last export. */
extern struct gn_export_sum et_sum;
extern struct gn_diag et_why;

/*
 * Sample i of a session of two sensors with clocks of their own, 10 and 10.3
 * ms a step; the first one's accelerometer and gyroscope come apart. Stamps
 * and values need all their digits.
 */
struct gn_sample et_odd(int i);

/* Two sensors in rt_meta: the first has all parts, the second no field. */
void et_two_sensors(void);

/* Those samples, in order of time, and two events. */
void et_put_session(const char *name);

/* Export a file of the test's folder into another, or fail the test. */
void et_export(const char *from, enum gn_export_format format,
	       const char *dir);

/* All of et_put_session() comes back, bit for bit; rows may hold empty ones.
 */
void et_comes_back(const char *path);

/* The test fails unless part is in text. */
void et_holds(const char *text, const char *part);

#endif
