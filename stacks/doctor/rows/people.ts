import { accountOf, type Account, type AccountsFound, type Sought } from "../reads/accounts.ts";
import type { Facts } from "../facts.ts";
import type { Prerequisite, Seen, Shortcoming } from "../prerequisite.ts";
import { teamsOf } from "./group-rules.ts";

export const peopleArea = "people";
export const peopleNeed = {
  needs: ["sign-in", "tenant"],
  permission: "User.Read.All",
  area: peopleArea,
} as const;

/** A row about people: what is wrong with each, of those it is about. */
export function aboutPeople(
  row: Pick<Prerequisite, "id" | "title"> & {
    readonly of?: (person: Sought) => boolean;
    readonly amiss: (
      person: Sought,
      account: Account | undefined,
      found: AccountsFound,
    ) => Shortcoming | undefined;
    readonly isAsked?: (facts: Facts) => boolean;
  },
): Prerequisite {
  const { id, title, of = () => true, amiss, isAsked = (facts: Facts) => teamsOf(facts).length > 0 } = row;
  return {
    ...{ id, title, ...peopleNeed, isAsked },
    look: async ({ reads }): Promise<Seen> => {
      const found = await reads.accounts();
      const people = found.people.filter(of);
      const wrong = people.flatMap((person) => amiss(person, accountOf(person, found), found) ?? []);
      return { evidence: `${people.length - wrong.length} of ${people.length} people`, wrong };
    },
  };
}

export const peopleRows: readonly Prerequisite[] = [
  aboutPeople({
    id: "accounts-there",
    title: "everybody of the teams has an account",
    amiss: ({ label, upn, objectId }, account, { byName }) =>
      account !== undefined || (objectId !== undefined && byName.has(upn))
        ? undefined
        : {
            problem: `${label}: the tenant has no such user`,
            mend: "Check the spelling under people, or create the account; with `status: left` nobody waits for them.",
          },
  }),
  aboutPeople({
    id: "accounts-enabled",
    title: "their accounts are enabled, but of those on leave",
    amiss: ({ label, isAway }, account) =>
      account === undefined || account.isEnabled || isAway
        ? undefined
        : {
            problem: `${label}: the account is disabled`,
            mend: "Enable it, or write `status: leave` while they are away, `status: left` for good.",
          },
  }),
  aboutPeople({
    id: "no-guests",
    title: "none of them is a guest",
    amiss: ({ label, isOwner }, account) =>
      account?.isGuest !== true
        ? undefined
        : {
            problem: `${label}: the account is a guest${isOwner ? " and would own a team" : ""}; an application cannot add guests to teams`,
            mend: "Name the account that they have as a member, or take them out of config and invite them by hand.",
          },
  }),
  aboutPeople({
    id: "accounts-not-renamed",
    title: "accounts with a declared object id have the declared name",
    of: ({ objectId }) => objectId !== undefined,
    amiss: ({ label, upn, objectId = "" }, account) =>
      account === undefined || account.upn === upn
        ? undefined
        : {
            problem: `${label}: the account ${objectId} is called "${account.upn}" now`,
            mend: "If it is the same person, write the new name as upn; else correct objectId.",
          },
  }),
  aboutPeople({
    id: "names-not-reused",
    title: "no name has passed to another account",
    of: ({ objectId }) => objectId !== undefined,
    amiss: ({ label, upn, objectId = "" }, account, { byName }) => {
      const other = byName.get(upn);
      if (account !== undefined || other === undefined) return undefined;
      return {
        problem: `${label}: no account has the object id ${objectId}; this name is that of ${other.id}, perhaps another person's`,
        mend: "Look who has the name now. If it is the person whom config means, write that objectId.",
      };
    },
  }),
];
