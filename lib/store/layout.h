/* SPDX-License-Identifier: MIT */
#ifndef GN_STORE_LAYOUT_H
#define GN_STORE_LAYOUT_H

#include <stddef.h>
#include <stdint.h>

#include "gonio/err.h"
#include "gonio/skeleton.h"
#include "gonio/types.h"

/* Most columns of one table. */
#define GN_COLS_MAX 1024

enum gn_part { GN_PART_ACC, GN_PART_GYR, GN_PART_MAG, GN_PARTS };

/* Where one sensor's values stand in a row, and what makes them SI. */
struct gn_layout_sensor {
	struct gn_sensor sensor;
	int16_t col[GN_PARTS][3];       /* -1: not there */
	double  scale[GN_PARTS][3];
	uint8_t bad[GN_PARTS];          /* declared bad by the file */
};

/* Where a tracked point's position stands, and what makes it m. */
struct gn_layout_point {
	int16_t col[3];                 /* -1: not there */
	double  scale[3];
	uint8_t bad;                    /* declared bad by the file */
};

/* What the columns of one table mean. */
struct gn_layout {
	size_t  n_cols;
	int     time_col;               /* -1: none, rows are even */
	int     time_exp10;             /* its unit is 10^time_exp10 ns */
	size_t  n_sensors;
	struct gn_layout_sensor sensors[GN_SENSORS_MAX];
	struct gn_layout_point points[GN_POINT_COUNT];
	uint32_t has_points;            /* bit p: point p is read; 0 in a table
	                                 * with sensors, see gn_layout_finish */
	struct gn_diag points_why;      /* the first that cannot be read; "" */
	uint8_t used[GN_COLS_MAX];      /* 1: values (not the time) are read */
};

/* One column's declaration. A unit of "" stands for none given. */
struct gn_column {
	const char *name, *type, *component, *point, *unit;
	int         bad;
	int         aligned;            /* 1: along the axes of a segment */
};

/* Empty: no columns, no time. */
void gn_layout_init(struct gn_layout *l);

/**
 * Append one column. Types other than ACCEL GYRO MAGN POS LATENCY are passed
 * over, and so are positions of points that gn_point_parse() does not know.
 *
 * @param[in] where  file and line, for the reason
 * @retval GN_OK
 * @retval GN_EFORMAT  component, unit or name wrong or there already; too many
 *                     columns or sensors
 */
GN_NODISCARD int gn_layout_add(struct gn_layout *l, const struct gn_column *c,
			       const char *where, struct gn_diag *why);

/**
 * Check that each sensor is complete, and settle the sensors' has_* and bad_*.
 * Sensors without any ACCEL or GYRO column are dropped. Positions are read
 * only where no sensor is left.
 *
 * @retval GN_OK
 * @retval GN_EFORMAT  a component is missing; why names it
 */
GN_NODISCARD int gn_layout_finish(struct gn_layout *l, const char *where,
				  struct gn_diag *why);

/*
 * The same for a column of type POS, and for all of them. What is wrong is
 * left in points_why, and none is read then: it matters only where there is
 * nothing else in the recording.
 */
void gn_layout_add_point(struct gn_layout *l, const struct gn_column *c,
			 const char *where);
void gn_layout_finish_points(struct gn_layout *l, const char *where);

/*
 * The columns of a sensor whose values are computed and in SI: n of them, acc
 * x y z and then gyr, from column first on. The rest of the layout is kept.
 */
void gn_layout_computed(struct gn_layout_sensor *s, size_t first, int n);

/* "thigh_l acc y" of a column, or "" if it is none of a sensor's. */
void gn_layout_col_name(const struct gn_layout *l, size_t col, char *out,
			size_t size);

/**
 * The factor that makes a value of this unit SI (m/s^2, rad/s, uT).
 * @retval GN_OK
 * @retval GN_EFORMAT  unit not known for this part
 */
GN_NODISCARD int gn_unit_factor(enum gn_part part, const char *unit,
				double *factor);

/* The units gn_unit_factor() knows for a part, for people. */
const char *gn_unit_list(enum gn_part part);

/**
 * The unit of a time column as a power of ten of nanoseconds (9 for s).
 * @retval GN_OK
 * @retval GN_EFORMAT  not known
 */
GN_NODISCARD int gn_unit_time(const char *unit, int *exp10);

#endif
