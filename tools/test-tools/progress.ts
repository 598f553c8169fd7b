import { progressOf } from "../setup/progress.ts";

/** How this part of set-up tells what it does. */
export const progress = progressOf("test-tools");
