import type { CallCounts } from "../providers/limits/call-kinds.ts";
import { floorFor, type Told } from "./row.ts";

type Cheapest = NonNullable<Told["cheapest"]>;

/**
 * New stores. Channels could come with `POST /teams`, in the same call; the people too who do not fit into the group.
 */
export function cheapestCreate(stores: number): Cheapest {
  const calls: CallCounts = { groups: stores, teams: stores, add: stores };
  return {
    seconds: floorFor(calls, stores).seconds,
    why:
      "POST /teams may bring channels along; they are made one by one, 30 a second, because a run that goes on after a " +
      "cut has to do that anyway: below the 10 teams a second that bind both ways. Group upsert and PUT team, 6 a second, would be dearer. A POST /teams " +
      "without a group would spare the upsert, but it has no key by which a repeated create finds the first.",
  };
}

/** A look at every team: 60 a second of members, teams (two limits of 30) and channels each. */
export function cheapestRead(stores: number): Cheapest {
  return {
    seconds: floorFor({ readMembers: stores }, stores).seconds,
    why:
      "Members through GET /groups/{id}/members cost 1 to 3 of 350 units a second and would take less, but show " +
      "owners in a list of their own and lag behind the team by up to a day.",
  };
}

/** Many people into one team. */
export function cheapestRoster(people: number): Cheapest {
  const bulk = Math.ceil((people - 19) / 200);
  return {
    seconds: floorFor({ add: bulk }, 1).seconds,
    why: "The same: 200 people a call, 4 calls a second to one team. Looking at the result adds a few calls.",
  };
}
