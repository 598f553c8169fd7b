import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Environment } from "../../schemas/types/org.ts";
import type { Reader } from "../../providers/core/api.ts";
import { deriveEnvironment } from "../../stacks/derive/environment.ts";
import { checkPreconditions } from "../../stacks/preconditions.ts";
import { startLiveTenant, type LiveTenant } from "../kit/live-tenant.ts";
import { dev, org } from "./org-builder.ts";

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
