// The only two outcomes that there may be of reading a config: it means what it says, or it is refused at a place.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, normalize } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { shownText } from "../../schemas/deceptive-text.ts";
import type { Problem } from "../../schemas/problem.ts";
import { ConfigError, loadOrg } from "../../stacks/config/load-org.ts";
import { loadStack } from "../../stacks/config/load-stack.ts";
import { readStackFile } from "../../stacks/config/stack-file.ts";
import { deriveStack } from "../../stacks/derive/stack.ts";
import type { Corpus } from "./corpus.ts";
import { marker } from "./mutations.ts";
import { readWhole, readWholeYaml } from "./witness.ts";

/** A config with one file changed. */
export interface Variant {
  readonly corpus: Corpus;
  readonly file: string;
  readonly content: Uint8Array;
  /** Whether nothing else is wrong with the file. */
  readonly isOneChange: boolean;
}

/** What came of a variant, and what is wrong with that. */
export interface Verdict {
  readonly outcome: "accepted" | "refused";
  readonly faults: readonly string[];
}

const innards = /\n\s+at |undefined|\[object|NaN|TypeError|RangeError|Cannot read/;

/** The lines of a file as an editor shows them, also when it is not all UTF-8. */
function linesIn(content: Uint8Array): readonly string[] {
  return new TextDecoder("utf-8").decode(content).split("\n");
}

/** What a person cannot do anything with: a place that is none, words of the program's inside. */
function faultsOfProblem(
  problem: Problem,
  contents: (file: string) => Uint8Array | undefined,
): readonly string[] {
  const { place, message, mend, ruleId, where } = problem;
  const faults: string[] = [];
  const own = `${ruleId} ${place.file}:${String(place.line)}:${String(place.column)} ${where}: ${message} ⇒ ${mend}`;
  if (message.trim() === "" || mend.trim() === "") faults.push(`says nothing: ${own}`);
  if (innards.test(own) && !own.includes("U+FEFF"))
    faults.push(`speaks of the program's inside: ${own.slice(0, 500)}`);
  if (own.length > 2000) faults.push(`is too long: ${own.slice(0, 300)}`);
  const content = contents(place.file);
  if (content === undefined) return [...faults, `points into no file: ${own}`];
  const line = linesIn(content)[place.line - 1];
  if (line === undefined) faults.push(`points behind the file: ${own}`);
  else if (place.lineText !== "" && shownText(line.replace(/\r$/, "")) !== place.lineText)
    faults.push(`shows another line: ${own}`);
  else if (place.column < 1 || place.length < 1 || place.column > line.length + 1)
    faults.push(`points beside its line: ${own}`);
  return faults;
}

/** Whether what stands at the marker is read as nothing: a comment. */
function isRemark(line: string): boolean {
  return /(?:^|\s)#/.test(line.slice(0, line.indexOf(marker)));
}

/** The word that was put in stands in a message, or in a line that one points at. */
function faultsOfMarker(error: ConfigError, content: Uint8Array): readonly string[] {
  const lines = linesIn(content).filter((line) => line.includes(marker) && !isRemark(line));
  if (lines.length === 0) return [];
  const isWhole = error.problems.some(({ ruleId }) => ["file", "yaml", "csv", "text"].includes(ruleId));
  // When only rules of the organization are broken, all was read: it is in the model that the rules saw.
  const isRead = error.problems.every(
    ({ severity, ruleId }) => severity !== "error" || /^R\d+$/.test(ruleId),
  );
  const isTold = error.problems.some((problem) => JSON.stringify(problem).includes(marker));
  return isWhole || isRead || isTold ? [] : [`"${marker}" is in no message:\n${error.message}`];
}

/** Tries variants in a folder of its own. */
export interface Bench {
  judgeOrg(variant: Variant): Verdict;
  judgeStack(variant: Variant): Verdict;
  close(): void;
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Runs something that may refuse. Any other error than a refusal is a fault. */
function outcomeOf(
  read: () => readonly string[],
  refused: (error: ConfigError) => readonly string[],
): Verdict {
  try {
    return { outcome: "accepted", faults: read() };
  } catch (error) {
    if (error instanceof ConfigError) return { outcome: "refused", faults: refused(error) };
    return {
      outcome: "refused",
      faults: [`crashes: ${error instanceof Error ? (error.stack ?? "") : String(error)}`],
    };
  }
}

/** Opens a folder in which variants are tried. */
export function openBench(): Bench {
  const folder = mkdtempSync(join(tmpdir(), "config-variants-"));
  const written = new Set<string>();
  const folderOf = ({ corpus: { name, files } }: Variant): string => {
    const own = join(folder, name.replaceAll(/\W+/g, "-"));
    if (!written.has(own)) {
      for (const [file, text] of Object.entries(files)) {
        mkdirSync(dirname(join(own, file)), { recursive: true });
        writeFileSync(join(own, file), text);
      }
      written.add(own);
    }
    return own;
  };
  const contentsIn =
    (own: string, { corpus, file, content }: Variant) =>
    (path: string): Uint8Array | undefined => {
      const name = normalize(path.startsWith(own) ? path.slice(own.length + 1) : path);
      if (name === normalize(file)) return content;
      const text = corpus.files[name];
      return text === undefined ? undefined : encode(text);
    };
  const tried = (variant: Variant, judge: (own: string) => Verdict): Verdict => {
    const own = folderOf(variant);
    const path = join(own, variant.file);
    writeFileSync(path, variant.content);
    try {
      return judge(own);
    } finally {
      writeFileSync(path, variant.corpus.files[variant.file] ?? "");
    }
  };
  const refusedIn = (own: string, variant: Variant) => (error: ConfigError) => [
    ...(innards.test(error.message) && !error.message.includes("undefined")
      ? [`prints: ${error.message}`]
      : []),
    ...error.problems.flatMap((problem) => faultsOfProblem(problem, contentsIn(own, variant))),
    ...(variant.isOneChange ? faultsOfMarker(error, variant.content) : []),
  ];
  return {
    judgeOrg: (variant) =>
      tried(variant, (own) =>
        outcomeOf(() => faultsOfOrg(own, variant, contentsIn(own, variant)), refusedIn(own, variant)),
      ),
    judgeStack: (variant) =>
      tried(variant, (own) => outcomeOf(() => faultsOfStack(own, variant), refusedIn(own, variant))),
    close: () => {
      rmSync(folder, { recursive: true });
    },
  };
}

function firstDifference(found: unknown, wanted: unknown, path = ""): string | undefined {
  if (isDeepStrictEqual(found, wanted)) return undefined;
  if (typeof found !== "object" || typeof wanted !== "object" || found === null || wanted === null)
    return `${path}: read ${JSON.stringify(found)}, written ${JSON.stringify(wanted)}`;
  const [a, b] = [found as Record<string, unknown>, wanted as Record<string, unknown>];
  const key = [...Object.keys(a), ...Object.keys(b)].find((one) => !isDeepStrictEqual(a[one], b[one])) ?? "?";
  return firstDifference(a[key], b[key], `${path}/${key}`) ?? path;
}

/** What an accepted org would make of its files that they do not say. */
function faultsOfOrg(
  own: string,
  { corpus }: Variant,
  contents: (file: string) => Uint8Array | undefined,
): readonly string[] {
  const { org, warnings, places } = loadOrg(join(own, corpus.main));
  const faults = warnings.flatMap((problem) => faultsOfProblem(problem, contents));
  const written = readWhole(corpus.main, (file) => contents(file) ?? new Uint8Array());
  const difference = firstDifference(org, written);
  if (difference !== undefined) faults.push(`means something else: ${difference}`);
  const parts = (org.environments ?? []).map(({ key }) => ({ program: "environment", environment: key }));
  for (const part of [{ program: "tenant" }, ...parts]) deriveStack(org, part, places);
  return faults;
}

/** What an accepted stack file would make of itself that it does not say. */
function faultsOfStack(own: string, { file, content }: Variant): readonly string[] {
  const path = join(own, file);
  const { settings, program } = readStackFile(path);
  if (program !== "identities") loadStack(path);
  const { config, ...others } = readWholeYaml(content) as Record<string, Record<string, unknown>>;
  const prefix = "store-teams:";
  const said = Object.entries(settings).map(([key, value]) => [`${prefix}${key}`, value] as const);
  const forOthers = Object.entries(config ?? {}).filter(([key]) => /^(?:azuread|pulumi):/.test(key));
  const difference = firstDifference(Object.fromEntries([...said, ...forOthers]), config);
  const byPulumi = ["encryptionsalt", "secretsprovider", "encryptedkey"];
  const beside = Object.keys(others).filter((key) => !byPulumi.includes(key));
  return [
    ...(difference === undefined ? [] : [`means something else: ${difference}`]),
    ...(beside.length === 0 ? [] : [`drops ${beside.join()}`]),
  ];
}
