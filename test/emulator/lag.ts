// How long things take to be seen. Off by default: what was written is there at once.

/** Unit of all: seconds of the tenant's clock. */
export interface Lag {
  /** From POST /teams (and archive) until the operation succeeds and the team can be read. */
  readonly teamCreationSeconds: number;
  /** From a change of group owners or members until Teams sees it. */
  readonly groupToTeamSeconds: number;
  /** From a create until lists and reads by key show the object. */
  readonly directorySeconds: number;
  /** From msdyn_SetTeamsDocumentStatus until the table's flag shows it. */
  readonly tableFlagSeconds: number;
}

export const noLag: Lag = {
  teamCreationSeconds: 0,
  groupToTeamSeconds: 0,
  directorySeconds: 0,
  tableFlagSeconds: 0,
};
