import { commandName } from "../../../schemas/command-line.ts";
import { VerbCommand } from "../../../tools/verb-command.ts";
import { verbs } from "../bin/verbs.ts";

/** The call of a verb of this room, described in verbs.ts. */
export function verbCommand(verb: string): VerbCommand {
  const found = verbs.find(({ name }) => name === verb);
  if (found === undefined) throw new RangeError(`verbs.ts has no "${verb}"`);
  return new VerbCommand({ name: commandName(verb), does: found.does, exits: found.exits });
}
