/* SPDX-License-Identifier: MIT */
#ifndef GN_ANALYSE_CLINIC_H
#define GN_ANALYSE_CLINIC_H

#include "gonio/err.h"
#include "gonio/report.h"

/**
 * What finished repetitions say to a clinic, into a result that is otherwise
 * whole.
 *
 * @retval GN_OK
 * @retval GN_ENOMEM
 */
GN_NODISCARD int gn_clinic_read(struct gn_result *r);

/* 1: all sensors of it are inertial ones. */
int gn_clinic_inertial(const struct gn_result *r);

#endif
