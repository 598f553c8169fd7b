import type { Encoded } from "../../schemas/text/encoded.ts";
import { terminalText } from "../../schemas/text/terminal.ts";
import type { Org } from "../../schemas/types/org.ts";
import type { Derived, Desired, ResourceToken } from "../derive/desired-resource.ts";
import { deriveEnvironment } from "../derive/environment.ts";
import { deriveTenant } from "../derive/tenant/enterprise-apps.ts";

function count(amount: number, one: string, many: string = `${one}s`): string {
  return `${amount.toLocaleString("en-US")} ${amount === 1 ? one : many}`;
}

function ofType<Token extends ResourceToken>(
  derivations: readonly Derived[],
  token: Token,
): Desired<Token>[] {
  return derivations.flatMap(({ resources }) =>
    resources.filter(
      (resource): resource is Extract<typeof resource, Desired<Token>> => resource.token === token,
    ),
  );
}

/** "7 teams (1 adopted, 1 archived)" with what does not occur left out. */
function teamsText(teams: readonly Desired<"graph:Team">[]): string {
  const adopted = teams.filter(({ props }) => props.existingTeamId !== undefined).length;
  const archived = teams.filter(({ props }) => props.archived).length;
  const notes = [
    ...(adopted > 0 ? [`${String(adopted)} adopted`] : []),
    ...(archived > 0 ? [`${String(archived)} archived`] : []),
  ];
  return `${count(teams.length, "team")}${notes.length > 0 ? ` (${notes.join(", ")})` : ""}`;
}

function peopleText(org: Org, teams: readonly Desired<"graph:Team">[]): string {
  const owners = new Set<string>();
  const members = new Set<string>();
  for (const { props } of teams) {
    for (const [upn, role] of Object.entries(props.roster)) (role === "owner" ? owners : members).add(upn);
  }
  const everybody = new Set([...owners, ...members]);
  const declared = count(org.people?.length ?? 0, "person", "people");
  return `${declared}; in teams ${count(everybody.size, "person", "people")}, as owner ${String(owners.size)}`;
}

/** Said only where task lists are declared. */
function tasksRow({ taskLists = [] }: Org, stores: number): readonly Row[] {
  if (taskLists.length === 0) return [];
  return [["Tasks", [`${count(taskLists.length, "task list")} for ${count(stores, "store")}`]]];
}

function environmentText({
  key,
  url,
  collaboration,
  tables,
}: NonNullable<Org["environments"]>[number]): string {
  const level =
    collaboration === undefined
      ? "collaboration not touched"
      : collaboration.enhanced
        ? "basic and enhanced collaboration"
        : collaboration.basic
          ? "basic collaboration"
          : "collaboration off";
  const chat = collaboration?.chat === undefined ? "" : `, chat ${collaboration.chat ? "on" : "off"}`;
  const more = tables === undefined ? "" : `, tables: ${["the default ones", ...tables].join(", ")}`;
  return `${key}: ${url}, ${level}${chat}${more}`;
}

/** One row of the summary: a word, and what there is to say, a line each. */
type Row = readonly [word: string, lines: readonly string[]];

/** What a valid config leads to, in plain words and a few lines. The org must be valid. */
export function configSummary(org: Org): Encoded<"terminal"> {
  const environments = (org.environments ?? []).map(({ key }) => deriveEnvironment(org, key));
  const tenant = [deriveTenant(org)];
  const teams = ofType(environments, "graph:Team");
  const leftOut = environments.flatMap((derived) => derived.leftOut);
  const links = ofType(environments, "dataverse:ChannelLink");
  const delegated = ofType(tenant, "graph:DelegatedGrant");
  const scopes = delegated.reduce((sum, { props }) => sum + props.scopes.length, 0);
  const roles = ofType(tenant, "graph:AppRoleGrant").length;
  const stores = (org.nodes ?? []).filter(({ kind }) => kind === "store").length;
  const rows: Row[] = [
    ["Tenant", [org.tenant.domain]],
    ["Stores", [`${count(stores, "store")} in ${count((org.nodes?.length ?? 0) - stores, "group")}`]],
    ["Teams", [teamsText(teams)]],
    [
      "Left out",
      leftOut.length === 0
        ? ["nothing"]
        : leftOut
            .slice(0, 20)
            .map(({ storeNumber, name, reason, ruleId }) =>
              `${storeNumber ?? ""} ${name}: ${reason} (rule ${ruleId})`.trim(),
            )
            .concat(leftOut.length > 20 ? [`… and ${String(leftOut.length - 20)} more`] : []),
    ],
    ["People", [peopleText(org, teams)]],
    ...tasksRow(org, ofType(environments, "graph:TaskPlan").length),
    ["Links", [links.length === 0 ? "none" : `${count(links.length, "record")} linked to channels`]],
    ["Apps", [count(ofType(tenant, "graph:EnterpriseApp").length, "enterprise app")]],
    ["Consent", [`${count(scopes, "delegated permission")}, ${count(roles, "application permission")}`]],
    ["Dynamics", (org.environments ?? []).map(environmentText)],
  ];
  const lines = rows.flatMap(([word, lines]) =>
    (lines.length === 0 ? ["none"] : lines).map(
      (line, index) => `  ${(index === 0 ? word : "").padEnd(10)}${line}`,
    ),
  );
  return terminalText`${lines}`;
}
