/* SPDX-License-Identifier: MIT */
#ifndef GN_REPORT_FHIR_H
#define GN_REPORT_FHIR_H

#include <stdint.h>
#include <stdio.h>

#include "gonio/err.h"
#include "gonio/report.h"

/*
 * A result as clinical systems take it: HL7 FHIR R4 (4.0.1), a Bundle of type
 * collection with a Device, which is this program, and an Observation for each
 * measure:
 *
 *   repetitions of the recording and of each set, those in full range as a
 *   component; the set's duration and that of a repetition; the range of motion
 *   of every joint angle, by its side, with its limits; of function tests each
 *   figure; of holds the time held; of walking steps, cadence and gait speed.
 *
 * What is not known has no value but a dataAbsentReason whose text says why.
 * Units are UCUM. An uncertainty (1 SD) is the extension iso21090-uncertainty
 * of its quantity. Codes are LOINC where it has the very same measure, else of
 * the code system urn:gonio:measure, each with its text:
 *
 *   55423-8  Number of steps in unspecified time Pedometer
 *   66247-8  Sit to stand frequency in 30 seconds
 *   89423-8  Time to rise from chair, walk 10 feet and back, and return to
 *            sitting [TUG]
 *
 * Each id is a UUID of the input's hash, the exercise, the algorithm and what
 * is measured: the same recording scored again gives the same ids.
 *
 * Source: hl7.org/fhir/R4, Bundle, Observation, Device, extension
 * iso21090-uncertainty, code systems observation-category and
 * data-absent-reason; loinc.org, the terms above (2.79).
 */

/* What a result does not know of its recording. */
struct gn_fhir_about {
	const char *subject;            /* pseudonym; "": not known */
	int64_t     started_unix_ns;    /* 0: not known */
	const char *day;                /* "2026-03-29"; "": not known */
};

/**
 * One line of JSON. Observations are timed by their own start and end where it
 * is known when the recording began, else by the day, else by none, and say so.
 *
 * @retval GN_OK
 * @retval GN_EIO  writing failed
 */
GN_NODISCARD int gn_report_fhir(const struct gn_result *r,
				const struct gn_fhir_about *about, FILE *to);

#endif
