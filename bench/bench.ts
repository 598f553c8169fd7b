import { rm } from "node:fs/promises";
import { VerbCommand } from "../tools/verb-command.ts";
import { runRows } from "./rows.ts";
import { preparedPlace } from "./place.ts";
import { tableOf } from "./table.ts";
import { stopAll } from "../stacks/commands/run/pulumi-process.ts";
import { projectRoot } from "../stacks/commands/run/places.ts";
import { join } from "node:path";

/**
 * `npm run bench`: how long a run takes against the shortest time that the documented limits allow, and against a
 * program of the same size that does nothing. Real Pulumi, real HTTPS, the emulated tenant on the real clock.
 * Exit codes: 0 measured, 1 something broke, 130 interrupted.
 */
const command = new VerbCommand({
  name: "npm run bench --",
  does: "Measures plans, runs and looks at an emulated tenant that keeps to the documented limits.",
  exits: { 0: "measured", 1: "something broke", 130: "interrupted" },
})
  .option("--stores <number>", "how many stores", "200")
  .option("--people <number>", "people in each store", "20")
  .option("--roster <number>", "people in the one large team", "7000")
  .option("--parallel <number>", "resources that Pulumi works on at the same time", "512")
  .option(
    "--no-baseline",
    "leave out the script that asks one member at a time (four minutes, beside the others)",
  )
  .option("--json", "print one object instead of a table")
  .option("--keep", "leave the folder of the run: journal of the tenant, state, calls")
  .parse();
const options = command.opts<{
  stores: string;
  people: string;
  roster: string;
  parallel: string;
  baseline: boolean;
  json?: true;
  keep?: true;
}>();

const store = { changedStores: 0, peoplePerStore: Number(options.people) };
const retailer = { ...store, name: "bench", stores: Number(options.stores) };
const roster = { ...store, name: "roster", stores: 1, peoplePerStore: Number(options.roster) };
const place = await preparedPlace([retailer, roster]);
const interrupt = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.on(signal, () => {
    interrupt.abort();
    void stopAll();
  });
try {
  const told = await runRows(place, {
    ...{ retailer, roster, parallel: Number(options.parallel), withBaseline: options.baseline },
    say: (text) => {
      console.error(text);
    },
  });
  console.log(options.json === true ? JSON.stringify({ rows: told.map(({ row }) => row) }) : tableOf(told));
} catch (error) {
  if (!interrupt.signal.aborted) throw error;
  process.exitCode = 130;
} finally {
  await place.tenant.stop();
  if (options.keep !== true) await rm(join(projectRoot, place.shownFolder), { recursive: true, force: true });
}
