/* SPDX-License-Identifier: MIT */
#include "gonio/driver.h"
#include "gonio/rec.h"

/* A recording from files: tables of text, or a session's one file. */
struct replay {
	struct gn_recording *rec;
	struct gn_rec       *file;      /* not NULL: this one instead */
};

static int replay_open(void *state, struct gn_host *host, const char *arg,
		      struct gn_diag *why)
{
	struct replay *s = state;

	(void)host;
	if (gn_rec_probe(arg))
		return gn_rec_open(&s->file, arg, why);
	return gn_recording_open(&s->rec, arg, why);
}

static const struct gn_recording_info *replay_info(const void *state)
{
	const struct replay *s = state;

	return s->file ? gn_rec_info(s->file) : gn_recording_info(s->rec);
}

static int replay_read(void *state, struct gn_sample *out, size_t cap,
		       int timeout_ms, struct gn_diag *why)
{
	struct replay *s = state;

	(void)timeout_ms;
	if (s->file)
		return gn_rec_read(s->file, out, cap, why);
	return gn_recording_read(s->rec, out, cap, why);
}

static int replay_hash(void *state, char hex[65])
{
	struct replay *s = state;

	return s->file ? gn_rec_sha256(s->file, hex) :
			 gn_recording_sha256(s->rec, hex);
}

static const char *replay_calibration(const void *state, size_t i)
{
	const struct replay *s = state;

	return s->file ? gn_rec_meta(s->file)->calibration[i] : NULL;
}

static const char *replay_mount(const void *state, size_t i)
{
	const struct replay *s = state;

	return s->file ? gn_rec_meta(s->file)->mount[i] : NULL;
}

static int replay_limb(const void *state, size_t sensor, struct gn_limb *out)
{
	const struct replay *s = state;

	return s->file ? GN_ENODATA : gn_recording_limb(s->rec, sensor, out);
}

static void replay_close(void *state)
{
	struct replay *s = state;

	gn_rec_reader_close(s->file);
	gn_recording_close(s->rec);
}

const struct gn_driver gn_driver_replay = {
	.name       = "replay",
	.desc       = "a recording from files",
	.state_size = sizeof(struct replay),
	.open       = replay_open,
	.info       = replay_info,
	.read       = replay_read,
	.hash       = replay_hash,
	.find       = gn_recordings_find,
	.calibration = replay_calibration,
	.mount      = replay_mount,
	.limb       = replay_limb,
	.close      = replay_close,
};
