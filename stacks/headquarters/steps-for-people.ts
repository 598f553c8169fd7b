type Remembered = Readonly<Record<string, unknown>> | undefined;

/**
 * What is left for a person to do with the files of a run: from what their resources remember. Paths are relative to
 * the output folder. Sources: "Set-TeamTargetingHierarchy", "Map stores and teams if there are preexisting teams in
 * Microsoft Teams", read 2026-11.
 */
export function filesByHand(hierarchy: Remembered, mapping: Remembered): readonly string[] {
  const lines: string[] = [];
  if (typeof hierarchy?.["file"] === "string" && hierarchy["uploaded"] !== true) {
    const why = hierarchy["shellMissing"];
    const because = typeof why === "string" ? ` (not done by this run: ${why})` : "";
    lines.push(
      `a Teams administrator runs, in PowerShell${because}: ` +
        `Set-TeamTargetingHierarchy -FilePath "${hierarchy["file"]}"; then Get-TeamTargetingHierarchyStatus, until it says Successful`,
    );
  }
  if (typeof mapping?.["file"] === "string") {
    lines.push(
      `in headquarters, Data management > Import, entity "Teams mapping between source and team", format CSV: ` +
        `${mapping["file"]}. Before "Provision teams", or stores get a second team`,
    );
  }
  return lines;
}
