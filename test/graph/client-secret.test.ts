import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { JsonObject, Writer } from "../../providers/core/api.ts";
import { reconcile, usualPatience } from "../../providers/core/reconcile.ts";
import { asRemoteId, type Place } from "../../providers/core/resource-type.ts";
import { bind } from "../../providers/dynamic.ts";
import type { SecretKey } from "../../providers/graph/apps/passwords.ts";
import { appRegistration } from "../../providers/graph/apps/app-registration.ts";
import { clientSecret } from "../../providers/graph/apps/client-secret.ts";
import { enterpriseApp } from "../../providers/graph/apps/enterprise-app.ts";
import { engineInputs, stateOf } from "../../providers/pulumi-state.ts";
import { typeByToken } from "../../providers/registry.ts";
import type { ClientSecret } from "../../schemas/types/resources.ts";
import { startLiveTenant, type LiveTenant } from "../kit/live-tenant.ts";

const day = 86_400_000;
const nowhere: Place = { remembered: {} };
const vault = "https://contoso-teams.vault.azure.net";
const inState: ClientSecret = {
  uniqueName: "store-teams-commerce",
  displayName: "Store Teams: commerce",
  validDays: 180,
  renewDaysBefore: 60,
  overlapDays: 30,
};
const inVault: ClientSecret = { ...inState, keyVault: { vault, secretName: "commerce-hq" } };

/** A secret by the days of its start and its end. */
const key = (keyId: string, start: number, end: number): SecretKey => ({
  keyId,
  startMilliseconds: start * day,
  endMilliseconds: end * day,
});

describe("what time asks for, days counted from the first secret", () => {
  it.each<{ name: string; today: number; keys: SecretKey[]; inUse?: string; steps: string[] }>([
    { name: "nothing while it is fresh", today: 119, keys: [key("a", 0, 180)], inUse: "a", steps: [] },
    {
      name: "a new one as many days before the end as config says",
      today: 120,
      keys: [key("a", 0, 180)],
      inUse: "a",
      steps: ["create client secret"],
    },
    {
      name: "nothing during the overlap: both are valid",
      today: 149,
      keys: [key("a", 0, 180), key("b", 120, 300)],
      inUse: "b",
      steps: [],
    },
    {
      name: "the earlier one goes after the overlap",
      today: 150,
      keys: [key("a", 0, 180), key("b", 120, 300)],
      inUse: "b",
      steps: ["delete client secret:a"],
    },
    {
      name: "one that has ended goes at once",
      today: 121,
      keys: [key("old", -100, 80), key("b", 120, 300)],
      inUse: "b",
      steps: ["delete client secret:old"],
    },
    {
      name: "one newer than the one in use was left by a killed run",
      today: 121,
      keys: [key("a", 0, 180), key("lost", 120, 300)],
      inUse: "a",
      steps: ["create client secret", "delete client secret:lost"],
    },
    {
      name: "when nothing says which is in use a new one is made, and none is removed",
      today: 1,
      keys: [key("x", 0, 180), key("y", 1, 181)],
      steps: ["create client secret"],
    },
  ])("$name", ({ today, keys, inUse, steps }) => {
    const remote = { keys, keyInUse: inUse, value: "v", versions: [], nowMilliseconds: today * day };
    const planned = clientSecret.plan(inState, {
      kind: "present",
      id: asRemoteId("app/name"),
      value: inState,
      remote,
    });
    expect(planned.map(({ kind, part }) => `${kind} ${part}`)).toEqual(steps);
  });
});

let tenant: LiveTenant;
let api: Writer;
const realFetch = globalThis.fetch;
beforeAll(async () => {
  tenant = await startLiveTenant();
  // One for all: a reset does not set the tenant's clock back, so ours goes on with it.
  api = tenant.as("deployer");
});
afterAll(() => tenant.close());
beforeEach(async () => {
  await tenant.admin("POST", "/reset");
  const registration = {
    uniqueName: "store-teams-commerce",
    displayName: "Commerce",
    signInAudience: "AzureADMyOrg",
  } as const;
  await reconcile({ type: appRegistration, api, desired: registration, patience: usualPatience }, nowhere);
  const app = { uniqueName: registration.uniqueName };
  await reconcile({ type: enterpriseApp, api, desired: app, patience: usualPatience }, nowhere);
});
afterEach(() => {
  globalThis.fetch = realFetch;
});

/** One run; gives the place and the value that the state then holds. */
async function run(desired: ClientSecret, place: Place = nowhere) {
  const { present } = await reconcile({ type: clientSecret, api, desired, patience: usualPatience }, place);
  const remembered = clientSecret.remember(present.remote);
  return { place: { id: present.id, remembered }, value: remembered["clientSecret"], remote: present.remote };
}

async function secretsThere(): Promise<readonly JsonObject[]> {
  const application = await api.graph.get(
    "/applications(uniqueName='store-teams-commerce')?$select=passwordCredentials",
  );
  return application["passwordCredentials"] as JsonObject[];
}

const daysLater = (days: number): Promise<void> => api.clock.sleep(days * day);

/** Whether somebody who has this value can sign in as the app. */
async function signsIn(value: unknown): Promise<boolean> {
  const { appId } = await api.graph.get("/applications(uniqueName='store-teams-commerce')?$select=appId");
  const asApp = tenant.asClient(String(appId), String(value));
  try {
    await asApp.graph.get("/users?$top=1");
  } catch (error) {
    if (/AADSTS70002(15|22)/.test(String(error))) return false;
    // Signed in, and told that this app may not look at users.
    if (!/answer 403/.test(String(error))) throw error;
  }
  return true;
}

const valueInVault = async (): Promise<unknown> =>
  (await api.vault(vault).get("/secrets/commerce-hq"))["value"];

/** Ends the process, as far as the services can tell, as soon as a secret was made: its answer is never read. */
function killAfterAddPassword(): void {
  let isDead = false;
  globalThis.fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : input.toString();
    const isOurs = /\/v1\.0\/|\/secrets\//.test(url);
    if (isDead && isOurs) throw new Error("killed");
    const answer = await realFetch(input, init);
    if (url.endsWith("/addPassword")) {
      isDead = true;
      await answer.arrayBuffer();
      throw new Error("killed");
    }
    return answer;
  };
}

describe.each([
  { where: "a key vault", desired: inVault, read: valueInVault },
  { where: "the state", desired: inState, read: undefined },
])("a client secret kept in $where", ({ desired, read }) => {
  const valueOf = async (ran: { value: unknown }): Promise<unknown> =>
    read === undefined ? ran.value : read();

  it("signs in, and is left as it is by the next run", async () => {
    const first = await run(desired);
    expect(await signsIn(await valueOf(first))).toBe(true);
    const writesBefore = await tenant.writes();
    const second = await run(desired, first.place);
    expect(await tenant.writes()).toBe(writesBefore);
    expect(await valueOf(second)).toBe(await valueOf(first));
  });

  it("is renewed while the earlier one is valid; that one goes after the overlap", async () => {
    const first = await run(desired);
    const earlier = await valueOf(first);
    await daysLater(121);
    const second = await run(desired, first.place);
    const later = await valueOf(second);
    expect(later).not.toBe(earlier);
    expect([await signsIn(earlier), await signsIn(later)]).toEqual([true, true]);
    await daysLater(29);
    const writesBefore = await tenant.writes();
    const during = await run(desired, second.place);
    expect(await tenant.writes()).toBe(writesBefore);
    await daysLater(2);
    await run(desired, during.place);
    expect([await signsIn(earlier), await signsIn(later)]).toEqual([false, true]);
  });

  it("goes on after a run that was killed between making a secret and keeping it", async () => {
    const first = await run(desired);
    await daysLater(121);
    killAfterAddPassword();
    await expect(run(desired, first.place)).rejects.toThrow(/killed/);
    globalThis.fetch = realFetch;
    expect(await secretsThere()).toHaveLength(2);
    await daysLater(1);
    const next = await run(desired, first.place);
    // The one of the killed run is gone; the earlier one is there until the overlap is over.
    const keyIds = (await secretsThere()).map(({ keyId }) => keyId);
    expect(keyIds).toEqual([first.remote.keyInUse, next.remote.keyInUse]);
    expect(await signsIn(await valueOf(next))).toBe(true);
  });

  it("removes nothing of unknown use after a first run that was killed, until the overlap is over", async () => {
    killAfterAddPassword();
    await expect(run(desired)).rejects.toThrow(/killed/);
    globalThis.fetch = realFetch;
    const next = await run(desired);
    expect(await secretsThere()).toHaveLength(2);
    await daysLater(31);
    await run(desired, next.place);
    expect((await secretsThere()).map(({ keyId }) => keyId)).toEqual([next.remote.keyInUse]);
  });

  it("is made anew when somebody removed it, and leaves secrets of others alone", async () => {
    const application = "/applications(uniqueName='store-teams-commerce')";
    await api.graph.send("POST", `${application}/addPassword`, {
      passwordCredential: { displayName: "theirs" },
    });
    const first = await run(desired);
    await api.graph.send("POST", `${application}/removePassword`, { keyId: first.remote.keyInUse });
    const second = await run(desired);
    expect(await signsIn(await valueOf(second))).toBe(true);
    const remaining = (await secretsThere()).map(({ displayName }) => displayName);
    expect(remaining).toEqual(["theirs", desired.displayName]);
  });

  it("is nowhere in what the tenant writes down, and in the state only where it is encrypted", async () => {
    const ran = await run(desired);
    const value = String(await valueOf(ran));
    const journal = JSON.stringify(await tenant.admin("GET", "/snapshot"));
    expect(journal).not.toContain(value);
    const { clientSecret: output, ...plain } = stateOf(
      typeByToken("graph:ClientSecret"),
      engineInputs({ ...desired }),
      { ...desired },
      ran.remote,
    );
    expect(output).toBe(desired.keyVault === undefined ? value : undefined);
    expect(JSON.stringify(plain)).not.toContain(value);
  });
});

describe("the key vault", () => {
  it("tells which secret a version is, until when, and loses those that are gone", async () => {
    const first = await run(inVault);
    await daysLater(121);
    const second = await run(inVault, first.place);
    await daysLater(31);
    await run(inVault, second.place);
    const versions = await api.vault(vault).list("/secrets/commerce-hq/versions");
    const [start] = second.remote.keys.slice(-1);
    expect(versions.map(({ tags, attributes }) => ({ tags, attributes }))).toMatchObject([
      {
        tags: { "store-teams": inVault.displayName, keyId: first.remote.keyInUse },
        attributes: { enabled: false },
      },
      {
        tags: { "store-teams": inVault.displayName, keyId: second.remote.keyInUse },
        attributes: { enabled: true, exp: Math.floor((start?.endMilliseconds ?? 0) / 1000) },
      },
    ]);
  });

  it("gets a new secret when somebody put another value on top", async () => {
    const first = await run(inVault);
    await daysLater(1);
    await api.vault(vault).send("PUT", "/secrets/commerce-hq", { value: "theirs" });
    await daysLater(1);
    await run(inVault, first.place);
    expect(await signsIn(await valueInVault())).toBe(true);
  });

  it.each([
    {
      name: "a secret of somebody else under this name",
      set: () => api.vault(vault).send("PUT", "/secrets/commerce-hq", { value: "theirs" }),
      says: /has a secret "commerce-hq" already, and it is none of this project\. Choose another secretName/,
    },
    {
      name: "a deleted secret that keeps its name",
      set: async () => {
        await api.vault(vault).send("PUT", "/secrets/commerce-hq", { value: "theirs" });
        await api.vault(vault).send("DELETE", "/secrets/commerce-hq");
      },
      says: /has deleted the secret "commerce-hq" and keeps its name\. Recover or purge it/,
    },
  ])("is refused with $name, and no secret is left at the app", async ({ set, says }) => {
    await set();
    await expect(run(inVault)).rejects.toThrow(says);
    expect(await secretsThere()).toEqual([]);
  });

  it("takes over from the state: a new secret there, and none in the state", async () => {
    const first = await run(inState);
    await daysLater(1);
    const second = await run(inVault, first.place);
    expect(second.value).toBeUndefined();
    expect(await signsIn(await valueInVault())).toBe(true);
    expect(await signsIn(first.value)).toBe(true);
  });
});

describe("an engine that compares states", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it("is told of a change that time alone has made, and of none before", async () => {
    const { remote, value } = await run(inState);
    const state = {
      ...inState,
      remembered: { keys: remote.keys, keyInUse: remote.keyInUse },
      clientSecret: value,
    };
    const { diff } = bind("graph:ClientSecret") as {
      diff: (id: string, olds: object, news: object) => Promise<object>;
    };
    const ends = remote.keys[0]?.endMilliseconds ?? 0;
    vi.useFakeTimers({ toFake: ["Date"], now: ends - 61 * day });
    expect(await diff("app/name", state, inState)).toEqual({ changes: false });
    vi.setSystemTime(ends - 60 * day);
    expect(await diff("app/name", state, inState)).toEqual({ changes: true, replaces: [] });
  });
});
