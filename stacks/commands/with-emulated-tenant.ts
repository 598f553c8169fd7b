import { readFile } from "node:fs/promises";
import { verbCommand } from "./run/verb.ts";
import { remedies } from "../../schemas/remedies.ts";
import { reasonOf, RefusedError } from "../../providers/core/errors.ts";
import { exitCodeOf, runChild } from "../../tools/setup/child.mjs";
import { runCommand } from "./run/command-end.ts";
import { emulatedTenantEnvironment, type TenantFacts } from "./first-checks/emulated-tenant.ts";
import { typedPath } from "./run/places.ts";

const command = verbCommand("with-emulated-tenant")
  .argument("<ready file>", "what `emulated-tenant --ready-file` has written", typedPath)
  .argument("<command...>", "the command and its arguments")
  .option("--client <name>", "as which client of the tenant", "deployer")
  .passThroughOptions()
  .parse();

await runCommand("with-emulated-tenant", async () => {
  const [readyFile, words] = command.processedArgs as [string, readonly string[]];
  // After an operand the library hands "--" on, which people type out of habit.
  const [program = "", ...args] = words[0] === "--" ? words.slice(1) : words;
  const facts = await factsIn(readyFile);
  const environment = emulatedTenantEnvironment(facts, command.opts<{ client: string }>().client);
  const env = { ...process.env, ...environment };
  const ended = await runChild(program, args, { stdio: "inherit", env }).catch((error: unknown) => {
    throw new RefusedError(`cannot start "${program}": ${reasonOf(error)}. Check its name and its rights.`);
  });
  return exitCodeOf(ended);
});

async function factsIn(file: string): Promise<TenantFacts> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as TenantFacts;
  } catch {
    throw new RefusedError(
      `${file} is no ready file of a running tenant. Start one: ${remedies.startEmulatedTenant(file)}`,
    );
  }
}
