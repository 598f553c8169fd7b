// What a message says to write works as it is written: put where the message points, it mends what was told.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { orgCorpora } from "./corpus.ts";
import { kindsOfMends, tryMends } from "./mended.ts";
import { slips } from "./slips.ts";
import { chanceOf } from "./variants.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "mended-configs-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

it("a mend works as it is written, whatever the slip", () => {
  const tried = new Map(kindsOfMends.map((kind) => [kind, 0]));
  const corpora = orgCorpora();
  const numbers = fc.array(fc.nat({ max: 0x3fffffff }), { minLength: 8, maxLength: 8 });
  fc.assert(
    fc.property(numbers, fc.constantFrom(...Object.keys(slips)), (drawn, does) => {
      const chance = chanceOf(drawn);
      const mended = tryMends(chance.one(corpora), does, chance, folder);
      for (const kind of mended.tried) tried.set(kind, (tried.get(kind) ?? 0) + 1);
      expect(mended.faults).toEqual([]);
    }),
    { numRuns: Number(process.env["STORE_TEAMS_LAW_RUNS"] ?? "250"), endOnFailure: true },
  );
  for (const [kind, times] of tried) expect(times, kind).toBeGreaterThan(5);
}, 600_000);
