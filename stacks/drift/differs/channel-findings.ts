import { sameValue } from "../../../providers/core/compare.ts";
import type { Step } from "../../../providers/core/resource-type.ts";
import type { Finding, FindingPart, Make, ShownChannel } from "../../changes/finding.ts";
import { objectIn, objectOf, textOf } from "./compared-values.ts";
import type { Sides } from "./field-finding.ts";

/** A channel that no run has found, or one that it was renamed to, as far as that is sure. */
export function channelMissing(
  key: string,
  should: ShownChannel,
  {
    missing,
    others,
  }: { readonly missing: readonly ShownChannel[]; readonly others: readonly ShownChannel[] },
  finding: Make,
): Finding {
  const part: FindingPart = { kind: "channel", key, wanted: should };
  const successor = renamedTo(should, missing, others);
  if (successor !== undefined) {
    const told = `"${should.displayName}" to "${successor.displayName}"`;
    return finding("low", "channel renamed", told, "up renames it back", { ...part, found: successor });
  }
  const maybe = others.map(({ displayName }) => `"${displayName}"`).join(", ");
  const hint =
    others.length === 0
      ? ""
      : `, and an unknown channel is there: ${maybe}. Possibly renamed: look before a run makes it anew`;
  return finding("medium", "channel missing", `${should.displayName}${hint}`, "up makes it again", part);
}

/** Whoever is in a private channel may read what is said there, so strangers count. */
export function memberFindings(step: Step, key: string, sides: Sides, finding: Make): readonly Finding[] {
  const [wanted, found] = [sides.wanted, sides.found].map((side) =>
    objectIn(objectIn(side, "channels"), key),
  );
  const [should = {}, does = {}] = [wanted, found].map((side) =>
    objectIn(objectIn(side ?? {}, "private"), "roster"),
  );
  const people =
    step.kind === "link" || step.kind === "unlink"
      ? step.targets
      : step.kind === "update"
        ? step.changes.map(({ path }) => path.slice(path.indexOf(".roster.") + ".roster.".length))
        : [];
  return people.map((person) => {
    const name = String(wanted?.["displayName"]);
    const told = `${person} in "${name}": ${textOf(does[person])}, should be ${textOf(should[person])}`;
    const part = insidePart(`${key}.private.${person}`, should[person], does[person]);
    return finding("high", "private channel changed by hand", told, "up sets it back", part);
  });
}

export function tabFinding(
  { channel, tab }: { readonly channel: string; readonly tab: string },
  sides: Sides,
  finding: Make,
): Finding {
  const [wanted, found] = [sides.wanted, sides.found].map((side) =>
    objectIn(objectIn(side, "channels"), channel),
  );
  const [should, does] = [wanted, found].map((side) => objectIn(side ?? {}, "tabs")[tab]);
  const name = String(objectOf(does === undefined ? should : does)["displayName"]);
  const what = does === undefined ? "tab missing" : "tab changed";
  const part = insidePart(`${channel}.tabs.${tab}`, should, does);
  return finding("low", what, `"${name}" in "${String(wanted?.["displayName"])}"`, "up sets it back", part);
}

function insidePart(path: string, wanted: unknown, found: unknown): FindingPart {
  return { kind: "field", field: `channels.${path}`, wanted, found };
}

/**
 * The channel that a missing one was renamed to, when that is sure without knowing its id: it alone is missing, and of
 * the unknown channels one alone has its description word for word.
 */
function renamedTo(
  should: ShownChannel,
  missing: readonly ShownChannel[],
  others: readonly ShownChannel[],
): ShownChannel | undefined {
  const { description } = should;
  if (description === undefined || sameValue(description, "")) return undefined;
  const sameWords = (channel: ShownChannel): boolean => sameValue(channel.description, description);
  const candidates = others.filter(sameWords);
  return missing.filter(sameWords).length === 1 && candidates.length === 1 ? candidates[0] : undefined;
}

/** A channel of a side, as people see it. */
export function shownChannel(value: unknown): ShownChannel {
  const { displayName, description } = objectOf(value);
  return {
    displayName: typeof displayName === "string" ? displayName : "",
    ...(typeof description === "string" ? { description } : {}),
  };
}
