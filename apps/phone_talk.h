/* SPDX-License-Identifier: MIT */
#ifndef GN_PHONE_TALK_H
#define GN_PHONE_TALK_H

#include <stddef.h>
#include <stdint.h>

#include "gonio/phones.h"

/*
 * What a phone's page and the server say to each other on a WebSocket of the
 * protocol "gonio-phone"; no sockets here.
 *
 *     page                          server
 *     phone SECRET
 *                                   {"sensors":[{"name":"thigh_r","taken":0}]}
 *     list                          the same again, at any time before begin
 *     begin NAME SIGN PAGE          SIGN: + or -, see below; PAGE: 8 digits or
 *                                   letters a-f, others for each loading
 *                                   {"refused":"..."}: choose again; or
 *                                   {"ping":K}, K from 1 to GN_PHONE_PINGS
 *     pong K MS                     at once, so the round trip is known; MS:
 *                                   its performance.now()
 *                                   {"go":1,"known_ms":4}
 *     readings, binary, little endian:
 *         f64 sent                  performance.now() as it is sent, ms
 *         u32 counter               of the first; steps by one
 *         and 1 to GN_PHONE_BATCH times
 *         f64 timeStamp             of the event, on the same clock, ms
 *         3 f32 x, y, z             accelerationIncludingGravity, m/s^2
 *         3 f32 alpha, beta, gamma  rotationRate, deg/s; NAN: there is none
 *
 *     end                       stopped by hand
 *
 * What fits none of it, or cannot be, ends the connection with a reason in
 * one line.
 *
 * Axes: alpha, beta and gamma of a rotation rate are about x, y and z, as the
 * W3C's "Device Orientation and Motion" has it (sec. DeviceMotionEventRotation-
 * Rate) and Chrome, Firefox and Safari do; earlier drafts and some manuals say
 * z, x, y, which no browser ever did (w3c/deviceorientation issue 44). Of a
 * deviceorientation they are about z, x and y.
 *
 * Sign: at rest, screen up, accelerationIncludingGravity is z = +9.8 by that
 * specification (sec. Device Motion: proper acceleration; its issue 96), and in
 * browsers on Android; on iOS all of it has the other sign, that of Apple's
 * Core Motion. The two cannot be told apart by these readings alone: a sensor
 * turned over moves alike. So the page compares with beta and gamma of the
 * deviceorientation event, which are the same everywhere: up is
 * (-cos(beta) sin(gamma), sin(beta), cos(beta) cos(gamma)) in the phone's
 * axes. Where there is no such event it goes by the browser's maker. SIGN says
 * what it found: with - each acceleration is turned round here.
 */
#define GN_PHONE_PINGS 8
#define GN_PHONE_BATCH 32
#define GN_PHONE_HEAD  12
#define GN_PHONE_READING 32
#define GN_PHONE_MESSAGE (GN_PHONE_HEAD + GN_PHONE_BATCH * GN_PHONE_READING)
#define GN_PHONE_TEXT  96               /* bytes that a page says at most */
#define GN_PHONE_ANSWER 1536            /* bytes that it is told at most */

/* Codes of a WebSocket's close beside the usual ones. */
#define GN_PHONE_ENDED     1000
#define GN_PHONE_REFUSED   4400         /* the reason says why */
#define GN_PHONE_NO_SECRET 4401

enum gn_phone_stage {
	GN_PHONE_UNKNOWN,
	GN_PHONE_CHOOSES,
	GN_PHONE_TIMED,
	GN_PHONE_SENDS
};

struct gn_phone_talk {
	/* for who opens it */
	struct gn_phones *phones;
	/* 1: it is the secret of those who may send */
	int  (*may)(void *user, const char *said, size_t n);
	void *user;

	/* private */
	enum gn_phone_stage stage;
	uint8_t  owes;          /* 1: an answer of its stage; 2: a refusal */
	float    sign;
	size_t   at;            /* its place */
	uint32_t session;
	uint32_t ping;          /* the one under way */
	int64_t  pinged_ns, round_ns;
	double   least_ns;      /* our clock less its own, seen least late */
	int64_t  begun_ns;      /* arrival of the first message ... */
	double   begun_ms;      /* ... and when it was sent */
	double   sent_ms, clock_ms;     /* the newest */
	uint32_t counter;
	uint8_t  ended;         /* 1: by whoever has the phone */
	uint8_t  counts;        /* 1: counter is known */
	double   credit;        /* readings that it may send */
	int64_t  credit_ns;
	char     why[GN_PHONE_WHY];
};

/**
 * The page has said n bytes of text, or sent n bytes of readings.
 *
 * @param[in] now_ns  CLOCK_MONOTONIC
 * @return 0; else the code to close with, and why in t->why
 */
GN_NODISCARD int gn_phone_said(struct gn_phone_talk *t, int64_t now_ns,
			       const char *text, size_t n);
GN_NODISCARD int gn_phone_sent(struct gn_phone_talk *t, int64_t now_ns,
			       const unsigned char *bytes, size_t n);

/* What it is to be told now; 0: nothing. now_ns: when it goes out. */
size_t gn_phone_answer(struct gn_phone_talk *t, int64_t now_ns,
		       char out[GN_PHONE_ANSWER]);

/* The connection is no more; t->why if that is not empty. */
void gn_phone_gone(struct gn_phone_talk *t);

#endif
