// Where the tenant knowingly differs from the model, and why.

export interface Explanation {
  /** Tells the differences it stands for. */
  readonly matches: RegExp;
  readonly reason: string;
}

export const explanations: readonly Explanation[] = [
  {
    matches: /\.(?:creationOptions|resourceBehaviorOptions|resourceProvisioningOptions): unknown property$/,
    reason:
      "Documented with groups and teams (resourceProvisioningOptions tells a team) and sent by the service; the model leaves them out",
  },
  {
    matches: /channel.*\.layoutType: unknown property$/i,
    reason: "In the service's schema since 2025; the package's model is older",
  },
  {
    matches: /tab.*\.sortOrderIndex: unknown property$/,
    reason: "Answers of the service still show it; the model has dropped it",
  },
  {
    matches: /\.createdDateTime: unknown property$/,
    reason: "Sent by the service for service principals; the model has it for applications only",
  },
  {
    matches:
      /\/members\/(?:add|remove): response\.value\[\]: the type microsoft\.graph\.aadUserConversationMemberResult$/,
    reason: "The documented type of the result of a bulk call; the model knows its base type only",
  },
];

export function explanationOf(difference: string): Explanation | undefined {
  return explanations.find(({ matches }) => matches.test(difference));
}
