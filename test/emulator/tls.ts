// A certificate authority and a server certificate for one run. Private keys stay in memory.
import { randomUUID } from "node:crypto";
import { generate } from "selfsigned";

export interface TlsMaterial {
  /** PEM of the authority: what a client must trust. */
  readonly caCertificate: string;
  readonly serverCertificate: string;
  readonly serverKey: string;
}

/** Makes the authority and a server certificate for 127.0.0.1, ::1 and localhost, valid from an hour ago. */
export async function makeTls(): Promise<TlsMaterial> {
  const notBeforeDate = new Date(Date.now() - 3_600_000);
  const notAfterDate = new Date(Date.now() + 365 * 86_400_000);
  const common = { keyType: "ec", algorithm: "sha256", notBeforeDate, notAfterDate } as const;
  // One of a kind: a client that trusts two tenants looks the issuer up by its name.
  const authorityName = `Emulated tenant CA ${randomUUID().slice(0, 8)}`;
  const authority = await generate([{ name: "commonName", value: authorityName }], {
    ...common,
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const server = await generate([{ name: "commonName", value: "127.0.0.1" }], {
    ...common,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: "basicConstraints", cA: false },
      { name: "keyUsage", digitalSignature: true, critical: true },
      { name: "extKeyUsage", serverAuth: true },
      {
        name: "subjectAltName",
        altNames: [
          { type: 2, value: "localhost" },
          { type: 7, ip: "127.0.0.1" },
          { type: 7, ip: "::1" },
        ],
      },
    ],
  });
  return {
    caCertificate: authority.cert,
    serverCertificate: server.cert,
    serverKey: server.private,
  };
}
