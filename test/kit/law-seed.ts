// What laws draw is drawn from one number, so that the tests of a change fail because of that change or not at all.
// STORE_TEAMS_LAW_SEED sets another one: each night and each long run has its own.
import { createHash } from "node:crypto";
import fc from "fast-check";

const usualSeed = "20261129";

/** A whole number of 31 bits, from any text. */
export const lawSeed = seedOf(process.env["STORE_TEAMS_LAW_SEED"] ?? usualSeed);

/** The number itself where it is one, so that a seed that a failure told can be given again. */
function seedOf(text: string): number {
  if (/^-?\d{1,10}$/.test(text)) return Number(text) | 0;
  return createHash("sha256").update(text).digest().readInt32BE(0);
}

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: lawSeed });
