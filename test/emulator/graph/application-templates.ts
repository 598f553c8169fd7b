// The gallery of applications. Source: "applicationTemplate resource type", "applicationTemplate: instantiate".
import { directoryErrors } from "../errors/directory.ts";
import type { Reply } from "../http/message.ts";
import { type EntityType, project } from "../odata/entity-type.ts";
import { modelled } from "../odata/modelled.ts";
import { applicationType } from "./application-type.ts";
import { newApplication } from "./applications.ts";
import { bodyOf, type Call, entityReply, idOf, listReply, onGet, onPost } from "./call.ts";
import { permissions } from "./permissions.ts";
import { servicePrincipalType } from "./service-principal-type.ts";
import { newPrincipal } from "./service-principals.ts";

interface Template {
  readonly id: string;
  readonly displayName: string;
  readonly publisher: string;
  readonly homePageUrl: string;
  readonly categories: readonly string[];
  readonly signOnModes: readonly string[];
}

/** A sample of the gallery, and the template for applications that are not in it. */
const gallery: readonly Template[] = [
  {
    id: "8adf8e6e-67b2-4cf2-a259-e3dc5476c621",
    displayName: "Custom",
    publisher: "Microsoft Corporation",
    homePageUrl: "https://account.activedirectory.windowsazure.com:444/applications/default.aspx",
    categories: [],
    signOnModes: ["oidc", "saml", "password", "notSupported"],
  },
  {
    id: "8b1025e4-1dd2-430b-a150-2ef79cd700f5",
    displayName: "AWS Single-Account Access",
    publisher: "Amazon",
    homePageUrl: "https://aws.amazon.com/",
    categories: ["developerServices", "itInfrastructure"],
    signOnModes: ["password", "saml"],
  },
  {
    id: "9c9818d2-2900-49e8-8ba4-22688be7c675",
    displayName: "Azure Databricks SCIM Provisioning Connector",
    publisher: "Databricks",
    homePageUrl: "https://azure.microsoft.com/services/databricks/",
    categories: ["developerServices"],
    signOnModes: ["notSupported"],
  },
  {
    id: "4601ed45-8ff3-4599-8377-b6649007e876",
    displayName: "Marketo",
    publisher: "Marketo",
    homePageUrl: "https://www.marketo.com/",
    categories: ["marketing"],
    signOnModes: ["password", "saml"],
  },
];

const templateType: EntityType<Template> = modelled("applicationTemplate", {
  own: {
    id: { type: "String", read: ({ id }) => id },
    categories: { type: "Collection(String)", read: ({ categories }) => [...categories] },
    description: { type: "String", read: () => null },
    displayName: { type: "String", read: ({ displayName }) => displayName },
    homePageUrl: { type: "String", read: ({ homePageUrl }) => homePageUrl },
    logoUrl: { type: "String", read: () => null },
    publisher: { type: "String", read: ({ publisher }) => publisher },
    supportedProvisioningTypes: { type: "Collection(String)", read: () => [] },
    supportedSingleSignOnModes: { type: "Collection(String)", read: ({ signOnModes }) => [...signOnModes] },
  },
});

function templateOf(call: Call): Template {
  const id = idOf(call, "template").toLowerCase();
  const template = gallery.find((one) => one.id === id);
  if (template === undefined) throw directoryErrors.notFound(id);
  return template;
}

/** Makes an application and its principal. */
function instantiate(call: Call): Reply {
  const template = templateOf(call);
  const { displayName } = bodyOf(call);
  if (typeof displayName !== "string" || displayName === "") throw directoryErrors.required("displayName");
  const application = newApplication(call, displayName, {
    applicationTemplateId: template.id,
    web: { homePageUrl: template.homePageUrl },
  });
  call.tenant.add(application);
  const principal = newPrincipal(call, application.appId);
  if (principal === undefined) throw directoryErrors.noBackingApplication(application.appId);
  principal.tags = [
    "WindowsAzureActiveDirectoryIntegratedApp",
    "WindowsAzureActiveDirectoryGalleryApplicationNonPrimaryV1",
  ];
  call.tenant.add(principal);
  return {
    status: 201,
    body: {
      "@odata.context": `${call.origin}/${call.version}/$metadata#microsoft.graph.applicationServicePrincipal`,
      application: project(applicationType, application, call, undefined),
      servicePrincipal: project(servicePrincipalType, principal, call, undefined),
    },
  };
}

export const applicationTemplateRoutes = [
  onGet("/applicationTemplates", permissions.readTemplates, (call) =>
    listReply(call, {
      type: templateType,
      rows: () => gallery,
      context: "applicationTemplates",
      page: { usual: 100, largest: 999 },
      options: new Set(["select", "filter", "top", "count", "orderby"]),
    }),
  ),
  onGet("/applicationTemplates/{template}", permissions.readTemplates, (call) =>
    entityReply(call, templateType, templateOf(call), "applicationTemplates"),
  ),
  onPost("/applicationTemplates/{template}/instantiate", permissions.instantiateTemplate, instantiate),
];
