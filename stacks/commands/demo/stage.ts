import { print } from "../../../providers/clients/out/print.ts";
import type { Encoded } from "../../../schemas/text/encoded.ts";
import { painted, terminalText } from "../../../schemas/text/terminal.ts";
import type { PulumiResult } from "../run/pulumi-process.ts";
import { runPulumi, type Environment } from "../run/pulumi-process.ts";
import type { TenantAdmin } from "./tenant-admin.ts";
import type { Workspace } from "../run/workspace.ts";

/** A claim of the story that did not hold. The demo then fails. */
export class ClaimError extends Error {
  override readonly name = "ClaimError";
}

/** What the scenes of the story work with. */
export class Stage {
  readonly workspace: Workspace;
  readonly admin: TenantAdmin;
  readonly environment: Environment;
  #claims = 0;
  #commands = 0;

  constructor(workspace: Workspace, admin: TenantAdmin, environment: Environment) {
    this.workspace = workspace;
    this.admin = admin;
    this.environment = environment;
  }

  get claims(): number {
    return this.#claims;
  }

  heading(text: string): void {
    print(terminalText`\n${bold(terminalText`━━ ${text} ${"━".repeat(Math.max(3, 96 - text.length))}`)}`);
  }

  /** Says what happens next, in one or a few lines. */
  say(text: string | Encoded<"terminal">): void {
    print(typeof text === "string" ? terminalText.lines(text) : text);
  }

  /** States something and stops the demo when it is not so. `evidence` is shown when it fails. */
  claim(text: string, holds: boolean, evidence?: unknown): void {
    if (!holds) {
      const shown = evidence === undefined ? "" : `\n  seen: ${JSON.stringify(evidence, null, 2)}`;
      throw new ClaimError(`does not hold: ${text}${shown}`);
    }
    this.#claims += 1;
    print(terminalText`${green(terminalText`  ✓`)} ${text}`);
  }

  /** Runs one Pulumi command on a stack, shown as a person would type it. */
  async pulumi(stack: string, args: readonly string[], expectedExitCode = 0): Promise<PulumiResult> {
    this.#commands += 1;
    print(dim(terminalText`\n$ pulumi ${args.join(" ")} --stack ${stack}`));
    const eventLogName = `${String(this.#commands).padStart(2, "0")}-${args[0] ?? ""}-${stack}`;
    const result = await runPulumi(this.workspace, this.environment, args, {
      stack,
      eventLogName,
    });
    if (result.exitCode !== expectedExitCode) {
      throw new ClaimError(
        `"pulumi ${args.join(" ")} --stack ${stack}" ended with exit code ${result.exitCode}, not ${expectedExitCode}`,
      );
    }
    return result;
  }
}

const coloured = process.stdout.isTTY && process.env["NO_COLOR"] === undefined;
type Line = Encoded<"terminal">;
const paint = (code: number, text: Line): Line => (coloured ? painted(code, text) : text);
const bold = (text: Line): Line => paint(1, text);
const dim = (text: Line): Line => paint(2, text);
const green = (text: Line): Line => paint(32, text);
