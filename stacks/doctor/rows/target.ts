import { answeringOrganization, answeringTenant } from "../../../providers/who-answers.ts";
import { objectsAt } from "../../../providers/core/json.ts";
import { RefusedError, SignInError } from "../../../providers/core/errors.ts";
import { otherOrganization, otherTenant } from "../../target/compare.ts";
import { fine, type Prerequisite } from "../prerequisite.ts";

const area = "sign-in and target";
const permission = "Organization.Read.All";

export const targetRows: readonly Prerequisite[] = [
  {
    id: "sign-in",
    area,
    title: "the sign-in works",
    look: async ({ reads }) => {
      try {
        const { way, app, userPrincipalName } = await reads.signedIn();
        return fine(`${userPrincipalName ?? app.displayName ?? app.clientId ?? "an app"}, by ${way}`);
      } catch (error) {
        if (!(error instanceof SignInError) && !(error instanceof RefusedError)) throw error;
        const mend = "Mend the sign-in; nothing else can be seen before.";
        return { evidence: "nobody is signed in", wrong: [{ problem: error.message, mend }] };
      }
    },
  },
  {
    id: "tenant",
    area,
    title: "the tenant that answers is the one that config names",
    needs: ["sign-in"],
    permission,
    look: async ({ api, target }) => {
      const found = await answeringTenant(api);
      // Its domain is another row.
      const wrong = found.id === target.tenantId ? [] : otherTenant(target, found);
      return { evidence: `"${found.displayName}" (${found.id})`, wrong };
    },
  },
  {
    id: "domain",
    area,
    title: "its domain is verified there",
    needs: ["sign-in", "tenant"],
    permission,
    look: async ({ api, target }) => {
      const found = await answeringTenant(api);
      return { evidence: found.verifiedDomains.slice(0, 5).join(", "), wrong: otherTenant(target, found) };
    },
  },
  {
    id: "teams-in-tenant",
    area,
    title: "the tenant has Teams",
    needs: ["sign-in", "tenant"],
    permission,
    look: async ({ api, vendor }) => {
      const [tenant] = await api.graph.list("/organization?$select=id,assignedPlans");
      if (tenant === undefined) throw new Error("GET /organization: the service sent no tenant");
      const has = objectsAt(tenant, "assignedPlans").some(
        ({ servicePlanId, capabilityStatus }) =>
          vendor.teamsPlans.includes(String(servicePlanId).toLowerCase()) &&
          (capabilityStatus === "Enabled" || capabilityStatus === "Warning"),
      );
      const problem = "no subscription of the tenant has a service plan of Teams that is on";
      const mend =
        "Buy or renew licences that include Teams (the plans without Teams of some regions do not).";
      return has ? fine("a plan of Teams is on") : { evidence: "none is on", wrong: [{ problem, mend }] };
    },
  },
  {
    id: "environment-answers",
    area,
    title: "the environment's address leads to the organization that config names",
    needs: ["sign-in", "tenant"],
    isAsked: ({ target }) => target.environment !== undefined,
    look: async ({ api, target }) => {
      const found = await answeringOrganization(api, target.environment?.url ?? "");
      return { evidence: `"${found.name}" (${found.id})`, wrong: otherOrganization(target, found) };
    },
  },
];
