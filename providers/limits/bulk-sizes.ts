/**
 * How much one call takes. The client cuts by these and a plan counts by them. Sources: Microsoft Graph "JSON
 * batching", "Use the $filter query parameter", "Create group", "conversationMember: add", "conversationMember:
 * remove", "List members of team", read 2026-11.
 */
export const bulkSizes = {
  /** Requests in one `$batch`. */
  batchItems: 20,
  /** Values in one `in (…)` filter. */
  filterValues: 15,
  /** Owners and members together in one create of a group. */
  groupBinds: 20,
  /** People in one `members/add`. */
  peopleAdded: 200,
  /** People in one `members/remove`. */
  peopleRemoved: 20,
  /** Members of a team on one page. */
  membersOnPage: 999,
} as const;
