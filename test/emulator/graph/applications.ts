// Registered applications with their secrets and federated credentials. Source: "application resource type",
// "addPassword", "federatedIdentityCredential resource type".
import { directoryErrors } from "../errors/directory.ts";
import { graphErrors } from "../errors/graph.ts";
import type { Reply } from "../http/message.ts";
import { isStringArray, type JsonObject } from "../json.ts";
import type { EntityType } from "../odata/entity-type.ts";
import { modelled } from "../odata/modelled.ts";
import { directoryOptions } from "../odata/list.ts";
import type { Application, FederatedCredential } from "../tenant/model.ts";
import { toSeconds } from "../world.ts";
import { audit } from "./audit.ts";
import {
  bodyOf,
  type Call,
  directoryBody,
  entityReply,
  listReply,
  nameOf,
  noContent,
  onDelete,
  onGet,
  onPatch,
  onPost,
  onPut,
  prefers,
  checkedBody,
} from "./call.ts";
import { permissions } from "./permissions.ts";
import { applicationDefaults, applicationType } from "./application-type.ts";
import {
  checkEntitlements,
  checkPreAuthorized,
  checkRedirects,
  followApplication,
  mergeProperties,
} from "./application-rules.ts";
import { addPassword, keysIn, removePassword, secretsIn } from "./credentials.ts";
import { objectsOf } from "./objects-of.ts";
import { boundOwners } from "./group-edges.ts";
import { hasOwnedOnly, removePrincipal } from "./service-principals.ts";

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

/** Throws 400 when the change cannot be. */
function checkProperties(present: JsonObject, changes: JsonObject): void {
  checkEntitlements(present, changes);
  checkRedirects(changes);
  checkPreAuthorized(mergeProperties(present, changes));
}

function makeApplication(call: Call, uniqueName: string | undefined): Application {
  const sent = uniqueName === undefined ? bodyOf(call) : { ...bodyOf(call), uniqueName };
  const binds = ["owners"];
  const body = checkedBody(call, applicationType, "create", directoryBody, sent, binds);
  const { displayName, uniqueName: name, passwordCredentials, keyCredentials, ...properties } = body;
  checkProperties({}, properties);
  const application = newApplication(call, displayName as string, properties);
  application.uniqueName = (name as string | null | undefined) ?? null;
  application.secrets = secretsIn(call, passwordCredentials, []);
  application.properties["keyCredentials"] = keysIn(call, keyCredentials, []);
  for (const owner of boundOwners(call)) application.owners.add(owner);
  call.tenant.add(application);
  auditApplication(call, application, "Add application", "Add");
  return application;
}

/** An application with the defaults of the service. The caller becomes owner of what it registers. */
export function newApplication(call: Call, displayName: string, properties: JsonObject): Application {
  return {
    kind: "application",
    id: call.world.guid(),
    appId: call.world.guid(),
    displayName,
    uniqueName: null,
    properties: mergeProperties(applicationDefaults, properties),
    secrets: [],
    federatedCredentials: [],
    owners: new Set([call.caller.kind === "app" ? call.caller.objectId : call.caller.user.id]),
    createdDateTime: toSeconds(call.world.now()),
    deletedDateTime: null,
  };
}

/** A new application with the secrets that were asked for, told this once. */
function createdReply(call: Call, application: Application): Reply {
  const reply = entityReply(call, applicationType, application, "applications", 201);
  if (application.secrets.length === 0 || reply.body === undefined) return reply;
  const told = objectsOf(reply.body["passwordCredentials"])?.map((shown, index) => ({
    ...shown,
    secretText: application.secrets[index]?.secretText ?? null,
  }));
  return { ...reply, body: { ...reply.body, passwordCredentials: told } };
}

function updateApplication(call: Call): Reply {
  const application = findApplication(call);
  if (application === undefined) {
    const key = call.keys["application"];
    const uniqueName = key?.kind === "alternate" ? key.parts["uniqueName"] : undefined;
    if (uniqueName === undefined || !prefers(call, "create-if-missing")) applicationOf(call);
    return createdReply(call, makeApplication(call, uniqueName));
  }
  requireOwnership(call, application);
  const { uniqueName, appId, ...rest } = bodyOf(call);
  if (uniqueName !== undefined && uniqueName !== application.uniqueName)
    throw directoryErrors.immutable("uniqueName");
  if (appId !== undefined && appId !== application.appId) throw directoryErrors.immutable("appId");
  const body = checkedBody(call, applicationType, "update", directoryBody, rest);
  const { displayName, passwordCredentials, keyCredentials, ...properties } = body;
  checkProperties(application.properties, properties);
  const secrets =
    passwordCredentials === undefined
      ? application.secrets
      : secretsIn(call, passwordCredentials, application.secrets);
  if (keyCredentials !== undefined)
    properties["keyCredentials"] = keysIn(call, keyCredentials, application.properties["keyCredentials"]);
  application.secrets = secrets;
  if (typeof displayName === "string") application.displayName = displayName;
  application.properties = mergeProperties(application.properties, properties);
  followApplication(call.tenant, application, { displayName, ...properties });
  auditApplication(call, application, "Update application", "Update");
  return noContent();
}

function deleteApplication(call: Call): Reply {
  const application = applicationOf(call);
  requireOwnership(call, application);
  removeApplication(call, application);
  return noContent();
}

/** The principal of this tenant goes with its application. */
export function removeApplication(call: Call, application: Application): void {
  const principal = call.tenant.servicePrincipalByAppId(application.appId);
  if (principal !== undefined) removePrincipal(call.tenant, principal, call.world.now());
  call.tenant.remove(application);
  application.deletedDateTime = toSeconds(call.world.now());
  call.tenant.deleted.set(application.id, application);
  auditApplication(call, application, "Delete application", "Delete");
}

function requireOwnership(call: Call, application: Application): void {
  if (call.caller.kind === "user" || !hasOwnedOnly(call)) return;
  if (!application.owners.has(call.caller.objectId)) throw graphErrors.insufficientPrivileges();
}

function addApplicationPassword(call: Call): Reply {
  const application = applicationOf(call);
  requireOwnership(call, application);
  const reply = addPassword(call, application);
  auditApplication(call, application, "Add password to application", "Update");
  return reply;
}

function removeApplicationPassword(call: Call): Reply {
  const application = applicationOf(call);
  requireOwnership(call, application);
  removePassword(call, application);
  auditApplication(call, application, "Remove password from application", "Update");
  return noContent();
}

/** The picture itself is not kept, only that there is one. Source: "application: logo". */
function putLogo(call: Call): Reply {
  const application = applicationOf(call);
  requireOwnership(call, application);
  const type = call.request.headers["content-type"] ?? "";
  if (!/^image\/(?:png|jpeg|jpg|gif|bmp|\*)$/i.test(type) || call.request.bodyText === "")
    throw directoryErrors.invalidValue("logo");
  setLogo(application, `${call.origin}/logos/${application.id}/logo`);
  return noContent();
}

function setLogo(application: Application, logoUrl: string | null): void {
  application.properties = mergeProperties(application.properties, { info: { logoUrl } });
}

const credentialType: EntityType<FederatedCredential> = modelled("federatedIdentityCredential", {
  own: {
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
    // In beta an expression may stand for the subject.
    subject: {
      type: "String",
      read: (credential) => credential.subject,
      write: "always",
      isNullable: true,
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
    claimsMatchingExpression: {
      type: "Object",
      read: ({ claimsMatchingExpression }) => claimsMatchingExpression ?? null,
      write: "always",
      isNullable: true,
      isBeta: true,
      complex: "federatedIdentityExpression",
    },
  },
});

function checkSubject(properties: JsonObject): void {
  const { subject, claimsMatchingExpression } = properties;
  const count = [subject, claimsMatchingExpression].filter(
    (value) => value !== undefined && value !== null,
  ).length;
  if (count !== 1 || subject === "") throw directoryErrors.required("subject");
}

function checkAudiences(properties: JsonObject): void {
  const { audiences } = properties;
  if (audiences !== undefined && (!isStringArray(audiences) || audiences.length !== 1)) {
    throw directoryErrors.invalidValue("audiences");
  }
}

function createCredential(call: Call, named: JsonObject = {}): Reply {
  const application = applicationOf(call);
  requireOwnership(call, application);
  const sent = { ...bodyOf(call), ...named };
  const body = checkedBody(call, credentialType, "create", directoryBody, sent);
  checkAudiences(body);
  checkSubject(body);
  const isTaken = application.federatedCredentials.some(
    ({ name, issuer, subject }) =>
      name === body["name"] || (subject !== null && issuer === body["issuer"] && subject === body["subject"]),
  );
  if (isTaken) throw directoryErrors.credentialExists();
  const empty = { description: null, subject: null, claimsMatchingExpression: null };
  const credential = { id: call.world.guid(), ...empty, ...body } as unknown as FederatedCredential;
  application.federatedCredentials.push(credential);
  auditApplication(call, application, "Add federated identity credential", "Update");
  return entityReply(call, credentialType, credential, "applications/federatedIdentityCredentials", 201);
}

function credentialOf(call: Call): FederatedCredential {
  const credential = findCredential(call);
  if (credential === undefined) throw directoryErrors.notFound(nameOf(call.keys["credential"]));
  return credential;
}

function findCredential(call: Call): FederatedCredential | undefined {
  const key = call.keys["credential"];
  const id = nameOf(key);
  if (key?.kind === "alternate" && key.parts["name"] === undefined) throw graphErrors.badPath();
  return applicationOf(call).federatedCredentials.find(
    ({ id: own, name }) => name === id || (key?.kind === "id" && own === id),
  );
}

/** PATCH; on a name with Prefer: create-if-missing it creates what is not there. Source: "Upsert
 *  federatedIdentityCredential". */
function updateCredential(call: Call): Reply {
  requireOwnership(call, applicationOf(call));
  const key = call.keys["credential"];
  if (key?.kind === "alternate" && prefers(call, "create-if-missing") && findCredential(call) === undefined)
    return createCredential(call, { name: nameOf(key) });
  const credential = credentialOf(call);
  const { name, ...rest } = bodyOf(call);
  if (name !== undefined && name !== credential.name) throw directoryErrors.immutable("name");
  const changes = checkedBody(call, credentialType, "update", directoryBody, rest);
  checkAudiences(changes);
  checkSubject({ ...credential, ...changes });
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
    createdReply(call, makeApplication(call, undefined)),
  ),
  onGet(one, permissions.readPrincipals, (call) =>
    entityReply(call, applicationType, applicationOf(call), "applications"),
  ),
  onPatch(one, permissions.writePrincipals, updateApplication),
  onDelete(one, permissions.writePrincipals, deleteApplication),
  onPost(`${one}/addPassword`, permissions.writePrincipals, addApplicationPassword),
  onPost(`${one}/removePassword`, permissions.writePrincipals, removeApplicationPassword),
  { ...onPut(`${one}/logo`, permissions.writePrincipals, putLogo), takesBytes: true },
  onDelete(`${one}/logo`, permissions.writePrincipals, (call) => {
    const application = applicationOf(call);
    requireOwnership(call, application);
    setLogo(application, null);
    return noContent();
  }),
  onGet(credentials, permissions.readPrincipals, (call) =>
    listReply(call, {
      type: credentialType,
      rows: () => applicationOf(call).federatedCredentials,
      context: "applications/federatedIdentityCredentials",
    }),
  ),
  onPost(credentials, permissions.writePrincipals, (call) => createCredential(call)),
  onGet(`${credentials}/{credential}`, permissions.readPrincipals, (call) =>
    entityReply(call, credentialType, credentialOf(call), "applications/federatedIdentityCredentials"),
  ),
  onPatch(`${credentials}/{credential}`, permissions.writePrincipals, updateCredential),
  onDelete(`${credentials}/{credential}`, permissions.writePrincipals, deleteCredential),
];
