import * as pulumi from "@pulumi/pulumi";
import { endWithEngine } from "../providers/clients/end-with-engine.ts";
import { noSourcePositions } from "./no-source-positions.ts";
import { runProgram } from "./programs.ts";

endWithEngine();
noSourcePositions();

/** The stack's one output: what it stands for, for other stacks and for people. */
export const applied = await runProgram(new pulumi.Config(), pulumi.runtime.isDryRun());
