import { readFileSync } from "node:fs";
import { stackFilesIn } from "../../stacks/config/load-org.ts";

/** Folders of the sample retailer below `config`. Whoever works in a clone has others beside them. */
const sampleFolders = ["config/demo/", "config/contoso/", "config/examples/"];

/** Whether a config or stack file is the sample retailer's, so that tests may say what stands in it. */
export function isSample(path: string, text: string): boolean {
  return (
    sampleFolders.some((folder) => path.startsWith(folder) || text.includes(folder)) ||
    /contoso\.example/.test(text)
  );
}

/** The sample retailer's stacks: name and file. */
export const sampleStacks = stackFilesIn("config/stacks").filter(([, file]) =>
  isSample(file, readFileSync(file, "utf8")),
);
