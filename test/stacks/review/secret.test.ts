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
    { name: "other times", from: kept, to: { ...kept, validDays: 90 }, says: "validDays: 180 → 90" },
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

  it("renewed: an update that no input explains", () => {
    const events = previewEvents(deriveTenant(withSecret(kept)), deriveTenant(withSecret(kept))).map(
      (event) => {
        const metadata = event.resourcePreEvent?.metadata;
        return metadata?.urn.endsWith("::secret-hq") === true
          ? { resourcePreEvent: { metadata: { ...metadata, op: "update" } } }
          : event;
      },
    );
    const facts = planFacts(withSecret(kept), { stack: "tenant", program: "tenant" });
    const report = planReport({ events, exitCode: 0, refreshed: false, digest: "7f3a".repeat(16) }, facts);
    expect(toldIn(report).join("\n")).toContain(
      `Client secret: renewed (kept in ${vault}, to be typed in by hand), or an earlier one removed after the overlap`,
    );
  });
});
