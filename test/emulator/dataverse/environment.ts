// One Dataverse environment: its tables with their flags and rows. Plain data beside the definitions.
import { guidFrom, toSeconds, type World } from "../world.ts";
import type { OwnRelation } from "./own-relation.ts";
import type { TableDefinition } from "./tables.ts";
import { tables } from "./tables.ts";

export interface Row {
  readonly id: string;
  version: number;
  /** Values by column; lookups hold the id. Unset columns are not there. */
  readonly values: Record<string, unknown>;
}

export interface TableState {
  /** Replaced as a whole when columns or keys are added. */
  definition: TableDefinition;
  /** Made or changed in this environment: kept with its rows. */
  isOwn: boolean;
  readonly metadataId: string;
  readonly rows: Map<string, Row>;
  /** Rows that are gone, for change tracking. */
  readonly deletions: { readonly id: string; readonly version: number }[];
  isTeamsEnabled: boolean;
  /** The state of the flag before the last change of the action, and when that change shows. */
  lateFlag: { before: boolean; dueMilliseconds: number } | undefined;
  isDocumentManagementEnabled: boolean;
}

export class Environment {
  readonly key: string;
  /** The address the environment has in the real world, for example https://contoso-dev.crm4.dynamics.com. */
  readonly url: string;
  readonly organizationId: string;
  readonly businessUnitId: string;
  /** False: the Office Productivity solution is not installed. */
  hasTeamsSolution = true;
  readonly tables = new Map<string, TableState>();
  readonly #tableBySet = new Map<string, TableState>();
  /** User id to ids of the roles it has. */
  readonly rolesOfUser = new Map<string, Set<string>>();
  /** Relations that were made here. */
  readonly relations: OwnRelation[] = [];
  /** What is related by relations with many rows on both sides: both ids, joined by a blank, by schema name. */
  readonly pairs = new Map<string, Set<string>>();
  readonly #userByApp = new Map<string, string>();
  #lastVersion = 1000;
  #undo: (() => void)[] | undefined;

  constructor(key: string, url: string) {
    this.key = key;
    this.url = url;
    this.organizationId = guidFrom(`organization ${key}`);
    this.businessUnitId = guidFrom(`business unit ${key}`);
    // The table of tables first: each has a row there.
    const first = tables.filter(({ logicalName }) => logicalName === "entity");
    for (const definition of [...first, ...tables.filter((other) => !first.includes(other))])
      this.addTable(definition);
  }

  /** Adds an empty table, and its row in the table of tables. */
  addTable(definition: TableDefinition, isOwn = false): TableState {
    const { logicalName } = definition;
    const state: TableState = {
      definition,
      isOwn,
      metadataId: guidFrom(`table ${logicalName}`),
      rows: new Map(),
      deletions: [],
      isTeamsEnabled: false,
      lateFlag: undefined,
      isDocumentManagementEnabled: false,
    };
    this.putBack(state);
    return state;
  }

  removeTable({ definition, metadataId }: TableState): void {
    this.tables.delete(definition.logicalName);
    this.#tableBySet.delete(definition.entitySetName);
    this.#tablesAsRows.delete(metadataId);
  }

  /** Puts a table under its names; also takes back a removal. */
  putBack(table: TableState): void {
    const { logicalName, entitySetName } = table.definition;
    this.tables.set(logicalName, table);
    this.#tableBySet.set(entitySetName, table);
    const { metadataId: id } = table;
    this.#tablesAsRows.set(id, {
      id,
      version: 1,
      values: { entityid: id, name: logicalName, logicalname: logicalName },
    });
  }

  /** True for a table that every environment has. */
  isFromStart(logicalName: string): boolean {
    return tables.some((definition) => definition.logicalName === logicalName);
  }

  /** Rows of the table of tables. */
  get #tablesAsRows(): Map<string, Row> {
    return this.tables.get("entity")?.rows ?? new Map<string, Row>();
  }

  /** The table with this logical name. Throws for a name that is not defined: a mistake of the caller. */
  table(logicalName: string): TableState {
    const found = this.tables.get(logicalName);
    if (found === undefined) throw new Error(`No table "${logicalName}" is defined`);
    return found;
  }

  /** The table of an entity set, unless its solution is not installed. */
  tableOfSet(entitySetName: string): TableState | undefined {
    const found = this.#tableBySet.get(entitySetName);
    return found?.definition.isFromTeamsSolution === true && !this.hasTeamsSolution ? undefined : found;
  }

  get organization(): Row {
    const row = this.table("organization").rows.get(this.organizationId);
    if (row === undefined) throw new Error("An environment has an organization row");
    return row;
  }

  userOfApp(appId: string): Row | undefined {
    return this.table("systemuser").rows.get(this.#userByApp.get(appId.toLowerCase()) ?? "");
  }

  /** Adds a row with the defaults of its columns. */
  insert(
    logicalName: string,
    id: string,
    values: Record<string, unknown>,
    world: World,
    userId?: string,
  ): Row {
    const { definition, rows } = this.table(logicalName);
    const now = toSeconds(world.now());
    const row: Row = {
      id,
      version: 0,
      values: { [definition.primaryId]: id, createdon: now, createdby: userId ?? null },
    };
    for (const [name, column] of Object.entries(definition.columns)) {
      if (column.otherwise !== undefined) row.values[name] = column.otherwise;
    }
    rows.set(id, row);
    this.remember(() => rows.delete(id));
    this.change(row, values, world, userId);
    if (logicalName === "systemuser" && typeof row.values["applicationid"] === "string") {
      this.#userByApp.set(row.values["applicationid"].toLowerCase(), id);
    }
    return row;
  }

  /** Writes values into a row and gives it a new version. */
  change(row: Row, values: Record<string, unknown>, world: World, userId?: string): void {
    if (this.#undo !== undefined) {
      const before = { version: row.version, values: { ...row.values } };
      this.remember(() => {
        row.version = before.version;
        for (const name of Object.keys(row.values)) delete row.values[name];
        Object.assign(row.values, before.values);
      });
    }
    row.version = this.#nextVersion();
    Object.assign(row.values, values, {
      modifiedon: toSeconds(world.now()),
      modifiedby: userId ?? row.values["modifiedby"] ?? null,
      versionnumber: row.version,
    });
  }

  /** Takes a row away and leaves a trace for change tracking. */
  delete(table: TableState, row: Row): void {
    table.rows.delete(row.id);
    table.deletions.push({ id: row.id, version: this.#nextVersion() });
    this.remember(() => {
      table.rows.set(row.id, row);
      table.deletions.pop();
    });
  }

  /** Number of the last change. */
  get version(): number {
    return this.#lastVersion;
  }

  #nextVersion(): number {
    this.#lastVersion += 1;
    return this.#lastVersion;
  }

  /** All of the work or, when it throws, nothing of it. */
  atomically<Result>(work: () => Result): Result {
    const outer = this.#undo;
    const log: (() => void)[] = [];
    this.#undo = log;
    try {
      const result = work();
      outer?.push(...log);
      return result;
    } catch (problem) {
      for (const undo of log.reverse()) undo();
      throw problem;
    } finally {
      this.#undo = outer;
    }
  }

  /** Says how to take back a change that was just made, should the work around it fail. */
  remember(undo: () => void): void {
    this.#undo?.push(undo);
  }

  isAdministrator(userId: string): boolean {
    const roles = this.table("role").rows;
    return [...(this.rolesOfUser.get(userId) ?? [])].some(
      (roleId) => roles.get(roleId)?.values["name"] === "System Administrator",
    );
  }

  /** What a metadata read shows of the flag: the old state until the lag is over. */
  teamsFlag(table: TableState, now: Date): boolean {
    const { lateFlag } = table;
    if (lateFlag !== undefined && lateFlag.dueMilliseconds > now.getTime()) return lateFlag.before;
    return table.isTeamsEnabled;
  }
}
