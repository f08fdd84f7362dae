/* SPDX-License-Identifier: MIT */
#ifndef GN_UUID_H
#define GN_UUID_H

/* Room for a UUID as text. */
#define GN_UUID_TEXT 37

/*
 * The UUID of a text, "8c2c5b6f-...": the same for the same text, on every
 * machine. Version 8 (RFC 9562, sec. 5.8): 122 bits of its SHA-256.
 */
void gn_uuid_of(const char *text, char out[GN_UUID_TEXT]);

#endif
