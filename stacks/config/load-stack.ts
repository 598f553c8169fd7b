import { RefusedError } from "../../providers/core/errors.ts";
import { commandLine } from "../../schemas/command-line.ts";
import { settingProblems } from "../../schemas/stack-settings.ts";
import type { Derived } from "../derive/desired-resource.ts";
import { shareIn } from "../derive/share.ts";
import { deriveStack } from "../derive/stack.ts";
import {
  loadOrg,
  rawSettings,
  stackFilesIn,
  stacksFolder,
  type LoadedOrg,
  type RawSettings,
} from "./load-org.ts";

/** A stack as its file and the org behind it say. */
export interface LoadedStack {
  readonly program: string;
  readonly settings: RawSettings;
  readonly loaded: LoadedOrg;
  readonly derived: Derived;
}

/** The usual file of a stack. */
export function usualStackFile(stack: string): string {
  return `${stacksFolder}/Pulumi.${stack}.yaml`;
}

/**
 * The org files that the stacks name, each once, in the order of the stacks' names. Throws RefusedError that says
 * how to name one, when there is none.
 */
export function orgFilesOfStacks(): readonly string[] {
  const files = stackFilesIn(stacksFolder).flatMap(([, file]) => {
    const { org } = rawSettings(file);
    return typeof org === "string" ? [org] : [];
  });
  if (files.length > 0) return [...new Set(files)];
  const init = commandLine("init");
  throw new RefusedError(
    `no org file is named, and no stack file in ${stacksFolder} names one. Name the org file, or make a repository: ${init}`,
  );
}

/** Reads the settings of a stack file. Throws RefusedError that says everything that is wrong with it. */
export function checkedSettings(file: string): RawSettings {
  const settings = rawSettings(file);
  const problems = settingProblems(settings);
  if (problems.length > 0)
    throw new RefusedError(`${file}:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
  return settings;
}

/** Reads a stack of the programs `tenant` and `environment`. Throws RefusedError or ConfigError. */
export function loadStack(file: string): LoadedStack {
  const settings = checkedSettings(file);
  const { program, org, environment } = settings as { program: string; org?: string; environment?: string };
  if (program === "identities")
    throw new RefusedError(`${file}: the program "identities" has no org; name a stack that has one.`);
  if (org === undefined)
    throw new RefusedError(`${file}: "store-teams:org" is missing: the org file of this stack.`);
  const loaded = loadOrg(org);
  const declared = (loaded.org.environments ?? []).map(({ key }) => key);
  if (program === "environment" && !declared.includes(environment ?? "")) {
    throw new RefusedError(
      `${file}: store-teams:environment is "${environment ?? ""}", but ${org} declares ${declared.join(", ") || "none"}.`,
    );
  }
  const part = { program, environment, share: shareIn(settings) };
  return { program, settings, loaded, derived: deriveStack(loaded.org, part, loaded.places) };
}
