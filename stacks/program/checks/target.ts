import * as pulumi from "@pulumi/pulumi";
import type { Reader } from "../../../providers/core/api.ts";
import {
  notFoundOut,
  otherState,
  otherTargetText,
  type AppliedTarget,
  type OtherTarget,
} from "../../target/compare.ts";
import type { DeclaredTarget } from "../../target/declared.ts";
import { otherTargets } from "../../target/look.ts";
import { couldNotRead } from "./could-not-read.ts";
import { lastAppliedFields } from "../stack-outputs.ts";

/**
 * Refuses, before anything else is asked or declared, when tenant, organization or the backend's stack are not those
 * that config names. What could not be read refuses a run and is told in a preview, which may be made without a
 * sign-in.
 */
export async function checkTarget(
  declared: DeclaredTarget,
  now: AppliedTarget,
  isPreview: boolean,
  connect: () => Promise<Reader>,
): Promise<void> {
  const fields = ["program", "tenantId", "environment", "environmentUrl", "organizationId"] as const;
  refuse(otherState(pulumi.getStack(), textsOf(await lastAppliedFields(fields)), now));
  let others: readonly OtherTarget[];
  try {
    others = await otherTargets(await connect(), declared);
  } catch (error) {
    couldNotRead(notFoundOut, error, isPreview);
    return;
  }
  refuse(others);
}

function refuse(others: readonly OtherTarget[]): void {
  if (others.length > 0) throw new pulumi.RunError(otherTargetText(others));
}

function textsOf(fields: Readonly<Record<string, unknown>>): Partial<AppliedTarget> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => typeof value === "string"));
}
