// A torture suite runs as a sample in `npm test` and whole by `npm run torture`, there also in shares.
import { appendFileSync } from "node:fs";
import { recordingVariable } from "../emulator/model/recording.ts";
import { connect, systemClock, type ConnectedServices } from "../../providers/clients/connect.ts";
import { asItsFile } from "./processes.ts";
import type { LiveTenant } from "../kit/live-tenant.ts";

export const isWhole = process.env["STORE_TEAMS_TORTURE"] === "whole";
// The same calls as in the sample, which is held to the vendor's model; all of them would fill the disk.
if (isWhole) Reflect.deleteProperty(process.env, recordingVariable);

const [share, shares] = (process.env["STORE_TEAMS_TORTURE_SHARD"] ?? "1/1").split("/").map(Number);

/** Whether the cell of this number is in the share that runs here: "2/4" takes every fourth, from the second on. */
export function isInShare(cell: number): boolean {
  return cell % (shares ?? 1) === (share ?? 1) - 1;
}

/** Leaves figures for the verb, which adds up those of all suites: "kills 12". */
export function leaveFigures(suite: string, figures: Readonly<Record<string, number>>): void {
  const file = process.env["STORE_TEAMS_TORTURE_FIGURES"];
  if (file !== undefined) appendFileSync(file, `${JSON.stringify({ suite, figures })}\n`);
}

/** Longer than any test: for a process that is to be killed, since a dead one waits for nothing and asks nothing again. */
export const forEverSeconds = 2_000_000;

/** No answer of the emulated tenant is half as large. */
export const answerBytesMost = 1024 * 1024;

/** The deployer as a new process whose waits take no time, and how long it has waited by its own clock. */
export interface DrivenProcess {
  readonly api: ConnectedServices;
  readonly waitedSeconds: () => number;
  /** Lets time pass, for everybody. */
  readonly pass: (seconds: number) => Promise<void>;
}

export function newProcess(tenant: LiveTenant, answerSecondsMost = 60): DrivenProcess {
  let waited = 0;
  const sleep = async (milliseconds: number): Promise<void> => {
    waited += milliseconds;
    await tenant.admin("POST", "/clock", { advanceSeconds: milliseconds / 1000 });
  };
  const clock = { nowMilliseconds: () => systemClock.nowMilliseconds() + waited, sleep };
  const environment = { ...tenant.environmentOf("deployer"), PATH: "" };
  const options = { tell: () => undefined, answerBounds: { answerSecondsMost, answerBytesMost } };
  const api = connect(environment, clock, options);
  const { outputs } = api;
  const files: ConnectedServices["outputs"] = {
    read: (path) => outputs.read(path),
    write: (path, text) => asItsFile(path, () => outputs.write(path, text)),
    remove: (path) => asItsFile(path, () => outputs.remove(path)),
  };
  return {
    api: { ...api, outputs: files },
    waitedSeconds: () => waited / 1000,
    pass: (seconds) => sleep(seconds * 1000),
  };
}
