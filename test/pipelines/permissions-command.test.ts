// `npm run permissions` as people run it: what it says, its exit codes, and that it writes nothing.
import { execFile } from "node:child_process";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startLiveTenant, type LiveTenant } from "../kit/live-tenant.ts";

let tenant: LiveTenant;
beforeAll(async () => {
  tenant = await startLiveTenant();
});
afterAll(() => tenant.close());
beforeEach(async () => {
  await tenant.admin("POST", "/reset");
});

interface Said {
  readonly exitCode: number;
  readonly out: string;
  readonly error: string;
}

function permissions(args: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<Said> {
  const env = {
    ...process.env,
    ...tenant.environmentOf("reader"),
    NODE_EXTRA_CA_CERTS: tenant.caFile,
    ...more,
  };
  return new Promise((resolve) => {
    const command = ["stacks/commands/permissions.ts", ...args];
    const child = execFile(process.execPath, command, { env }, (_error, out, error) => {
      resolve({ exitCode: child.exitCode ?? -1, out, error });
    });
  });
}

/** Plants an identity as the stack "identities" would have made it. */
async function plant(name: string, appRoles: readonly string[]): Promise<void> {
  const clientId = `c3000000-0000-4000-8000-00000000000${name.length % 10}`;
  const clients = [{ name, clientId, clientSecret: "unused", appRoles, dataverseRole: "Basic Reader" }];
  await tenant.admin("POST", "/seed", { clients });
}

const readerName = "Store teams dev, plan and drift";
const writerName = "Store teams dev, apply";
const writerRoles = [
  ...["Group.ReadWrite.All", "Tasks.ReadWrite.All", "TeamMember.ReadWrite.All", "User.Read.All"],
];

interface Json {
  readonly identities: readonly {
    readonly access: string;
    readonly permissions: readonly {
      readonly permission: string;
      readonly risk: string;
      readonly purposes: unknown;
    }[];
    readonly difference?: { readonly missing: readonly unknown[]; readonly surplus: readonly string[] };
  }[];
}

describe("npm run permissions", () => {
  it("says what both need, what for and how risky it is, and asks the tenant nothing", async () => {
    const { requests } = (await tenant.admin("GET", "/counts")) as { requests?: number };
    const { exitCode, out, error } = await permissions(["--stack", "prod-west"]);
    expect(exitCode, error).toBe(0);
    expect(out).toContain("prod-west, reader (plan, drift): 7 permissions of Microsoft Graph");
    expect(out).toMatch(/MEDIUM AuditLog\.Read\.All: lets the app read who changed what/);
    expect(out).toContain("needed to say who changed something, and when: drift");
    expect(out).toMatch(/HIGH {3}TeamMember\.ReadWrite\.All: lets the app add and remove members and owners/);
    expect(out).toContain("needed to make and change: graph:Team (3)");
    expect(((await tenant.admin("GET", "/counts")) as { requests?: number }).requests).toBe(requests);
  });

  it("names what is missing and what is too much, as JSON too, and ends with 7", async () => {
    const reads = ["Directory.Read.All", "AuditLog.Read.All", "Chat.ReadWrite.All"];
    await plant(readerName, reads);
    await plant(writerName, writerRoles);
    const writes = await tenant.writes();
    const text = await permissions(["--stack", "dev", "--diff"]);
    expect(text.exitCode, text.error).toBe(7);
    expect(text.out).toContain(
      `${readerName} (c3000000-0000-4000-8000-000000000001), for tenant, dev: differs`,
    );
    expect(text.out).toContain("missing  TeamMember.Read.All\n");
    expect(text.out).toContain("surplus  Chat.ReadWrite.All (high risk): take it away");
    expect(text.out).toMatch(/Store teams dev, apply \(.*\), for dev: has exactly what it needs/);
    const json = await permissions(["--stack", "dev", "--diff", "--format", "json"]);
    expect(json.exitCode).toBe(7);
    const [reader, writer] = (JSON.parse(json.out) as Json).identities;
    expect(reader?.difference).toMatchObject({
      missing: [{ permission: "Tasks.Read.All" }, { permission: "TeamMember.Read.All" }],
      surplus: ["Chat.ReadWrite.All"],
    });
    expect(writer?.difference).toMatchObject({ missing: [], surplus: [] });
    expect(writer?.permissions[0]).toMatchObject({ permission: "Group.ReadWrite.All", risk: "high" });
    expect(await tenant.writes()).toBe(writes);
  });

  it("ends with 0 when both have exactly what they need, by client id too", async () => {
    await plant("exact reader", [
      ...["Application.Read.All", "AuditLog.Read.All", "Channel.ReadBasic.All", "GroupMember.Read.All"],
      ...[
        "Tasks.Read.All",
        "TeamMember.Read.All",
        "TeamSettings.Read.All",
        "TeamsTab.Read.All",
        "User.Read.All",
      ],
    ]);
    await plant("exact writer!", writerRoles);
    const named = ["--reader", "exact reader", "--writer", "c3000000-0000-4000-8000-000000000003"];
    const { exitCode, out, error } = await permissions(["--stack", "dev", "--diff", ...named]);
    expect(exitCode, out + error).toBe(0);
  });

  it.each<[name: string, args: readonly string[], exitCode: number, said: RegExp]>([
    [
      "a stack that is not there",
      ["--stack", "nowhere"],
      2,
      /Pulumi\.nowhere\.yaml:1:1 {2}there is no stack "nowhere"/,
    ],
    ["a stack without org", ["--stack", "identities"], 2, /has no org; name a stack that has one/],
    [
      "an identity that is not there",
      ["--stack", "dev", "--diff"],
      2,
      /has no service principals with the name "Store teams dev, plan and drift"/,
    ],
    ["a wrong option", ["--stack", "dev", "--format", "xml"], 2, /Allowed choices are text, json/],
  ])("says what is wrong: %s", async (_name, args, exitCode, said) => {
    const result = await permissions(args);
    expect(result.error).toMatch(said);
    expect(result.error).not.toMatch(/\n\s+at /);
    expect(result.exitCode).toBe(exitCode);
  });

  it("ends with 1 when the tenant does not let it look", async () => {
    await tenant.admin("POST", "/seed", {
      clients: [
        {
          name: "blind",
          clientId: "c3000000-0000-4000-8000-0000000000ff",
          clientSecret: "blind",
          appRoles: ["User.Read.All"],
          dataverseRole: "Basic Reader",
        },
      ],
    });
    const blind = { AZURE_CLIENT_ID: "c3000000-0000-4000-8000-0000000000ff", AZURE_CLIENT_SECRET: "blind" };
    const result = await permissions(["--stack", "dev", "--diff"], blind);
    expect(result.error).toContain("The identities could not be read: GET");
    expect(result.exitCode).toBe(1);
  });
});
