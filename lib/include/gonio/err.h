/* SPDX-License-Identifier: MIT */
#ifndef GN_ERR_H
#define GN_ERR_H

/*
 * Error codes, and the one-line reason that goes with them.
 *
 * A function that can fail returns an int: 0 or a count >= 0, else one of
 * these negative codes. Codes, names and texts come from the one table below,
 * so they cannot drift apart.
 */
#define GN_ERRORS(X)                                                       \
	X(GN_OK,        0, "success")                                      \
	X(GN_EINVAL,   -1, "invalid argument")                             \
	X(GN_ENOMEM,   -2, "out of memory")                                \
	X(GN_EIO,      -3, "input/output error")                           \
	X(GN_EFORMAT,  -4, "malformed data")                               \
	X(GN_ENODEV,   -5, "no such device or driver")                     \
	X(GN_ENOSPC,   -6, "no room: buffer too small, or disk full")      \
	X(GN_EOF,      -7, "end of stream")                                \
	X(GN_EORDER,   -8, "time stamps not increasing")                   \
	X(GN_ENOENT,   -9, "no such file, recording or name")              \
	X(GN_EUNITS,  -10, "data do not fit the units they declare")       \
	X(GN_ENODATA, -11, "nothing in it that can be used")

#define X(name, value, text) name = value,
enum gn_err { GN_ERRORS(X) };
#undef X

#if defined(__GNUC__)
#define GN_NODISCARD __attribute__((warn_unused_result))
#define GN_PRINTF(f, a) __attribute__((format(printf, f, a)))
#else
#define GN_NODISCARD
#define GN_PRINTF(f, a)
#endif

/* The text of a code; "unknown error" for a number that is none. Never NULL. */
const char *gn_strerror(int err);

/* The code's name, "GN_EIO"; "?" for a number that is none. Never NULL. */
const char *gn_errname(int err);

/*
 * Why something failed: one line for a person, without a line feed, naming
 * the file and the line, byte or field, and what to do about it.
 */
struct gn_diag {
	char text[480];
};

/**
 * Write the reason for a failure and hand the code back, so that a failing
 * branch is one statement: return gn_diag_set(why, GN_EFORMAT, "%s:%d: ...").
 *
 * @param[out] why  filled, cut to its size; NULL: nobody wants the reason
 * @param[in]  err  the code that is returned unchanged
 * @param[in]  fmt  as for printf; control characters in the result become '?'
 *
 * @return err
 */
int gn_diag_set(struct gn_diag *why, int err, const char *fmt, ...)
	GN_PRINTF(3, 4);

#endif
