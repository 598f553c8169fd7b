/** When, for whom, from what and by whom a report was made. A plan's digest covers nothing of it. */
export interface About {
  /** UTC, ISO 8601. */
  readonly at: string;
  /** Domain and id, as config names them; unset for a stack that no org stands behind. */
  readonly tenant?: string;
  /** Commit that config was read at, and whether files differ from it; unset outside of a repository. */
  readonly revision?: string;
  /** Who started the pipeline or the command. */
  readonly by?: string;
}

/** "2026-11-29 12:00 UTC · tenant contoso.example (7a1c…) · config 0123456789ab · by june.park". */
export function aboutText({ at, tenant, revision, by }: About): string {
  const parts = [
    at.replace(/^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}).*$/, "$1 $2 UTC"),
    tenant === undefined ? "" : `tenant ${tenant}`,
    revision === undefined ? "" : `config ${revision}`,
    by === undefined ? "" : `by ${by}`,
  ];
  return parts.filter((part) => part !== "").join(" · ");
}
