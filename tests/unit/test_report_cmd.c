/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "apps/analyse.h"
#include "apps/cli.h"
#include "capture.h"
#include "files.h"
#include "suites.h"

struct run {
	char out[600000], err[4096];
	int  code;
};

#define RUN(r, ...)                                                        \
	((r)->code = capture_command(cmd_report,                           \
		(const char *const[]){ __VA_ARGS__, NULL }, (r)->out,      \
		sizeof((r)->out), (r)->err, sizeof((r)->err)))

static struct run r;

static void check_holds(const char *text, const char *part)
{
	ck_assert_msg(strstr(text, part) != NULL, "'%s' is not in:\n%.4000s",
		      part, text);
}

/* Whoever runs the tests: the page is in English. */
static void set_up(void)
{
	setenv("LC_ALL", "C", 1);
	files_open();
}

static const char demo[] = "fixtures/recordings/demo";

START_TEST(of_the_shipped_session)
{
	RUN(&r, "--text", demo);
	ck_assert_str_eq(r.err, "");
	ck_assert_int_eq(r.code, CLI_OK);
	check_holds(r.out, "Session, sim\n");
	check_holds(r.out, "* Squat: 12 repetitions in 2 sets, 11 of them in "
		    "full range.\n");
	check_holds(r.out, "SHA-256\n  2651662b863e");
	RUN(&r, demo);
	ck_assert_int_eq(r.code, CLI_OK);
	check_holds(r.out, "<title>Session, sim</title>");
	check_holds(r.out, "Chart.js v");
	check_holds(r.out, "\"kind\":\"curve\"");
	check_holds(r.out, "</html>\n");
	RUN(&r, "--for", "patient", "--exercise", "lunge", "--text", demo);
	ck_assert_int_eq(r.code, CLI_OK);
	check_holds(r.out, "\nLunge\n-----\n");
	ck_assert_ptr_null(strstr(r.out, "Not counted"));
}
END_TEST

START_TEST(in_german)
{
	RUN(&r, "--text", "--lang", "de", demo);
	ck_assert_int_eq(r.code, CLI_OK);
	check_holds(r.out, "Kniebeuge: 12 Wiederholungen in 2 Sätzen, davon "
		    "11 in vollem Umfang.\n");
	check_holds(r.out, "3,2 s");
	RUN(&r, "--lang", "xx", demo);
	ck_assert_int_eq(r.code, CLI_USAGE);
	check_holds(r.err, "--lang is en, de, es or fr, not 'xx'");
}
END_TEST

/* Of several sessions the latest, and how it went on up to it. */
START_TEST(of_several_sessions)
{
	ck_assert_int_eq(capture_command(cmd_simulate,
		(const char *const[]){ "progress", "--subject", "p1", "-o",
		files_path("set"), NULL }, r.out, sizeof(r.out), r.err,
		sizeof(r.err)), CLI_OK);
	RUN(&r, "--text", files_path("set"));
	ck_assert_str_eq(r.err, "");
	ck_assert_int_eq(r.code, CLI_OK);
	check_holds(r.out, "Session of 2026-02-09, p1\n");
	check_holds(r.out, "! Squat: range of knee flexion, right has fallen "
		    "by ");
	check_holds(r.out, "\nProgress over sessions\n");
	check_holds(r.out, "ses-06");
	ck_assert_ptr_null(strstr(r.out, "ses-05"));
	/* and so with a plan */
	files_put("p1.cfg", "patient = \"p1\";\nexercises = ( { exercise = "
		  "\"squat\"; sets = 2; reps = 8; } );\n");
	RUN(&r, "--text", "--plan", files_path("p1.cfg"), files_path("set"));
	ck_assert_int_eq(r.code, CLI_OK);
	check_holds(r.out, "* Squat: 16 of 16 prescribed repetitions, 2 of 2 "
		    "sets whole.\n");
}
END_TEST

START_TEST(against_a_plan)
{
	static const char plan[] = "fixtures/plans/plan_demo.cfg";

	RUN(&r, "--text", "--plan", plan, demo);
	ck_assert_str_eq(r.err, "");
	ck_assert_int_eq(r.code, CLI_OK);
	check_holds(r.out, "! Squat: 12 of 18 prescribed repetitions, 2 of 3 "
		    "sets whole.\n");
	check_holds(r.out, "! 12 repetitions (1.1, 1.2, 1.3, 1.4, 1.5, 1.6, "
		    "2.1, 2.2, 2.3, 2.4, 2.5, 2.6):\n  too fast, 1.26 to 2.01 "
		    "s with a limit of 2.50. Cue: \"Lower as slowly as\n"
		    "  prescribed.\"");
	check_holds(r.out, "range smaller than prescribed, 52.4 deg");
	/* of what was not done the title is the catalogue's */
	check_holds(r.out, "! Knee extension, seated, left: prescribed, not "
		    "done.");
	files_put("other.cfg", "patient = \"p7\";\nexercises = ( { exercise = "
		  "\"squat\"; sets = 1; reps = 2; } );\n");
	RUN(&r, "--text", "--plan", files_path("other.cfg"), demo);
	ck_assert_int_eq(r.code, CLI_FAILED);
	ck_assert_str_eq(r.out, "");
	check_holds(r.err, "of patient 'sim', but the plan is for 'p7'");
	RUN(&r, "--text", "--plan", files_path("none.cfg"), demo);
	ck_assert_int_eq(r.code, CLI_FAILED);
	check_holds(r.err, "none.cfg: the plan cannot be read");
}
END_TEST

START_TEST(into_a_file)
{
	static char text[600000];
	char path[512];
	FILE *f;

	snprintf(path, sizeof(path), "%s", files_path("report.html"));
	RUN(&r, "-o", path, demo);
	ck_assert_int_eq(r.code, CLI_OK);
	ck_assert_str_eq(r.out, "");
	f = fopen(path, "r");
	ck_assert_ptr_nonnull(f);
	text[fread(text, 1, sizeof(text) - 1, f)] = '\0';
	fclose(f);
	check_holds(text, "</html>\n");
	snprintf(path, sizeof(path), "%s", files_path("no/report.html"));
	RUN(&r, "--text", "-o", path, demo);
	ck_assert_int_eq(r.code, CLI_FAILED);
	check_holds(r.err, "no/report.html: cannot be written: No such file");
}
END_TEST

START_TEST(what_is_wrong_is_told)
{
	RUN(&r, "--text", "--pdf", "-o", "x", demo);
	ck_assert_int_eq(r.code, CLI_USAGE);
	check_holds(r.err, "--text or --pdf, not both");
	RUN(&r, "--pdf", demo);
	ck_assert_int_eq(r.code, CLI_USAGE);
	check_holds(r.err, "--pdf needs -o FILE");
	RUN(&r, "--for", "nurse", demo);
	ck_assert_int_eq(r.code, CLI_USAGE);
	check_holds(r.err, "--for is therapist or patient, not 'nurse'");
	RUN(&r, "--text");
	ck_assert_int_eq(r.code, CLI_USAGE);
	check_holds(r.err, "no recordings given");
	RUN(&r, "--exercise", "squad", demo);
	ck_assert_int_eq(r.code, CLI_USAGE);
	RUN(&r, "--text", files_path("none.csv"));
	ck_assert_int_eq(r.code, CLI_FAILED);
	check_holds(r.err, "none.csv");
	ck_assert_str_eq(r.out, "");
	files_put("bad.csv", "time,acc_x,acc_y,acc_z\n0,1,2\n");
	RUN(&r, "--text", files_path("bad.csv"));
	ck_assert_int_eq(r.code, CLI_FAILED);
	check_holds(r.err, "bad.csv:2: ");
	check_holds(r.err, "nothing of the latest session could be scored");
	ck_assert_str_eq(r.out, "");
}
END_TEST

/* A browser that is none, and none at all. */
START_TEST(a_pdf_takes_a_browser)
{
	char *path = strdup(getenv("PATH")), pdf[512];

	ck_assert_ptr_nonnull(path);
	snprintf(pdf, sizeof(pdf), "%s", files_path("report.pdf"));
	setenv("PATH", files_path("nowhere"), 1);
	RUN(&r, "--pdf", "-o", pdf, demo);
	ck_assert_int_eq(r.code, CLI_FAILED);
	check_holds(r.err, "install the package chromium");
	files_mkdir("bin");
	files_put("bin/chromium", "#!/bin/sh\nfor a; do case $a in\n"
		  "--print-to-pdf=*) echo page >\"${a#*=}\";; esac; done\n");
	ck_assert_int_eq(chmod(files_path("bin/chromium"), 0755), 0);
	setenv("PATH", files_path("bin"), 1);
	RUN(&r, "--pdf", "-o", pdf, demo);
	ck_assert_str_eq(r.err, "");
	ck_assert_int_eq(r.code, CLI_OK);
	files_put("bin/chromium", "#!/bin/sh\nexit 3\n");
	RUN(&r, "--pdf", "-o", pdf, demo);
	ck_assert_int_eq(r.code, CLI_FAILED);
	check_holds(r.err, "chromium could not make the PDF (exit code 3)");
	setenv("PATH", path, 1);
	free(path);
}
END_TEST

/* What a repetition was measured on spans its range. */
START_TEST(curves_are_of_the_repetitions)
{
	struct gn_catalogue *cat = NULL;
	struct gn_curves curves = { 0 };
	const struct gn_ask ask = { .curves = &curves };
	struct gn_result with, without;
	size_t seen = 0;

	ck_assert_int_eq(cli_catalogue(NULL, &cat), CLI_OK);
	ck_assert_int_eq(gn_analyse_as(&with, "sim:squat", cat, &ask, NULL),
			 GN_OK);
	ck_assert_int_eq(gn_analyse(&without, "sim:squat", cat, NULL, NULL,
				    NULL), GN_OK);
	ck_assert_uint_eq(with.n_reps, without.n_reps);
	ck_assert_uint_gt(with.n_reps, 0);
	for (size_t i = 0; i < with.n_reps; i++) {
		const struct gn_rep *p = &with.reps[i];
		float least = INFINITY, most = -INFINITY;

		ck_assert_mem_eq(&p->rom_rad, &without.reps[i].rom_rad,
				 sizeof(p->rom_rad));
		for (size_t k = 0; k < curves.n; k++) {
			const struct gn_kept_curve *c = &curves.c[k];

			for (size_t j = 0; j < c->n; j++) {
				double t = c->from_s + (double)j * c->step_s;

				if (t < 1e-9 * (double)p->start_ns ||
				    t > 1e-9 * (double)p->end_ns)
					continue;
				ck_assert_str_eq(c->name, p->rom_of);
				least = fminf(least, c->value[j]);
				most = fmaxf(most, c->value[j]);
			}
		}
		seen += fabsf(most - least - p->rom_rad) < 0.035f;
	}
	ck_assert_uint_eq(seen, with.n_reps);
	gn_curves_free(&curves);
	gn_result_free(&with);
	gn_result_free(&without);
	gn_catalogue_free(cat);
}
END_TEST

Suite *suite_report_cmd(void)
{
	Suite *s = suite_create("report_cmd");
	TCase *t = tcase_create("report_cmd");

	tcase_add_checked_fixture(t, set_up, files_close);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, of_the_shipped_session);
	tcase_add_test(t, in_german);
	tcase_add_test(t, of_several_sessions);
	tcase_add_test(t, against_a_plan);
	tcase_add_test(t, into_a_file);
	tcase_add_test(t, what_is_wrong_is_told);
	tcase_add_test(t, a_pdf_takes_a_browser);
	tcase_add_test(t, curves_are_of_the_repetitions);
	suite_add_tcase(s, t);
	return s;
}
