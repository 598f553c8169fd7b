import { RefusedError } from "../core/errors.ts";

/** Where the services are. Config and state hold the public origins only; a redirect never reaches them. */
export interface Endpoints {
  readonly graph: string;
  readonly authority: string;
  readonly publicGraph: string;
  readonly publicAuthority: string;
  /** The origin to call for an origin that config names. */
  actual(origin: string): string;
}

const publicGraph = "https://graph.microsoft.com";
const publicAuthority = "https://login.microsoftonline.com";

/**
 * Reads `STORE_TEAMS_ENDPOINTS`, a JSON object from public origin to the origin to call instead, such as
 * `{"https://graph.microsoft.com":"https://127.0.0.1:8443"}`. Used for the emulated tenant and for national clouds.
 * `AZURE_AUTHORITY_HOST` names the sign-in service, as in @azure/identity.
 */
export function endpointsFrom(environment: Readonly<Record<string, string | undefined>>): Endpoints {
  const redirects = parseRedirects(environment["STORE_TEAMS_ENDPOINTS"]);
  const actual = (origin: string): string => redirects.get(origin) ?? origin;
  return {
    graph: actual(publicGraph),
    authority: environment["AZURE_AUTHORITY_HOST"] ?? actual(publicAuthority),
    publicGraph,
    publicAuthority,
    actual,
  };
}

function parseRedirects(text: string | undefined): ReadonlyMap<string, string> {
  if (text === undefined || text === "") return new Map();
  const mend = "Expected a JSON object from origin to origin, each https without a path.";
  let redirects: unknown;
  try {
    redirects = JSON.parse(text);
  } catch {
    throw new RefusedError(`STORE_TEAMS_ENDPOINTS is not JSON. ${mend}`);
  }
  if (typeof redirects !== "object" || redirects === null)
    throw new RefusedError(`STORE_TEAMS_ENDPOINTS: ${mend}`);
  const entries = Object.entries(redirects).map(([from, to]): [string, string] => {
    if (!isOrigin(from) || !isOrigin(to)) throw new RefusedError(`STORE_TEAMS_ENDPOINTS: "${from}". ${mend}`);
    return [from, to];
  });
  return new Map(entries);
}

function isOrigin(value: unknown): value is string {
  return typeof value === "string" && /^https:\/\/[^/]+$/.test(value);
}
