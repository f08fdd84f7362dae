/* SPDX-License-Identifier: MIT */
/*
 * The pages that show a session in a browser, and make a phone a sensor.
 */
	.section .rodata
	.global cli_serve_page, cli_serve_page_end
	.global cli_phone_page, cli_phone_page_end
	.hidden cli_serve_page, cli_serve_page_end
	.hidden cli_phone_page, cli_phone_page_end
	.type cli_serve_page, %object
cli_serve_page:
	.incbin PAGE
cli_serve_page_end:
	.size cli_serve_page, . - cli_serve_page
	.type cli_phone_page, %object
cli_phone_page:
	.incbin PHONE
cli_phone_page_end:
	.size cli_phone_page, . - cli_phone_page

	.section .note.GNU-stack, "", %progbits
