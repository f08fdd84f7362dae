/* SPDX-License-Identifier: MIT */
#ifndef USB_SUITES_H
#define USB_SUITES_H

#include <check.h>

Suite *suite_sony(void);
Suite *suite_usb(void);
Suite *suite_usb_line(void);
Suite *suite_session(void);
Suite *suite_soak(void);
Suite *suite_xsens(void);
Suite *suite_microstrain(void);
Suite *suite_ximu3(void);
Suite *suite_witmotion(void);
Suite *suite_switch(void);

#endif
