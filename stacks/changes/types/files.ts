import type { StoreMapping, TargetingHierarchy } from "../../../schemas/types/resources.ts";
import { amount } from "../../pages/amount.ts";
import { stateLine } from "../line.ts";
import type { PlannedStep } from "../planned-steps.ts";
import { changesIn, dangerLine, stepLine, type TypeLine, type TypeWords } from "../words.ts";

export const storeMappingWords: TypeWords<StoreMapping> = {
  counts: "other",
  lines: (planned) => {
    const { after, there } = planned;
    const size = amount(Object.keys(after?.teamIds ?? {}).length, "store");
    const isLost = Object.keys(there?.teamIds ?? {}).length === 0;
    return fileLines(planned, { subject: "List for headquarters", size, isLost, nameOf: (store) => store });
  },
};

export const targetingHierarchyWords: TypeWords<TargetingHierarchy> = {
  counts: "other",
  lines: (planned) => {
    const { after, there, steps } = planned;
    const subject = "Targeting hierarchy";
    const size = amount(Object.keys(after?.rows ?? {}).length, "node");
    const isLost = Object.keys(there?.rows ?? {}).length === 0;
    const nameOf = (id: string): string => (after?.rows[id] ?? there?.rows?.[id])?.name ?? id;
    return [
      ...fileLines(planned, { subject, size, isLost, nameOf }),
      ...(planned.op === "update"
        ? steps
            .filter(({ part }) => part === "upload")
            .map((step) => stepLine("changed", subject, "uploaded to Teams", [step]))
        : []),
    ];
  },
};

interface FileFacts {
  readonly subject: string;
  /** "12 stores". */
  readonly size: string;
  /** No file that we know lies in the output folder: the folder of a fresh machine is empty. */
  readonly isLost: boolean;
  readonly nameOf: (row: string) => string;
}

/** What changes in one of the files that Commerce and Teams are told by: which rows, by name. */
function fileLines(
  planned: Pick<PlannedStep, "op" | "retained" | "steps">,
  { subject, size, isLost, nameOf }: FileFacts,
): readonly TypeLine[] {
  const { op, retained, steps } = planned;
  if (op === "create") return [stepLine("added", subject, `made, ${size}`, steps)];
  if (retained)
    return [{ ...stateLine("removed", subject, "no longer made; the last one stays"), isDangerous: true }];
  if (op === "delete") return [dangerLine("removed", subject, "removed", steps)];
  const files = steps.filter(({ part }) => part !== "upload");
  if (files.length === 0) return [];
  if (isLost)
    return [stepLine("changed", subject, `made anew, ${size}: none lies in the output folder`, files)];
  const rows = changesIn(files).filter(({ path }) => path.startsWith("rows.") || path.startsWith("teamIds."));
  if (rows.length === 0) return [stepLine("changed", subject, `made anew, ${size}`, files)];
  return rows.map(({ path, from, to }) => {
    const name = nameOf(path.slice(path.indexOf(".") + 1));
    if (from === undefined) return stepLine("added", subject, `${name} comes in`, files);
    if (to === undefined) return stepLine("removed", subject, `${name} goes out`, files);
    return stepLine("changed", subject, `${name} changes`, files);
  });
}
