/** One word after `store-teams` or `npm run`. */
export interface Verb {
  readonly name: string;
  /** One line for the list of verbs. */
  readonly says: string;
  /** What its own help says, in sentences. */
  readonly does: string;
  /** What each exit code means. */
  readonly exits: Readonly<Record<number, string>>;
  /** Its file in the folder above, or `tools/…`, when that has another name. */
  readonly file?: string;
  /** True when it starts Pulumi, so that a CLI has to be there. */
  readonly needsPulumi?: boolean;
  /** True when it works on the samples and the tests of a checkout only. */
  readonly isForCheckout?: boolean;
}

const interrupted = { 130: "interrupted; safe to run again" } as const;

/** Every verb of the product, in the order in which people meet them. */
export const verbs: readonly Verb[] = [
  {
    name: "init",
    says: "makes a repository of one's own; touches no file that is there",
    does: "Makes a repository of one's own: org file, people, stacks, pipelines, editor settings. Touches no file that is there.",
    exits: { 0: "made, or nothing was missing", 2: "an answer cannot be used, or a mistake in the call" },
  },
  {
    name: "check-config",
    says: "checks org files and says what they lead to; sends nothing",
    does: "Checks a config file and says what it leads to. Sends nothing.",
    exits: { 0: "no errors", 1: "something else broke", 2: "bad config, or a mistake in the call" },
  },
  {
    name: "explain",
    says: "says which lines of the config decide about a store, a person or a table",
    does:
      "Says what config says of a store, a person or a table: which lines decide, which resources come of it, and what " +
      "a change would cost. Sends nothing.",
    exits: { 0: "explained", 2: "bad config, nothing of that name, or a mistake in the call" },
  },
  {
    name: "graph",
    says: "draws the hierarchy and the resources as Mermaid",
    does: "Draws the hierarchy and the resources of a config as a Mermaid flowchart, on standard output. Sends nothing.",
    exits: { 0: "drawn", 2: "bad config, no such node, or a mistake in the call" },
  },
  {
    name: "adopt",
    says: "proposes for each store the team that it has already; with --accept edits the config",
    does: "Proposes for each store the team that it has already, with the evidence. Writes nothing to the tenant.",
    exits: {
      0: "proposed, or accepted",
      1: "something could not be read, or no sign-in",
      2: "bad config, list or decision, another tenant, or a mistake in the call",
    },
  },
  {
    name: "whoami",
    says: "says who is signed in, in which tenant and how; refuses another tenant than config names",
    does: "Says who is signed in, how, in which tenant and what it may, and whether config names that tenant.",
    exits: {
      0: "said",
      1: "no sign-in",
      2: "another tenant, bad config, or a mistake in the call",
    },
  },
  {
    name: "doctor",
    says: "says which prerequisites of a stack hold, with the mend of those that do not; writes nothing",
    does:
      "Looks at every prerequisite of a stack: machine, sign-in, permissions, consent, people, licences, environment. " +
      "Writes nothing to the tenant.",
    exits: {
      0: "all that can be seen holds",
      1: "something could not be seen",
      2: "bad config, or a mistake in the call",
      7: "something does not hold",
    },
  },
  {
    name: "permissions",
    says: "says which permissions the reader and the writer of a stack need, and why",
    does:
      "Says which application permissions the reader and the writer of a stack need at least, and what for. Writes " +
      "nothing.",
    exits: {
      0: "said, or no difference",
      1: "could not be read",
      2: "bad config, another tenant, or a mistake in the call",
      7: "the identities differ",
    },
  },
  {
    name: "plan",
    needsPulumi: true,
    says: "says what a run would change, and leaves a plan; writes nothing",
    does: "Says in plain words what a run would change, and leaves a plan that apply does exactly. Writes nothing.",
    exits: {
      0: "done or nothing to do",
      1: "refused or failed",
      2: "bad config, another tenant, or a mistake in the call",
      130: "interrupted",
    },
  },
  {
    name: "apply",
    needsPulumi: true,
    says: "does what a reviewed plan says, or stops before the first write",
    does: "Does what a reviewed plan says and nothing else, or stops before the first write.",
    exits: {
      0: "done, nothing to do, or only people are awaited",
      1: "stopped, failed, or a part was refused",
      2: "bad config, another tenant, no plan, or a mistake in the call",
      ...interrupted,
    },
  },
  {
    name: "drift",
    says: "says what somebody changed by hand; with --accept edits the config instead",
    does: "Compares the tenant with the config and says what differs. Writes nothing to the tenant.",
    exits: {
      0: "nothing found, or accepted",
      1: "something could not be read, or no sign-in",
      2: "bad config, another tenant, or a mistake in the call",
      7: "findings",
    },
  },
  {
    name: "task-status",
    says: "says how far the stores are with their task lists",
    does: "Says how far the stores are with their task lists, by region. Writes nothing.",
    exits: {
      0: "said",
      1: "something could not be read",
      2: "bad config, another tenant, or a mistake in the call",
    },
  },
  {
    name: "hq-checklist",
    says: "says what people type into Commerce headquarters",
    does: "Says what a person types into Commerce headquarters, as a Markdown checklist. Sends nothing, shows no secret.",
    exits: { 0: "written", 2: "bad config, no app for Commerce, or a mistake in the call" },
  },
  {
    name: "tell",
    file: "publish",
    says: "in pipelines: writes the plan's comment, or the issue of the drift",
    does: "Tells people on GitHub or Azure DevOps what a plan or a look for drift has found. For pipelines.",
    exits: {
      0: "told",
      1: "could not be told",
      2: "not in a pipeline, nothing to tell, or a mistake in the call",
    },
  },
  {
    name: "publish",
    says: "the same as tell",
    does: "Tells people on GitHub or Azure DevOps what a plan or a look for drift has found. For pipelines.",
    exits: {
      0: "told",
      1: "could not be told",
      2: "not in a pipeline, nothing to tell, or a mistake in the call",
    },
  },
  {
    name: "with-identity",
    file: "tools/pipeline/with-identity.mjs",
    says: "in pipelines: runs a command with the pipeline's own identity token",
    does: "Runs a command with the pipeline's own identity token in a file that is renewed while it runs.",
    exits: { 0: "as the command's own", 2: "mistake in the call", 3: "the pipeline gives no token" },
  },
  {
    name: "pulumi",
    needsPulumi: true,
    says: "the Pulumi CLI itself, with its arguments",
    does: "Runs the Pulumi CLI with the arguments, on the kept demo while there is one.",
    exits: {
      0: "as Pulumi's own",
      1: "no sign-in, or a part was refused",
      2: "another tenant, or a state that a kill left",
      3: "Pulumi could not be started",
    },
  },
  {
    name: "with-emulated-tenant",
    says: "runs a command on an emulated tenant as if it were one's own",
    does: "Runs a command on an emulated tenant as if it were one's own.",
    exits: { 0: "as the command's own", 2: "no such tenant or client, or mistake in the call" },
  },
  {
    name: "demo",
    needsPulumi: true,
    isForCheckout: true,
    says: "plays the story of the sample retailer on an emulated tenant",
    does: "Runs the story of the sample retailer against an emulated tenant, and asserts every claim of it.",
    exits: { 0: "every claim holds", 1: "one does not, or something broke", ...interrupted },
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

/** The table of docs/verbs.md. */
export function verbTable(): string {
  const rows = verbs.map(({ name, does, exits }) => {
    const codes = Object.entries(exits).map(([code, meaning]) => `${code} ${meaning}`);
    return `| \`${name}\` | ${does} | ${codes.join("; ")} |`;
  });
  return ["| verb | what it does | exit codes |", "|---|---|---|", ...rows].join("\n");
}
