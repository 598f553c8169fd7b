// What a review says of a client secret: where it is kept and that it is renewed, never what it is.
import { describe, expect, it } from "vitest";
import type { Org, RegistrationSecret } from "../../../schemas/types/org.ts";
import { deriveTenant } from "../../../stacks/derive/tenant/enterprise-apps.ts";
import { planFacts } from "../../../stacks/review/facts.ts";
import { planReport } from "../../../stacks/review/report.ts";
import { org } from "../org-builder.ts";
import { previewEvents, reportOf, toldIn } from "./kit.ts";

const vault = "https://contoso.vault.azure.net";
const kept: RegistrationSecret = { keptIn: "keyVault", keyVault: { vault, secretName: "hq" } };

function withSecret(secret?: RegistrationSecret): Org {
  const registration = { hqUrls: ["https://hq.example"], ...(secret === undefined ? {} : { secret }) };
  return org({ integration: { apps: [{ key: "hq", displayName: "HQ", registration }] } });
}

describe("a client secret in a review", () => {
  it.each<{
    name: string;
    from: RegistrationSecret | undefined;
    to: RegistrationSecret | undefined;
    says: string;
  }>([
    {
      name: "a new one in a key vault",
      from: undefined,
      to: kept,
      says: `Client secret: a new one, kept in ${vault}`,
    },
    {
      name: "a new one of the stack",
      from: undefined,
      to: { keptIn: "stackOutput" },
      says: "Client secret: a new one, kept as a secret output of this stack",
    },
    {
      name: "none any more",
      from: kept,
      to: undefined,
      says: "Client secret: no longer managed; it stays valid until its end",
    },
  ])("$name", ({ from, to, says }) => {
    const told = toldIn(reportOf(withSecret(from), withSecret(to), "tenant"));
    expect(told.join("\n")).toContain(says);
  });

  it("renewed, when its time has come, and nothing for times that the next one will have", () => {
    const key = (endDay: string): object => ({
      keyId: "k",
      startMilliseconds: Date.parse("2026-01-01"),
      endMilliseconds: Date.parse(endDay),
    });
    const told = (endDay: string, validDays = 180): readonly string[] => {
      const [from, to] = [withSecret(kept), withSecret({ ...kept, validDays })];
      const remembered = { keys: [key(endDay)], keyInUse: "k" };
      const state = { "secret-hq": { undone: [], outputs: { remembered } } };
      const events = previewEvents(deriveTenant(from), deriveTenant(to), state, Date.parse("2026-03-01"));
      const facts = planFacts(to, { stack: "tenant", program: "tenant" });
      const seen = { events, exitCode: 0, refreshed: false, digest: "7f3a" };
      return toldIn(planReport(seen, facts));
    };
    expect(told("2026-03-20").join("\n")).toContain(
      `Client secret: renewed (kept in ${vault}, to be typed in by hand)`,
    );
    expect(told("2026-06-20", 90)).toEqual([]);
  });
});
