/* SPDX-License-Identifier: MIT */
#include "wsclient.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

int ws_connect(struct ws *w, int port, int rcvbuf)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
				  .sin_port = htons((uint16_t)port) };
	struct timeval patience = { .tv_sec = 20 };
	int yes = 1;

	w->at = w->n = 0;
	w->port = port;
	w->fd = socket(AF_INET, SOCK_STREAM, 0);
	if (w->fd < 0)
		return -1;
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	setsockopt(w->fd, SOL_SOCKET, SO_RCVTIMEO, &patience,
		   sizeof(patience));
	setsockopt(w->fd, SOL_SOCKET, SO_SNDTIMEO, &patience,
		   sizeof(patience));
	setsockopt(w->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
	if (rcvbuf)
		setsockopt(w->fd, SOL_SOCKET, SO_RCVBUF, &rcvbuf,
			   sizeof(rcvbuf));
	if (!connect(w->fd, (struct sockaddr *)&to, sizeof(to)))
		return 0;
	ws_leave(w);
	return -1;
}

int ws_raw(struct ws *w, const void *bytes, size_t n)
{
	const char *p = bytes;

	while (n) {
		ssize_t sent = send(w->fd, p, n, MSG_NOSIGNAL);

		if (sent <= 0)
			return -1;
		p += sent;
		n -= (size_t)sent;
	}
	return 0;
}

static int next(struct ws *w)
{
	if (w->at == w->n) {
		ssize_t n = recv(w->fd, w->ahead, sizeof(w->ahead), 0);

		if (n <= 0)
			return -1;
		w->at = 0;
		w->n = (size_t)n;
	}
	return (unsigned char)w->ahead[w->at++];
}

size_t ws_body(struct ws *w, char *out, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int c = next(w);

		if (c < 0)
			return i;
		out[i] = (char)c;
	}
	return n;
}

int ws_head(struct ws *w, char *head, size_t cap)
{
	size_t n = 0;
	int c;

	head[0] = '\0';
	while (n + 1 < cap && !strstr(head, "\r\n\r\n")) {
		c = next(w);
		if (c < 0)
			return 0;
		head[n++] = (char)c;
		head[n] = '\0';
	}
	return strncmp(head, "HTTP/1.1 ", 9) ? 0 :
	       (int)strtol(head + 9, NULL, 10);
}

size_t ws_page(struct ws *w, const char *request, char *head, size_t cap,
	       char *page, size_t size)
{
	const char *len;
	size_t n;

	if (ws_raw(w, request, strlen(request)) || ws_head(w, head, cap) != 200)
		return 0;
	len = strstr(head, "content-length: ");
	n = len ? strtoul(len + 16, NULL, 10) : 0;
	return n < size && ws_body(w, page, n) == n ? n : 0;
}

int ws_upgrade(struct ws *w, const char *host, const char *origin,
	       const char *protocol)
{
	char text[1024], own[40], head[2048];

	snprintf(own, sizeof(own), "127.0.0.1:%d", w->port);
	snprintf(text, sizeof(text), "GET / HTTP/1.1\r\nHost: %s\r\n"
		 "Upgrade: websocket\r\nConnection: Upgrade\r\n"
		 "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
		 "Sec-WebSocket-Version: 13\r\n%s%s%s%s%s%s\r\n",
		 host ? host : own, origin ? "Origin: " : "",
		 origin ? origin : "", origin ? "\r\n" : "",
		 protocol ? "Sec-WebSocket-Protocol: " : "",
		 protocol ? protocol : "", protocol ? "\r\n" : "");
	if (ws_raw(w, text, strlen(text)))
		return 0;
	return ws_head(w, head, sizeof(head));
}

int ws_frame(struct ws *w, int first, const char *text, size_t n)
{
	unsigned char head[8] = { (unsigned char)first };
	size_t len = 2;

	head[1] = (unsigned char)(0x80 | (n < 126 ? n : 126));
	if (n >= 126) {
		head[2] = (unsigned char)(n >> 8);
		head[3] = (unsigned char)n;
		len = 4;
	}
	/* a mask of zeros: the text stays as it is */
	return ws_raw(w, head, len + 4) || ws_raw(w, text, n) ? -1 : 0;
}

int ws_say(struct ws *w, const char *text)
{
	return ws_frame(w, 0x81, text, strlen(text));
}

int ws_hear(struct ws *w, char *out, size_t cap)
{
	int first, n, hi, lo, got;

	do {
		first = next(w);
		n = next(w);
		if (n == 126) {
			hi = next(w);
			lo = next(w);
			n = hi << 8 | lo;
		}
		if (first < 0 || n < 0 || (size_t)n >= cap)
			return 0;
		got = (int)ws_body(w, out, (size_t)n);
		if (got < n)
			return 0;
		out[n] = '\0';
	} while ((first & 15) == 9);
	if ((first & 15) == 8)
		return n < 2 ? 0 : -((unsigned char)out[0] << 8 |
				     (unsigned char)out[1]);
	return n;
}

int ws_enter(struct ws *w, int port, const char *secret, char *out,
	     size_t cap)
{
	char text[80];

	snprintf(text, sizeof(text), "auth%s%s", secret ? " " : "",
		 secret ? secret : "");
	if (ws_connect(w, port, 0) ||
	    ws_upgrade(w, NULL, NULL, "gonio") != 101 || ws_say(w, text))
		return 0;
	return ws_hear(w, out, cap);
}

void ws_leave(struct ws *w)
{
	close(w->fd);
}
