/* SPDX-License-Identifier: MIT */
#ifndef GN_OPENSIM_H
#define GN_OPENSIM_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "gonio/err.h"
#include "gonio/joint.h"
#include "gonio/quat.h"
#include "gonio/types.h"

/*
 * Tables that OpenSim reads: orientations of sensors for OpenSense (.sto), and
 * joint angles (.mot). A header of lines KEY=VALUE up to "endheader", the
 * columns' names, then a row for each instant; fields end with a tab. What is
 * not known is nan, which OpenSim's reader (std::stod) takes.
 *
 * Source: opensim-core, OpenSim/Common/DelimFileAdapter.h (how a table is
 * read), OpenSim/Simulation/OpenSense/IMUPlacer.cpp (what names and
 * orientations mean); OpenSim documentation, "Storage (.sto) Files", "Motion
 * (.mot) Files", "IMU Placer Settings File and XML Tag Definitions". Signs of
 * coordinates: Rajagopal et al., "Full-body musculoskeletal model for
 * muscle-driven simulation of human gait", IEEE T Biomed Eng 63:2068, 2016,
 * doi 10.1109/tbme.2016.2586891 (model Rajagopal2015).
 */

/* Longest name of a column, its 0 included. */
#define GN_OPENSIM_NAME 48

/**
 * How OpenSense names the sensor on a segment: BODY_imu, BODY of the model:
 * pelvis, torso, femur_r, tibia_r, calcn_r, humerus_r, radius_r (forearm and
 * wrist), hand_r. One elsewhere, of a limb without a side, or at a place that
 * one before it has taken: its own name, letters, digits and '_', with _imu.
 *
 * @param[in] sensors  those of a recording, i one of them
 * @return 1: named by a body, or 0: by its own name
 */
int gn_opensim_sensor(const struct gn_sensor *sensors, size_t i,
		      char out[GN_OPENSIM_NAME]);

/**
 * The coordinate that an angle is: knee_angle, hip_flexion, hip_adduction,
 * ankle_angle, elbow_flex (_r, _l), pelvis_tilt (forward is negative there),
 * pelvis_list. Others keep their names and signs: those against the vertical
 * are no coordinates of a model.
 *
 * @return 1, or -1: OpenSim's sign is the other one
 */
int gn_opensim_coordinate(enum gn_angle angle, char out[GN_OPENSIM_NAME]);

/* Rows are step_ns apart, the first at 0. */
struct gn_opensim_table {
	size_t  n_rows, n_columns;
	int64_t step_ns;                /* > 0 */
};

/**
 * Orientations.
 *
 * @param[in] name  of each column
 * @param[in] q     n_rows x n_columns, sensor axes to the ground's, see
 *                  apps/gonio.1; one with a NAN is not known
 * @retval GN_OK
 * @retval GN_EIO   writing failed
 */
GN_NODISCARD int gn_opensim_sto(FILE *to, const struct gn_opensim_table *t,
				const char (*name)[GN_OPENSIM_NAME],
				const struct gn_quat *q);

/**
 * Joint angles, in degrees there.
 *
 * @param[in] angle  of each column
 * @param[in] rad    n_rows x n_columns, gonio's sign; NAN: not known
 * @retval GN_OK
 * @retval GN_EIO    writing failed
 */
GN_NODISCARD int gn_opensim_mot(FILE *to, const struct gn_opensim_table *t,
				const enum gn_angle *angle, const float *rad);

#endif
