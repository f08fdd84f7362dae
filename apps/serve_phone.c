/* SPDX-License-Identifier: MIT */
#include "serve_phone.h"

#include <string.h>
#include <time.h>

#define SAID_A_SECOND 40        /* texts; the pings are all in one */

static int64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static int close_for(struct lws *wsi, struct gn_serve_phone *p, int code)
{
	lws_close_reason(wsi, (enum lws_close_status)code,
			 (unsigned char *)p->talk.why, strlen(p->talk.why));
	return -1;
}

static int too_much(struct lws *wsi, struct gn_serve_phone *p,
		    const char *why)
{
	snprintf(p->talk.why, sizeof(p->talk.why), "%s", why);
	return close_for(wsi, p, GN_PHONE_REFUSED);
}

void gn_serve_phone_begin(struct gn_serve_phone *p, struct gn_phones *phones,
			  int (*may)(void *user, const char *said, size_t n),
			  void *user)
{
	memset(p, 0, sizeof(*p));
	p->talk.phones = phones;
	p->talk.may = may;
	p->talk.user = user;
}

static int whole(struct lws *wsi, struct gn_serve_phone *p, int binary)
{
	int64_t now = now_ns();
	time_t second = (time_t)(now / INT64_C(1000000000));
	int code;

	if (!binary) {
		p->said = p->second == second ? p->said + 1 : 1;
		p->second = second;
		if (p->said > SAID_A_SECOND)
			return too_much(wsi, p, "it says too much");
	}
	code = binary ? gn_phone_sent(&p->talk, now, p->message, p->n) :
	       gn_phone_said(&p->talk, now, (const char *)p->message, p->n);
	p->n = 0;
	if (code)
		return close_for(wsi, p, code);
	if (p->talk.stage != GN_PHONE_UNKNOWN)
		lws_set_timeout(wsi, NO_PENDING_TIMEOUT, 0);
	if (p->talk.owes)
		lws_callback_on_writable(wsi);
	return 0;
}

int gn_serve_phone_heard(struct lws *wsi, struct gn_serve_phone *p,
			 const void *bytes, size_t n)
{
	if (n > sizeof(p->message) - p->n)
		return too_much(wsi, p, "a message is too large");
	memcpy(p->message + p->n, bytes, n);
	p->n += n;
	if (lws_remaining_packet_payload(wsi) || !lws_is_final_fragment(wsi))
		return 0;
	return whole(wsi, p, lws_frame_is_binary(wsi));
}

int gn_serve_phone_more(struct lws *wsi, struct gn_serve_phone *p)
{
	unsigned char buf[LWS_PRE + GN_PHONE_ANSWER];
	size_t n = gn_phone_answer(&p->talk, now_ns(), (char *)buf + LWS_PRE);

	return n && lws_write(wsi, buf + LWS_PRE, n, LWS_WRITE_TEXT) < 0 ?
	       -1 : 0;
}

void gn_serve_phone_end(struct gn_serve_phone *p)
{
	gn_phone_gone(&p->talk);
}
