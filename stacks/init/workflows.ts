/** The workflows of the tool's own repository that others are made from, by file name. */
export type WorkflowTexts = ReadonlyMap<string, string>;

/** Names of the files that `workflowFiles` needs. */
export const workflowSources = ["plan.yml", "apply-stack.yml", "drift.yml"] as const;

/** What stands differently in a repository that has the tool as a package, and in which files it must be found. */
const changes: readonly { readonly from: RegExp; readonly to: string; readonly files: readonly string[] }[] =
  [
    { from: /run: npm run setup\n/g, to: "run: npm ci\n", files: workflowSources },
    {
      from: /node tools\/pipeline\/with-identity\.mjs npm run ([a-z-]+) --/g,
      to: "npx store-teams with-identity npx store-teams $1",
      files: workflowSources,
    },
    { from: /npm run tell --/g, to: "npx store-teams tell", files: ["plan.yml", "drift.yml"] },
    {
      from: /stack: \[[a-z, -]+\]/g,
      to: "stack: ${{ fromJSON(needs.stacks.outputs.list) }}",
      files: ["plan.yml", "drift.yml"],
    },
    { from: /needs: drift\n/g, to: "needs: [stacks, drift]\n", files: ["drift.yml"] },
  ];

const checkout = "actions/checkout@";

/** The one job that reads the list of stacks. `condition`: as of the jobs that need it. */
function stacksJob(condition: string, checkoutLine: string): string {
  return `jobs:
  stacks:
    # The names and their order stand in config/pipeline.json alone.
    if: ${condition}
    runs-on: ubuntu-24.04
    timeout-minutes: 5
    permissions:
      contents: read
    outputs:
      list: \${{ steps.list.outputs.list }}
    steps:
      - uses: ${checkoutLine}
        with:
          persist-credentials: false
      - id: list
        run: echo "list=$(tr -d '\\n' < config/pipeline.json)" >> "$GITHUB_OUTPUT"
`;
}

/** The workflows of a new repository: path and text. Throws when the sources are not as expected. */
export function workflowFiles(sources: WorkflowTexts): readonly (readonly [path: string, text: string])[] {
  const made = workflowSources.map((name): readonly [string, string] => [name, changed(name, sources)]);
  const pinned = new RegExp(`${checkout}[^\n]+`).exec(sources.get("plan.yml") ?? "")?.[0] ?? "";
  return [...made, ["apply.yml", applyWorkflow(pinned)] as const].map(
    ([name, text]) => [`.github/workflows/${name}`, text] as const,
  );
}

function changed(name: string, sources: WorkflowTexts): string {
  let text = sources.get(name);
  if (text === undefined) throw new Error(`the workflow ${name} is missing`);
  for (const { from, to } of changes.filter(({ files }) => files.includes(name))) {
    const before: string = text;
    // A function, so that the "$" of GitHub's expressions stays as it is.
    text = text.replace(from, (_found: string, word: unknown) =>
      typeof word === "string" ? to.replace("$1", word) : to,
    );
    if (text === before) throw new Error(`the workflow ${name} has nothing like ${String(from)}`);
  }
  return (name === "apply-stack.yml" ? text : withStacksJob(text)).replace("; see docs/pipelines.md", "");
}

/** The job that lists the stacks comes first, and the one there is waits for it. */
function withStacksJob(text: string): string {
  const [head = "", job = ""] = text.split("jobs:\n");
  const pinned = new RegExp(`${checkout}[^\n]+`).exec(text)?.[0] ?? "";
  const waiting = job.replace(/^( {2}[a-z]+:\n)/, "$1    needs: stacks\n");
  return `${head}${stacksJob("vars.PULUMI_BACKEND_URL != ''", pinned)}${waiting}`;
}

function applyWorkflow(checkoutLine: string): string {
  return `# What was merged, stack by stack in the order of config/pipeline.json. Each stack is planned anew, waits for the approval
# of its environment, and has one run at a time. By hand it plans and applies one stack, and can read the tenant first:
# that puts right what drift has shown.
name: apply
on:
  push:
    branches: [main]
  workflow_dispatch:
    inputs:
      stack:
        description: The stack to plan and apply
        type: string
        required: true
      refresh:
        description: Also put right what was changed by hand
        type: boolean
        default: true
permissions: {}
${stacksJob("vars.PULUMI_BACKEND_URL != '' && github.event_name == 'push'", checkoutLine)}  one:
    if: vars.PULUMI_BACKEND_URL != '' && github.event_name == 'workflow_dispatch' && github.ref == 'refs/heads/main'
    permissions:
      contents: read
      id-token: write
    concurrency:
      group: apply-\${{ inputs.stack }}
      cancel-in-progress: false
    uses: ./.github/workflows/apply-stack.yml
    with:
      stack: \${{ inputs.stack }}
      refresh: \${{ inputs.refresh }}
    # Secrets of an environment reach a workflow that is called in this way only.
    secrets: inherit
  each:
    needs: stacks
    strategy:
      max-parallel: 1
      matrix:
        stack: \${{ fromJSON(needs.stacks.outputs.list) }}
    permissions:
      contents: read
      id-token: write
    concurrency:
      group: apply-\${{ matrix.stack }}
      cancel-in-progress: false
    uses: ./.github/workflows/apply-stack.yml
    with:
      stack: \${{ matrix.stack }}
    secrets: inherit
`;
}
