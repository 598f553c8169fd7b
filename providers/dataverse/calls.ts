import type { TeamsIntegration, TeamsTables } from "../../schemas/types/resources.ts";
import { callsByStep } from "../planned-calls/contract.ts";
import { teamsIntegration } from "./teams-integration.ts";
import { teamsTables } from "./teams-tables.ts";

function switchesOn({ basic, enhanced, chat }: Partial<TeamsIntegration>): number {
  return [basic, enhanced, chat].filter((isOn) => isOn === true).length;
}

/**
 * A look asks for the note of what stood there before, and for the switches. Before basic goes on, whether the
 * environment is ready is asked: two reads. Of an environment that nobody has looked at, all switches count as off.
 */
export const teamsIntegrationCalls = callsByStep<TeamsIntegration>(teamsIntegration, {
  look: () => ({ readDataverse: 2 }),
  step: (step, { after }) => {
    const isReadyAsked = (turnsOn: boolean): number => (turnsOn ? 2 : 0);
    if (step.kind === "create") {
      const on = switchesOn(after ?? {});
      return on === 0 ? {} : { readDataverse: isReadyAsked(after?.basic === true), dataverse: on + 1 };
    }
    if (step.kind !== "update") return { dataverse: 1 };
    if (step.part !== "note") return { dataverse: step.changes.length };
    const turnsBasicOn = step.changes.some(({ path, to }) => path === "basic" && to === true);
    return { readDataverse: isReadyAsked(turnsBasicOn), dataverse: 1 };
  },
  removal: (last, steps) => {
    const changes = steps.flatMap((step) => (step.kind === "update" ? step.changes : []));
    const notes = steps.filter(({ part }) => part === "note").length;
    if (steps.length > 0) return { dataverse: changes.length + notes };
    const on = switchesOn(last);
    return on === 0 ? {} : { dataverse: on + 1 };
  },
});

/** A look asks for the note, the tables and the organization; each table that is to go on is asked for as well. */
export const teamsTablesCalls = callsByStep<TeamsTables>(teamsTables, {
  look: () => ({ readDataverse: 3 }),
  step: (step, { after }) => {
    if (step.kind === "create") {
      const tables = after?.tables.length ?? 0;
      return tables === 0 ? {} : { readDataverse: tables, dataverse: 2 };
    }
    const isComing = step.kind === "link" && step.part === "tables";
    return { readDataverse: isComing ? step.targets.length : 0, dataverse: 1 };
  },
  removal: ({ tables = [] }, steps) => {
    if (steps.length > 0) return { dataverse: steps.length };
    return tables.length === 0 ? {} : { dataverse: 2 };
  },
});
