/* SPDX-License-Identifier: MIT */
#ifndef GN_CAL_SHEET_H
#define GN_CAL_SHEET_H

/* What the data sheet of a sensor promises of its noise; typical values. */
struct gn_sheet {
	const char *model;              /* or the start of it, up to a '-' */
	double gyr_floor_radps;         /* in-run bias stability */
	double acc_floor_mps2;
};

/* The sheet of a model as the device names it, "MTi-3-8A7G6"; NULL: none is
 * known. model may be NULL. */
const struct gn_sheet *gn_sheet_of(const char *model);

#endif
