// What one retailer is like: each estate draws its own habits, so that no rule fits all by luck.
import type { Chance } from "./chance.ts";
import { languages, type Language } from "./places.ts";

export interface Traits {
  readonly languages: readonly Language[];
  readonly storeCount: number;
  readonly numberStyle: (index: number) => string;
  /** How team names are put together, from number, name and words; one or several habits. */
  readonly nameStyles: readonly string[];
  readonly aliasStyles: readonly string[];
  readonly brand: string;
  /** Shares, 0..1. */
  readonly mangling: number;
  readonly withoutTeam: number;
  readonly doubles: number;
  readonly shadows: number;
  readonly decoys: number;
  readonly odd: number;
  readonly renamed: number;
  readonly numberMissing: number;
  readonly mapped: number;
  readonly mappingStale: number;
  readonly marked: number;
  /** People of the config who are not in the team, and people in the team whom config does not know. */
  readonly staffStale: number;
  readonly staffUnknown: number;
  readonly floaters: number;
  readonly staffing: "all" | "managers" | "none";
  readonly staffSize: readonly [least: number, most: number];
  readonly owners: "managers" | "it" | "area" | "mixed";
  /** Numbers in team names come from another system. */
  readonly foreignNumbers: boolean;
  /** Other teams, for each store. */
  readonly others: number;
}

const nameStyles = [
  "{store} {number} {name}",
  "{store} {name}",
  "{number} {name}",
  "{name} ({number})",
  "{name}",
  "{brand} {name}",
  "{brand} {number}",
  "{store} {number}",
  "{team} {name}",
  "{number}-{name}",
  "{name} {team} {number}",
  "{brand} {store} {short} {name}",
  "#{number} {name}",
  "{store}{number}",
  "D365 {name}",
  "{name} {store}",
  "{short} - {name}",
];

const aliasStyles = [
  "{Name}_D365",
  "{brand}{short}",
  "{name}",
  "store{number}",
  "{random}",
  "{name}{short}",
  "team-{random}",
  "Filiale_{number}",
];

export function traitsOf(chance: Chance, seed: number, storeCount?: number): Traits {
  const spoken = chance.some(languages, chance.one([1, 1, 1, 2, 3]));
  const count = storeCount ?? chance.one([12, 30, 60, 100, 150, 250]);
  return {
    languages: spoken,
    storeCount: count,
    numberStyle: numberStyleOf(chance, count),
    nameStyles: chance.some(nameStyles, chance.one([1, 2, 3, 5])),
    aliasStyles: chance.some(aliasStyles, chance.one([1, 2, 3])),
    brand: chance.one([
      "Contoso",
      "Fabrikam",
      "Northwind",
      "Adatum",
      "Müller & Söhne",
      "Alpine Ski",
      "Bella",
    ]),
    mangling: chance.next() ** 1.5,
    withoutTeam: chance.next() * 0.3,
    doubles: chance.next() * 0.12,
    shadows: chance.next() * 0.12,
    decoys: chance.next() * 0.12,
    odd: chance.next() * 0.12,
    renamed: chance.next() * 0.1,
    numberMissing: chance.next() * 0.3,
    mapped: chance.isSo(0.5) ? chance.next() : 0,
    mappingStale: chance.next() * 0.25,
    marked: chance.isSo(0.2) ? chance.next() * 0.3 : 0,
    staffStale: chance.next() * 0.35,
    staffUnknown: chance.next() * 0.35,
    floaters: chance.next() * 0.15,
    staffing: seed % 11 === 5 ? "none" : seed % 7 === 3 ? "managers" : "all",
    staffSize: chance.one([
      [2, 5],
      [4, 12],
      [8, 30],
    ] as const),
    owners: chance.one(["managers", "managers", "it", "area", "mixed"] as const),
    foreignNumbers: seed % 13 === 4,
    others: chance.next() * 1.5,
  };
}

function numberStyleOf(chance: Chance, count: number): (index: number) => string {
  const start = chance.one([1, 1, 100, 135, 1000, 5001]);
  const step = chance.one([1, 1, 3, 7]);
  const width = chance.one([0, 0, 3, 4, 6]);
  const prefix = chance.one(["", "", "", "", "S", "DE-", "FR", "N"]);
  const scattered = chance.isSo(0.3);
  const spread = count * 37 + 11;
  return (index) => {
    const number = scattered ? start + ((index * 7919) % spread) : start + index * step;
    return prefix + String(number).padStart(width, "0");
  };
}
