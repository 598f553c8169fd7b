import type { Org } from "../../schemas/types/org.ts";
import type { Derived } from "./desired-resource.ts";
import type { Places } from "./positions.ts";
import { nowhere } from "./positions.ts";
import { deriveShare, type Share } from "./share.ts";
import { deriveTenant } from "./tenant/enterprise-apps.ts";

/** What a stack stands for, of an org. */
export interface StackPart {
  readonly program: string;
  /** For the program `environment`. */
  readonly environment?: string | undefined;
  readonly share?: Share | undefined;
}

/** What a stack declares. Throws RangeError for a program that no org stands behind. */
export function deriveStack(
  org: Org,
  { program, environment, share }: StackPart,
  places: Places = nowhere,
): Derived {
  if (program === "tenant") return deriveTenant(org, places);
  if (program === "environment") return deriveShare(org, environment ?? "", share ?? {}, places);
  throw new RangeError(`no org stands behind the program "${program}"`);
}
