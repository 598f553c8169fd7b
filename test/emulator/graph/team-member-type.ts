// A membership of a team or channel. Source: "aadUserConversationMember resource type".
import { directoryErrors } from "../errors/directory.ts";
import { teamsErrors } from "../errors/teams.ts";
import { isStringArray, type JsonObject } from "../json.ts";
import type { EntityType } from "../odata/entity-type.ts";
import { modelled } from "../odata/modelled.ts";
import type { TeamMember, User } from "../tenant/model.ts";
import { type Call, parseBind } from "./call.ts";

/** A membership with the id of the team or channel it belongs to. */
export interface Membership extends TeamMember {
  readonly threadId: string;
}

/** Membership ids are opaque; older documents show base64 of `<team>##<user>`. */
export function membershipId(threadId: string, userId: string): string {
  return Buffer.from(`${threadId}##${userId}`).toString("base64");
}

/** The user id in a membership id of this team or channel. Throws 400 for any other text. */
export function userOfMembership(threadId: string, id: string): string {
  const [thread, userId] = Buffer.from(id, "base64").toString().split("##");
  if (thread !== threadId || userId === undefined) throw teamsErrors.invalidId(id);
  return userId;
}

export const memberType: EntityType<Membership> = modelled("aadUserConversationMember", {
  own: {
    id: { type: "String", read: ({ threadId, userId }) => membershipId(threadId, userId) },
    roles: {
      type: "Collection(String)",
      read: ({ isOwner, isGuest }) => (isOwner ? ["owner"] : isGuest ? ["guest"] : []),
    },
    displayName: {
      type: "String",
      read: ({ userId }, { tenant }) => tenant.users.get(userId)?.displayName ?? null,
    },
    visibleHistoryStartDateTime: { type: "DateTimeOffset", read: () => "0001-01-01T00:00:00Z" },
    userId: { type: "String", read: ({ userId }) => userId },
    email: {
      type: "String",
      read: ({ userId }, { tenant }) => {
        const user = tenant.users.get(userId);
        return user?.mail ?? user?.userPrincipalName ?? null;
      },
    },
    tenantId: { type: "String", read: (_, { tenant }) => tenant.id },
  },
});

export interface MemberBody {
  readonly user: User;
  readonly isOwner: boolean;
  readonly isGuest: boolean;
}

/** Reads a member as sent to POST and to members/add. Throws 400, or 404 for a missing or disabled user. */
export function readMemberBody(call: Call, body: JsonObject): MemberBody {
  checkMemberShape(body);
  const isOwner = rolesOf(body["roles"] ?? []).includes("owner");
  const user = boundUser(call, body["user@odata.bind"]);
  return { user, isOwner, isGuest: user.userType === "Guest" };
}

/** Type, properties and bind of a member body, without looking the user up. */
export function checkMemberShape(body: JsonObject): void {
  const type = body["@odata.type"];
  if (type === undefined) throw teamsErrors.missingType();
  if (
    type !== "#microsoft.graph.aadUserConversationMember" &&
    type !== "microsoft.graph.aadUserConversationMember"
  ) {
    throw teamsErrors.invalidValue("@odata.type");
  }
  for (const name of Object.keys(body)) {
    const isKnown = ["roles", "user@odata.bind", "@odata.type", "visibleHistoryStartDateTime"].includes(name);
    if (!isKnown) throw teamsErrors.unknownProperty(name);
  }
  rolesOf(body["roles"] ?? []);
  if (body["user@odata.bind"] === undefined) throw teamsErrors.required("user@odata.bind");
}

/** Roles as sent: none, owner, or the tolerated "member". */
export function rolesOf(value: unknown): string[] {
  if (!isStringArray(value)) throw teamsErrors.wrongType("roles", "Collection(Edm.String)");
  const roles = value.map((role) => role.toLowerCase());
  if (roles.some((role) => role !== "owner" && role !== "member")) throw teamsErrors.invalidValue("roles");
  return roles.filter((role) => role === "owner");
}

/** The key of the user that a bind names, not looked up. Throws 400 for another kind of bind. */
export function boundUserKey(call: Call, url: unknown): string {
  const bind = parseBind(call, url);
  if (bind?.collection !== "users") throw directoryErrors.unsupportedBind(url);
  return bind.key;
}

function boundUser(call: Call, url: unknown): User {
  const user = call.tenant.user(boundUserKey(call, url));
  // A disabled user is as good as missing.
  if (user === undefined || !user.accountEnabled) throw teamsErrors.userMissing();
  return user;
}
