// Passwords and keys of applications and service principals. Source: "application: addPassword",
// "servicePrincipal: addTokenSigningCertificate", "passwordCredential resource type", "keyCredential resource type".
import { createHash } from "node:crypto";
import { directoryErrors } from "../errors/directory.ts";
import type { Reply } from "../http/message.ts";
import { isObject, type JsonObject } from "../json.ts";
import type { Property } from "../odata/entity-type.ts";
import type { Application, ClientSecret, ServicePrincipal } from "../tenant/model.ts";
import { toSeconds } from "../world.ts";
import { bodyOf, type Call, ok } from "./call.ts";
import { objectsOf } from "./objects-of.ts";

type Holder = Application | ServicePrincipal;

function secretBody({
  keyId,
  secretText,
  displayName,
  startDateTime,
  endDateTime,
}: ClientSecret): JsonObject {
  return {
    customKeyIdentifier: null,
    displayName,
    endDateTime,
    hint: secretText.slice(0, 3),
    keyId,
    secretText: null,
    startDateTime,
  };
}

export const passwordCredentials: Property<Holder> = {
  type: "Collection(Object)",
  read: ({ secrets }) => secrets.map(secretBody),
  write: "always",
  complex: "passwordCredential",
};

/** The key itself is told only when $select names the property on one object. */
export const keyCredentials: Property<Holder> = {
  type: "Collection(Object)",
  read: ({ properties }, { isSelected }) =>
    (objectsOf(properties["keyCredentials"]) ?? []).map((credential) =>
      isSelected === true && credential["usage"] !== "Sign" ? credential : { ...credential, key: null },
    ),
  write: "always",
  complex: "keyCredential",
};

/** A secret as wished. Throws 400 for times that are none. */
export function newSecret(call: Call, wish: JsonObject): ClientSecret {
  const now = call.world.now();
  const inTwoYears = new Date(now);
  inTwoYears.setUTCFullYear(now.getUTCFullYear() + 2);
  const timeOf = (name: string, otherwise: Date): string => {
    const value = wish[name];
    if (value === undefined || value === null) return toSeconds(otherwise);
    if (typeof value !== "string" || Number.isNaN(Date.parse(value)))
      throw directoryErrors.invalidValue(name);
    return toSeconds(new Date(value));
  };
  return {
    keyId: call.world.guid(),
    secretText: `emu~${call.world.guid().replaceAll("-", "")}`,
    displayName: typeof wish["displayName"] === "string" ? wish["displayName"] : null,
    startDateTime: timeOf("startDateTime", now),
    endDateTime: timeOf("endDateTime", inTwoYears),
  };
}

/** Throws 400 where the tenant's policy for credentials forbids the secret. Source: "passwordCredentialConfiguration". */
function checkPolicy(call: Call, { createdDateTime }: Application, secret: ClientSecret): void {
  const { isEnabled, passwordCredentials } = call.tenant.policies.appManagement;
  for (const { restrictionType, state, maxLifetime, restrictForAppsCreatedAfterDateTime: from } of isEnabled
    ? passwordCredentials
    : []) {
    if (state === "disabled" || (typeof from === "string" && createdDateTime < from)) continue;
    if (restrictionType === "passwordAddition") throw directoryErrors.secretForbidden();
    const days = /^P(\d+)D$/.exec(String(maxLifetime))?.[1];
    const lifetime = Date.parse(secret.endDateTime) - Date.parse(secret.startDateTime);
    if (restrictionType === "passwordLifetime" && days !== undefined && lifetime > Number(days) * 86_400_000)
      throw directoryErrors.secretTooLong();
  }
}

/** The new secret is in the answer, this once. */
export function addPassword(call: Call, holder: Holder): Reply {
  const wish = isObject(call.body["passwordCredential"]) ? call.body["passwordCredential"] : {};
  const secret = newSecret(call, wish);
  if (holder.kind === "application") checkPolicy(call, holder, secret);
  holder.secrets.push(secret);
  return ok({
    "@odata.context": `${call.origin}/${call.version}/$metadata#microsoft.graph.passwordCredential`,
    ...secretBody(secret),
    secretText: secret.secretText,
  });
}

export function removePassword(call: Call, holder: Holder): void {
  const { keyId } = bodyOf(call);
  const kept = holder.secrets.filter((secret) => secret.keyId !== keyId);
  if (kept.length === holder.secrets.length) throw directoryErrors.noSuchPassword();
  holder.secrets = kept;
}

/** Secrets in a new object are made by the service; in a change they can only be left out. */
export function secretsIn(call: Call, sent: unknown, present: readonly ClientSecret[]): ClientSecret[] {
  return (objectsOf(sent) ?? []).map((wish) => {
    const held = present.find(({ keyId }) => keyId === wish["keyId"]);
    if (held === undefined && present.length + (wish["keyId"] === undefined ? 0 : 1) > 0)
      throw directoryErrors.passwordByAction();
    return held ?? newSecret(call, wish);
  });
}

/** Keys as sent, with what the service adds: an id, the thumbprint, the times. Throws 400 without a key. */
export function keysIn(call: Call, sent: unknown, present: unknown): JsonObject[] {
  const held = objectsOf(present) ?? [];
  return (objectsOf(sent) ?? []).map((wish) => {
    const before = held.find(({ keyId }) => keyId !== undefined && keyId === wish["keyId"]);
    const key = wish["key"] ?? before?.["key"];
    if (typeof key !== "string") throw directoryErrors.required("keyCredentials/key");
    const thumbprint = createHash("sha1").update(Buffer.from(key, "base64")).digest("base64");
    return {
      customKeyIdentifier: thumbprint,
      displayName: null,
      endDateTime: null,
      keyId: call.world.guid(),
      startDateTime: toSeconds(call.world.now()),
      type: "AsymmetricX509Cert",
      usage: "Verify",
      ...before,
      ...Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== null)),
      key,
    };
  });
}
