// The portal: one page on the admin address that shows the tenant as a person would look for it. Its files
// are served as they stand; nothing is loaded from elsewhere.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathOf, type Reply, type Request, searchOf } from "../http/message.ts";
import type { Journal } from "../journal.ts";
import type { JsonObject } from "../json.ts";
import type { State } from "../seed/plant.ts";
import { apps, environmentViews, overview, requests, teamInFull, teamPage } from "./views.ts";

/** What the portal looks at. */
export interface Shown {
  readonly state: State;
  readonly journal: Pick<Journal, "since" | "count">;
}

type View = (shown: Shown, options: URLSearchParams) => JsonObject | undefined;

const scripts = ["page", "elements", "team-list", "teams", "cards", "requests"];

const files: Readonly<Record<string, readonly [file: string, type: string]>> = {
  "/": ["page.html", "text/html; charset=utf-8"],
  "/portal/page.css": ["page.css", "text/css; charset=utf-8"],
  ...Object.fromEntries(
    scripts.map((name) => [`/portal/${name}.js`, [`${name}.js`, "text/javascript; charset=utf-8"] as const]),
  ),
};

const pageMost = 500;
/** Lines a page that has just been opened gets. */
const requestsAtFirst = 100;

const views: Readonly<Record<string, View>> = {
  "/portal/overview": ({ state }) => overview(state),
  "/portal/teams": ({ state }, options) =>
    teamPage(
      state,
      options.get("search") ?? "",
      whole(options.get("start"), 0),
      Math.min(whole(options.get("most"), 100), pageMost),
    ),
  "/portal/team": ({ state }, options) => teamInFull(state, options.get("id") ?? ""),
  "/portal/apps": ({ state }, options) => apps(state, options.get("search") ?? ""),
  "/portal/environments": ({ state }, options) => environmentViews(state, options.get("search") ?? ""),
  "/portal/requests": ({ journal }, options) => {
    const first = Math.max(0, journal.count - requestsAtFirst);
    return requests(journal.since(Math.max(first, whole(options.get("since"), first))));
  },
};

function whole(text: string | null, otherwise: number): number {
  const value = Number(text ?? otherwise);
  return Number.isInteger(value) && value >= 0 ? value : otherwise;
}

/** No script, style or picture of others, and no other page may frame this one. */
const pageHeaders = {
  "Cache-Control": "no-store",
  "Content-Security-Policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
};

export function isPortalPath(path: string): boolean {
  return path in files || path in views;
}

export function answerPortal(shown: Shown, request: Request): Reply {
  const path = pathOf(request.url);
  const file = files[path];
  if (file !== undefined) {
    const [name, type] = file;
    const text = readFileSync(join(import.meta.dirname, name), "utf8");
    return { status: 200, headers: { ...pageHeaders, "Content-Type": type }, text };
  }
  const body = views[path]?.(shown, new URLSearchParams(searchOf(request.url)));
  if (body === undefined)
    return { status: 404, body: { error: { message: "There is nothing with this id" } } };
  return { status: 200, headers: { "Cache-Control": "no-store" }, body };
}
