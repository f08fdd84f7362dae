/* SPDX-License-Identifier: MIT */
#include "gonio/driver.h"

/* Every driver, one line each: gn_driver_<name> in a file of its own. */
#define DRIVERS(X)                                                         \
	X(replay)                                                          \
	X(sim)                                                             \
	X(faulty)                                                          \
	X(xsens)                                                           \
	X(dualsense)                                                       \
	X(dualshock4)                                                      \
	X(switch)                                                          \
	X(witmotion)                                                       \
	X(microstrain)                                                     \
	X(ximu3)                                                           \
	X(phone)

#define X(name) extern const struct gn_driver gn_driver_##name;
DRIVERS(X)
#undef X

const struct gn_driver *const gn_drivers[] = {
#define X(name) &gn_driver_##name,
	DRIVERS(X)
#undef X
	NULL
};
