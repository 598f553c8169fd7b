import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ConsentNeed } from "../../../stacks/derive/environment.ts";
import { loadOrg } from "../../../stacks/config/load-org.ts";
import { consentPreview } from "../../../stacks/review/consent-preview.ts";
import { planFacts } from "../../../stacks/review/facts.ts";

const { org } = loadOrg(join(import.meta.dirname, "../../../config/demo/org.yaml"));
const facts = planFacts(org, { stack: "tenant", program: "tenant" });
const collaboration = "a8adde6c-aeb4-4fd6-9d8f-c2dfdecac60a";
const graph = "00000003-0000-0000-c000-000000000000";

function row(
  permission: string,
  kind: ConsentNeed["kind"] = "delegated",
  client = collaboration,
): ConsentNeed {
  return { clientAppId: client, resourceAppId: graph, permission, kind };
}

describe("consent in a preview", () => {
  it("tells each new permission with what it is for and its risk, the riskiest first", () => {
    expect(consentPreview([], [row("Presence.Read.All"), row("Group.ReadWrite.All")], facts)).toEqual([
      "consent + Group.ReadWrite.All (delegated), risk high: given to Dynamics 365 Microsoft Teams Collaboration " +
        "Integration at Microsoft Graph: lets the app read and change every group in the tenant: members, owners, " +
        "mail, files, teams, in the name of whoever is signed in. Needed for recordLinking.",
      "consent + Presence.Read.All (delegated), risk low: given to Dynamics 365 Microsoft Teams Collaboration " +
        "Integration at Microsoft Graph: lets the app see who is available, busy or away, in the name of whoever is " +
        "signed in. Needed for chat.",
    ]);
  });

  it("tells a revocation with the same words", () => {
    expect(
      consentPreview([row("User.Read.All", "application"), row("User.Read")], [row("User.Read")], facts),
    ).toEqual([
      "consent − User.Read.All (application), risk medium: taken from Dynamics 365 Microsoft Teams Collaboration " +
        "Integration at Microsoft Graph. So far: lets the app read the full profiles of everybody, as itself, with " +
        "nobody signed in.",
    ]);
  });

  it("says nothing when nothing changes, whatever the order", () => {
    const rows = [row("User.Read"), row("User.Read", "application"), row("User.Read", "delegated", graph)];
    expect(consentPreview(rows, rows.toReversed(), facts)).toEqual([]);
  });
});
