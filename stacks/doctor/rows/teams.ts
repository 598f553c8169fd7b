import { chunksOf } from "../../../providers/core/compare.ts";
import { optionalText, textAt } from "../../../providers/core/json.ts";
import { isOneOf, quoted } from "../../../providers/core/odata.ts";
import { adoptionProblems } from "../../../providers/graph/team/adoptable.ts";
import { bulkSizes } from "../../../providers/limits/bulk-sizes.ts";
import type { Facts } from "../facts.ts";
import type { Prerequisite, Shortcoming } from "../prerequisite.ts";
import { teamsOf } from "./group-rules.ts";

const area = "groups and teams";
const needs = ["sign-in", "tenant"];
const hasTeams = (facts: Facts): boolean => teamsOf(facts).length > 0;

export const teamRows: readonly Prerequisite[] = [
  {
    id: "existing-teams",
    area,
    title: "teams that config takes over are there and can be managed",
    needs,
    permission: "Group.Read.All",
    isAsked: (facts) => takenOver(facts).length > 0,
    look: async (facts) => {
      const teams = takenOver(facts);
      return { evidence: `${teams.length} teams`, wrong: await adoptionProblems(facts.api, teams) };
    },
  },
  {
    id: "teams-in-bin",
    area,
    title: "no team of config lies in the bin",
    needs,
    permission: "Group.Read.All",
    isAsked: hasTeams,
    look: teamsInBin,
  },
  {
    id: "aliases-free",
    area,
    title: "no other group has the alias of a team",
    needs,
    permission: "Group.Read.All",
    isAsked: hasTeams,
    look: aliasesTaken,
  },
  {
    id: "team-limits",
    area,
    title: "no team and no person goes beyond the limits of Teams",
    isAsked: hasTeams,
    look: limitsOfConfig,
  },
  {
    id: "team-apps",
    area,
    title: "apps of teams and tabs are in the tenant's catalogue",
    needs,
    permission: "AppCatalog.Read.All",
    isAsked: (facts) => appsOf(facts).length > 0,
    look: appsInCatalogue,
  },
];

function takenOver(facts: Facts): ReturnType<typeof teamsOf> {
  return teamsOf(facts).filter(({ props }) => props.existingTeamId !== undefined);
}

/** Source: Microsoft Graph "List deleted items", read 2026-11. */
async function teamsInBin(facts: Facts): Promise<{ evidence: string; wrong: readonly Shortcoming[] }> {
  const select = "id,displayName,uniqueName,deletedDateTime";
  const gone = await facts.api.graph.list(
    `/directory/deletedItems/microsoft.graph.group?$select=${select}&$top=999`,
  );
  const byName = new Map(
    gone.flatMap((group) => [[optionalText(group, "uniqueName") ?? "", group] as const]),
  );
  const wrong = teamsOf(facts).flatMap(({ label, props }): Shortcoming[] => {
    const group = byName.get(props.uniqueName);
    if (group === undefined) return [];
    const days = facts.vendor.deletedKeptDays;
    return [
      {
        problem: `${label}: its team was deleted ${optionalText(group, "deletedDateTime") ?? ""} and can be restored for ${days} days; a run would make a new, empty one`,
        mend: `Restore it: Entra, Groups, Deleted groups, ${textAt(group, "id")}. Or delete it there for good.`,
      },
    ];
  });
  return { evidence: `${gone.length} groups in the bin`, wrong };
}

/** Source: Microsoft Graph "List groups", read 2026-11. */
async function aliasesTaken(facts: Facts): Promise<{ evidence: string; wrong: readonly Shortcoming[] }> {
  const teams = teamsOf(facts);
  const found = await Promise.all(
    chunksOf(teams, bulkSizes.filterValues).map((some) => {
      const filter = encodeURIComponent(
        isOneOf(
          "mailNickname",
          some.map(({ props }) => props.mailNickname),
        ),
      );
      return facts.api.graph.list(`/groups?$filter=${filter}&$select=id,displayName,mailNickname,uniqueName`);
    }),
  );
  const byAlias = Map.groupBy(found.flat(), (group) => textAt(group, "mailNickname").toLowerCase());
  const wrong = teams.flatMap(({ label, props }): Shortcoming[] => {
    const own = (group: (typeof found)[number][number]): boolean =>
      optionalText(group, "uniqueName") === props.uniqueName || textAt(group, "id") === props.existingTeamId;
    const others = (byAlias.get(props.mailNickname.toLowerCase()) ?? []).filter((group) => !own(group));
    return others.map((group) => ({
      problem: `${label}: the group "${optionalText(group, "displayName") ?? ""}" (${textAt(group, "id")}) has the alias ${props.mailNickname}`,
      mend: `If it is this store's team, write team.existingTeamId: ${textAt(group, "id")}; else give the store another alias.`,
    }));
  });
  return { evidence: `${teams.length} aliases`, wrong };
}

/** What config itself leads to: it was refused before where one team has too many. */
function limitsOfConfig({ derived, vendor }: Facts): { evidence: string; wrong: readonly Shortcoming[] } {
  const teamsOfPerson = new Map<string, number>();
  let [owners, people] = [0, 0];
  for (const { token, props } of derived.resources) {
    if (token !== "graph:Team") continue;
    const roster = Object.entries(props.roster);
    owners = Math.max(owners, roster.filter(([, role]) => role === "owner").length);
    people = Math.max(people, roster.length);
    for (const [upn] of roster) teamsOfPerson.set(upn, (teamsOfPerson.get(upn) ?? 0) + 1);
  }
  const most = teamsOfPerson.size === 0 ? 0 : Math.max(...teamsOfPerson.values());
  const over = [...teamsOfPerson].filter(([, count]) => count > vendor.teamsOfOnePerson);
  return {
    evidence: `at most ${owners} owners and ${people} people in a team, ${most} teams of one person`,
    wrong: over.map(([upn, count]) => ({
      problem: `${upn} would be in ${count} teams; one person can be in ${vendor.teamsOfOnePerson}`,
      mend: "Take them out of stores; a group that holds them reaches all.",
    })),
  };
}

/** Catalogue ids and external ids of apps that config installs or pins; parts of Teams itself need none. */
function appsOf({
  derived,
  org,
  program,
  environment,
  vendor,
}: Facts): readonly (readonly ["id" | "externalId", string])[] {
  const wanted = new Map<string, "id" | "externalId">();
  for (const one of derived.resources) {
    if (one.token === "graph:TeamApp") wanted.set(one.props.teamsAppId, "id");
    if (one.token !== "graph:Team") continue;
    for (const [id, kind] of Object.entries(one.props.apps ?? {}))
      wanted.set(id, kind === "teamsAppId" ? "id" : "externalId");
  }
  const isOfPeople =
    program === "environment" && environment?.personalApp !== undefined && org.people.length > 0;
  if (isOfPeople) wanted.set(vendor.dynamicsTeamsApp, "id");
  return [...wanted].filter(([id]) => !id.startsWith("com.microsoft.")).map(([id, kind]) => [kind, id]);
}

/** Source: Microsoft Graph "List teamsApps", read 2026-11. */
async function appsInCatalogue(facts: Facts): Promise<{ evidence: string; wrong: readonly Shortcoming[] }> {
  const apps = appsOf(facts);
  const found = await Promise.all(
    apps.map(async ([kind, id]) => {
      const filter = encodeURIComponent(`${kind} eq ${quoted(id)}`);
      return (await facts.api.graph.list(`/appCatalogs/teamsApps?$filter=${filter}`)).length > 0;
    }),
  );
  const missing = apps.filter((_, index) => found[index] !== true);
  return {
    evidence: `${apps.length - missing.length} of ${apps.length} apps`,
    wrong: missing.map(([, id]) => ({
      problem: `the catalogue has no app ${id}`,
      mend: "Teams admin center, Manage apps: upload or allow it, or correct its id in config.",
    })),
  };
}
