import type { Reader } from "../../../providers/core/api.ts";
import { RefusedError, SignInError, reasonOf } from "../../../providers/core/errors.ts";
import { otherTargetText, type OtherTarget } from "../../target/compare.ts";
import type { DeclaredTarget } from "../../target/declared.ts";
import { otherTargets } from "../../target/look.ts";
import { connectAs } from "./connect-as.ts";

/**
 * Throws RefusedError when another tenant or organization answers than config names, SignInError when nobody is signed
 * in. Returns why that could not be found out, in a sentence; undefined when all is right.
 */
export async function refuseOtherTarget(api: Reader, declared: DeclaredTarget): Promise<string | undefined> {
  let others: readonly OtherTarget[];
  try {
    others = await otherTargets(api, declared);
  } catch (error) {
    if (error instanceof SignInError) throw error;
    return reasonOf(error);
  }
  if (others.length > 0) throw new RefusedError(otherTargetText(others));
  return undefined;
}

/**
 * The same for verbs that start Pulumi, before they do: nobody waits for the engine to hear it. What could not be found
 * out here is told by the program itself, which asks again. `more` is added to this process's own variables.
 */
export async function refuseBeforePulumi(
  declared: DeclaredTarget | undefined,
  more: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  if (declared === undefined) return;
  await refuseOtherTarget(connectAs(more), declared);
}
