// The tenant's state and the indexes over it. Handlers change state through these methods only, so that no
// index can go stale; key reads never scan.
import { emptyPlanner } from "./planner.ts";
import { usualPolicies } from "./policies.ts";
import type {
  AdministrativeUnit,
  Application,
  Audit,
  AuditQuery,
  DirectoryObject,
  Grant,
  Group,
  RoleAssignment,
  InstalledApp,
  ServicePrincipal,
  TeamsApp,
  TeamsAudit,
  User,
} from "./model.ts";
import { Fresh } from "./fresh.ts";
import { Past } from "./past.ts";

/** Relations of a group whose targets are directory objects. */
export type GroupRelation = "owners" | "members";

export class Tenant {
  readonly id: string;
  readonly domain: string;
  readonly displayName: string;
  /** Live objects by id, in the order they were made. */
  readonly users = new Map<string, User>();
  readonly groups = new Map<string, Group>();
  readonly servicePrincipals = new Map<string, ServicePrincipal>();
  readonly applications = new Map<string, Application>();
  readonly units = new Map<string, AdministrativeUnit>();
  /** Soft-deleted objects by id. */
  readonly deleted = new Map<string, DirectoryObject>();
  readonly grants = new Map<string, Grant>();
  readonly assignments = new Map<string, RoleAssignment>();
  readonly teamsApps = new Map<string, TeamsApp>();
  readonly audits: Audit[] = [];
  readonly teamsAudits: TeamsAudit[] = [];
  readonly auditQueries = new Map<string, AuditQuery>();
  readonly planner = emptyPlanner();
  /** What an administrator has set for the whole tenant. */
  readonly policies = usualPolicies();
  /** User id to the apps installed for the person, by catalogue id. */
  readonly userApps = new Map<string, Map<string, InstalledApp>>();
  /** Groups whose change of owners or members Teams has yet to see. */
  lateRosters: { groupId: string; dueMilliseconds: number }[] = [];
  /** What lists do not show yet, and what they show still. Edges have the key of `edgeKey`. */
  readonly fresh = new Fresh<DirectoryObject>();
  /** How objects and grants were before they were changed lately. */
  readonly past = new Past<DirectoryObject | Grant>();
  readonly #usersByName = new Map<string, string>();
  readonly #groupsByUniqueName = new Map<string, string>();
  readonly #groupsByAlias = new Map<string, Set<string>>();
  readonly #principalsByAppId = new Map<string, string>();
  readonly #applicationsByAppId = new Map<string, string>();
  readonly #groupsOf = {
    owners: new Map<string, Set<string>>(),
    members: new Map<string, Set<string>>(),
  };

  constructor(id: string, domain: string, displayName: string) {
    this.id = id;
    this.domain = domain;
    this.displayName = displayName;
  }

  /** The live object with this id, of whatever kind. */
  object(id: string): DirectoryObject | undefined {
    const key = id.toLowerCase();
    return (
      this.users.get(key) ??
      this.groups.get(key) ??
      this.servicePrincipals.get(key) ??
      this.applications.get(key) ??
      this.units.get(key)
    );
  }

  /** Finds a user by object id or user principal name, whatever the case. */
  user(idOrName: string): User | undefined {
    const key = idOrName.toLowerCase();
    return this.users.get(key) ?? this.users.get(this.#usersByName.get(key) ?? "");
  }

  group(id: string): Group | undefined {
    return this.groups.get(id.toLowerCase());
  }

  groupByUniqueName(uniqueName: string): Group | undefined {
    return this.groups.get(this.#groupsByUniqueName.get(uniqueName.toLowerCase()) ?? "");
  }

  /** Groups with this mail alias. */
  groupsByAlias(alias: string): Group[] {
    const ids = this.#groupsByAlias.get(alias.toLowerCase());
    return [...(ids ?? [])].flatMap((id) => this.groups.get(id) ?? []);
  }

  servicePrincipalByAppId(appId: string): ServicePrincipal | undefined {
    return this.servicePrincipals.get(this.#principalsByAppId.get(appId.toLowerCase()) ?? "");
  }

  applicationByAppId(appId: string): Application | undefined {
    return this.applications.get(this.#applicationsByAppId.get(appId.toLowerCase()) ?? "");
  }

  /** Puts an object among the live ones (a new one, or one that is restored). */
  add(object: DirectoryObject): void {
    this.fresh.noteMade(object.id);
    this.past.noteNone(object.id);
    switch (object.kind) {
      case "user":
        this.users.set(object.id, object);
        this.#usersByName.set(object.userPrincipalName.toLowerCase(), object.id);
        return;
      case "group":
        this.groups.set(object.id, object);
        this.#indexGroup(object);
        return;
      case "servicePrincipal":
        this.servicePrincipals.set(object.id, object);
        this.#principalsByAppId.set(object.appId.toLowerCase(), object.id);
        return;
      case "administrativeUnit":
        this.units.set(object.id, object);
        return;
      case "application":
        this.applications.set(object.id, object);
        this.#applicationsByAppId.set(object.appId.toLowerCase(), object.id);
        return;
    }
  }

  /** Takes an object out of the live ones and out of every index. Edges from it and to it stay for a restore. */
  remove(object: DirectoryObject): void {
    this.fresh.noteGone(object);
    this.past.note(object);
    switch (object.kind) {
      case "user":
        this.users.delete(object.id);
        this.#usersByName.delete(object.userPrincipalName.toLowerCase());
        // Teams forgets the person at once; the groups keep the edge until the purge.
        for (const group of this.groupsOf(object.id, "members")) group.team?.members.delete(object.id);
        return;
      case "group":
        this.#unindexGroup(object);
        this.groups.delete(object.id);
        return;
      case "servicePrincipal":
        this.servicePrincipals.delete(object.id);
        this.#principalsByAppId.delete(object.appId.toLowerCase());
        return;
      case "administrativeUnit":
        this.units.delete(object.id);
        return;
      case "application":
        this.applications.delete(object.id);
        this.#applicationsByAppId.delete(object.appId.toLowerCase());
        return;
    }
  }

  /** Changes the keys of a group and keeps the indexes right. */
  rekeyGroup(group: Group, change: () => void): void {
    this.#unindexGroup(group);
    change();
    this.#indexGroup(group);
  }

  rekeyUser(user: User, userPrincipalName: string): void {
    this.#usersByName.delete(user.userPrincipalName.toLowerCase());
    user.userPrincipalName = userPrincipalName;
    this.#usersByName.set(userPrincipalName.toLowerCase(), user.id);
  }

  /** Adds an edge. Adding one that is there changes nothing. */
  link(group: Group, relation: GroupRelation, id: string): void {
    if (!group[relation].has(id)) {
      this.past.note(group);
      this.fresh.noteMade(edgeKey(group, relation, id));
    }
    group[relation].add(id);
    addTo(this.#groupsOf[relation], id, group.id);
  }

  unlink(group: Group, relation: GroupRelation, id: string): void {
    if (group[relation].has(id)) this.past.note(group);
    group[relation].delete(id);
    this.#groupsOf[relation].get(id)?.delete(group.id);
  }

  /** Live groups the object is owner or member of. */
  groupsOf(id: string, relation: GroupRelation): Group[] {
    const ids = this.#groupsOf[relation].get(id.toLowerCase());
    return [...(ids ?? [])].flatMap((groupId) => this.groups.get(groupId) ?? []);
  }

  /** True when both ends of a grant or assignment are live: those of a deleted principal are not to be seen. */
  isLiveGrant(grant: Grant): boolean {
    return this.servicePrincipals.has(grant.clientId) && this.servicePrincipals.has(grant.resourceId);
  }

  isLiveAssignment(assignment: RoleAssignment): boolean {
    return (
      this.object(assignment.principalId) !== undefined && this.servicePrincipals.has(assignment.resourceId)
    );
  }

  #indexGroup(group: Group): void {
    if (group.uniqueName !== null) this.#groupsByUniqueName.set(group.uniqueName.toLowerCase(), group.id);
    addTo(this.#groupsByAlias, group.mailNickname.toLowerCase(), group.id);
    for (const id of group.owners) addTo(this.#groupsOf.owners, id, group.id);
    for (const id of group.members) addTo(this.#groupsOf.members, id, group.id);
  }

  #unindexGroup(group: Group): void {
    if (group.uniqueName !== null) this.#groupsByUniqueName.delete(group.uniqueName.toLowerCase());
    this.#groupsByAlias.get(group.mailNickname.toLowerCase())?.delete(group.id);
    for (const id of group.owners) this.#groupsOf.owners.get(id)?.delete(group.id);
    for (const id of group.members) this.#groupsOf.members.get(id)?.delete(group.id);
  }

  /** Takes an object away for good: from now on it is no longer owner or member of anything. Until then what is
   *  deleted keeps its edges, unseen, and has them again after a restore. */
  purge(id: string): void {
    const object = this.deleted.get(id);
    if (object !== undefined) this.past.note(object, "deleted");
    this.deleted.delete(id);
    for (const unit of this.units.values()) unit.members.delete(id);
    for (const owned of [...this.applications.values(), ...this.servicePrincipals.values()])
      owned.owners.delete(id);
    for (const relation of ["owners", "members"] as const) {
      for (const group of this.groupsOf(id, relation)) {
        this.unlink(group, relation, id);
        group.team?.members.delete(id);
      }
    }
  }
}

/** How a fresh edge is called. */
export function edgeKey(group: Group, relation: GroupRelation, id: string): string {
  return `${group.id} ${relation} ${id}`;
}

function addTo(index: Map<string, Set<string>>, key: string, value: string): void {
  const values = index.get(key);
  if (values === undefined) index.set(key, new Set([value]));
  else values.add(value);
}
