import type { ChannelLink } from "../../../schemas/types/resources.ts";
import { stateLine, type ThingNames } from "../line.ts";
import type { PlannedStep } from "../planned-steps.ts";
import { dangerLine, keyOfStep, stepLine, type TypeLine, type TypeWords } from "../words.ts";

/** Links between a channel and a record of Dynamics. */
export const channelLinkWords: TypeWords<ChannelLink> = {
  counts: "links",
  lines: (planned, names) => {
    const { op, steps, retained } = planned;
    const inputs = planned.after ?? planned.before ?? {};
    // "account" → "The account Bay Logistics".
    const subject = `Record ${inputs.tab?.displayName ?? ""} (${inputs.table ?? ""})`;
    const where = whereOf(inputs, names);
    if (retained)
      return [{ ...stateLine("removed", subject, `no longer managed in ${where}`), isDangerous: true }];
    if (op === "delete") return [dangerLine("removed", subject, `taken off ${where}`, steps)];
    if (steps.some(({ kind }) => kind === "replace"))
      return [dangerLine("changed", subject, `taken off and pinned anew, to ${where}`, steps)];
    if (op === "create")
      return [
        stepLine("added", subject, `pinned to ${where}; a link grants nobody access to the record`, steps),
      ];
    return steps.flatMap((step) => changeLine(subject, where, keyOfStep(step), step));
  },
};

function whereOf({ channelName = "", teamUniqueName = "" }: Partial<ChannelLink>, names: ThingNames): string {
  return `channel ${channelName} of ${names.team(teamUniqueName)}`;
}

function changeLine(
  subject: string,
  where: string,
  key: string,
  step: PlannedStep["steps"][number],
): readonly TypeLine[] {
  const texts: Readonly<Record<string, string>> = {
    "create tab": `its tab is pinned again in ${where}`,
    "create row": `linked again in Dynamics, to ${where}`,
    "create document location": `its documents show in ${where} from now on`,
  };
  return [stepLine("changed", subject, texts[key] ?? `its tab changes in ${where}`, [step])];
}
