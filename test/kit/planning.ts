import type { Encoded } from "../../schemas/text/encoded.ts";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { applyPlan } from "../../stacks/commands/apply/run-reviewed.ts";
import { pulumiEnvironment } from "../../stacks/commands/run/pulumi-process.ts";
import { makePlan } from "../../stacks/commands/plan/make.ts";
import type { World } from "../../stacks/commands/plan/snapshot.ts";
import type { Target } from "../../stacks/commands/run/target.ts";
import type { PlanReport } from "../../stacks/review/model.ts";
import type { Engine } from "./engine.ts";

/** `plan` and `apply` on one engine, as a pipeline uses them, and the config between them. */
export interface Planning {
  /** Where a plan lies. Absolute. */
  folderOf(name: string): string;
  plan(stack: string, name: string, more?: { refresh?: boolean; as?: Target }): Promise<World>;
  apply(stack: string, name: string): Promise<{ exitCode: number; said: string }>;
  targetAs(client: string): Target;
  /** Writes the config that `editBack` goes back to with one edit, which must fit. */
  edit(from: string | RegExp, to: string): Promise<void>;
  editBack(): Promise<void>;
}

/** The config as it stands now is what `editBack` goes back to. */
export async function planningOn(engine: Engine): Promise<Planning> {
  const { workspace, tenant } = engine;
  const original = await readFile(workspace.orgFile, "utf8");
  const folderOf = (name: string): string => join(workspace.folder, "plans", name);
  const targetAs = (client: string): Target => ({
    environment: pulumiEnvironment(workspace, tenant.facts, client),
    stackFile: (stack) => workspace.stackFile(stack),
  });
  const target = targetAs("deployer");
  return {
    folderOf,
    targetAs,
    plan: (stack, name, { refresh = false, as = target } = {}) =>
      makePlan(as, { stack, refresh, folder: folderOf(name) }),
    apply: async (stack, name) => {
      const said: string[] = [];
      const say = ({ text }: Encoded<"terminal">): number => said.push(text);
      const exitCode = await applyPlan(target, { stack, folder: folderOf(name), say });
      return { exitCode, said: said.join("\n") };
    },
    edit: async (from, to) => {
      const text = original.replace(from, to);
      expect(text).not.toBe(original);
      await writeFile(workspace.orgFile, text);
    },
    editBack: () => writeFile(workspace.orgFile, original),
  };
}

/** Every line of a report, as people read it. */
export function linesOf({ regions }: PlanReport): readonly string[] {
  return regions.flatMap(({ moves, entries }) => [
    ...moves.map(({ subject, text }) => `${subject}: ${text}`),
    ...entries.flatMap((entry) =>
      entry.lines.map(({ subject, text }) => `${entry.label}: ${subject}: ${text}`),
    ),
  ]);
}
