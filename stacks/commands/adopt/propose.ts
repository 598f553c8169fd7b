import { readFileSync } from "node:fs";
import { join } from "node:path";
import { writePrivateNow } from "../../../providers/clients/out/write.ts";
import type { Reader } from "../../../providers/core/api.ts";
import { RefusedError } from "../../../providers/core/errors.ts";
import { remedies } from "../../../schemas/remedies.ts";
import type { Encoded } from "../../../schemas/text/encoded.ts";
import { jsonText } from "../../../schemas/text/json.ts";
import { terminalText } from "../../../schemas/text/terminal.ts";
import type { MappingRow } from "../../adopt/estate.ts";
import { mappingRows } from "../../adopt/lists/mapping-rows.ts";
import { matchEstate } from "../../adopt/match.ts";
import { estateOf, wantedTeams } from "../../adopt/org-estate.ts";
import { adoptHtml } from "../../adopt/pages/html.ts";
import { adoptReport, type AdoptReport } from "../../adopt/report.ts";
import { adoptCsv, adoptText } from "../../adopt/table-text.ts";
import type { LoadedOrg } from "../../config/load-org.ts";
import { readTeams } from "./read-teams.ts";

export interface ProposeRequest {
  readonly stack: string;
  readonly loaded: LoadedOrg;
  readonly api: Reader;
  /** Lists of stores and teams. */
  readonly mapping: readonly string[];
  readonly out: string;
  readonly say: (text: Encoded<"terminal">) => void;
  readonly onProgress: (done: number, of: number) => void;
}

/** Reads, matches, tells and leaves the files. Throws RefusedError before the first read for a list that is none. */
export async function propose({
  stack,
  loaded,
  api,
  mapping,
  out,
  say,
  onProgress,
}: ProposeRequest): Promise<AdoptReport> {
  const rows = mapping.flatMap((file): readonly MappingRow[] =>
    mappingRows(file, bytesOf("--mapping", file)),
  );
  const { teams, unread } = await readTeams(api, onProgress);
  const matched = matchEstate({ ...estateOf(loaded.org), teams, mapping: rows });
  const report = adoptReport(stack, matched, { teamsRead: teams.length, unread }, wantedTeams(loaded.org));
  const files = [
    [join(out, "adopt.json"), jsonText(report, 1)],
    [join(out, "adopt.csv"), adoptCsv(report)],
    [join(out, "adopt.html"), adoptHtml(report)],
  ] as const;
  for (const [file, text] of files) writePrivateNow(file, text);
  say(adoptText(report));
  const next = remedies.acceptTeams(stack, out, join(out, "adopt.csv"));
  say(terminalText`\nFiles: ${files.map(([file]) => file).join(", ")}`);
  say(
    terminalText`Look at adopt.html, or write "adopt" into the column decision of adopt.csv; then\n  ${next}`,
  );
  return report;
}

/** The bytes of a file that an option names. Throws RefusedError. */
export function bytesOf(option: string, file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    throw new RefusedError(
      `${option}: "${file}" cannot be read${code === "ENOENT" ? ": there is no such file" : ` (${code})`}.`,
    );
  }
}
