import { isObject, jsonIn } from "../../core/json.ts";
import type { SignInWay } from "./identity.ts";

/** Who is signed in, as the service's own token says. What it does not say is undefined. */
export interface SignedIn {
  readonly way: SignInWay;
  /** In lower case. */
  readonly tenantId: string | undefined;
  /** A person's sign-in name; undefined for an app. */
  readonly userPrincipalName: string | undefined;
  readonly app: { readonly clientId: string | undefined; readonly displayName: string | undefined };
  /** Application permissions at Graph, or what a person has allowed the app; sorted. */
  readonly permissions: readonly string[];
}

/**
 * Reads a token for Graph. It is shown to people and decides nothing that the services do not check again: no
 * signature is looked at. Source: Microsoft Entra "Access token claims reference", read 2026-11.
 */
export function signedIn(token: string, way: SignInWay): SignedIn {
  const claims = claimsOf(token);
  const text = (name: string): string | undefined => {
    const value = claims[name];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const roles = Array.isArray(claims["roles"])
    ? claims["roles"].filter((one) => typeof one === "string")
    : [];
  const scopes = text("scp")?.split(" ") ?? [];
  return {
    way,
    tenantId: text("tid")?.toLowerCase(),
    userPrincipalName: text("upn") ?? text("unique_name") ?? text("preferred_username"),
    app: { clientId: text("appid") ?? text("azp"), displayName: text("app_displayname") },
    permissions: [...roles, ...scopes].toSorted(),
  };
}

function claimsOf(token: string): Readonly<Record<string, unknown>> {
  const [, payload = ""] = token.split(".");
  const claims = jsonIn(Buffer.from(payload, "base64url").toString("utf8"));
  return isObject(claims) ? claims : {};
}
