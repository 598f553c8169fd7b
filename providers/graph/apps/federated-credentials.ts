import type { AppRegistration, FederatedCredential } from "../../../schemas/types/resources.ts";
import type { JsonObject, Writer } from "../../core/api.ts";
import { changedFields } from "../../core/compare.ts";
import { ApiError, isNotFound } from "../../core/errors.ts";
import { optionalText, textAt } from "../../core/json.ts";
import type { Step } from "../../core/resource-type.ts";

type Credentials = NonNullable<AppRegistration["federatedCredentials"]>;

/** Federated credentials as config says them, by name. */
export function federatedCredentialsOf(credentials: readonly JsonObject[]): Credentials {
  return Object.fromEntries(
    credentials.map((one): [string, FederatedCredential] => {
      const audiences = one["audiences"];
      const audience: unknown = Array.isArray(audiences) ? audiences[0] : undefined;
      return [
        textAt(one, "name"),
        {
          issuer: textAt(one, "issuer"),
          // One that matches subjects by an expression has no subject of its own.
          subject: optionalText(one, "subject") ?? "",
          audience: typeof audience === "string" ? audience : "",
        },
      ];
    }),
  );
}

function partOf(name: string): string {
  return `federated credential:${name}`;
}

/**
 * What to do about federated credentials; nothing when config does not mention them. Those that go, go first: two
 * with the same issuer and subject cannot be there at once, so that renaming one is a delete and a create.
 */
export function federationSteps(wanted: Credentials | undefined, there: Credentials = {}): readonly Step[] {
  if (wanted === undefined) return [];
  const gone = Object.keys(there).filter((name) => wanted[name] === undefined);
  const kept = Object.entries(wanted).flatMap(([name, credential]): Step[] => {
    const before = there[name];
    if (before === undefined) return [{ kind: "create", part: partOf(name), body: { ...credential } }];
    const changes = changedFields({ ...credential }, { ...before });
    return changes.length === 0 ? [] : [{ kind: "update", part: partOf(name), changes }];
  });
  return [...gone.map((name): Step => ({ kind: "delete", part: partOf(name) })), ...kept];
}

/** Does one step. Source: Microsoft Graph "federatedIdentityCredential resource type", read 2026-11. */
export async function writeFederation(
  api: Writer,
  path: string,
  step: Step,
  wanted: Credentials,
  ids: Readonly<Record<string, string>>,
): Promise<void> {
  const name = step.part.slice(partOf("").length);
  const at = `${path}/federatedIdentityCredentials`;
  if (step.kind === "delete") {
    await api.graph.send("DELETE", `${at}/${ids[name] ?? name}`).catch((error: unknown) => {
      if (!isNotFound(error)) throw error;
    });
    return;
  }
  const credential = wanted[name];
  if (credential === undefined) throw new Error(`the config has no federated credential "${name}"`);
  const { issuer, subject, audience } = credential;
  const body = { issuer, subject, audiences: [audience] };
  if (step.kind === "update") {
    await api.graph.send("PATCH", `${at}/${ids[name] ?? name}`, body);
    return;
  }
  await api.graph.send("POST", at, { name, ...body }).catch((error: unknown) => {
    // An earlier attempt made it, or somebody was quicker: looking again tells.
    if (!(error instanceof ApiError && error.status === 409)) throw error;
  });
}
