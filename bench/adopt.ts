// `npm run bench:adopt`: how well and how quickly teams are matched with stores, over generated estates with known truth.
import { VerbCommand } from "../tools/verb-command.ts";
import { matchEstate } from "../stacks/adopt/match.ts";
import { makeEstate } from "../test/stacks/adopt/estates/make-estate.ts";
import { planOfTruth } from "../test/stacks/adopt/estates/plan-of-truth.ts";
import { calibrationError, measure, nothingMeasured } from "../test/stacks/adopt/estates/measure.ts";

const command = new VerbCommand({
  name: "npm run bench:adopt --",
  does: "Matches teams with stores in generated estates, and says how often that is right.",
  exits: { 0: "as good as it must be", 1: "not as good" },
})
  .option("--estates <count>", "so many estates", "100")
  .option("--from <seed>", "the first of their seeds", "1")
  .option("--stores <count>", "stores of each estate (default: 12 to 250, as it falls)")
  .option("--plans <count>", "so many of them, with 12 stores each, taken over in an emulated tenant", "100")
  .parse();
const options = command.opts<{ estates: string; from: string; stores?: string; plans: string }>();

const sums = nothingMeasured();
const cpuBefore = process.cpuUsage();
let stores = 0;
for (let seed = Number(options.from); seed < Number(options.from) + Number(options.estates); seed++) {
  const known = makeEstate(seed, options.stores === undefined ? undefined : Number(options.stores));
  stores += known.estate.stores.length;
  measure(sums, known, matchEstate(known.estate));
}
const cpuSeconds = process.cpuUsage(cpuBefore).user / 1e6;

/** How many are in one set and not in the other. */
function without(all: ReadonlySet<string>, others: ReadonlySet<string>): number {
  return [...all].filter((one) => !others.has(one)).length;
}

/** People whom the plan should name, and those that it names wrongly or leaves out; the same for what adopt has told. */
const people = { teams: 0, expected: 0, notNamed: 0, namedWrongly: 0, toldWrongly: 0 };
for (let seed = Number(options.from); seed < Number(options.from) + Number(options.plans); seed++) {
  const { teams, expected, planned, told, expectedOfShown } = await planOfTruth(makeEstate(seed, 12));
  people.teams += teams;
  people.expected += expected.size;
  people.notNamed += without(expected, planned);
  people.namedWrongly += without(planned, expected);
  people.toldWrongly += without(told, expectedOfShown) + without(expectedOfShown, told);
}

const share = (part: number, of: number): string => `${((100 * part) / Math.max(1, of)).toFixed(2)} %`;
const rows: readonly (readonly [string, string])[] = [
  ["estates, stores, true pairs", `${sums.estates}, ${stores}, ${sums.pairs}`],
  ["wrong preselected", String(sums.wrongPreselected)],
  ["preselected though a person must decide", String(sums.neverPreselected)],
  ["certain pairs preselected", `${share(sums.certainPreselected, sums.certain)} of ${sums.certain}`],
  ["true pairs preselected or proposed", share(sums.found, sums.pairs)],
  ["true pairs that stand first", share(sums.foundFirst, sums.pairs)],
  ["calibration error", calibrationError(sums).toFixed(4)],
  ["naive matcher (name or number equal): right", share(sums.naiveFound, sums.pairs)],
  ["naive matcher: wrong", `${sums.naiveWrong} of ${sums.naiveTaken}`],
  ["taken over in tenants: estates, teams", `${options.plans}, ${people.teams}`],
  ["people who come or go there", String(people.expected)],
  ["of them not named by the plan, named wrongly", `${people.notNamed}, ${people.namedWrongly}`],
  ["told wrongly by adopt before", String(people.toldWrongly)],
  ["processor time of matching, with making the estates", `${cpuSeconds.toFixed(1)} s`],
];
for (const [what, figure] of rows) console.log(`${what.padEnd(46)} ${figure}`);
const isGood =
  sums.wrongPreselected === 0 &&
  sums.neverPreselected === 0 &&
  sums.certainPreselected >= 0.9 * sums.certain &&
  sums.found >= 0.98 * sums.pairs &&
  calibrationError(sums) <= 0.05 &&
  people.notNamed + people.namedWrongly + people.toldWrongly === 0;
if (!isGood) console.error("One of them is not as it must be: docs/take-over.md says how much is asked for.");
process.exitCode = isGood ? 0 : 1;
