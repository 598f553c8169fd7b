// What each run does first: reads the config of a stack and derives what shall be there.
import { loadStack } from "../stacks/config/load-stack.ts";

const { derived } = loadStack(process.argv[2] ?? "");
console.log(`${derived.resources.length} resources`);
