import type { Api, AppDeclaration } from "../../../schemas/types/org.ts";

/** uniqueName of the registration that config makes for an app. Never changes: it says which key owns it. */
export function registrationName({ key }: AppDeclaration): string {
  return `store-teams-${key}`;
}

/** What an app is found by: its application id or, before that is known, the name of its registration. */
export function appKey(app: AppDeclaration): string {
  return app.appId?.toLowerCase() ?? registrationName(app);
}

/** The client of a grant, as its inputs say it. */
export function clientProps(app: AppDeclaration): { clientAppId: string } | { clientUniqueName: string } {
  return app.appId === undefined
    ? { clientUniqueName: registrationName(app) }
    : { clientAppId: app.appId.toLowerCase() };
}

/** What people call an app. */
export function appLabel({ displayName, key }: AppDeclaration): string {
  return displayName ?? key;
}

/** Resource name of the enterprise app of an API. */
export function apiResource(api: Api): string {
  return `api-${api}`;
}

/** Resource name of the client secret of an app. */
export function secretResource({ key }: AppDeclaration): string {
  return `secret-${key}`;
}

/** Resource name of the registration of an app. */
export function registrationResource({ key }: AppDeclaration): string {
  return `registration-${key}`;
}
