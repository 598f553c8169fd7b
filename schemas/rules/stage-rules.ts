import type { OrgModel } from "../org-model.ts";
import type { DocumentPath } from "../problem.ts";
import type { EffectiveTeamSettings } from "../team-settings.ts";
import type { TeamSettings } from "../types/org.ts";
import type { RuleFinding } from "./rule.ts";

/** R27: a stage is said once, and a team that is only observed is never deleted. */
export function* stagesHold({ root, nodes, settings }: OrgModel): Iterable<RuleFinding> {
  yield* stageOf(root.defaults?.team, settings.defaults, ["defaults", "team"]);
  for (const entry of nodes)
    yield* stageOf(entry.node.team, settings.of(entry), ["nodes", entry.index, "team"]);
}

function* stageOf(
  own: TeamSettings | undefined,
  effective: EffectiveTeamSettings,
  at: DocumentPath,
): Iterable<RuleFinding> {
  for (const mode of ["owners", "members"] as const) {
    if (own?.manage === undefined || own[mode] === undefined) continue;
    yield {
      path: [...at, mode],
      message: `"manage: ${own.manage}" beside it says already how ${mode} are kept`,
      mend: `Remove one of the two.`,
    };
  }
  // Only where one of the two is written: what merely inherits the pair is told once, above.
  const key = own?.manage !== undefined ? "manage" : own?.onDestroy !== undefined ? "onDestroy" : undefined;
  if (key === undefined || effective.manage !== "observe" || effective.onDestroy !== "delete") return;
  yield {
    path: [...at, key],
    message: "a team that is only observed leaves the stack, and onDestroy says that it is deleted then",
    mend: "Write `onDestroy: retain`, and observe it from the run after on.",
  };
}
