import type { VendorValues } from "../vendor/facts.ts";
import type { IndexedPerson, OrgModel } from "../org-model.ts";
import { hasLeft, selectPeople } from "../people.ts";
import type { DocumentPath } from "../problem.ts";
import { closest, suggester } from "../suggest.ts";
import { dayAfter } from "../task-targets.ts";
import { decideTeam } from "../team-settings.ts";
import { declaredChannels } from "./channel-rules.ts";
import { count, duplicates } from "./rule.ts";
import type { Claim, RuleFinding } from "./rule.ts";

function named({ person }: IndexedPerson): string {
  return person.name === undefined ? `"${person.id}"` : `"${person.id}" (${person.name})`;
}

/** R8: a store without manager gets no team. */
export function* storesHaveManagers(model: OrgModel): Iterable<RuleFinding> {
  const gone = new Set(model.people.flatMap(({ person }) => (hasLeft(person) ? [person.id] : [])));
  for (const { node, index, settings } of model.stores) {
    const managers = (node.managers ?? []).filter((id) => !gone.has(id));
    const decision = decideTeam({ ...node, managers }, settings);
    if (decision.team || decision.ruleId !== "R8") continue;
    const path = ["nodes", index, "managers"];
    if (settings.onDestroy === "delete") {
      yield {
        path,
        severity: "error",
        message: "no manager: a team that exists would be deleted, because onDestroy is delete",
        mend: "Name a manager, or keep the team: `team: { onDestroy: retain }`.",
      };
    } else if (node.closed === undefined) {
      const workers = node.workers?.length ?? 0;
      const alone =
        workers === 0 ? "" : `; ${count(workers, "worker")} ${workers === 1 ? "is" : "are"} left out with it`;
      yield {
        path,
        message: `no manager, so the store gets no team${alone}`,
        mend: "Name a manager: only a manager can own the team.",
      };
    }
  }
  yield* communicationsOwner(model);
}

function* communicationsOwner({ root, people, complete }: OrgModel): Iterable<RuleFinding> {
  const team = root.communicationsTeam;
  if (team === undefined || !complete) return;
  const all = people.map(({ person }) => person);
  if (selectPeople(team.owners, "communicationsManager", all).length > 0) return;
  // Owners who are named but not declared are told by R10.
  if ((team.owners?.people ?? []).length > 0) return;
  yield {
    path: ["communicationsTeam", "owners"],
    message: "nobody would own the communications team, so it is not made",
    mend: "Give somebody the role communicationsManager, or name owners: `owners: { people: [ … ] }`.",
  };
}

/** R10: who and what is referred to exists, and each person is one person. */
export function* referencesExist(model: OrgModel): Iterable<RuleFinding> {
  yield* peopleExist(model);
  yield* legalEntitiesExist(model);
  yield* appsExist(model);
  yield* peopleAreDistinct(model);
  yield* peopleAreNoGuests(model);
}

/** A team takes guests by invitation only, in a role of their own, so config could never reach what it says. */
function* peopleAreNoGuests({ people }: OrgModel): Iterable<RuleFinding> {
  for (const { person, index } of people) {
    if (!/#ext#/i.test(person.upn)) continue;
    yield {
      path: ["people", index, "upn"],
      message: `"${person.upn}" is a guest of the tenant (#EXT#): guests are neither owners nor members that config can set`,
      mend: "Take the person out, and let an owner invite the guest in Teams; or write an account of this tenant.",
    };
  }
}

function* personReferences(model: OrgModel): Iterable<{ id: string; path: DocumentPath }> {
  const { nodes, root } = model;
  for (const { node, index } of nodes) {
    for (const [at, id] of (node.managers ?? []).entries())
      yield { id, path: ["nodes", index, "managers", at] };
    for (const [at, id] of (node.team?.requiredOwners ?? []).entries())
      yield { id, path: ["nodes", index, "team", "requiredOwners", at] };
    if (node.kind !== "store") continue;
    for (const [at, id] of (node.workers ?? []).entries())
      yield { id, path: ["nodes", index, "workers", at] };
  }
  for (const part of ["owners", "members"] as const) {
    for (const [at, id] of (root.communicationsTeam?.[part]?.people ?? []).entries()) {
      yield { id, path: ["communicationsTeam", part, "people", at] };
    }
  }
  for (const [at, id] of (root.defaults?.team?.requiredOwners ?? []).entries())
    yield { id, path: ["defaults", "team", "requiredOwners", at] };
  yield* privateReferences(model);
}

/** People of private channels, once for each place where they are declared. */
function* privateReferences(model: OrgModel): Iterable<{ id: string; path: DocumentPath }> {
  for (const { channels, at } of declaredChannels(model)) {
    for (const [index, channel] of channels.entries()) {
      for (const part of ["owners", "members"] as const) {
        for (const [position, id] of (channel.private?.[part] ?? []).entries()) {
          yield { id, path: [...at, index, "private", part, position] };
        }
      }
    }
  }
}

function* peopleExist(model: OrgModel): Iterable<RuleFinding> {
  if (!model.knows("people")) return;
  const suggest = suggester(() => model.personIds);
  const files = model.peopleFiles.join(", ");
  for (const { id, path } of personReferences(model)) {
    if (model.personIds.has(id)) continue;
    const meant = suggest(id);
    const person = meant === undefined ? undefined : model.personById.get(meant);
    const hint =
      meant === undefined ? "" : `Did you mean ${person === undefined ? `"${meant}"` : named(person)}? `;
    const declared = files === "" ? "under `people`" : `in ${files}`;
    const mend =
      hint === ""
        ? `Write the id of somebody who is declared, or add the person ${declared}.`
        : `${hint}People are declared ${declared}.`;
    yield { path, message: `no person has the id "${id}"`, mend };
  }
}

function* legalEntitiesExist({ nodes, root, knows }: OrgModel): Iterable<RuleFinding> {
  if (root.legalEntities === undefined || !knows("legalEntities")) return;
  const ids = new Set(root.legalEntities.map(({ id }) => id));
  for (const { node, index } of nodes) {
    const { legalEntity } = node;
    if (legalEntity === undefined || ids.has(legalEntity)) continue;
    const meant = closest(legalEntity, ids);
    yield {
      path: ["nodes", index, "legalEntity"],
      message: `no legal entity has the id "${legalEntity}"`,
      mend: meant === undefined ? "Add it under `legalEntities`." : `Did you mean "${meant}"?`,
    };
  }
}

function* appsExist({ root }: OrgModel): Iterable<RuleFinding> {
  const keys = new Set((root.integration?.apps ?? []).map(({ key }) => key));
  for (const [index, { app }] of (root.integration?.consent ?? []).entries()) {
    if (keys.has(app)) continue;
    const meant = closest(app, keys);
    yield {
      path: ["integration", "consent", index, "app"],
      message: `no app has the key "${app}"`,
      mend: meant === undefined ? "Add it under `integration.apps`." : `Did you mean "${meant}"?`,
    };
  }
}

type PersonEntry = OrgModel["people"][number];

/** The values that are there more than once. Most lists have none, so nothing else is kept of 700,000 people. */
function thereAgain(
  people: readonly PersonEntry[],
  valueOf: (entry: PersonEntry) => string | undefined,
): ReadonlySet<string> {
  const seen = new Set<string>();
  const again = new Set<string>();
  for (const entry of people) {
    const value = valueOf(entry);
    if (value === undefined) continue;
    if (seen.has(value)) again.add(value);
    else seen.add(value);
  }
  return again;
}

function* peopleAreDistinct({ people }: OrgModel): Iterable<RuleFinding> {
  for (const [key, kind] of [
    ["id", "id"],
    ["upn", "user principal name"],
    ["objectId", "object id"],
    ["personnelNumber", "personnel number"],
  ] as const) {
    const valueOf = ({ person }: PersonEntry): string | undefined => {
      const value = person[key];
      return key === "id" || key === "personnelNumber" ? value : value?.toLowerCase();
    };
    const again = thereAgain(people, valueOf);
    if (again.size === 0) continue;
    const claims = people.flatMap((entry): Claim[] => {
      const value = valueOf(entry);
      if (value === undefined || !again.has(value)) return [];
      return [
        { value, text: entry.person[key] ?? value, path: ["people", entry.index, key], by: named(entry) },
      ];
    });
    yield* duplicates(claims, ({ text }, first) => ({
      message:
        key === "id"
          ? `the id "${text}" is there twice`
          : `the ${kind} ${text} belongs to ${first.by} already`,
      mend:
        key === "id"
          ? "Give one of the two an id of its own, or remove it."
          : "Correct one of the two, or remove it.",
    }));
  }
}

/** R26: somebody's status, and the days on which it holds. */
export function* statusesHold({ people }: OrgModel): Iterable<RuleFinding> {
  for (const { person, index } of people) {
    const { status = "active", statusFrom, statusUntil } = person;
    for (const [key, day] of [
      ["statusFrom", statusFrom],
      ["statusUntil", statusUntil],
    ] as const) {
      if (day === undefined) continue;
      const path = ["people", index, key];
      if (dayAfter(day, 0) === undefined) {
        yield { path, message: `"${day}" is no day of the calendar`, mend: "Write a day that exists." };
      } else if (status === "active") {
        const message = `the status of ${named({ person, index })} is active, so "${key}" says nothing`;
        yield { path, message, mend: "Write `status: leave` or `status: left` as well, or remove the day." };
      }
    }
    if (statusFrom === undefined || statusUntil === undefined || statusFrom <= statusUntil) continue;
    yield {
      path: ["people", index, "statusUntil"],
      message: `the status would end on ${statusUntil}, before it begins on ${statusFrom}`,
      mend: "Put the two days in their order.",
    };
  }
}

/** R12: nobody is in one store twice. */
export function* oncePerStore({ stores }: OrgModel): Iterable<RuleFinding> {
  for (const { node, index } of stores) {
    const seen = new Map<string, string>();
    for (const part of ["managers", "workers"] as const) {
      for (const [at, id] of (node[part] ?? []).entries()) {
        const before = seen.get(id);
        seen.set(id, before ?? part);
        if (before === undefined) continue;
        yield {
          path: ["nodes", index, part, at],
          message:
            before === part ? `"${id}" is in the list twice` : `"${id}" is a manager of this store as well`,
          mend:
            before === part
              ? "Remove one."
              : "Remove it here: a manager owns the team, which is more than being a member.",
        };
      }
    }
  }
}

/** R13: how many stores one worker, and how many teams one person may have. */
export function* storesPerPerson(model: OrgModel): Iterable<RuleFinding> {
  const worksIn = new Map<string, string[]>();
  const teams = new Map<string, number>();
  for (const { node, settings } of model.stores) {
    if (!decideTeam(node, settings).team) continue;
    const workers = new Set(node.workers);
    for (const id of workers) {
      const stores = worksIn.get(id);
      if (stores === undefined) worksIn.set(id, [node.name]);
      else stores.push(node.name);
    }
    for (const id of new Set([...workers, ...(node.managers ?? [])])) teams.set(id, (teams.get(id) ?? 0) + 1);
  }
  const max = model.root.defaults?.maxStoresPerWorker;
  for (const [id, stores] of worksIn) {
    const entry = model.personById.get(id);
    if (entry === undefined || max === undefined || stores.length <= max) continue;
    yield {
      path: ["people", entry.index],
      message: `works in ${count(stores.length, "store")} (${listed(stores)}); at most ${String(max)} allowed`,
      mend: "Take the person out of some, or raise `defaults.maxStoresPerWorker`.",
    };
  }
  for (const [id, amount] of teams) {
    const entry = model.personById.get(id);
    if (entry === undefined || amount <= model.vendor.teamsOfOnePerson) continue;
    yield {
      path: ["people", entry.index],
      message: `would be in ${count(amount, "team")}; Teams allows ${model.vendor.teamsOfOnePerson.toLocaleString("en-US")}`,
      mend: "Take the person out of some stores.",
    };
  }
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(", ");
  return names.length > 5 ? `${shown}, …` : shown;
}

/** R14: regional managers are communications managers, because they publish tasks. */
export function* regionalManagersCommunicate({ nodes, people, personById }: OrgModel): Iterable<RuleFinding> {
  const reasons = new Map<IndexedPerson, string>();
  for (const entry of people) {
    if (entry.person.roles?.includes("regionalManager") === true)
      reasons.set(entry, "has the role regionalManager");
  }
  for (const { node } of nodes) {
    if (node.kind === "store") continue;
    for (const id of node.managers ?? []) {
      const entry = personById.get(id);
      if (entry !== undefined && !reasons.has(entry))
        reasons.set(entry, `manages the ${node.kind} "${node.name}"`);
    }
  }
  for (const [entry, reason] of reasons) {
    if (entry.person.roles?.includes("communicationsManager") === true) continue;
    yield {
      path: ["people", entry.index, "roles"],
      message: `${reason} but lacks the role communicationsManager`,
      mend: "Add communicationsManager: regional managers publish through the communications team.",
    };
  }
}

/** R15: limits of one team. */
export function* teamLimits(model: OrgModel): Iterable<RuleFinding> {
  for (const { node, index } of model.stores) {
    yield* rosterLimits(
      ["nodes", index, "managers"],
      ["nodes", index, "workers"],
      node.managers ?? [],
      node.workers ?? [],
      model.vendor,
    );
  }
  const team = model.root.communicationsTeam;
  if (team === undefined) return;
  const people = model.people.map(({ person }) => person);
  const owners = selectPeople(team.owners, "communicationsManager", people).map(({ id }) => id);
  const members = selectPeople(team.members, "regionalManager", people).map(({ id }) => id);
  yield* rosterLimits(
    ["communicationsTeam", "owners"],
    ["communicationsTeam", "members"],
    owners,
    members,
    model.vendor,
  );
}

function* rosterLimits(
  ownersAt: DocumentPath,
  membersAt: DocumentPath,
  owners: readonly string[],
  members: readonly string[],
  vendor: VendorValues,
): Iterable<RuleFinding> {
  if (owners.length > vendor.teamOwners) {
    yield {
      path: ownersAt,
      message: `${count(owners.length, "owner")} are too many for one team: at most ${String(vendor.teamOwners)}`,
      mend: "Make some of them members.",
    };
  }
  const all = owners.length + members.length;
  if (all > vendor.teamPeople) {
    yield {
      path: membersAt,
      message: `${count(all, "person", "people")} are too many for one team: at most ${vendor.teamPeople.toLocaleString("en-US")}`,
      mend: "Name fewer people.",
    };
  }
}
