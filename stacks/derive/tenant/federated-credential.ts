import type { FederatedCredential } from "../../../schemas/types/stack.ts";

/** A federated credential as Microsoft Entra wants it. */
export interface TrustedToken {
  /** Unique within one identity. Letters, digits and hyphens. */
  readonly name: string;
  readonly issuer: string;
  readonly subject: string;
}

/** The audience of every token that Microsoft Entra exchanges. */
export const exchangeAudience = "api://AzureADTokenExchange";

const githubIssuer = "https://token.actions.githubusercontent.com";

/**
 * Which tokens stand for an identity. Source: GitHub "OpenID Connect reference", Azure DevOps "Workload identity
 * federation", Microsoft Entra "Workload identity federation", read 2026-11. GitHub's subjects hold the ids of owner
 * and repository where the repository was made, renamed or moved since June 2026 (changelog of 2026-04-23; sources
 * differ in the delimiter), so the form is the config's to say.
 */
export function trustedToken({ github, azureDevOps }: FederatedCredential): TrustedToken {
  if (azureDevOps !== undefined) {
    const { serviceConnection, issuer, subject } = azureDevOps;
    return { name: nameOf(`azure-devops-${serviceConnection}`), issuer, subject };
  }
  if (github === undefined)
    throw new RangeError("a federated credential names neither github nor azureDevOps");
  const { repository, environment, branch } = github;
  const [kind, subject] =
    environment !== undefined
      ? [`environment-${environment}`, `environment:${environment}`]
      : branch !== undefined
        ? [`branch-${branch}`, `ref:refs/heads/${branch}`]
        : ["pull-requests", "pull_request"];
  // Both forms of one repository can be trusted side by side while it moves from one to the other.
  const form = repository.includes("@") ? "github-ids" : "github";
  return { name: nameOf(`${form}-${kind}`), issuer: githubIssuer, subject: `repo:${repository}:${subject}` };
}

/** Names of credentials: at most 120 of letters, digits, hyphens and underscores. */
function nameOf(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9_-]+/g, "-").slice(0, 120);
}
