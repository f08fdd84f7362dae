/* SPDX-License-Identifier: MIT */
#ifndef GN_REPORT_TEST_H
#define GN_REPORT_TEST_H

#include "gonio/report.h"

/* The function test of a result; nothing where it is none. */
void gn_report_test_table(const struct gn_result *r, FILE *to);

/* `,"function_test":{...}`; nothing where it is none. */
void gn_report_test_json(const struct gn_result *r, FILE *to);

#endif
