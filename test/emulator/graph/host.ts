// What the Graph service needs of the emulator around it.
import type { Gate } from "../gate.ts";
import type { Reply, Request, Trace } from "../http/message.ts";
import type { Identity } from "../identity/identity.ts";
import type { Lag } from "../lag.ts";
import type { Tenant } from "../tenant/tenant.ts";
import type { World } from "../world.ts";

export interface GraphHost {
  readonly tenant: Tenant;
  readonly world: World;
  readonly lag: Lag;
  readonly identity: Identity;
  /** Faults and limits. Absent for what is done by hand. */
  readonly gate?: Gate;
  /** Writes a batch item to the journal and the counters. */
  record(request: Request, reply: Reply, trace: Trace, durationMilliseconds: number): void;
}
