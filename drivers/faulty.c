/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "gonio/driver.h"
#include "gonio/num.h"

#define BLOCK 64

#define STALL_NS INT64_C(3000000000)

enum fault { DROP, REPEAT, MISSING, CORRUPT, JITTER, STALL, UNPLUG, SEED,
	     N_FAULTS };

static const struct {
	char   name[8];
	double max;
} faults[N_FAULTS] = {
	[DROP]    = { "drop", 1 },
	[REPEAT]  = { "repeat", 1 },
	[MISSING] = { "nan", 1 },
	[CORRUPT] = { "corrupt", 1 },
	[JITTER]  = { "jitter", 1 },            /* s */
	[STALL]   = { "stall", 1e6 },           /* s */
	[UNPLUG]  = { "unplug", 1e6 },          /* s */
	[SEED]    = { "seed", 1e15 },
};

/* Another source, with faults on the way. */
struct faulty {
	struct gn_source *inner;
	double   value[N_FAULTS];
	uint64_t rng, more;     /* more: of corrupt and jitter */
	struct gn_sample in[BLOCK];
	size_t   at, n;         /* next of in, and how many it holds */
	struct gn_sample last;  /* to be sent once more if again */
	uint8_t  again;
};

/* SplitMix64 (Steele, Lea, Flood, OOPSLA 2014, doi 10.1145/2660193.2660195),
 * as a number in [0, 1). */
static double draw(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

/* One FAULT=X of [p, end). */
static int parse_fault(struct faulty *f, const char *p, const char *end,
		       struct gn_diag *why)
{
	const char *eq = memchr(p, '=', (size_t)(end - p));
	size_t len = eq ? (size_t)(eq - p) : 0;
	double v = NAN;
	int i = 0;

	while (i < N_FAULTS && (strlen(faults[i].name) != len ||
				strncmp(faults[i].name, p, len)))
		i++;
	if (i == N_FAULTS)
		return gn_diag_set(why, GN_EINVAL, "faulty: '%.*s' is no "
				   "fault; there are drop=P, repeat=P, nan=P, "
				   "corrupt=P, jitter=S, stall=S, unplug=S "
				   "and seed=N", (int)(end - p), p);
	if (gn_num_parse_any(eq + 1, end, '.', &v) != end ||
	    !(v >= 0 && v <= faults[i].max))
		return gn_diag_set(why, GN_EINVAL, "faulty: '%.*s': the value "
				   "must be 0 to %g", (int)(end - p), p,
				   faults[i].max);
	f->value[i] = v;
	return GN_OK;
}

static int faulty_open(void *state, struct gn_host *host, const char *arg,
		    struct gn_diag *why)
{
	struct faulty *f = state;
	const char *colon = strchr(arg, ':');
	const char *p = arg;
	int err = GN_OK;

	/* Several wrappers would nest as deep as the text is long. */
	if (!colon || !strncmp(colon + 1, "faulty:", 7))
		return gn_diag_set(why, GN_EINVAL, "faulty:%.80s: write it as "
				   "in faulty:drop=0.05,seed=2:sim:squat, with "
				   "another driver's source", arg);
	f->value[UNPLUG] = f->value[STALL] = INFINITY;
	while (!err && p < colon) {
		const char *end = memchr(p, ',', (size_t)(colon - p));

		if (!end)
			end = colon;
		err = parse_fault(f, p, end, why);
		p = end + (end < colon);
	}
	if (err)
		return err;
	f->rng = (uint64_t)f->value[SEED];
	f->more = ~f->rng;
	return gn_source_open_on(&f->inner, host, colon + 1, why);
}

static const struct gn_recording_info *faulty_info(const void *state)
{
	const struct faulty *f = state;

	return gn_source_info(f->inner);
}

/* A bit of one acceleration turned over, and a stamp that is off. */
static void disturb(struct faulty *f, struct gn_sample *s)
{
	double corrupt = draw(&f->more), which = draw(&f->more);
	double jitter = draw(&f->more) * 2 - 1, bit = 32 * draw(&f->more);
	float *value = &s->acc_mps2[(int)(3 * which)];
	uint32_t bits;

	s->t_ns += (int64_t)(1e9 * f->value[JITTER] * jitter);
	if (corrupt >= f->value[CORRUPT])
		return;
	memcpy(&bits, value, sizeof(bits));
	bits ^= UINT32_C(1) << (int)bit;
	memcpy(value, &bits, sizeof(bits));
}

/* Send the next sample of the block, or what is left of it: 1, or 0. */
static int pass(struct faulty *f, struct gn_sample *out)
{
	double drop = draw(&f->rng);
	double repeat = draw(&f->rng);
	double missing = draw(&f->rng);

	double since = (double)f->in[f->at].t_ns - 1e9 * f->value[STALL];

	*out = f->in[f->at++];
	disturb(f, out);
	if (drop < f->value[DROP] || (since >= 0 && since < STALL_NS))
		return 0;
	for (int i = 0; i < 3 && missing < f->value[MISSING]; i++) {
		out->acc_mps2[i] = NAN;
		out->gyr_radps[i] = NAN;
		out->mag_ut[i] = NAN;
	}
	f->again = repeat < f->value[REPEAT];
	f->last = *out;
	return 1;
}

static int faulty_read(void *state, struct gn_sample *out, size_t cap,
		       int timeout_ms, struct gn_diag *why)
{
	struct faulty *f = state;
	size_t n = 0;
	int got;

	if (f->at == f->n && !f->again) {
		got = gn_source_read(f->inner, f->in, BLOCK, timeout_ms, why);
		if (got <= 0)
			return got;
		f->n = (size_t)got;
		f->at = 0;
	}
	while (n < cap && (f->again || f->at < f->n)) {
		if (f->again) {
			out[n++] = f->last;
			f->again = 0;
			continue;
		}
		if ((double)f->in[f->at].t_ns >= 1e9 * f->value[UNPLUG])
			break;
		n += (size_t)pass(f, &out[n]);
	}
	if (n == 0 && f->at < f->n)
		return gn_diag_set(why, GN_ENODEV, "%s: unplugged after %g s",
				   gn_source_info(f->inner)->path,
				   f->value[UNPLUG]);
	return (int)n;
}

static const char *faulty_calibration(const void *state, size_t i)
{
	const struct faulty *f = state;

	return gn_source_calibration(f->inner, i);
}

static const char *faulty_mount(const void *state, size_t i)
{
	const struct faulty *f = state;

	return gn_source_mount(f->inner, i);
}

static void faulty_close(void *state)
{
	struct faulty *f = state;

	gn_source_close(f->inner);
}

const struct gn_driver gn_driver_faulty = {
	.name       = "faulty",
	.desc       = "another source with faults added",
	.state_size = sizeof(struct faulty),
	.open       = faulty_open,
	.info       = faulty_info,
	.read       = faulty_read,
	.calibration = faulty_calibration,
	.mount      = faulty_mount,
	.close      = faulty_close,
};
