import { isTooMuch } from "../../schemas/store-losses.ts";
import type { BrakeName, Limit } from "../../schemas/types/stack.ts";

/** What stands behind the place of a brake that counts private channels. */
export const inPrivateChannels = "/private-channels";

/** Something that one run would do too much of. */
export interface Tripped {
  readonly brake: BrakeName;
  /** Store number, node id of the region, or `tenant`; for private channels with `inPrivateChannels` behind. */
  readonly where: string;
  readonly count: number;
  /** How many there were. */
  readonly of: number;
  readonly limit: Limit;
  /** What is behind it with its counts, biggest first. */
  readonly biggest: readonly Part[];
}

/** A resource, file or app, and how much of it is concerned. */
export interface Part {
  readonly resource: string;
  readonly count: number;
  readonly of: number;
}

export type Limits = Readonly<Record<BrakeName, Limit>>;

/** Holds a count against its limit: a list of one, or of none when the count is within it. */
export function over(
  brake: BrakeName,
  where: string,
  { count, of }: { readonly count: number; readonly of: number },
  parts: readonly Part[],
  limits: Limits,
): readonly Tripped[] {
  const limit = limits[brake];
  // A list that is empty all at once was lost, however short it was.
  const isList = brake === "declared-people" || brake === "exported-rows";
  const isEmptied = isList && count > 0 && count === of;
  if (!isEmptied && !isTooMuch(limit, count, of)) return [];
  const biggest = parts.filter((part) => part.count > 0).toSorted((left, right) => right.count - left.count);
  return [{ brake, where, count, of, limit, biggest }];
}

/** The same for the whole tenant, or another place, summed up over the parts. */
export function overAll(
  brake: BrakeName,
  parts: readonly Part[],
  limits: Limits,
  where = "tenant",
): readonly Tripped[] {
  const sum = (amount: (part: Part) => number): number =>
    parts.reduce((total, part) => total + amount(part), 0);
  return over(brake, where, { count: sum(({ count }) => count), of: sum(({ of }) => of) }, parts, limits);
}
