/* SPDX-License-Identifier: MIT */
#ifndef EVENT_LINE_H
#define EVENT_LINE_H

#include "gonio/session.h"

/* What a session tells, as a line on stdout; of some events there is none. */
void gn_event_line(const struct gn_session_event *ev);

#endif
