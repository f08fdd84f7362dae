/* SPDX-License-Identifier: MIT */
#ifndef GN_DRIVER_H
#define GN_DRIVER_H

#include <stddef.h>

#include "gonio/err.h"
#include "gonio/host.h"
#include "gonio/recording.h"
#include "gonio/types.h"

/* How a device that was opened is doing. */
enum gn_source_state {
	GN_SOURCE_STREAMING,
	GN_SOURCE_SILENT,       /* plugged in, but nothing came for 1 s: it is
				 * restarted until something does */
	GN_SOURCE_GONE          /* unplugged, or it failed for good: waited for
				 * at its port, or by its serial number */
};

/* Counts are since it was opened, over all restarts. */
struct gn_source_status {
	enum gn_source_state state;
	uint64_t received;      /* readings */
	uint64_t lost;          /* by the device's counter, else as far as the
				 * computer knows */
	uint64_t overruns;      /* of these lost because nobody read in time */
	uint64_t repeated;      /* sent twice; passed on all the same */
	uint64_t late;          /* out of order; passed on all the same */
	uint64_t clipped;       /* readings with a value at the range's end */
	uint64_t errors;        /* packets or bytes that made no sense */
	uint32_t restarts;      /* after a silence */
	uint32_t returns;       /* after it was gone */
	double   battery_pct;   /* 0..100; NAN: not told */
	double   drift_ppm;     /* its clock too slow: > 0; NAN: not known yet,
				 * or it has no clock */
	double   rate_hz;       /* asked for, nominal */
	char     model[64], serial[64], port[32], firmware[32]; /* or "" */
	uint32_t n_notes;       /* grows with each new note */
	char     note[160];     /* the newest: what happened, in words; "" */
};

/*
 * Where samples come from: recorded files, a simulated body, a device. All of
 * them are opened by an address and read alike, so what scores a recording
 * scores any of them.
 *
 * Addresses (URI):
 *     PATH                        a recording's file, as replay:PATH
 *     replay:PATH                 see gn_recording_open(), and rec.h: a .gonio
 *     sim:SCENARIO[?seed=N]       see gn_sim_load(); seed: 0..2^63-1
 *     faulty:FAULT=X[,..]:URI     another source with faults added, see below
 *     SCHEME:[WHICH][?rate=HZ]    a sensor on USB. WHICH of several: its SERIAL
 *                                 number, its PORT ("1-2.4"), or VID:PID with
 *                                 :SERIAL or :PORT after it where needed;
 *                                 rate: see the driver's own file
 *     phone:[NAME][?rate=HZ]      a phone's browser, see phones.h; NAME may be
 *                                 its place on the body; rate: the one expected
 * A scheme is [a-z][a-z0-9-]*. A text that starts with the scheme of a driver
 * is an address of that driver (write ./sim:x for a file of that name); any
 * other is a path, unless it looks like an address and no such file exists.
 *
 * faulty: drop, repeat, nan and corrupt are the probabilities that a sample is
 * lost, is sent twice, has all its values missing, has a bit of an
 * acceleration turned over; jitter=S: its stamp is off by up to S seconds;
 * stall=S: nothing comes for 3 s from S on; unplug=S: the device is gone after
 * S seconds (GN_ENODEV); seed=N: another draw. Which samples one fault meets
 * depends on neither the other faults nor the size of the reads.
 *
 * A driver is one const struct: a file of its own in drivers/, and one line in
 * drivers/registry.c. It converts to SI units and to no more: it never mends,
 * fills, sorts or drops samples; that is the conditioner's work.
 */
struct gn_driver {
	const char *name;       /* URI scheme, unique */
	const char *desc;       /* one line: what it reads */
	size_t      state_size; /* bytes the core gives each source, zeroed,
	                         * aligned for any type; the core frees them */

	uint8_t device;         /* 1: it is plugged in, and time passes: its
				 * samples are those of now. It needs a host */

	/*
	 * Open what arg names (what follows "name:"; it may be empty). May
	 * block up to 2 s, a device that must be talked to 5 s. On error leave
	 * nothing to release: close is not called. arg is valid during the
	 * call only, host until close; it is NULL only if device is 0.
	 * GN_OK, GN_EINVAL (arg malformed), GN_ENOENT, GN_ENODEV (not plugged
	 * in, busy, not permitted: say which), GN_EIO, GN_EFORMAT, GN_EUNITS,
	 * GN_ENODATA or GN_ENOMEM, the reason in *why.
	 */
	int (*open)(void *state, struct gn_host *host, const char *arg,
		    struct gn_diag *why);

	/*
	 * What is known before the first sample. Never NULL nor does it
	 * change; belongs to the source, valid until close. Does not block.
	 */
	const struct gn_recording_info *(*info)(const void *state);

	/*
	 * Wait up to timeout_ms for samples, then write at most cap (> 0) of
	 * them: time in ns since the source's first sample, of a device since
	 * the host's epoch; sensors as in info. What files and simulators hold
	 * comes without waiting. The samples must not depend on cap. Must not
	 * allocate.
	 * Returns how many; 0 when none came in time: ask again. Or GN_EOF
	 * when the source has ended, GN_ENODEV when the device is gone,
	 * GN_EIO, GN_EFORMAT, with the reason in *why. Samples before a fault
	 * are delivered first. After GN_EOF and errors it is not called again.
	 */
	int (*read)(void *state, struct gn_sample *out, size_t cap,
		    int timeout_ms, struct gn_diag *why);

	/*
	 * The SHA-256 of the bytes that were read, called after GN_EOF only:
	 * of a file that can be looked at with sha256sum. GN_OK or GN_EINVAL.
	 * NULL: there are no such bytes, and the core takes the SHA-256 of the
	 * samples instead, see gn_source_hash().
	 */
	int (*hash)(void *state, char hex[65]);

	/*
	 * List what can be opened at or below arg, in a stable order. *out: n
	 * malloc'd args, the array malloc'd; the core frees both. May block up
	 * to 2 s. NULL: an arg stands for itself.
	 * GN_OK, GN_ENOENT, GN_ENODATA (nothing there), GN_EIO or GN_ENOMEM.
	 */
	int (*find)(const char *arg, char ***out, size_t *n,
		    struct gn_diag *why);

	/*
	 * How it is doing; any time between open and close, from the thread
	 * that reads. Does not block. NULL: nothing to be told but samples.
	 */
	void (*status)(const void *state, struct gn_source_status *out);

	/*
	 * The calibration that held when it was recorded, for sensor i of
	 * info: text of a file as gonio/cal_file.h has it, valid until close.
	 * NULL: none; as a member: it never has one.
	 */
	const char *(*calibration)(const void *state, size_t i);

	/*
	 * How sensor i of info sat on the body, as it was known when it was
	 * recorded: the text that gn_rec_meta has. Valid until close. NULL:
	 * not known; as a member: it never is.
	 */
	const char *(*mount)(const void *state, size_t i);

	/*
	 * List the devices it could open, sorted by port, at most cap of them;
	 * NULL if device is 0.
	 * Returns how many there are, or GN_EIO.
	 */
	int (*devices)(struct gn_host *host, struct gn_device_info *out,
		       size_t cap, struct gn_diag *why);

	/*
	 * How well a sensor that stands for a body segment was tracked so far:
	 * GN_OK, or GN_ENODATA where it does not. NULL: none does.
	 */
	int (*limb)(const void *state, size_t sensor, struct gn_limb *out);

	/* Release what open took. Cannot fail, does not block for long. */
	void (*close)(void *state);
};

/* All drivers, NULL-ended. */
extern const struct gn_driver *const gn_drivers[];

/* The file of "replay:FILE", in uri; any other address as it is. */
const char *gn_source_file(const char *uri);

/* One opened source. One thread at a time; sources know nothing of others. */
struct gn_source;

/**
 * Open a source by its address.
 *
 * @param[out] out  untouched on error
 * @param[in]  uri  see above
 * @param[out] why  may be NULL, here as below
 *
 * @retval GN_OK
 * @retval GN_ENODEV  no driver has that scheme (why lists those that exist),
 *                    or the driver finds no such device
 * @retval GN_EINVAL  the rest of the address is malformed
 * @retval GN_ENOENT, GN_EIO, GN_EFORMAT, GN_EUNITS, GN_ENODATA
 *                    as the driver says
 * @retval GN_ENOMEM
 */
GN_NODISCARD int gn_source_open(struct gn_source **out, const char *uri,
				struct gn_diag *why);

/**
 * The same on a host, which must outlive the source: devices that are to share
 * a time base are opened on one. gn_source_open() gives each device a host of
 * its own.
 */
GN_NODISCARD int gn_source_open_on(struct gn_source **out,
				   struct gn_host *host, const char *uri,
				   struct gn_diag *why);

/* The driver that serves it; never NULL. */
const struct gn_driver *gn_source_driver(const struct gn_source *s);

/*
 * What is known before its samples are read; valid until close. Its path is
 * the file's; for a source without one, its address.
 */
const struct gn_recording_info *gn_source_info(const struct gn_source *s);

/**
 * Read the next samples, those of all sensors as gn_recording_read() gives
 * them. A device's time counts from its host's epoch.
 *
 * @param[in] cap         > 0
 * @param[in] timeout_ms  wait so long for a live source; files never wait
 *
 * @return samples written, 1..cap, or
 * @retval 0          none came in time; ask again
 * @retval GN_EOF     the source has ended
 * @retval GN_ENODEV  the device is gone
 * @retval GN_EIO, GN_EFORMAT
 * @retval GN_EINVAL  cap is 0, nothing was done
 *
 * GN_EOF and errors but GN_EINVAL are final: every later call returns the same
 * and gives the same reason. No allocation.
 */
GN_NODISCARD int gn_source_read(struct gn_source *s, struct gn_sample *out,
				size_t cap, int timeout_ms,
				struct gn_diag *why);

/**
 * What was read, as 64 hexadecimal digits: two inputs with the same hash give
 * the same result.
 *
 * Of files: see gn_recording_sha256(). Of a .gonio and of other sources: that
 * of the samples delivered so far, 48 bytes each, little endian: t_ns (8),
 * sensor (4), acc, gyr, mag (9 times 4, IEEE 754; NAN as 0x7fc00000).
 *
 * @param[out] hex  65 bytes
 * @retval GN_OK
 * @retval GN_EINVAL  a file, and it was not read to its end
 */
GN_NODISCARD int gn_source_hash(struct gn_source *s, char hex[65]);

/**
 * How a device is doing.
 * @retval GN_OK
 * @retval GN_ENODATA  it is no device; *out is untouched
 */
GN_NODISCARD int gn_source_status(const struct gn_source *s,
				  struct gn_source_status *out);

/* The calibration stored with the recording for sensor i, as the driver's
 * operation tells it; NULL: none. Its samples are not yet calibrated. */
const char *gn_source_calibration(const struct gn_source *s, size_t i);

/* How sensor i sat on the body, stored with the recording, as the driver's
 * operation tells it; NULL: not known. */
const char *gn_source_mount(const struct gn_source *s, size_t i);

/**
 * How well a segment that a camera saw was tracked in what was read so far.
 * @retval GN_OK
 * @retval GN_ENODATA  the sensor is a real one; *out is untouched
 */
GN_NODISCARD int gn_source_limb(const struct gn_source *s, size_t sensor,
				struct gn_limb *out);

void gn_source_close(struct gn_source *s);              /* NULL is fine */

/**
 * List the sources that an address names: a folder's recordings for a path
 * (see gn_recordings_find()), the address itself where a driver has no list.
 * None of them is opened.
 *
 * @param[out] out  malloc'd array of n malloc'd addresses; gn_paths_free().
 *                  Untouched on error
 * @retval GN_OK
 * @retval GN_ENODEV  no driver has that scheme, as above
 * @retval GN_ENOENT, GN_ENODATA, GN_EIO
 * @retval GN_ENOMEM
 */
GN_NODISCARD int gn_sources_find(const char *uri, char ***out, size_t *n,
				 struct gn_diag *why);

#endif
