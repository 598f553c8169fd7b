import * as pulumi from "@pulumi/pulumi";
import { endWithEngine } from "../providers/clients/process/end-with-engine.ts";
import { withSmallHeap } from "../providers/clients/process/small-heap.ts";
import { withoutDebugging } from "./program/lighter-sdk.ts";
import { noSourcePositions } from "./program/without-source-positions.ts";
import { runProgram } from "./program/run.ts";

withSmallHeap();
endWithEngine();
noSourcePositions();
withoutDebugging();

/** The stack's one output: what it stands for, for other stacks and for people. */
export const applied = await runProgram(new pulumi.Config(), pulumi.runtime.isDryRun());
