import type { ConnectedServices } from "../../../providers/clients/connect.ts";
import { RefusedError } from "../../../providers/core/errors.ts";
import { vendorValues } from "../../../schemas/vendor/facts.ts";
import { vendorIn } from "../../config/load-org.ts";
import { loadStack } from "../../config/load-stack.ts";
import { deriveTenant } from "../../derive/tenant/enterprise-apps.ts";
import { examine } from "../../doctor/examine.ts";
import type { Facts, Identities, Machine } from "../../doctor/facts.ts";
import { sharedReads } from "../../doctor/reads/all.ts";
import type { DoctorReport } from "../../doctor/report.ts";
import type { Access } from "../../permissions/least.ts";
import { declaredIdentity } from "../../permissions/find-identities.ts";
import { connectAs } from "../first-checks/connect-as.ts";
import { aboutThis } from "../run/about-this.ts";
import { projectRoot } from "../run/places.ts";
import { thisMachine } from "./machine.ts";

type Variables = Readonly<Record<string, string | undefined>>;

export interface DoctorRequest {
  readonly stack: string;
  readonly stackFile: string;
  /** Says who we are and where the services are. */
  readonly environment: Variables;
  readonly reader?: string | undefined;
  readonly writer?: string | undefined;
}

/** Looks at everything that a stack needs. Throws ConfigError: without config nothing is known to be needed. */
export async function examineStack(request: DoctorRequest): Promise<DoctorReport> {
  const { stack, stackFile, environment } = request;
  const { loaded, target } = loadStack(stackFile);
  const facts = await factsOf(request);
  const lines = await examine(facts);
  return { stack, about: await aboutThis(target, [stackFile, ...loaded.files], environment), lines };
}

/** Everything that rows look at; nothing is sent yet. `services` and `machine`: unset: as they are. */
export async function factsOf(
  { stack, stackFile, environment, reader, writer }: DoctorRequest,
  services: ConnectedServices | RefusedError = servicesIn(environment),
  machine?: Machine,
): Promise<Facts> {
  const { loaded, derived, target, program, settings } = loadStack(stackFile);
  const { org, places } = loaded;
  const key = settings["environment"];
  const connected = (): ConnectedServices => {
    if (services instanceof RefusedError) throw services;
    return services;
  };
  const scope = {
    ...{ org, derived },
    tenantWide: deriveTenant(org, places),
    environment: program === "environment" ? org.environments?.find((one) => one.key === key) : undefined,
    vendor: vendorValues(vendorIn(settings)),
  };
  return {
    ...{ stack, program, target },
    ...scope,
    machine: machine ?? (await thisMachine(environment, stackFile, projectRoot)),
    identities: identitiesOf(stack, { read: reader, write: writer }),
    reads: sharedReads({ ...scope, api: connected, signIn: async () => connected().signIn() }),
    get api() {
      return connected();
    },
  };
}

/** The services, or why the environment leads to none: the rows about this machine are told all the same. */
function servicesIn(environment: Variables): ConnectedServices | RefusedError {
  try {
    return connectAs(environment);
  } catch (error) {
    if (error instanceof RefusedError) return error;
    throw error;
  }
}

/** Named ones first, then those that a stack of the program identities declares; none where neither is there. */
function identitiesOf(stack: string, named: Readonly<Record<Access, string | undefined>>): Identities {
  const identityOf = (access: Access): string | undefined => {
    if (named[access] !== undefined) return named[access];
    try {
      return declaredIdentity(stack, access).displayName;
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      return undefined;
    }
  };
  const [read, write] = [identityOf("read"), identityOf("write")];
  return { ...(read === undefined ? {} : { read }), ...(write === undefined ? {} : { write }) };
}
