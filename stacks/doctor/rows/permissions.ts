import { RefusedError } from "../../../providers/core/errors.ts";
import { textAt } from "../../../providers/core/json.ts";
import { quoted } from "../../../providers/core/odata.ts";
import { typeByToken } from "../../../providers/registry.ts";
import { heldPermissions } from "../../permissions/held.ts";
import { leastPermissions, permissionDifference, type Access } from "../../permissions/least.ts";
import { optionalText } from "../../../providers/core/json.ts";
import type { Facts } from "../facts.ts";
import { fine, type Prerequisite, type Seen } from "../prerequisite.ts";

const area = "permissions";
const needs = ["sign-in", "tenant"];
const accessWords: Readonly<Record<Access, string>> = { read: "reader", write: "writer" };

/** Whether an identity may do what a plan, or a run, of this stack asks. */
async function mayDo(facts: Facts, access: Access, identity: string): Promise<Seen> {
  const least = leastPermissions(access, facts.derived.resources, (token) => typeByToken(token).permissions);
  let held;
  try {
    held = await heldPermissions(facts.api, identity);
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    const mend = "Apply the stack of the program identities, or name another one (--reader, --writer).";
    return { evidence: "no such identity", wrong: [{ problem: error.message, mend }] };
  }
  const { missing } = permissionDifference(least, held.permissions);
  const lacking = missing.filter(({ coveredBy }) => coveredBy === undefined);
  return {
    evidence: `"${held.displayName}" (${held.clientId}) holds ${held.permissions.length} permissions`,
    wrong: lacking.map(({ permission }) => ({
      problem: `the ${accessWords[access]} "${held.displayName}" lacks ${permission}`,
      mend: `Give it the application permission ${permission} of Microsoft Graph, with admin consent.`,
    })),
  };
}

const identityRow = (access: Access): Prerequisite => ({
  id: `${accessWords[access]}-permissions`,
  area,
  title: `the ${accessWords[access]} has the permissions that this stack needs`,
  needs,
  permission: "Application.Read.All",
  isAsked: ({ identities }) => identities[access] !== undefined,
  look: (facts) => mayDo(facts, access, facts.identities[access] ?? ""),
});

export const permissionRows: readonly Prerequisite[] = [
  {
    id: "own-permissions",
    area,
    title: "this identity may read what a plan asks",
    needs,
    look: ownPermissions,
  },
  identityRow("read"),
  identityRow("write"),
  {
    id: "application-user",
    area,
    title: "this identity is an application user of the environment",
    needs: ["sign-in", "environment-answers"],
    isAsked: ({ target }) => target.environment !== undefined,
    look: async ({ api, target }) => {
      const who = await api.dataverse(target.environment?.url ?? "").get("/WhoAmI");
      return fine(`systemuser ${textAt(who, "UserId")}`);
    },
  },
  {
    id: "writer-application-user",
    area,
    title: "the writer is an application user of the environment with the role that it needs",
    needs: ["sign-in", "environment-answers"],
    isAsked: ({ target, identities }) => target.environment !== undefined && identities.write !== undefined,
    look: writerInEnvironment,
  },
];

/** By the token alone: an identity may not be able to read about itself. */
async function ownPermissions({ derived, reads }: Facts): Promise<Seen> {
  const { permissions, app, userPrincipalName } = await reads.signedIn();
  const who = userPrincipalName ?? app.displayName ?? app.clientId ?? "this identity";
  const least = leastPermissions("read", derived.resources, (token) => typeByToken(token).permissions);
  const { missing } = permissionDifference(least, permissions);
  return {
    evidence: `${who} holds ${permissions.length} permissions`,
    wrong: missing
      .filter(({ coveredBy }) => coveredBy === undefined)
      .map(({ permission }) => ({
        problem: `${who} lacks ${permission}`,
        mend: `Give it ${permission} of Microsoft Graph, with admin consent, or look as another identity.`,
      })),
  };
}

/** Source: Dataverse systemuser, systemuserroles_association, read 2026-11. */
async function writerInEnvironment({ api, target, identities, vendor }: Facts): Promise<Seen> {
  const dataverse = api.dataverse(target.environment?.url ?? "");
  const { clientId, displayName } = await heldPermissions(api, identities.write ?? "");
  const filter = encodeURIComponent(`applicationid eq ${clientId}`);
  const [user] = await dataverse.list(`/systemusers?$select=systemuserid,isdisabled&$filter=${filter}`);
  const role = vendor.environmentRole;
  const mend = `Power Platform admin center, the environment, Settings, Application users: add ${clientId} with the role ${role}.`;
  if (user === undefined)
    return {
      evidence: "no such user",
      wrong: [{ problem: `the environment has no application user for "${displayName}"`, mend }],
    };
  if (user["isdisabled"] === true)
    return {
      evidence: "disabled",
      wrong: [{ problem: `the application user "${displayName}" is disabled`, mend }],
    };
  const roles = await dataverse.list(
    `/systemusers(${textAt(user, "systemuserid")})/systemuserroles_association?$select=name`,
  );
  const names = roles.flatMap((one) => optionalText(one, "name") ?? []);
  const has = names.includes(role);
  const problem = `the application user "${displayName}" has not the role ${role} (${quoted(names.join(", "))})`;
  return { evidence: names.join(", "), wrong: has ? [] : [{ problem, mend }] };
}
