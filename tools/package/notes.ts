// npm run -s release-notes -- VERSION: what CHANGELOG.md says of a version, for its release.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { VerbCommand } from "../verb-command.ts";
import { notesOf } from "./changelog.ts";

const root = join(import.meta.dirname, "../..");
const [version = ""] = new VerbCommand({
  name: "npm run -s release-notes --",
  does: "Prints what CHANGELOG.md says of a version, which must be that of package.json.",
  exits: { 0: "printed", 1: "another version, or nothing is said of it" },
})
  .argument("<version>", "such as 0.2.0")
  .parse().args;
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
const notes = notesOf(readFileSync(join(root, "CHANGELOG.md"), "utf8"), version);
const why =
  manifest.version !== version
    ? `package.json has the version ${manifest.version}, not ${version}. Make both the same.`
    : `CHANGELOG.md says nothing of ${version}. Write a section "## ${version}".`;
if (manifest.version !== version || notes === undefined) {
  console.error(why);
  process.exitCode = 1;
} else console.log(notes);
