import * as pulumi from "@pulumi/pulumi";
import { noSourcePositions } from "./no-source-positions.ts";
import { runProgram } from "./programs.ts";

noSourcePositions();

/** The stack's one output: what it stands for, for other stacks and for people. */
export const applied = await runProgram(new pulumi.Config(), pulumi.runtime.isDryRun());
