/** The versions that a changelog speaks of, as they stand. */
export function versionsIn(changelog: string): readonly string[] {
  return [...changelog.matchAll(/^## (\S+)$/gm)].map(([, version = ""]) => version);
}

/** What it says of a version; undefined when that is nothing. */
export function notesOf(changelog: string, version: string): string | undefined {
  const section = changelog.split(/^## /m).find((part) => part.split("\n", 1)[0] === version);
  return section?.split("\n").slice(1).join("\n").trim() || undefined;
}
