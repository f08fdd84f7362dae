/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <dirent.h>
#include <ftw.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fault.h"
#include "gonio/bids_write.h"
#include "gonio/recording.h"
#include "gonio/sim.h"
#include "suites.h"

static char top[64];
static struct gn_bids_info info;

static int forget(const char *path, const struct stat *st, int kind,
		  struct FTW *at)
{
	(void)st;
	(void)kind;
	(void)at;
	return remove(path);
}

/* A folder of its own, and a thigh and a wrist on one clock of 50 Hz. */
static void setup(void)
{
	snprintf(top, sizeof(top), "/tmp/gonio-test-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(top));
	memset(&info, 0, sizeof(info));
	snprintf(info.subject, sizeof(info.subject), "P1");
	snprintf(info.task, sizeof(info.task), "kneeExtension");
	info.run = 2;
	info.n_sensors = 2;
	snprintf(info.sensors[0].name, sizeof(info.sensors[0].name),
		 "thigh_l");
	snprintf(info.sensors[1].name, sizeof(info.sensors[1].name),
		 "wrist_r");
	info.n_systems = 1;
	snprintf(info.systems[0].name, sizeof(info.systems[0].name), "imu");
	info.systems[0].rate_hz = 50;
	info.systems[0].acc[0] = 1;
	info.systems[0].gyr[0] = 1;
	info.systems[0].acc[1] = 1;
	info.systems[0].mag[1] = 1;
}

static void teardown(void)
{
	nftw(top, forget, 16, FTW_DEPTH | FTW_PHYS);
}

static struct gn_sample sample(double t_s, uint32_t sensor, float acc,
			       float gyr, float mag)
{
	struct gn_sample x = {.t_ns = (int64_t)llround(t_s * 1e9),
			      .sensor = sensor};

	for (int k = 0; k < 3; k++) {
		x.acc_mps2[k] = acc + (float)k;
		x.gyr_radps[k] = gyr;
		x.mag_ut[k] = mag;
	}
	return x;
}

/* The content of a file of the data set; "" if it is not there. */
static const char *content(const char *name)
{
	static char text[8192];
	char path[300];
	FILE *f;
	size_t n;

	snprintf(path, sizeof(path), "%s/%s", top, name);
	f = fopen(path, "rb");
	if (!f)
		return "";
	n = fread(text, 1, sizeof(text) - 1, f);
	text[n] = 0;
	fclose(f);
	return text;
}

static int n_files(const char *dir)
{
	char path[300];
	struct dirent *e;
	int n = 0;
	DIR *d;

	snprintf(path, sizeof(path), "%s/%s", top, dir);
	d = opendir(path);
	if (!d)
		return 0;
	for (e = readdir(d); e; e = readdir(d))
		n += e->d_name[0] != '.';
	closedir(d);
	return n;
}

#define STEM "sub-P1/motion/sub-P1_task-kneeExtension_"

static void write_two_rows(int reps, const char *note)
{
	const struct gn_sample in[] = {
		sample(0, 0, 1.0f, -0.123456f, NAN),
		sample(0, 1, -9.80665f, NAN, 44.056f),
		sample(0.02, 0, -0.00004f, 0.00001f, NAN),
	};
	struct gn_event e = {.onset_ns = 1500000000,
			     .duration_ns = 2250000000, .type = "rep",
			     .label = "full", .side = GN_SIDE_LEFT};
	struct gn_bids_truth t = {.exercise = "knee_extension",
				  .side = GN_SIDE_LEFT, .reps = reps,
				  .boundaries = 1};
	struct gn_bids_writer *w = NULL;
	struct gn_diag why = {""};

	snprintf(t.note, sizeof(t.note), "%s", note);
	ck_assert_msg(!gn_bids_create(&w, top, &info, &why), "%s", why.text);
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(gn_bids_push(w, &in[i], 1, &why), GN_OK);
	ck_assert_int_eq(gn_bids_event(w, &e, &why), GN_OK);
	e.label[0] = 0;
	e.side = GN_SIDE_NONE;
	ck_assert_int_eq(gn_bids_event(w, &e, &why), GN_OK);
	ck_assert_int_eq(gn_bids_attach(w, "x.txt", "abc", 3, &why), GN_OK);
	ck_assert_msg(!gn_bids_finish(w, &t, &why), "%s", why.text);
}

START_TEST(files_byte_by_byte)
{
	info.systems[0].even = 1;
	write_two_rows(7, "");
	ck_assert_str_eq(content(STEM "tracksys-imu_run-02_motion.tsv"),
		"1.0000\t2.0000\t3.0000\t-0.12346\t-0.12346\t-0.12346\t"
		"-9.8067\t-8.8067\t-7.8067\t44.06\t44.06\t44.06\n"
		"0.0000\t1.0000\t2.0000\t0.00001\t0.00001\t0.00001\t"
		"n/a\tn/a\tn/a\tn/a\tn/a\tn/a\n");
	ck_assert_str_eq(content(STEM "tracksys-imu_run-02_events.tsv"),
		"onset\tduration\ttrial_type\tside\tlabel\n"
		"1.500\t2.250\trep\tleft\tfull\n"
		"1.500\t2.250\trep\tn/a\tn/a\n");
	/* what the columns are that BIDS does not know, and no file of ours
	 * is one that it does not know */
	ck_assert_ptr_nonnull(strstr(
		content(STEM "tracksys-imu_run-02_events.json"),
		"\"label\": {"));
	ck_assert_str_eq(content(".bidsignore"),
			 "truth.tsv\n*_truth.json\n*_mount.tsv\n");
	ck_assert_ptr_nonnull(strstr(
		content(STEM "tracksys-imu_run-02_channels.tsv"),
		"wrist_r_mag_z\tz\tMAGN\twrist_r\tuT\tn/a\t50\tgood\tn/a\n"));
	ck_assert_str_eq(content(STEM "run-02_x.txt"), "abc");
	ck_assert_str_eq(content("participants.tsv"),
			 "participant_id\nsub-P1\n");
	ck_assert_str_eq(content("truth.tsv"),
		"recording\texercise\tside\treps\ttrust\tboundaries\t"
		"reference\tnote\n"
		STEM "tracksys-imu_run-02_motion.tsv\tknee_extension\tleft\t7"
		"\tgood\tyes\tnone\tn/a\n");
	ck_assert_ptr_nonnull(strstr(content("dataset_description.json"),
				     "\"BIDSVersion\": \"1.9.0\""));
	ck_assert_ptr_nonnull(strstr(
		content(STEM "tracksys-imu_run-02_motion.json"),
		"\"MotionChannelCount\": 12"));
	ck_assert_str_eq(content("README"), "");
}
END_TEST

START_TEST(uneven_rows_have_their_time)
{
	info.systems[0].mag[1] = 0;
	write_two_rows(-1, "nobody counted");
	ck_assert_str_eq(content(STEM "tracksys-imu_run-02_motion.tsv"),
		"0.000000\t1.0000\t2.0000\t3.0000\t-0.12346\t-0.12346\t"
		"-0.12346\t-9.8067\t-8.8067\t-7.8067\n"
		"0.020000\t0.0000\t1.0000\t2.0000\t0.00001\t0.00001\t"
		"0.00001\tn/a\tn/a\tn/a\n");
	ck_assert_ptr_nonnull(strstr(
		content(STEM "tracksys-imu_run-02_channels.tsv"),
		"\nlatency\tn/a\tLATENCY\tn/a\ts\t"));
	ck_assert_ptr_nonnull(strstr(
		content(STEM "tracksys-imu_run-02_motion.json"),
		"\"LATENCYChannelCount\": 1"));
	ck_assert_ptr_nonnull(strstr(content("truth.tsv"),
		"\tn/a\tgood\tyes\tnone\tnobody counted\n"));
}
END_TEST

START_TEST(another_run_adds_the_same_run_replaces)
{
	const char *text;

	snprintf(info.readme, sizeof(info.readme), "first\n");
	write_two_rows(7, "");
	info.run = 3;
	snprintf(info.readme, sizeof(info.readme), "second\n");
	write_two_rows(8, "");
	info.run = 2;
	write_two_rows(9, "");
	ck_assert_str_eq(content("README"), "first\n");
	ck_assert_str_eq(content("participants.tsv"),
			 "participant_id\nsub-P1\n");
	text = content("truth.tsv");
	ck_assert_ptr_null(strstr(text, "\t7\t"));
	ck_assert_ptr_nonnull(strstr(text, "\t8\t"));
	ck_assert_ptr_nonnull(strstr(text, "\t9\t"));
	ck_assert_int_eq(n_files("sub-P1/motion"), 12);
}
END_TEST

START_TEST(systems_of_their_own_rate)
{
	const struct gn_sample in[] = {
		sample(0, 0, 1, 2, NAN),
		sample(0.04, 0, NAN, 3, NAN), sample(0.08, 0, NAN, 4, NAN),
		sample(0.08, 0, 5, NAN, NAN), sample(0.08, 0, 5, NAN, NAN),
	};
	struct gn_bids_writer *w = NULL;
	struct gn_diag why;

	info.n_sensors = 1;
	info.systems[1] = info.systems[0];
	info.n_systems = 2;
	snprintf(info.acq, sizeof(info.acq), "heavy");
	snprintf(info.systems[1].name, sizeof(info.systems[1].name), "gyr");
	info.systems[0].gyr[0] = 0;
	info.systems[1].acc[0] = 0;
	info.systems[0].even = 1;
	info.systems[1].even = 1;
	ck_assert_int_eq(gn_bids_create(&w, top, &info, &why), GN_OK);
	ck_assert_int_eq(gn_bids_push(w, in, 5, &why), GN_OK);
	ck_assert_int_eq(gn_bids_finish(w, NULL, &why), GN_OK);
	/* A second sample with the same stamp is a row of its own. */
	ck_assert_str_eq(content(STEM "tracksys-imu_acq-heavy_run-02_"
				 "motion.tsv"),
			 "1.0000\t2.0000\t3.0000\n5.0000\t6.0000\t7.0000\n"
			 "5.0000\t6.0000\t7.0000\n");
	ck_assert_str_eq(content(STEM "tracksys-gyr_acq-heavy_run-02_"
				 "motion.tsv"),
			 "2.00000\t2.00000\t2.00000\n"
			 "3.00000\t3.00000\t3.00000\n"
			 "4.00000\t4.00000\t4.00000\n");
	ck_assert_str_eq(content("truth.tsv"), "");
}
END_TEST

/* A frame that BIDS does not know is told of, where there is one. */
START_TEST(a_frame_is_told)
{
	write_two_rows(7, "");
	ck_assert_str_eq(content(STEM "tracksys-imu_run-02_channels.json"),
			 "");
	info.sensors[1].aligned = 1;
	write_two_rows(7, "");
	ck_assert_ptr_nonnull(strstr(
		content(STEM "tracksys-imu_run-02_channels.json"),
		"\"SpatialAxes\": \"ASR\""));
}
END_TEST

START_TEST(nothing_is_left_of_an_abort)
{
	struct gn_sample x = sample(0, 0, 1, 2, NAN);
	struct gn_bids_writer *w = NULL;
	struct gn_diag why;

	gn_bids_abort(NULL);
	ck_assert_int_eq(gn_bids_create(&w, top, &info, &why), GN_OK);
	ck_assert_int_eq(gn_bids_push(w, &x, 1, &why), GN_OK);
	/* Until finish nothing has the name of a recording. */
	ck_assert_int_eq(n_files("sub-P1/motion"), 1);
	ck_assert_str_eq(content(STEM "tracksys-imu_run-02_motion.tsv"), "");
	gn_bids_abort(w);
	ck_assert_int_eq(n_files("sub-P1/motion"), 0);
}
END_TEST

START_TEST(errors_say_what_is_wrong)
{
	struct gn_bids_writer *w = NULL;
	struct gn_diag why;
	struct gn_sample x = sample(0, 5, 1, 2, NAN);
	char path[300];
	FILE *f;

#define BAD(change) do {                                                   \
	struct gn_bids_info keep = info;                                   \
	change;                                                            \
	ck_assert_int_eq(gn_bids_create(&w, top, &info, &why), GN_EINVAL); \
	ck_assert_ptr_null(w);                                             \
	info = keep;                                                       \
} while (0)
	BAD(info.subject[0] = '/');
	BAD(info.task[0] = 0);
	BAD(info.acq[0] = '_');
	BAD(info.run = 0);
	BAD(info.run = 100);
	BAD(info.n_sensors = 0);
	BAD(info.n_systems = 0);
	BAD(info.systems[0].rate_hz = NAN);
	BAD(info.systems[0].name[0] = '-');
#undef BAD
	ck_assert_int_eq(gn_bids_create(&w, "/nonexistent/x", &info, &why),
			 GN_EIO);
	ck_assert_ptr_nonnull(strstr(why.text, "/nonexistent/x"));
	/* A file stands where the folder should be. */
	snprintf(path, sizeof(path), "%s/sub-P1", top);
	f = fopen(path, "w");
	ck_assert_ptr_nonnull(f);
	fclose(f);
	ck_assert_int_eq(gn_bids_create(&w, top, &info, &why), GN_EIO);
	ck_assert_ptr_nonnull(strstr(why.text, "sub-P1"));
	unlink(path);
	ck_assert_int_eq(gn_bids_create(&w, top, &info, &why), GN_OK);
	ck_assert_int_eq(gn_bids_push(w, &x, 1, &why), GN_EINVAL);
	ck_assert_ptr_nonnull(strstr(why.text, "sensor 5"));
	ck_assert_int_eq(gn_bids_attach(w, "", "", 0, &why), GN_EINVAL);
	ck_assert_int_eq(gn_bids_attach(w, "a/b", "", 0, &why), GN_EINVAL);
	/* A folder stands where the file should be. */
	snprintf(path, sizeof(path), "%s/" STEM
		 "tracksys-imu_run-02_channels.tsv.part", top);
	ck_assert_int_eq(mkdir(path, 0777), 0);
	ck_assert_int_eq(gn_bids_finish(w, NULL, &why), GN_EIO);
	ck_assert_ptr_nonnull(strstr(why.text, "channels.tsv.part"));
	ck_assert_int_eq(n_files("sub-P1/motion"), 1);
}
END_TEST

START_TEST(full_disk)
{
	struct gn_bids_writer *w = NULL;
	struct gn_diag why = {""};
	char path[300];

	if (access("/dev/full", W_OK))
		return;
	ck_assert_int_eq(gn_bids_create(&w, top, &info, &why), GN_OK);
	snprintf(path, sizeof(path), "%s/" STEM "run-02_x.txt.part", top);
	ck_assert_int_eq(symlink("/dev/full", path), 0);
	ck_assert_int_eq(gn_bids_attach(w, "x.txt", "abc", 3, &why), GN_EIO);
	ck_assert_ptr_nonnull(strstr(why.text, "x.txt"));
	gn_bids_abort(w);
}
END_TEST

START_TEST(no_memory)
{
	struct gn_bids_writer *w = NULL;
	struct fault_stat f;
	int err;

	fault_start(1);
	err = gn_bids_create(&w, top, &info, NULL);
	f = fault_stop();
	ck_assert_int_eq(err, GN_ENOMEM);
	ck_assert_int_eq(f.live, 0);
	ck_assert_ptr_null(w);
}
END_TEST

/* What the simulator wrote, read back: the samples it gives, rounded. */
static void round_trip(const char *scenario, const char *motion)
{
	struct gn_sim_scenario s;
	struct gn_recording *r = NULL;
	struct gn_sim *sim = NULL;
	struct gn_diag why = {""};
	struct gn_sample a, b;
	char path[300];
	size_t n = 0;

	ck_assert_int_eq(gn_sim_load(&s, scenario, &why), GN_OK);
	ck_assert_int_eq(gn_sim_open(&sim, &s, 3, &why), GN_OK);
	ck_assert_msg(!gn_sim_write(sim, top, &why), "%s", why.text);
	gn_sim_close(sim);
	ck_assert_int_eq(gn_sim_open(&sim, &s, 3, &why), GN_OK);
	snprintf(path, sizeof(path), "%s/sub-sim/motion/%s", top, motion);
	ck_assert_msg(!gn_recording_open(&r, path, &why), "%s", why.text);
	ck_assert_uint_eq(gn_recording_info(r)->n_sensors, s.n_sensors);
	while (gn_sim_read(sim, &a, 1) == 1) {
		int got = gn_recording_read(r, &b, 1, &why);

		ck_assert_msg(got == 1, "%s", why.text);
		ck_assert_uint_eq(a.sensor, b.sensor);
		ck_assert_double_eq_tol((double)a.t_ns, (double)b.t_ns, 600);
		for (int k = 0; k < 3; k++) {
			ck_assert(!isnan(a.acc_mps2[k]) ==
				  !isnan(b.acc_mps2[k]));
			if (!isnan(a.acc_mps2[k]))
				ck_assert_float_eq_tol(a.acc_mps2[k],
						       b.acc_mps2[k], 6e-5f);
			if (!isnan(a.gyr_radps[k]))
				ck_assert_float_eq_tol(a.gyr_radps[k],
						       b.gyr_radps[k], 6e-6f);
		}
		n++;
	}
	ck_assert_int_eq(gn_recording_read(r, &b, 1, &why), GN_EOF);
	ck_assert_uint_gt(n, 900);
	gn_recording_close(r);
	gn_sim_close(sim);
}

START_TEST(simulated_recordings_read_back)
{
	struct gn_event *e = NULL;
	struct gn_diag why;
	char path[300];
	size_t n;

	round_trip("lunge", "sub-sim_task-lunge_tracksys-imu_acq-lunge_run-01_"
		   "motion.tsv");
	round_trip("deadlift_split", "sub-sim_task-deadlift_tracksys-acc_"
		   "acq-deadliftSplit_run-01_motion.tsv");
	round_trip("squat_bar", "sub-sim_task-squat_tracksys-imu_acq-squatBar_"
		   "run-01_motion.tsv");
	snprintf(path, sizeof(path), "%s/sub-sim/motion/sub-sim_task-lunge_"
		 "tracksys-imu_acq-lunge_run-01_motion.tsv", top);
	ck_assert_int_eq(gn_events_load(path, &e, &n, &why), GN_OK);
	ck_assert_uint_eq(n, 13);
	ck_assert_str_eq(e[0].type, "set");
	ck_assert_str_eq(e[12].type, "rep");
	ck_assert_int_eq(e[12].side, GN_SIDE_LEFT);
	free(e);
}
END_TEST

/* One recording of two samples; its session and time stand in info. */
static void put_one(void)
{
	struct gn_sample s = sample(0, 0, 1, 1, NAN);
	struct gn_bids_writer *w = NULL;
	struct gn_diag why = { "" };

	ck_assert_msg(!gn_bids_create(&w, top, &info, &why), "%s", why.text);
	ck_assert_int_eq(gn_bids_push(w, &s, 1, &why), GN_OK);
	ck_assert_int_eq(gn_bids_finish(w, NULL, &why), GN_OK);
}

START_TEST(sessions_and_when_they_were)
{
	char path[512], when[32];
	struct gn_diag why = { "" };

	snprintf(info.session, sizeof(info.session), "03");
	snprintf(info.acq_time, sizeof(info.acq_time), "2026-01-05T10:00:00");
	put_one();
	info.run = 3;
	snprintf(info.acq_time, sizeof(info.acq_time), "2026-01-06T10:00:00");
	put_one();
	put_one();
	for (int run = 2; run <= 3; run++) {
		snprintf(path, sizeof(path), "%s/sub-P1/ses-03/motion/sub-P1_"
			 "ses-03_task-kneeExtension_tracksys-imu_run-%02d_"
			 "motion.tsv", top, run);
		ck_assert_int_eq(access(path, R_OK), 0);
		ck_assert_int_eq(gn_bids_acq_time(path, when, sizeof(when),
						  &why), GN_OK);
		ck_assert_str_eq(when, run == 2 ? "2026-01-05T10:00:00" :
				 "2026-01-06T10:00:00");
	}
	/* without a session the table lies beside motion/ as well */
	info.session[0] = '\0';
	put_one();
	snprintf(path, sizeof(path), "%s/sub-P1/motion/sub-P1_task-"
		 "kneeExtension_tracksys-imu_run-03_motion.tsv", top);
	ck_assert_int_eq(gn_bids_acq_time(path, when, sizeof(when), &why),
			 GN_OK);
	ck_assert_str_eq(when, "2026-01-06T10:00:00");
	info.session[0] = '-';
	{
		struct gn_bids_writer *w = NULL;

		ck_assert_int_eq(gn_bids_create(&w, top, &info, &why),
				 GN_EINVAL);
	}
}
END_TEST

Suite *suite_bids_write(void)
{
	Suite *suite = suite_create("bids_write");
	TCase *t = tcase_create("bids_write");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, files_byte_by_byte);
	tcase_add_test(t, uneven_rows_have_their_time);
	tcase_add_test(t, another_run_adds_the_same_run_replaces);
	tcase_add_test(t, systems_of_their_own_rate);
	tcase_add_test(t, a_frame_is_told);
	tcase_add_test(t, nothing_is_left_of_an_abort);
	tcase_add_test(t, errors_say_what_is_wrong);
	tcase_add_test(t, full_disk);
	tcase_add_test(t, no_memory);
	tcase_add_test(t, simulated_recordings_read_back);
	tcase_add_test(t, sessions_and_when_they_were);
	suite_add_tcase(suite, t);
	return suite;
}
