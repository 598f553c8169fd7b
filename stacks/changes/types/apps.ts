import type {
  AppRegistration,
  ClientSecret,
  EnterpriseApp,
  TeamApp,
} from "../../../schemas/types/resources.ts";
import { appName } from "../../derive/teams/link-apps.ts";
import { stateLine } from "../line.ts";
import {
  changesIn,
  dangerLine,
  fieldLines,
  shownValue,
  stepLine,
  type TypeLine,
  type TypeWords,
} from "../words.ts";

/** An app that tabs of record links rest on. */
export const teamAppWords: TypeWords<TeamApp> = {
  counts: "other",
  lines: ({ op, before, after, retained, steps }, names) => {
    const inputs = after ?? before ?? {};
    const subject = `App ${appName(inputs.teamsAppId ?? "")}`;
    const team = names.team(inputs.teamUniqueName ?? "");
    if (op === "create")
      return [stepLine("added", subject, `installed in ${team}, or kept when it is there`, steps)];
    if (op === "replace") return [dangerLine("changed", subject, `installed in ${team}`, steps)];
    if (op !== "delete") return [];
    if (steps.length > 0)
      return [dangerLine("removed", subject, `removed if no tab shows it, in ${team}`, steps)];
    const why = retained ? "" : ": it was there before us, and stays";
    return [{ ...stateLine("removed", subject, `no longer managed, in ${team}${why}`), isDangerous: true }];
  },
};

export const enterpriseAppWords: TypeWords<EnterpriseApp> = {
  counts: "other",
  lines: ({ op, retained, steps }) => {
    const subject = "Enterprise app";
    if (op === "create")
      return [stepLine("added", subject, "added to the tenant, or taken over when it is there", steps)];
    if (retained)
      return [
        { ...stateLine("removed", subject, "no longer managed; it stays in the tenant"), isDangerous: true },
      ];
    if (op === "delete") return [dangerLine("removed", subject, "removed from the tenant", steps)];
    return fieldLines(steps);
  },
};

/** Values are never told, nor in the plan. */
export const clientSecretWords: TypeWords<ClientSecret> = {
  counts: "other",
  lines: ({ op, after, retained, steps }) => {
    const subject = "Client secret";
    const where =
      after?.keyVault === undefined ? "as a secret output of this stack" : `in ${after.keyVault.vault}`;
    if (op === "create") return [stepLine("added", subject, `a new one, kept ${where}`, steps)];
    if (retained)
      return [
        {
          ...stateLine("removed", subject, "no longer managed; it stays valid until its end"),
          isDangerous: true,
        },
      ];
    if (op === "delete") return [dangerLine("removed", subject, "removed: who uses it loses access", steps)];
    if (op === "replace") return fieldLines(steps);
    return steps.map((step) =>
      step.kind === "create"
        ? stepLine("changed", subject, `renewed (kept ${where}, to be typed in by hand)`, [step])
        : stepLine("changed", subject, "an earlier one removed after the overlap", [step]),
    );
  },
};

export const appRegistrationWords: TypeWords<AppRegistration> = {
  counts: "other",
  lines: ({ op, retained, steps }) => {
    if (op === "create") return [stepLine("added", "New", "made", steps)];
    if (retained) return [{ ...stateLine("removed", "Gone", "no longer managed"), isDangerous: true }];
    if (op === "delete") return [dangerLine("removed", "Gone", "deleted", steps)];
    return steps.flatMap((step): readonly TypeLine[] => {
      if (step.kind === "link" || step.kind === "unlink")
        return step.targets.map((owner) =>
          step.kind === "link"
            ? stepLine("added", "Owner", `${owner}: owners can sign in as the app, by adding a secret`, [
                step,
              ])
            : stepLine("removed", "Owner", owner, [step]),
        );
      if (!step.part.startsWith("federated credential:")) return fieldLines([step]);
      const name = step.part.slice("federated credential:".length);
      const told = `federated credential "${name}"`;
      if (step.kind === "create") return [stepLine("added", "Sign-in", `${told} is new`, [step])];
      if (step.kind === "delete") return [stepLine("removed", "Sign-in", `${told} is removed`, [step])];
      const fields = changesIn([step]).map(
        ({ path, from, to }) => `${path}: ${shownValue(from)} → ${shownValue(to)}`,
      );
      return [stepLine("changed", "Sign-in", `${told}: ${fields.join(", ")}`, [step])];
    });
  },
};
