/* SPDX-License-Identifier: MIT */
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cal_result.h"
#include "cal_store.h"
#include "cal_stream.h"
#include "cal_vet.h"
#include "calibrate.h"
#include "cli.h"
#include "run.h"

#define COMMAND "calibrate"
#define BLOCK 64
#define LIVE_S 10.0             /* of what would never end */
#define BAR 21
#define DEG (180 / 3.14159265358979323846)

/* One source that is looked at. */
struct look {
	const char *uri;
	double      duration_s;         /* NAN: as long as it has */
	uint8_t     live;               /* show how the first one is held */
	struct gn_cal_stream stream;
	struct gn_vet *health;       /* of each sensor */
	int64_t     first_ns, shown_ns;
	uint8_t     began;
};

/* ---- the tilt ---------------------------------------------------------- */

void gn_tilt_bar(char out[GN_TILT_SIZE], double up)
{
	double deg = DEG * asin(fmin(fmax(up, -1), 1));
	char line[BAR + 1];

	memset(line, '-', BAR);
	line[lround((deg + 90) / 180 * (BAR - 1))] = '#';
	line[BAR] = '\0';
	snprintf(out, GN_TILT_SIZE, "[%s] %+3.0f deg", line, deg);
}

static void show_tilt(struct look *l, const struct gn_sample *s)
{
	const float *a = s->acc_mps2;
	double norm = hypot(hypot((double)a[0], (double)a[1]), (double)a[2]);
	char x[GN_TILT_SIZE], y[GN_TILT_SIZE];

	if (s->sensor || !(norm > 0) || !isfinite(norm) ||
	    s->t_ns - l->shown_ns < 100000000)
		return;
	l->shown_ns = s->t_ns;
	gn_tilt_bar(x, (double)a[0] / norm);
	gn_tilt_bar(y, (double)a[1] / norm);
	printf("\rtilt  x %s  y %s", x, y);
	fflush(stdout);
}

/* ---- measuring --------------------------------------------------------- */

/* Until its end, or the time is over. */
static int measure(struct look *l, struct gn_diag *why)
{
	size_t sensors = gn_source_info(l->stream.src)->n_sensors;
	struct gn_sample s[BLOCK];
	int n;

	for (;;) {
		n = gn_cal_stream_read(&l->stream, s, BLOCK, why);
		if (n < 0)
			break;
		for (int i = 0; i < n; i++) {
			if (!l->began)
				l->first_ns = l->shown_ns = s[i].t_ns;
			l->began = 1;
			if ((double)(s[i].t_ns - l->first_ns) >
			    1e9 * l->duration_s)
				return GN_OK;
			for (size_t k = 0; k < sensors; k++)
				gn_vet_push(&l->health[k], &s[i], 1);
			if (l->live)
				show_tilt(l, &s[i]);
		}
	}
	if (n == GN_EOF && gn_cal_stream_stopped())
		return gn_diag_set(why, GN_EOF, "%s: stopped, nothing was "
				   "judged", l->uri);
	return n == GN_EOF ? GN_OK : n;
}

/* A recording's own calibration, or what is filed for the sensor; and what
 * it is filed under. */
static int calibration(const struct look *l, size_t i, struct gn_cal_file *out,
		       char serial[64], struct gn_diag *why)
{
	const char *own = gn_source_calibration(l->stream.src, i);
	int err;

	gn_cal_serial(serial, l->stream.src, i);
	if (!own)
		return gn_cal_load(out, serial, why);
	err = gn_cal_file_parse(out, own, l->uri, NULL, why);
	if (!err)
		snprintf(serial, 64, "%s", out->serial);
	return err;
}

static int prepare(struct look *l, struct gn_diag *why)
{
	const struct gn_recording_info *info = gn_source_info(l->stream.src);
	int device = gn_source_driver(l->stream.src)->device;
	int err = GN_OK;

	l->live = (uint8_t)(device && isatty(STDOUT_FILENO));
	if (isnan(l->duration_s) && device)
		l->duration_s = LIVE_S;
	l->health = calloc(info->n_sensors, sizeof(*l->health));
	if (!l->health)
		return gn_diag_set(why, GN_ENOMEM, "%s: out of memory",
				   l->uri);
	for (size_t i = 0; i < info->n_sensors && !err; i++) {
		struct gn_cal_file cal;
		char serial[64];
		int none = calibration(l, i, &cal, serial, NULL);

		err = gn_vet_init(&l->health[i], &info->sensors[i], i,
				  none ? NULL : &cal);
	}
	return err ? gn_diag_set(why, err, "%s: %s", l->uri,
				 gn_strerror(err)) : GN_OK;
}

/* ---- the verdict ------------------------------------------------------- */

static void print_calibration(const struct gn_cal_file *cal)
{
	struct gn_cal_angle a;

	printf("calibrated %.10s, in %u poses%s\n", cal->date,
	       cal->has_acc ? cal->acc.poses : cal->gyr.poses,
	       gn_cal_file_related(cal) ? "" :
	       "; an older file, its errors are taken as unrelated");
	gn_cal_angle_of(cal, &a);
	gn_cal_angle_print(&a);
}

static void print_lines(const struct gn_vet_line *line)
{
	for (int k = 0; k < GN_VET_PARTS; k++) {
		if (!line[k].there)
			continue;
		printf("  %-14s %-48s %-*s%s\n",
		       gn_vet_part_name((enum gn_vet_part)k),
		       line[k].measured, line[k].todo[0] ? 14 : 0,
		       gn_vet_text(line[k].verdict), line[k].todo);
	}
}

/* One sensor; an exit code. */
static int judge(struct look *l, size_t i)
{
	const struct gn_sensor *s =
		&gn_source_info(l->stream.src)->sensors[i];
	struct gn_vet_line line[GN_VET_PARTS];
	struct gn_source_status st;
	enum gn_vet_verdict v;
	struct gn_cal_file cal;
	struct gn_diag why;
	char serial[64];
	int has_status = !gn_source_status(l->stream.src, &st);
	int err = calibration(l, i, &cal, serial, &why);

	v = gn_vet_judge(&l->health[i], err ? NULL : &cal,
			    has_status ? &st : NULL, line);
	printf("Sensor  %s%s%s: ", s->name, *serial ? ", " : "", serial);
	if (err)
		puts("no calibration is stored");
	else
		print_calibration(&cal);
	print_lines(line);
	printf("  verdict        %s\n", gn_vet_text(v));
	if (!err || err == GN_ENOENT)
		return v == GN_VET_GOOD ? CLI_OK : CLI_FAILED;
	cli_error("%s", why.text);      /* there is one, and it is no good */
	return CLI_FAILED;
}

static int look_at(const char *uri, double duration_s)
{
	struct look l = { .uri = uri, .duration_s = duration_s };
	struct gn_diag why = { "" };
	int code = CLI_OK;
	int err = gn_cal_stream_open(&l.stream, uri, 0, &why);

	if (!err)
		err = prepare(&l, &why);
	if (!err)
		err = measure(&l, &why);
	if (l.live)
		putchar('\n');
	if (err) {
		cli_error("%s", why.text);
		code = CLI_FAILED;
	} else {
		size_t n = gn_source_info(l.stream.src)->n_sensors;

		printf("%s\n", uri);
		for (size_t i = 0; i < n; i++)
			code |= judge(&l, i);
	}
	gn_cal_stream_close(&l.stream);
	free(l.health);
	return code;
}

/* All recordings of a folder, or what it is itself. */
static int look_below(const char *uri, double duration_s)
{
	struct gn_diag why;
	char **path;
	size_t n;
	int code = CLI_OK;

	if (gn_sources_find(uri, &path, &n, &why)) {
		cli_error("%s", why.text);
		return CLI_FAILED;
	}
	for (size_t i = 0; i < n; i++)
		code |= look_at(path[i], duration_s);
	gn_paths_free(path, n);
	return code;
}

int gn_calibrate_check(int argc, char **argv)
{
	static const struct option known[] = {
		{ "duration", required_argument, NULL, 'd' },
		{ 0 }
	};
	double duration_s = NAN;
	int c, code = CLI_OK;

	opterr = 0;
	while ((c = getopt_long(argc, argv, ":", known, NULL)) != -1) {
		if (c != 'd')
			return cli_bad_option(COMMAND, c, argv);
		if (cli_positive(optarg, 1e6, &duration_s))
			return cli_usage(COMMAND, "--duration takes seconds "
					 "up to 1000000, not '%s'", optarg);
	}
	if (optind == argc)
		return cli_usage(COMMAND, "check takes an address or a "
				 "recording");
	for (int i = optind; i < argc; i++)
		code |= look_below(argv[i], duration_s);
	return code;
}
