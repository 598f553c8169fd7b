import type { Org } from "../../../schemas/types/org.ts";
import { storeTeamResource } from "../../../schemas/names.ts";
import { compareText } from "../../../schemas/problem.ts";
import type { Desired } from "../desired-resource.ts";
import type { Places } from "../positions.ts";
import type { DeclaredTeams } from "./targeting-hierarchy.ts";

const usualFile = "out/store-teams.csv";

/**
 * The rows by which headquarters learns which team belongs to which store, for every team that this stack makes or
 * adopts. Undefined when config asks for none, or no store has a team. Closed stores stay in it: their teams still
 * stand for them, and a row that is missing would let headquarters make a second team.
 */
export function storeMapping(
  org: Org,
  teams: DeclaredTeams,
  places: Places,
): Desired<"commerce:StoreMapping"> | undefined {
  const mapping = org.hierarchy?.mapping;
  if (mapping === undefined) return undefined;
  const stores = (org.nodes ?? []).flatMap((node) =>
    node.kind === "store" && teams.has(storeTeamResource(node.storeNumber)) ? [node.storeNumber] : [],
  );
  if (stores.length === 0) return undefined;
  const resources = Object.fromEntries(
    stores.toSorted(compareText).map((store) => [store, storeTeamResource(store)] as const),
  );
  return {
    token: "commerce:StoreMapping",
    name: "mapping-of-stores",
    props: { file: mapping.file ?? usualFile, teamIds: {} },
    label: "Teams of stores, for headquarters",
    because: `hierarchy.mapping is declared, and ${String(stores.length)} stores have a team`,
    dependsOn: Object.values(resources).toSorted(compareText),
    idsFrom: { property: "teamIds", resources },
    protect: false,
    retainOnDelete: false,
    config: places.at(["hierarchy", "mapping"]),
  };
}
