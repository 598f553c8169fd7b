import { copyFile, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { makePrivateFolder, writeOwn } from "../../../providers/clients/out/write.ts";
import { projectRoot, toolRoot } from "./places.ts";

/** The folder of one demo run and what lies in it. Everything a run makes is here. */
export interface Workspace {
  /** Absolute. */
  readonly folder: string;
  /** Relative to the checkout, for people and for the stack config. */
  readonly shownFolder: string;
  readonly orgFile: string;
  readonly journalFile: string;
  readonly readyFile: string;
  readonly reportsFolder: string;
  stackFile(stack: string): string;
}

/** Layout of a run folder. Makes nothing. */
export function workspaceAt(folder: string): Workspace {
  return {
    folder,
    shownFolder: relative(projectRoot, folder),
    orgFile: join(folder, "org.yaml"),
    journalFile: join(folder, "journal.jsonl"),
    readyFile: join(folder, "tenant.json"),
    reportsFolder: join(folder, "reports"),
    stackFile: (stack) => join(folder, "stacks", `Pulumi.${stack}.yaml`),
  };
}

/**
 * Makes a new run folder with its own copy of the sample config, so that the story can edit it and two runs never
 * meet. The stack files say where the copy lies, relative to the checkout: no absolute path reaches the state.
 */
export async function newWorkspace(): Promise<Workspace> {
  const name = `${new Date().toISOString().replaceAll(/[:.]/g, "-").slice(0, 19)}-${process.pid}`;
  const workspace = workspaceAt(join(projectRoot, ".demo", name));
  makePrivateFolder(workspace.folder);
  makePrivateFolder(join(workspace.folder, "stacks"));
  makePrivateFolder(join(workspace.folder, "state"));
  makePrivateFolder(workspace.reportsFolder);
  await copyFile(join(toolRoot, "config/demo/org.yaml"), workspace.orgFile);
  await copyFile(join(toolRoot, "Pulumi.yaml"), join(workspace.folder, "stacks", "Pulumi.yaml"));
  await removeStackFolder(join(workspace.folder, "stacks", "Pulumi.yaml"));
  for (const stack of ["tenant", "dev"]) {
    const template = await readFile(join(toolRoot, "config/stacks", `Pulumi.${stack}.yaml`), "utf8");
    const own = template.replace("config/demo/org.yaml", relative(projectRoot, workspace.orgFile));
    writeOwn(workspace.stackFile(stack), own);
  }
  return workspace;
}

/** In the run folder the stack files lie beside Pulumi.yaml. */
async function removeStackFolder(pulumiYaml: string): Promise<void> {
  const text = await readFile(pulumiYaml, "utf8");
  writeOwn(pulumiYaml, text.replace(/^stackConfigDir:.*\n/m, ""));
}
