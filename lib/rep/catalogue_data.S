/* SPDX-License-Identifier: MIT */
/*
 * The built-in exercise catalogue: the text of every lib/catalogue/NAME.cfg
 * after a line "#@ NAME.cfg", put together by the Makefile, and a 0 byte.
 */
	.section .rodata
	.global gn_catalogue_data
	.hidden gn_catalogue_data
	.type gn_catalogue_data, %object
gn_catalogue_data:
	.incbin CATALOGUE
	.global gn_catalogue_data_end
	.hidden gn_catalogue_data_end
	.type gn_catalogue_data_end, %object
gn_catalogue_data_end:
	.byte 0
	.size gn_catalogue_data, . - gn_catalogue_data

	.section .note.GNU-stack, "", %progbits
