import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Encoded } from "../../../schemas/text/encoded.ts";
import { passedOn, terminalText } from "../../../schemas/text/terminal.ts";
import { differenceOf, differenceText, isSame } from "../../review/difference.ts";
import type { PlanReport } from "../../review/model.ts";
import { callsMadeText } from "../../review/cost/made.ts";
import { advanced, endText, startOf, type Progress } from "../../review/progress.ts";
import { limitShareIn } from "../../../providers/clients/limits/share.ts";
import { refuseBeforePulumi } from "../first-checks/other-target.ts";
import { callsIn } from "../run/calls-folder.ts";
import { exitCodes } from "../run/command-end.ts";
import { runPulumi, type PulumiResult } from "../run/pulumi-process.ts";
import { newRunFolder, planFileName, readPlan } from "../plan/folder.ts";
import { dayVariable } from "../../config/day-to-go-by.ts";
import { stackToPlan } from "../plan/stack-to-plan.ts";
import { waitingBlock } from "../../review/pages/text.ts";
import { lookAtWorld, type World } from "../plan/snapshot.ts";
import { shownPath } from "../run/places.ts";
import type { Target } from "../run/target.ts";
import { showProgress } from "./show-progress.ts";
import { remedies } from "../../../schemas/remedies.ts";

export interface ApplyRequest {
  readonly stack: string;
  /** Absolute: what `plan` left. */
  readonly folder: string;
  /** Takes what people are told. */
  readonly say: (text: Encoded<"terminal">) => void;
  /** Aborted by Ctrl-C. */
  readonly interrupt?: AbortSignal;
}

/**
 * Does what was reviewed and nothing else. Looks at the world first, with a preview of its own; when config, state or
 * steps are not those of the plan it says what differs and ends, before the first write. Returns the exit code.
 */
export async function applyPlan(target: Target, request: ApplyRequest): Promise<number> {
  const { stack, folder, say, interrupt } = request;
  // Who answers is asked first, before any plan is looked for: the day of the plan does not change whom config names.
  await refuseBeforePulumi(stackToPlan(target, stack).target, target.environment);
  const reviewed = await readPlan(folder, stack);
  const dated = onDay(target, reviewed.digest.day);
  const config = stackToPlan(dated, stack);
  say(terminalText`Looking whether the world is still as plan ${reviewed.digest.digest.slice(0, 12)} says …`);
  const { refreshed } = reviewed.digest;
  const now = await inFolderOfItsOwn(folder, (own) =>
    lookAtWorld(dated, config, { stack, refresh: refreshed, folder: own, planFileName, interrupt }),
  );
  const difference = differenceOf(reviewed.digest, now.digest);
  const { outcome } = now.report;
  if ((outcome === "none" || outcome === "byHand") && difference.files.length === 0) {
    say(terminalText`Nothing to do: everything is as the config says.`);
    tellWaiting(now.report, say);
    return exitCodes.done;
  }
  if (!isSame(difference) || outcome !== "changes") {
    say(differenceText(difference, reviewed.report, now.report));
    say(terminalText`Nothing was written. Review again: ${planCommand(stack)}`);
    return exitCodes.failed;
  }
  return run(dated, request, now);
}

/**
 * Two runs of one stack at once must not read each other's logs and numbers, so that each has a folder of its own in
 * that of the plan. What it returns is all that is left of it; the folder stays when it throws.
 */
async function inFolderOfItsOwn<Result>(
  folder: string,
  run: (own: string) => Promise<Result>,
): Promise<Result> {
  const own = await newRunFolder(folder);
  const result = await run(own);
  await rm(own, { recursive: true, force: true });
  return result;
}

/** People are taken for what they were on the day of the plan, so that what was reviewed is what is done. */
function onDay(target: Target, day: string | undefined): Target {
  return day === undefined
    ? target
    : { ...target, environment: { ...target.environment, [dayVariable]: day } };
}

function tellWaiting({ waiting }: PlanReport, say: ApplyRequest["say"]): void {
  if (waiting.length > 0) say(waitingBlock(waiting));
}

async function run(
  target: Target,
  { stack, folder, say, interrupt }: ApplyRequest,
  { digest, report }: World,
): Promise<number> {
  const planned = Object.keys(digest.steps);
  const eventLogName = "apply";
  const own = await newRunFolder(folder);
  const eventLog = join(own, `${eventLogName}.events.jsonl`);
  const callsFolder = join(own, "calls");
  const shown = showProgress(stack, planned, eventLog);
  const began = performance.now();
  const result = await runPulumi(
    { stackFile: target.stackFile, reportsFolder: own },
    { ...target.environment, STORE_TEAMS_CALLS_FOLDER: callsFolder },
    [
      ...["up", "--yes", "--skip-preview", "--continue-on-error"],
      ...["--plan", join(folder, planFileName)],
      ...(digest.refreshed ? ["--refresh"] : []),
    ],
    { stack, quiet: true, eventLogName },
  ).finally(() => {
    shown.end();
  });
  const progress = advanced(startOf(planned), result.events);
  say(endOf(result, progress, planned, report, interrupt?.aborted === true));
  tellWaiting(report, say);
  const seconds = (performance.now() - began) / 1000;
  say(callsMadeText(report.calls, callsIn(callsFolder), seconds, limitShareIn(process.env)));
  await rm(callsFolder, { recursive: true, force: true });
  if (result.exitCode === 0 && progress.undone.size === 0) {
    await rm(own, { recursive: true, force: true });
    return exitCodes.done;
  }
  say(terminalText`It is safe to run again. See what is left: ${planCommand(stack)}`);
  say(terminalText`What Pulumi said lies in ${shownPath(eventLog)}.`);
  return exitCodes.failed;
}

function endOf(
  { events, exitCode, output }: PulumiResult,
  progress: Progress,
  planned: readonly string[],
  report: PlanReport,
  isInterrupted: boolean,
): Encoded<"terminal"> {
  const labels = new Map(
    report.regions.flatMap(({ entries }) => entries.map(({ resource, label }) => [resource, label])),
  );
  const summary = events.findLast(({ summaryEvent }) => summaryEvent !== undefined)?.summaryEvent;
  const text = endText(progress, {
    planned,
    unchanged: summary?.resourceChanges?.["same"] ?? 0,
    labelOf: (resource) => labels.get(resource) ?? resource,
  });
  // Something that no resource stands behind, such as a lock or a brake: then Pulumi's own words are all there is.
  const isTold = progress.failed.size > 0 || progress.undone.size > 0;
  return exitCode !== 0 && !isTold && !isInterrupted
    ? terminalText`${text}\n${passedOn(output.trim())}`
    : text;
}

const planCommand = remedies.makePlan;
