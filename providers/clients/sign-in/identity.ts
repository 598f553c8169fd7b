import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { SignInError } from "../../core/errors.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** An app, and the tenant that it signs in to. */
interface App {
  readonly tenantId: string;
  readonly clientId: string;
}

/** Who signs in, and by what. */
export type Identity =
  | (App & { readonly way: "federated-token"; readonly file: string })
  | (App & { readonly way: "github"; readonly url: string; readonly requestToken: string })
  | (App & { readonly way: "certificate"; readonly file: string; readonly password: string | undefined })
  | (App & { readonly way: "client-secret"; readonly secret: string })
  | { readonly way: "managed-identity"; readonly clientId: string | undefined; readonly endpoint: string }
  | { readonly way: "azure-cli"; readonly tenantId: string | undefined };

export type SignInWay = Identity["way"];

/** The ways in the order in which they are looked for, each with what people know it by. */
export const signInWays: Readonly<Record<SignInWay, string>> = {
  "federated-token": "a federated token (AZURE_FEDERATED_TOKEN_FILE)",
  github: "the identity token of GitHub Actions",
  certificate: "a certificate (AZURE_CLIENT_CERTIFICATE_PATH)",
  "client-secret": "a client secret (AZURE_CLIENT_SECRET)",
  "managed-identity": "the managed identity of this machine",
  "azure-cli": "the Azure CLI (az login)",
};

const choice = "STORE_TEAMS_SIGN_IN";

/** Where a virtual machine asks for its own identity, and which variables name another place. */
const machineEndpoint = "http://169.254.169.254";
const endpointVariables = ["IDENTITY_ENDPOINT", "MSI_ENDPOINT", "AZURE_POD_IDENTITY_AUTHORITY_HOST"] as const;

/**
 * The identity of this run, from the environment only: nothing of it may reach config, state or logs. The first of
 * these that the environment offers, or the one that `STORE_TEAMS_SIGN_IN` names:
 *
 * With `AZURE_TENANT_ID` and `AZURE_CLIENT_ID`, an app of
 * - `federated-token`: `AZURE_FEDERATED_TOKEN_FILE`, a file with a token of the pipeline (workload identity federation),
 * - `github`: `ACTIONS_ID_TOKEN_REQUEST_URL` and `ACTIONS_ID_TOKEN_REQUEST_TOKEN`, as GitHub Actions sets them,
 * - `certificate`: `AZURE_CLIENT_CERTIFICATE_PATH`, a PEM file with certificate and key, and
 *   `AZURE_CLIENT_CERTIFICATE_PASSWORD` where the key has one,
 * - `client-secret`: `AZURE_CLIENT_SECRET`.
 * Without any of these
 * - `managed-identity`: where the machine names its endpoint (`IDENTITY_ENDPOINT`; on a virtual machine only when it is
 *   chosen), the one of `AZURE_CLIENT_ID` where it has several,
 * - `azure-cli`: whoever `az login` has signed in, where no app is named and `az` is installed.
 * What needs no secret comes first. A variable set to nothing is not set.
 *
 * `STORE_TEAMS_TENANT_ID` and `STORE_TEAMS_CLIENT_ID` win over the first two, where Pulumi's state lies in another
 * tenant than the stores: the names with AZURE_ are then for the state alone.
 * Throws SignInError, which says what is set and what is not.
 * Source: Microsoft Entra "Workload identity federation" and @azure/identity, read 2026-11.
 */
export function identityIn(environment: Environment): Identity {
  const chosen = environment[choice] || undefined;
  if (chosen !== undefined && !Object.hasOwn(signInWays, chosen))
    throw new SignInError(
      `cannot sign in: ${choice} is "${chosen}". Expected one of: ${Object.keys(signInWays).join(", ")}.`,
    );
  const offered = offers(environment, chosen === "managed-identity");
  const ways = Object.keys(signInWays) as SignInWay[];
  const identity = ways
    .filter((way) => chosen === undefined || way === chosen)
    .map((way) => offered[way]())
    .find((found) => found !== undefined);
  if (identity !== undefined) return identity;
  throw missing(environment, chosen);
}

/** What of each way the environment offers; undefined where something of it is not set. */
function offers(
  environment: Environment,
  isMachineChosen: boolean,
): Readonly<Record<SignInWay, () => Identity | undefined>> {
  // Empty is unset: a pipeline sets a variable that nobody filled to an empty text.
  const set = (name: string): string | undefined => environment[name] || undefined;
  const tenantId = set("STORE_TEAMS_TENANT_ID") ?? set("AZURE_TENANT_ID");
  const clientId = set("STORE_TEAMS_CLIENT_ID") ?? set("AZURE_CLIENT_ID");
  const app = tenantId !== undefined && clientId !== undefined ? { tenantId, clientId } : undefined;
  const forApp = (name: string, make: (app: App, value: string) => Identity) => (): Identity | undefined => {
    const value = set(name);
    return app === undefined || value === undefined ? undefined : make(app, value);
  };
  const isAppNamed = clientId !== undefined || appVariables.some((name) => set(name) !== undefined);
  return {
    "federated-token": forApp("AZURE_FEDERATED_TOKEN_FILE", (of, file) => ({
      ...of,
      way: "federated-token",
      file,
    })),
    github: () => {
      const url = set("ACTIONS_ID_TOKEN_REQUEST_URL");
      const requestToken = set("ACTIONS_ID_TOKEN_REQUEST_TOKEN");
      if (app === undefined || url === undefined || requestToken === undefined) return undefined;
      return { ...app, way: "github", url, requestToken };
    },
    certificate: forApp("AZURE_CLIENT_CERTIFICATE_PATH", (of, file) => ({
      ...of,
      way: "certificate",
      file,
      password: set("AZURE_CLIENT_CERTIFICATE_PASSWORD"),
    })),
    "client-secret": forApp("AZURE_CLIENT_SECRET", (of, secret) => ({ ...of, way: "client-secret", secret })),
    "managed-identity": () => {
      const named = endpointVariables.map(set).find((value) => value !== undefined);
      const endpoint = named ?? (isMachineChosen ? machineEndpoint : undefined);
      // Half of an app's variables are a mistake, not another identity.
      if (endpoint === undefined || appVariables.some((name) => set(name) !== undefined)) return undefined;
      return { way: "managed-identity", clientId, endpoint };
    },
    "azure-cli": () =>
      isAppNamed || !isInstalled("az", environment) ? undefined : { way: "azure-cli", tenantId },
  };
}

/** Any of these says that an app is meant. */
const appVariables = [
  "AZURE_FEDERATED_TOKEN_FILE",
  "AZURE_CLIENT_CERTIFICATE_PATH",
  "AZURE_CLIENT_SECRET",
] as const;

function isInstalled(program: string, environment: Environment): boolean {
  const names = process.platform === "win32" ? [`${program}.cmd`, `${program}.exe`] : [program];
  const folders = (environment["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.some((folder) =>
    names.some((name) => {
      try {
        accessSync(join(folder, name), constants.X_OK);
        return true;
      } catch {
        return false;
      }
    }),
  );
}

function missing(environment: Environment, chosen: string | undefined): SignInError {
  const isSet = (name: string): boolean => Boolean(environment[name]);
  const state = (name: string): string => `${name} ${isSet(name) ? "is set" : "is not set"}`;
  const names = ["AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET", "AZURE_FEDERATED_TOKEN_FILE"];
  const isCertificate = chosen === "certificate" || isSet("AZURE_CLIENT_CERTIFICATE_PATH");
  const others = isCertificate ? ["AZURE_CLIENT_CERTIFICATE_PATH"] : [];
  const wish = chosen === undefined ? "" : `${choice} asks for "${chosen}", but `;
  const isAppNamed = isSet("AZURE_CLIENT_ID") || appVariables.some(isSet);
  const byHand = isAppNamed
    ? ""
    : " On a machine of your own `az login` does too, once the Azure CLI is installed.";
  return new SignInError(
    `cannot sign in: ${wish}${[...names, ...others].map(state).join(", ")}. ` +
      `Set the first two and one of the others.${byHand}`,
  );
}
