/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fault.h"
#include "files.h"
#include "gonio/recording.h"
#include "sessiontest.h"
#include "suites.h"

START_TEST(reps_come_before_their_set)
{
	uint32_t in_set = 0, set = 1;

	motion_set(&st.m, 6, 2.5, 0.5);
	motion_wait(&st.m, 40);
	motion_set(&st.m, 9, 2.5, 0.5);
	session_run();
	session_found("sets", 2, 0.2, 0.3);
	ck_assert_uint_eq(st.got.sets, 2);
	ck_assert_uint_eq(st.got.revised + st.got.provisional, 0);
	for (size_t i = 0; i < st.got.n; i++) {
		const struct gn_session_event *e = &st.got.ev[i];

		if (e->kind == GN_EV_REP) {
			ck_assert_uint_eq(e->u.rep.set, set);
			ck_assert_uint_eq(e->u.rep.n, ++in_set);
			ck_assert_int_eq(e->u.rep.kind, GN_REP_FULL);
		} else if (e->kind == GN_EV_SET) {
			ck_assert_uint_eq(e->u.set.n, set++);
			ck_assert_uint_eq(e->u.set.reps, in_set);
			ck_assert_uint_eq(e->u.set.full, in_set);
			in_set = 0;
		}
	}
	ck_assert_uint_eq(in_set, 0);
	/* the first set is told before the second one begins */
	ck_assert_int_eq(st.got.ev[6].kind, GN_EV_SET);
	ck_assert_uint_eq(st.got.ev[6].u.set.reps, 6);
}
END_TEST

START_TEST(provisional_then_revised_then_final)
{
	st.params.provisional = 1;
	motion_set(&st.m, 8, 2.5, 0.5);
	motion_wait(&st.m, 20);
	motion_set(&st.m, 8, 2.5, 0.5);
	session_run();
	ck_assert_uint_eq(st.got.reps, 16);
	ck_assert_uint_ge(st.got.provisional, 12);
	ck_assert_uint_eq(st.got.revised, 2);
	/* what was shown is taken back before anything final is said */
	for (size_t i = 0, shown = 0; i < st.got.n; i++) {
		const struct gn_session_event *e = &st.got.ev[i];
		int early = e->kind == GN_EV_REP && e->u.rep.provisional;

		if (e->kind == GN_EV_REVISE)
			ck_assert_uint_eq(shown, 1);
		else if (!early)
			ck_assert_uint_eq(shown, 0);
		shown = early != 0;
	}
	/* the final ones do not depend on having been shown early */
	st.other = st.got;
	st.params.provisional = 0;
	session_run();
	ck_assert_uint_eq(st.got.reps, st.other.reps);
	for (size_t i = 0; i < st.got.reps; i++)
		ck_assert_mem_eq(&st.got.rep[i], &st.other.rep[i],
				 sizeof(st.got.rep[i]));
}
END_TEST

START_TEST(blocks_do_not_matter)
{
	static const size_t block[] = { 1, 997, 1000000 };
	struct gn_sample *in;
	size_t n;

	motion_set(&st.m, 6, 2.5, 0.5);
	motion_wait(&st.m, 9);
	motion_set(&st.m, 5, 1.5, 0.2);
	in = motion_samples(&st.m, 0, &n);
	for (uint8_t early = 0; early < 2; early++) {
		st.params.provisional = early;
		session_begin();
		session_feed(&st.got, in, n, 64);
		ck_assert_uint_eq(st.got.reps, 11);
		for (size_t b = early; b < 3; b += early + 1U) {
			session_begin();
			session_feed(&st.other, in, n, block[b]);
			session_same(&st.got, &st.other);
			/* reset equals fresh, whatever was before */
			gn_session_reset(st.session);
			ck_assert_int_eq(gn_session_push(st.session, in, n / 2),
					 GN_OK);
			gn_session_reset(st.session);
			session_feed(&st.other, in, n, 64);
			session_same(&st.got, &st.other);
		}
	}
	free(in);
}
END_TEST

START_TEST(a_stretch_too_long_is_cut)
{
	st.m.rate_hz = 25;
	motion_wait(&st.m, 2);
	for (int i = 0; i < 160; i++)
		motion_fidget(&st.m, 5, 0.5);
	session_run();
	ck_assert_uint_eq(gn_session_cuts(st.session), 1);
	gn_session_reset(st.session);
	ck_assert_uint_eq(gn_session_cuts(st.session), 0);
}
END_TEST

/* NAN, infinite and absurd values, stamps that make no sense. */
START_TEST(hostile_samples)
{
	static const int64_t t[] = { INT64_MIN, -1, INT64_MAX, 1, 1LL << 60 };
	struct gn_sample *in;
	size_t n;

	motion_set(&st.m, 8, 2.5, 0.5);
	in = motion_samples(&st.m, 0, &n);
	session_begin();
	memset(&st.got, 0, sizeof(st.got));
	for (size_t i = 0; i < n; i++) {
		struct gn_sample bad = in[i];

		bad.acc_mps2[i % 3] = i % 2 ? NAN : 3e38f;
		bad.gyr_radps[i % 3] = i % 2 ? -INFINITY : 1e-42f;
		if (i % 5 == 4)
			in[i] = bad;
		ck_assert_int_eq(gn_session_push(st.session, &in[i], 1), GN_OK);
		bad.t_ns = t[i % 5];
		ck_assert_int_eq(gn_session_push(st.session, &bad, 1), GN_OK);
		session_take(&st.got);
	}
	gn_session_flush(st.session);
	session_take(&st.got);
	session_found("hostile", 0, 0.2, 0.3);
	gn_session_quality(st.session, 0, &st.got.q[0]);
	ck_assert_uint_ge(st.got.q[0].late, n - 2);
	ck_assert_uint_gt(st.got.q[0].nonfinite, n / 10);
	free(in);
}
END_TEST

START_TEST(only_hostile_samples)
{
	uint32_t rng = 11;

	session_begin();
	memset(&st.got, 0, sizeof(st.got));
	for (int i = 0; i < 200000; i++) {
		struct gn_sample s = { 0 };

		s.t_ns = (int64_t)(motion_random(&rng) * 1.8e19 - 9e18) >>
			 (i % 48);
		for (int c = 0; c < 3; c++) {
			s.acc_mps2[c] = (float)((motion_random(&rng) - 0.5) *
						exp(i % 120 - 60));
			s.gyr_radps[c] = (float)((motion_random(&rng) - 0.5) *
						 exp(i % 70 - 30));
		}
		ck_assert_int_eq(gn_session_push(st.session, &s, 1), GN_OK);
		session_take(&st.got);
	}
	gn_session_flush(st.session);
	session_take(&st.got);
	ck_assert_uint_eq(st.got.reps, 0);
}
END_TEST

START_TEST(sensor_out_of_range)
{
	struct gn_sample s[3] = { { .t_ns = 0 }, { .t_ns = 10000000 },
				  { .t_ns = 20000000, .sensor = 1 } };

	session_begin();
	ck_assert_int_eq(gn_session_push(st.session, s, 0), GN_OK);
	ck_assert_int_eq(gn_session_push(st.session, NULL, 0), GN_OK);
	ck_assert_int_eq(gn_session_push(st.session, s, 3), GN_EINVAL);
	gn_session_quality(st.session, 0, &st.got.q[0]);
	ck_assert_uint_eq(st.got.q[0].samples, 2);
	s[2].sensor = UINT32_MAX;
	ck_assert_int_eq(gn_session_push(st.session, s + 2, 1), GN_EINVAL);
}
END_TEST

static void refused(void)
{
	struct gn_session *s = st.session;

	ck_assert_int_eq(gn_session_create(&s, &st.params), GN_EINVAL);
	ck_assert_ptr_eq(s, st.session);
}

START_TEST(unusable_parameters)
{
	static struct gn_sensor many[GN_SENSORS_MAX + 1];

	session_begin();
	gn_session_destroy(NULL);
	st.params.n_sensors = 0;
	refused();
	for (int i = 0; i <= GN_SENSORS_MAX; i++)
		many[i] = st.sensors[0];
	st.params.sensors = many;
	st.params.n_sensors = GN_SENSORS_MAX + 1;
	refused();
	st.params.n_sensors = 1;
	st.params.sensors = NULL;
	refused();
	st.params.sensors = st.sensors;
	st.params.exercise = NULL;
	refused();
	st.params.exercise = &st.exercise;
	st.sensors[0].bad_acc = 1;
	refused();
	st.sensors[0].bad_acc = st.sensors[0].has_acc = 0;
	refused();
	st.sensors[0].has_acc = 1;
	st.exercise.rep_min_s = 0;
	refused();
	st.exercise.rep_min_s = NAN;
	refused();
	st.exercise.rep_min_s = 13;
	refused();
	st.exercise.rep_min_s = 1;
	st.exercise.rep_max_s = NAN;
	refused();
}
END_TEST

START_TEST(without_memory)
{
	struct fault_stat stat;
	int asked, err;

	session_begin();
	gn_session_destroy(st.session);
	st.session = NULL;
	fault_start(0);
	err = gn_session_create(&st.session, &st.params);
	gn_session_destroy(st.session);
	st.session = NULL;
	stat = fault_stop();
	ck_assert_int_eq(err, GN_OK);
	ck_assert_int_eq(stat.live, 0);
	asked = stat.asked;
	ck_assert_int_gt(asked, 10);
	for (int i = 1; i <= asked; i++) {
		fault_start(i);
		err = gn_session_create(&st.session, &st.params);
		stat = fault_stop();
		ck_assert_int_eq(err, GN_ENOMEM);
		ck_assert_int_eq(stat.live, 0);
		ck_assert_ptr_null(st.session);
	}
}
END_TEST

START_TEST(nothing_allocated_after_create)
{
	struct gn_session_event ev;
	struct fault_stat stat;
	struct gn_sample *in;
	size_t n, seen = 0;
	int err;

	st.params.provisional = 1;
	motion_set(&st.m, 8, 2.5, 0.5);
	motion_wait(&st.m, 15);
	in = motion_samples(&st.m, 0, &n);
	session_begin();
	fault_start(0);
	err = gn_session_push(st.session, in, n);
	gn_session_flush(st.session);
	while (gn_session_next(st.session, &ev))
		seen += ev.kind == GN_EV_REP && !ev.u.rep.provisional;
	gn_session_reset(st.session);
	stat = fault_stop();
	ck_assert_int_eq(err, GN_OK);
	ck_assert_uint_eq(seen, 8);
	ck_assert_int_eq(stat.asked, 0);
	free(in);
}
END_TEST

START_TEST(events_not_taken_are_lost_and_told)
{
	struct gn_sample *in;
	size_t n;
	int err = GN_OK;

	/* thousands of events: the short lengths are what is counted fast */
	st.exercise.rep_min_s = 0.3f;
	st.exercise.rep_max_s = 0.6f;
	st.m.rate_hz = 25;
	motion_set(&st.m, 60, 0.5, 0);
	motion_wait(&st.m, 9);
	in = motion_samples(&st.m, 0, &n);
	session_begin();
	for (int k = 0; k < 400 && !err; k++) {
		err = gn_session_push(st.session, in, n);
		for (size_t i = 0; i < n; i++)
			in[i].t_ns += (int64_t)(st.m.end_s * LOG_S);
	}
	ck_assert_int_eq(err, GN_ENOSPC);
	ck_assert_int_eq(gn_session_push(st.session, in, 0), GN_ENOSPC);
	gn_session_reset(st.session);
	ck_assert_int_eq(gn_session_push(st.session, in, 0), GN_OK);
	free(in);
}
END_TEST

/* Real recordings, one of each kind: any block, and again after reset. */
static void real(const char *dir, const char *name, uint8_t provisional)
{
	char path[512];
	struct gn_recording *rec = NULL;
	const struct gn_recording_info *info;
	struct gn_sample *in;
	size_t n = 0, cap = 400000;
	int k;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	ck_assert_int_eq(gn_recording_open(&rec, path, NULL), GN_OK);
	info = gn_recording_info(rec);
	in = malloc(cap * sizeof(*in));
	ck_assert_ptr_nonnull(in);
	while (n + 256 < cap) {
		k = gn_recording_read(rec, in + n, 256, NULL);
		if (k < 0)
			break;
		n += (size_t)k;
	}
	st.params.sensors = info->sensors;
	st.params.n_sensors = info->n_sensors;
	st.params.provisional = provisional;
	gn_session_destroy(st.session);
	st.session = NULL;
	ck_assert_int_eq(gn_session_create(&st.session, &st.params), GN_OK);
	session_feed(&st.got, in, n, 1);
	ck_assert_uint_gt(st.got.reps, 0);
	gn_session_reset(st.session);
	session_feed(&st.other, in, n, 333);
	session_same(&st.got, &st.other);
	gn_session_reset(st.session);
	session_feed(&st.other, in, n, cap);
	session_same(&st.got, &st.other);
	free(in);
	gn_recording_close(rec);
}

static const char *const recordings[] = {
	"ds-gymwatch/sub-01/ses-20241123/motion/sub-01_ses-20241123_"
	"task-benchPress_tracksys-imu_acq-30DBP_run-01_motion.tsv",
	"ds-feather/sub-andrew/motion/sub-andrew_task-bicepsCurl_"
	"tracksys-imu_run-01_motion.tsv",
	"ds-metamotion/sub-A/ses-20190111/motion/sub-A_ses-20190111_"
	"task-benchPress_tracksys-acc_acq-heavy_run-01_motion.tsv",
	"ds-carawatch/sub-P01/ses-1/motion/sub-P01_ses-1_task-crunch_"
	"tracksys-imu_run-01_motion.tsv",
	"ds-ucipt/sub-01/motion/sub-01_task-bicepsCurl_tracksys-imu_"
	"acq-template_motion.tsv",
	"ds-opalmocap/sub-22/motion/sub-22_task-heelRaise_tracksys-imu_"
	"acq-HeelRaise_motion.tsv",
	"ds-pushup/sub-01/motion/sub-01_task-pushUp_tracksys-imu_"
	"acq-181709_motion.tsv",
};
#define N_RECORDINGS ((int)(sizeof(recordings) / sizeof(*recordings)))

START_TEST(real_recordings)
{
	const char *dir = files_data();

	if (dir)
		real(dir, recordings[_i], _i == 1 || _i == 3);
}
END_TEST

static TCase *part(Suite *s, const char *name)
{
	TCase *t = tcase_create(name);

	tcase_add_checked_fixture(t, session_setup, session_teardown);
	tcase_set_timeout(t, 60);
	suite_add_tcase(s, t);
	return t;
}

Suite *suite_session_stream(void)
{
	Suite *s = suite_create("session_stream");
	TCase *t = part(s, "stream");

	tcase_add_test(t, reps_come_before_their_set);
	tcase_add_test(t, provisional_then_revised_then_final);
	tcase_add_test(t, blocks_do_not_matter);
	tcase_add_test(t, a_stretch_too_long_is_cut);
	tcase_add_test(t, hostile_samples);
	tcase_add_test(t, only_hostile_samples);
	tcase_add_test(t, sensor_out_of_range);
	tcase_add_test(t, unusable_parameters);
	tcase_add_test(t, without_memory);
	tcase_add_test(t, nothing_allocated_after_create);
	tcase_add_test(t, events_not_taken_are_lost_and_told);
	t = part(s, "recordings");
	tcase_add_loop_test(t, real_recordings, 0, N_RECORDINGS);
	return s;
}
