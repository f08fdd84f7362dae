/* SPDX-License-Identifier: MIT */
#ifndef GN_CALIBRATE_H
#define GN_CALIBRATE_H

/* The parts of `gonio calibrate`, and the word for it in error lines. */
#define CALIBRATE "calibrate"

/* Each takes the words from its own on, and gives an exit code. */
int gn_calibrate_sensor(int argc, char **argv);
int gn_calibrate_check(int argc, char **argv);

#endif
