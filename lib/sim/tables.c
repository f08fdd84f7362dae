/* SPDX-License-Identifier: MIT */
#include "tables.h"

#include <stddef.h>

#include "gonio/sim.h"

#define RAD (3.14159265358979323846 / 180)

#define AT(m) offsetof(struct OF, m)
#define NUMBER(name, m)      {name, GN_FIELD_NUMBER, AT(m), 1, NULL}
#define DEGREES(name, m)     {name, GN_FIELD_NUMBER, AT(m), RAD, NULL}
#define VECTOR(name, m)      {name, GN_FIELD_VECTOR, AT(m), 1, NULL}
#define VECTOR_DEG(name, m)  {name, GN_FIELD_VECTOR, AT(m), RAD, NULL}
#define TEXT(name, m)        {name, GN_FIELD_TEXT, AT(m), \
			      sizeof(((struct OF *)0)->m), NULL}
#define WORD(name, m, w)     {name, GN_FIELD_WORD, AT(m), 1, w}
#define FLAGWORD(name, m, w) {name, GN_FIELD_FLAGWORD, AT(m), 1, w}
#define KIND(name, m, kind)  {name, GN_FIELD_##kind, AT(m), 1, NULL}
#define OTHER(name)          {name, GN_FIELD_OTHER, 0, 1, NULL}

/* Each list in the order of its enum. */
static const char *const axes[] = {"sagittal", "frontal", "axial", NULL};
static const char *const ons[] = {"both", "working", "other", "left",
				  "right", NULL};
static const char *const dos[] = {"stand", "walk", "fidget", "reach", "lay",
				  "set", "up_and_go", "hold", NULL};
static const char *const anchors[] = {"feet", "toes", "other_foot", "pelvis",
				      "hands", NULL};
static const char *const postures[] = {"upright", "supine", "prone",
				       "lying_left", "lying_right", NULL};
static const char *const sides[] = {"none", "left", "right", "both", NULL};
static const char *const firsts[] = {"concentric", "eccentric", NULL};
static const char *const bars[] = {"shoulders", "hands", NULL};

#define OF gn_sim_scenario
static const struct gn_field top[] = {
	TEXT("title", title), KIND("seed", seed, SEED),
	TEXT("exercise", exercise), WORD("side", side, sides),
	KIND("alternating", alternating, FLAG),
	TEXT("first_day", first_day), KIND("sessions", sessions, COUNT),
	NUMBER("session_days", session_days),
	NUMBER("rom_left_step", rom_left_step),
	NUMBER("rom_right_step", rom_right_step),
	TEXT("subject", subject), TEXT("calibration", calibration),
	WORD("posture", posture, postures), WORD("anchor", anchor, anchors),
	FLAGWORD("bar", bar_on_hands, bars),
	FLAGWORD("first", eccentric_first, firsts), TEXT("angle", angle),
	VECTOR("field_ut", field_ut), VECTOR("disturb_ut", disturb_ut),
	NUMBER("skin", skin), NUMBER("disturb_at_s", disturb_at_s),
	NUMBER("disturb_s", disturb_length_s),
	OTHER("joint"), OTHER("moves"), OTHER("timing"), OTHER("acts"),
	OTHER("systems"), OTHER("sensors"),
};

static const struct gn_field timing[] = {
	NUMBER("go_s", go_s), NUMBER("turn_pause_s", turn_pause_s),
	NUMBER("back_s", back_s), NUMBER("end_pause_s", end_pause_s),
	NUMBER("duration_cv", duration_cv), NUMBER("rom_cv", rom_cv),
	NUMBER("slowing", slowing), NUMBER("rom_loss", rom_loss),
	NUMBER("rom_left", rom_left), NUMBER("rom_right", rom_right),
	NUMBER("thump_mps2", thump_mps2), DEGREES("sway_deg", sway_rad),
	DEGREES("tremor_deg", tremor_rad), DEGREES("fidget_deg", fidget_rad),
};
#undef OF

#define OF gn_sim_move
static const struct gn_field move[] = {
	KIND("segment", place, PLACE), WORD("on", on, ons),
	WORD("axis", axis, axes), DEGREES("idle_deg", idle_rad),
	DEGREES("start_deg", start_rad), DEGREES("turn_deg", turn_rad),
	DEGREES("bump_deg", bump_rad), NUMBER("late", late),
};
#undef OF

#define OF gn_sim_act
static const struct gn_field act[] = {
	WORD("do", kind, dos), NUMBER("s", length_s),
	VECTOR_DEG("turn_deg", turn_rad),
	KIND("reps", reps, COUNT), KIND("partial", partial, BITS),
	NUMBER("partial_rom", partial_rom), NUMBER("rom", rom),
	NUMBER("slow", slow), NUMBER("drift_rom", drift_rom),
	NUMBER("break_rom", break_rom), OTHER("breaks"),
	KIND("steps", steps, COUNT), NUMBER("cadence_spm", cadence_spm),
	NUMBER("cadence_cv", cadence_cv), NUMBER("uneven", uneven),
	NUMBER("step_m", step_m),
};
#undef OF

/* Offsets within one element of a hold's breaks. */
#define OF gn_sim_break
static const struct gn_field brk[] = {
	NUMBER("at_s", at_s), NUMBER("s", length_s),
};
#undef OF

#define OF gn_sim_system
static const struct gn_field system[] = {
	TEXT("name", name), NUMBER("rate_hz", rate_hz),
	NUMBER("jitter_s", jitter_s), NUMBER("stamp_sd_s", stamp_sd_s),
	NUMBER("skew_ppm", skew_ppm), NUMBER("dropped", dropped),
	NUMBER("repeated", repeated), NUMBER("doubled", doubled),
	NUMBER("late", late), OTHER("gaps"),
};
#undef OF

/* Offsets within one element of a system's gaps. */
#define OF gn_sim_gap
static const struct gn_field gap[] = {
	NUMBER("at_s", at_s), NUMBER("s", length_s),
};
#undef OF

#define OF gn_sim_sensor
static const struct gn_field sensor[] = {
	TEXT("place", name), OTHER("acc"), OTHER("gyr"), OTHER("mag"),
	VECTOR("offset_m", offset_m), VECTOR_DEG("mount_deg", mount_rad),
	DEGREES("misplaced_deg", misplaced_rad),
	NUMBER("acc_noise", acc_noise), DEGREES("gyr_noise_dps", gyr_noise),
	NUMBER("mag_noise_ut", mag_noise_ut),
	VECTOR("acc_bias_mps2", acc_bias_mps2),
	VECTOR_DEG("gyr_bias_dps", gyr_bias_radps),
	VECTOR("mag_bias_ut", mag_bias_ut), VECTOR("mag_scale", mag_scale),
	NUMBER("mag_range_ut", mag_range_ut),
	DEGREES("gyr_bias_sd_dps", gyr_bias_sd_radps),
	DEGREES("gyr_walk_dps", gyr_walk), VECTOR("acc_scale", acc_scale),
	VECTOR("gyr_scale", gyr_scale), NUMBER("wobble_hz", wobble_hz),
	NUMBER("wobble_damping", wobble_damping),
	NUMBER("wobble_gain", wobble_gain),
	DEGREES("wobble_turn_deg", wobble_turn_rad),
	NUMBER("acc_range_mps2", acc_range_mps2),
	DEGREES("gyr_range_dps", gyr_range_radps), KIND("bits", bits, COUNT),
	NUMBER("missing", missing), VECTOR_DEG("slip_deg", slip_rad),
	NUMBER("slip_at_s", slip_at_s), NUMBER("slip_s", slip_s),
};
#undef OF

const struct gn_scenario_tables gn_scenario_tables = {
	.top = GN_FIELDS(top), .timing = GN_FIELDS(timing),
	.move = GN_FIELDS(move), .act = GN_FIELDS(act),
	.brk = GN_FIELDS(brk), .system = GN_FIELDS(system),
	.gap = GN_FIELDS(gap),
	.sensor = GN_FIELDS(sensor),
};
