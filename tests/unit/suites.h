/* SPDX-License-Identifier: MIT */
#ifndef SUITES_H
#define SUITES_H

#include <check.h>

/* Every module's suite, one line each: suite_<name>() in test_<name>.c. */
#define SUITES(X)                                                          \
	X(num) X(recording) X(badfiles) X(plain) X(maker) X(cwa) X(opal)   \
	X(events) X(units) X(still_poses) X(acc_cal) X(rec) X(rec_bad)     \
	X(rec_form) X(rec_full) X(rec_kill) X(allan) X(mag_cal)            \
	X(cal_file) X(calibrate) X(calibrated) X(calibrate_body)           \
	X(turns) X(gyr_cal) X(calibrate_turned) X(cal_sheet)               \
	X(cal_cov) X(rec_power) X(validate_mistakes) X(sim_strap)          \
	X(sim) X(sim_sensor) X(sim_scenario) X(bids_write)                 \
	X(quat) X(ahrs) X(ahrs_offline) X(validate_orient)                 \
	X(filt) X(linalg) X(stats) X(gravity)                              \
	X(condition) X(condition_quality) X(timesync) X(tap) X(tap_stream) \
	X(count) X(count_ends) X(session) X(session_stream)                \
	X(preview) X(segment) X(segment_real) X(joints)                    \
	X(joints_real) X(body) X(known_body) X(now)                        \
	X(joint_centre) X(mistakes) X(mistakes_real) X(slip)               \
	X(joints_side) X(mistakes_live)                                    \
	X(skeleton) X(skeleton_stream) X(skeleton_real) X(camera)         \
	X(day) X(plan) X(plan_done) X(plan_form) X(plan_cmd)               \
	X(theil_sen) X(trend) X(series) X(trend_cmd) X(adherence)          \
	X(page) X(page_html) X(report_cmd) X(lang)                         \
	X(base) X(ring) X(latest) X(serve) X(serve_auth) X(serve_state)    \
	X(serve_run) X(serve_qr) X(phone) X(phone_talk) X(serve_phone)     \
	X(cli) X(analyse) X(drivers) X(faulty) X(live) X(proto_sony)       \
	X(proto_xbus) X(capture) X(keep) X(proto_wit) X(proto_switch)      \
	X(proto_mip) X(proto_ximu3) X(view) X(view_screen)                 \
	X(view_term) X(view_health) X(check_cmd) X(check) X(export)        \
	X(export_cmd) X(opensim) X(export_opensim) X(programme) X(help)    \
	X(mount_file) X(meter) X(coach) X(capture_plan) X(view_grid)       \
	X(view_link) X(asym_over) X(asym_holds) X(sitting)                 \
	X(catalogue)                                                       \
	X(stand) X(function_test) X(tug)                                   \
	X(asym) X(asym_compare) X(asym_reps) X(compare) X(compare_cmd)     \
	X(validate_rules) X(validate_scene) X(validate_sim)                \
	X(validate_sim_truth) X(validate_sym)                              \
	X(validate_trend)                                                  \
	X(measure) X(measure_set) X(moved) X(form) X(form_rules)           \
	X(form_power) X(validate_form) X(effort) X(told)                   \
	X(report) X(report_asym) X(report_fhir)                            \
	X(score)                                                           \
	X(validate) X(validate_set) X(validate_run) X(validate_angle)    \
	X(angles_sim) X(facing) X(skin)                                    \
	X(steps) X(walking) X(walk) X(report_walking)                      \
	X(hold) X(sway) X(balance) X(two_sides)

#define X(name) Suite *suite_##name(void);
SUITES(X)
#undef X

#endif
