/* SPDX-License-Identifier: MIT */
/*
 * The page that shows a session in a browser.
 */
	.section .rodata
	.global cli_serve_page, cli_serve_page_end
	.hidden cli_serve_page, cli_serve_page_end
	.type cli_serve_page, %object
cli_serve_page:
	.incbin PAGE
cli_serve_page_end:
	.size cli_serve_page, . - cli_serve_page

	.section .note.GNU-stack, "", %progbits
