/* SPDX-License-Identifier: MIT */
#ifndef FHIR_PUT_H
#define FHIR_PUT_H

#include "gonio/report_fhir.h"

/* The resources, written straight to the file. */

struct fhir {
	FILE *to;
	const struct gn_result *r;
	const struct gn_fhir_about *about;
	char device[40];                /* its UUID */
};

/* A measure by its code, and in words. */
struct fhir_code {
	const char *code;               /* of urn:gonio:measure */
	const char *text;
	const char *loinc;              /* NULL: it has none */
	const char *display;            /* LOINC's long common name */
};

/* A number with its unit. */
struct fhir_value {
	double value;                   /* NAN: not known */
	double sd;                      /* NAN: not known, or none */
	int decimals;
	const char *unit;               /* for people */
	const char *ucum;
};

/* What an observation is of; zeroed: the whole recording. */
struct fhir_of {
	char    key[80];                /* unique in the bundle */
	int64_t start_ns, end_ns;       /* in the recording */
	enum gn_side side;
};

void gn_fhir_begin(struct fhir *f);

/* An observation up to its value, or why there is none (value NAN). */
void gn_fhir_open(struct fhir *f, const struct fhir_of *of,
		  const struct fhir_code *code, const struct fhir_value *v,
		  const char *why);

/* Components of it; first is 1 once, and 0 from then on. */
void gn_fhir_component(struct fhir *f, int *first,
		       const struct fhir_code *code,
		       const struct fhir_value *v);
void gn_fhir_components_end(struct fhir *f, int first);

/* What should be known beside: one note for each text. */
void gn_fhir_note(struct fhir *f, int *first, const char *text);
void gn_fhir_notes_end(struct fhir *f, int first);

void gn_fhir_close(struct fhir *f);

/* An observation without more. */
void gn_fhir_simple(struct fhir *f, const struct fhir_of *of,
		    const struct fhir_code *code, const struct fhir_value *v,
		    const char *why);

/* GN_OK or GN_EIO. */
int gn_fhir_end(struct fhir *f);

#endif
