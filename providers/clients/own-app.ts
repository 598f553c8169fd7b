/** Application id, in lower case, of the app that this run signs in as; undefined when the environment names none. */
export function ownAppId(): string | undefined {
  return process.env["AZURE_CLIENT_ID"]?.toLowerCase();
}
