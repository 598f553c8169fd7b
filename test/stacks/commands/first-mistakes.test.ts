// What people get wrong at first, each made for real: what the verb would say and end with. The same rows are
// docs/first-mistakes.md (`npm run vitest -- test/stacks/commands/first-mistakes -u` writes it).
import { createServer, type Server } from "node:https";
import { chmodSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import tls from "node:tls";
import { generate } from "selfsigned";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connect } from "../../../providers/clients/connect.ts";
import { ApiError } from "../../../providers/core/errors.ts";
import type { Clock } from "../../../providers/core/api.ts";
import { loadOrg } from "../../../stacks/config/load-org.ts";
import { loadStack } from "../../../stacks/config/load-stack.ts";
import { refuseOtherTarget } from "../../../stacks/commands/first-checks/other-target.ts";
import { endOf } from "../../../stacks/commands/run/command-end.ts";
import { makeTls } from "../../emulator/tls.ts";
import { startLiveTenant, type LiveTenant } from "../../kit/live-tenant.ts";
import { caught, fileIn, type Mistake } from "../../kit/mistakes.ts";
import { stateMistakes } from "../../kit/state-mistakes.ts";

type Variables = Readonly<Record<string, string | undefined>>;

const root = join(import.meta.dirname, "../../..");
const folder = realpathSync(mkdtempSync(join(tmpdir(), "store-teams-mistakes-")));
const trusted = tls.getCACertificates("default");
let tenant: LiveTenant;
const servers: Server[] = [];

beforeAll(async () => {
  tenant = await startLiveTenant();
});
afterAll(async () => {
  tls.setDefaultCACertificates(trusted);
  for (const server of servers) server.close();
  await tenant.close();
  rmSync(folder, { recursive: true });
});

/** Waits take no time. */
const clock: Clock = { nowMilliseconds: () => Date.now(), sleep: () => Promise.resolve() };

/** A sign-in as the deployer, with some variables changed. */
const signIn = (changes: () => Variables | Promise<Variables>) => (): Promise<unknown> =>
  caught(async () => connect({ ...tenant.environmentOf("deployer"), ...(await changes()) }, clock).signIn());

const noSecret = { AZURE_CLIENT_SECRET: "" };

const file = (name: string, text: string): string => fileIn(folder, name, text);

/** The Azure CLI, as it ends for this reason. */
function azThatSays(text: string): Variables {
  const path = file("bin/az", `#!/bin/sh\necho "${text}" >&2; exit 1\n`);
  chmodSync(path, 0o755);
  // The library starts it by the variables of this process.
  process.env["PATH"] = `${dirname(path)}:${process.env["PATH"] ?? ""}`;
  return { ...noSecret, AZURE_CLIENT_ID: "", PATH: dirname(path) };
}

async function serverWith(key: string, cert: string): Promise<string> {
  const server = createServer({ key, cert }, (_request, response) => response.end("{}"));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function federatedToken(wish: object): Promise<Variables> {
  const { token } = await tenant.admin("POST", "/federated-token", { client: "deployer", ...wish });
  return { ...noSecret, AZURE_FEDERATED_TOKEN_FILE: file("token", String(token)) };
}

/** A secret of the deployer's that ended yesterday. */
async function expiredSecret(): Promise<Variables> {
  const appId = tenant.environmentOf("deployer")["AZURE_CLIENT_ID"] ?? "";
  const yesterday = new Date(Date.now() - 86_400_000).toISOString();
  const made = await tenant.as("admin").graph.send("POST", `/applications(appId='${appId}')/addPassword`, {
    passwordCredential: { displayName: "old", endDateTime: yesterday },
  });
  return { AZURE_CLIENT_SECRET: String((made.body as { secretText?: unknown }).secretText) };
}

const signIns: readonly Mistake[] = [
  {
    mistake: "nobody is signed in",
    exit: 1,
    mend: /AZURE_TENANT_ID is not set.*az login/,
    make: () => caught(() => connect({})),
  },
  {
    mistake: "the client id is forgotten",
    exit: 1,
    mend: /AZURE_CLIENT_ID is not set/,
    make: signIn(() => ({ AZURE_CLIENT_ID: "" })),
  },
  {
    mistake: "a secret without a tenant",
    exit: 1,
    mend: /AZURE_TENANT_ID is not set/,
    make: signIn(() => ({ AZURE_TENANT_ID: "" })),
  },
  {
    mistake: "the secret's id instead of its value",
    exit: 1,
    mend: /Put the secret's value, not its id/,
    make: signIn(() => ({ AZURE_CLIENT_SECRET: "b0000000-0000-4000-8000-000000000001" })),
  },
  {
    mistake: "an expired secret",
    exit: 1,
    mend: /has expired\. Make a new one/,
    make: signIn(expiredSecret),
  },
  {
    mistake: "an app of another tenant",
    exit: 1,
    mend: /Check the client id, and that it belongs to this tenant/,
    make: signIn(() => ({ AZURE_CLIENT_ID: "c1000000-0000-4000-8000-00000000ffff" })),
  },
  {
    mistake: "a tenant that is not there",
    exit: 1,
    mend: /Check the tenant id/,
    make: signIn(() => ({ AZURE_TENANT_ID: "7a1c0000-0000-4000-8000-0000000000ff" })),
  },
  {
    mistake: "no token where the pipeline should have written one",
    exit: 1,
    mend: /Let the step before this one write the token/,
    make: signIn(() => ({ AZURE_FEDERATED_TOKEN_FILE: "/nowhere/token" })),
  },
  {
    mistake: "an empty token file",
    exit: 1,
    mend: /which is empty/,
    make: signIn(() => ({ AZURE_FEDERATED_TOKEN_FILE: file("empty", "\n") })),
  },
  {
    mistake: "a token of another branch or environment",
    exit: 1,
    mend: /Compare issuer, subject and audience/,
    make: signIn(() => federatedToken({ subject: "repo:other/repository:ref:refs/heads/main" })),
  },
  {
    mistake: "a certificate that is not there",
    exit: 1,
    mend: /which is not there.*Expected a PEM file/,
    make: signIn(() => ({ ...noSecret, AZURE_CLIENT_CERTIFICATE_PATH: "/nowhere/app.pem" })),
  },
  {
    mistake: "a certificate without its key",
    exit: 1,
    mend: /with the certificate and its private key/,
    make: signIn(async () => {
      const { cert } = await generate([{ name: "commonName", value: "x" }], { algorithm: "sha256" });
      return { ...noSecret, AZURE_CLIENT_CERTIFICATE_PATH: file("cert.pem", cert) };
    }),
  },
  {
    mistake: "a certificate that the app does not hold",
    exit: 1,
    mend: /AADSTS700027/,
    make: signIn(async () => {
      const pem = await generate([{ name: "commonName", value: "x" }], { algorithm: "sha256" });
      return { ...noSecret, AZURE_CLIENT_CERTIFICATE_PATH: file("both.pem", pem.private + pem.cert) };
    }),
  },
  {
    mistake: "the Azure CLI without az login",
    exit: 1,
    mend: /Run: az login --allow-no-subscriptions --tenant/,
    make: signIn(() => azThatSays("Please run 'az login' to setup account.")),
  },
  {
    mistake: "an az login that has run out",
    exit: 1,
    mend: /AADSTS700082.*Run: az login/,
    make: signIn(() => azThatSays("ERROR: AADSTS700082: The refresh token has expired due to inactivity.")),
  },
  {
    mistake: "a way to sign in that is none",
    exit: 1,
    mend: /Expected one of: federated-token, github/,
    make: signIn(() => ({ STORE_TEAMS_SIGN_IN: "password" })),
  },
  {
    mistake: "a managed identity on a machine without one",
    exit: 1,
    mend: /Give this machine one, or sign in another way/,
    make: signIn(() => {
      const endpoint = "http://127.0.0.1:2/msi/token";
      Object.assign(process.env, { IDENTITY_ENDPOINT: endpoint, IDENTITY_HEADER: "x" });
      return { ...noSecret, STORE_TEAMS_SIGN_IN: "managed-identity", IDENTITY_ENDPOINT: endpoint };
    }),
  },
];

const network: readonly Mistake[] = [
  {
    mistake: "a company's TLS interception",
    exit: 1,
    mend: /name it in NODE_EXTRA_CA_CERTS/,
    make: signIn(async () => {
      const { serverKey, serverCertificate } = await makeTls();
      return { AZURE_AUTHORITY_HOST: await serverWith(serverKey, serverCertificate) };
    }),
  },
  {
    mistake: "a clock that is wrong, or a certificate that has ended",
    exit: 1,
    mend: /Check the clock of this machine/,
    make: signIn(async () => {
      const past = { notBeforeDate: new Date("2020-01-01"), notAfterDate: new Date("2020-02-01") };
      const names = [{ type: 7, ip: "127.0.0.1" } as const];
      const pem = await generate([{ name: "commonName", value: "127.0.0.1" }], {
        ...{ algorithm: "sha256", ...past },
        extensions: [
          { name: "basicConstraints", cA: true },
          { name: "subjectAltName", altNames: names },
        ],
      });
      tls.setDefaultCACertificates([...tls.getCACertificates("default"), pem.cert]);
      return { AZURE_AUTHORITY_HOST: await serverWith(pem.private, pem.cert) };
    }),
  },
  {
    mistake: "no network, or a name that is not there",
    exit: 1,
    mend: /Check the network and the address/,
    make: signIn(() => ({ AZURE_AUTHORITY_HOST: "https://login.store-teams.invalid" })),
  },
  {
    mistake: "a proxy that this process does not use",
    exit: 1,
    mend: /HTTPS_PROXY, and NODE_USE_ENV_PROXY=1/,
    make: signIn(() => ({ AZURE_AUTHORITY_HOST: "https://127.0.0.1:2" })),
  },
  {
    mistake: "endpoints that are no JSON",
    exit: 2,
    mend: /Expected a JSON object from origin to origin/,
    make: signIn(() => ({ STORE_TEAMS_ENDPOINTS: "https://127.0.0.1" })),
  },
];

const services: readonly Mistake[] = [
  {
    mistake: "another tenant than config names",
    exit: 2,
    mend: /Sign in to the tenant that is meant/,
    make: () => {
      const place = { file: "config/org.yaml", line: 3 };
      const declared = {
        tenantId: "11110000-0000-4000-8000-000000000001",
        domain: "northwind.example",
        place,
      };
      return caught(() => refuseOtherTarget(tenant.as("deployer"), declared));
    },
  },
  {
    mistake: "a permission that is missing",
    exit: 1,
    mend: /The verb permissions says which a stack needs/,
    make: () =>
      caught(() => tenant.as("reader").graph.send("DELETE", "/groups/b0000000-0000-4000-8000-000000000210")),
  },
  {
    mistake: "no application user in the Dynamics environment",
    exit: 1,
    mend: /add it as an application user, with a security role/,
    make: () =>
      caught(() => {
        throw new ApiError({
          status: 403,
          code: "0x80072560",
          serviceMessage: "The user is not a member of the organization.",
          call: "GET /api/data/v9.2/organizations",
        });
      }),
  },
];

const org = (text: string) => (): Promise<unknown> => caught(() => loadOrg(file("org.yaml", text)));
const begin = `apiVersion: org/v1
tenant: { id: 11110000-0000-4000-8000-000000000001, domain: northwind.example }
`;

const config: readonly Mistake[] = [
  {
    mistake: "an org file that is not there",
    exit: 2,
    mend: /there is no such file/,
    make: () => caught(() => loadOrg(join(folder, "none.yaml"))),
  },
  { mistake: "YAML that is none", exit: 2, mend: /org\.yaml:\d+:\d+/, make: org(`${begin}nodes: [\n`) },
  { mistake: "a tab in YAML", exit: 2, mend: /tab/i, make: org(`${begin}nodes:\n\t- id: north\n`) },
  {
    mistake: "a key that is misspelt",
    exit: 2,
    mend: /Did you mean "nodes"/,
    make: org(`${begin}node: []\n`),
  },
  {
    mistake: "a stack that has no file",
    exit: 2,
    mend: /There are: dev/,
    make: () => {
      const { length } = "dev.yaml";
      const other = file("some/Pulumi.dev.yaml", "config: {}\n");
      return caught(() => loadStack(`${other.slice(0, -length)}nope.yaml`));
    },
  },
  {
    mistake: "a program that is none",
    exit: 2,
    mend: /program/,
    make: () =>
      caught(() =>
        loadStack(
          file(
            "stacks/Pulumi.x.yaml",
            "config:\n  store-teams:program: tenants\n  store-teams:org: org.yaml\n",
          ),
        ),
      ),
  },
];

const system = (code: string, path: string): Mistake["make"] => {
  const error = Object.assign(new Error(`${code}: cannot open, open '${path}'`), {
    code,
    syscall: "open",
    path,
  });
  return () => Promise.resolve(error);
};
const files: readonly Mistake[] = [
  {
    mistake: "a folder that can only be read",
    exit: 1,
    mend: /Work in a folder that can be written/,
    make: system("EROFS", ".plan/dev/plan.md"),
  },
  {
    mistake: "a folder of another user",
    exit: 1,
    mend: /This user may not do that/,
    make: system("EACCES", ".drift/dev/drift.md"),
  },
  { mistake: "a full disk", exit: 1, mend: /Make room/, make: system("ENOSPC", ".plan/dev/plan.html") },
];

const states = stateMistakes(folder);

const rooms = {
  "Signing in": signIns,
  "The network": network,
  "The tenant": services,
  Config: config,
  Files: files,
  "The state": states,
};
const said = new Map<Mistake, string>();

describe.each(Object.entries(rooms))("%s", (_room, rows) => {
  it.each(rows)("$mistake: one line with the mend, exit code $exit", async (row) => {
    const before = { ...process.env };
    const error = await row.make();
    for (const name of ["PATH", "IDENTITY_ENDPOINT", "IDENTITY_HEADER"])
      if (before[name] === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = before[name];
    expect(error, "nothing went wrong").toBeDefined();
    const { exitCode, text } = endOf("plan", error);
    const all = text?.text ?? "";
    expect(all).toMatch(row.mend);
    expect(exitCode).toBe(row.exit);
    expect(all).not.toMatch(/\n\s+at .*:\d+/);
    said.set(row, all);
  });
});

it("are at least thirty, and stand in docs/first-mistakes.md as they are told", async () => {
  const rows = Object.values(rooms).flat();
  expect(rows.length).toBeGreaterThanOrEqual(30);
  if (said.size < rows.length) return;
  const shown = (text: string): string =>
    text
      .replaceAll(folder, "FOLDER")
      .replaceAll(root, ".")
      .replaceAll(/127\.0\.0\.1:\d+/g, "HOST")
      .replaceAll(/getaddrinfo \w+/g, "getaddrinfo ENOTFOUND")
      .replaceAll(/request-id [-\w]+/g, "request-id ID")
      .trim();
  const parts = Object.entries(rooms).map(([room, inIt]) =>
    [
      `## ${room}`,
      ...inIt.map(
        (row) =>
          `**${row.mistake}** (exit code ${row.exit})\n\n\`\`\`text\n${shown(said.get(row) ?? "")}\n\`\`\``,
      ),
    ].join("\n\n"),
  );
  const intro =
    "# First mistakes\n\nWhat goes wrong at first, as it is told: what could not be done, and how to mend it. " +
    "Made by `test/stacks/commands/first-mistakes.test.ts`, which makes each of them. Exit codes: [verbs](verbs.md).";
  await expect(`${[intro, ...parts].join("\n\n")}\n`).toMatchFileSnapshot(
    join(root, "docs/first-mistakes.md"),
  );
});
