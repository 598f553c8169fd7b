import type { ClientSecret } from "../../../schemas/types/resources.ts";
import type { Reader, Writer } from "../../core/api.ts";
import { changedFields, sameValue } from "../../core/compare.ts";
import {
  asRemoteId,
  presentId,
  type Applied,
  type Observation,
  type Place,
  type ResourceType,
  type Step,
} from "../../core/resource-type.ts";
import { addPassword, keysRecalled, passwordsNamed, removePassword, type SecretKey } from "./passwords.ts";
import {
  disableVersions,
  keepInVault,
  refuseForeignSecret,
  storedIn,
  type StoredVersion,
} from "./secret-store.ts";
import { nameOfApp } from "./service-principals.ts";

/** What only the service knows. */
export interface ClientSecretRemote {
  /** Secrets of the app that carry our name, oldest first. */
  readonly keys: readonly SecretKey[];
  /** The one whose value is kept where config says; unset when there is none, or it is no longer valid. */
  readonly keyInUse: string | undefined;
  /** Its value, where the state keeps it. */
  readonly value: string | undefined;
  /** Versions of ours in the key vault that can still be read. */
  readonly versions: readonly StoredVersion[];
  /** When all this was seen. */
  readonly nowMilliseconds: number;
}

const millisecondsADay = 86_400_000;
const create = "client secret";

/**
 * A client secret of an app registration, kept in the state as a secret output or in a key vault, and renewed in
 * time. The new one is made while the earlier one is still valid; that one goes after the overlap. One that carries
 * our name and is newer than the one in use was left by a run that ended before it could keep the value: it goes at
 * once. When none is in use, nothing says what the others are for: they count as earlier ones.
 * Source: Microsoft Graph "application: addPassword", "removePassword", read 2026-11.
 */
export const clientSecret: ResourceType<ClientSecret, ClientSecretRemote> = {
  token: "graph:ClientSecret",
  permissions: { observe: ["Application.Read.All"], apply: ["Application.ReadWrite.All"] },
  secretOutputs: ["clientSecret"],
  title: (props) => `client secret "${props.displayName}" of ${nameOfApp(props)}`,
  check: problemsOf,
  observe,
  refuseAdoption: () => undefined,

  plan: (desired, observed) => {
    const makeOne: Step = { kind: "create", part: create, body: { ...desired } };
    if (observed.kind === "absent") return [makeOne];
    const { appId, uniqueName, displayName } = desired;
    const identity = changedFields({ appId, uniqueName, displayName }, observed.value);
    if (identity.length > 0) return [{ kind: "replace", part: create, because: identity }];
    const isKept = sameValue(desired.keyVault, observed.value.keyVault);
    const needsOne = !isKept || isDue(desired, observed.remote);
    const gone = keysToRemove(desired, observed.remote);
    const dead = deadVersions(observed.remote, gone);
    return [
      ...(needsOne ? [makeOne] : []),
      ...(dead.length > 0 ? [{ kind: "unlink" as const, part: "key vault", targets: dead }] : []),
      ...gone.map((keyId): Step => ({ kind: "delete", part: partOf(keyId) })),
    ];
  },

  planRemoval: (_last, observed) => {
    if (observed.kind === "absent") return [];
    const { keys, versions } = observed.remote;
    const readable = versions.map(({ version }) => version);
    return [
      ...(readable.length > 0 ? [{ kind: "unlink" as const, part: "key vault", targets: readable }] : []),
      ...keys.map(({ keyId }): Step => ({ kind: "delete", part: partOf(keyId) })),
    ];
  },

  apply: async (api, step, { props, observed }) => {
    if (step.kind === "create") return makeSecret(api, props, observed);
    const id = presentId(observed);
    if (step.kind === "unlink") await disableVersions(api, props.keyVault, step.targets);
    else if (step.kind === "delete")
      await removePassword(api, applicationIn(id), step.part.slice(partOf("").length));
    else throw new Error(`a client secret has no step "${step.kind}"`);
    return id;
  },

  describe: ({ value }, mentioned) =>
    Object.fromEntries(
      Object.keys(mentioned)
        .map((field): [string, unknown] => [field, value[field as keyof ClientSecret]])
        .filter(([, found]) => found !== undefined),
    ),
  remember: ({ keys, keyInUse, value }) => ({
    keys,
    ...(keyInUse === undefined ? {} : { keyInUse }),
    ...(value === undefined ? {} : { clientSecret: value }),
  }),
  recall: ({ keys, keyInUse, clientSecret: value }, nowMilliseconds) => ({
    keys: keysRecalled(keys),
    keyInUse: typeof keyInUse === "string" ? keyInUse : undefined,
    value: typeof value === "string" ? value : undefined,
    versions: [],
    nowMilliseconds,
  }),
};

function problemsOf({ appId, uniqueName, validDays, renewDaysBefore, overlapDays }: ClientSecret) {
  const problems = [];
  if ((appId === undefined) === (uniqueName === undefined)) {
    const reason = "must be an application id or the name of a registration, one of the two";
    problems.push({ property: "appId", reason });
  }
  if (renewDaysBefore >= validDays) {
    const reason = `must be less than validDays (${validDays}), or each run would make a new secret`;
    problems.push({ property: "renewDaysBefore", reason });
  }
  if (overlapDays > renewDaysBefore) {
    const reason = `must not be more than renewDaysBefore (${renewDaysBefore}): the earlier one is not valid for longer`;
    problems.push({ property: "overlapDays", reason });
  }
  return problems;
}

function partOf(keyId: string): string {
  return `client secret:${keyId}`;
}

/** The id is that of the resource, not of one secret: those come and go. */
function idOf(applicationId: string, displayName: string): string {
  return `${applicationId}/${displayName}`;
}

function applicationIn(id: string): string {
  return id.slice(0, id.indexOf("/"));
}

function keyInUseOf({ keys, keyInUse }: ClientSecretRemote): SecretKey | undefined {
  return keys.find(({ keyId }) => keyId === keyInUse);
}

/** True when none is in use, or the one in use ends soon. */
function isDue({ renewDaysBefore }: ClientSecret, remote: ClientSecretRemote): boolean {
  const inUse = keyInUseOf(remote);
  if (inUse === undefined) return true;
  return inUse.endMilliseconds - remote.nowMilliseconds <= renewDaysBefore * millisecondsADay;
}

/** Those that a killed run left, and earlier ones after the overlap or their own end. Never the one in use. */
function keysToRemove({ overlapDays }: ClientSecret, remote: ClientSecretRemote): readonly string[] {
  const inUse = keyInUseOf(remote);
  if (inUse === undefined) return [];
  const { nowMilliseconds } = remote;
  const isOverlapOver = nowMilliseconds >= inUse.startMilliseconds + overlapDays * millisecondsADay;
  return remote.keys
    .filter(({ keyId }) => keyId !== inUse.keyId)
    .filter(
      ({ startMilliseconds, endMilliseconds }) =>
        startMilliseconds > inUse.startMilliseconds || isOverlapOver || endMilliseconds <= nowMilliseconds,
    )
    .map(({ keyId }) => keyId);
}

/** Readable versions in the vault whose secret is gone or goes now. */
function deadVersions({ keys, versions }: ClientSecretRemote, gone: readonly string[]): readonly string[] {
  const alive = new Set(keys.map(({ keyId }) => keyId).filter((keyId) => !gone.includes(keyId)));
  return versions.filter(({ keyId }) => !alive.has(keyId)).map(({ version }) => version);
}

async function observe(
  api: Reader,
  props: ClientSecret,
  { id, remembered }: Place,
): Promise<Observation<ClientSecret, ClientSecretRemote>> {
  const found = await passwordsNamed(api, id === undefined ? undefined : applicationIn(id), props);
  if (found === undefined || found.keys.length === 0) return { kind: "absent" };
  const nowMilliseconds = api.clock.nowMilliseconds();
  const { versions, keyIdOnTop } = await storedIn(api, props);
  const known = clientSecret.recall(remembered, nowMilliseconds);
  const isInState = props.keyVault === undefined && known.value !== undefined;
  const kept = isInState ? known.keyInUse : keyIdOnTop;
  const isValid = ({ keyId, endMilliseconds }: SecretKey): boolean =>
    keyId === kept && endMilliseconds > nowMilliseconds;
  const keyInUse = found.keys.find(isValid)?.keyId;
  const { keyVault, ...policy } = props;
  return {
    kind: "present",
    id: asRemoteId(idOf(found.applicationId, props.displayName)),
    value: { ...policy, ...(keyVault === undefined || keyInUse === undefined ? {} : { keyVault }) },
    remote: {
      keys: found.keys,
      keyInUse,
      value: isInState && keyInUse !== undefined ? known.value : undefined,
      versions,
      nowMilliseconds,
    },
  };
}

/** Makes a secret and keeps its value where config says, or leaves nothing behind. */
async function makeSecret(
  api: Writer,
  props: ClientSecret,
  observed: Observation<ClientSecret, ClientSecretRemote>,
): Promise<Applied> {
  const where = clientSecret.title(props);
  if (props.keyVault !== undefined) await refuseForeignSecret(api, props, props.keyVault, where);
  const keysBefore = observed.kind === "present" ? observed.remote.keys : [];
  const made = await addPassword(api, props, keysBefore, where);
  const id = asRemoteId(idOf(made.applicationId, props.displayName));
  if (props.keyVault === undefined)
    return { id, remembered: { keyInUse: made.key.keyId, clientSecret: made.value } };
  try {
    await keepInVault(api, props, props.keyVault, made);
  } catch (error) {
    // Nobody has the value. When this fails too, the next run finds it: newer than the one in use.
    await removePassword(api, made.applicationId, made.key.keyId).catch(() => undefined);
    throw error;
  }
  return { id, remembered: {} };
}
