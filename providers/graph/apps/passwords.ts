import type { ClientSecret } from "../../../schemas/types/resources.ts";
import { objectIn } from "../../core/answers.ts";
import type { JsonObject, Reader, Writer } from "../../core/api.ts";
import { sameValue } from "../../core/compare.ts";
import { ApiError, isNotFound, isPassing, RefusedError } from "../../core/errors.ts";
import { isObject, objectsAt, textAt } from "../../core/json.ts";
import { nameOfApp } from "./service-principals.ts";

/** One secret of an app, without its value: that is told once, when it is made. */
export interface SecretKey {
  readonly keyId: string;
  readonly startMilliseconds: number;
  readonly endMilliseconds: number;
}

/** Secrets of an application that carry one name. */
export interface NamedPasswords {
  /** Object id of the application. */
  readonly applicationId: string;
  /** Oldest first. */
  readonly keys: readonly SecretKey[];
}

/** A secret with its value, which nobody will tell again. */
export interface MadePassword {
  readonly applicationId: string;
  readonly key: SecretKey;
  readonly value: string;
}

/** Looks by object id where it is known, else by the application's own key. Undefined: the application is not there. */
export async function passwordsNamed(
  api: Reader,
  applicationId: string | undefined,
  { appId, uniqueName, displayName }: ClientSecret,
): Promise<NamedPasswords | undefined> {
  const key =
    applicationId !== undefined
      ? `/${applicationId}`
      : appId !== undefined
        ? `(appId='${appId}')`
        : `(uniqueName='${encodeURIComponent(uniqueName ?? "")}')`;
  const application = await api.graph.find(`/applications${key}?$select=id,passwordCredentials`);
  if (application === undefined) return undefined;
  const keys = objectsAt(application, "passwordCredentials")
    .filter((one) => sameValue(one["displayName"], displayName))
    .map(keyIn)
    .toSorted((left, right) => left.startMilliseconds - right.startMilliseconds);
  return { applicationId: textAt(application, "id"), keys };
}

function keyIn(credential: JsonObject): SecretKey {
  return {
    keyId: textAt(credential, "keyId"),
    startMilliseconds: Date.parse(textAt(credential, "startDateTime")),
    endMilliseconds: Date.parse(textAt(credential, "endDateTime")),
  };
}

/** Keys as the state holds them. */
export function keysRecalled(remembered: unknown): readonly SecretKey[] {
  if (!Array.isArray(remembered)) return [];
  return remembered
    .filter(isObject)
    .flatMap(({ keyId, startMilliseconds, endMilliseconds }) =>
      typeof keyId === "string" &&
      typeof startMilliseconds === "number" &&
      typeof endMilliseconds === "number"
        ? [{ keyId, startMilliseconds, endMilliseconds }]
        : [],
    );
}

/**
 * Makes one more secret. A call whose outcome is unknown may have made one whose value nobody knows: what was not
 * there before is taken away again, and the failure goes on to the caller, who looks and tries anew.
 * Source: Microsoft Graph "application: addPassword", read 2026-11.
 */
export async function addPassword(
  api: Writer,
  props: ClientSecret,
  keysBefore: readonly SecretKey[],
  where: string,
): Promise<MadePassword> {
  const application = await passwordsNamed(api, undefined, props);
  if (application === undefined) {
    throw new RefusedError(
      `${where}: the tenant has no app registration ${nameOfApp(props)}. ` +
        "Correct appId, or add `registration` to the app under integration.apps.",
    );
  }
  const { applicationId } = application;
  const endMilliseconds = api.clock.nowMilliseconds() + props.validDays * 86_400_000;
  const passwordCredential = {
    displayName: props.displayName,
    endDateTime: new Date(endMilliseconds).toISOString(),
  };
  try {
    const sent = await api.graph.send("POST", `/applications/${applicationId}/addPassword`, {
      passwordCredential,
    });
    const body = objectIn(sent);
    return { applicationId, key: keyIn(body), value: textAt(body, "secretText") };
  } catch (error) {
    if (isPassing(error)) await removeUnknown(api, props, [...keysBefore, ...application.keys]);
    throw error;
  }
}

async function removeUnknown(api: Writer, props: ClientSecret, known: readonly SecretKey[]): Promise<void> {
  const now = await passwordsNamed(api, undefined, props);
  const unknown = (now?.keys ?? []).filter(({ keyId }) => !known.some((key) => key.keyId === keyId));
  for (const { keyId } of unknown) await removePassword(api, now?.applicationId ?? "", keyId);
}

/** Takes a secret away. Gone already is success. Source: Microsoft Graph "application: removePassword", read 2026-11. */
export async function removePassword(api: Writer, applicationId: string, keyId: string): Promise<void> {
  try {
    await api.graph.send("POST", `/applications/${applicationId}/removePassword`, { keyId });
  } catch (error) {
    // The service says 400 and "No password credential found with keyId" when it is not there.
    const isGone =
      isNotFound(error) ||
      (error instanceof ApiError &&
        error.status === 400 &&
        /no password credential found/i.test(error.serviceMessage));
    if (!isGone) throw error;
  }
}
