/** One word after `store-teams` or `npm run`. */
export interface Verb {
  readonly name: string;
  /** One line for the list of verbs. */
  readonly says: string;
  /** Its file in the folder above, or `tools/…`, when that has another name. */
  readonly file?: string;
  /** True when it starts Pulumi, so that a CLI has to be there. */
  readonly needsPulumi?: boolean;
  /** True when it works on the samples and the tests of a checkout only. */
  readonly isForCheckout?: boolean;
}

/** Every verb, in the order in which people meet them. */
export const verbs: readonly Verb[] = [
  { name: "init", says: "makes a repository of one's own; touches no file that is there" },
  { name: "check-config", says: "checks org files and says what they lead to; sends nothing" },
  { name: "explain", says: "says which lines of the config decide about a store, a person or a table" },
  { name: "graph", says: "draws the hierarchy and the resources as Mermaid" },
  { name: "permissions", says: "says which permissions the reader and the writer of a stack need, and why" },
  {
    name: "plan",
    needsPulumi: true,
    says: "says what a run would change, and leaves a plan; writes nothing",
  },
  {
    name: "apply",
    needsPulumi: true,
    says: "does what a reviewed plan says, or stops before the first write",
  },
  { name: "drift", says: "says what somebody changed by hand; with --accept edits the config instead" },
  { name: "task-status", says: "says how far the stores are with their task lists" },
  { name: "hq-checklist", says: "says what people type into Commerce headquarters" },
  {
    name: "tell",
    file: "publish",
    says: "in pipelines: writes the plan's comment, or the issue of the drift",
  },
  { name: "publish", says: "the same as tell" },
  {
    name: "with-identity",
    file: "tools/pipeline/with-identity.mjs",
    says: "in pipelines: runs a command with the pipeline's own identity token",
  },
  { name: "pulumi", needsPulumi: true, says: "the Pulumi CLI itself, with its arguments" },
  {
    name: "demo",
    needsPulumi: true,
    isForCheckout: true,
    says: "plays the story of the sample retailer on an emulated tenant",
  },
];

/** What `store-teams --help` says: the verbs that work in a repository of one's own. */
export function verbList(): string {
  const shown = verbs.filter(({ isForCheckout }) => isForCheckout !== true);
  const width = Math.max(...shown.map(({ name }) => name.length));
  return [
    "Usage: store-teams VERB [options]",
    "",
    ...shown.map(({ name, says }) => `  ${name.padEnd(width)}  ${says}`),
    "",
    "store-teams VERB --help says what a verb takes. Exit codes: 0 done, 1 failed, 2 bad config or a mistake in the",
    "call, 3 a tool is missing, 7 changes found, 130 interrupted.",
  ].join("\n");
}
