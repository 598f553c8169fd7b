// How long things take to be seen. Off by default: what was written is there at once.
import { isObject } from "./json.ts";

/** Unit of all: seconds of the tenant's clock. */
export interface Lag {
  /** From POST /teams (and archive) until the operation succeeds and the team can be read. */
  readonly teamCreationSeconds: number;
  /** From the creation of a group until Teams can find it: PUT /groups/{id}/team is 404 until then. */
  readonly newGroupSeconds: number;
  /** From a change of group owners or members until Teams sees it. */
  readonly groupToTeamSeconds: number;
  /** From the creation of a private channel until its members and tabs can be reached: 404 until then. */
  readonly privateChannelSeconds: number;
  /** From a create, delete or change of an edge until directory lists show it. Reads by key show it at once. */
  readonly directorySeconds: number;
  /** From a change in the directory until delta tells it. */
  readonly deltaSeconds: number;
  /** From a write in the directory until its audit log tells it. */
  readonly directoryAuditSeconds: number;
  /** From an act in Teams until a search in the audit can find it. */
  readonly auditEventSeconds: number;
  /** How long a search in the audit takes. */
  readonly auditSearchSeconds: number;
  /** From msdyn_SetTeamsDocumentStatus until the table's flag shows it. */
  readonly tableFlagSeconds: number;
}

export const noLag: Lag = {
  teamCreationSeconds: 0,
  newGroupSeconds: 0,
  groupToTeamSeconds: 0,
  privateChannelSeconds: 0,
  directorySeconds: 0,
  deltaSeconds: 0,
  directoryAuditSeconds: 0,
  auditEventSeconds: 0,
  auditSearchSeconds: 0,
  tableFlagSeconds: 0,
};

/** Short enough to wait for, long enough to be met. The services themselves promise nothing. */
export const typicalLag: Lag = {
  teamCreationSeconds: 20,
  newGroupSeconds: 15,
  groupToTeamSeconds: 900,
  privateChannelSeconds: 10,
  directorySeconds: 5,
  deltaSeconds: 60,
  directoryAuditSeconds: 120,
  auditEventSeconds: 4500,
  auditSearchSeconds: 60,
  tableFlagSeconds: 10,
};

/** Reads `{ "mode": "none" | "typical" }`, `{ "…Seconds": number }`, or both: the numbers win.
 *  Without a mode the other times stay as in `present`. Throws Error with what was expected. */
export function readLag(sent: unknown, present: Lag): Lag {
  if (!isObject(sent)) throw new Error("expected an object");
  const { mode, ...seconds } = sent;
  if (mode !== undefined && mode !== "none" && mode !== "typical") {
    throw new Error('mode: expected "none" or "typical"');
  }
  const result: Record<string, number> = {
    ...(mode === undefined ? present : mode === "none" ? noLag : typicalLag),
  };
  for (const [name, value] of Object.entries(seconds)) {
    if (!(name in noLag)) {
      throw new Error(`"${name}" is not known; expected mode, ${Object.keys(noLag).join(", ")}`);
    }
    if (typeof value !== "number" || !(value >= 0)) throw new Error(`${name}: expected seconds, 0 or more`);
    result[name] = value;
  }
  return result as unknown as Lag;
}
