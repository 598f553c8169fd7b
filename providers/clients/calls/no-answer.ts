import { ApiError, RefusedError, type CallSite } from "../../core/errors.ts";

/** Codes of Node and its TLS for a certificate that somebody else shows, each with what a person can do. */
const certificateMends: readonly (readonly [codes: readonly string[], mend: string])[] = [
  [
    [
      "SELF_SIGNED_CERT_IN_CHAIN",
      "DEPTH_ZERO_SELF_SIGNED_CERT",
      "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
      "UNABLE_TO_GET_ISSUER_CERT",
      "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
    ],
    "What stands in between shows a certificate of its own, as a company's TLS inspection does. Put its authority into " +
      "a PEM file and name it in NODE_EXTRA_CA_CERTS.",
  ],
  [["CERT_NOT_YET_VALID", "CERT_HAS_EXPIRED"], "Check the clock of this machine first."],
  [
    ["ERR_TLS_CERT_ALTNAME_INVALID"],
    "Another machine answers under this name: check the address, the proxy and the resolver.",
  ],
];

/** Codes for a service that cannot be reached from here. */
const unreachable = [
  ...["ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH", "ETIMEDOUT"],
  ...["UND_ERR_CONNECT_TIMEOUT", "ENETDOWN"],
];
const reachIt =
  "Check the network and the address. Behind a proxy set HTTPS_PROXY, and NODE_USE_ENV_PROXY=1 beside it.";

/** The code of what was thrown, or of what caused it. */
export function systemCode(error: unknown): string | undefined {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1)
    if ("code" in at && typeof at.code === "string") return at.code;
  return undefined;
}

/**
 * A failure before any answer came: refused, reset, unknown host; it may pass. A certificate that is not to be trusted
 * does not pass and nothing was sent: that is a RefusedError, which says how to mend it.
 */
export function errorWithoutAnswer(cause: unknown, { call, host }: CallSite): ApiError | RefusedError {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  const reason = inner instanceof Error ? inner.message || String(systemCode(inner)) : String(inner);
  const code = systemCode(cause) ?? "";
  const mend = certificateMends.find(([codes]) => codes.includes(code))?.[1];
  if (mend !== undefined)
    return new RefusedError(`${call}: no answer from ${host}: ${reason}. Nothing was sent. ${mend}`, {
      cause,
    });
  const serviceMessage = unreachable.includes(code) ? `${reason}. ${reachIt}` : reason;
  const outcome = `no answer from ${host}`;
  return new ApiError({ status: 0, code: "", serviceMessage, call, outcome, cause });
}
