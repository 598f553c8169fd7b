// Rules about callers that no table of routes can hold, because the body or what is there decides: each as a pair,
// with what is just enough and with what is just too little.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  boston,
  type Client,
  groupBody,
  memberBody,
  person,
  startTenant,
  type TestTenant,
  userUrl,
} from "./support.ts";
import { clientWith } from "./token-with.ts";

let tenant: TestTenant;
let admin: Client;
beforeAll(async () => {
  tenant = await startTenant();
  admin = await tenant.graph();
});
beforeEach(async () => {
  await tenant.admin.post("/reset");
});
afterAll(() => tenant.close());

const members = `/v1.0/teams/${boston}/members`;
async function membershipOf(id: string): Promise<string> {
  const { body } = await admin.get(
    `${members}?$filter=microsoft.graph.aadUserConversationMember/userId eq '${id}'`,
  );
  const [found] = body["value"] as { id: string }[];
  return found?.id ?? "";
}

/** Somebody in the team in this role. */
async function somebody(role: "owner" | "member"): Promise<string> {
  const { body } = await admin.get(members);
  const found = (body["value"] as { userId: string; roles: string[] }[]).find(
    ({ roles }) => roles.includes("owner") === (role === "owner"),
  );
  return found?.userId ?? "";
}

const plain = "TeamMember.ReadWriteNonOwnerRole.All";
const whole = "TeamMember.ReadWrite.All";

describe("owners of a team are for TeamMember.ReadWrite.All, plain members also for the narrower permission", () => {
  interface Act {
    readonly what: string;
    readonly isAboutOwner: boolean;
    readonly run: (client: Client) => Promise<number>;
  }
  const status = async (answer: Promise<{ status: number }>): Promise<number> => (await answer).status;
  const stranger = person(304);
  const patch = async (client: Client, id: string, ...roles: string[]): Promise<number> => {
    const body = { "@odata.type": "#microsoft.graph.aadUserConversationMember", roles };
    return status(client.patch(`${members}/${await membershipOf(id)}`, body));
  };
  const acts: readonly Act[] = [
    {
      what: "adding an owner",
      isAboutOwner: true,
      run: (client) => status(client.post(members, memberBody(stranger, "owner"))),
    },
    {
      what: "adding a member",
      isAboutOwner: false,
      run: (client) => status(client.post(members, memberBody(stranger))),
    },
    {
      what: "adding many, one an owner",
      isAboutOwner: true,
      run: (client) =>
        status(
          client.post(`${members}/add`, { values: [memberBody(person(303)), memberBody(stranger, "owner")] }),
        ),
    },
    {
      what: "adding many members",
      isAboutOwner: false,
      run: (client) => status(client.post(`${members}/add`, { values: [memberBody(stranger)] })),
    },
    {
      what: "making a member an owner",
      isAboutOwner: true,
      run: async (client) => patch(client, await somebody("member"), "owner"),
    },
    {
      what: "making an owner a member",
      isAboutOwner: true,
      run: async (client) => {
        await admin.post(members, memberBody(stranger, "owner"));
        return patch(client, stranger);
      },
    },
    {
      what: "saying of a member what is so",
      isAboutOwner: false,
      run: async (client) => patch(client, await somebody("member")),
    },
    {
      what: "adding an owner who is there, as a member",
      isAboutOwner: true,
      run: async (client) => status(client.post(members, memberBody(await somebody("owner")))),
    },
    {
      what: "removing an owner",
      isAboutOwner: true,
      run: async (client) => {
        await admin.post(members, memberBody(stranger, "owner"));
        return status(client.delete(`${members}/${await membershipOf(stranger)}`));
      },
    },
    {
      what: "removing a member",
      isAboutOwner: false,
      run: async (client) =>
        status(client.delete(`${members}/${await membershipOf(await somebody("member"))}`)),
    },
  ];

  it.each(acts)("$what", async ({ isAboutOwner, run }) => {
    const narrow = await run(await clientWith(tenant, [plain]));
    if (isAboutOwner) expect(narrow).toBe(403);
    else expect(narrow).toBeLessThan(300);
    await tenant.admin.post("/reset");
    expect(await run(await clientWith(tenant, [whole]))).toBeLessThan(300);
  });

  it("what was refused changed nothing", async () => {
    const before = (await tenant.admin.get("/snapshot")).text;
    const client = await clientWith(tenant, [plain]);
    for (const { isAboutOwner, what, run } of acts)
      if (isAboutOwner && /^adding|^making a member/.test(what)) await run(client);
    expect((await tenant.admin.get("/snapshot")).text).toBe(before);
  });
});

describe("groups", () => {
  const upsert = (client: Client, name: string) =>
    client.patch(`/v1.0/groups(uniqueName='${name}')`, groupBody(name), { prefer: "create-if-missing" });

  it("Group.Create makes one by upsert, and changes none", async () => {
    const client = await clientWith(tenant, ["Group.Create"]);
    expect((await upsert(client, "fresh")).status).toBe(201);
    expect((await upsert(client, "fresh")).status).toBe(403);
    expect((await client.patch(`/v1.0/groups/${boston}`, { description: "x" })).status).toBe(403);
    const writer = await clientWith(tenant, ["Group.ReadWrite.All"]);
    expect((await upsert(writer, "fresh")).status).toBe(204);
  });

  it.each([
    ["Group.Create", [], 403],
    ["Group.Create", ["User.ReadBasic.All"], 403],
    ["Group.Create", ["User.Read.All"], 201],
    ["Group.Create", ["User.ReadWrite.All"], 201],
    ["Group.Create", ["Directory.Read.All"], 201],
    ["Group.ReadWrite.All", [], 201],
  ] as const)("%s with %j binds people: %i", async (create, read, status) => {
    const client = await clientWith(tenant, [create, ...read]);
    for (const relation of ["owners", "members"]) {
      const body = groupBody(`Bound ${relation}`, { [`${relation}@odata.bind`]: [userUrl(person(201))] });
      expect((await client.post("/v1.0/groups", body)).status, relation).toBe(status);
    }
    expect((await client.post("/v1.0/groups", groupBody("Alone"))).status).toBe(201);
  });
});

describe("Application.ReadWrite.OwnedBy", () => {
  it("changes what the caller owns, and nothing else", async () => {
    const owned = await clientWith(tenant, ["Application.ReadWrite.OwnedBy"]);
    const other = await clientWith(
      tenant,
      ["Application.ReadWrite.OwnedBy"],
      "33333333-0000-4000-8000-000000000000",
    );
    const made = await owned.post("/v1.0/applications", { displayName: "Ours" });
    expect(made.status).toBe(201);
    const path = `/v1.0/applications/${String(made.body["id"])}`;
    for (const act of [
      (client: Client) => client.patch(path, { notes: "x" }),
      (client: Client) => client.post(`${path}/addPassword`, {}),
      (client: Client) => client.delete(path),
    ]) {
      expect((await act(other)).status).toBe(403);
      expect((await act(owned)).status).toBeLessThan(300);
    }
  });
});
