import type { JsonObject } from "../../../providers/core/api.ts";
import { flagAt, optionalFlag, optionalObject, optionalText, textAt } from "../../../providers/core/json.ts";
import { usersByKey } from "../../../providers/core/users.ts";
import { bulkSizes } from "../../../providers/limits/bulk-sizes.ts";
import { quoted } from "../../../providers/core/odata.ts";
import { clientOf, nameOfApp } from "../../../providers/graph/apps/service-principals.ts";
import { isGrant, roleIdIn, type AppFound, type ConsentFound, type Grant } from "../reads/consent.ts";
import type { Facts } from "../facts.ts";
import type { Prerequisite, Seen, Shortcoming } from "../prerequisite.ts";

const area = "apps and consent";
const needs = ["sign-in", "tenant"];
const mendConsent = "Apply the stack of the tenant, which gives it.";

/** The stack of the tenant makes apps and gives consent itself; that of an environment needs both. */
const isAsked = ({ program, tenantWide }: Facts): boolean =>
  program === "environment" && tenantWide.resources.some(isGrant);

/** What is wrong with grants whose both ends are in the tenant. */
function grantsAmiss(
  { tenantWide: { resources } }: Facts,
  found: ConsentFound,
  amiss: (grant: Grant, app: AppFound, api: JsonObject) => Shortcoming | undefined,
): readonly Shortcoming[] {
  return resources.filter(isGrant).flatMap((grant) => {
    const app = found.apps.get(nameOfApp(clientOf(grant.props)));
    const api = found.apis.get(grant.props.resourceAppId);
    if (app?.principal === undefined || api === undefined) return [];
    return amiss(grant, app, api) ?? [];
  });
}

export const consentRows: readonly Prerequisite[] = [
  {
    id: "apps-there",
    area,
    title: "apps and APIs that consent is for are in the tenant",
    needs,
    permission: "Application.Read.All",
    isAsked,
    look: async ({ reads }) => {
      const { apps, apis } = await reads.consent();
      const missing = [
        ...[...apps.values()].flatMap(({ label, principal }) => (principal === undefined ? [label] : [])),
        ...[...apis].flatMap(([id, principal]) => (principal === undefined ? [`API ${id}`] : [])),
      ];
      const mend = "Apply the stack of the tenant, which brings it.";
      return {
        evidence: `${apps.size} apps, ${apis.size} APIs`,
        wrong: missing.map((label) => ({ problem: `the tenant has no service principal of ${label}`, mend })),
      };
    },
  },
  {
    id: "apps-enabled",
    area,
    title: "people may sign in to those apps",
    needs: [...needs, "apps-there"],
    permission: "Application.Read.All",
    isAsked,
    look: async ({ reads }) => {
      const { apps } = await reads.consent();
      const off = [...apps.values()].filter(
        ({ principal }) => principal !== undefined && optionalFlag(principal, "accountEnabled") === false,
      );
      return {
        evidence: `${apps.size - off.length} of ${apps.size} on`,
        wrong: off.map(({ label }) => ({
          problem: `sign-in to ${label} is off (accountEnabled)`,
          mend: "Entra, Enterprise applications, the app, Properties: Enabled for users to sign-in.",
        })),
      };
    },
  },
  {
    id: "delegated-consent",
    area,
    title: "delegated consent is given as features need it",
    needs: [...needs, "apps-there"],
    permission: "Directory.Read.All",
    isAsked,
    look: async (facts) => {
      const found = await facts.reads.consent();
      const wrong = grantsAmiss(facts, found, (grant, app, api) => {
        if (grant.token !== "graph:DelegatedGrant") return undefined;
        const apiId = textAt(api, "id");
        // Given to single people only is another row.
        const held = app.forEverybody.get(apiId);
        if (held === undefined && app.forSinglePeople.has(apiId)) return undefined;
        const missing = grant.props.scopes.filter((scope) => held?.has(scope) !== true);
        if (missing.length === 0) return undefined;
        return { problem: `${grant.label} lacks ${missing.join(", ")}`, mend: mendConsent };
      });
      return { evidence: `${count(found.apps, "forEverybody")} grants for everybody`, wrong };
    },
  },
  {
    id: "consent-for-everybody",
    area,
    title: "consent is given for everybody, not for single people",
    needs: [...needs, "apps-there"],
    permission: "Directory.Read.All",
    isAsked,
    look: async (facts) => {
      const found = await facts.reads.consent();
      const wrong = grantsAmiss(facts, found, (grant, app, api) => {
        const apiId = textAt(api, "id");
        const isSingle = app.forSinglePeople.has(apiId) && !app.forEverybody.has(apiId);
        if (grant.token !== "graph:DelegatedGrant" || !isSingle) return undefined;
        const problem = `${grant.label}: single people have consented, the tenant has not. Others then read "The admin has not consented to use user sync feature…"`;
        return { problem, mend: mendConsent };
      });
      return { evidence: `${count(found.apps, "forSinglePeople")} grants of single people`, wrong };
    },
  },
  {
    id: "application-consent",
    area,
    title: "application permissions are given as features need them",
    needs: [...needs, "apps-there"],
    permission: "Application.Read.All",
    isAsked,
    look: async (facts) => {
      const found = await facts.reads.consent();
      const wrong = grantsAmiss(facts, found, (grant, app, api) => {
        if (grant.token !== "graph:AppRoleGrant") return undefined;
        const roleId = roleIdIn(api, grant.props.role);
        const isHeld = roleId !== undefined && app.roleIds.get(textAt(api, "id"))?.has(roleId) === true;
        return isHeld ? undefined : { problem: `${grant.label} is not given`, mend: mendConsent };
      });
      return { evidence: `${count(found.apps, "roleIds")} APIs with application permissions`, wrong };
    },
  },
  {
    id: "consent-giver",
    area,
    title: "somebody is there who may give consent (Global or Privileged Role Administrator)",
    needs,
    permission: "RoleManagement.Read.Directory",
    isAsked: ({ tenantWide }) => tenantWide.resources.some(isGrant),
    look: consentGivers,
  },
];

function count(apps: ConsentFound["apps"], what: "forEverybody" | "forSinglePeople" | "roleIds"): number {
  return [...apps.values()].reduce((sum, app) => sum + app[what].size, 0);
}

/** Source: Microsoft Graph "List unifiedRoleAssignments", read 2026-11. */
async function consentGivers({ api, vendor }: Facts): Promise<Seen> {
  const holders = await Promise.all(
    vendor.consentRoles.map((role) => {
      const filter = encodeURIComponent(`roleDefinitionId eq ${quoted(role)}`);
      return api.graph.list(`/roleManagement/directory/roleAssignments?$filter=${filter}&$expand=principal`);
    }),
  );
  const principals = holders.flat().flatMap((holder): JsonObject[] => {
    const principal = optionalObject(holder, "principal");
    return principal === undefined ? [] : [principal];
  });
  const ids = principals.map((principal) => textAt(principal, "id"));
  const users = await usersByKey(api.graph, "id", ids, {
    select: ["accountEnabled"],
    inOneRead: bulkSizes.filterValues,
  });
  const names = principals.flatMap((principal) => {
    const user = users.get(textAt(principal, "id").toLowerCase());
    // An account that is disabled gives no consent, nor does an app; a group may hold people, and tells nothing of it.
    const isGroup = optionalText(principal, "@odata.type")?.endsWith(".group") === true;
    if (!isGroup && (user === undefined || !flagAt(user, "accountEnabled"))) return [];
    return [optionalText(principal, "userPrincipalName") ?? optionalText(principal, "displayName") ?? "?"];
  });
  const problem = "nobody holds Global Administrator or Privileged Role Administrator now";
  const mend =
    "Let somebody activate the role (people who are only eligible do not show here), or assign it.";
  return {
    evidence: names.length === 0 ? "nobody" : `${names.length}: ${names.slice(0, 3).join(", ")}`,
    wrong: names.length === 0 ? [{ problem, mend }] : [],
  };
}
