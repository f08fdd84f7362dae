/* SPDX-License-Identifier: MIT */
#ifndef HELP_H
#define HELP_H

/**
 * Print how a command is used, what it does and takes, and examples, out of
 * the manual.
 *
 * @param[in] command  a name of the table in cli.h
 * @param[in] part     the word after it, such as "body" of "calibrate body", or
 *                     NULL; what names no part of the command is passed over
 * @return CLI_OK
 */
int cli_help(const char *command, const char *part);

#endif
