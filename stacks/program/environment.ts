import * as pulumi from "@pulumi/pulumi";
import type { CompleteOrg } from "../../schemas/validate.ts";
import { brake, brakeSettings } from "./checks/enforce-brakes.ts";
import { awaitedIn, lookForPeople } from "./checks/awaited-people.ts";
import { connected } from "./connect.ts";
import { declareAll, rememberedBy, type StoreTeamsResource } from "./declare.ts";
import { shortOfOwners } from "../brakes/rules.ts";
import { checkBrakes } from "../brakes/check.ts";
import { requiredConsent } from "../derive/environment.ts";
import type { Derived } from "../derive/desired-resource.ts";
import {
  appliedLabels,
  appliedLedger,
  inDeclaredNames,
  ledgerOf,
  type AppliedResource,
  type Ledger,
} from "../brakes/applied-rosters.ts";
import { waitingText } from "../changes/waiting.ts";
import { packNotes, unpackNotes } from "../brakes/applied-rosters-kept.ts";
import type { Places } from "../derive/positions.ts";
import { teamsToCount, withPeopleThere } from "../brakes/teams-first-decided.ts";
import { personalAppByHand } from "../headquarters/personal-app-steps.ts";
import { deriveShare } from "../derive/share.ts";
import { teamLabels } from "../derive/teams/store-team.ts";
import { peopleThere } from "./checks/people-in-tenant.ts";
import { checkTarget } from "./checks/target.ts";
import { appliedTarget, type AppliedTarget } from "../target/compare.ts";
import { asksDataverse, declaredTarget } from "../target/declared.ts";
import { checkPreconditions } from "./checks/environment-ready.ts";
import { shortOfOwnersText } from "../brakes/refusal-text.ts";
import { filesByHand } from "../headquarters/steps-for-people.ts";
import { lastApplied, resourcesApplied } from "./stack-outputs.ts";
import type { StackSettings } from "./stack-settings.ts";
import { tellUnfinished } from "./report-unfinished.ts";
import { checkConsent } from "./consent-given.ts";

export interface EnvironmentApplied extends AppliedTarget {
  readonly program: "environment";
  readonly environment: string;
  readonly resources: number;
  readonly leftOut: readonly string[];
  /** What no service lets a program do: steps and commands for a person. Unknown before the files are made. */
  readonly byHand: pulumi.Output<readonly string[]>;
  /** What the brakes of the next run cannot know from the state. Secret, so that no console shows it. */
  readonly ledger: pulumi.Output<string>;
}

/**
 * Teams, channel links and switches of one environment. Everything that can refuse does so before the first resource
 * is declared: in a preview, in a run, with --skip-preview, with --target, and after a run that failed.
 */
export async function environmentProgram(
  org: CompleteOrg,
  places: Places,
  settings: StackSettings,
  isPreview: boolean,
): Promise<EnvironmentApplied> {
  const environment = settings.environment ?? "";
  const declaredEnvironment = org.environments?.find(({ key }) => key === environment);
  if (declaredEnvironment === undefined) {
    const declared = (org.environments ?? []).map(({ key }) => `"${key}"`).join(", ");
    throw new pulumi.RunError(
      `store-teams:environment is "${environment}", but the org file declares ${declared || "no environment"}.`,
    );
  }
  const wanted = deriveShare(org, environment, settings.share, places);
  const target = appliedTarget("environment", declaredEnvironment, org.tenant.id);
  const part = { environment, isAsked: asksDataverse(wanted) };
  await checkTarget(declaredTarget(org, part, places), target, isPreview, connected);
  await checkConsent(requiredConsent(org, environment), settings.tenantStack, isPreview);
  const resources = inDeclaredNames(await resourcesApplied(), wanted);
  const before = appliedLedger(resources, unpackNotes(await lastApplied("ledger")));
  const awaited = awaitedIn(resources);
  const looked = { org, environment, share: settings.share, places, derived: wanted, before, awaited };
  const { derived, waiting } = await lookForPeople(looked, isPreview);
  const notes = await braked({ org, places, derived, settings, before, resources }, isPreview);
  const told = waitingText(waiting);
  if (told !== "") void pulumi.log.warn(told);
  await checkPreconditions(org, environment, derived, isPreview, connected);
  const links = derived.resources.filter(({ token }) => token === "dataverse:ChannelLink").length;
  if (isPreview && links > 0) {
    void pulumi.log.info(
      `channel links: ${links}. A link grants nobody access to its record; Dynamics decides.`,
    );
  }
  const declared = await declareAll(derived.resources);
  if (!isPreview) tellUnfinished(declared);
  const files = filesIn(declared);
  const leftOut = derived.leftOut.map(({ storeNumber, name, reason }) =>
    `${storeNumber ?? ""} ${name}: ${reason}`.trim(),
  );
  for (const line of leftOut) void pulumi.log.warn(`left out: ${line}`);
  const personalAppLines = personalAppByHand(declaredEnvironment);
  for (const line of personalAppLines) void pulumi.log.info(`by hand: ${line}`);
  return {
    ...target,
    program: "environment",
    environment,
    resources: derived.resources.length,
    leftOut,
    byHand: files.apply((lines) => [...personalAppLines, ...lines]),
    ledger: pulumi.secret(notes),
  };
}

/** What a run is held against before it declares anything. */
interface Braked {
  readonly org: CompleteOrg;
  readonly places: Places;
  readonly derived: Derived;
  readonly settings: StackSettings;
  readonly before: Ledger | undefined;
  readonly resources: readonly AppliedResource[];
}

/**
 * Throws what brakes refuse, tells what they know else, and returns the notes for the next run. What they compare is
 * large, so nothing of it outlives this call.
 */
async function braked(
  { org, places, derived, settings, before, resources }: Braked,
  isPreview: boolean,
): Promise<string> {
  const ledger = ledgerOf(derived, org, places);
  const labels = { ...appliedLabels(resources), ...teamLabels(org), ...derived.labels };
  const there = await peopleThere(teamsToCount(before, ledger), derived, isPreview, connected);
  brake(checkBrakes(withPeopleThere(before, ledger, there), ledger, brakeSettings(settings)), labels);
  const short = shortOfOwnersText(shortOfOwners(ledger), labels);
  if (short !== undefined) void pulumi.log.warn(short);
  return packNotes(ledger);
}

/** Commands and steps for people, once the files are made. Unknown in the preview that comes before. */
function filesIn(declared: ReadonlyMap<string, StoreTeamsResource>): pulumi.Output<readonly string[]> {
  const [hierarchy, mapping] = ["targeting-hierarchy", "mapping-of-stores"].map((name) =>
    rememberedBy(declared.get(name)),
  );
  return pulumi.all([hierarchy, mapping]).apply((files) => filesByHand(...files));
}
