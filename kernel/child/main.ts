/**
 * The process in which cells run. Started by server/child-process.ts with ChildOptions (link/messages.ts) as its only
 * argument; descriptor 3 belongs to the agent thread, descriptor 4 to this one.
 *
 * @module
 */

import process from "node:process";
import type { ChildOptions } from "../link/messages.ts";
import { startAgent } from "./start-agent.ts";

process.title = "cladescope cells";
const [given = "{}"] = process.argv.splice(2, 1);
const options: ChildOptions = JSON.parse(given);
// Sent to the whole process group by servers and by Ctrl-C; the kernel process makes an interrupt of it.
process.on("SIGINT", () => {});

const agent = startAgent();
// While its thread starts, this one loads the rest.
const { serveCells } = await import("./serve-cells.ts");
await serveCells(agent, options);
