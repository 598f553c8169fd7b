// Registered applications with their secrets and federated credentials. Source: "application resource type",
// "addPassword", "federatedIdentityCredential resource type".
import { directoryErrors } from "../errors/directory.ts";
import { graphErrors } from "../errors/graph.ts";
import type { Reply } from "../http/message.ts";
import { isObject, isStringArray, type JsonObject } from "../json.ts";
import { checkBody, type EntityType } from "../odata/entity-type.ts";
import { directoryOptions } from "../odata/list.ts";
import type { Application, ClientSecret, FederatedCredential } from "../tenant/model.ts";
import { toSeconds } from "../world.ts";
import { audit } from "./audit.ts";
import {
  bodyOf,
  type Call,
  directoryBody,
  entityReply,
  idOf,
  listReply,
  nameOf,
  noContent,
  ok,
  onDelete,
  onGet,
  onPatch,
  onPost,
  prefers,
} from "./call.ts";
import { permissions } from "./permissions.ts";
import { applicationType } from "./service-principal-type.ts";
import { hasOwnedOnly } from "./service-principals.ts";

export function applicationOf(call: Call): Application {
  const application = findApplication(call);
  if (application === undefined) throw directoryErrors.notFound(nameOf(call.keys["application"]));
  return application;
}

function findApplication(call: Call): Application | undefined {
  const key = call.keys["application"];
  const { tenant } = call;
  if (key?.kind !== "alternate") return tenant.applications.get(nameOf(key).toLowerCase());
  const { appId, uniqueName } = key.parts;
  if (appId !== undefined) return tenant.applicationByAppId(appId);
  if (uniqueName === undefined) throw graphErrors.badPath();
  return [...tenant.applications.values()].find((application) => application.uniqueName === uniqueName);
}

function listApplications(call: Call): Reply {
  const { tenant } = call;
  return listReply(call, {
    type: applicationType,
    rows: () => tenant.applications.values(),
    context: "applications",
    page: { usual: 100, largest: 999 },
    lookups: {
      id: (value) => tenant.applications.get(value.toLowerCase()),
      appId: (value) => tenant.applicationByAppId(value),
    },
    hasAdvancedQueries: true,
    lag: { key: ({ id }) => id, kind: "application" },
    options: directoryOptions,
  });
}

function makeApplication(call: Call, uniqueName: string | undefined): Application {
  const sent = uniqueName === undefined ? bodyOf(call) : { ...bodyOf(call), uniqueName };
  const {
    displayName,
    uniqueName: name,
    ...properties
  } = checkBody(applicationType, sent, "create", directoryBody);
  const application: Application = {
    kind: "application",
    id: call.world.guid(),
    appId: call.world.guid(),
    displayName: displayName as string,
    uniqueName: (name as string | null | undefined) ?? null,
    properties,
    secrets: [],
    federatedCredentials: [],
    // The caller becomes owner of what it registers.
    owners: new Set([call.caller.kind === "app" ? call.caller.objectId : call.caller.user.id]),
    createdDateTime: toSeconds(call.world.now()),
    deletedDateTime: null,
  };
  call.tenant.add(application);
  auditApplication(call, application, "Add application", "Add");
  return application;
}

function updateApplication(call: Call): Reply {
  const application = findApplication(call);
  if (application === undefined) {
    const key = call.keys["application"];
    const uniqueName = key?.kind === "alternate" ? key.parts["uniqueName"] : undefined;
    if (uniqueName === undefined || !prefers(call, "create-if-missing")) applicationOf(call);
    return entityReply(call, applicationType, makeApplication(call, uniqueName), "applications", 201);
  }
  requireOwnership(call, application);
  const { uniqueName, ...rest } = bodyOf(call);
  if (uniqueName !== undefined && uniqueName !== application.uniqueName)
    throw directoryErrors.immutable("uniqueName");
  const { displayName, ...properties } = checkBody(applicationType, rest, "update", directoryBody);
  if (typeof displayName === "string") application.displayName = displayName;
  for (const [name, value] of Object.entries(properties)) {
    const present = application.properties[name];
    application.properties[name] = isObject(value) && isObject(present) ? { ...present, ...value } : value;
  }
  auditApplication(call, application, "Update application", "Update");
  return noContent();
}

function deleteApplication(call: Call): Reply {
  const application = applicationOf(call);
  requireOwnership(call, application);
  call.tenant.remove(application);
  application.deletedDateTime = toSeconds(call.world.now());
  call.tenant.deleted.set(application.id, application);
  auditApplication(call, application, "Delete application", "Delete");
  return noContent();
}

function requireOwnership(call: Call, application: Application): void {
  if (call.caller.kind === "user" || !hasOwnedOnly(call)) return;
  if (!application.owners.has(call.caller.objectId)) throw graphErrors.insufficientPrivileges();
}

function addPassword(call: Call): Reply {
  const application = applicationOf(call);
  requireOwnership(call, application);
  const wish = isObject(call.body["passwordCredential"]) ? call.body["passwordCredential"] : {};
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
  const secret: ClientSecret = {
    keyId: call.world.guid(),
    secretText: `emu~${call.world.guid().replaceAll("-", "")}`,
    displayName: typeof wish["displayName"] === "string" ? wish["displayName"] : null,
    startDateTime: timeOf("startDateTime", now),
    endDateTime: timeOf("endDateTime", inTwoYears),
  };
  application.secrets.push(secret);
  auditApplication(call, application, "Add password to application", "Update");
  return ok({
    "@odata.context": `${call.origin}/${call.version}/$metadata#microsoft.graph.passwordCredential`,
    customKeyIdentifier: null,
    ...secret,
    hint: secret.secretText.slice(0, 3),
  });
}

function removePassword(call: Call): Reply {
  const application = applicationOf(call);
  requireOwnership(call, application);
  const { keyId } = bodyOf(call);
  const kept = application.secrets.filter((secret) => secret.keyId !== keyId);
  if (kept.length === application.secrets.length) throw directoryErrors.noSuchPassword();
  application.secrets = kept;
  auditApplication(call, application, "Remove password from application", "Update");
  return noContent();
}

const credentialType: EntityType<FederatedCredential> = {
  name: "microsoft.graph.federatedIdentityCredential",
  properties: {
    id: { type: "String", read: (credential) => credential.id },
    name: {
      type: "String",
      read: (credential) => credential.name,
      write: "create",
      isRequired: true,
      longest: 120,
    },
    issuer: {
      type: "String",
      read: (credential) => credential.issuer,
      write: "always",
      isRequired: true,
      longest: 600,
    },
    subject: {
      type: "String",
      read: (credential) => credential.subject,
      write: "always",
      isRequired: true,
      longest: 600,
    },
    description: {
      type: "String",
      read: (credential) => credential.description,
      write: "always",
      isNullable: true,
      longest: 600,
    },
    audiences: {
      type: "Collection(String)",
      read: (credential) => [...credential.audiences],
      write: "always",
      isRequired: true,
    },
  },
};

function checkAudiences(properties: JsonObject): void {
  const { audiences } = properties;
  if (audiences !== undefined && (!isStringArray(audiences) || audiences.length !== 1)) {
    throw directoryErrors.invalidValue("audiences");
  }
}

function createCredential(call: Call): Reply {
  const application = applicationOf(call);
  requireOwnership(call, application);
  const body = checkBody(credentialType, bodyOf(call), "create", directoryBody);
  checkAudiences(body);
  const isTaken = application.federatedCredentials.some(
    ({ name, issuer, subject }) =>
      name === body["name"] || (issuer === body["issuer"] && subject === body["subject"]),
  );
  if (isTaken) throw directoryErrors.credentialExists();
  const credential = { id: call.world.guid(), description: null, ...body } as FederatedCredential;
  application.federatedCredentials.push(credential);
  auditApplication(call, application, "Add federated identity credential", "Update");
  return entityReply(call, credentialType, credential, "applications/federatedIdentityCredentials", 201);
}

function credentialOf(call: Call): FederatedCredential {
  const id = idOf(call, "credential");
  const credential = applicationOf(call).federatedCredentials.find(
    (candidate) => candidate.id === id || candidate.name === id,
  );
  if (credential === undefined) throw directoryErrors.notFound(id);
  return credential;
}

function updateCredential(call: Call): Reply {
  requireOwnership(call, applicationOf(call));
  const credential = credentialOf(call);
  const { name, ...rest } = bodyOf(call);
  if (name !== undefined && name !== credential.name) throw directoryErrors.immutable("name");
  const changes = checkBody(credentialType, rest, "update", directoryBody);
  checkAudiences(changes);
  Object.assign(credential, changes);
  return noContent();
}

function deleteCredential(call: Call): Reply {
  const application = applicationOf(call);
  requireOwnership(call, application);
  const credential = credentialOf(call);
  application.federatedCredentials = application.federatedCredentials.filter((other) => other !== credential);
  return noContent();
}

function auditApplication(
  call: Call,
  application: Application,
  activity: string,
  operation: "Add" | "Update" | "Delete",
): void {
  audit(call, {
    activity,
    category: "ApplicationManagement",
    operation,
    targets: [{ id: application.id, displayName: application.displayName, type: "Application" }],
  });
}

const one = "/applications/{application}";
const credentials = `${one}/federatedIdentityCredentials`;
export const applicationRoutes = [
  onGet("/applications", permissions.readPrincipals, listApplications),
  onPost("/applications", permissions.writePrincipals, (call) =>
    entityReply(call, applicationType, makeApplication(call, undefined), "applications", 201),
  ),
  onGet(one, permissions.readPrincipals, (call) =>
    entityReply(call, applicationType, applicationOf(call), "applications"),
  ),
  onPatch(one, permissions.writePrincipals, updateApplication),
  onDelete(one, permissions.writePrincipals, deleteApplication),
  onPost(`${one}/addPassword`, permissions.writePrincipals, addPassword),
  onPost(`${one}/removePassword`, permissions.writePrincipals, removePassword),
  onGet(credentials, permissions.readPrincipals, (call) =>
    listReply(call, {
      type: credentialType,
      rows: () => applicationOf(call).federatedCredentials,
      context: "applications/federatedIdentityCredentials",
    }),
  ),
  onPost(credentials, permissions.writePrincipals, createCredential),
  onGet(`${credentials}/{credential}`, permissions.readPrincipals, (call) =>
    entityReply(call, credentialType, credentialOf(call), "applications/federatedIdentityCredentials"),
  ),
  onPatch(`${credentials}/{credential}`, permissions.writePrincipals, updateCredential),
  onDelete(`${credentials}/{credential}`, permissions.writePrincipals, deleteCredential),
];
