import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CallCounter } from "../../providers/clients/limits/call-counter.ts";
import { callsIn } from "../../stacks/commands/run/calls-folder.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "calls-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("the file of calls made", () => {
  it("has every count once it is flushed, and is named after the process", async () => {
    const counter = new CallCounter(join(folder, "new"));
    counter.call("teams");
    counter.call("teams");
    counter.call("readMembers");
    counter.repeat();
    counter.throttle();
    counter.request();
    counter.flush();
    expect(await readdir(join(folder, "new"))).toEqual([`${process.pid}.json`]);
    expect(callsIn(join(folder, "new"))).toEqual({
      calls: { teams: 2, readMembers: 1 },
      repeated: 1,
      throttled: 1,
      requests: 1,
    });
  });

  it("is complete when a process ends without a word after its last call", async () => {
    const counterFile = join(import.meta.dirname, "../../providers/clients/limits/call-counter.ts");
    const script = `import { CallCounter } from ${JSON.stringify(counterFile)};
      const counter = new CallCounter(process.argv[1]);
      for (let call = 0; call < 7; call += 1) counter.call("add");`;
    const run = promisify(execFile);
    const once = (): Promise<unknown> =>
      run(process.execPath, ["--input-type=module", "--eval", script, folder]);
    await Promise.all([once(), once()]);
    expect(callsIn(folder).calls).toEqual({ add: 14 });
  });

  it("is not there, nor its folder, when nobody asks for it", async () => {
    new CallCounter().call("teams");
    new CallCounter("").call("teams");
    expect(await readdir(folder)).toEqual([]);
    expect(callsIn(join(folder, "nowhere"))).toEqual({ calls: {}, repeated: 0, throttled: 0, requests: 0 });
  });
});
