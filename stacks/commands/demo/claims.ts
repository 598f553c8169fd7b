import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { deriveEnvironment } from "../../derive/environment.ts";
import { loadOrg } from "../../config/load-org.ts";
import { changesIn, stepsByName, type EngineEvent } from "../../changes/engine-events.ts";
import { namesIn, type Names } from "../../drift/differs/findings.ts";
import type { Stage } from "./stage.ts";
import { teamOf, type TeamView, type TenantView, type TaskView } from "./tenant-view.ts";

/** Asserts that a preview of each of these stacks finds nothing to do. */
export async function expectNoChange(stage: Stage, ...stacks: readonly string[]): Promise<void> {
  for (const stack of stacks) {
    const { events } = await stage.pulumi(stack, ["preview", "--expect-no-changes"]);
    stage.claim(
      `preview of ${stack} again: no change`,
      Object.keys(changesIn(events)).length === 0,
      changesIn(events),
    );
  }
}

/** Resources to be made, without the stack itself. */
export function createsIn(events: readonly EngineEvent[]): number {
  return [...stepsByName(events).values()].filter(
    ({ op, type }) => op === "create" && type.includes("dynamic/"),
  ).length;
}

export function namesOf(stage: Stage): Names {
  const { org } = loadOrg(stage.workspace.orgFile);
  return namesIn(org, deriveEnvironment(org, "dev").labels);
}

export function withoutTabs(teams: readonly TeamView[]): unknown {
  return teams.map(({ tabs: _tabs, ...rest }) => rest);
}

export function nameOf({ displayName }: TeamView): string {
  return displayName;
}

export function same(left: readonly string[], right: readonly string[]): boolean {
  return JSON.stringify(left.toSorted()) === JSON.stringify(right.toSorted());
}

/** Asserts that headquarters gets each of these stores with the id of its real team, and no other store. */
export async function expectMapping(
  stage: Stage,
  view: TenantView,
  storeNumbers: readonly string[],
): Promise<void> {
  const text = await readFile(join(stage.workspace.folder, "out/store-teams.csv"), "utf8");
  const rows = storeNumbers.map((store) => `RetailStore,${store},${teamOf(view, store).id}`);
  stage.claim(
    `the list for headquarters has the team of each of the ${storeNumbers.length} stores`,
    same(text.trim().split(/\r?\n/).slice(1), rows),
    text,
  );
}

/** A task in one line: "Opening: Lights, 0 %". */
export function taskText({ title, bucket, percentComplete }: TaskView): string {
  return `${bucket ?? ""}: ${title}, ${percentComplete} %`;
}
