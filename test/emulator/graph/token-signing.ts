// Certificates that sign the tokens of an application. Source: "servicePrincipal: addTokenSigningCertificate".
import { createHash } from "node:crypto";
import { directoryErrors } from "../errors/directory.ts";
import type { Reply } from "../http/message.ts";
import type { JsonObject } from "../json.ts";
import { selfSignedCertificate } from "../identity/certificate.ts";
import type { ServicePrincipal } from "../tenant/model.ts";
import { toSeconds } from "../world.ts";
import { bodyOf, type Call, ok } from "./call.ts";
import { newSecret } from "./credentials.ts";
import { objectsOf } from "./objects-of.ts";

/** Makes a certificate. The principal keeps two keys and the password of the private one. */
export function addTokenSigningCertificate(call: Call, principal: ServicePrincipal): Reply {
  const { displayName, endDateTime } = bodyOf(call);
  const name = typeof displayName === "string" ? displayName : "CN=Microsoft Azure Federated SSO Certificate";
  if (!/^CN=.+/i.test(name)) throw directoryErrors.invalidValue("displayName");
  const starts = call.world.now();
  const ends = endsOf(endDateTime, starts);
  const certificate = selfSignedCertificate({
    commonName: name.slice("CN=".length),
    serial: call.world.guid(),
    notBefore: starts,
    notAfter: ends,
  });
  const thumbprint = createHash("sha1").update(certificate).digest();
  const shared = {
    customKeyIdentifier: thumbprint.toString("base64"),
    displayName: name,
    endDateTime: toSeconds(ends),
    startDateTime: toSeconds(starts),
  };
  const key = certificate.toString("base64");
  const verifying: JsonObject = {
    ...shared,
    key,
    keyId: call.world.guid(),
    type: "AsymmetricX509Cert",
    usage: "Verify",
  };
  const signing: JsonObject = {
    ...verifying,
    keyId: call.world.guid(),
    type: "X509CertAndPassword",
    usage: "Sign",
  };
  principal.properties["keyCredentials"] = [
    ...(objectsOf(principal.properties["keyCredentials"]) ?? []),
    signing,
    verifying,
  ];
  const secret = newSecret(call, { displayName: name, endDateTime: shared.endDateTime });
  principal.secrets.push(secret);
  principal.properties["preferredTokenSigningKeyThumbprint"] ??= thumbprint.toString("hex").toUpperCase();
  return ok({
    "@odata.context": `${call.origin}/${call.version}/$metadata#microsoft.graph.selfSignedCertificate`,
    ...verifying,
    thumbprint: thumbprint.toString("hex").toUpperCase(),
  });
}

function endsOf(sent: unknown, now: Date): Date {
  if (sent === undefined || sent === null) {
    const inThreeYears = new Date(now);
    inThreeYears.setUTCFullYear(now.getUTCFullYear() + 3);
    return inThreeYears;
  }
  const ends = typeof sent === "string" ? Date.parse(sent) : Number.NaN;
  if (Number.isNaN(ends) || ends <= now.getTime()) throw directoryErrors.invalidValue("endDateTime");
  return new Date(ends);
}
