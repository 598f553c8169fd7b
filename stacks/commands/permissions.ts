import { verbCommand } from "./run/verb.ts";
import { Option } from "commander";
import { connect } from "../../providers/clients/connect.ts";
import { ApiError, RefusedError, SignInError } from "../../providers/core/errors.ts";
import { note, print } from "../../providers/clients/out/print.ts";
import { typeByToken } from "../../providers/registry.ts";
import { terminalText } from "../../schemas/text/terminal.ts";
import {
  leastPermissions,
  permissionDifference,
  type Access,
  type IdentityNeeds,
} from "../permissions/least.ts";
import { loadStack, usualStackFile } from "../config/load-stack.ts";
import { permissionsJson, permissionsText, type IdentityReport } from "../permissions/report.ts";
import { exitCodes, runCommand } from "./run/command-end.ts";
import { refuseOtherTarget } from "./first-checks/other-target.ts";
import { notFoundOut } from "../target/compare.ts";
import { keptRun } from "./run/kept-run.ts";
import { trustWhatIsNamedIn } from "./first-checks/extra-certificates.ts";
import { declaredIdentity } from "../permissions/find-identities.ts";
import { heldPermissions } from "../permissions/held.ts";

interface Options {
  readonly stack: string;
  readonly diff?: boolean;
  readonly reader?: string;
  readonly writer?: string;
  readonly format: "text" | "json";
}

const command = verbCommand("permissions")
  .requiredOption("--stack <name>", "the stack, such as prod")
  .option("--diff", "compare with what the identities have; needs Application.Read.All")
  .option(
    "--reader <id>",
    "client id or display name of the reader (default: as the stack identities declares)",
  )
  .option("--writer <id>", "client id or display name of the writer (default: likewise)")
  .addOption(new Option("--format <format>", "how to say it").choices(["text", "json"]).default("text"))
  .parse();

await runCommand("permissions", async () => {
  try {
    return await tell(command.opts<Options>());
  } catch (error) {
    if (error instanceof RefusedError && !(error instanceof SignInError)) {
      note(terminalText.lines(error.message));
      return exitCodes.badConfig;
    }
    if (!(error instanceof ApiError)) throw error;
    note(terminalText`The identities could not be read: ${terminalText.lines(error.message)}`);
    return exitCodes.failed;
  }
});

async function tell({ stack, diff = false, reader, writer, format }: Options): Promise<number> {
  const kept = await keptRun();
  const stackFile = (name: string): string => kept?.workspace.stackFile(name) ?? usualStackFile(name);
  const environment = { ...process.env, ...kept?.environment };
  trustWhatIsNamedIn(environment);
  const named: Readonly<Record<Access, string | undefined>> = { read: reader, write: writer };
  if (diff) {
    const unknown = await refuseOtherTarget(connect(environment), loadStack(stackFile(stack)).target);
    if (unknown !== undefined) note(terminalText`${notFoundOut}: ${unknown}`);
  }
  const identities: IdentityReport[] = [];
  for (const access of ["read", "write"] as const) {
    const needs = needsOf(access, [stackFile(stack)]);
    identities.push(diff ? await compared(stack, needs, named[access], stackFile, environment) : needs);
  }
  const report = { version: 1, stack, identities } as const;
  print(format === "json" ? permissionsJson(report) : permissionsText(report));
  const differs = identities.some(
    ({ difference }) => difference !== undefined && difference.missing.length + difference.surplus.length > 0,
  );
  return differs ? exitCodes.changesFound : exitCodes.done;
}

function needsOf(access: Access, stackFiles: readonly string[]): IdentityNeeds {
  const resources = stackFiles.flatMap((file) => loadStack(file).derived.resources);
  return leastPermissions(access, resources, (token) => typeByToken(token).permissions);
}

/** An identity that is declared may serve more stacks: then it is compared with what all of them need. */
async function compared(
  stack: string,
  needs: IdentityNeeds,
  named: string | undefined,
  stackFile: (stack: string) => string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<IdentityReport> {
  const { displayName: wanted, stacks } =
    named === undefined ? declaredIdentity(stack, needs.access) : { displayName: named, stacks: [stack] };
  const { displayName, clientId, permissions } = await heldPermissions(connect(environment), wanted);
  const difference = permissionDifference(needsOf(needs.access, stacks.map(stackFile)), permissions);
  return { ...needs, difference: { displayName, clientId, stacks, ...difference } };
}
