// Keeps count of which fault is due. One book per plan; a new plan starts a new book.
import { pathOf } from "../http/message.ts";
import { parsePath } from "../http/path.ts";
import { isObject } from "../json.ts";
import type { Ask } from "../ask.ts";
import { type Fault, plainTemplate, type When } from "./plan.ts";

interface Entry {
  readonly fault: Fault;
  /** Template without parameter names; undefined when any route will do. */
  readonly route: string | undefined;
  matched: number;
  fired: number;
}

export class FaultBook {
  readonly #entries: Entry[] = [];
  /** Ids that cannot be found yet, with how many requests they stay hidden from. */
  readonly #invisible = new Map<string, { left: number; fault: string }>();

  constructor(plan: readonly Fault[]) {
    this.append(plan);
  }

  append(plan: readonly Fault[]): void {
    for (const fault of plan) {
      const { route } = fault.when;
      this.#entries.push({
        fault,
        route: route === undefined ? undefined : plainTemplate(route),
        matched: 0,
        fired: 0,
      });
    }
  }

  get isEmpty(): boolean {
    return this.#entries.length === 0 && this.#invisible.size === 0;
  }

  /** The plan with how often each fault was asked about and happened. */
  get report(): (Fault & { readonly matched: number; readonly fired: number })[] {
    return this.#entries.map(({ fault, matched, fired }) => ({ ...fault, matched, fired }));
  }

  /** The fault that happens to this request, if any. Every fault counts the requests that match it. */
  take(ask: Ask): Fault | undefined {
    let taken: Fault | undefined;
    for (const entry of this.#entries) {
      if (!matches(entry, ask)) continue;
      entry.matched += 1;
      if (taken !== undefined || !isDue(entry)) continue;
      entry.fired += 1;
      taken = entry.fault;
    }
    return taken;
  }

  hide(id: string, requests: number, fault: string): void {
    this.#invisible.set(id.toLowerCase(), { left: requests, fault });
  }

  /** The hidden id that the address names, counted down by one. */
  takeHidden(url: string): { id: string; fault: string } | undefined {
    if (this.#invisible.size === 0) return undefined;
    const address = safeDecode(url).toLowerCase();
    for (const [id, hidden] of this.#invisible) {
      if (!address.includes(id)) continue;
      hidden.left -= 1;
      if (hidden.left <= 0) this.#invisible.delete(id);
      return { id, fault: hidden.fault };
    }
    return undefined;
  }
}

function isDue({ fault: { when }, matched, fired }: Entry): boolean {
  const { nth = 1, every, times } = when;
  if (every !== undefined) return matched % every === 0 && fired < (times ?? Infinity);
  return matched >= nth && fired < (times ?? 1);
}

function matches({ fault: { when }, route }: Entry, ask: Ask): boolean {
  const { service, method, urlContains, client } = when;
  const wanted = service ?? (route === undefined ? undefined : "graph");
  if (wanted === undefined ? ask.service === "authority" : wanted !== ask.service) return false;
  if (method !== undefined && method.toUpperCase() !== ask.request.method) return false;
  if (route !== undefined && !isOnRoute(route, ask)) return false;
  if (urlContains !== undefined) {
    if (!safeDecode(ask.request.url).toLowerCase().includes(urlContains.toLowerCase())) return false;
  }
  if (client !== undefined && client !== ask.client && client.toLowerCase() !== ask.clientId) return false;
  return when.body === undefined || bodyMatches(when.body, ask.request.bodyText);
}

/** Graph knows its route beforehand; for other services the path is compared with the template. */
function isOnRoute(route: string, ask: Ask): boolean {
  if (ask.service === "graph") return ask.template === route;
  const path = pathOf(ask.request.url).replace(/^\/api\/data\/v[\d.]+/i, "");
  let segments;
  try {
    segments = parsePath(path);
  } catch {
    return false;
  }
  const parts = route.split("/").filter((part) => part !== "");
  if (segments.length !== parts.length) return false;
  return segments.every((segment, index) => {
    if (parts[index] === "{}") return true;
    return segment.kind === "name" && segment.name.toLowerCase() === parts[index]?.toLowerCase();
  });
}

function bodyMatches(test: NonNullable<When["body"]>, bodyText: string): boolean {
  let body: unknown;
  try {
    body = JSON.parse(bodyText);
  } catch {
    return false;
  }
  return valuesAt(body, test.path).some((value) => {
    if ("equals" in test && JSON.stringify(value) !== JSON.stringify(test.equals)) return false;
    return test.contains === undefined || JSON.stringify(value).includes(test.contains);
  });
}

/** Every value at the path; "*" goes to all elements or properties. */
function valuesAt(value: unknown, path: readonly string[]): unknown[] {
  const [first, ...rest] = path;
  if (first === undefined) return value === undefined ? [] : [value];
  if (!isObject(value) && !Array.isArray(value)) return [];
  if (first === "*") return Object.values(value).flatMap((inner) => valuesAt(inner, rest));
  return Object.hasOwn(value, first) ? valuesAt((value as Record<string, unknown>)[first], rest) : [];
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
