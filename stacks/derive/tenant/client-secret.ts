import { secretTimes } from "../../../schemas/registration-secret.ts";
import type { AppDeclaration, RegistrationSecret } from "../../../schemas/types/org.ts";
import { appLabel, registrationName, registrationResource, secretResource } from "./app-names.ts";
import type { ConfigPlace, Desired } from "../desired-resource.ts";

/** What tells our secrets from those that people made for the same app. Never changes. */
export function secretDisplayName({ key }: AppDeclaration): string {
  return `Store Teams: ${key}`;
}

/** The client secret that headquarters signs in with as the app. */
export function clientSecret(
  app: AppDeclaration,
  secret: RegistrationSecret,
  place: ConfigPlace,
): Desired<"graph:ClientSecret"> {
  const { keyVault } = secret;
  const where = keyVault === undefined ? "as an output of this stack" : `in ${keyVault.vault}`;
  return {
    token: "graph:ClientSecret",
    name: secretResource(app),
    props: {
      ...(app.appId === undefined
        ? { uniqueName: registrationName(app) }
        : { appId: app.appId.toLowerCase() }),
      displayName: secretDisplayName(app),
      ...secretTimes(secret),
      ...(keyVault === undefined
        ? {}
        : { keyVault: { vault: keyVault.vault.toLowerCase(), secretName: keyVault.secretName } }),
    },
    label: `${appLabel(app)}: client secret`,
    because: `integration.apps keeps a secret of "${app.key}" ${where}`,
    dependsOn: [registrationResource(app)],
    protect: true,
    retainOnDelete: (app.onDestroy ?? "retain") === "retain",
    config: place,
  };
}
