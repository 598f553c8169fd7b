// Every way to sign in, each by the vendor's library against the emulated tenant; their order; and what goes wrong.
// The Azure CLI and the endpoint of a managed identity are stood in for: neither can be had without Azure.
import { createServer, type Server } from "node:http";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generate } from "selfsigned";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { connect } from "../../providers/clients/connect.ts";
import { identityIn, signInWays } from "../../providers/clients/sign-in/identity.ts";
import { signedIn } from "../../providers/clients/sign-in/signed-in.ts";
import { SignInError } from "../../providers/core/errors.ts";
import { startLiveTenant, type LiveTenant } from "../kit/live-tenant.ts";

let tenant: LiveTenant;
let folder: string;
const before = { ...process.env };

beforeAll(async () => {
  tenant = await startLiveTenant();
  folder = await mkdtemp(join(tmpdir(), "sign-in-ways-"));
});
afterAll(async () => {
  await tenant.close();
  await rm(folder, { recursive: true });
});
// The libraries read these of the process itself.
const ofLibraries = ["PATH", "IDENTITY_ENDPOINT", "IDENTITY_HEADER"] as const;
afterEach(() => {
  for (const name of ofLibraries) {
    const value = before[name];
    if (value === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = value;
  }
});

type Variables = Record<string, string | undefined>;

/** The tenant's places, without any identity. */
function placesOnly(): Variables {
  const names = ["AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET"];
  return { ...tenant.environmentOf("deployer"), ...Object.fromEntries(names.map((name) => [name, ""])) };
}

/** Where Graph is. */
function graph(): string {
  const endpoints = tenant.environmentOf("deployer")["STORE_TEAMS_ENDPOINTS"] ?? "{}";
  return (JSON.parse(endpoints) as Record<string, string>)["https://graph.microsoft.com"] ?? "";
}

/** A token for Graph as the deployer's: what a stand-in hands out. */
async function tokenOfDeployer(): Promise<string> {
  const { AZURE_TENANT_ID, AZURE_CLIENT_ID, AZURE_CLIENT_SECRET, AZURE_AUTHORITY_HOST } =
    tenant.environmentOf("deployer");
  const answer = await fetch(`${AZURE_AUTHORITY_HOST ?? ""}/${AZURE_TENANT_ID ?? ""}/oauth2/v2.0/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: AZURE_CLIENT_ID ?? "",
      client_secret: AZURE_CLIENT_SECRET ?? "",
      scope: "https://graph.microsoft.com/.default",
    }),
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}

describe("a certificate", () => {
  let pem: { readonly private: string; readonly cert: string };
  const file = (name: string): string => join(folder, name);

  beforeAll(async () => {
    pem = await generate([{ name: "commonName", value: "deployer" }], { algorithm: "sha256", keySize: 2048 });
    const key = pem.cert.replace(/-----[^-]+-----|\s/g, "");
    const { AZURE_CLIENT_ID: appId = "" } = tenant.environmentOf("deployer");
    await tenant.as("admin").graph.send("PATCH", `/applications(appId='${appId}')`, {
      keyCredentials: [{ type: "AsymmetricX509Cert", usage: "Verify", key }],
    });
    await writeFile(file("both.pem"), pem.private + pem.cert);
  });
  const withFile = (path: string): Variables => ({
    ...tenant.environmentOf("deployer"),
    AZURE_CLIENT_SECRET: "",
    AZURE_CLIENT_CERTIFICATE_PATH: path,
  });

  it("signs in, with no secret anywhere", async () => {
    const who = await connect(withFile(file("both.pem"))).signIn();
    expect(who).toMatchObject({ way: "certificate", tenantId: "7a1c0000-0000-4000-8000-000000000001" });
  });

  it.each<[string, () => string, string | RegExp]>([
    ["is not there", () => "", /AZURE_CLIENT_CERTIFICATE_PATH names ".*none.pem", which is not there/],
    ["holds no certificate", () => pem.private, /which holds no certificate/],
    ["holds no key", () => pem.cert, /whose key cannot be read/],
  ])("whose file %s: says so in one line", async (_why, text, told) => {
    const path = file(text() === "" ? "none.pem" : "part.pem");
    if (text() !== "") await writeFile(path, text());
    const failure: unknown = await connect(withFile(path))
      .signIn()
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(SignInError);
    expect((failure as Error).message).toMatch(told);
    expect((failure as Error).message).not.toMatch(/\n|BEGIN/);
  });

  it("that the app does not hold is refused by the service", async () => {
    const other = await generate([{ name: "commonName", value: "other" }], { algorithm: "sha256" });
    await writeFile(file("other.pem"), other.private + other.cert);
    await expect(connect(withFile(file("other.pem"))).signIn()).rejects.toThrow(/AADSTS700027/);
  });
});

describe("a managed identity", () => {
  let server: Server;
  let answer: () => { status: number; body: object };
  let asked: { url: URL; header: string | undefined }[] = [];
  beforeAll(async () => {
    server = createServer((request, response) => {
      const header = request.headers["x-identity-header"];
      asked.push({ url: new URL(request.url ?? "", "http://x"), header: header?.toString() });
      const { status, body } = answer();
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));
  const variables = (): Variables => {
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/msi/token`;
    process.env["IDENTITY_ENDPOINT"] = endpoint;
    process.env["IDENTITY_HEADER"] = "of this machine";
    return { ...placesOnly(), IDENTITY_ENDPOINT: endpoint };
  };

  it("signs in by the endpoint beside the machine", async () => {
    asked = [];
    const token = await tokenOfDeployer();
    const expires = String(Math.floor(Date.now() / 1000) + 3600);
    answer = () => ({
      status: 200,
      body: {
        access_token: token,
        expires_on: expires,
        resource: "https://graph.microsoft.com",
        token_type: "Bearer",
      },
    });
    const api = connect(variables());
    expect(await api.signIn()).toMatchObject({ way: "managed-identity" });
    expect(await api.graph.list("/organization?$select=id")).toHaveLength(1);
    expect(asked.map(({ url, header }) => [url.searchParams.get("resource"), header])).toEqual([
      [graph(), "of this machine"],
    ]);
  });

  it("that the machine does not have is told in one line", async () => {
    answer = () => ({
      status: 400,
      body: { error: "invalid_request", error_description: "Identity not found" },
    });
    await expect(connect(variables()).signIn()).rejects.toThrow(/^cannot sign in: .*Identity not found$/);
  });
});

describe("the Azure CLI", () => {
  async function az(script: string): Promise<Variables> {
    const bin = join(folder, "bin");
    await mkdir(bin, { recursive: true });
    await writeFile(join(bin, "az"), `#!/bin/sh\n${script}\n`);
    await chmod(join(bin, "az"), 0o755);
    process.env["PATH"] = `${bin}:/usr/bin:/bin`;
    return { ...placesOnly(), PATH: process.env["PATH"] };
  }

  it("signs in as whoever az login has signed in, in the tenant that is named", async () => {
    const answer = { accessToken: await tokenOfDeployer(), expires_on: Math.floor(Date.now() / 1000) + 3600 };
    const variables = await az(`echo "$@" > ${folder}/asked\ncat <<'E'\n${JSON.stringify(answer)}\nE`);
    const tenantId = "7a1c0000-0000-4000-8000-000000000001";
    const who = await connect({ ...variables, AZURE_TENANT_ID: tenantId }).signIn();
    expect(who).toMatchObject({ way: "azure-cli", tenantId });
    expect(await readFile(join(folder, "asked"), "utf8")).toContain(
      `get-access-token --output json --resource ${graph()} --tenant ${tenantId}`,
    );
  });

  it.each([
    ["nobody is signed in", "echo \"Please run 'az login' to setup account.\" >&2; exit 1", "az login"],
    [
      "a sign-in has run out",
      'echo "ERROR: AADSTS700082: The refresh token has expired." >&2; exit 1',
      "AADSTS700082",
    ],
  ])("%s: says which command to run", async (_why, script, told) => {
    const failure: unknown = await connect(await az(script))
      .signIn()
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(SignInError);
    expect((failure as Error).message).toContain(told);
    expect((failure as Error).message).toContain("Run: az login --allow-no-subscriptions");
    expect((failure as Error).message).not.toContain("\n");
  });
});

describe("the order of the ways", () => {
  const app = { AZURE_TENANT_ID: "t", AZURE_CLIENT_ID: "c" };
  const offers = [
    ["federated-token", { ...app, AZURE_FEDERATED_TOKEN_FILE: "/token" }],
    ["github", { ...app, ACTIONS_ID_TOKEN_REQUEST_URL: "https://x", ACTIONS_ID_TOKEN_REQUEST_TOKEN: "x" }],
    ["certificate", { ...app, AZURE_CLIENT_CERTIFICATE_PATH: "/pem" }],
    ["client-secret", { ...app, AZURE_CLIENT_SECRET: "x" }],
  ] as const;
  const together = (some: readonly (readonly [string, Variables])[]): Variables =>
    some.reduce<Variables>((sum, [, one]) => ({ ...sum, ...one }), {});

  it("is the stated one: of all that are offered the first is taken", () => {
    expect(Object.keys(signInWays)).toEqual([
      ...["federated-token", "github", "certificate", "client-secret", "managed-identity", "azure-cli"],
    ]);
    for (const [index, [way]] of offers.entries()) {
      const all = together(offers.slice(index));
      expect(identityIn(all).way).toBe(way);
    }
  });

  it.each(offers)("%s is taken when it is chosen, whatever else is offered", (way) => {
    const all = { ...together(offers), STORE_TEAMS_SIGN_IN: way };
    expect(identityIn(all).way).toBe(way);
  });

  it("half an app is a mistake and no other identity", () => {
    const half = { AZURE_CLIENT_SECRET: "x", IDENTITY_ENDPOINT: "http://127.0.0.1:1/", PATH: before["PATH"] };
    expect(() => identityIn(half)).toThrow(/AZURE_TENANT_ID is not set, AZURE_CLIENT_ID is not set/);
  });

  it.each([
    ["password", /STORE_TEAMS_SIGN_IN is "password". Expected one of: federated-token, github/],
    [
      "certificate",
      /asks for "certificate", but AZURE_TENANT_ID is not set.*AZURE_CLIENT_CERTIFICATE_PATH is not set/,
    ],
    ["constructor", /Expected one of/],
  ])("a choice that cannot be met, %s, is told", (STORE_TEAMS_SIGN_IN, told) => {
    expect(() => identityIn({ STORE_TEAMS_SIGN_IN })).toThrow(told);
  });
});

it.each(["", "no token", "a.b.c", `a.${Buffer.from("[1]").toString("base64url")}.c`])(
  "a token that says nothing, %j, is told as unknown",
  (token) => {
    expect(signedIn(token, "client-secret")).toEqual({
      way: "client-secret",
      tenantId: undefined,
      userPrincipalName: undefined,
      app: { clientId: undefined, displayName: undefined },
      permissions: [],
    });
  },
);
