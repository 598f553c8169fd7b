import { readFile } from "node:fs/promises";
import {
  ClientAssertionCredential,
  ClientCertificateCredential,
  ClientSecretCredential,
  type TokenCredential,
} from "@azure/identity";
import { objectIn } from "../../core/answers.ts";
import { isPassing, SignInError, type CallSite } from "../../core/errors.ts";
import { textAt } from "../../core/json.ts";
import type { Endpoints } from "../endpoints.ts";
import { errorFrom, type ErrorAnswer } from "../calls/error-answers.ts";
import { exchange } from "../calls/exchange.ts";
import { addressAt } from "../calls/origins.ts";
import { sendBounded } from "../calls/send.ts";
import { identityIn, type Identity, type SignInWay } from "./identity.ts";
import { certificateFailure, cliCredential, machineCredential, toldAs } from "./other-credentials.ts";
import type { SignInOptions } from "./options.ts";
import { tokenHttp, type TokenHttpOptions } from "./token-http.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** A token for one scope. Throws SignInError when there is none to be had. */
export interface RenewableCredential {
  /** How it signs in. */
  readonly way: SignInWay;
  getToken(scope: string): Promise<{ readonly token: string }>;
  /** Throws the kept tokens away. */
  renew(): void;
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
    way: identity.way,
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

/** A credential of the vendor's library for one scope. */
function scopedCredential(
  identity: Identity,
  endpoints: Endpoints,
  options: SignInOptions,
): ScopedCredential {
  const lastFailure: ScopedCredential["lastFailure"] = { error: undefined };
  const onFailure = (error: unknown): void => {
    lastFailure.error = error;
  };
  return { credential: credentialOf(identity, endpoints, { ...options, onFailure }), lastFailure };
}

function credentialOf(
  identity: Identity,
  endpoints: Endpoints,
  options: SignInOptions & Pick<TokenHttpOptions, "onFailure">,
): TokenCredential {
  if (identity.way === "azure-cli") return cliCredential(identity.tenantId, options);
  if (identity.way === "managed-identity") return machineCredential(identity, options);
  const authority = { origin: endpoints.authority, publicOrigin: endpoints.publicAuthority };
  const libraryOptions = {
    authorityHost: endpoints.authority,
    // A host that is not one of the public clouds cannot be looked up there.
    disableInstanceDiscovery: !/\.microsoftonline\.(com|us)$|\.chinacloudapi\.cn$/.test(
      new URL(endpoints.authority).hostname,
    ),
    // Repeated by the same rules as calls of every service, see send.ts.
    retryOptions: { maxRetries: 0 },
    httpClient: tokenHttp({ authority, ...options }),
  };
  const { tenantId, clientId } = identity;
  if (identity.way === "client-secret")
    return new ClientSecretCredential(tenantId, clientId, identity.secret, libraryOptions);
  if (identity.way === "certificate") {
    const file = { certificatePath: identity.file, certificatePassword: identity.password };
    return toldAs(
      new ClientCertificateCredential(
        tenantId,
        clientId,
        file as { certificatePath: string },
        libraryOptions,
      ),
      (error) => certificateFailure(identity, error),
      options,
    );
  }
  const noted = (): Promise<string> =>
    federatedToken(identity, options).catch((error: unknown) => {
      options.onFailure(error);
      throw error;
    });
  return new ClientAssertionCredential(tenantId, clientId, noted, libraryOptions);
}

/** The pipeline's own token. Read each time: it is renewed while a long run goes on. */
function federatedToken(
  identity: Extract<Identity, { way: "federated-token" | "github" }>,
  options: SignInOptions,
): Promise<string> {
  return identity.way === "federated-token"
    ? tokenInFile(identity.file)
    : tokenOfGitHub(identity.url, identity.requestToken, options);
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
