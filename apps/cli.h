/* SPDX-License-Identifier: MIT */
#ifndef CLI_H
#define CLI_H

#include <stdint.h>

#include "gonio/catalogue.h"
#include "gonio/err.h"

/*
 * What the subcommands of gonio share: their table, exit codes, error lines.
 *
 * A command is `int cmd_<name>(int argc, char **argv)` in its own file, with
 * argv[0] its name, and returns an exit code. Results go to stdout; whatever
 * goes wrong is one line "gonio: ..." on stderr that says what to do.
 */
enum cli_exit {
	CLI_OK,         /* all was done */
	CLI_FAILED,     /* something could not be scored; the rest was */
	CLI_USAGE       /* the command line is wrong; nothing was done */
};

/* See cli_person.h. */
#define CLI_PERSON                                                         \
	"[--age N] [--sex f|m] [--height M] [--mass KG] [--seat M] [--arms] "

/* name, its arguments, what it does: usage, help and dispatch use this. */
#define CLI_COMMANDS(X)                                                    \
	X(score,     "[--exercise NAME] [--format table|json|csv|fhir] "   \
		     "[--jobs N] [--catalogue DIR] "                       \
		     "[--calibration FILE]... [--baseline FILE] "          \
		     "[--plan FILE] [--distance M] [--effort LIST] "       \
		     CLI_PERSON "PATH...",                                 \
		     "count and measure the repetitions in recordings")    \
	X(plan,      "[--format table|json] [--catalogue DIR] "            \
		     "PLAN PATH...",                                       \
		     "how a plan was followed week by week, and what "     \
		     "could be its next step")                             \
	X(trend,     "[--exercise NAME] [--format table|json] "            \
		     "[--jobs N] [--catalogue DIR] PATH...",               \
		     "a patient's progress over sessions, against the "    \
		     "error of measurement")                               \
	X(report,    "[--text|--pdf] [--for therapist|patient] "           \
		     "[--lang en|de|es|fr] [--plan FILE] [-o FILE] "       \
		     "[--exercise NAME] [--jobs N] [--catalogue DIR] "     \
		     "PATH...",                                            \
		     "a page to read and print: the latest session, and "  \
		     "progress up to it")                                  \
	X(check,     "[--format table|json] PATH...",                      \
	  "is a recording whole, and fit to be scored?")                   \
	X(validate,  "[--exercise NAME] [--format table|json] "            \
		     "[--jobs N] [--trust LIST|--all] [--verbose] "        \
		     "[--mounting POINTS] "                                \
		     "DATASET...",                                         \
		     "accuracy against the truth that data sets carry")    \
	X(compare,   "[--baseline [--same-mounting]|--beside] "            \
		     "[--exercise NAME] [--involved left|right] "          \
		     "[--index INDEX] [--mounting POINTS] "                 \
		     "[--format table|json] [--catalogue DIR] "            \
		     "[--calibration FILE]... FIRST SECOND",               \
		     "left against right, before against after, or two "   \
		     "systems")                                            \
	X(sensors,   "[--watch]",                                          \
		     "list the sensors that are plugged in")               \
	X(capture,   "--sensor URI[=PLACE]... "                            \
		     "[--exercise NAME[:[SETSx]REPS]]... "                 \
		     "[--calibration FILE]... [--patient ID] " CLI_PERSON  \
		     "[--plan FILE] [--out FILE] [--duration S] "          \
		     "[--headless] [--speed X|max] [--catalogue DIR] "     \
		     "[--serve[=ADDR:PORT] [--serve-cert FILE "            \
		     "--serve-key FILE]]",                                 \
		     "count live, from one or more sources, and record")   \
	X(replay,    "[--speed X|max] [--exercise NAME] [--verify] "       \
		     "[--plan FILE] [--catalogue DIR] "                    \
		     "[--calibration FILE]... "                            \
		     CLI_PERSON "[--serve[=ADDR:PORT] "                    \
		     "[--serve-cert FILE --serve-key FILE]] FILE|URI",     \
		     "count a recording at the pace at which it ran")      \
	X(calibrate, "sensor URI [--poses N] [--out FILE] [--speed X|max] "\
		     "[--headless] | body --sensor URI[=PLACE]... "        \
		     "[--out FILE] [--speed X|max] [--headless] | "        \
		     "check [--duration S] URI|PATH...",                   \
		     "calibrate a sensor, or how sensors sit; is a sensor "\
		     "still good?")                                        \
	X(simulate,  "SCENARIO -o DIR [--seed N] [--subject LABEL] | "      \
		     "--list",                                             \
		     "make a synthetic recording with known truth")        \
	X(export,    "PATH --format bids|csv|sto|mot -o DIR "              \
		     "[--exercise NAME] [--catalogue DIR] "                \
		     "[--calibration FILE]...",                            \
	  "a recording as files that other programs read")                 \
	X(exercises, "[--catalogue DIR] [NAME]",                           \
		     "list the catalogue, or one entry with its sources")

#define X(name, args, help) int cmd_##name(int argc, char **argv);
CLI_COMMANDS(X)
#undef X

/* Print "gonio: ..." on stderr; control characters become '?'. */
void cli_error(const char *fmt, ...) GN_PRINTF(1, 2);

/**
 * Report a wrong command line: "gonio: NAME: ...; usage: gonio NAME ARGS".
 *
 * @param[in] command  a name of the table
 * @return CLI_USAGE
 */
int cli_usage(const char *command, const char *fmt, ...) GN_PRINTF(2, 3);

/**
 * Report the option that getopt_long() has just refused with '?' or ':'.
 * Called with opterr = 0 and an option string that starts with ':'.
 *
 * @param[in] got  what getopt_long() returned
 * @return CLI_USAGE
 */
int cli_bad_option(const char *command, int got, char **argv);

/**
 * Load the exercises: the built-in ones, and a clinic's own on top of them.
 *
 * @param[in]  dir  folder of the clinic's own; NULL: what the environment
 *                  variable GONIO_CATALOGUE names, if it is set
 * @param[out] out  untouched on error; gn_catalogue_free()
 * @return an exit code; the reason was printed
 */
GN_NODISCARD int cli_catalogue(const char *dir, struct gn_catalogue **out);

/**
 * Look up an exercise that the command line names.
 *
 * @return the entry; NULL: there is none, and cli_usage() has said so with the
 *         nearest name
 */
const struct gn_exercise *cli_exercise(const char *command,
				       const struct gn_catalogue *c,
				       const char *name);

/**
 * Read a whole decimal number.
 *
 * @param[out] out  untouched on error
 * @retval GN_OK
 * @retval GN_EINVAL  not a number, or outside min..max
 */
GN_NODISCARD int cli_number(const char *text, long min, long max, long *out);

/*
 * The values of options that several commands have. Each returns an exit code,
 * the reason having been printed, and leaves *out as it was on error.
 * cli_format: 1: json, 0: table. cli_jobs: threads. cli_points: a mounting's
 * standard deviation in points of an index, 0..100.
 */
GN_NODISCARD int cli_format(const char *command, const char *text,
			    uint8_t *json);
GN_NODISCARD int cli_jobs(const char *command, const char *text, unsigned *out);
GN_NODISCARD int cli_points(const char *command, const char *text,
			    double *out);

#endif
