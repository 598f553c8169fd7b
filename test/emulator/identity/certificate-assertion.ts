// A client's own assertion, signed with the key of a certificate that its application holds. Source: "Microsoft identity
// platform application authentication certificate credentials", "keyCredential resource type".
import { constants, createHash, verify, X509Certificate } from "node:crypto";
import { decodeJwt, decodeProtectedHeader } from "jose";
import { tokenErrors } from "../errors/token.ts";
import { objectsOf } from "../graph/objects-of.ts";
import type { Application } from "../tenant/model.ts";

/** Whether an assertion names a certificate; those of other issuers name a key of theirs. */
export function isByCertificate(assertion: string): boolean {
  return thumbprintOf(assertion) !== undefined;
}

function thumbprintOf(assertion: string): { algorithm: "sha256" | "sha1"; value: string } | undefined {
  try {
    const header = decodeProtectedHeader(assertion);
    const { "x5t#S256": sha256, x5t: sha1 } = header as Readonly<Record<string, unknown>>;
    if (typeof sha256 === "string") return { algorithm: "sha256", value: sha256 };
    return typeof sha1 === "string" ? { algorithm: "sha1", value: sha1 } : undefined;
  } catch {
    return undefined;
  }
}

/** Throws TokenError: the certificate is not the application's or out of its time, or the assertion is not right. */
export function checkCertificateAssertion(application: Application, assertion: string, now: Date): void {
  const thumbprint = thumbprintOf(assertion);
  const found = (objectsOf(application.properties["keyCredentials"]) ?? [])
    .filter(({ usage, type }) => usage === "Verify" && type === "AsymmetricX509Cert")
    .map(({ key }) => Buffer.from(String(key), "base64"))
    .find(
      (der) =>
        thumbprint !== undefined &&
        createHash(thumbprint.algorithm).update(der).digest("base64url") === thumbprint.value,
    );
  if (found === undefined) throw tokenErrors.assertion("The key was not found.");
  const certificate = new X509Certificate(found);
  if (!isSignedBy(certificate, assertion)) throw tokenErrors.assertion("The signature is not valid.");
  const claims = decodeJwt(assertion);
  const nowSeconds = now.getTime() / 1000;
  if ((claims.exp ?? 0) <= nowSeconds || (claims.nbf ?? 0) > nowSeconds + 300)
    throw tokenErrors.assertionExpired();
  if (Date.parse(certificate.validTo) <= now.getTime())
    throw tokenErrors.assertion("The key used is expired.");
  if (claims.iss !== application.appId || claims.sub !== application.appId)
    throw tokenErrors.assertion("Issuer and subject are not the client.");
}

/** RS256 and PS256, which the libraries of the vendor send. */
function isSignedBy(certificate: X509Certificate, assertion: string): boolean {
  const [header = "", payload = "", signature = ""] = assertion.split(".");
  const { alg } = decodeProtectedHeader(assertion);
  if (alg !== "RS256" && alg !== "PS256") return false;
  const key = certificate.publicKey;
  const how =
    alg === "PS256"
      ? { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
      : { key };
  return verify("RSA-SHA256", Buffer.from(`${header}.${payload}`), how, Buffer.from(signature, "base64url"));
}
