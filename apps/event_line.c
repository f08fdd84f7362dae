/* SPDX-License-Identifier: MIT */
#include "event_line.h"

#include <math.h>
#include <stdio.h>

#define S_NS INT64_C(1000000000)
#define DEG (180 / 3.14159265358979323846)

static void print_rep(const struct gn_rep *r)
{
	printf("rep %u %s %s %.1f s", r->n, gn_side_name(r->side),
	       r->kind == GN_REP_FULL ? "full" : "partial",
	       1e-9 * (double)(r->end_ns - r->start_ns));
	if (isfinite(r->rom_rad))
		printf(" %.0f deg", DEG * r->rom_rad);
	putchar('\n');
}

static void print_bout(const struct gn_bout *b)
{
	printf("walk %u steps %.1f s", b->steps,
	       1e-9 * (double)(b->end_ns - b->start_ns));
	if (isfinite(b->cadence_spm))
		printf(" %.0f steps/min", (double)b->cadence_spm);
	putchar('\n');
}

/* When one begins, every 10 s of it, and when it is over. */
static void print_hold(const struct gn_hold *h)
{
	int64_t tenths = (h->end - h->start) / (S_NS / 10);

	if (h->provisional && tenths >= 15 && tenths % 100 >= 5)
		return;
	printf("%s %u %.1f s%s\n", h->quiet ? "quiet" : "hold", h->n,
	       (double)h->held_s, h->provisional ? "" : " ended");
}

void gn_event_line(const struct gn_session_event *ev)
{
	switch (ev->kind) {
	case GN_EV_REP:
		if (ev->u.rep.provisional)
			print_rep(&ev->u.rep);
		break;
	case GN_EV_SET:
		printf("set %u %u repetitions %u full\n", ev->u.set.n,
		       ev->u.set.reps, ev->u.set.full);
		break;
	case GN_EV_REVISE:
		puts("revised");
		break;
	case GN_EV_BOUT:
		print_bout(&ev->u.bout);
		break;
	case GN_EV_HOLD:
		print_hold(&ev->u.hold);
		break;
	case GN_EV_REJECT:
	case GN_EV_STAND:
	case GN_EV_TUG:
	case GN_EV_NO_TUG:
	case GN_EV_MISTAKE:     /* see tell_mistake() */
		break;
	}
}
