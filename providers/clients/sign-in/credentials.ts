import { readFile } from "node:fs/promises";
import { ClientAssertionCredential, ClientSecretCredential, type TokenCredential } from "@azure/identity";
import type { Clock } from "../../core/api.ts";
import { objectIn } from "../../core/answers.ts";
import { isPassing, SignInError, type CallSite } from "../../core/errors.ts";
import { textAt } from "../../core/json.ts";
import type { Endpoints } from "../endpoints.ts";
import { errorFrom, type ErrorAnswer } from "../calls/error-answers.ts";
import { exchange, type AnswerBounds } from "../calls/exchange.ts";
import { addressAt } from "../calls/origins.ts";
import { sendBounded, type SendBounds } from "../calls/send.ts";
import type { Waits } from "../calls/waits.ts";

import { tokenHttp } from "./token-http.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** A token for one scope. Throws SignInError when there is none to be had. */
export interface RenewableCredential {
  getToken(scope: string): Promise<{ readonly token: string }>;
  /** Throws the kept tokens away. */
  renew(): void;
}

/** How tokens are asked for. */
export interface SignInOptions {
  readonly clock: Clock;
  readonly bounds: SendBounds;
  readonly answerBounds: AnswerBounds;
  readonly random: () => number;
  readonly waits: Waits;
}

/** One identity for one scope, and the way to learn what its last request failed with. */
interface ScopedCredential {
  readonly credential: TokenCredential;
  readonly lastFailure: { error: unknown };
}

/**
 * The identity of this run. Keeps one credential a scope, and with it its token, until `renew`; the library itself
 * renews tokens that grow old. Many calls that need a token at the same time share one request for it. What passes is
 * repeated as any other call is. What does not pass is told to everybody who asks, without asking again.
 * Throws RefusedError when the environment names no identity.
 */
export function renewable(
  environment: Environment,
  endpoints: Endpoints,
  options: SignInOptions,
): RenewableCredential {
  const identity = identityIn(environment);
  let kept = new Map<string, ScopedCredential>();
  let asked = new Map<string, Promise<{ readonly token: string }>>();
  let refusal: SignInError | undefined;

  const once = async (scope: string, keeper: typeof kept): Promise<{ readonly token: string }> => {
    let made: ScopedCredential | undefined;
    try {
      made = keeper.get(scope) ?? scopedCredential(identity, endpoints, options);
      keeper.set(scope, made);
      made.lastFailure.error = undefined;
      const token = await made.credential.getToken(scope);
      if (token !== null) return token;
    } catch (error) {
      throw made?.lastFailure.error ?? error;
    }
    throw new Error("the sign-in service gave no token");
  };

  const bounded = async (scope: string): Promise<{ readonly token: string }> => {
    const keeper = kept;
    try {
      // Asking for a token changes nothing, so it may be repeated though it is a POST.
      return await sendBounded(() => once(scope, keeper), {
        ...options,
        method: "GET",
        renewToken: () => undefined,
      });
    } catch (error) {
      const final = asSignInError(error);
      // What passes may have passed when somebody asks again; what a person must mend has not.
      if (!isPassing(error) && keeper === kept) refusal = final;
      throw final;
    }
  };

  return {
    getToken: async (scope) => {
      if (refusal !== undefined) throw refusal;
      const answers = asked;
      const answer = answers.get(scope) ?? bounded(scope).finally(() => answers.delete(scope));
      answers.set(scope, answer);
      return answer;
    },
    renew: () => {
      kept = new Map();
      asked = new Map();
      refusal = undefined;
    },
  };
}

/** No failure of a sign-in is any other kind of failure: whoever called for the token must not repeat it. */
function asSignInError(error: unknown): SignInError {
  if (error instanceof SignInError) return error;
  const said = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
  return new SignInError(`cannot sign in: ${said.replace(/^cannot sign in: /, "")}`, { cause: error });
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
function identityIn(environment: Environment): Identity {
  // Empty is unset: a pipeline sets a variable that nobody filled to an empty text.
  const tenantId = environment["STORE_TEAMS_TENANT_ID"] || environment["AZURE_TENANT_ID"];
  const clientId = environment["STORE_TEAMS_CLIENT_ID"] || environment["AZURE_CLIENT_ID"];
  if (!tenantId || !clientId) throw missing(environment);
  const assertion = federatedToken(environment);
  if (assertion !== undefined) return { tenantId, clientId, assertion };
  const secret = environment["AZURE_CLIENT_SECRET"];
  if (!secret) throw missing(environment);
  return { tenantId, clientId, secret };
}

/** Who signs in, and by what. */
interface Identity {
  readonly tenantId: string;
  readonly clientId: string;
  readonly secret?: string;
  /** Gets the pipeline's own token. */
  readonly assertion?: FederatedToken;
}

type FederatedToken = (options: SignInOptions) => Promise<string>;

function scopedCredential(
  identity: Identity,
  endpoints: Endpoints,
  options: SignInOptions,
): ScopedCredential {
  const { tenantId, clientId, assertion, secret = "" } = identity;
  const lastFailure: ScopedCredential["lastFailure"] = { error: undefined };
  const onFailure = (error: unknown): void => {
    lastFailure.error = error;
  };
  const authority = { origin: endpoints.authority, publicOrigin: endpoints.publicAuthority };
  const libraryOptions = {
    authorityHost: endpoints.authority,
    // A host that is not one of the public clouds cannot be looked up there.
    disableInstanceDiscovery: !/\.microsoftonline\.(com|us)$|\.chinacloudapi\.cn$/.test(
      new URL(endpoints.authority).hostname,
    ),
    // Repeated by the same rules as calls of every service, see send.ts.
    retryOptions: { maxRetries: 0 },
    httpClient: tokenHttp({ authority, onFailure, ...options }),
  };
  if (assertion === undefined)
    return {
      credential: new ClientSecretCredential(tenantId, clientId, secret, libraryOptions),
      lastFailure,
    };
  const noted = (): Promise<string> =>
    assertion(options).catch((error: unknown) => {
      onFailure(error);
      throw error;
    });
  return {
    credential: new ClientAssertionCredential(tenantId, clientId, noted, libraryOptions),
    lastFailure,
  };
}

/** A function that gets the pipeline's own token, or undefined when the environment offers none. */
function federatedToken(environment: Environment): FederatedToken | undefined {
  const file = environment["AZURE_FEDERATED_TOKEN_FILE"];
  // Read each time: the file is renewed while a long run goes on.
  if (file) return () => tokenInFile(file);
  const url = environment["ACTIONS_ID_TOKEN_REQUEST_URL"];
  const requestToken = environment["ACTIONS_ID_TOKEN_REQUEST_TOKEN"];
  if (!url || !requestToken) return undefined;
  return ({ answerBounds, waits }) => tokenOfGitHub(url, requestToken, { answerBounds, waits });
}

async function tokenInFile(file: string): Promise<string> {
  const name = `AZURE_FEDERATED_TOKEN_FILE names "${file}"`;
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    const reason = error instanceof Error && "code" in error ? String(error.code) : "cannot be read";
    throw new SignInError(
      `cannot sign in: ${name}, which ${reason === "ENOENT" ? "is not there" : `cannot be read (${reason})`}. ` +
        "Let the step before this one write the token there, or unset the variable.",
      { cause: error },
    );
  });
  const token = text.trim();
  if (token !== "") return token;
  throw new SignInError(`cannot sign in: ${name}, which is empty. Let the step before this one write it.`);
}

async function tokenOfGitHub(
  url: string,
  requestToken: string,
  { answerBounds, waits }: Pick<SignInOptions, "answerBounds" | "waits">,
): Promise<string> {
  const { origin, pathname, search } = new URL(url);
  const separator = search === "" ? "?" : "&";
  const path = `${pathname}${search}${separator}audience=${encodeURIComponent("api://AzureADTokenExchange")}`;
  const address = addressAt({ origin, publicOrigin: origin }, path);
  const headers = { authorization: `Bearer ${requestToken}` };
  const toError = (answer: ErrorAnswer, site: CallSite): Error =>
    answer.status >= 500 || answer.status === 429
      ? errorFrom(answer, site)
      : new SignInError(
          `cannot sign in: GitHub gave no identity token (answer ${answer.status}). Needs "id-token: write".`,
        );
  const asked = { method: "GET", address, headers, toError };
  const answer = await waits.during("the identity token of GitHub", () => exchange(asked, answerBounds));
  return textAt(objectIn(answer), "value");
}

function missing(environment: Environment): SignInError {
  const state = (name: string): string => `${name} ${environment[name] ? "is set" : "is not set"}`;
  return new SignInError(
    "cannot sign in: " +
      ["AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET", "AZURE_FEDERATED_TOKEN_FILE"]
        .map(state)
        .join(", ") +
      ". Set the first two and one of the others.",
  );
}
