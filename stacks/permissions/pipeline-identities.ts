import * as pulumi from "@pulumi/pulumi";
import { ApiError, SignInError } from "../../providers/core/errors.ts";
import type { Reader } from "../../providers/core/api.ts";
import { textAt } from "../../providers/core/json.ts";
import { quoted } from "../../providers/core/odata.ts";
import { typeByToken } from "../../providers/registry.ts";
import type { Identity } from "../../schemas/types/stack.ts";
import { ownAppId } from "../../providers/clients/sign-in/own-app.ts";
import type { GuardedApp } from "../brakes/guarded-apps.ts";
import { leastPermissions } from "./least.ts";
import { stackFilesIn, stacksFolder } from "../config/load-org.ts";
import { checkedSettings, loadStack, usualStackFile } from "../config/load-stack.ts";

/** The least application permissions of an identity, from what the config of its stacks leads to. Sorted. */
export function permissionsFor({ access, stacks }: Pick<Identity, "access" | "stacks">): readonly string[] {
  const resources = stacks.flatMap((stack) => loadStack(usualStackFile(stack)).derived.resources);
  const needs = leastPermissions(access, resources, (token) => typeByToken(token).permissions);
  return needs.permissions.map(({ permission }) => permission);
}

/** Every identity of the tenant that a stack belongs to: those that are declared beside one that serves it. */
export function identitiesBeside(stack: string, folder = stacksFolder): readonly Identity[] {
  const declared = stackFilesIn(folder).map(([, file]) => {
    const { program, identities } = checkedSettings(file);
    return program === "identities" ? ((identities ?? []) as readonly Identity[]) : [];
  });
  return declared.find((some) => some.some(({ stacks }) => stacks.includes(stack))) ?? [];
}

/**
 * The app that this run signs in as, and the pipelines' identities with what their stacks need: a reader's preview
 * then sees what the writer would lose. The identities are found in the tenant by their names, which needs
 * Application.Read.All. What cannot be read is told; the run by that identity itself still refuses. Throws SignInError.
 */
export async function guardedApps(
  stack: string,
  connect: () => Promise<Reader>,
): Promise<readonly GuardedApp[]> {
  const own = ownAppId();
  const itself = own === undefined ? [] : [{ appId: own, who: "the app that this run signs in as" }];
  try {
    const identities = identitiesBeside(stack);
    if (identities.length === 0) return itself;
    const api = await connect();
    const others = await Promise.all(identities.map((identity) => guardedBy(api, identity)));
    return [...itself, ...others.flat().filter(({ appId }) => appId !== own)];
  } catch (error) {
    if (!(error instanceof Error) || error instanceof SignInError) throw error;
    const reason = error instanceof ApiError ? "they could not be read in the tenant: " : "";
    void pulumi.log.warn(
      `whether the pipelines' identities keep their permissions was not checked: ${reason}${error.message}`,
    );
    return itself;
  }
}

/** Source: Microsoft Graph "List servicePrincipals", read 2026-11. */
async function guardedBy(api: Reader, identity: Identity): Promise<readonly GuardedApp[]> {
  const { displayName, access, stacks } = identity;
  const filter = encodeURIComponent(`displayName eq ${quoted(displayName)}`);
  const found = await api.graph.list(`/servicePrincipals?$filter=${filter}&$select=id,appId`);
  if (found.length === 0) return [];
  const needs = permissionsFor(identity);
  const does = access === "write" ? "writes" : "plans and looks at";
  const who = `"${displayName}", which ${does} ${stacks.join(", ")},`;
  return found.map((principal) => ({ appId: textAt(principal, "appId").toLowerCase(), who, needs }));
}

/**
 * Stacks that no identity serves, a sentence each: their pipeline could not sign in. Looks at all stack files, since
 * an identity may have been taken out of one of them.
 */
export function unservedStacks(folder = stacksFolder): readonly string[] {
  const files = stackFilesIn(folder).map(([stack, file]) => ({ stack, settings: checkedSettings(file) }));
  const identities = files.flatMap(({ settings: { program, identities: declared } }) =>
    program === "identities" ? ((declared ?? []) as readonly Identity[]) : [],
  );
  return files
    .filter(({ settings }) => settings["program"] !== "identities")
    .flatMap(({ stack }) => unserved(stack, identities));
}

function unserved(stack: string, identities: readonly Identity[]): readonly string[] {
  return (["read", "write"] as const).flatMap((access): string[] => {
    const serving = identities.filter((one) => one.access === access && one.stacks.includes(stack));
    const does = access === "write" ? "write" : "plan and look at";
    if (serving.length === 0) return [`no identity may ${does} the stack ${stack}: name it under stacks`];
    const environment = access === "write" ? stack : `${stack}-plan`;
    const jobs = serving.flatMap(({ credentials }) => credentials.flatMap(({ github }) => github ?? []));
    const isTrusted = jobs.length === 0 || jobs.some((job) => job.environment === environment);
    return isTrusted
      ? []
      : [`no identity trusts GitHub's environment ${environment}: name it under credentials`];
  });
}
