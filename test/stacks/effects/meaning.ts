import { peopleOn } from "../../../schemas/people.ts";
import { readSource } from "../../../schemas/source/read-source.ts";
import { validateOrg, type CompleteOrg } from "../../../schemas/validate.ts";
import { ledgerOf } from "../../../stacks/brakes/applied-rosters.ts";
import { requiredConsent, deriveEnvironment } from "../../../stacks/derive/environment.ts";
import { nowhere } from "../../../stacks/derive/positions.ts";
import { deriveTenant } from "../../../stacks/derive/tenant/enterprise-apps.ts";
import { headingLines } from "../../../stacks/explain/node.ts";
import { hqChecklist } from "../../../stacks/headquarters/checklist.ts";
import { personalAppByHand } from "../../../stacks/headquarters/personal-app-steps.ts";
import { planFacts } from "../../../stacks/review/facts.ts";
import { declaredTarget } from "../../../stacks/target/declared.ts";
import type { Json } from "./schema-leaves.ts";

/** The day that people's statuses are taken on. */
const day = "2026-11-29";

/** What a config means to the product: what is wrong with it, or all that stacks, brakes and reports make of it. */
export interface Meaning {
  /** Messages of the shape; a config with one is none that can be compared. */
  readonly misshapen: readonly string[];
  readonly text: string;
}

export function meaningOf(document: Json): Meaning {
  const source = readSource("org.yaml", new TextEncoder().encode(JSON.stringify(document)), ".yaml");
  const { org, problems } = validateOrg(source);
  const told = problems.map(({ ruleId, severity, message }) => `${severity} ${ruleId} ${message}`);
  const misshapen = problems.flatMap(({ ruleId, message }) => (/^R\d+$/.test(ruleId) ? [] : [message]));
  const made = org === undefined ? undefined : madeOf({ ...org, people: peopleOn(org.people, day) });
  return { misshapen, text: JSON.stringify({ told, made }) };
}

function madeOf(org: CompleteOrg): unknown {
  const environments = org.environments ?? [];
  return {
    tenant: deriveTenant(org),
    explained: org.nodes.map((node, index) => headingLines({ org, places: nowhere }, node, index)),
    target: declaredTarget(org, { environment: undefined, isAsked: false }, nowhere),
    checklist: hqChecklist(org, { orgFile: "org.yaml", tenantStack: "tenant" })?.text,
    environments: environments.map((environment) => {
      const { key } = environment;
      const derived = deriveEnvironment(org, key);
      const facts = planFacts(org, { stack: key, program: "environment", environment: key });
      const { stores, ownerless, minimumOwners, ...ledger } = ledgerOf(derived, org);
      return {
        ...{ derived, consent: requiredConsent(org, key), byHand: personalAppByHand(environment) },
        target: declaredTarget(org, { environment: key, isAsked: true }, nowhere),
        brakes: {
          ...ledger,
          stores: [...stores],
          ownerless: [...ownerless],
          minimumOwners: [...minimumOwners],
        },
        names: [[...facts.people], [...facts.apps], [...facts.taskLists], [...facts.neededFor]],
        regions: derived.resources.map(({ name }) => facts.regionOf(name)),
      };
    }),
  };
}
