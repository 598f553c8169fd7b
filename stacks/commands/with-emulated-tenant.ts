import { readFile } from "node:fs/promises";
import { verbCommand } from "./run/verb.ts";
import { RefusedError } from "../../providers/core/errors.ts";
import { exitCodeOf, runChild } from "../../tools/setup/child.mjs";
import { exitCodes, runCommand } from "./run/command-end.ts";
import { emulatedTenantEnvironment, type TenantFacts } from "./run/emulated-tenant.ts";
import { typedPath } from "./run/places.ts";

const command = verbCommand("with-emulated-tenant")
  .argument("<ready file>", "what `emulated-tenant --ready-file` has written", typedPath)
  .argument("<command...>", "the command and its arguments")
  .option("--client <name>", "as which client of the tenant", "deployer")
  .passThroughOptions()
  .parse();

await runCommand("with-emulated-tenant", async () => {
  const [readyFile, [program = "", ...args]] = command.processedArgs as [string, readonly string[]];
  const facts = await factsIn(readyFile);
  const environment = emulatedTenantEnvironment(facts, command.opts<{ client: string }>().client);
  return exitCodeOf(
    await runChild(program, args, { stdio: "inherit", env: { ...process.env, ...environment } }),
  );
});

async function factsIn(file: string): Promise<TenantFacts> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as TenantFacts;
  } catch {
    throw new RefusedError(
      `${file} is no ready file of a running tenant. Start one: npx @store-teams/emulated-tenant --ready-file ${file}`,
    );
  }
}
