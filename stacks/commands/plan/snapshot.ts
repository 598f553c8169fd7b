import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { limitShareIn } from "../../../providers/clients/limits/share.ts";
import { planReport } from "../../review/report.ts";
import type { PlanReport } from "../../review/model.ts";
import { stepText } from "../../changes/planned-steps.ts";
import { runPulumi } from "../run/pulumi-process.ts";
import { note } from "../../../providers/clients/out/print.ts";
import { terminalText } from "../../../schemas/text/terminal.ts";
import { pendingAdvice, refuseEmptyStateFiles } from "../run/after-a-kill.ts";
import { aboutThis } from "../run/about-this.ts";
import { connectAs } from "../first-checks/connect-as.ts";
import { projectRoot } from "../run/places.ts";
import type { Target } from "../run/target.ts";
import { lookWhereNeeded, nothingLookedAt } from "./look-where-needed.ts";
import { dayToGoBy } from "../../config/day-to-go-by.ts";
import type { StackConfig } from "./stack-to-plan.ts";

/** What a plan rests on, as digests: what was reviewed is what these say. This is the shape of digest.json. */
export interface PlanDigest {
  readonly version: 1;
  readonly stack: string;
  readonly refreshed: boolean;
  /** On which people have the status that config says of it; unset in plans of older versions. */
  readonly day?: string;
  /** Digest of the content by file. */
  readonly files: Readonly<Record<string, string>>;
  /** Digest of the stack's state as exported. It changes with every run that writes the state. */
  readonly state: string;
  /** Digest of each planned step by resource; what stays as it is is left out. */
  readonly steps: Readonly<Record<string, string>>;
  /** Digest of Pulumi's own plan file. */
  readonly planFile: string;
  /** All of the above but the last, which differs each time it is made. Shown to people. */
  readonly digest: string;
}

/** The world at one moment: what a preview says, and what it rests on. */
export interface World {
  readonly digest: PlanDigest;
  readonly report: PlanReport;
}

/** Pulumi could not do its part; `message` holds what it said. */
export class PulumiFailure extends Error {
  override readonly name = "PulumiFailure";
}

/** Somebody pressed Ctrl-C while nothing had been written yet. */
export class InterruptedError extends Error {
  override readonly name = "InterruptedError";
}

export interface LookRequest {
  readonly stack: string;
  readonly refresh: boolean;
  /** Absolute folder for what the preview leaves: its plan file. */
  readonly folder: string;
  readonly planFileName: string;
  /** Aborted by Ctrl-C: a preview that was cut off says nothing about the world. */
  readonly interrupt?: AbortSignal | undefined;
}

/** Looks at files, state and steps. Runs `pulumi preview`, which writes nothing in the tenant. Throws SignInError. */
export async function lookAtWorld(target: Target, config: StackConfig, request: LookRequest): Promise<World> {
  const { stack, refresh, folder, planFileName } = request;
  refuseEmptyStateFiles({ ...process.env, ...target.environment });
  // The files first: what changes while the preview runs is then seen by the next look.
  const files = await fileDigests(config.files);
  const state = await stateDigest(target, stack);
  const planFile = join(folder, planFileName);
  const preview = await runPulumi(
    { stackFile: target.stackFile, reportsFolder: folder },
    target.environment,
    ["preview", "--save-plan", planFile, ...(refresh ? ["--refresh"] : [])],
    { stack, quiet: true, eventLogName: "preview" },
  );
  if (request.interrupt?.aborted === true) throw new InterruptedError("the preview was interrupted");
  const advice = pendingAdvice(preview.output, stack);
  if (advice !== undefined) note(terminalText.lines(advice));
  if (preview.events.length === 0) throw new PulumiFailure(preview.output.trim());
  const isPlanned = preview.exitCode === 0;
  const lookedAt = isPlanned
    ? await lookWhereNeeded(preview.events, { ...config, staged: config.facts.staged }, () =>
        connectAs(target.environment),
      )
    : nothingLookedAt;
  const planned = lookedAt.steps.filter(({ op }) => op !== "same");
  const steps = Object.fromEntries(planned.map((step) => [step.resource, digestOf(stepText(step))]));
  const day = dayToGoBy({ ...process.env, ...target.environment });
  const parts = { version: 1, stack, refreshed: refresh, day, files, state, steps } as const;
  const digest: PlanDigest = {
    ...parts,
    planFile: preview.exitCode === 0 ? digestOf(await readFile(planFile)) : "",
    digest: preview.exitCode === 0 ? digestOf(JSON.stringify(parts)) : "",
  };
  const { events, exitCode } = preview;
  const limitShare = limitShareIn(process.env);
  const seen = { events, exitCode, refreshed: refresh, digest: digest.digest, limitShare, ...lookedAt };
  const about = await aboutThis(config.target, config.files, process.env);
  return { digest, report: { ...planReport(seen, config.facts), about } };
}

export function digestOf(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

export async function fileDigests(files: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const entries = files.map(
    async (file) => [file, digestOf(await readFile(resolve(projectRoot, file)))] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

/** Digest of the state. Throws PulumiFailure, as for a stack that was never made. */
export async function stateDigest(target: Target, stack: string): Promise<string> {
  const place = { stackFile: target.stackFile, reportsFolder: "" };
  const exported = await runPulumi(place, target.environment, ["stack", "export"], { stack, quiet: true });
  if (exported.exitCode === 0) return digestOf(exported.output);
  throw new PulumiFailure(exported.output.trim());
}
