/* SPDX-License-Identifier: MIT */
#include "cal_sheet.h"

#include <stddef.h>
#include <string.h>

#define DEG_H (3.14159265358979323846 / 180 / 3600)
#define MG    (9.80665e-3)

/*
 * Xsens, "MTi 1-series datasheet", document MT0512P, 2016: gyroscope 10 deg/h,
 * accelerometer 0.03 mg, the same for all three. Movella, "MTi-300", May 2023:
 * 10 deg/h, 15 ug. Of the 3DM-GX5 and other MTi no sheet was at hand.
 */
static const struct gn_sheet sheets[] = {
	{ "MTi-1", 10 * DEG_H, 0.03 * MG },
	{ "MTi-2", 10 * DEG_H, 0.03 * MG },
	{ "MTi-3", 10 * DEG_H, 0.03 * MG },
	{ "MTi-300", 10 * DEG_H, 0.015 * MG },
};

const struct gn_sheet *gn_sheet_of(const char *model)
{
	for (size_t i = 0; model && i < sizeof(sheets) / sizeof(sheets[0]);
	     i++) {
		size_t n = strlen(sheets[i].model);

		/* an MTi-30 is none of them */
		if (!strncmp(model, sheets[i].model, n) &&
		    (model[n] == '\0' || model[n] == '-'))
			return &sheets[i];
	}
	return NULL;
}
