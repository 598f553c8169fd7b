import type { Team } from "../../../schemas/types/resources.ts";
import type { JsonObject, Reader, Writer } from "../../core/api.ts";
import {
  ApiError,
  isNotFound,
  isPassing,
  isRefusal,
  RefusedError,
  SignInError,
  UndoneError,
  type Undone,
} from "../../core/errors.ts";
import { optionalObject, optionalText, textAt } from "../../core/json.ts";
import type { Step } from "../../core/resource-type.ts";
import { appPart } from "./refused/part-names.ts";

/** Apps of a team: by id, which kind of id that is. */
export type Apps = NonNullable<Team["apps"]>;

/** What the calls need to know of the apps that are installed. */
export interface AppHandles {
  /** Catalogue id by declared id: kept for the next run, which may find that config names an app no more. */
  readonly appIds: Readonly<Record<string, string>>;
  /** Id of the installation by declared id. Never kept: the next look shows it again. */
  readonly installationIds: ReadonlyMap<string, string>;
}

export const noApps: AppHandles = { appIds: {}, installationIds: new Map() };

/** Tabs and parts of Teams itself are listed like apps. They are never removed. */
const builtIn = /^com\.microsoft\./;

/**
 * The apps that config decides about: those that it names, those that it named in the last run, and, where it is
 * authoritative, those that others installed. Not read at all when config does not mention apps. Source: Microsoft
 * Graph "List apps in team", read 2026-11.
 */
export async function observeApps(
  api: Reader,
  teamId: string,
  props: Pick<Team, "apps" | "appsMode">,
  remembered: Readonly<Record<string, string>>,
): Promise<{ apps: Apps; handles: AppHandles }> {
  if (props.apps === undefined) return { apps: {}, handles: { ...noApps, appIds: remembered } };
  const installed = await api.graph.list(`/teams/${teamId}/installedApps?$expand=teamsApp`);
  const apps: Apps = {};
  const appIds: Record<string, string> = {};
  const installationIds = new Map<string, string>();
  for (const installation of installed) {
    const app = optionalObject(installation, "teamsApp") ?? {};
    const catalogueId = textAt(app, "id");
    const [id, kind] =
      declaredAs(props.apps, catalogueId, optionalText(app, "externalId")) ??
      formerly(remembered, catalogueId) ??
      (props.appsMode === "authoritative" && !builtIn.test(catalogueId)
        ? [catalogueId, "teamsAppId" as const]
        : []);
    if (id === undefined || kind === undefined) continue;
    apps[id] = kind;
    appIds[id] = catalogueId;
    installationIds.set(id, textAt(installation, "id"));
  }
  return { apps, handles: { appIds, installationIds } };
}

type Declared = readonly [id: string, kind: Apps[string]];

function declaredAs(apps: Apps, catalogueId: string, externalId: string | undefined): Declared | undefined {
  const same = (id: string, other: string | undefined): boolean => id.toLowerCase() === other?.toLowerCase();
  return Object.entries(apps).find(([id, kind]) =>
    same(id, kind === "externalId" ? externalId : catalogueId),
  );
}

function formerly(remembered: Readonly<Record<string, string>>, catalogueId: string): Declared | undefined {
  const found = Object.entries(remembered).find(([, known]) => known === catalogueId);
  return found === undefined ? undefined : [found[0], "teamsAppId"];
}

/** Apps to install, before anything rests on them, and apps to remove, when nothing does any more. */
export function planApps(
  desired: Apps | undefined,
  observed: Apps,
): { readonly install: readonly Step[]; readonly uninstall: readonly Step[] } {
  if (desired === undefined) return { install: [], uninstall: [] };
  const missing = Object.keys(desired).filter((id) => observed[id] === undefined);
  const gone = Object.keys(observed).filter((id) => desired[id] === undefined);
  const step = (kind: "link" | "unlink", targets: readonly string[]): Step[] =>
    targets.length === 0 ? [] : [{ kind, part: "apps", targets: targets.toSorted() }];
  return { install: step("link", missing), uninstall: step("unlink", gone) };
}

/**
 * Installs or removes apps; throws UndoneError for those that the service refuses, after the others. The answer to an
 * installation holds no id; 409 means that it is there. Removing an app takes its tabs along. Source: Microsoft Graph
 * "Add app to team", "Remove app from team", read 2026-11.
 */
export async function applyApps(
  api: Writer,
  teamId: string,
  step: Extract<Step, { kind: "link" | "unlink" }>,
  desired: Apps,
  { installationIds }: AppHandles,
  where: string,
): Promise<void> {
  const undone: Undone[] = [];
  for (const id of step.targets) {
    try {
      if (step.kind === "link") await install(api, teamId, id, desired[id] ?? "teamsAppId", where);
      else await uninstall(api, teamId, installationIds.get(id));
    } catch (error) {
      undone.push({ what: appPart(id), text: refusalOf(error, step.kind, id, where) });
    }
  }
  if (undone.length > 0) throw new UndoneError(undone);
}

/** The text of a refusal. Throws what is none. */
function refusalOf(error: unknown, kind: "link" | "unlink", id: string, where: string): string {
  if (error instanceof RefusedError && !(error instanceof SignInError)) return error.message;
  if (!isRefusal(error)) throw error;
  const verb = kind === "link" ? "install" : "remove";
  return `${where}: could not ${verb} the app "${id}": ${`${error.code} ${error.serviceMessage}`.trim()}`;
}

async function install(
  api: Writer,
  teamId: string,
  id: string,
  kind: Apps[string],
  where: string,
): Promise<void> {
  const catalogueId = kind === "externalId" ? await catalogueIdOf(api, id, where) : id;
  try {
    await api.graph.send("POST", `/teams/${teamId}/installedApps`, {
      "teamsApp@odata.bind": `https://graph.microsoft.com/v1.0/appCatalogs/teamsApps/${catalogueId}`,
    });
  } catch (error) {
    if (error instanceof ApiError && error.status === 409) return;
    throw isPassing(error) || !(error instanceof ApiError) || ![400, 403].includes(error.status)
      ? error
      : new RefusedError(refusedText(where, id, error));
  }
}

async function uninstall(api: Writer, teamId: string, installationId: string | undefined): Promise<void> {
  if (installationId === undefined) return;
  try {
    await api.graph.send("DELETE", `/teams/${teamId}/installedApps/${encodeURIComponent(installationId)}`);
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

/** An organization's own app is known by the id in its manifest; the catalogue gives it another one. */
async function catalogueIdOf(api: Reader, externalId: string, where: string): Promise<string> {
  const filter = encodeURIComponent(`externalId eq '${externalId}'`);
  const found: JsonObject | undefined = (await api.graph.list(`/appCatalogs/teamsApps?$filter=${filter}`))[0];
  if (found !== undefined) return textAt(found, "id");
  throw new RefusedError(
    `${where}: no app of the catalogue has the externalId "${externalId}". ` +
      "Upload the app in the Teams admin center first, or correct the id.",
  );
}

function refusedText(where: string, id: string, error: ApiError): string {
  return (
    `${where}: the service refuses to install the app "${id}": ${error.serviceMessage} Check that the id is in the ` +
    "catalogue and the app is allowed. An app that asks for permissions in the team is installed by an owner once: " +
    "it is then found and kept."
  );
}
