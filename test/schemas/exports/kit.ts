// An org with exports, read as the config reader does.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { ConfigError, loadOrg, type LoadedOrg } from "../../../stacks/config/load-org.ts";
import type { FileMapping, StoreNode } from "../../../schemas/types/org.ts";

export type File = readonly [mapping: FileMapping | string, content: string | Uint8Array];

export const root = { id: "company", kind: "organization", name: "Company" };
export const store = (storeNumber: string, name: string, more: object = {}): object => ({
  ...{ id: `s${storeNumber}`, kind: "store", parent: "company", name, storeNumber },
  ...more,
});

/** Loads an org of these nodes and files as of a day. Throws ConfigError. */
export async function loadWith(
  files: readonly File[],
  more: {
    readonly nodes?: readonly object[];
    readonly people?: readonly object[];
    readonly day?: string;
  } = {},
): Promise<LoadedOrg> {
  const folder = await mkdtemp(join(tmpdir(), "store-teams-exports-"));
  try {
    const main = {
      apiVersion: "org/v1",
      tenant: { id: "7a1c0000-0000-4000-8000-000000000001", domain: "contoso.example" },
      environments: [{ key: "dev", url: "https://contoso-dev.crm4.dynamics.com" }],
      hierarchy: { id: "retail", name: "Stores", purposes: ["retailReporting"] },
      files: files.map(([mapping]) => mapping),
      nodes: more.nodes ?? [root, store("000212", "Lyon"), store("000305", "Köln", { channelId: "5637" })],
      ...(more.people === undefined ? {} : { people: more.people }),
    };
    const file = join(folder, "org.yaml");
    await writeFile(file, stringify(main));
    for (const [mapping, content] of files)
      await writeFile(join(folder, typeof mapping === "string" ? mapping : mapping.path), content);
    return loadOrg(file, new Map(), undefined, more.day ?? "2026-11-29");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What is wrong, as a text: each problem with its file, line and mend. */
export async function problemsWith(...asked: Parameters<typeof loadWith>): Promise<string> {
  try {
    const { warnings } = await loadWith(...asked);
    return textOf(warnings);
  } catch (error) {
    if (error instanceof ConfigError) return textOf(error.problems);
    throw error;
  }
}

function textOf(problems: ConfigError["problems"]): string {
  return problems
    .map(
      ({ severity, place, message, mend }) =>
        `${severity} ${place.file.split("/").at(-1) ?? ""}:${String(place.line)} ${message} | ${mend}`,
    )
    .join("\n");
}

/** Who manages and works in each store, by its number. */
export function staffIn({ org }: LoadedOrg): Record<string, readonly [managers: string, workers: string]> {
  const stores = org.nodes.filter((node): node is StoreNode => node.kind === "store");
  return Object.fromEntries(
    stores.map(({ storeNumber, managers, workers }) => [
      storeNumber,
      [(managers ?? ["-"]).join(" "), (workers ?? ["-"]).join(" ")] as const,
    ]),
  );
}
