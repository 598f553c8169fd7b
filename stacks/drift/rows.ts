import { sameValue } from "../../providers/core/compare.ts";
import { objectOf, type Inputs } from "./differs/compared-values.ts";
import type { Side } from "./pages/formats.ts";
import type { Names } from "./differs/findings.ts";

/** One line of a comparison, in words. A side that is unset is not there. */
export interface SideRow {
  readonly section: "People" | "Channels" | "Apps" | "Permissions" | "Settings";
  readonly what: string;
  readonly wanted?: string;
  readonly found?: string;
}

/** What config says and what the tenant shows of one resource, line by line; equal values in one spelling. */
export function rowsBetween({ wanted, found = {} }: Side, names: Names): readonly SideRow[] {
  const should = linesOf(wanted, wanted, names);
  const does = linesOf(found, wanted, names);
  return should.flatMap(([section, lines], index) => {
    const others = does[index]?.[1] ?? new Map<string, string>();
    return [...new Set([...lines.keys(), ...others.keys()])].map((what): SideRow => {
      const [left, right] = [lines.get(what), others.get(what)];
      const both = left !== undefined && (left === right || sameValue(left, right));
      return {
        ...{ section, what },
        ...(left === undefined ? {} : { wanted: left }),
        ...(right === undefined ? {} : { found: both ? left : right }),
      };
    });
  });
}

/** What config says of a resource that the tenant shows just so. */
export function rowsAsConfigured(wanted: Inputs, names: Names): readonly SideRow[] {
  return linesOf(wanted, wanted, names).flatMap(([section, lines]) =>
    [...lines].map(([what, said]) => ({ section, what, wanted: said, found: said })),
  );
}

function linesOf(
  side: Inputs,
  wanted: Inputs,
  names: Names,
): readonly (readonly [SideRow["section"], Lines])[] {
  return [
    ["People", peopleIn(side["roster"], names)],
    ["Channels", channelsIn(side["channels"], wanted, names)],
    ["Apps", appsIn(side["apps"])],
    ["Permissions", permissionsIn(side["scopes"])],
    ["Settings", settingsIn(side)],
  ];
}

type Lines = ReadonlyMap<string, string>;

function peopleIn(roster: unknown, { people }: Names): Lines {
  const entries = Object.entries(objectOf(roster)).map(([upn, role]): [string, string] => {
    const name = people[upn];
    return [name === undefined || name === upn ? upn : `${name} (${upn})`, String(role)];
  });
  return new Map(entries.toSorted(([, left], [, right]) => (left === right ? 0 : left === "owner" ? -1 : 1)));
}

/** Each channel by the name that config gives it, so that a renamed one stays on one line. */
function channelsIn(channels: unknown, wanted: Inputs, names: Names): Lines {
  const declared = objectOf(wanted["channels"]);
  const lines = new Map<string, string>();
  for (const [key, value] of Object.entries(objectOf(channels))) {
    const channel = objectOf(value);
    const name = textOf(objectOf(declared[key] ?? value)["displayName"]) ?? key;
    const put = (what: string, said: unknown): void => {
      const text = textOf(said);
      if (text !== undefined) lines.set(`${name}${what}`, text);
    };
    put("", channel["displayName"]);
    put(": description", channel["description"]);
    for (const [person, role] of peopleIn(objectOf(channel["private"])["roster"], names))
      put(`: ${person}`, role);
    for (const [tabKey, tab] of Object.entries(objectOf(channel["tabs"])))
      for (const [what, said] of settingsIn(objectOf(tab))) put(`: tab ${tabKey}: ${what}`, said);
  }
  return lines;
}

function appsIn(apps: unknown): Lines {
  const installed = Object.entries(objectOf(apps)).filter(([, how]) => textOf(how) !== undefined);
  return new Map(installed.map(([id]) => [id, "installed"]));
}

/** Each permission that is given to people who are signed in. */
function permissionsIn(scopes: unknown): Lines {
  return new Map(Array.isArray(scopes) ? scopes.map((scope) => [String(scope), "given"]) : []);
}

const toldElsewhere = new Set(["roster", "channels", "apps", "scopes"]);

function settingsIn(fields: Inputs, path = ""): Lines {
  return new Map(
    Object.entries(fields)
      .filter(([field]) => path !== "" || !toldElsewhere.has(field))
      .flatMap(([field, value]): [string, string][] => {
        const what = path === "" ? wordsOf(field) : `${path}: ${wordsOf(field)}`;
        if (typeof value === "object" && value !== null && !Array.isArray(value))
          return [...settingsIn(objectOf(value), what)];
        const text = textOf(value);
        return text === undefined ? [] : [[what, text]];
      }),
  );
}

/** `mailNickname` → `mail nickname`. */
function wordsOf(field: string): string {
  return field === "displayName" ? "name" : field.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(String).toSorted().join(", ");
  return typeof value === "string" ? value : JSON.stringify(value);
}
