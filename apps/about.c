/* SPDX-License-Identifier: MIT */
#include "about.h"

#include <stdio.h>

#include "cli.h"
#include "gonio/result.h"
#include "gonio/uses.h"
#include "gonio/version.h"
#include "serve_qr.h"
#include "serve_talk.h"
#include "view.h"

int cli_version(void)
{
	char math[GN_USES_MAX], store[GN_USES_MAX], drivers[GN_USES_MAX];
	char codes[GN_USES_MAX];

	gn_uses_math(math, sizeof(math));
	gn_uses_store(store, sizeof(store));
	gn_uses_drivers(drivers, sizeof(drivers));
	gn_qr_version(codes, sizeof(codes));
	printf("gonio %s, algorithm %s\n%s\n%s\n%s, %s, %s, %s\n", GN_VERSION,
	       GN_ALGORITHM, math, store, drivers, gn_view_version(),
	       gn_talk_version(), codes);
	return CLI_OK;
}
