import { workflowFiles, type WorkflowTexts } from "./workflows.ts";
import { orgFiles } from "./org-files.ts";
import { partsOf, stacksOf, type Wishes } from "./wishes.ts";
import { markdownText } from "../../schemas/text/markdown.ts";
import { yamlScalar } from "./yaml-text.ts";

/** The one place where the stacks' names and their order stand for the pipelines. */
export const stackListFile = "config/pipeline.json";

/**
 * Every file of a new repository: path to text. `workflows` are those of the tool itself, which the new ones are made
 * from. Pure.
 */
export function repositoryFiles(wishes: Wishes, workflows: WorkflowTexts): ReadonlyMap<string, string> {
  return new Map([
    ["README.md", readme(wishes)],
    ["package.json", packageJson(wishes)],
    ["Pulumi.yaml", pulumiYaml(wishes)],
    ...orgFiles(wishes),
    ...stackFiles(wishes),
    [stackListFile, `${JSON.stringify(stacksOf(wishes))}\n`],
    ...(wishes.forge === "github" ? workflowFiles(workflows) : []),
    [".gitignore", "node_modules/\n.plan/\n.drift/\n.adopt/\n.doctor/\n.state/\nout/\n*.log\n.env\n"],
    [".vscode/settings.json", editorSettings()],
    [".vscode/extensions.json", json({ recommendations: ["redhat.vscode-yaml"] })],
    [".devcontainer/devcontainer.json", devcontainer()],
  ]);
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function packageJson({ version }: Wishes): string {
  return json({
    private: true,
    description: "Store teams as code: what the tenant should look like",
    // Where Pulumi finds its program.
    main: "node_modules/store-teams/program.cjs",
    dependencies: { "store-teams": version },
    // npm asks about it; nothing misses it.
    allowScripts: { protobufjs: false },
  });
}

function pulumiYaml({ backend }: Wishes): string {
  return `# The name stands in every state: do not change it.
name: store-teams
description: Store teams in Microsoft Teams as infrastructure as code
runtime:
  name: nodejs
  options:
    typescript: false
# Where the state is kept.
backend:
  url: ${yamlScalar(backend)}
stackConfigDir: config/stacks
`;
}

function stackFiles(wishes: Wishes): readonly (readonly [string, string])[] {
  return partsOf(wishes).flatMap(({ tenantStack, environments, orgFile }) => [
    [
      `config/stacks/Pulumi.${tenantStack}.yaml`,
      `# Enterprise apps and consent in the tenant of ${orgFile}.
config:
  store-teams:program: tenant
  store-teams:org: ${orgFile}
  store-teams:protect: true
`,
    ] as const,
    ...environments.map(
      ({ key }) =>
        [
          `config/stacks/Pulumi.${key}.yaml`,
          `# Teams, channel links and switches of one Dynamics environment.
config:
  store-teams:program: environment
  store-teams:org: ${orgFile}
  store-teams:environment: ${key}
  store-teams:tenantStack: organization/store-teams/${tenantStack}
`,
        ] as const,
    ),
  ]);
}

function editorSettings(): string {
  const schemas = "./node_modules/store-teams/schemas";
  return json({
    "yaml.schemas": {
      [`${schemas}/org.schema.json`]: ["config/org*.yaml", "config/regions/*.yaml"],
      [`${schemas}/stack.schema.json`]: ["config/stacks/Pulumi.*.yaml"],
    },
  });
}

function devcontainer(): string {
  return json({
    name: "store-teams",
    image: "mcr.microsoft.com/devcontainers/javascript-node:24",
    features: { "ghcr.io/devcontainers/features/azure-cli:1": {} },
    postCreateCommand: "npm ci",
    customizations: { vscode: { extensions: ["redhat.vscode-yaml"] } },
  });
}

function readme(wishes: Wishes): string {
  const [first] = partsOf(wishes);
  const { tenantStack = "tenant", tenant = wishes.tenant, peopleFile = "people.csv" } = first ?? {};
  const environment = first?.environments[0]?.key ?? "prod";
  return `# Store teams of ${markdownText.of(wishes.name).text}

1. \`npm install\`, and commit package-lock.json.
2. People into \`config/${peopleFile}\`, stores into \`config/regions/\`; then \`npx store-teams check-config\`.
3. Who the tool is: \`export AZURE_TENANT_ID=${tenant.id} AZURE_CLIENT_ID=… AZURE_CLIENT_SECRET=…\` (or \`az login\` for a first look), with the permissions of \`npx store-teams permissions --stack ${environment}\`; \`npx store-teams whoami\` says whether it works.
4. \`npx store-teams drift --stack ${environment}\`: how the tenant differs. Writes nothing.
5. \`export PULUMI_CONFIG_PASSPHRASE=…\`, and once a stack: \`npx store-teams pulumi stack init ${tenantStack}\`.
6. \`npx store-teams plan --stack ${tenantStack}\`, read it, \`npx store-teams apply --stack ${tenantStack}\`; then ${environment}.
7. For pipelines keep the state where they reach it (\`backend\` in Pulumi.yaml and the repository variable \`PULUMI_BACKEND_URL\`). \`${stackListFile}\` names the stacks in their order; each has the environments \`NAME-plan\` and \`NAME\` of the forge.
`;
}
