import { RefusedError, type CallSite } from "../../core/errors.ts";

/** Where a service is: the only place that a client of it may call. */
export interface ServiceOrigin {
  /** The origin to call, such as https://contoso-dev.crm4.dynamics.com. */
  readonly origin: string;
  /** The origin that config and the service itself name, where another one stands in for it. */
  readonly publicOrigin: string;
}

/** An address that a client may call. Made here only. */
export type Address = string & { readonly __brand: "Address" };

/** The address of a path at a service. */
export function addressAt({ origin }: ServiceOrigin, path: string): Address {
  const address = new URL(origin + path);
  // A path that does not begin with "/" would change the host.
  if (address.origin !== new URL(origin).origin)
    throw new Error(`"${path}" is no path at ${origin}; expected one that begins with "/"`);
  return (origin + path) as Address;
}

/**
 * The path below `base`, such as `/v1.0`, of an address that a service gave: the next page of a list, or where the
 * outcome of an operation stands. Our own paths come back as they are. Throws RefusedError for any other place than
 * the service itself: neither a token nor a question goes there, and nothing that it says is believed.
 */
export function pathGiven(service: ServiceOrigin, base: string, given: string, site: CallSite): string {
  // A backslash is read as "/" by some and as a letter by others.
  const isWhole = /^[a-z][a-z0-9+.-]*:|^[/\\]{2}/i.test(given);
  if (!isWhole && given.startsWith("/")) return withoutBase(base, given);
  const address = !given.includes("\\") && URL.canParse(given) ? new URL(given) : undefined;
  const own = [service.origin, service.publicOrigin].map((origin) => new URL(origin).origin);
  if (address === undefined || !own.includes(address.origin) || address.username !== "")
    throw foreign(service, given, site);
  const path = address.pathname + address.search;
  if (base !== "" && !path.startsWith(`${base}/`)) throw foreign(service, given, site);
  return withoutBase(base, path);
}

function withoutBase(base: string, path: string): string {
  return base !== "" && path.startsWith(`${base}/`) ? path.slice(base.length) : path;
}

/**
 * The refusal to call, or to believe, another place than the service. Query values are not told: they may be secret.
 */
function foreign({ publicOrigin }: ServiceOrigin, given: string, { call, host }: CallSite): RefusedError {
  const place = (given.split(/[?#]/)[0] ?? "").slice(0, 200);
  return new RefusedError(
    `${call}: ${host} points to "${place}", which is not at ${publicOrigin}. Nothing was sent there. ` +
      "Check what stands between this machine and the service, such as a proxy.",
  );
}

/** An answer that sends the caller elsewhere is never followed. */
export function redirected(
  { status, location }: { readonly status: number; readonly location: string | null },
  address: Address,
  { call, host }: CallSite,
): RefusedError {
  const to = location === null ? undefined : (location.split(/[?#]/)[0] ?? "").slice(0, 200);
  return new RefusedError(
    `${call}: ${host} answers ${status} and points to ${to === undefined ? "nowhere" : `"${to}"`} instead of ` +
      `${new URL(address).origin}. Redirects are not followed. ` +
      "Check what stands between this machine and the service, such as a proxy.",
  );
}
