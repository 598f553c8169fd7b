import type { Team } from "../../schemas/types/resources.ts";
import type { DesiredResource } from "../derive/desired-resource.ts";
import { callEstimate } from "../review/cost/estimate.ts";
import { plannedChange, type Inputs, type PlannedStep, type StepOp } from "../changes/planned-steps.ts";

/** What something would cost: `12 calls, about 1 s`. */
export interface Cost {
  readonly change: string;
  readonly calls: string;
}

type TeamResource = Extract<DesiredResource, { readonly token: "graph:Team" }>;

/** A change of one resource, as the review would count it. */
function step(desired: DesiredResource, op: StepOp, before?: Inputs, after?: Inputs): PlannedStep {
  const { name, token, retainOnDelete } = desired;
  const retained = op === "delete" && retainOnDelete;
  return plannedChange({ resource: name, token, op, before, after, retained });
}

function costOf(change: string, steps: readonly PlannedStep[]): Cost {
  const { calls, limitSeconds } = callEstimate(steps, false);
  const text =
    calls === 0
      ? "no call"
      : `${calls} ${calls === 1 ? "call" : "calls"}, at least ${Math.ceil(limitSeconds)} s`;
  return { change, calls: text };
}

function inputsOf({ props }: DesiredResource): Inputs {
  return { ...props };
}

/** To make everything, and to let go of it. */
export function costOfAll(resources: readonly DesiredResource[]): readonly Cost[] {
  const made = resources.map((desired) => step(desired, "create", undefined, inputsOf(desired)));
  const gone = resources.map((desired) => step(desired, "delete", inputsOf(desired)));
  return [costOf("to make all of it", made), costOf("to destroy it, as config says", gone)];
}

/** Changes that are everyday for a team. */
export function costsOfTeam(team: TeamResource): readonly Cost[] {
  const now = inputsOf(team);
  const { roster } = team.props;
  const leaver = Object.keys(roster).at(-1) ?? "";
  const changes: readonly (readonly [string, Partial<Team>])[] = [
    ["to rename it", { displayName: `${team.props.displayName} 2` }],
    ["for one person more", { roster: { ...roster, "somebody@else.example": "member" } }],
    ["for one person less", { roster: without(roster, leaver) }],
    ["to archive it", { archived: !team.props.archived }],
  ];
  return changes.map(([change, props]) => costOf(change, [step(team, "update", now, { ...now, ...props })]));
}

/** To take one person out of teams. */
export function costOfLeaving(teams: readonly TeamResource[], person: string): Cost {
  const steps = teams.map((team) => {
    const now = inputsOf(team);
    return step(team, "update", now, { ...now, roster: without(team.props.roster, person) });
  });
  return costOf("to take this person out of all teams", steps);
}

/** To change one resource in place: a link's tab gets another name, one more table comes on. */
export function costOfChange(change: string, desired: DesiredResource): Cost {
  const now = inputsOf(desired);
  return costOf(change, [step(desired, "update", now, { ...now, ...otherWish(desired) })]);
}

function otherWish(desired: DesiredResource): Inputs {
  if (desired.token === "dataverse:ChannelLink") {
    const { tab } = desired.props;
    return { tab: { ...tab, displayName: `${tab.displayName} 2` } };
  }
  return desired.token === "dataverse:TeamsTables" ? { tables: [...desired.props.tables, "one_more"] } : {};
}

function without(roster: Team["roster"], person: string): Team["roster"] {
  return Object.fromEntries(Object.entries(roster).filter(([name]) => name !== person));
}
