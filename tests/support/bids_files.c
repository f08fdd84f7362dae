/* SPDX-License-Identifier: MIT */
#include "bids_files.h"

#include <stdio.h>

#include "files.h"

const char *bids_put(const char *stem, const char *channels,
		     const char *motion, const char *json)
{
	static char name[300];

	snprintf(name, sizeof(name), "%s_channels.tsv", stem);
	files_put(name, channels);
	snprintf(name, sizeof(name), "%s_motion.json", stem);
	files_put(name, json);
	snprintf(name, sizeof(name), "%s_motion.tsv", stem);
	files_put(name, motion);
	return name;
}

const char *bids_put_pair(void)
{
	bids_put("a_tracksys-gyr_run-1", HEAD TIME GYR,
	    "0.000\t1\t1\t1\n0.040\t2\t2\t2\n0.080\t3\t3\t3\n0.120\t4\t4\t4\n",
	    "{\"SamplingFrequency\": 25}");
	bids_put("a_tracksys-ref_run-1", HEAD "j\tx\tJNTANG\tknee\tdeg\n",
	    "1\n", "{\"SamplingFrequency\": 25}");
	bids_put("a_tracksys-gyr_run-2", HEAD TIME GYR, "0\t9\t9\t9\n", JSON);
	return bids_put("a_tracksys-acc_run-1", HEAD TIME ACC,
		   "0.030\t5\t5\t5\n0.080\t6\t6\t6\n",
		   "{\"SamplingFrequency\": 12.5, \"TaskName\": \"row\"}");
}
