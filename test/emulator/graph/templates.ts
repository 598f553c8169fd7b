// Team templates. Source: "Get started with team templates in the admin center", "Retail teams templates".
import { teamsErrors } from "../errors/teams.ts";
import type { JsonObject } from "../json.ts";
import type { Call } from "./call.ts";

export interface Template {
  readonly id: string;
  /** Channels beside the first one. */
  readonly channels: readonly string[];
  readonly visibility: "Public" | "Private";
  readonly memberSettings: JsonObject;
}

const locked = {
  allowCreateUpdateChannels: false,
  allowCreatePrivateChannels: false,
  allowDeleteChannels: false,
  allowAddRemoveApps: false,
  allowCreateUpdateRemoveTabs: false,
  allowCreateUpdateRemoveConnectors: false,
};

const standard: Template = { id: "standard", channels: [], visibility: "Public", memberSettings: {} };
const templates: readonly Template[] = [
  standard,
  {
    id: "retailStore",
    channels: ["Shift handoff", "Store readiness", "Learning"],
    visibility: "Public",
    memberSettings: locked,
  },
  {
    id: "retailManagerCollaboration",
    channels: ["Operations", "Learning"],
    visibility: "Private",
    memberSettings: {},
  },
];
const longPrefix = "com.microsoft.teams.template.";

/** The template of a bind such as …/teamsTemplates('standard'), short or long id.
 *  Throws 400 for the slash form, which the service refuses in some tenants. */
export function templateOf(call: Call, url: unknown, isOptional = false): Template {
  if (url === undefined) {
    if (isOptional) return standard;
    throw teamsErrors.required("template@odata.bind");
  }
  const bases = ["https://graph.microsoft.com", call.origin].flatMap((origin) => [
    `${origin}/v1.0`,
    `${origin}/beta`,
  ]);
  const text = typeof url === "string" ? url : "";
  const base = bases.find((candidate) => text.startsWith(`${candidate}/`));
  const id = /^\/teamsTemplates\('([^']+)'\)$/.exec(text.slice(base?.length ?? 0))?.[1];
  if (base === undefined || id === undefined) throw teamsErrors.bad(`Invalid bind property value '${text}'.`);
  const short = id.startsWith(longPrefix) ? id.slice(longPrefix.length) : id;
  const template = templates.find((candidate) => candidate.id.toLowerCase() === short.toLowerCase());
  if (template === undefined) throw teamsErrors.notFound(`Template '${id}' does not exist.`);
  return template;
}
