import { Command } from "commander";

/** Exit code of a call that is none: an option or argument that the verb does not know, or that is missing. */
export const badCall = 2;

/** What a verb says of itself. */
export interface VerbText {
  /** As it is typed, such as `npm run plan --`. */
  readonly name: string;
  /** One or two sentences. */
  readonly does: string;
  /** What each exit code means, beside 2 for a mistake in the call. */
  readonly exits: Readonly<Record<number, string>>;
}

/**
 * The call of a verb, by the same rules for all: `--help` ends with 0 and what the verb does not know with 2, both
 * before anything is started; nothing that is typed is passed over.
 */
export class VerbCommand extends Command {
  constructor({ name, does, exits }: VerbText) {
    super(name);
    this.description(does)
      .allowExcessArguments(false)
      .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : badCall))
      .addHelpText("after", `\n${exitsText(exits)}`);
  }

  /** A second word, such as `plan` of `tell plan`, goes by the same rules. */
  override createCommand(name?: string): Command {
    return new Command(name)
      .allowExcessArguments(false)
      .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : badCall));
  }
}

/** "Exit codes: 0 done, 1 failed, 2 mistake in the call." */
export function exitsText(exits: VerbText["exits"]): string {
  const all = { [badCall]: "mistake in the call", ...exits };
  const told = Object.entries(all).map(([code, meaning]) => `${code} ${meaning}`);
  return `Exit codes: ${told.join(", ")}.`;
}
