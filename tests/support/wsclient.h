/* SPDX-License-Identifier: MIT */
#ifndef WSCLIENT_H
#define WSCLIENT_H

#include <stddef.h>

/*
 * A client of HTTP and WebSocket by plain sockets, so that it can do what no
 * browser does. It gives up after 20 s without an answer: then a call fails,
 * and so does the test.
 */
struct ws {
	int    fd;
	int    port;
	size_t at, n;           /* of what was read ahead */
	char   ahead[65536];
};

/* Connect to this machine; 0, or -1: refused. rcvbuf: bytes, 0: as usual. */
int ws_connect(struct ws *w, int port, int rcvbuf);

/* n bytes as they are. 0, or -1. */
int ws_raw(struct ws *w, const void *bytes, size_t n);

/* The answer's status, 0 if there was none; head: its lines up to the empty
 * one. */
int ws_head(struct ws *w, char *head, size_t cap);

/* n bytes of what follows; how many there were. */
size_t ws_body(struct ws *w, char *out, size_t n);

/* Ask for a page, and read it as long as its head says; its bytes, 0: there is
 * none. The connection is good for another. */
size_t ws_page(struct ws *w, const char *request, char *head, size_t cap,
	       char *page, size_t size);

/**
 * Ask for a WebSocket.
 *
 * @param[in] host      NULL: as a browser says it
 * @param[in] origin    NULL: none is said
 * @param[in] protocol  NULL: none is said
 * @return the status; 101: it is one
 */
int ws_upgrade(struct ws *w, const char *host, const char *origin,
	       const char *protocol);

/* One frame: first is FIN and opcode, 0x81 a whole text. 0, or -1. */
int ws_frame(struct ws *w, int first, const char *text, size_t n);
int ws_say(struct ws *w, const char *text);

/**
 * The next frame of text, 0-terminated; pings are passed over.
 * @return its bytes; minus the code of a close; 0: the line is dead
 */
int ws_hear(struct ws *w, char *out, size_t cap);

/* Connect, upgrade, and say "auth SECRET"; NULL: "auth". The answer's first
 * frame is in out; as ws_hear(). */
int ws_enter(struct ws *w, int port, const char *secret, char *out,
	     size_t cap);

void ws_leave(struct ws *w);

#endif
