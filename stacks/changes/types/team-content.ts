import { switchGroups } from "../../../schemas/team-settings.ts";
import type { Change, PlanLine } from "../../review/model.ts";
import { objectIn, textIn, type Inputs } from "../planned-steps.ts";

/** Fields of a team that this file tells of, besides its roster. */
export const contentFields: ReadonlySet<string> = new Set([...switchGroups, "apps", "appsMode", "channels"]);

/** What happens to the channels, tabs, apps and switches of a team that stays. */
export function contentLines(before: Inputs | undefined, after: Inputs | undefined): readonly PlanLine[] {
  return [
    ...switchGroups.flatMap((group) => switchLines(objectIn(before, group), objectIn(after, group))),
    ...appLines(before, after),
    ...channelLines(objectIn(before, "channels"), objectIn(after, "channels")),
  ];
}

function line(change: Change, subject: string, text: string): PlanLine {
  return { change, subject, text };
}

function keysOf(was: Inputs, is: Inputs): readonly string[] {
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].toSorted();
}

/** A switch that config mentions no more keeps its value. */
function switchLines(was: Inputs, is: Inputs): readonly PlanLine[] {
  return keysOf(was, is)
    .filter((name) => was[name] !== is[name])
    .map((name) =>
      is[name] === undefined
        ? line("changed", name, "no longer managed; it stays as it is")
        : line("changed", name, `set to ${word(is[name])}`),
    );
}

function word(value: unknown): string {
  return typeof value === "boolean" ? (value ? "on" : "off") : String(value);
}

function appLines(before: Inputs | undefined, after: Inputs | undefined): readonly PlanLine[] {
  const is = objectIn(after, "apps");
  const was = objectIn(before, "apps");
  if (after?.["apps"] === undefined) {
    return Object.keys(was).length === 0
      ? []
      : [line("removed", "Apps", "no longer managed; they stay installed")];
  }
  const toAuthoritative = before?.["appsMode"] !== after["appsMode"] && after["appsMode"] === "authoritative";
  return [
    ...keysOf(was, is).flatMap((id): PlanLine[] => {
      if (was[id] === undefined) return [line("added", "App", `${id} is installed`)];
      return is[id] === undefined ? [line("removed", "App", `${id} is removed, with its tabs`)] : [];
    }),
    ...(toAuthoritative
      ? [line("changed", "Apps", "those that others installed are removed from now on")]
      : []),
  ];
}

function channelLines(was: Inputs, is: Inputs): readonly PlanLine[] {
  return keysOf(was, is).flatMap((key): readonly PlanLine[] => {
    const old = was[key] === undefined ? undefined : objectIn(was, key);
    const made = is[key] === undefined ? undefined : objectIn(is, key);
    const subject = `Channel ${textIn(made ?? old, "displayName")}`;
    if (old === undefined)
      return [line("added", subject, made?.["private"] === undefined ? "new" : "new, private")];
    if (made === undefined) return [line("removed", subject, "no longer managed; it stays in the team")];
    return [
      ...nameLines(subject, old, made),
      ...privateLines(subject, old, made),
      ...tabLines(subject, old, made),
    ];
  });
}

function nameLines(subject: string, old: Inputs, made: Inputs): readonly PlanLine[] {
  const oldName = textIn(old, "displayName");
  return [
    ...(oldName === textIn(made, "displayName")
      ? []
      : [line("changed", subject, `renamed from "${oldName}"`)]),
    ...(textIn(old, "description") === textIn(made, "description")
      ? []
      : [line("changed", subject, "described anew")]),
  ];
}

function privateLines(subject: string, old: Inputs, made: Inputs): readonly PlanLine[] {
  const was = objectIn(objectIn(old, "private"), "roster");
  const is = objectIn(objectIn(made, "private"), "roster");
  return keysOf(was, is).flatMap((person): PlanLine[] => {
    if (was[person] === is[person]) return [];
    if (is[person] === undefined) return [line("removed", subject, `${person} is taken out`)];
    return [
      line(was[person] === undefined ? "added" : "changed", subject, `${person} is ${word(is[person])}`),
    ];
  });
}

function tabLines(subject: string, old: Inputs, made: Inputs): readonly PlanLine[] {
  const was = objectIn(old, "tabs");
  const is = objectIn(made, "tabs");
  if (made["tabs"] === undefined) {
    return Object.keys(was).length === 0
      ? []
      : [line("removed", subject, "its tabs are no longer managed; they stay")];
  }
  return keysOf(was, is).flatMap((key): PlanLine[] => {
    const [before, after] = [objectIn(was, key), objectIn(is, key)];
    const name = `tab "${textIn(is[key] === undefined ? before : after, "displayName")}"`;
    if (was[key] === undefined) return [line("added", subject, `${name} is new`)];
    if (is[key] === undefined) return [line("removed", subject, `${name} is taken off`)];
    return JSON.stringify(before) === JSON.stringify(after)
      ? []
      : [line("changed", subject, `${name} changes`)];
  });
}
