import { builtInTeamSettings, switchGroups } from "../../schemas/team-settings.ts";
import type { DocumentPath } from "../../schemas/problem.ts";
import type { ManageStage, Org, OrgNode, TeamSettings } from "../../schemas/types/org.ts";
import type { Places } from "../derive/positions.ts";

/** A place of the config that may say something about the settings of a team. */
interface Level {
  /** In words, such as `region "west"`. */
  readonly where: string;
  readonly at: DocumentPath;
  readonly own: TeamSettings;
}

/** One setting of a team: what holds, and who said so. */
export interface SettingLine {
  readonly setting: string;
  readonly value: string;
  readonly from: string;
}

const settings = [
  "template",
  "visibility",
  "displayName",
  "description",
  "alias",
  "manage",
  "owners",
  "minimumOwners",
  "members",
  "channels",
  "apps",
  "appsMode",
  "classification",
  "onClose",
  "onDestroy",
] as const;

/** Settings that a stage decides in the place of what is said of them. */
const ruledByStage: Readonly<Record<ManageStage, readonly string[]>> = {
  observe: [],
  additive: ["owners", "members", "appsMode"],
  authoritative: ["owners", "members"],
};

/** From the defaults down to the node itself. Ends at unknown parents and circles: a valid org has none. */
export function wayDown(org: Org, node: OrgNode): readonly OrgNode[] {
  const byId = new Map((org.nodes ?? []).map((each) => [each.id, each]));
  const way: OrgNode[] = [];
  for (let at: OrgNode | undefined = node; at !== undefined && !way.includes(at);) {
    way.unshift(at);
    at = at.parent === undefined ? undefined : byId.get(at.parent);
  }
  return way;
}

/** Every setting that holds for the team of a node, with the line that decides and the lines that it overrides. */
export function settingLines(org: Org, node: OrgNode, places: Places): readonly SettingLine[] {
  const levels = levelsOf(org, node);
  const stageAt = levels.findLastIndex(({ own }) => own.manage !== undefined);
  const staged = levels[stageAt];
  const shown = settings.filter((setting) => setting !== "manage" || staged !== undefined);
  const plain = shown.map((setting) => {
    const byStage = staged?.own.manage ?? "observe";
    const isSaidBelow = levels.slice(stageAt).some(({ own }) => own[setting] !== undefined);
    const isDecided = byStage === "additive" || (byStage === "authoritative" && !isSaidBelow);
    if (staged !== undefined && isDecided && ruledByStage[byStage].includes(setting)) {
      const { from } = lineOf("manage", [staged], (own) => own.manage, undefined, places);
      return { setting, value: byStage, from: `manage of ${from}` };
    }
    const said = levels.filter(({ own }) => own[setting] !== undefined);
    const builtIn: unknown = builtInTeamSettings[setting];
    return lineOf(setting, said, (own) => own[setting], builtIn, places);
  });
  const switches = switchGroups.flatMap((group) => {
    const keys = new Set(levels.flatMap(({ own }) => Object.keys(own[group] ?? {})));
    return [...keys].toSorted().map((key) => {
      const valueIn = (own: TeamSettings): unknown => (own[group] as Readonly<Record<string, unknown>>)[key];
      const said = levels.filter(({ own }) => own[group] !== undefined && valueIn(own) !== undefined);
      return lineOf(`${group}.${key}`, said, valueIn, undefined, places);
    });
  });
  return [...plain, ...switches];
}

function levelsOf(org: Org, node: OrgNode): readonly Level[] {
  const defaults: Level = { where: "defaults", at: ["defaults", "team"], own: org.defaults?.team ?? {} };
  const indexes = new Map((org.nodes ?? []).map(({ id }, index) => [id, index]));
  const nodes = wayDown(org, node).map((each): Level => {
    const where = each === node ? `this ${each.kind}` : `${each.kind} "${each.id}"`;
    return { where, at: ["nodes", indexes.get(each.id) ?? 0, "team"], own: each.team ?? {} };
  });
  return [defaults, ...nodes];
}

function lineOf(
  setting: string,
  said: readonly Level[],
  valueIn: (own: TeamSettings) => unknown,
  builtIn: unknown,
  places: Places,
): SettingLine {
  const decides = said.at(-1);
  if (decides === undefined) {
    const value = builtIn === undefined ? "not touched" : valueText(builtIn);
    return { setting, value, from: builtIn === undefined ? "not mentioned" : "built in" };
  }
  const place = ({ at, where }: Level): string => {
    const { file, line } = places.at([...at, ...setting.split(".")]);
    return `${where} (${file}:${line})`;
  };
  const before = said.slice(0, -1).toReversed().map(place);
  const instead = before.length === 0 ? "" : `, instead of ${before.join(", ")}`;
  return { setting, value: valueText(valueIn(decides.own)), from: place(decides) + instead };
}

/** `Shift handoff, Store readiness` for a list of channels; `none` for an empty one. */
function valueText(value: unknown): string {
  if (!Array.isArray(value)) return typeof value === "string" ? value : JSON.stringify(value);
  if (value.length === 0) return "none";
  return value
    .map((item: unknown) => {
      const { name, id } = item as { readonly name?: string; readonly id?: string };
      return name ?? id ?? "";
    })
    .join(", ");
}
