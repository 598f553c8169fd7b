// `npm run check:vendor`: which facts of vendors nobody has read again for long. It goes by today, so it is no test: a
// commit that was good stays good. A scheduled run of it says when somebody must read.
import { VerbCommand } from "../verb-command.ts";

interface Age {
  readonly oldFacts: (today: string) => readonly { readonly text: string }[];
  readonly readAgainAfterDays: number;
}

new VerbCommand({
  name: "npm run check:vendor --",
  does: "Says which limits, ids and forms of vendors were not read again for 180 days.",
  exits: { 0: "none", 1: "some" },
}).parse();

// tools/ stands alone: what it checks is handed to it by its path.
const { oldFacts, readAgainAfterDays } = (await import(
  new URL("../../schemas/vendor/age.ts", import.meta.url).href
)) as Age;
const old = oldFacts(new Date().toISOString().slice(0, 10));
for (const { text } of old) console.error(text);
console.log(`${old.length} facts of vendors were not read for ${readAgainAfterDays} days.`);
process.exitCode = old.length === 0 ? 0 : 1;
