/**
 * Everything that the product prints for people to type or to paste, by name: the one place that makes such texts.
 * test/stacks/remedies.test.ts has a row for each and applies it as it is printed; the rules of the structure find
 * what is printed past it.
 */
import { commandLine } from "./command-line.ts";
import type { Approval } from "./types/stack.ts";
import { powershellText, shellText } from "./text/shell.ts";
import { quotedYaml } from "./text/yaml.ts";

/** A command of one verb: what is put in is one word of a shell each. */
const typed =
  (verb: string) =>
  (written: TemplateStringsArray, ...parts: readonly string[]): string =>
    commandLine(verb, shellText(written, ...parts).text);

const pulumi = typed("pulumi");

export const remedies = {
  /** There is no repository of one's own yet. */
  makeRepository: () => commandLine("init"),
  /** The stack is declared and was never made. */
  initStack: (stack: string) => pulumi`stack init ${stack}`,
  /** The plan is missing, old, or another one's. */
  makePlan: (stack: string) => typed("plan")`--stack ${stack}`,
  /** What was planned is to be done. */
  applyPlan: (stack: string, folder: string) => typed("apply")`--stack ${stack} --plan ${folder}`,
  /** A stack that others rest on was not applied. */
  applyStack: (stack: string) => pulumi`up --stack ${stack}`,
  /** Nobody has looked for drift yet. */
  lookForDrift: (stack: string) => typed("drift")`--stack ${stack}`,
  /** Nobody has looked yet which edits config would need. */
  proposeDriftEdits: (stack: string) => typed("drift")`--stack ${stack} --propose`,
  /** What somebody did by hand is to stay: `id` as the report gives it. */
  acceptDrift: (stack: string, id: string) => typed("drift")`--stack ${stack} --accept ${id}`,
  /** What somebody did by hand is to go. */
  revertDrift: (stack: string) => pulumi`up --refresh --stack ${stack}`,
  /** Operations that a killed run had begun are noted in the state. Unset stack: the one that is selected. */
  clearPendingCreates: (stack: string | undefined) =>
    stack === undefined
      ? pulumi`refresh --clear-pending-creates --yes`
      : pulumi`refresh --clear-pending-creates --yes --stack ${stack}`,
  /** A kill left empty notes of files in a folder of states. */
  deleteEmptyNotes: (folder: string) => shellText`find ${folder} -name '*.attrs' -size 0 -delete`.text,
  /** No team was proposed yet, or the proposals are old. */
  proposeTeams: (stack: string) => typed("adopt")`--stack ${stack}`,
  /** Proposals were decided about. */
  acceptTeams: (stack: string, out: string, file: string) =>
    typed("adopt")`--stack ${stack} --out ${out} --accept ${file}`,
  /** The same, with the file where the browser has put it. */
  acceptSavedTeams: (stack: string, file: string) => typed("adopt")`--stack ${stack} --accept ${file}`,
  /** What the tenant's stack has made is to be typed in elsewhere. */
  showOutputs: (stack: string) => pulumi`stack output applied --json --stack ${stack}`,
  showSecretOutputs: (stack: string) => pulumi`stack output applied --json --show-secrets --stack ${stack}`,
  /** A value that is kept in a key vault of Azure is to be typed in elsewhere. */
  showVaultSecret: (vaultName: string, secretName: string) =>
    shellText`az keyvault secret show --vault-name ${vaultName} --name ${secretName} --query value --output tsv`
      .text,
  /** The targeting hierarchy is uploaded by a person, in PowerShell. */
  uploadHierarchy: (file: string) => powershellText`Set-TeamTargetingHierarchy -FilePath ${file}`.text,
  /** An app setup policy is given to a group by a person, in PowerShell. */
  assignPolicy: (group: string, policy: string, rank: number) =>
    powershellText`Grant-CsTeamsAppSetupPolicy -Group ${group} -PolicyName ${policy} -Rank ${rank}`.text,
  /** Packages are missing below node_modules, or not those of the lock file. */
  installPackages: () => "npm ci",
  /** Nobody is signed in to the Azure CLI, or to another tenant. */
  signInByCli: (tenantId: string | undefined) =>
    tenantId === undefined
      ? "az login --allow-no-subscriptions"
      : shellText`az login --allow-no-subscriptions --tenant ${tenantId}`.text,
  /** A command is to work on an emulated tenant, and none runs. */
  startEmulatedTenant: (readyFile: string) =>
    shellText`npx @store-teams/emulated-tenant --ready-file ${readyFile}`.text,
  /** The kept demo. */
  previewDemo: () => pulumi`preview --stack dev --diff`,
  applyDemo: () => pulumi`up --stack dev`,
  lookAtDemo: () => pulumi`refresh --stack dev --preview-only`,
  endDemo: () => commandLine("demo", "--stop"),
  /** A tripped brake that is meant: lines of the stack file, as they stand below `config`. */
  approvals: (entries: readonly Omit<Approval, "because">[]) => [
    "  store-teams:approvals:",
    ...entries.map(
      ({ brake, where, count, until }) =>
        `    - { brake: ${brake}, where: ${quotedYaml(where)}, count: ${count}, until: ${quotedYaml(until)}, because: "…" }`,
    ),
  ],
} as const;
