import * as pulumi from "@pulumi/pulumi";
import { runProgram } from "./programs.ts";

// Pulumi takes a stack trace for each resource; at 3,000 resources that is a quarter of a preview.
Error.stackTraceLimit = 1;

/** The stack's one output: what it stands for, for other stacks and for people. */
export const applied = await runProgram(new pulumi.Config(), pulumi.runtime.isDryRun());
