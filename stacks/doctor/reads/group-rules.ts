import type { Reader } from "../../../providers/core/api.ts";
import { objectsAt, optionalText, textAt } from "../../../providers/core/json.ts";

/** What the tenant rules about groups; defaults where nobody has set anything. */
export interface GroupRules {
  /** Such as "GRP_[GroupName]"; empty: none. */
  readonly naming: string;
  /** In lower case. */
  readonly blockedWords: readonly string[];
  readonly mayEverybodyCreate: boolean;
  /** Id of the group whose members may create groups while others may not; empty: none. */
  readonly creators: string;
}

/** Source: Microsoft Graph "List groupSettings", template Group.Unified, read 2026-11. */
export async function groupRulesIn({ graph }: Reader): Promise<GroupRules> {
  const settings = await graph.list("/groupSettings");
  const unified = settings.find(({ displayName }) => displayName === "Group.Unified");
  const values = new Map(
    unified === undefined
      ? []
      : objectsAt(unified, "values").map((one) => [textAt(one, "name"), optionalText(one, "value") ?? ""]),
  );
  const words = (values.get("CustomBlockedWordsList") ?? "")
    .split(",")
    .map((word) => word.trim().toLowerCase());
  return {
    naming: values.get("PrefixSuffixNamingRequirement") ?? "",
    blockedWords: words.filter((word) => word !== ""),
    mayEverybodyCreate: (values.get("EnableGroupCreation") ?? "true").toLowerCase() !== "false",
    creators: values.get("GroupCreationAllowedGroupId") ?? "",
  };
}

/** Whether a name is as the naming policy wants it: what stands for attributes of a person may be anything. */
export function fitsNaming(name: string, naming: string): boolean {
  if (naming === "") return true;
  const parts = naming.split(/(\[[^\]]*\])/).filter((part) => part !== "");
  const pattern = parts.map((part) => (part.startsWith("[") ? ".*" : escaped(part))).join("");
  return new RegExp(`^${pattern}$`, "is").test(name);
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

/** The blocked word that a name holds as a word of its own, as the policy compares; undefined: none. */
export function blockedWordIn(name: string, blockedWords: readonly string[]): string | undefined {
  const words = new Set(name.toLowerCase().split(/[^\p{L}\p{N}]+/u));
  return blockedWords.find((word) => words.has(word) || name.toLowerCase() === word);
}
