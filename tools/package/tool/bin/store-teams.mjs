#!/usr/bin/env node
// Plain JavaScript for any Node, so that one that is too old is told in words.
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 19) || major === 23 || (major === 24 && minor < 5)) {
  console.error(
    `store-teams needs Node.js 22.19 or newer, or 24.5 or newer; this is ${process.version}.\n` +
      "Install it from https://nodejs.org or with your version manager, then run this again.",
  );
  process.exit(3);
}
await import("../dist/stacks/commands/bin/start.js");
