import { AzureCliCredential, ManagedIdentityCredential, type TokenCredential } from "@azure/identity";
import { ApiError, reasonOf, SignInError } from "../../core/errors.ts";
import type { SignInOptions } from "./credentials.ts";
import type { Identity } from "./identity.ts";
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
  const login = `az login${tenantId === undefined ? "" : ` --tenant ${tenantId}`} --allow-no-subscriptions`;
  return toldAs(
    credential,
    (error) => {
      const said = reasonOf(error);
      const line = said.split("\n").find((text) => /AADSTS\d+|ERROR/.test(text)) ?? said.split("\n")[0] ?? "";
      return new SignInError(
        `cannot sign in with the Azure CLI: ${line.slice(0, 400).trim().replace(/\.?$/, ".")} Run: ${login}`,
        { cause: error },
      );
    },
    options,
  );
}

/** The identity that Azure gives this machine, from the endpoint beside it and nowhere else. */
export function machineCredential(
  { clientId, endpoint }: Extract<Identity, { way: "managed-identity" }>,
  options: Noted,
): TokenCredential {
  const { origin } = new URL(endpoint);
  const onFailure = (error: unknown): void => {
    const isNoAnswer = error instanceof ApiError && error.status === 0;
    options.onFailure(
      isNoAnswer
        ? new SignInError(
            `cannot sign in: no managed identity answers at ${origin} (${error.message}). ` +
              "Give this machine one, or sign in another way: STORE_TEAMS_SIGN_IN.",
            { cause: error },
          )
        : error,
    );
  };
  return new ManagedIdentityCredential({
    ...(clientId === undefined ? {} : { clientId }),
    retryOptions: { maxRetries: 0 },
    httpClient: tokenHttp({ ...options, authority: { origin, publicOrigin: origin }, onFailure }),
  });
}
