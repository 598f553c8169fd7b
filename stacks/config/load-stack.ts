import { dirname } from "node:path";
import { RefusedError } from "../../providers/core/errors.ts";
import { remedies } from "../../schemas/remedies.ts";
import type { Derived } from "../derive/desired-resource.ts";
import { shareIn } from "../derive/share.ts";
import { deriveStack } from "../derive/stack.ts";
import { asksDataverse, declaredTarget, type DeclaredTarget } from "../target/declared.ts";
import { stackFilesIn, stacksFolder, type LoadedOrg, type RawSettings } from "./load-org.ts";
import { orgOfStack } from "./org-of-stack.ts";
import { readStackFile } from "./stack-file.ts";

/** A stack as its file and the org behind it say. */
export interface LoadedStack {
  readonly program: string;
  /** Key of the Dynamics environment; empty for a stack that has none. */
  readonly environment: string;
  /** Every file that says what the stack shall be: the stack file and the org's files. Paths from the checkout. */
  readonly files: readonly string[];
  readonly settings: RawSettings;
  readonly loaded: LoadedOrg;
  readonly derived: Derived;
  /** Whom the stack is for. */
  readonly target: DeclaredTarget;
}

/** The usual file of a stack. */
export function usualStackFile(stack: string): string {
  return `${stacksFolder}/Pulumi.${stack}.yaml`;
}

/**
 * The org files that the stacks name, each once, in the order of the stacks' names. Throws RefusedError that says
 * how to name one, when there is none, and ConfigError for a stack file that cannot be read.
 */
export function orgFilesOfStacks(): readonly string[] {
  const files = stackFilesIn(stacksFolder).flatMap(([, file]) => {
    const { org } = checkedSettings(file);
    return typeof org === "string" ? [org] : [];
  });
  if (files.length > 0) return [...new Set(files)];
  const init = remedies.makeRepository();
  throw new RefusedError(
    `no org file is named, and no stack file in ${stacksFolder} names one. Name the org file, or make a repository: ${init}`,
  );
}

/** The stack that a file is named after. */
function stackNameIn(file: string): string {
  return /Pulumi\.([^/\\]+)\.yaml$/.exec(file)?.[1] ?? "";
}

/** Reads the settings of a stack file. Throws ConfigError that says everything that is wrong with it. */
export function checkedSettings(file: string): RawSettings {
  return readStackFile(file).settings;
}

/**
 * Reads a stack of the programs `tenant` and `environment`. `day`: on which people have the status that config says;
 * unset: today. Throws RefusedError or ConfigError.
 */
export function loadStack(path: string, day?: string): LoadedStack {
  const stackFile = readStackFile(path);
  const { program, settings, file } = stackFile;
  if (program === "identities")
    throw new RefusedError(`${path}: the program "identities" has no org; name a stack that has one.`);
  const loaded = orgOfStack(stackFile, stackNameIn(path), dirname(path), day);
  const environment = program === "environment" ? stackFile.environment : "";
  const part = { program, environment, share: shareIn(settings) };
  const derived = deriveStack(loaded.org, part, loaded.places);
  const asked = {
    environment: program === "environment" ? environment : undefined,
    isAsked: asksDataverse(derived),
  };
  return {
    ...{ program, environment, settings, loaded, derived },
    files: [file, ...loaded.files],
    target: declaredTarget(loaded.org, asked, loaded.places),
  };
}
