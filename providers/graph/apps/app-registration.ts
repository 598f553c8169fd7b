import type { AppRegistration } from "../../../schemas/types/resources.ts";
import type { JsonObject, Reader } from "../../core/api.ts";
import { changedFields } from "../../core/compare.ts";
import { optionalObject, optionalText, textAt } from "../../core/json.ts";
import {
  asRemoteId,
  presentId,
  type Observation,
  type Place,
  type ResourceType,
} from "../../core/resource-type.ts";
import { federatedCredentialsOf, federationSteps, writeFederation } from "./federated-credentials.ts";
import { createRegistration, registrationBody } from "./registration-body.ts";
import { addOwners, ownerIdsByName, removeOwners } from "./registration-owners.ts";
import { permissionsIn } from "./requested-permissions.ts";

/** What only the service knows. */
export interface RegistrationRemote {
  readonly appId: string;
  /** Object id by user principal name, of the owners who are people. */
  readonly owners: Readonly<Record<string, string>>;
  /** Id of each federated credential by its name. */
  readonly federated: Readonly<Record<string, string>>;
}

/**
 * An application that this tenant registers for itself. Made by upsert on its uniqueName, so that a repeated create
 * finds the first one; one that was registered by hand is taken over by its application id. Client secrets are not
 * its matter: those that are there stay. Source: Microsoft Graph "application", "Upsert application", read 2026-11.
 */
export const appRegistration: ResourceType<AppRegistration, RegistrationRemote> = {
  token: "graph:AppRegistration",
  permissions: {
    observe: ["Application.Read.All"],
    // A registration that somebody else made is not owned by this identity, so OwnedBy would not do.
    apply: ["Application.ReadWrite.All"],
    sometimes: [
      {
        in: "observe",
        permission: "User.Read.All",
        for: "look up the owners",
        when: ({ owners }) => owners !== undefined && owners.length > 0,
      },
    ],
  },
  title: (props) => `app registration ${props.displayName} (${props.existingAppId ?? props.uniqueName})`,
  check: () => [],
  observe,

  refuseAdoption: (desired, observed) =>
    desired.existingAppId === undefined || observed.value.signInAudience !== undefined
      ? undefined
      : "it is open to other organizations. Make it single tenant first, when nobody outside needs it.",

  plan: (desired, observed) => {
    if (observed.kind === "absent")
      return [{ kind: "create", part: "app registration", body: { ...desired } }];
    const { uniqueName, existingAppId, owners, federatedCredentials, ...fields } = desired;
    const identity = changedFields(
      existingAppId === undefined ? { uniqueName } : { existingAppId },
      observed.value,
    );
    if (identity.length > 0) return [{ kind: "replace", part: "app registration", because: identity }];
    const changes = changedFields(fields, observed.value);
    const there: readonly string[] = observed.value.owners ?? [];
    const missing = (owners ?? []).filter((owner) => !there.includes(owner));
    const extra = owners === undefined ? [] : there.filter((owner) => !owners.includes(owner));
    return [
      ...(changes.length > 0 ? [{ kind: "update" as const, part: "app registration", changes }] : []),
      ...(missing.length > 0 ? [{ kind: "link" as const, part: "owners", targets: missing }] : []),
      ...(extra.length > 0 ? [{ kind: "unlink" as const, part: "owners", targets: extra }] : []),
      ...federationSteps(federatedCredentials, observed.value.federatedCredentials),
    ];
  },

  planRemoval: (_last, observed) =>
    observed.kind === "absent" ? [] : [{ kind: "delete", part: "app registration" }],

  apply: async (api, step, { props, observed }) => {
    const where = appRegistration.title(props);
    if (step.kind === "create" && step.part === "app registration")
      return createRegistration(api, props, where);
    const id = presentId(observed);
    const remote =
      observed.kind === "present" ? observed.remote : appRegistration.recall({}, api.clock.nowMilliseconds());
    const path = `/applications/${id}`;
    if (step.part.startsWith("federated credential:")) {
      await writeFederation(api, path, step, props.federatedCredentials ?? {}, remote.federated);
    } else if (step.kind === "link") await addOwners(api, path, step.targets, where);
    else if (step.kind === "unlink") await removeOwners(api, path, step.targets, remote.owners);
    else if (step.kind === "delete") await api.graph.send("DELETE", path);
    else if (step.kind === "update") await api.graph.send("PATCH", path, await registrationBody(api, props));
    else throw new Error(`an app registration has no step "${step.kind}"`);
    return id;
  },

  describe: (observed, mentioned) =>
    Object.fromEntries(
      Object.keys(mentioned)
        .map((field): [string, unknown] => [field, observed.value[field as keyof AppRegistration]])
        .filter(([, value]) => value !== undefined),
    ),
  remember: ({ appId }) => ({ appId }),
  recall: ({ appId }) => ({ appId: typeof appId === "string" ? appId : "", owners: {}, federated: {} }),
};

const fields = "id,appId,uniqueName,displayName,signInAudience,web,requiredResourceAccess";

async function observe(
  api: Reader,
  props: AppRegistration,
  { id }: Place,
): Promise<Observation<AppRegistration, RegistrationRemote>> {
  const path = id === undefined ? pathOf(props) : `/applications/${id}`;
  const application = await api.graph.find(`${path}?$select=${fields}`);
  if (application === undefined) return { kind: "absent" };
  const at = `/applications/${textAt(application, "id")}`;
  const owners = props.owners === undefined ? {} : await ownerIdsByName(api, at);
  const credentials =
    props.federatedCredentials === undefined
      ? []
      : await api.graph.list(`${at}/federatedIdentityCredentials`);
  const value: Partial<AppRegistration> = {
    ...valueOf(application, props),
    permissions: [...(await permissionsIn(api, application))],
    ...(props.owners === undefined ? {} : { owners: Object.keys(owners).toSorted() }),
    ...(props.federatedCredentials === undefined
      ? {}
      : { federatedCredentials: federatedCredentialsOf(credentials) }),
  };
  const federated = credentials.map((one) => [textAt(one, "name"), textAt(one, "id")] as const);
  const remote = { appId: textAt(application, "appId"), owners, federated: Object.fromEntries(federated) };
  return { kind: "present", id: asRemoteId(textAt(application, "id")), value, remote };
}

function pathOf({ existingAppId, uniqueName }: AppRegistration): string {
  return existingAppId === undefined
    ? `/applications(uniqueName='${encodeURIComponent(uniqueName)}')`
    : `/applications(appId='${existingAppId}')`;
}

function valueOf(application: JsonObject, props: AppRegistration): Partial<AppRegistration> {
  const redirectUris = optionalObject(application, "web")?.["redirectUris"];
  const texts = Array.isArray(redirectUris) ? redirectUris.filter((uri) => typeof uri === "string") : [];
  const uniqueName = optionalText(application, "uniqueName");
  return {
    // One that was registered by hand has no uniqueName and gets none: the service takes it at creation only.
    ...(props.existingAppId !== undefined
      ? { uniqueName: props.uniqueName, existingAppId: textAt(application, "appId") }
      : uniqueName === undefined
        ? {}
        : { uniqueName }),
    displayName: textAt(application, "displayName"),
    ...(application["signInAudience"] === "AzureADMyOrg" ? { signInAudience: "AzureADMyOrg" as const } : {}),
    redirectUris: texts.toSorted(),
  };
}
