import { sameValue } from "../../providers/core/compare.ts";
import { entriesOf, objectIn, objectOf, textOf, type Inputs } from "./compared-values.ts";
import type { Finding, FindingPart, Make, ShownChannel } from "../changes/finding.ts";

/** What differs in the channels of a team, with their tabs and who is in private ones. */
export function channelFindings(
  wanted: Inputs,
  found: Inputs,
  others: readonly ShownChannel[],
  finding: Make,
): Finding[] {
  const missing = Object.entries(wanted).filter(([key]) => found[key] === undefined);
  return Object.entries(wanted).flatMap(([key, value]): Finding[] => {
    const should = channelOf(value);
    const successor = found[key] === undefined ? renamedTo(should, missing, others) : channelOf(found[key]);
    const part: FindingPart = { kind: "channel", key, wanted: should };
    if (successor === undefined) {
      const maybe = others.map(({ displayName }) => `"${displayName}"`).join(", ");
      const hint =
        others.length === 0
          ? ""
          : `, and an unknown channel is there: ${maybe}. Possibly renamed: look before a run makes it anew`;
      return [
        finding("medium", "channel missing", `${should.displayName}${hint}`, "up makes it again", part),
      ];
    }
    const both = { ...part, found: successor };
    if (!sameValue(should.displayName, successor.displayName)) {
      const told = `"${should.displayName}" to "${successor.displayName}"`;
      return [finding("low", "channel renamed", told, "up renames it back", both)];
    }
    const isDescribed =
      should.description === undefined || sameValue(should.description, successor.description);
    return [
      ...insideFindings(key, { wanted: objectOf(value), found: objectIn(found, key) }, finding),
      ...(isDescribed
        ? []
        : [
            finding(
              "low",
              "channel described differently",
              should.displayName,
              "up describes it again",
              both,
            ),
          ]),
    ];
  });
}

/** Who is in a private channel, and its tabs. */
function insideFindings(
  key: string,
  { wanted, found }: { readonly wanted: Inputs; readonly found: Inputs },
  finding: Make,
): Finding[] {
  const channel = String(wanted["displayName"]);
  const people = [wanted, found].map((side) => objectIn(objectIn(side, "private"), "roster"));
  const tabs = [wanted, found].map((side) => objectIn(side, "tabs"));
  return [...privateFindings(channel, key, people, finding), ...tabFindings(channel, key, tabs, finding)];
}

/** Whoever is in a private channel may read what is said there, so strangers count. */
function privateFindings(
  channel: string,
  key: string,
  [should = {}, does = {}]: readonly Inputs[],
  finding: Make,
): Finding[] {
  return entriesOf(should, does).map((person) => {
    const told = `${person} in "${channel}": ${textOf(does[person])}, should be ${textOf(should[person])}`;
    const part = partOf(`${key}.private.${person}`, should[person], does[person]);
    return finding("high", "private channel changed by hand", told, "up sets it back", part);
  });
}

function tabFindings(
  channel: string,
  key: string,
  [should = {}, does = {}]: readonly Inputs[],
  finding: Make,
): Finding[] {
  return entriesOf(should, does).map((tab) => {
    const name = String(objectIn(does[tab] === undefined ? should : does, tab)["displayName"]);
    const what = does[tab] === undefined ? "tab missing" : "tab changed";
    const part = partOf(`${key}.tabs.${tab}`, should[tab], does[tab]);
    return finding("low", what, `"${name}" in "${channel}"`, "up sets it back", part);
  });
}

function partOf(path: string, wanted: unknown, found: unknown): FindingPart {
  return { kind: "field", field: `channels.${path}`, wanted, found };
}

/**
 * The channel that a missing one was renamed to, when that is sure without knowing its id: it alone is missing, and of
 * the unknown channels one alone has its description word for word.
 */
function renamedTo(
  should: ShownChannel,
  missing: readonly (readonly [string, unknown])[],
  others: readonly ShownChannel[],
): ShownChannel | undefined {
  const { description } = should;
  if (description === undefined || sameValue(description, "")) return undefined;
  const sameWords = (channel: ShownChannel): boolean => sameValue(channel.description, description);
  const rivals = missing.filter(([, value]) => sameWords(channelOf(value)));
  const candidates = others.filter(sameWords);
  return rivals.length === 1 && candidates.length === 1 ? candidates[0] : undefined;
}

function channelOf(value: unknown): ShownChannel {
  const { displayName, description } = objectOf(value);
  return {
    displayName: typeof displayName === "string" ? displayName : "",
    ...(typeof description === "string" ? { description } : {}),
  };
}

/** What says which record a link is about; unset where the row is missing. */
export const recordFields = ["recordId", "recordKey"] as const;

/** A link without its row: the channel does not show in the record any more. */
export function linkFindings(wanted: Inputs, found: Inputs, finding: Make): Finding[] {
  const field = recordFields.find((name) => wanted[name] !== undefined && found[name] === undefined);
  if (field === undefined) return [];
  const part: FindingPart = { kind: "field", field, wanted: wanted[field], found: undefined };
  const mend = "up links it again; a link grants nobody access to the record";
  return [
    finding("medium", "link removed in Dynamics", textOf(objectIn(wanted, "tab")["displayName"]), mend, part),
  ];
}
