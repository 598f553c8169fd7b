/** Application id, in lower case, of the app that this run signs in as; undefined when the environment names none.
 * Read as `environmentCredential` in credentials.ts reads it. */
export function ownAppId(): string | undefined {
  const { STORE_TEAMS_CLIENT_ID: ofStores, AZURE_CLIENT_ID: usual } = process.env;
  return (ofStores || usual || undefined)?.toLowerCase();
}
