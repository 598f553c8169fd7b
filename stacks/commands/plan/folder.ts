import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { makePrivateFolder, writePrivate } from "../../../providers/clients/out/write.ts";
import { jsonText } from "../../../schemas/text/json.ts";
import { planHtml } from "../../review/pages/html.ts";
import { planMarkdown } from "../../review/pages/markdown.ts";
import { planReportVersion, type PlanReport } from "../../review/model.ts";
import { isAlive } from "../run/kept-run.ts";
import { projectRoot, shownPath } from "../run/places.ts";
import { RefusedError } from "../../../providers/core/errors.ts";
import { digestOf, type PlanDigest, type World } from "./snapshot.ts";
import { remedies } from "../../../schemas/remedies.ts";

/** A file that may be of another version of this project. */
type Versioned<T> = Omit<T, "version"> & { readonly version: number };

/** Pulumi's own plan file in a plan's folder. */
export const planFileName = "plan.bin";

/** Where a stack's plan lies when nothing else is said. */
export function planFolder(stack: string, named: string | undefined): string {
  return resolve(projectRoot, named ?? join(".plan", stack));
}

/** Makes the folder and takes away what an earlier plan left, so that an old plan never passes for this one. */
export async function emptyPlanFolder(folder: string): Promise<void> {
  makePrivateFolder(folder);
  const names = [planFileName, "plan.md", "plan.html", "plan.json", "digest.json", "preview.events.jsonl"];
  await Promise.all(names.map((name) => rm(join(folder, name), { force: true })));
  await forgetEndedRuns(folder);
}

const runFolderStart = "run-";

/** A folder for the logs of one run of a plan, named after the process that it belongs to. */
export async function newRunFolder(folder: string): Promise<string> {
  return mkdtemp(join(folder, `${runFolderStart}${process.pid}-`));
}

/** Takes away what runs left that have failed, but for those that are still at work. */
async function forgetEndedRuns(folder: string): Promise<void> {
  const ended = (await readdir(folder)).filter((name) => {
    const processId = new RegExp(`^${runFolderStart}(\\d+)-`).exec(name)?.[1];
    return processId !== undefined && !isAlive(Number(processId));
  });
  await Promise.all(ended.map((name) => rm(join(folder, name), { recursive: true, force: true })));
}

/** Writes the reports, and the digest last: without it there is no plan. A refused plan gets none. */
export async function writePlan(folder: string, { report, digest }: World): Promise<void> {
  await writePrivate(join(folder, "plan.md"), planMarkdown(report, shownPath(join(folder, "plan.html"))));
  await writePrivate(join(folder, "plan.html"), planHtml(report));
  await writePrivate(join(folder, "plan.json"), jsonText(report, 1));
  await rm(join(folder, "preview.events.jsonl"), { force: true });
  if (digest.digest === "") return;
  await writePrivate(join(folder, "digest.json"), jsonText(digest, 1));
}

/** A plan as it was reviewed. Throws RefusedError when the folder holds none, another stack's, or a changed one. */
export async function readPlan(folder: string, stack: string): Promise<World> {
  const again = `Make it first: ${remedies.makePlan(stack)}`;
  const shown = shownPath(folder);
  const [digest, report, planFile] = await Promise.all([
    readJson<Versioned<PlanDigest>>(join(folder, "digest.json")),
    readJson<Versioned<PlanReport>>(join(folder, "plan.json")),
    readFile(join(folder, planFileName)).catch(() => undefined),
  ]);
  if (digest === undefined || report === undefined || planFile === undefined) {
    throw new RefusedError(`${shown} holds no plan that can be applied. ${again}`);
  }
  if (digest.version !== 1 || report.version !== planReportVersion) {
    throw new RefusedError(`${shown} was made by another version of this project. ${again}`);
  }
  if (digest.stack !== stack)
    throw new RefusedError(`${shown} is a plan of the stack "${digest.stack}". ${again}`);
  if (digest.planFile !== digestOf(planFile) || digest.digest !== report.digest) {
    throw new RefusedError(`${shown} is not as it was made: its files do not belong together. ${again}`);
  }
  return { digest: { ...digest, version: 1 }, report: { ...report, version: planReportVersion } };
}

async function readJson<T>(file: string): Promise<T | undefined> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as T;
  } catch {
    return undefined;
  }
}
