/* SPDX-License-Identifier: MIT */
#ifndef GN_SERVE_AUTH_H
#define GN_SERVE_AUTH_H

#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>

#include "gonio/err.h"

/*
 * Who may see a session in a browser, and who may control it: where it is
 * served, the secrets in its links, and which pages may ask.
 */
#define GN_SERVE_PORT 8750      /* where none is given */

/* An address to serve at. */
struct gn_serve_addr {
	union {
		struct sockaddr     any;
		struct sockaddr_in  v4;
		struct sockaddr_in6 v6;
	} at;
	socklen_t len;
	uint8_t   loopback;     /* 1: only this machine can reach it */
};

/**
 * Read "ADDR:PORT", "[ADDR]:PORT", "ADDR" or "PORT". ADDR is localhost or a
 * number of IPv4 or IPv6; PORT 0 is any that is free.
 *
 * @param[out] a     untouched on error
 * @param[in]  text  NULL: this machine alone, at the usual port
 * @retval GN_OK
 * @retval GN_EINVAL  it is none of these
 */
GN_NODISCARD int gn_serve_addr_parse(struct gn_serve_addr *a,
				     const char *text, struct gn_diag *why);

/**
 * May it be served there? What others can reach needs TLS.
 *
 * @param[in] cert, key  files of PEM, or NULL
 * @retval GN_OK
 * @retval GN_EINVAL  no, and why tells what is missing
 */
GN_NODISCARD int gn_serve_allowed(const struct gn_serve_addr *a,
				  const char *cert, const char *key,
				  struct gn_diag *why);

/* "127.0.0.1:8750", "[::1]:8750". Of an address that stands for all of the
 * machine's: the first of them that others can reach. */
#define GN_SERVE_HOST 80
void gn_serve_host(char out[GN_SERVE_HOST], const struct gn_serve_addr *a);

/* A secret: 128 random bits, in letters that an address may hold. */
#define GN_SERVE_TOKEN 22
struct gn_serve_token {
	char text[GN_SERVE_TOKEN + 1];
};

/* @retval GN_OK, GN_EIO: there is no randomness to be had */
GN_NODISCARD int gn_serve_token(struct gn_serve_token *out);

/* 1 if the n bytes said are the secret; how long it takes tells nothing but
 * n. */
int gn_serve_token_is(const struct gn_serve_token *t, const char *said,
		      size_t n);

/**
 * May a page ask for the session? A page of elsewhere in the same browser may
 * not, nor one whose name was made to lead to this machine.
 *
 * @param[in] host    whom the browser thinks it asks: "localhost:8750"
 * @param[in] origin  of the page, "http://localhost:8750"; NULL or "": it is
 *                    no browser
 * @return 1 or 0
 */
int gn_serve_page_may(const struct gn_serve_addr *a, const char *host,
		      const char *origin);

#endif
