import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createTwoFilesPatch } from "diff";
import { writeOwn, writePrivateNow } from "../../../providers/clients/out/write.ts";
import type { Reader } from "../../../providers/core/api.ts";
import { RefusedError } from "../../../providers/core/errors.ts";
import { adoptionProblems, type TakenOver } from "../../../providers/graph/team/adoptable.ts";
import { remedies } from "../../../schemas/remedies.ts";
import type { Encoded } from "../../../schemas/text/encoded.ts";
import { patchText } from "../../../schemas/text/patch.ts";
import { terminalText } from "../../../schemas/text/terminal.ts";
import { decisionsIn, decisionsNamed, type AcceptedPair } from "../../adopt/accept/decisions.ts";
import type { AdoptReport } from "../../adopt/report.ts";
import { ConfigError, loadOrg, type LoadedOrg } from "../../config/load-org.ts";
import type { Derived } from "../../derive/desired-resource.ts";
import { editedFiles, type Edits } from "./edited-files.ts";
import { bytesOf } from "./propose.ts";

export interface AcceptRequest {
  readonly stack: string;
  readonly loaded: LoadedOrg;
  readonly orgFile: string;
  readonly derived: Derived;
  readonly api: Reader;
  /** Files of decisions, or ids of proposals. */
  readonly accept: readonly string[];
  /** Folder in which `adopt` has left its proposals. */
  readonly out: string;
  readonly say: (text: Encoded<"terminal">) => void;
}

/** Pairs that the terminal is told by name; the patch has all. */
const pairsToldMost = 40;

/**
 * Writes the accepted teams into the config, all or none, and leaves the same as a patch. Each team is looked at once
 * more before: what was proposed may have changed since. Throws RefusedError.
 */
export async function accept(request: AcceptRequest): Promise<void> {
  const { loaded, orgFile, out, stack, say } = request;
  const pairs = decided(request);
  if (pairs.length === 0)
    throw new RefusedError('--accept: no row has "adopt" in the column decision; nothing to do.');
  await checkTeams(request, pairs);
  const edited = editedFiles(loaded, orgFile, pairs, stack);
  checkConfig(orgFile, edited);
  const patch = [...edited].map(([file, { before, after }]) => patchOf(file, before, after)).join("");
  for (const [file, { after }] of edited) writeOwn(file, after);
  const patchFile = join(out, `adopt-${stack}.patch`);
  writePrivateNow(patchFile, patchText(patch));
  const shown = pairs.slice(0, pairsToldMost);
  for (const { store, teamName, teamId } of shown)
    say(terminalText`accepted  ${store.storeNumber} ${store.name} ← ${teamName} (${teamId})`);
  if (pairs.length > shown.length) say(terminalText`          … and ${pairs.length - shown.length} more`);
  say(terminalText`\nEdited: ${[...edited.keys()].join(", ")}. The same as a patch: ${patchFile}`);
  say(terminalText`See who would come and go: ${remedies.makePlan(stack)}`);
}

function decided({ accept: asked, out, stack }: AcceptRequest): readonly AcceptedPair[] {
  const file = join(out, "adopt.json");
  if (!existsSync(file))
    throw new RefusedError(`--accept: ${file} is not there. Make it first: ${remedies.proposeTeams(stack)}`);
  const report = JSON.parse(readFileSync(file, "utf8")) as AdoptReport;
  const [files, ids] = [
    asked.filter((one) => /\.csv$/i.test(one)),
    asked.filter((one) => !/\.csv$/i.test(one)),
  ];
  return [
    ...files.flatMap((one) => decisionsIn(report, one, bytesOf("--accept", one))),
    ...decisionsNamed(report, ids),
  ];
}

/** R18 for each of them, as it is now. */
async function checkTeams({ api, derived }: AcceptRequest, pairs: readonly AcceptedPair[]): Promise<void> {
  const byName = new Map(
    derived.resources.flatMap((one) =>
      one.token === "graph:Team" ? [[one.props.uniqueName, one.props] as const] : [],
    ),
  );
  const taken = pairs.map(({ store, teamId }): TakenOver => {
    const uniqueName = `store-team-${store.storeNumber}`;
    const props = byName.get(uniqueName);
    return {
      label: `${store.storeNumber} ${store.name}`,
      props: { ...props, uniqueName, existingTeamId: teamId } as TakenOver["props"],
    };
  });
  const problems = await adoptionProblems(api, taken);
  if (problems.length > 0)
    throw new RefusedError(
      `Nothing was accepted:\n${problems.map(({ problem, mend }) => `  ${problem}. ${mend}`).join("\n")}`,
    );
}

/** The config must be valid with the edits, before any of them is written. */
function checkConfig(orgFile: string, edits: Edits): void {
  try {
    loadOrg(orgFile, new Map([...edits].map(([file, { after }]) => [file, after])));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new RefusedError(`The config would not be valid then, so nothing was written:\n${error.message}`);
  }
}

function patchOf(file: string, before: string, after: string): string {
  const patch = createTwoFilesPatch(`a/${file}`, `b/${file}`, before, after, undefined, undefined, {
    context: 3,
  });
  // The library puts a line of "=" on top, which git does not know.
  return patch.replace(/^=+\n/, "");
}
