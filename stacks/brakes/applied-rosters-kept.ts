/** What a run notes for the next one, as far as the state does not hold it. */
export interface Notes {
  /** Region of each team, by resource name: a store that is gone from config must still be counted somewhere. */
  readonly regions: Readonly<Record<string, string>>;
  /** How many people each file of the config declares. */
  readonly people: Readonly<Record<string, number>>;
  /** How many rows each export gives, by file; unset where there are none. */
  readonly exportedRows?: Readonly<Record<string, number>>;
  /** Who is protected, by user principal name in lower case. */
  readonly protectedPeople: readonly string[];
}

interface PackedNotes extends Omit<Notes, "regions"> {
  readonly regions: Readonly<Record<string, readonly string[]>>;
}

/** Notes as one text for the stack's output: JSON, with the teams of a region together. */
export function packNotes({ regions, people, exportedRows, protectedPeople }: Notes): string {
  const byRegion: Record<string, string[]> = {};
  for (const [team, region] of Object.entries(regions)) (byRegion[region] ??= []).push(team);
  return JSON.stringify({ regions: byRegion, people, exportedRows, protectedPeople });
}

/** The reverse. Undefined when the text is none of ours: then nothing was applied yet, or by much older code. */
export function unpackNotes(text: unknown): Notes | undefined {
  if (typeof text !== "string" || !text.startsWith("{")) return undefined;
  const packed = JSON.parse(text) as Partial<PackedNotes>;
  const regions = Object.entries(packed.regions ?? {}).flatMap(([region, teams]) =>
    teams.map((team): [string, string] => [team, region]),
  );
  return {
    regions: Object.fromEntries(regions),
    people: packed.people ?? {},
    ...(packed.exportedRows === undefined ? {} : { exportedRows: packed.exportedRows }),
    protectedPeople: packed.protectedPeople ?? [],
  };
}
