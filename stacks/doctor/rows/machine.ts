import { fine, type Prerequisite, type Seen, type Shortcoming } from "../prerequisite.ts";

const area = "this machine";
const unless = (evidence: string, problem: Shortcoming | undefined): Seen => ({
  evidence,
  wrong: problem === undefined ? [] : [problem],
});

/** Oldest Node that can start this tool; it brings the one that it runs on. */
const nodeLeast = 20;

export const machineRows: readonly Prerequisite[] = [
  {
    id: "node",
    area,
    title: `Node ${nodeLeast} or newer`,
    look: ({ machine: { nodeVersion } }) => {
      const isNew = Number(nodeVersion.replace(/^v/, "").split(".")[0]) >= nodeLeast;
      const problem = {
        problem: `Node ${nodeVersion} is too old`,
        mend: `Install Node ${nodeLeast} or newer.`,
      };
      return unless(nodeVersion, isNew ? undefined : problem);
    },
  },
  {
    id: "pulumi-cli",
    area,
    title: "a Pulumi CLI that plans and runs can use",
    look: ({ machine: { pulumiVersion, pulumiSupported, isPulumiSupported } }) => {
      const mend = `Install Pulumi ${pulumiSupported} and its Node.js language host, and put them on PATH.`;
      if (pulumiVersion === undefined) return fine("none yet: the first plan brings one");
      const problem = { problem: `Pulumi ${pulumiVersion} is not supported`, mend };
      return unless(
        `${pulumiVersion}, supported ${pulumiSupported}`,
        isPulumiSupported ? undefined : problem,
      );
    },
  },
  {
    id: "state-backend",
    area,
    title: "a backend that keeps the states",
    look: ({ machine: { backend } }) =>
      unless(
        backend ?? "none",
        backend === undefined
          ? {
              problem: "nothing says where states are kept",
              mend: "Set PULUMI_BACKEND_URL, such as azblob://states?storage_account=NAME, or log in with Pulumi.",
            }
          : undefined,
      ),
  },
  {
    id: "secrets-provider",
    area,
    title: "something that encrypts secrets in states",
    look: ({ stack, machine: { secretsProvider } }) =>
      unless(
        secretsProvider ?? "none",
        secretsProvider === undefined
          ? {
              problem: `nothing encrypts what is secret in the state of ${stack}`,
              mend: "Set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE, or make the stack with --secrets-provider azurekeyvault://….",
            }
          : undefined,
      ),
  },
  {
    id: "folder",
    area,
    title: "plans and reports can be written here",
    look: ({ machine: { folderProblem } }) =>
      unless(
        folderProblem ?? "it can be written to",
        folderProblem === undefined
          ? undefined
          : {
              problem: folderProblem,
              mend: "Give yourself the right to write there, or go to another folder.",
            },
      ),
  },
  {
    id: "teams-powershell",
    area,
    title: "the PowerShell module MicrosoftTeams, which uploads the hierarchy",
    isAsked: uploadsHierarchy,
    look: async ({ api }) => {
      const missing = await api.teamsShell.missing();
      const mend =
        "Install PowerShell 7 and Install-Module MicrosoftTeams, or write `upload: byHand` at the hierarchy.";
      return missing === undefined
        ? fine("it can be used")
        : unless("it cannot be used", { problem: missing, mend });
    },
  },
];

function uploadsHierarchy({ derived }: Parameters<NonNullable<Prerequisite["isAsked"]>>[0]): boolean {
  return derived.resources.some(
    (one) => one.token === "commerce:TargetingHierarchy" && one.props.upload === "powershell",
  );
}
