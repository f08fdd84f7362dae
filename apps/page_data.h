/* SPDX-License-Identifier: MIT */
#ifndef PAGE_DATA_H
#define PAGE_DATA_H

/* Built in, see page_data.S: 0-terminated. */
extern const char page_style[], page_charts[], page_script[];

#endif
