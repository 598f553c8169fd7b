import type { ChannelLink } from "../../../schemas/types/resources.ts";
import type { CallCounts } from "../../limits/call-kinds.ts";
import { callsByStep } from "../../planned-calls/contract.ts";
import { channelLink } from "./channel-link.ts";

/** A record that is known by a key is asked for its id: its table, then the record. */
function byKey({ recordKey }: Partial<ChannelLink>): number {
  return recordKey === undefined ? 0 : 2;
}

/** Group, channels, tabs and row; the document location where config asks for it and the row is there. */
function look(wanted: Partial<ChannelLink>, hasRow: boolean): CallCounts {
  const location = hasRow && wanted.documents === true ? 1 : 0;
  return { readDirectory: 1, readChannels: 1, readTabs: 1, readDataverse: 1 + location + byKey(wanted) };
}

export const channelLinkCalls = callsByStep<ChannelLink>(channelLink, {
  look: (wanted) => look(wanted, true),
  // The row is asked for by its id, then by what it links.
  lookInVain: (wanted) => {
    const known = look(wanted, false);
    return { ...known, readDataverse: (known.readDataverse ?? 0) + 1 };
  },
  step: (step, { after }) => {
    // Ends, table, team and folder are asked for; then tab and row are made. The platform makes the location.
    if (step.part === "link")
      return {
        ...{ readDirectory: 1, readTeams: 1, readChannels: 1, readOther: 1, tabs: 1 },
        ...{ readDataverse: 1 + byKey(after ?? {}), dataverse: 1 },
      };
    if (step.part === "tab")
      return { tabChanges: step.kind === "update" ? 1 : 0, tabs: step.kind === "create" ? 1 : 0 };
    if (step.part === "document location") return { readDataverse: 3 };
    return { readDataverse: 1, dataverse: 1, readTeams: 1, readOther: 1 };
  },
  removal: () => ({ deletions: 1, dataverse: 1 }),
});
