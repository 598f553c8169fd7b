import type { ThingNames } from "../changes/line.ts";
import type { PlanFacts } from "./facts.ts";
import { objectIn, textIn, type Inputs, type PlannedStep } from "../changes/planned-steps.ts";

/** How things are called in one plan. */
export interface PlanNames extends ThingNames {
  readonly resource: (step: PlannedStep) => string;
  readonly environment: (origin: string) => string;
}

/** `store-team-000135` → `store-000135`: the resource that owns the team. */
export function resourceOfTeam(uniqueName: string): string {
  return uniqueName === "store-team-communications"
    ? "communications-team"
    : uniqueName.replace(/^store-team-/, "store-");
}

export function planNames(facts: PlanFacts, steps: readonly PlannedStep[]): PlanNames {
  const person = personNames(facts);
  const apps = new Map(facts.apps);
  const teams = new Map<string, string>();
  const labelOf = (step: PlannedStep): string => facts.declared.get(step.resource)?.label ?? lastLabel(step);
  for (const step of steps) {
    const inputs = step.after ?? step.before;
    const appId = textIn(inputs, "appId");
    if (step.token === "graph:EnterpriseApp" && !apps.has(appId)) {
      apps.set(appId, textIn(inputs, "displayName") || `an app without a name (${appId})`);
    }
    if (step.token === "graph:Team") teams.set(textIn(inputs, "uniqueName"), labelOf(step));
  }
  return {
    person,
    resource: labelOf,
    app: (id) => apps.get(id) ?? `an app that config does not name (${id})`,
    environment: (origin) => facts.environments.get(origin) ?? origin,
    team: (uniqueName) => teams.get(uniqueName) ?? `the team ${uniqueName}`,
    taskList: (id) => facts.taskLists.get(id) ?? `"${id}"`,
  };
}

function personNames({ people }: PlanFacts): (name: string) => string {
  const bearers = new Map<string, number>();
  for (const name of people.values()) bearers.set(name, (bearers.get(name) ?? 0) + 1);
  return (principal) => {
    const name = people.get(principal);
    if (name !== undefined) return bearers.get(name) === 1 ? name : `${name} (${principal})`;
    if (principal.startsWith("id:")) return `an account without a name (${principal.slice(3)})`;
    return nameFrom(principal);
  };
}

/**
 * `sam.miller@contoso.example` → `Sam Miller (sam.miller@contoso.example)`: config does not name people who left. The
 * principal stands beside what is read out of it, as that is a guess.
 */
function nameFrom(principal: string): string {
  const local = principal.slice(0, Math.max(0, principal.indexOf("@")));
  if (!/^\p{L}+([.\-_]\p{L}+)+$/u.test(local)) return principal;
  const words = local.split(/[.\-_]/).map((word) => word.slice(0, 1).toUpperCase() + word.slice(1));
  return `${words.join(" ")} (${principal})`;
}

/** What a thing was called that config does not declare any more. */
function lastLabel({ token, resource, before, after }: PlannedStep): string {
  const inputs: Inputs = after ?? before ?? {};
  if (token === "graph:Team") {
    const number = resource.replace(/^store-/, "");
    const name = textIn(inputs, "displayName");
    return resource.startsWith("store-") && !name.includes(number) ? `${number} ${name}` : name;
  }
  if (token === "graph:TaskPlan") return `${resource.replace(/^tasks-/, "")}: tasks`;
  if (token === "dataverse:ChannelLink") {
    return `${textIn(objectIn(inputs, "tab"), "displayName")} in channel ${textIn(inputs, "channelName")}`;
  }
  return textIn(inputs, "displayName") || resource;
}
