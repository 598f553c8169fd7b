// R11: people who come into a team have an account that is enabled, and owners a licence for Teams.
import * as pulumi from "@pulumi/pulumi";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { Reader } from "../../../providers/core/api.ts";
import type { Person } from "../../../schemas/types/org.ts";
import { lookAtAccounts } from "../../../stacks/program/checks/accounts.ts";
import { deriveEnvironment } from "../../../stacks/derive/environment.ts";
import { ledgerOf } from "../../../stacks/brakes/applied-rosters.ts";
import { peopleToLookAt } from "../../../stacks/program/checks/newcomers.ts";
import { startLiveTenant, type LiveTenant } from "../../kit/live-tenant.ts";
import { org, organization, store } from "../org-builder.ts";

let tenant: LiveTenant;
beforeAll(async () => {
  tenant = await startLiveTenant();
});
afterAll(() => tenant.close());
afterEach(() => {
  vi.restoreAllMocks();
});

const places = {
  at: (path: readonly (string | number)[]) => ({ file: "org.yaml", line: Number(path[1]) + 10 }),
};

const named = (id: string, name: string, account: string): Person => ({
  id,
  name,
  upn: `${account}@contoso.example`,
  roles: [],
});
const people = [
  named("m", "Sam Miller", "Sam.Miller"),
  named("n", "Nils Nolicence", "nils.nolicence"),
  named("d", "Dora Disabled", "dora.disabled"),
  named("g", "Wim Ghost", "wim.ghost"),
  named("o", "Wim O'Ghost", "wim.o'ghost"),
  named("x", "In no team", "nobody"),
];

const retailer = (managers: string[], workers: string[]): ReturnType<typeof org> =>
  org({ people, nodes: [organization, store({ managers, workers })] });

/** What a preview tells of people, with what was applied before: a warning, then for whom teams wait. */
async function told(
  now: ReturnType<typeof org>,
  before?: ReturnType<typeof org>,
  connect: () => Promise<Reader> = () => Promise.resolve(tenant.as("reader")),
  isPreview = true,
): Promise<string | undefined> {
  const warn = vi.spyOn(pulumi.log, "warn").mockImplementation(() => Promise.resolve());
  warn.mockClear();
  const applied = before === undefined ? undefined : ledgerOf(deriveEnvironment(before, "dev"), before);
  const absent = await lookAtAccounts(
    peopleToLookAt(now, deriveEnvironment(now, "dev"), applied, places),
    isPreview,
    connect,
  );
  const lines = absent.map(({ problem, absence, mend }) => `${absence ?? ""}: ${problem} ⇒ ${mend}`);
  const warning = warn.mock.calls[0]?.[0];
  const said = [...(warning === undefined ? [] : [warning]), ...lines].join("\n");
  return said === "" ? undefined : said;
}

const enable =
  "Enable it, or write at this person `status: leave` while they are away, `status: left` for good.";
const spell =
  "Check the spelling under people, or create the account; with `status: left` nobody waits for them.";

describe("R11: a preview tells who could not be added", () => {
  it("with place, reason and mend, all at once, and writes nothing", async () => {
    const writes = await tenant.writes();
    expect(await told(retailer(["m", "n"], ["d", "g", "o"]))).toBe(
      [
        "people who could not be added, or are not who config says (rule R11):",
        "  - org.yaml:11 Nils Nolicence (nils.nolicence@contoso.example): the account has no licence for Teams, so it cannot own a team",
        "    ⇒ Assign one.",
        `disabled: org.yaml:12 Dora Disabled (dora.disabled@contoso.example): the account is disabled ⇒ ${enable}`,
        `missing: org.yaml:13 Wim Ghost (wim.ghost@contoso.example): the tenant has no such user ⇒ ${spell}`,
        `missing: org.yaml:14 Wim O'Ghost (wim.o'ghost@contoso.example): the tenant has no such user ⇒ ${spell}`,
      ].join("\n"),
    );
    expect(await tenant.writes()).toBe(writes);
  });

  it("a member needs no licence, and whoever is in no team is not asked for", async () => {
    expect(await told(retailer(["m"], ["n"]))).toBeUndefined();
  });

  it("asks for nobody who was in a team before", async () => {
    let asked = 0;
    const connect = (): Promise<Reader> => {
      asked += 1;
      return Promise.resolve(tenant.as("reader"));
    };
    const before = retailer(["m"], ["g"]);
    expect(await told(before, before, connect)).toBeUndefined();
    expect(asked).toBe(0);
    expect(await told(retailer(["m"], ["g", "d"]), before, connect)).toMatch(/^disabled: .*Dora Disabled.*$/);
  });

  it("people known by their object id are looked at each time, in a run too: both sides are told", async () => {
    const dead = "a0000000-0000-4000-8000-00000000dead";
    const known = people.map((person) =>
      person.id === "m" ? { ...person, objectId: dead.toUpperCase() } : person,
    );
    const now = org({ people: known, nodes: [organization, store({ managers: ["m"], workers: [] })] });
    for (const isPreview of [true, false]) {
      const text = await told(now, now, undefined, isPreview);
      expect(text).toContain(`config says object id ${dead}, which no account has`);
      expect(text).toContain("a0000000-0000-4000-8000-000000000201");
    }
    expect(await told(now, undefined, undefined, false)).toBeUndefined();
  });

  it("a tenant that cannot be read takes nobody for missing", async () => {
    const connect = (): Promise<Reader> => Promise.reject(new Error("no network"));
    expect(await told(retailer(["m"], ["g"]), undefined, connect)).toBe(
      "whether people have the accounts that config names could not be checked: no network",
    );
  });
});
