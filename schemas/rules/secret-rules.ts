import type { OrgModel } from "../org-model.ts";
import type { DocumentPath } from "../problem.ts";
import { secretTimes } from "../registration-secret.ts";
import type { RegistrationSecret } from "../types/org.ts";
import type { RuleFinding } from "./rule.ts";

/** R25: a client secret has one place, and is renewed while it is valid. */
export function* secretsCanBeKept({ root, knows }: OrgModel): Iterable<RuleFinding> {
  if (!knows("integration")) return;
  const places = new Map<string, string>();
  for (const [index, { key, registration }] of (root.integration?.apps ?? []).entries()) {
    const secret = registration?.secret;
    if (secret === undefined) continue;
    const path = ["integration", "apps", index, "registration", "secret"];
    yield* placeIsSaid(secret, path);
    yield* timesFit(secret, path);
    if (secret.keyVault === undefined) continue;
    const place = `${secret.keyVault.vault} ${secret.keyVault.secretName}`.toLowerCase();
    const twin = places.get(place);
    if (twin !== undefined) {
      yield {
        path: [...path, "keyVault", "secretName"],
        message: `the apps "${twin}" and "${key}" keep their secrets under the same name`,
        mend: "Give one of them another secretName.",
      };
    }
    places.set(place, key);
  }
}

function* placeIsSaid({ keptIn, keyVault }: RegistrationSecret, path: DocumentPath): Iterable<RuleFinding> {
  if (keptIn === "keyVault" && keyVault === undefined) {
    yield {
      path: [...path, "keptIn"],
      message: "nothing says which key vault the secret is kept in",
      mend: "Add `keyVault: { vault: https://NAME.vault.azure.net, secretName: NAME }`, or write `keptIn: stackOutput`.",
    };
  }
  if (keptIn === "stackOutput" && keyVault !== undefined) {
    yield {
      path: [...path, "keyVault"],
      message: "the secret is kept as an output of the stack, so it goes to no key vault",
      mend: "Write `keptIn: keyVault`, or remove `keyVault`.",
    };
  }
}

function* timesFit(secret: RegistrationSecret, path: DocumentPath): Iterable<RuleFinding> {
  const { validDays, renewDaysBefore, overlapDays } = secretTimes(secret);
  if (renewDaysBefore >= validDays) {
    yield {
      path: [...path, secret.renewDaysBefore === undefined ? "validDays" : "renewDaysBefore"],
      message: `a secret that is valid for ${validDays} days cannot be renewed ${renewDaysBefore} days before its end`,
      mend: "Make validDays larger than renewDaysBefore (60 when it is left out).",
    };
  } else if (overlapDays > renewDaysBefore) {
    yield {
      path: [...path, secret.overlapDays === undefined ? "renewDaysBefore" : "overlapDays"],
      message: `an overlap of ${overlapDays} days is longer than the ${renewDaysBefore} that the earlier secret still has`,
      mend: "Make overlapDays (30 when it is left out) at most renewDaysBefore.",
    };
  }
}
