/* SPDX-License-Identifier: MIT */
#include "fhir_put.h"

#include <math.h>
#include <string.h>
#include <time.h>

#include "gonio/uuid.h"
#include "gonio/version.h"
#include "report_priv.h"

#define HL7 "http://terminology.hl7.org/CodeSystem/"
#define EXTENSION "http://hl7.org/fhir/StructureDefinition/"
#define S_NS INT64_C(1000000000)
#define MS_NS INT64_C(1000000)

/* ---- parts of resources ------------------------------------------------ */

/* The id of something: the input, what was asked of it, and which part. */
static void id_of(const struct fhir *f, const char *key, char out[GN_UUID_TEXT])
{
	char name[300];

	snprintf(name, sizeof(name), "gonio %s %s %.100s %.80s", GN_ALGORITHM,
		 f->r->input_sha256, f->r->exercise->name, key);
	gn_uuid_of(name, out);
}

static void put_key(FILE *to, const char *key)
{
	fprintf(to, ",\"%s\":", key);
}

static void put_concept(FILE *to, const struct fhir_code *c)
{
	fputs("{\"coding\":[", to);
	if (c->loinc) {
		fprintf(to, "{\"system\":\"http://loinc.org\",\"code\":\"%s\","
			"\"display\":", c->loinc);
		gn_report_quoted(to, c->display);
		fputs("},", to);
	}
	fputs("{\"system\":\"urn:gonio:measure\",\"code\":", to);
	gn_report_quoted(to, c->code);
	fputs("}],\"text\":", to);
	gn_report_quoted(to, c->text);
	fputc('}', to);
}

static void put_number(FILE *to, double v, int decimals)
{
	char text[GN_NUMBER_SIZE];

	fputs(gn_report_number(text, v, decimals, "null"), to);
}

/* A value, or why there is none. */
static void put_value(FILE *to, const struct fhir_value *v, const char *why)
{
	if (!isfinite(v->value)) {
		fputs(",\"dataAbsentReason\":{\"coding\":[{\"system\":\"" HL7
		      "data-absent-reason\",\"code\":\"unknown\"}],\"text\":",
		      to);
		gn_report_quoted(to, why);
		fputc('}', to);
		return;
	}
	fputs(",\"valueQuantity\":{", to);
	if (isfinite(v->sd)) {
		fputs("\"extension\":[{\"url\":\"" EXTENSION
		      "iso21090-uncertainty\",\"valueDecimal\":", to);
		put_number(to, v->sd, v->decimals);
		fputs("}],", to);
	}
	fputs("\"value\":", to);
	put_number(to, v->value, v->decimals);
	fprintf(to, ",\"unit\":\"%s\",\"system\":"
		"\"http://unitsofmeasure.org\",\"code\":\"%s\"}", v->unit,
		v->ucum);
}

/* ---- when -------------------------------------------------------------- */

static void put_instant(FILE *to, int64_t unix_ns)
{
	time_t s = (time_t)(unix_ns / S_NS);
	char text[40];
	struct tm tm;

	gmtime_r(&s, &tm);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &tm);
	fprintf(to, "\"%s.%03dZ\"", text, (int)(unix_ns % S_NS / MS_NS));
}

static void put_when(const struct fhir *f, const struct fhir_of *of)
{
	int64_t began = f->about->started_unix_ns;

	if (began > 0) {
		fputs(",\"effectivePeriod\":{\"start\":", f->to);
		put_instant(f->to, began + of->start_ns);
		fputs(",\"end\":", f->to);
		put_instant(f->to, began + of->end_ns);
		fputc('}', f->to);
	} else if (f->about->day[0]) {
		fprintf(f->to, ",\"effectiveDateTime\":\"%s\"",
			f->about->day);
	} else {
		fputs(",\"_effectiveDateTime\":{\"extension\":[{\"url\":\""
		      EXTENSION "data-absent-reason\",\"valueCode\":"
		      "\"unknown\"}]}", f->to);
	}
}

/* ---- observations ------------------------------------------------------ */

static void open_entry(struct fhir *f, const char *type,
		       const char id[GN_UUID_TEXT])
{
	fprintf(f->to, "{\"fullUrl\":\"urn:uuid:%s\",\"resource\":"
		"{\"resourceType\":\"%s\",\"id\":\"%s\"", id, type, id);
}

void gn_fhir_open(struct fhir *f, const struct fhir_of *of,
		  const struct fhir_code *code, const struct fhir_value *v,
		  const char *why)
{
	char id[GN_UUID_TEXT];

	id_of(f, of->key, id);
	fputc(',', f->to);
	open_entry(f, "Observation", id);
	fputs(",\"status\":\"final\",\"category\":[{\"coding\":[{\"system\":\""
	      HL7 "observation-category\",\"code\":\"activity\"}]}],\"code\":",
	      f->to);
	put_concept(f->to, code);
	if (f->about->subject[0]) {
		fputs(",\"subject\":{\"identifier\":{\"system\":"
		      "\"urn:gonio:participant\",\"value\":", f->to);
		gn_report_quoted(f->to, f->about->subject);
		fputs("}}", f->to);
	}
	put_when(f, of);
	put_value(f->to, v, why);
	if (of->side != GN_SIDE_NONE && of->side != GN_SIDE_UNKNOWN)
		fprintf(f->to, ",\"bodySite\":{\"text\":\"%s\"}",
			gn_side_name(of->side));
	fprintf(f->to, ",\"device\":{\"reference\":\"urn:uuid:%s\"}",
		f->device);
}

void gn_fhir_component(struct fhir *f, int *first,
		       const struct fhir_code *code,
		       const struct fhir_value *v)
{
	if (!isfinite(v->value))
		return;
	fputs(*first ? ",\"component\":[{\"code\":" : ",{\"code\":", f->to);
	*first = 0;
	put_concept(f->to, code);
	put_value(f->to, v, "");
	fputc('}', f->to);
}

void gn_fhir_components_end(struct fhir *f, int first)
{
	if (!first)
		fputc(']', f->to);
}

void gn_fhir_note(struct fhir *f, int *first, const char *text)
{
	fputs(*first ? ",\"note\":[{\"text\":" : ",{\"text\":", f->to);
	*first = 0;
	gn_report_quoted(f->to, text);
	fputc('}', f->to);
}

void gn_fhir_notes_end(struct fhir *f, int first)
{
	gn_fhir_components_end(f, first);
}

void gn_fhir_close(struct fhir *f)
{
	fputs("}}", f->to);
}

void gn_fhir_simple(struct fhir *f, const struct fhir_of *of,
		    const struct fhir_code *code, const struct fhir_value *v,
		    const char *why)
{
	gn_fhir_open(f, of, code, v, why);
	gn_fhir_close(f);
}

/* ---- the bundle -------------------------------------------------------- */

void gn_fhir_begin(struct fhir *f)
{
	char id[GN_UUID_TEXT];

	id_of(f, "bundle", id);
	fprintf(f->to, "{\"resourceType\":\"Bundle\",\"id\":\"%s\","
		"\"identifier\":{\"system\":\"urn:gonio:input-sha256\","
		"\"value\":\"%s\"},\"type\":\"collection\",\"entry\":[", id,
		f->r->input_sha256);
	gn_uuid_of("gonio " GN_VERSION " " GN_ALGORITHM, f->device);
	open_entry(f, "Device", f->device);
	put_key(f->to, "deviceName");
	fputs("[{\"name\":\"gonio\",\"type\":\"model-name\"}]", f->to);
	put_key(f->to, "type");
	fputs("{\"text\":\"software that measures exercises with sensors "
	      "worn on the body\"}", f->to);
	put_key(f->to, "version");
	fputs("[{\"type\":{\"text\":\"software\"},\"value\":\"" GN_VERSION
	      "\"},{\"type\":{\"text\":\"algorithm\"},\"value\":\""
	      GN_ALGORITHM "\"}]", f->to);
	gn_fhir_close(f);
}

int gn_fhir_end(struct fhir *f)
{
	fputs("]}\n", f->to);
	return gn_report_end(f->to);
}
