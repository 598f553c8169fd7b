import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { objectIn } from "../../../providers/core/answers.ts";
import type { Environment } from "../../../schemas/types/org.ts";
import type { Reader } from "../../../providers/core/api.ts";
import { deriveEnvironment } from "../../../stacks/derive/environment.ts";
import { checkPreconditions } from "../../../stacks/program/checks/environment-ready.ts";
import { startLiveTenant, type LiveTenant } from "../../kit/live-tenant.ts";
import { dev, org, organization, store } from "../org-builder.ts";

/** The seed's environment where OneDrive is on and SharePoint is not set up. */
const notReady = { key: "dev", url: "https://contoso-test.crm4.dynamics.com" };
const basic = { basic: true, enhanced: false };

let tenant: LiveTenant;
beforeAll(async () => {
  tenant = await startLiveTenant();
});
afterAll(() => tenant.close());
beforeEach(async () => {
  await tenant.admin("POST", "/reset");
});

/** As the program does it, before it declares anything. Counts how often the services were asked for. */
async function check(environment: Environment, isPreview: boolean, reader?: () => Reader): Promise<number> {
  const source = org({ environments: [environment] });
  let asked = 0;
  const connect = async (): Promise<Reader> => {
    asked += 1;
    return Promise.resolve(reader === undefined ? tenant.as("reader") : reader());
  };
  await checkPreconditions(source, "dev", deriveEnvironment(source, "dev"), isPreview, connect);
  return asked;
}

const boston = "b0000000-0000-4000-8000-000000000210";

/** A store whose team is to be taken over, in an environment that asks for nothing else. */
async function takeOver(existingTeamId: string): Promise<void> {
  const nodes = [organization, store({ team: { existingTeamId } })];
  const source = org({ environments: [dev], nodes });
  const connect = (): Promise<Reader> => Promise.resolve(tenant.as("reader"));
  await checkPreconditions(source, "dev", deriveEnvironment(source, "dev"), true, connect);
}

describe("R18: a team that is taken over", () => {
  const graph = () => tenant.as("admin").graph;
  const groupOf = async (more: object): Promise<string> => {
    const body = {
      displayName: "Old",
      mailNickname: "old",
      mailEnabled: true,
      securityEnabled: false,
      ...more,
    };
    const made = await graph().send("POST", "/groups", body);
    return String(objectIn(made)["id"]);
  };

  it.each<[string, () => Promise<string>, RegExp]>([
    [
      "is there",
      () => Promise.resolve("b0000000-0000-4000-8000-00000000dead"),
      /000135 San Francisco: no group has the id b0000000-\S+dead/,
    ],
    [
      "has a team",
      () => groupOf({ groupTypes: ["Unified"] }),
      /the group "Old" \(\S+\) has no team\n {4}⇒ Add a team/,
    ],
    [
      "has its people from nobody's rule",
      () =>
        groupOf({
          groupTypes: ["Unified", "DynamicMembership"],
          membershipRule: 'user.department -eq "Stores"',
          membershipRuleProcessingState: "On",
        }),
      /a rule decides who is in the group "Old"/,
    ],
    [
      "is managed by nobody else",
      async () => {
        await graph().send("PATCH", `/groups/${boston}`, { uniqueName: "store-team-999999" });
        return boston;
      },
      /the group "Boston store" \(\S+\) is managed already, as "store-team-999999"/,
    ],
  ])("%s, or nothing is written", async (_name, group, says) => {
    const id = await group();
    const writesBefore = await tenant.writes();
    await expect(takeOver(id)).rejects.toThrow(says);
    expect(await tenant.writes()).toBe(writesBefore);
  });

  it("may be ours already", async () => {
    await takeOver(boston);
    await graph().send("PATCH", `/groups/${boston}`, { uniqueName: "store-team-000135" });
    await takeOver(boston);
  });
});

describe("preconditions of an environment", () => {
  it.each([
    { name: "a preview", isPreview: true },
    { name: "a run", isPreview: false },
  ])("$name is refused with the row and the mend, and nothing is written", async ({ isPreview }) => {
    const writesBefore = await tenant.writes();
    await expect(check({ ...notReady, collaboration: basic }, isPreview)).rejects.toThrow(
      /dev \(https:\/\/contoso-test\S+\) is not ready for Teams:\n {2}- 800503ca: .*OneDrive integration is on \(isonedriveenabled of organization "contoso-test" \([0-9a-f-]{36}\)\)\n {4}⇒ Turn OneDrive integration off/,
    );
    expect(await tenant.writes()).toBe(writesBefore);
  });

  it("a table that does not exist is refused by name", async () => {
    const wish = { ...dev, collaboration: basic, tables: ["new_shop", "new_site"] };
    await expect(check(wish, true)).rejects.toThrow(/the table "new_shop" does not exist/);
    expect(await check({ ...wish, tables: ["new_site"] }, false)).toBe(1);
  });

  it("what asks nothing of the environment sends nothing", async () => {
    expect(await check(notReady, false)).toBe(0);
    expect(await check({ ...notReady, collaboration: { basic: false, enhanced: false } }, false)).toBe(0);
  });

  it("what cannot be read lets a preview go on, with a warning, and refuses a run", async () => {
    const unread = (): Reader => {
      throw new Error("no identity in the environment");
    };
    const wish = { ...dev, collaboration: basic };
    expect(await check(wish, true, unread)).toBe(1);
    await expect(check(wish, false, unread)).rejects.toThrow(
      "whether dev is ready for Teams could not be checked: no identity in the environment",
    );
  });
});
