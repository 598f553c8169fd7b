import * as pulumi from "@pulumi/pulumi";
import { withoutDebugging } from "../../stacks/program/lighter-sdk.ts";
import { noSourcePositions } from "../../stacks/program/without-source-positions.ts";

/**
 * The yardstick: as many trivial resources, in the leanest form that Pulumi knows: no serialised closure, one short
 * provider text, no source positions. `NOOP_RESOURCES` says how many, `NOOP_CHANGED` how many of them differ from the
 * last run.
 */
noSourcePositions();
// Each resource makes some twenty promises, and Pulumi notes a call stack for each.
Error.stackTraceLimit = 0;
if (process.env["NOOP_WITHOUT_DEBUGGING"] === "true") withoutDebugging();

class Noop extends pulumi.CustomResource {
  constructor(name: string, label: string) {
    super("pulumi-nodejs:dynamic/noop:Noop", name, {
      label,
      __provider: 'exports.handler=()=>require(process.cwd()+"/provider.ts").bind()',
    });
  }
}

const count = Number(process.env["NOOP_RESOURCES"]);
const changed = Number(process.env["NOOP_CHANGED"] ?? 0);
for (let index = 0; index < count; index += 1) {
  const name = `noop-${String(index).padStart(6, "0")}`;
  new Noop(name, index < changed ? `${name} changed` : name);
}
