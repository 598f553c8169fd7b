import type { TeamsIntegration, TeamsTables } from "../../../schemas/types/resources.ts";
import { defaultTables } from "../../../schemas/default-tables.ts";
import { stateLine } from "../line.ts";
import { changesIn, dangerLine, stepLine, type TypeWords } from "../words.ts";

type Switches = Partial<Pick<TeamsIntegration, "basic" | "enhanced" | "chat">>;

/** How far Teams is switched on in one Dynamics environment. Chat is told where config mentions it. */
function levelOf({ basic, enhanced, chat }: Switches): string {
  const level = enhanced === true ? "basic and enhanced" : basic === true ? "basic" : "off";
  return chat === undefined ? level : `${level}, chat ${chat ? "on" : "off"}`;
}

export const integrationWords: TypeWords<TeamsIntegration> = {
  counts: "switches",
  lines: ({ op, there, after, steps }) => {
    const subject = "Teams in Dynamics";
    if (op === "delete") return [dangerLine("removed", subject, "set back to what it was before", steps)];
    if (op === "create") return [stepLine("added", subject, `set to ${levelOf(after ?? {})}`, steps)];
    if (op === "replace")
      return [dangerLine("changed", subject, `set to ${levelOf(after ?? {})} in another environment`, steps)];
    if (steps.length === 0) return [];
    const was: Switches = there ?? {};
    const is = { ...was, ...Object.fromEntries(changesIn(steps).map(({ path, to }) => [path, to])) };
    return [stepLine("changed", subject, `${levelOf(was)} → ${levelOf(is)}`, steps)];
  },
};

/** Tables that are turned on or off for Teams, beyond those that the environment turns on by itself. */
export const tablesWords: TypeWords<TeamsTables> = {
  counts: "switches",
  lines: ({ op, before, after, steps }) => {
    const subject = "Tables for Teams";
    if (op === "delete") return [dangerLine("removed", subject, "set back to what they were before", steps)];
    const is = after?.tables ?? [];
    const named = is.length === 0 ? "the default ones" : `${is.join(", ")} and the default ones`;
    if (op === "create") return [stepLine("added", subject, `set to ${named}`, steps)];
    if (op === "replace")
      return [dangerLine("changed", subject, `set to ${named} in another environment`, steps)];
    // What stood before is noted with the first change of a table.
    const notes = steps.filter(({ part }) => part === "note");
    const letGo = (before?.tables ?? []).filter((table) => !is.includes(table) && defaultTables.has(table));
    const changed = steps.flatMap((step) => {
      if (step.part === "note" || (step.kind !== "link" && step.kind !== "unlink")) return [];
      return step.targets.map((table) =>
        step.kind === "link"
          ? stepLine("added", subject, `${table} comes on`, [step, ...notes])
          : stepLine("removed", subject, `${table} goes off`, [step, ...notes]),
      );
    });
    const stays = "stays on: the environment turns it on by itself";
    return [...changed, ...letGo.map((table) => stateLine("changed", subject, `${table} ${stays}`))];
  },
};
