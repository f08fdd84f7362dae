/* SPDX-License-Identifier: MIT */
#ifndef BENCHES_H
#define BENCHES_H

/* Every module's benchmark, one line each: bench_<name>() in bench_<name>.c,
 * which calls bench_run() of bench.h once or more. */
#define BENCHES(X)                                                         \
	X(ahrs)                                                            \
	X(count)                                                           \
	X(joints)                                                          \
	X(parse)                                                           \
	X(rec)                                                             \
	X(session)

#define X(name) void bench_##name(void);
BENCHES(X)
#undef X

#endif
