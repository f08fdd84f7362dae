/* SPDX-License-Identifier: MIT */
#ifndef GN_CALIBRATE_H
#define GN_CALIBRATE_H

/* The parts of `gonio calibrate`. Each takes the words from its own on, and
 * gives an exit code. */
int gn_calibrate_sensor(int argc, char **argv);
int gn_calibrate_body(int argc, char **argv);
int gn_calibrate_check(int argc, char **argv);

/* Room for a bar as gn_tilt_bar() makes it, and its 0. */
#define GN_TILT_SIZE 32

/* "[----------#----------]  +0 deg": how far an axis points up, -1..1 of
 * gravity on it; beyond that as at the end. Not for NAN. */
void gn_tilt_bar(char out[GN_TILT_SIZE], double up);

#endif
