/* SPDX-License-Identifier: MIT */
/*
 * What a report holds besides its words, each with a 0 byte behind: its style,
 * the library that draws its charts, and what tells it what to draw.
 */
	.section .rodata
	.macro part name, file
	.global \name
	.hidden \name
	.type \name, %object
\name:
	.incbin "\file"
	.byte 0
	.size \name, . - \name
	.endm

	part page_style, "apps/page.css"
	part page_charts, CHARTS
	part page_script, "apps/page.js"

	.section .note.GNU-stack, "", %progbits
