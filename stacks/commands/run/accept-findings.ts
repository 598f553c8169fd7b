import { readFileSync } from "node:fs";
import { createTwoFilesPatch } from "diff";
import { acceptanceOf } from "../../drift/accept/edits.ts";
import type { Derived, DesiredResource } from "../../derive/desired-resource.ts";
import { CannotEditError, editYaml } from "../../drift/accept/yaml-edit.ts";
import { ConfigError, loadOrg, type LoadedOrg } from "../../config/load-org.ts";
import type { DriftReport } from "../../drift/pages/formats.ts";
import { findingId, type Finding } from "../../changes/finding.ts";
import { findingsOf, type Names } from "../../drift/differs/findings.ts";

/** What became of one finding that was to be accepted. `byHand`: what a person has to edit; unset when it is done. */
export interface Accepted {
  readonly id: string;
  readonly finding: Finding;
  readonly byHand?: string;
  /** New text of each file that this edit changes, with those before it. */
  readonly files?: ReadonlyMap<string, string>;
}

/** Edits of the config files; nothing is written yet. */
export interface AcceptedDrift {
  readonly accepted: readonly Accepted[];
  /** New text by file, only of files that change. */
  readonly edited: ReadonlyMap<string, string>;
  /** All edits as one unified diff, as `git apply` takes it; empty when nothing is edited. */
  readonly patch: string;
}

export interface Acceptable {
  readonly loaded: LoadedOrg;
  readonly orgFile: string;
  readonly derived: Derived;
  /** Derives the same stack from another org. */
  readonly derive: (loaded: LoadedOrg) => Derived;
  readonly report: DriftReport;
  readonly names: Names;
}

/** A finding by its id, or by the beginning of one. Throws RangeError when there is none or more than one. */
export function findingBy(findings: readonly Finding[], id: string): Finding {
  const [found, other] = findings.filter((finding) => findingId(finding).startsWith(id));
  if (found === undefined) {
    const known = findings.map(findingId).slice(0, 20).join(", ");
    throw new RangeError(`no finding has the id "${id}" now; there are: ${known || "none"}.`);
  }
  if (other !== undefined) throw new RangeError(`more than one finding begins with "${id}".`);
  return found;
}

/**
 * Edits the config so that it says what was found, one finding after the other. An edit counts only when the whole
 * config is valid after it and the finding is gone; otherwise it is told as something to do by hand.
 */
export function acceptFindings(
  { loaded, orgFile, derived, derive, report, names }: Acceptable,
  findings: readonly Finding[],
): AcceptedDrift {
  const edited = new Map<string, string>();
  const before = new Map<string, string>();
  const textOf = (file: string): string => {
    const text = edited.get(file) ?? readFileSync(file, "utf8");
    if (!before.has(file)) before.set(file, text);
    return text;
  };
  const accepted = findings.map((finding): Accepted => {
    const id = findingId(finding);
    const resource = derived.resources.find(({ name }) => name === finding.resource);
    // Earlier edits may have moved rows, so places are looked up in what the config says by now.
    const now = edited.size === 0 ? loaded : loadOrg(orgFile, edited);
    const acceptance = acceptanceOf(now.org, resource, finding.part);
    if (acceptance.kind === "byHand") return { id, finding, byHand: acceptance.say };
    const tried = new Map(edited);
    try {
      for (const edit of acceptance.edits) {
        const { file, path } = now.sourceOf(edit.path);
        if (!/\.ya?ml$/i.test(file)) return { id, finding, byHand: `${file} is no YAML: edit it there` };
        tried.set(file, editYaml(tried.get(file) ?? textOf(file), { ...edit, path }));
      }
      const left = derive(loadOrg(orgFile, tried)).resources.find(({ name }) => name === finding.resource);
      if (isStillThere(finding, left, report, names))
        return { id, finding, byHand: "no edit of one place makes config say so" };
    } catch (error) {
      if (error instanceof CannotEditError)
        return { id, finding, byHand: withPlace(error.message, now, acceptance.edits[0]?.path) };
      if (error instanceof ConfigError) {
        const [problem] = error.problems.filter(({ severity }) => severity === "error");
        return {
          id,
          finding,
          byHand: `the config would not be valid then: ${problem?.message ?? ""}. ${problem?.mend ?? ""}`,
        };
      }
      throw error;
    }
    const files = new Map([...tried].filter(([file, text]) => edited.get(file) !== text));
    for (const [file, text] of files) edited.set(file, text);
    return { id, finding, files };
  });
  const patch = [...edited].map(([file, text]) => patchOf(file, before.get(file) ?? "", text)).join("");
  return { accepted, edited, patch };
}

function withPlace(
  reason: string,
  loaded: LoadedOrg,
  path: Parameters<LoadedOrg["sourceOf"]>[0] = [],
): string {
  const { file, line } = loaded.places.at(path);
  return `${file}:${line}: ${reason}`;
}

/** Whether what config says by then still differs in the same part from what was found. */
function isStillThere(
  finding: Finding,
  desired: DesiredResource | undefined,
  { sides }: DriftReport,
  names: Names,
): boolean {
  const side = sides[finding.resource];
  if (desired === undefined || side === undefined) return desired !== undefined;
  const wanted = { ...desired.props } as Readonly<Record<string, unknown>>;
  const { resource } = finding;
  const left = findingsOf({ resource, token: desired.token, wanted, found: side.found }, names);
  return left.some(({ what, part }) => what === finding.what && sameSubject(part, finding.part));
}

function sameSubject(left: Finding["part"], right: Finding["part"]): boolean {
  const subjectOf = (part: Finding["part"]): string => {
    switch (part.kind) {
      case "person":
        return `person ${part.person}`;
      case "channel":
        return `channel ${part.key}`;
      case "field":
        return `field ${part.field}`;
      case "permission":
        return `permission ${part.permission}`;
      default:
        return part.kind;
    }
  };
  return subjectOf(left) === subjectOf(right);
}

function patchOf(file: string, before: string, after: string): string {
  const patch = createTwoFilesPatch(`a/${file}`, `b/${file}`, before, after, undefined, undefined, {
    context: 3,
  });
  // The library puts a line of "=" on top, which git does not know.
  return patch.replace(/^=+\n/, "");
}
