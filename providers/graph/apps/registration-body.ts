import type { AppRegistration } from "../../../schemas/types/resources.ts";
import { madeIn } from "../../core/answers.ts";
import type { JsonObject, Reader, Writer } from "../../core/api.ts";
import { RefusedError } from "../../core/errors.ts";
import { textAt } from "../../core/json.ts";
import { quoted } from "../../core/odata.ts";
import { asRemoteId, type RemoteId } from "../../core/resource-type.ts";
import { requiredResourceAccess } from "./requested-permissions.ts";

/** What create and change send. Fields that config does not mention are not sent. */
export async function registrationBody(api: Reader, props: AppRegistration): Promise<JsonObject> {
  const { displayName, signInAudience, redirectUris, permissions } = props;
  return {
    displayName,
    signInAudience,
    ...(redirectUris === undefined ? {} : { web: { redirectUris } }),
    ...(permissions === undefined
      ? {}
      : { requiredResourceAccess: await requiredResourceAccess(api, permissions) }),
  };
}

/**
 * Makes the registration by upsert on its uniqueName. Refuses when another one has the same display name: it is
 * probably the one that was clicked together before, and people could not tell the two apart.
 */
export async function createRegistration(
  api: Writer,
  props: AppRegistration,
  where: string,
): Promise<RemoteId> {
  const { existingAppId, uniqueName, displayName } = props;
  if (existingAppId !== undefined) {
    throw new RefusedError(
      `${where}: the tenant has no app registration with this application id. ` +
        "Correct appId in the config, or leave it out to register a new app.",
    );
  }
  const filter = encodeURIComponent(`displayName eq ${quoted(displayName)}`);
  const namesakes = await api.graph.list(`/applications?$filter=${filter}&$select=id,appId,uniqueName`);
  const other = namesakes.find((application) => application["uniqueName"] !== uniqueName);
  if (other !== undefined) {
    throw new RefusedError(
      `${where}: the tenant has an app registration of this name already (${textAt(other, "appId")}). ` +
        `Write \`appId: ${textAt(other, "appId")}\` to take it over, or choose another displayName.`,
    );
  }
  const path = `/applications(uniqueName='${encodeURIComponent(uniqueName)}')`;
  const body = await registrationBody(api, props);
  const sent = await api.graph.send("PATCH", path, body, { prefer: "create-if-missing" });
  // 204 without a body: it was there already.
  return asRemoteId(textAt(madeIn(sent) ?? (await api.graph.get(`${path}?$select=id`)), "id"));
}
