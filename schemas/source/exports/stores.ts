import type { PlacedRow } from "../placed-rows.ts";
import type { TextProblem } from "../source-document.ts";
import { placed, recordsOf, type ExportRecord, type PlacedExportRow, type RecordRules } from "./records.ts";

const rules: RecordRules = {
  keys: ["storeNumber", "channelId", "partyNumber", "id"],
  // The legal entity may be that of the warehouse only; names and parents of several lists are written in many ways.
  differing: new Set(["name", "legalEntity", "targetName", "from", "until", "parent"]),
  word: "store",
};

/** Node id of an organization that a hierarchy names by its party number. */
const partyId = (partyNumber: string): string => `party-${partyNumber}`;

/**
 * The stores of exports, each once, and the organizations above them where a hierarchy is among the exports. Rows that
 * do not hold on the day of the run are left out; so is what has neither a store's number nor a place in the hierarchy.
 */
export function storesOf(
  rows: readonly PlacedExportRow[],
  report: (problem: TextProblem) => void,
): readonly PlacedRow[] {
  const records = recordsOf(
    rows.filter(({ holds }) => holds === "now"),
    rules,
    report,
  );
  const isStore = ({ fields }: ExportRecord): boolean => fields.has("storeNumber");
  const inHierarchy = rows.some(({ fields }) => fields["parentPartyNumber"] !== undefined);
  const isGroup = (record: ExportRecord): boolean =>
    !isStore(record) && (saysKind(record) || (inHierarchy && record.fields.has("partyNumber")));
  const groups = records.filter(isGroup);
  const lost = records.filter((record) => !isStore(record) && !isGroup(record));
  if (lost[0] !== undefined) reportNumberless(lost[0], lost.length, report);
  return [...groups.map(groupNode), ...records.filter(isStore).map(storeNode)];
}

/** A list of one's own says of an organization what it is. */
function saysKind({ fields }: ExportRecord): boolean {
  return fields.has("kind") && fields.has("id") && fields.get("kind")?.value !== "store";
}

function reportNumberless(
  { rows }: ExportRecord,
  count: number,
  report: (problem: TextProblem) => void,
): void {
  const [first] = rows;
  if (first === undefined) return;
  report({
    ...{ ruleId: "files", severity: "warning", place: first.source.place(["", first.index, ""]) },
    message: `from here on ${String(count)} ${count === 1 ? "row has" : "rows have"} no store number: left out`,
    mend: "Nothing is to be done if they are no stores.",
  });
}

/** Of a hierarchy, the row whose parent is empty is the root. */
function groupNode(record: ExportRecord): PlacedRow {
  const { fields } = record;
  const above = fields.get("parentPartyNumber")?.value;
  const own = {
    id: fields.get("id")?.value ?? partyId(fields.get("partyNumber")?.value ?? ""),
    kind: above === undefined ? "organization" : "region",
    ...(above === undefined ? {} : { parent: partyId(above) }),
  };
  return placed(record, own, ["kind", "parent", "name", "partyNumber", "legalEntity"]);
}

function storeNode(record: ExportRecord): PlacedRow {
  const { fields } = record;
  const above = fields.get("parentPartyNumber")?.value;
  const teamId = fields.get("existingTeamId");
  const own = {
    id: fields.get("id")?.value ?? `store-${fields.get("storeNumber")?.value ?? ""}`,
    kind: "store",
    ...(above === undefined ? {} : { parent: partyId(above) }),
    ...(teamId === undefined ? {} : { team: { existingTeamId: teamId.value } }),
  };
  const more = ["storeNumber", "parent", "channelId", "partyNumber", "legalEntity", "targetName"];
  // The unit's own name goes before the one that a hierarchy repeats.
  const named = record.rows.filter((row) => row.fields["name"] !== undefined);
  const naming = named.find((row) => row.fields["parentPartyNumber"] === undefined) ?? named[0];
  const node = placed(
    record,
    { ...own, ...(naming === undefined ? {} : { name: naming.fields["name"] }) },
    more,
  );
  if (naming !== undefined)
    node.taken.set("name", { source: naming.source, index: naming.index, field: "name" });
  if (teamId !== undefined) node.taken.set("team/existingTeamId", teamId.at);
  return node;
}
