import type { Attempt } from "../setup/cache-entry.ts";
import { supportedRangeText } from "./versions.ts";

/** One way of getting a CLI. `attempt` resolves with a failure when the way is closed; it throws only to end all. */
export interface Way {
  /** In the words of the reader: "an installed CLI". */
  readonly name: string;
  attempt(): Promise<Attempt>;
}

export interface Failure {
  readonly way: string;
  readonly why: string;
}

export type Choice =
  | { readonly kind: "found"; readonly folder: string; readonly way: string }
  | { readonly kind: "none"; readonly failures: readonly Failure[] };

/** Tries the ways in order and stops at the first that leads to a CLI. */
export async function chooseCli(ways: readonly Way[]): Promise<Choice> {
  const failures: Failure[] = [];
  for (const way of ways) {
    const attempt = await way.attempt();
    if (attempt.kind === "found") return { kind: "found", folder: attempt.folder, way: way.name };
    failures.push({ way: way.name, why: attempt.why });
  }
  return { kind: "none", failures };
}

/** The message for a reader who has no CLI: what was tried, why each way failed, what to install. */
export function explainFailures(failures: readonly Failure[]): string {
  const tried = failures.map(({ way, why }, index) => {
    const [first = "", ...rest] = why.trim().split("\n");
    return [`  ${index + 1}. ${way}: ${first}`, ...rest.map((line) => `       ${line}`)].join("\n");
  });
  return [
    `There is no usable Pulumi CLI (wanted: ${supportedRangeText}). Tried:`,
    ...tried,
    "Do one of these, then run the command again:",
    "  - install Pulumi with its Node.js language host: https://www.pulumi.com/docs/install/",
    "  - let this machine reach the download named above",
    "  - install Go 1.24 or newer (https://go.dev/dl/), which builds the CLI once in 3 to 5 minutes",
  ].join("\n");
}
