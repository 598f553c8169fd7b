/** Somebody who owns a team or is in it, as the directory shows the account. */
export interface TeamPerson {
  /** Object id of the account. */
  readonly id: string;
  /** User principal name in lower case; unset when the directory hides it. */
  readonly upn?: string;
  readonly isGuest?: boolean;
  readonly isEnabled?: boolean;
  /** Texts of the account that may name a workplace: office, department, company. */
  readonly places?: readonly string[];
}

/** A team as the tenant shows it. What could not be read is unset, which is not the same as empty. */
export interface FoundTeam {
  readonly id: string;
  readonly displayName: string;
  readonly description?: string;
  readonly mailNickname?: string;
  readonly uniqueName?: string;
  readonly visibility?: string;
  /** Time as the service writes it, ISO 8601. */
  readonly createdDateTime?: string;
  readonly expirationDateTime?: string;
  /** A rule decides who is in it. */
  readonly isDynamic?: boolean;
  /** Synchronized from a directory on premises. */
  readonly isSynced?: boolean;
  /** Roles of Entra can be given to it, or an administrative unit restricts who manages it. */
  readonly isRestricted?: boolean;
  /** Class, staff or other team of a school. */
  readonly specialization?: string;
  readonly isArchived?: boolean;
  /** Waits in the bin since then, ISO 8601. */
  readonly deletedDateTime?: string;
  readonly owners?: readonly TeamPerson[];
  /** Everybody in it, owners too. */
  readonly members?: readonly TeamPerson[];
  readonly channels?: readonly string[];
}

/** A person of the config, as accounts are recognized: by object id, else by name. */
export interface StaffPerson {
  readonly id: string;
  readonly name: string;
  /** In lower case. */
  readonly upn: string;
  /** In lower case. */
  readonly objectId?: string;
}

/** A store that may have a team already. */
export interface EstateStore {
  readonly nodeId: string;
  readonly storeNumber: string;
  readonly name: string;
  /** Names of the nodes above, nearest first. */
  readonly above: readonly string[];
  /** Other codes that the config has for it: channel, party, values of attributes that hold a digit. */
  readonly codes: readonly string[];
  /** The mark that its team would carry. */
  readonly uniqueName: string;
  /** The alias and name that its team would get. */
  readonly alias: string;
  readonly teamName: string;
  readonly managers: readonly StaffPerson[];
  readonly workers: readonly StaffPerson[];
  /** False: config does not say who works there, so strangers in a team say nothing. */
  readonly namesWorkers: boolean;
  readonly isClosed: boolean;
  readonly existingTeamId?: string;
}

/** One row of a list of stores and teams that somebody keeps: headquarters' mapping, an uploaded hierarchy. */
export interface MappingRow {
  /** What the row calls the store: number, or name where the list has no numbers. */
  readonly store: string;
  readonly teamId: string;
  /** `file:line`. */
  readonly place: string;
  /** headquarters: the integration itself keeps it. byHand: somebody typed it once. */
  readonly keptBy: "headquarters" | "byHand";
  /** The frontline service decides who is in the team. */
  readonly isFlexible?: boolean;
}

/** Everything that stores and teams are matched by. */
export interface Estate {
  readonly stores: readonly EstateStore[];
  readonly teams: readonly FoundTeam[];
  readonly mapping: readonly MappingRow[];
  /** Ids, in lower case, of teams that config has given to something else, with what for. */
  readonly taken: ReadonlyMap<string, string>;
  /** Names of the channels that config gives every store. */
  readonly usualChannels: readonly string[];
}
