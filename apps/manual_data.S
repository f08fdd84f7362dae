/* SPDX-License-Identifier: MIT */
/*
 * The manual as plain text, made of gonio.1 by manual.awk, and a 0 byte.
 */
	.section .rodata
	.global cli_manual
	.hidden cli_manual
	.type cli_manual, %object
cli_manual:
	.incbin MANUAL
	.byte 0
	.size cli_manual, . - cli_manual

	.section .note.GNU-stack, "", %progbits
