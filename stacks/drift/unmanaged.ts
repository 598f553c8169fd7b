import type { LookAlike } from "./similar-teams.ts";
import type { Finding, Severity } from "../changes/finding.ts";

const severities: Readonly<Record<LookAlike["kind"], Severity>> = {
  ours: "medium",
  twin: "medium",
  kin: "low",
};

/** Teams that look like ours as findings. No run touches them; a person decides. */
export function unmanagedFindings(found: readonly LookAlike[]): readonly Finding[] {
  return found.map(({ team, kind, because }) => ({
    severity: severities[kind],
    resource: `team-${team.id}`,
    label: team.displayName,
    what: "unmanaged team looks like ours",
    who: `${because}; id ${team.id}`,
    mend: "up leaves it alone: declare its store with existingTeamId, or rename or delete it",
    part: { kind: "unmanaged", teamId: team.id },
  }));
}
