import type { StoreMapping } from "../../schemas/types/resources.ts";
import { optionalText } from "../core/json.ts";
import { asRemoteId, type FieldChange, type ResourceType } from "../core/resource-type.ts";
import type { Encoded } from "../../schemas/text/encoded.ts";
import { csvText } from "../../schemas/text/csv.ts";

export interface Remote {
  /** The file that lies there, relative to the output folder. */
  readonly file: string | undefined;
}

/**
 * The file from which headquarters learns which team belongs to which store, for the data entity "Teams mapping
 * between source and team". A person imports it: no public interface is documented.
 * Source: "Map stores and teams if there are preexisting teams in Microsoft Teams", read 2026-11.
 */
export const storeMapping: ResourceType<StoreMapping, Remote> = {
  token: "commerce:StoreMapping",
  permissions: { observe: [], apply: [] },
  title: (props) => `store mapping ${props.file}`,
  check: checkMapping,

  observe: async (api, props, place) => {
    const id = place.id ?? asRemoteId("store-mapping");
    for (const file of new Set([props.file, optionalText(place.remembered, "file") ?? props.file])) {
      const text = await api.outputs.read(file);
      if (text === undefined) continue;
      return { kind: "present", id, value: { file, teamIds: teamIdsIn(text) }, remote: { file } };
    }
    if (place.id === undefined) return { kind: "absent" };
    return { kind: "present", id, value: {}, remote: { file: undefined } };
  },

  refuseAdoption: () => undefined,

  plan: (desired, observed) => {
    if (observed.kind === "absent") return [{ kind: "create", part: "file", body: { file: desired.file } }];
    const { file, teamIds = {} } = observed.value;
    const changes: FieldChange[] = [];
    if (file !== desired.file) changes.push({ path: "file", from: file, to: desired.file });
    const stores = [...new Set([...Object.keys(teamIds), ...Object.keys(desired.teamIds)])].toSorted();
    for (const store of stores) {
      const [from, to] = [teamIds[store], desired.teamIds[store]];
      if (from !== to) changes.push({ path: `teamIds.${store}`, from, to });
    }
    return changes.length === 0 ? [] : [{ kind: "update", part: "file", changes }];
  },

  planRemoval: (_last, observed) =>
    observed.kind === "absent" || observed.remote.file === undefined
      ? []
      : [{ kind: "delete", part: "file" }],

  apply: async (api, step, { props, observed }) => {
    const there = observed.kind === "present" ? observed.remote.file : undefined;
    if (step.kind === "delete") await api.outputs.remove(there ?? props.file);
    else {
      // The old one first: a run that is cut off here finds no file, and makes it.
      if (there !== undefined && there !== props.file) await api.outputs.remove(there);
      await api.outputs.write(props.file, mappingCsv(props.teamIds));
    }
    return asRemoteId("store-mapping");
  },

  describe: ({ value }, mentioned) => ({ ...mentioned, teamIds: {}, ...value }),
  remember: ({ file }) => (file === undefined ? {} : { file }),
  recall: (remembered) => ({ file: optionalText(remembered, "file") }),
};

function checkMapping({ teamIds }: StoreMapping): { property: string; reason: string }[] {
  const storeByTeam = new Map<string, string>();
  return Object.entries(teamIds).flatMap(([store, team]) => {
    const other = storeByTeam.get(team);
    storeByTeam.set(team, store);
    return other === undefined
      ? []
      : [{ property: `teamIds.${store}`, reason: `is the team of store ${other} already` }];
  });
}

const header = "SOURCETYPE,SOURCEID,TEAMID";

/** Sorted by store number; the zeros of the number matter. */
export function mappingCsv(teamIds: Readonly<Record<string, string>>): Encoded<"csv"> {
  const rows = Object.entries(teamIds).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return csvText([header.split(","), ...rows.map(([store, team]) => ["RetailStore", store, team])]);
}

/** The reverse of `mappingCsv`. Rows that it would not write are left out, so that they are written anew. */
function teamIdsIn(text: string): Record<string, string> {
  const rows = [...text.matchAll(/^RetailStore,([A-Za-z0-9_-]+),([0-9a-f-]{36})$/gm)];
  const teamIds = Object.fromEntries(rows.map(([, store = "", team = ""]) => [store, team]));
  return mappingCsv(teamIds).text === text ? teamIds : {};
}
