// A self-signed certificate, made on the spot: DER by hand, for the few fields it needs.
// Source: RFC 5280 (certificates), X.690 (DER).
import { generateKeyPairSync, sign } from "node:crypto";

export interface CertificateWish {
  readonly commonName: string;
  /** A GUID: its digits become the serial number. */
  readonly serial: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** Making a key is slow; one does for all certificates of a run. */
let keys: ReturnType<typeof makeKeys> | undefined;

function makeKeys() {
  return generateKeyPairSync("rsa", { modulusLength: 2048 });
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  if (length < 128) return Buffer.concat([Buffer.from([tag, length]), content]);
  const bytes = Buffer.from(length.toString(16).padStart(length > 255 ? 4 : 2, "0"), "hex");
  return Buffer.concat([Buffer.from([tag, 0x80 | bytes.length]), bytes, content]);
}

const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts);
const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, "hex"));
const sha256WithRsa = (): Buffer => sequence(oid("2a864886f70d01010b"), der(0x05));

function time(date: Date): Buffer {
  const digits = date.toISOString().replaceAll(/[-:T]|\.\d+/g, "");
  // Two digits of the year up to 2049, four from then on.
  const isShort = date.getUTCFullYear() < 2050;
  return der(isShort ? 0x17 : 0x18, Buffer.from(isShort ? digits.slice(2) : digits));
}

/** The bytes of the certificate. */
export function selfSignedCertificate({ commonName, serial, notBefore, notAfter }: CertificateWish): Buffer {
  keys ??= makeKeys();
  const name = sequence(der(0x31, sequence(oid("550403"), der(0x0c, Buffer.from(commonName)))));
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from(`00${serial.replaceAll("-", "")}`, "hex")),
    sha256WithRsa(),
    name,
    sequence(time(notBefore), time(notAfter)),
    name,
    keys.publicKey.export({ format: "der", type: "spki" }),
  );
  const signature = sign("sha256", body, keys.privateKey);
  return sequence(body, sha256WithRsa(), der(0x03, Buffer.from([0]), signature));
}
