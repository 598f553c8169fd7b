import type { CallSite } from "./errors.ts";
import type { Encoded } from "../../schemas/text/encoded.ts";

/** JSON as a service sends it: nothing is known until it is asked for. */
export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * A successful answer (status 200..299). `body` is JSON that nobody has looked at, undefined when the service sent
 * none: a decoder of answers.ts says what it is, or that it says nothing.
 */
export interface ApiResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly site: CallSite;
}

/**
 * Reads of one service. Paths start with "/" and have neither host nor version; an address that the service itself
 * gave may come whole, and is refused when it leads elsewhere. An answer that is no answer to what was asked throws
 * BadAnswerError, after the read was repeated.
 */
export interface ServiceReader {
  /** Throws ApiError for every answer that is not a success, 404 included. */
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<JsonObject>;
  /** As `get`, but undefined when the service answers 404. */
  find(path: string, headers?: Readonly<Record<string, string>>): Promise<JsonObject | undefined>;
  /** All pages of a collection. Throws rather than return a part. */
  list(path: string, headers?: Readonly<Record<string, string>>): Promise<readonly JsonObject[]>;
}

export type WriteMethod = "POST" | "PATCH" | "PUT" | "DELETE";

export interface ServiceWriter extends ServiceReader {
  /** Throws ApiError for every answer that is not a success. A POST is never repeated by itself. */
  send(
    method: WriteMethod,
    path: string,
    body?: JsonObject,
    headers?: Readonly<Record<string, string>>,
  ): Promise<ApiResponse>;
}

/** Who is who: user principal names (always in lower case) and object ids, looked up in bulk and kept. */
export interface People {
  /** Object id by user principal name. Names that the tenant does not know are left out. */
  idsByName(names: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** User principal name by object id. Ids that the tenant does not know are left out. */
  namesById(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Why the last look at a name gave no id, with the mend, where more is known than that there is none. */
  whyUnknown?(name: string): string | undefined;
}

/** What a run waits for, and since when it does. */
export interface Waiting {
  readonly what: string;
  readonly sinceMilliseconds: number;
}

/** Time as an argument, so that tests need not wait. */
export interface Clock {
  nowMilliseconds(): number;
  /** `waiting` is for people who wait with it. */
  sleep(milliseconds: number, waiting?: Waiting): Promise<void>;
}

/** Files that a run makes for people, by path relative to the output folder. */
export interface OutputReader {
  /** The text, or undefined when there is no such file. Throws for every other failure. */
  read(path: string): Promise<string | undefined>;
}

export interface OutputWriter extends OutputReader {
  /** Writes the whole file at once: a reader sees the old text or the new one, never a part. */
  write(path: string, text: Encoded<"csv">): Promise<void>;
  /** Gone already is success. */
  remove(path: string): Promise<void>;
}

/** The last upload of a targeting hierarchy, or the one that was asked for. */
export interface HierarchyUploadStatus {
  readonly requestId: string;
  /** Starting, Validating, Successful or Failed. */
  readonly status: string;
  readonly errorMessage: string;
  readonly fileName: string;
}

/** The one service without a documented REST interface: the PowerShell module MicrosoftTeams on this machine. */
export interface TeamsShellReader {
  /** Undefined when it can be used; else why not, in one sentence. */
  missing(): Promise<string | undefined>;
  /** Undefined when nothing was ever uploaded. Throws ApiError for every other failure. */
  hierarchyStatus(requestId?: string): Promise<HierarchyUploadStatus | undefined>;
}

export interface TeamsShellWriter extends TeamsShellReader {
  /** Starts an upload of a file of the output folder and returns its request id. */
  setHierarchy(path: string): Promise<string>;
  /** Removes the tenant's hierarchy. Gone already is success. */
  removeHierarchy(): Promise<void>;
}

/** What `observe` gets: it cannot write. */
export interface Reader {
  readonly graph: ServiceReader;
  readonly outputs: OutputReader;
  readonly teamsShell: TeamsShellReader;
  /** `origin` such as https://contoso-dev.crm4.dynamics.com. */
  dataverse(origin: string): ServiceReader;
  /** `origin` such as https://contoso-teams.vault.azure.net. What it is asked for here are names and tags, not values. */
  vault(origin: string): ServiceReader;
  readonly people: People;
  readonly clock: Clock;
}

/** What `apply` gets. */
export interface Writer extends Reader {
  readonly graph: ServiceWriter;
  readonly outputs: OutputWriter;
  readonly teamsShell: TeamsShellWriter;
  dataverse(origin: string): ServiceWriter;
  vault(origin: string): ServiceWriter;
}
