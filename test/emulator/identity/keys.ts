// Signing keys of one run and the tokens made with them.
import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject, verify } from "node:crypto";
import { promisify } from "node:util";
import { decodeProtectedHeader, exportJWK, type JWK, type JWTPayload, SignJWT } from "jose";
import { guidFrom } from "../world.ts";

const makePair = promisify(generateKeyPair);

/** An RSA key with its public form as published in the keys document. */
export interface SigningKey {
  readonly keyId: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly publicJwk: JWK;
}

export async function makeSigningKey(): Promise<SigningKey> {
  const { publicKey, privateKey } = await makePair("rsa", { modulusLength: 2048 });
  const jwk = await exportJWK(publicKey);
  const keyId = Buffer.from(guidFrom(JSON.stringify(jwk)))
    .toString("base64url")
    .slice(0, 27);
  return {
    keyId,
    privateKey: createPrivateKey(privateKey.export({ format: "pem", type: "pkcs8" })),
    publicKey: createPublicKey(publicKey.export({ format: "pem", type: "spki" })),
    publicJwk: { ...jwk, kid: keyId, use: "sig", alg: "RS256" },
  };
}

/** A signed JWT. Times in the claims are the caller's business: the clock may be a scripted one. */
export async function signToken(key: SigningKey, claims: JWTPayload): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: "RS256", typ: "JWT", kid: key.keyId })
    .sign(key.privateKey);
}

/** The claims of a token signed with this key, or undefined when form or signature is wrong. */
export function readSigned(key: SigningKey, token: string): JWTPayload | undefined {
  const [header, payload, signature, ...rest] = token.split(".");
  if (header === undefined || payload === undefined || signature === undefined || rest.length > 0)
    return undefined;
  try {
    if (decodeProtectedHeader(token).alg !== "RS256") return undefined;
    const signed = Buffer.from(`${header}.${payload}`);
    if (!verify("RSA-SHA256", signed, key.publicKey, Buffer.from(signature, "base64url"))) return undefined;
    const claims: unknown = JSON.parse(Buffer.from(payload, "base64url").toString());
    return typeof claims === "object" && claims !== null ? (claims as JWTPayload) : undefined;
  } catch {
    return undefined;
  }
}
