import { readFile } from "node:fs/promises";
import { ClientAssertionCredential, ClientSecretCredential, type TokenCredential } from "@azure/identity";
import { RefusedError } from "../../core/errors.ts";
import type { Endpoints } from "../endpoints.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** An identity whose kept token can be thrown away. */
export interface RenewableCredential extends TokenCredential {
  renew(): void;
}

/**
 * Keeps one credential, and with it its token, until `renew`. The library itself renews tokens that grow old. Many
 * calls that need a token at the same time share one request for it.
 */
export function renewable(make: () => TokenCredential): RenewableCredential {
  let credential = make();
  let asked = new Map<string, ReturnType<TokenCredential["getToken"]>>();
  return {
    getToken: (scopes, options) => {
      const scope = String(scopes);
      const pending = asked.get(scope);
      if (pending !== undefined) return pending;
      const answers = asked;
      const answer = credential.getToken(scopes, options).finally(() => answers.delete(scope));
      answers.set(scope, answer);
      return answer;
    },
    renew: () => {
      credential = make();
      asked = new Map();
    },
  };
}

/**
 * The identity of this run, from the environment only: nothing of it may reach config, state or logs.
 *
 * `AZURE_TENANT_ID`, `AZURE_CLIENT_ID` and one of
 * - `AZURE_CLIENT_SECRET`: a client secret,
 * - `AZURE_FEDERATED_TOKEN_FILE`: a file with a token of the pipeline (workload identity federation),
 * - `ACTIONS_ID_TOKEN_REQUEST_URL` and `ACTIONS_ID_TOKEN_REQUEST_TOKEN`: as GitHub Actions sets them.
 * A federated token wins over a secret: a pipeline that has one needs no secret.
 *
 * `STORE_TEAMS_TENANT_ID` and `STORE_TEAMS_CLIENT_ID` win over the first two, where Pulumi's state lies in another
 * tenant than the stores: the names with AZURE_ are then for the state alone.
 * Source: Microsoft Entra "Workload identity federation" and @azure/identity, read 2026-11.
 */
export function credentialFrom(environment: Environment, endpoints: Endpoints): TokenCredential {
  // Empty is unset: a pipeline sets a variable that nobody filled to an empty text.
  const tenantId = environment["STORE_TEAMS_TENANT_ID"] || environment["AZURE_TENANT_ID"];
  const clientId = environment["STORE_TEAMS_CLIENT_ID"] || environment["AZURE_CLIENT_ID"];
  if (!tenantId || !clientId) throw missing(environment);
  const options = {
    authorityHost: endpoints.authority,
    // A host that is not one of the public clouds cannot be looked up there.
    disableInstanceDiscovery: !/\.microsoftonline\.(com|us)$|\.chinacloudapi\.cn$/.test(
      new URL(endpoints.authority).hostname,
    ),
    // The clients retry by the same rules for every service, see send.ts.
    retryOptions: { maxRetries: 2 },
  };
  const assertion = federatedToken(environment);
  if (assertion !== undefined) return new ClientAssertionCredential(tenantId, clientId, assertion, options);
  const secret = environment["AZURE_CLIENT_SECRET"];
  if (!secret) throw missing(environment);
  return new ClientSecretCredential(tenantId, clientId, secret, options);
}

/** A function that gets the pipeline's own token, or undefined when the environment offers none. */
function federatedToken(environment: Environment): (() => Promise<string>) | undefined {
  const file = environment["AZURE_FEDERATED_TOKEN_FILE"];
  // Read each time: the file is renewed while a long run goes on.
  if (file) return async () => (await readFile(file, "utf8")).trim();
  const url = environment["ACTIONS_ID_TOKEN_REQUEST_URL"];
  const requestToken = environment["ACTIONS_ID_TOKEN_REQUEST_TOKEN"];
  if (!url || !requestToken) return undefined;
  return async () => {
    const response = await fetch(`${url}&audience=${encodeURIComponent("api://AzureADTokenExchange")}`, {
      headers: { authorization: `Bearer ${requestToken}` },
    });
    const body = (await response.json()) as { value?: string };
    if (!response.ok || !body.value) {
      throw new RefusedError(
        `GitHub gave no identity token (answer ${response.status}). Needs "id-token: write".`,
      );
    }
    return body.value;
  };
}

function missing(environment: Environment): RefusedError {
  const state = (name: string): string => `${name} ${environment[name] ? "is set" : "is not set"}`;
  return new RefusedError(
    "cannot sign in: " +
      ["AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET", "AZURE_FEDERATED_TOKEN_FILE"]
        .map(state)
        .join(", ") +
      ". Set the first two and one of the others.",
  );
}
