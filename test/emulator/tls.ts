// A certificate authority and a server certificate for one run. Private keys stay in memory.
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
  const authority = await generate([{ name: "commonName", value: "Emulated tenant CA" }], {
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
