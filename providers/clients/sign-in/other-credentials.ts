import {
  AzureCliCredential,
  ManagedIdentityCredential,
  type AccessToken,
  type TokenCredential,
} from "@azure/identity";
import type { Clock } from "../../core/api.ts";
import { remedies } from "../../../schemas/remedies.ts";
import { ApiError, reasonOf, SignInError } from "../../core/errors.ts";
import type { Identity } from "./identity.ts";
import type { SignInOptions } from "./options.ts";
import { tokenHttp, type TokenHttpOptions } from "./token-http.ts";

type Noted = SignInOptions & Pick<TokenHttpOptions, "onFailure">;

/** A credential whose failures are told in other words, unless a request has told its own already. */
export function toldAs(
  credential: TokenCredential,
  failure: (error: unknown) => unknown,
  { onFailure }: Pick<TokenHttpOptions, "onFailure">,
): TokenCredential {
  return {
    getToken: async (scope, options) => {
      try {
        return await credential.getToken(scope, options);
      } catch (error) {
        const told = failure(error);
        if (told !== undefined) onFailure(told);
        throw error;
      }
    },
  };
}

/** Why a certificate's file cannot be used; undefined when the failure is not the file's. */
export function certificateFailure(
  { file, password }: Extract<Identity, { way: "certificate" }>,
  error: unknown,
): SignInError | undefined {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const said = reasonOf(error);
  const name = `AZURE_CLIENT_CERTIFICATE_PATH names "${file}"`;
  const why =
    code === "ENOENT"
      ? "which is not there"
      : /^E[A-Z]+$/.test(code)
        ? `which cannot be read (${code})`
        : /does not contain a PEM-encoded certificate/.test(said)
          ? "which holds no certificate"
          : code.startsWith("ERR_OSSL") || /private ?key|PKCS|PEM|passphrase/i.test(said)
            ? `whose key cannot be read${password === undefined ? "" : ", or the password is wrong"}`
            : undefined;
  if (why === undefined) return undefined;
  return new SignInError(
    `cannot sign in: ${name}, ${why}. Expected a PEM file with the certificate and its private key; ` +
      "the key's password goes into AZURE_CLIENT_CERTIFICATE_PASSWORD.",
    { cause: error },
  );
}

/** Whoever `az login` has signed in on this machine. */
export function cliCredential(tenantId: string | undefined, options: Noted): TokenCredential {
  const credential = new AzureCliCredential({
    ...(tenantId === undefined ? {} : { tenantId }),
    processTimeoutInMs: options.answerBounds.answerSecondsMost * 1000,
  });
  return toldAs(
    keptWhileFresh(credential, options.clock),
    (error) => {
      const said = reasonOf(error);
      const line = said.split("\n").find((text) => /AADSTS\d+|ERROR/.test(text)) ?? said.split("\n")[0] ?? "";
      return new SignInError(
        `cannot sign in with the Azure CLI: ${line.slice(0, 400).trim().replace(/\.?$/, ".")} Run: ${remedies.signInByCli(tenantId)}`,
        { cause: error },
      );
    },
    options,
  );
}

/**
 * What the endpoint last failed with. Of the process, as the library is: whatever is asked there later goes through the
 * client that was given first.
 */
const atMachine: { failure: unknown } = { failure: undefined };

/** The identity that Azure gives this machine, from the endpoint beside it and nowhere else. */
export function machineCredential(
  { clientId, endpoint }: Extract<Identity, { way: "managed-identity" }>,
  options: Noted,
): TokenCredential {
  const { origin } = new URL(endpoint);
  const onFailure = (error: unknown): void => {
    atMachine.failure = error instanceof ApiError && error.status === 0 ? noneAt(origin, error) : error;
  };
  const credential = new ManagedIdentityCredential({
    ...(clientId === undefined ? {} : { clientId }),
    retryOptions: { maxRetries: 0 },
    httpClient: tokenHttp({ ...options, authority: { origin, publicOrigin: origin }, onFailure }),
  });
  return toldAs(keptWhileFresh(credential, options.clock), () => atMachine.failure, options);
}

function noneAt(origin: string, error: ApiError): SignInError {
  return new SignInError(
    `cannot sign in: no managed identity answers at ${origin} (${error.message}). ` +
      "Give this machine one, or sign in another way: STORE_TEAMS_SIGN_IN.",
    { cause: error },
  );
}

/** A token is asked for again when it has less than this left: longer than any call with it takes. */
const freshMilliseconds = 5 * 60_000;

/** Keeps the token: these credentials ask for another at each call. */
function keptWhileFresh(credential: TokenCredential, clock: Clock): TokenCredential {
  let kept: AccessToken | null = null;
  return {
    getToken: async (scope, options) => {
      if (kept === null || kept.expiresOnTimestamp - clock.nowMilliseconds() < freshMilliseconds)
        kept = await credential.getToken(scope, options);
      return kept;
    },
  };
}
