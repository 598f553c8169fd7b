import { selectPeople } from "../../schemas/people.ts";
import type { Person } from "../../schemas/types/org.ts";
import { costOfLeaving } from "./cost.ts";
import { peopleIn } from "./node.ts";
import { at, costLines, section, teamsIn, type Explained } from "./parts.ts";

/** `person "p-201" (Sam Miller, sam.miller@contoso.example)`. */
export function personWords({ id, name, upn }: Person): string {
  return `person "${id}" (${name === undefined ? upn : `${name}, ${upn}`})`;
}

/** A person: who names them, the teams that follow, what it costs when they leave. */
export function personLines(all: Explained, person: Person, index: number): readonly string[] {
  const principal = person.upn.toLowerCase();
  const teams = teamsIn(all.derived.flatMap(({ resources }) => resources)).filter(
    ({ props }) => props.roster[principal] !== undefined,
  );
  const named = (all.org.nodes ?? []).flatMap((node, nodeIndex) =>
    (["managers", "workers"] as const).flatMap((part) => {
      const position = peopleIn(node, part).indexOf(person.id);
      if (position < 0) return [];
      const what = part === "managers" ? "manages" : "works in";
      return [
        `${what} ${node.kind} "${node.id}" (${node.name})  ← ${at(all, ["nodes", nodeIndex, part, position])}`,
      ];
    }),
  );
  return [
    personWords(person),
    `  declared at ${at(all, ["people", index])}${person.roles === undefined ? "" : `, roles ${person.roles.join(", ") || "none"}`}`,
    ...section("Named by", [...named, ...selectedLines(all, person)]),
    ...section(
      "Leads to",
      teams.map(({ label, name, props }) => `${props.roster[principal] ?? ""} of ${label} (${name})`),
    ),
    ...(teams.length === 0 ? section("Leads to", ["no team"]) : []),
    ...section("Costs", teams.length === 0 ? [] : costLines([costOfLeaving(teams, principal)])),
  ];
}

/** The communications team takes people by role. */
function selectedLines(all: Explained, person: Person): readonly string[] {
  const team = all.org.communicationsTeam;
  if (team === undefined) return [];
  return (["owners", "members"] as const).flatMap((part) => {
    const role = part === "owners" ? "communicationsManager" : "regionalManager";
    if (!selectPeople(team[part], role, all.org.people ?? []).includes(person)) return [];
    const path = ["communicationsTeam", ...(team[part] === undefined ? [] : [part])];
    return [
      `${part} of the communications team, which takes role ${team[part]?.role ?? role}  ← ${at(all, path)}`,
    ];
  });
}
