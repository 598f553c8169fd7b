// How a review of the stack "identities" reads: azuread's resources in words.
import { describe, expect, it } from "vitest";
import type { EngineEvent } from "../../../stacks/changes/engine-events.ts";
import { factsWithoutOrg } from "../../../stacks/review/facts.ts";
import { planReport } from "../../../stacks/review/report.ts";
import { toldIn } from "./kit.ts";

type Inputs = Readonly<Record<string, unknown>>;

function event(type: string, name: string, old: Inputs | undefined, made: Inputs | undefined): EngineEvent {
  const token = `azuread:index/${type.charAt(0).toLowerCase()}${type.slice(1)}:${type}`;
  const op = old === undefined ? "create" : made === undefined ? "delete" : "update";
  const urn = `urn:pulumi:identities::store-teams::${token}::${name}`;
  const state = (inputs: Inputs | undefined) => (inputs === undefined ? null : { inputs });
  return { resourcePreEvent: { metadata: { op, urn, type: token, old: state(old), new: state(made) } } };
}

const displayName = "Store teams dev, apply";
const subject = "repo:contoso/store-teams:environment:dev";

describe("a review of the identities", () => {
  it.each([
    {
      name: "an identity comes",
      events: [event("Application", "dev-writer", undefined, { displayName, owners: ["1"] })],
      told: [`${displayName} | ${displayName}: a new identity: an app registration without a secret`],
      dangerous: [],
    },
    {
      name: "an identity goes",
      events: [
        event("Application", "dev-writer", { displayName }, undefined),
        event("ServicePrincipal", "dev-writer", { clientId: "c" }, undefined),
      ],
      told: [
        `${displayName} | ${displayName}: removed: no pipeline signs in with it any more`,
        "dev-writer | Service principal: removed, with every permission that it holds",
      ],
      dangerous: [displayName, "dev-writer"],
    },
    {
      name: "a permission comes, another goes",
      events: [
        event("AppRoleAssignment", "dev-writer-User.Read.All", undefined, { appRoleId: "r" }),
        event("AppRoleAssignment", "dev-writer-Group.ReadWrite.All", { appRoleId: "s" }, undefined),
      ],
      told: [
        "dev-writer-Group.ReadWrite.All | Permission: taken from the identity",
        "dev-writer-User.Read.All | Permission: given to the identity in the whole tenant",
      ],
      dangerous: ["dev-writer-Group.ReadWrite.All"],
    },
    {
      name: "a job is not trusted any more",
      events: [
        event(
          "ApplicationFederatedIdentityCredential",
          "dev-writer-github",
          { subject, displayName: "github" },
          undefined,
        ),
      ],
      told: [`github | ${subject}: jobs of this name can no longer sign in as the identity`],
      dangerous: ["github"],
    },
    {
      name: "owners change",
      events: [
        event(
          "Application",
          "dev-writer",
          { displayName, owners: ["1", "2"] },
          { displayName, owners: ["1"] },
        ),
      ],
      told: [
        `${displayName} | Owners: 0 added, 1 removed: owners can sign in as the identity, by adding a secret`,
      ],
      dangerous: [],
    },
  ])("$name", ({ events, told, dangerous }) => {
    const preview = { events, exitCode: 0, refreshed: false, digest: "7f3a" };
    const report = planReport(preview, factsWithoutOrg("identities", "identities"));
    expect(toldIn(report).map((line) => line.replace("Whole company | ", ""))).toEqual(told);
    expect(report.attention.dangerous.map((line) => line.subject)).toEqual(dangerous);
  });
});
