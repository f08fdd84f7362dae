/* SPDX-License-Identifier: MIT */
#ifndef GN_SERVE_WORDS_H
#define GN_SERVE_WORDS_H

#include <stddef.h>

#include "view_state.h"

/* What a page asks for, as a line of words:
 *
 *	set begin | set end     a set begins or ends
 *	mark
 *	next N                  exercise; N: the one that is left, from 1
 *	plus | minus            one repetition more or fewer
 *	rate X                  the effort, 0 to 10
 *	quit                    end the session
 */
#define GN_SERVE_WORDS_MAX 64   /* bytes */

struct gn_serve_command {
	enum gn_view_key key;   /* ENTER: rate */
	double value;           /* SET: 1 begin, 0 end; of NEXT and ENTER */
};

/**
 * @param[in] text  n bytes, of anyone: anything may stand there
 * @return 1 with *out filled, or 0: it is none of these
 */
int gn_serve_command_parse(struct gn_serve_command *out, const char *text,
			   size_t n);

/* Do it, as gn_view_key() does; what is so already stays. */
void gn_serve_command_do(const struct gn_serve_command *c,
			 struct gn_view_state *v);

#endif
