import type { Step } from "../../core/resource-type.ts";

/**
 * What a step of a team is about. `Step.part` carries it as one text, which is written and read here and nowhere else:
 * whoever asks what a step is about asks `partOf`.
 */
export type TeamPart =
  /** The group with its team. */
  | { readonly of: "team" }
  /** Name, description, visibility, classification and switches: one call. */
  | { readonly of: "settings" }
  | { readonly of: "archived" }
  /** Of what config decides alone from now on: only a look in the tenant tells what that changes. */
  | { readonly of: "modes" }
  /** People whom config knows by their object id from now on. */
  | { readonly of: "objectIds" }
  | { readonly of: "apps" }
  /** People of the team, in the role in which they come; without a role those who go or change theirs. */
  | { readonly of: "people"; readonly as: "owner" | "member" | undefined }
  | { readonly of: "channel"; readonly channel: string }
  /** People of a private channel, as for the team. */
  | { readonly of: "members"; readonly channel: string; readonly as: "owner" | "member" | undefined }
  | { readonly of: "tab"; readonly channel: string; readonly tab: string };

/** The text of a part. Keys of channels and tabs hold no colon and no slash. */
export function textOfPart(part: TeamPart): string {
  switch (part.of) {
    case "people":
      return part.as ?? "roster";
    case "channel":
      return `channel:${part.channel}`;
    case "members":
      return `members:${part.channel}:${part.as ?? "roster"}`;
    case "tab":
      return `tab:${part.channel}/${part.tab}`;
    default:
      return part.of;
  }
}

const plainParts = ["team", "settings", "archived", "modes", "objectIds", "apps"] as const;

/** What a step is about. Throws for a text that no step of a team has. */
export function partOf({ part }: Pick<Step, "part">): TeamPart {
  const plain = plainParts.find((name) => name === part);
  if (plain !== undefined) return { of: plain };
  const role = roleIn(part);
  if (role !== undefined) return { of: "people", as: role.as };
  const [kind, rest = "", people = ""] = part.split(":");
  if (kind === "channel") return { of: "channel", channel: rest };
  const inChannel = roleIn(people);
  if (kind === "members" && inChannel !== undefined) {
    return { of: "members", channel: rest, as: inChannel.as };
  }
  const [channel = "", tab] = rest.split("/");
  if (kind === "tab" && tab !== undefined) return { of: "tab", channel, tab };
  throw new Error(`a team has no part "${part}"`);
}

function roleIn(text: string): { readonly as: "owner" | "member" | undefined } | undefined {
  if (text === "owner" || text === "member") return { as: text };
  return text === "roster" ? { as: undefined } : undefined;
}
