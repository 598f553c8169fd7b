import * as pulumi from "@pulumi/pulumi";
import { settingProblems } from "../../schemas/stack-settings.ts";
import type { VendorValues } from "../../schemas/vendor/facts.ts";
import type { Approval, Brakes, Identity } from "../../schemas/types/stack.ts";
import type { Share } from "../derive/share.ts";

/** The settings of a stack, read from its stack file. Meaning of each: schemas/stack.schema.json. */
export interface StackSettings {
  readonly program: string;
  readonly org: string | undefined;
  readonly environment: string | undefined;
  readonly tenantStack: string | undefined;
  /** The part of the environment that is this stack's. */
  readonly share: Share;
  readonly protect: boolean;
  readonly brakes: Brakes;
  readonly approvals: readonly Approval[];
  readonly identities: readonly Identity[];
  /** What vendors have decided, where it is another thing than this product goes by. */
  readonly vendor: Partial<VendorValues> | undefined;
}

/** Throws pulumi.RunError with every setting that is wrong, before anything else is done. */
export function readSettings(config: pulumi.Config): StackSettings {
  const settings = {
    program: config.get("program"),
    org: config.get("org"),
    environment: config.get("environment"),
    tenantStack: config.get("tenantStack"),
    regions: config.getObject<string[]>("regions"),
    shared: config.getBoolean("shared"),
    protect: config.getBoolean("protect"),
    brakes: config.getObject<Brakes>("brakes"),
    approvals: withDays(config.getObject<Approval[]>("approvals")),
    identities: config.getObject<Identity[]>("identities"),
    doneByHand: config.getObject<string[]>("doneByHand"),
    vendor: config.getObject<Partial<VendorValues>>("vendor"),
  };
  const problems = settingProblems({ ...unknownSettings(settings), ...settings });
  if (problems.length > 0) {
    const file = `config/stacks/Pulumi.${pulumi.getStack()}.yaml`;
    throw new pulumi.RunError(
      `${file}:\n${problems.map((problem) => `  ${problem}`).join("\n")}\nNothing was sent.`,
    );
  }
  const { doneByHand: _ofPlans, ...ofRuns } = settings;
  return {
    ...ofRuns,
    program: settings.program ?? "",
    share: { regions: settings.regions, shared: settings.shared },
    protect: settings.protect ?? true,
    brakes: settings.brakes ?? {},
    approvals: settings.approvals ?? [],
    identities: settings.identities ?? [],
  };
}

/** Settings of the stack file that no program asks for, a slip of the pen most likely, each with some value. */
function unknownSettings(known: object): Readonly<Record<string, unknown>> {
  const prefix = "store-teams:";
  const names = Object.keys(pulumi.runtime.allConfig()).flatMap((key) =>
    key.startsWith(prefix) ? [key.slice(prefix.length)] : [],
  );
  return Object.fromEntries(names.filter((name) => !(name in known)).map((name) => [name, true]));
}

/** A day without quotes is a date to Pulumi, which hands it over with midnight, as Go or as JSON writes it. */
function withDays(approvals: Approval[] | undefined): Approval[] | undefined {
  if (!Array.isArray(approvals)) return approvals;
  return approvals.map((approval) => {
    const day = /^(\d{4}-\d{2}-\d{2})[T ]00:00:00(?:\.0+)?(?: ?(?:Z|\+00:?00))?(?: UTC)?$/.exec(
      approval.until,
    )?.[1];
    return day === undefined ? approval : { ...approval, until: day };
  });
}
