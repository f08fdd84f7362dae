// SPDX-License-Identifier: MIT
// Usage: main.mjs BUILD TMP [PART...]; see tests/browser.sh
import { browser, results } from "./harness.mjs";
import { access } from "./access.mjs";
import { hostile } from "./hostile.mjs";
import { live } from "./live.mjs";
import { speed } from "./speed.mjs";

const parts = { speed, live, access, hostile };
const wanted = process.argv.slice(4);

for (const name of wanted.length ? wanted : Object.keys(parts))
	await parts[name]();
await browser.close();
process.exitCode = results();
