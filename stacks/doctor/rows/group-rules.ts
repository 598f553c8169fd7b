import { textAt } from "../../../providers/core/json.ts";
import type { Team } from "../../../schemas/types/resources.ts";
import { blockedWordIn, fitsNaming } from "../reads/group-rules.ts";
import type { Facts } from "../facts.ts";
import type { Prerequisite, Shortcoming } from "../prerequisite.ts";

const area = "groups and teams";
const permission = "GroupSettings.Read.All";
const needs = ["sign-in", "tenant"];

/** Teams of the stack that a run would make or name. */
export function teamsOf({ derived }: Facts): readonly { readonly label: string; readonly props: Team }[] {
  return derived.resources.flatMap((one) =>
    one.token === "graph:Team" ? [{ label: one.label, props: one.props }] : [],
  );
}

const isAsked = (facts: Facts): boolean => teamsOf(facts).length > 0;

export const groupRuleRows: readonly Prerequisite[] = [
  {
    id: "naming-policy",
    area,
    title: "names and aliases of the teams fit the tenant's naming policy",
    ...{ needs, permission, isAsked },
    look: async (facts) => {
      const { naming } = await facts.reads.groupRules();
      const wrong = teamsOf(facts).flatMap(({ label, props }): Shortcoming[] => {
        const unfit = [props.displayName, props.mailNickname].filter((name) => !fitsNaming(name, naming));
        if (unfit.length === 0) return [];
        const problem = `${label}: ${unfit.map((name) => `"${name}"`).join(" and ")} do not fit ${naming}`;
        const mend =
          "Write names that fit (team.name, team.alias), or let an administrator exempt the writer from the policy.";
        return [{ problem, mend }];
      });
      return { evidence: naming === "" ? "no policy" : naming, wrong };
    },
  },
  {
    id: "blocked-words",
    area,
    title: "no name of a team holds a word that the tenant has blocked",
    ...{ needs, permission, isAsked },
    look: async (facts) => {
      const { blockedWords } = await facts.reads.groupRules();
      const wrong = teamsOf(facts).flatMap(({ label, props }): Shortcoming[] => {
        const word = [props.displayName, props.mailNickname]
          .map((name) => blockedWordIn(name, blockedWords))
          .find(Boolean);
        return word === undefined
          ? []
          : [
              {
                problem: `${label}: "${word}" is a blocked word`,
                mend: "Write another name, or unblock the word in Entra, Groups, Naming policy.",
              },
            ];
      });
      return { evidence: `${blockedWords.length} blocked words`, wrong };
    },
  },
  {
    id: "people-create-teams",
    area,
    title: "people may make a team or channel from Collaborate, as they are offered there",
    ...{ needs, permission },
    isAsked: ({ environment }) => environment?.collaboration?.basic === true,
    look: async (facts) => {
      const { mayEverybodyCreate, creators } = await facts.reads.groupRules();
      if (mayEverybodyCreate) return { evidence: "everybody may", wrong: [] };
      const members =
        creators === "" ? [] : await facts.api.graph.list(`/groups/${creators}/members?$select=id&$top=999`);
      const may = new Set(members.map((member) => textAt(member, "id").toLowerCase()));
      const { people, byName } = await facts.reads.accounts();
      const outside = people.filter(({ upn, isOwner }) => isOwner && !may.has(byName.get(upn)?.id ?? ""));
      const problem = `only members of ${creators === "" ? "no group" : `group ${creators}`} may make teams; ${outside.length} owners of teams are not in it: ${named(outside)}`;
      const mend = "Add them to that group, or tell them to link records to channels that are there.";
      return { evidence: `${may.size} people may`, wrong: outside.length === 0 ? [] : [{ problem, mend }] };
    },
  },
];

function named(people: readonly { readonly label: string }[]): string {
  const shown = people
    .slice(0, 3)
    .map(({ label }) => label)
    .join(", ");
  return people.length > 3 ? `${shown}, …` : shown;
}
