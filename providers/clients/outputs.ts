import { readFile, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { OutputWriter } from "../core/api.ts";
import { writePrivate } from "./out/write.ts";

/**
 * Where files for people go: `STORE_TEAMS_OUTPUT`, else the project's folder, in which commands work and Pulumi starts
 * programs and providers. It is never a part of the state, so a state works on every machine.
 */
export function outputFolder(environment: Readonly<Record<string, string | undefined>>): string {
  return resolve(environment["STORE_TEAMS_OUTPUT"] ?? ".");
}

/** Files below one folder. Text is UTF-8. */
export function outputFiles(folder: string): OutputWriter {
  return {
    read: async (path) => {
      try {
        return await readFile(join(folder, path), "utf8");
      } catch (error) {
        if (codeOf(error) === "ENOENT") return undefined;
        throw error;
      }
    },
    write: async (path, text) => {
      await writePrivate(join(folder, path), text);
    },
    remove: async (path) => {
      await rm(join(folder, path), { force: true });
    },
  };
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
