import { RefusedError } from "../../../providers/core/errors.ts";
import { remedies } from "../../../schemas/remedies.ts";
import { numberKey } from "../compare/numbers.ts";
import { readTable } from "../lists/table.ts";
import type { AdoptReport, ToldCandidate, ToldStore } from "../report.ts";

/** A pair that a person has decided on. */
export interface AcceptedPair {
  readonly store: ToldStore;
  readonly teamId: string;
  readonly teamName: string;
  /** Where it was decided, for messages. */
  readonly place: string;
}

/**
 * The pairs that a file of decisions accepts: rows whose decision is `adopt`. Numbers that a spreadsheet has shortened
 * still find their store, by the node id. Throws RefusedError with everything that is wrong.
 */
export function decisionsIn(report: AdoptReport, file: string, bytes: Uint8Array): readonly AcceptedPair[] {
  const table = readTable(file, bytes);
  const missing = ["decision", "teamid"].filter((column) => !table.columns.includes(column));
  if (missing.length > 0)
    throw new RefusedError(
      `${file}: no column is called ${missing.join(" or ")}. Take adopt.csv, as ${remedies.proposeTeams(report.stack)} writes it.`,
    );
  const problems: string[] = [];
  const pairs = table.rows.flatMap(({ line, cells }): AcceptedPair[] => {
    if ((cells["decision"] ?? "").trim().toLowerCase() !== "adopt") return [];
    const place = `${file}:${String(line)}`;
    const storeText = cells["storenumber"] ?? "";
    const store = storeBy(report, cells["nodeid"] ?? "", storeText);
    const teamId = (cells["teamid"] ?? "").trim().toLowerCase();
    if (store === undefined || teamId === "") {
      problems.push(
        `${place}: ${store === undefined ? `config declares no store "${storeText}"` : "no team id stands there"}`,
      );
      return [];
    }
    return [pairOf(store, teamId, place)];
  });
  return withoutProblems(pairs, problems);
}

/** The pairs that are named by their ids, the beginnings of ids, or as `store=team id`. Throws RefusedError. */
export function decisionsNamed(report: AdoptReport, names: readonly string[]): readonly AcceptedPair[] {
  const problems: string[] = [];
  const all = report.stores.flatMap((store) => store.candidates.map((candidate) => ({ store, candidate })));
  const pairs = names.flatMap((name): AcceptedPair[] => {
    const [storeText = "", teamId] = name.split("=");
    if (teamId !== undefined) {
      const store = storeBy(report, storeText, storeText);
      if (store !== undefined) return [pairOf(store, teamId.toLowerCase(), name)];
      problems.push(`"${name}": config declares no store "${storeText}"`);
      return [];
    }
    const [found, other] = all.filter(({ candidate }) => candidate.id.startsWith(name));
    if (found !== undefined && other === undefined)
      return [pairOf(found.store, found.candidate.teamId, name)];
    const are =
      found === undefined
        ? "no proposal has this id; it may come from an older run"
        : "more than one proposal begins so";
    problems.push(`"${name}": ${are}`);
    return [];
  });
  return withoutProblems(pairs, problems);
}

function storeBy({ stores }: AdoptReport, nodeId: string, storeNumber: string): ToldStore | undefined {
  const exact = stores.find((store) => store.nodeId === nodeId || store.storeNumber === storeNumber);
  if (exact !== undefined) return exact;
  const alike = stores.filter((store) => numberKey(store.storeNumber) === numberKey(storeNumber));
  return alike.length === 1 ? alike[0] : undefined;
}

function pairOf(store: ToldStore, teamId: string, place: string): AcceptedPair {
  const known = store.candidates.find((candidate) => candidate.teamId.toLowerCase() === teamId);
  return { store, teamId, teamName: known?.displayName ?? teamId, place };
}

function withoutProblems(pairs: readonly AcceptedPair[], found: readonly string[]): readonly AcceptedPair[] {
  const problems = [...found];
  for (const [nodeId, all] of Map.groupBy(pairs, ({ store }) => store.nodeId)) {
    if (new Set(all.map(({ teamId }) => teamId)).size > 1)
      problems.push(
        `${all.map(({ place }) => place).join(", ")}: the store "${nodeId}" would get ${String(all.length)} teams`,
      );
  }
  for (const [teamId, all] of Map.groupBy(pairs, (pair) => pair.teamId)) {
    const stores = new Set(all.map(({ store }) => store.storeNumber));
    if (stores.size > 1)
      problems.push(
        `${all.map(({ place }) => place).join(", ")}: the team ${teamId} would be that of stores ${[...stores].join(" and ")}`,
      );
  }
  for (const { store, teamId, place } of pairs) {
    const refused = candidateOf(store, teamId);
    if (refused?.isRefused === true)
      problems.push(
        `${place}: "${refused.displayName}" cannot be taken over: ${refused.reservations.join("; ")}`,
      );
    if (store.decision === "declared")
      problems.push(`${place}: ${store.storeNumber} ${store.name}: ${store.because}`);
  }
  if (problems.length > 0)
    throw new RefusedError(`Nothing was accepted:\n${problems.map((one) => `  ${one}`).join("\n")}`);
  return [...new Map(pairs.map((pair) => [pair.store.nodeId, pair])).values()];
}

function candidateOf({ candidates }: ToldStore, teamId: string): ToldCandidate | undefined {
  return candidates.find((candidate) => candidate.teamId.toLowerCase() === teamId);
}
