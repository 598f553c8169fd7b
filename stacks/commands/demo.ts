import { verbCommand } from "./run/verb.ts";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { note, print } from "../../providers/clients/out/print.ts";
import { terminalText } from "../../schemas/text/terminal.ts";
import { pulumiEnvironment, runPulumi, stopAll } from "./run/pulumi-process.ts";
import { keptRun, noteKeptRun, stopKeptRun } from "./run/kept-run.ts";
import { ClaimError, Stage } from "./demo/stage.ts";
import { story } from "./demo/story.ts";
import { tenantAdmin } from "./demo/tenant-admin.ts";
import { startTenant, type TenantProcess } from "./demo/tenant-process.ts";
import { projectRoot } from "./run/places.ts";
import { newWorkspace } from "./run/workspace.ts";
import { remedies } from "../../schemas/remedies.ts";

const command = verbCommand("demo")
  .option("--keep", "leave the emulated tenant running and print how to go on by hand")
  .option("--stop", "end the tenant that an earlier --keep left running")
  .parse();
const { keep = false, stop = false } = command.opts<{ keep?: boolean; stop?: boolean }>();

let tenant: TenantProcess | undefined;
let stopped = false;

if (stop) await stopKept();
else {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(signal, () => void interrupted(signal));
  process.exitCode = await perform();
}

/** Exit codes: 0 every claim holds, 1 one does not or something broke, 130 interrupted. */
async function perform(): Promise<number> {
  const startedAtMilliseconds = Date.now();
  const workspace = await newWorkspace();
  print(terminalText`Everything this run makes lies in ${workspace.shownFolder}.`);
  try {
    tenant = await startTenant(workspace, keep);
    const environment = pulumiEnvironment(workspace, tenant.facts, "deployer");
    const stage = new Stage(workspace, tenantAdmin(tenant.facts), environment);
    for (const stack of ["tenant", "dev"]) {
      const { exitCode, output } = await runPulumi(workspace, environment, ["stack", "init", stack], {
        folder: join(workspace.folder, "stacks"),
        quiet: true,
      });
      if (exitCode !== 0) throw new Error(`the stack "${stack}" could not be made:\n${output}`);
    }
    for (const scene of keep ? story.slice(0, -1) : story) await scene(stage);
    const seconds = Math.round((Date.now() - startedAtMilliseconds) / 1000);
    print(
      terminalText`\nAll ${stage.claims} claims hold. ${seconds} s. Journal, state and reports: ${workspace.shownFolder}`,
    );
    if (keep) {
      await noteKeptRun({ workspace, environment, tenantProcessId: tenant.keep() });
      sayHowToGoOn(workspace.shownFolder, tenant);
    }
    return 0;
  } catch (error) {
    if (stopped) return 130;
    const known = error instanceof ClaimError;
    note(
      terminalText`\n${terminalText.lines(known || !(error instanceof Error) ? String(error) : (error.stack ?? error.message))}`,
    );
    note(terminalText`What was made so far lies in ${workspace.shownFolder}.`);
    return 1;
  } finally {
    if (!keep || process.exitCode !== undefined) await tenant?.stop();
  }
}

/** Pulumi first, so that it can save its state while the tenant still answers; then the tenant. */
async function interrupted(signal: NodeJS.Signals): Promise<void> {
  if (stopped) return;
  stopped = true;
  note(terminalText`\n${signal}: stopping Pulumi, then the tenant …`);
  await stopAll();
  await tenant?.stop();
  process.exit(130);
}

async function stopKept(): Promise<void> {
  const kept = await keptRun();
  if (kept === undefined) {
    print(terminalText`No tenant of an earlier --keep is running.`);
    return;
  }
  await stopKeptRun(kept);
  await rm(join(projectRoot, ".demo", "kept"), { force: true });
  print(terminalText`Stopped the tenant of ${kept.workspace.shownFolder}.`);
}

function sayHowToGoOn(folder: string, { facts }: TenantProcess): void {
  print(terminalText`
The tenant goes on. Try for yourself:
  edit ${join(folder, "org.yaml")}
  ${remedies.previewDemo()}
  ${remedies.applyDemo()}
  ${remedies.lookAtDemo()}
${facts.portalUrl === undefined ? "" : terminalText`  open ${facts.portalUrl} in a browser (it warns: the certificate is the demo's own)\n`}End it with:
  ${remedies.endDemo()}`);
}
