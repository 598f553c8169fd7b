// Wrong changes that once were noticed by no test, each with the test that notices it now. `npm run mutate -- named`
// puts them in one after the other.

export interface Named {
  readonly name: string;
  readonly path: string;
  /** What stands there, once. */
  readonly before: string;
  readonly after: string;
  readonly test: string;
  /** Name of the test that fails then, or the beginning of it. */
  readonly title: string;
}

export const named: readonly Named[] = [
  {
    name: "a busy single result of members/add told as undone",
    path: "providers/graph/team/people/change-members.ts",
    before: "if (busyCode.test(code))",
    after: 'if (action === "remove" && busyCode.test(code))',
    test: "test/graph/people-busy.test.ts",
    title: "everybody comes in, and nobody is told as undone",
  },
  {
    name: "demoted owners not counted at take-over",
    path: "providers/graph/team/people/too-many-would-go.ts",
    before: 'demoted.length + gone.filter((person) => there[person] === "owner").length',
    after: 'gone.filter((person) => there[person] === "owner").length',
    test: "test/graph/too-many-would-go.test.ts",
    title: "3 of 4 owners stop owning",
  },
  {
    name: "the same part set aside again and again",
    path: "providers/core/reconcile.ts",
    before: "error.undone.filter(({ what }) => !known.has(what))",
    after: "error.undone.filter(({ what }) => !known.has(what) || true)",
    test: "test/core/set-aside.test.ts",
    title: "is not set aside a second time: the run ends with its cause, told once",
  },
  {
    name: "two refusals of one object hold back the app",
    path: "providers/clients/limits/limiter.ts",
    before: "before.object !== object && ",
    after: "",
    test: "test/clients/refusals.test.ts",
    title: "several of one team say nothing of the others",
  },
  {
    name: "each refusal in one pause cuts the rate again",
    path: "providers/clients/limits/budget.ts",
    before: "if (isCut && now >= this.#pausedUntilMilliseconds) {",
    after: "if (isCut) {",
    test: "test/clients/refusals.test.ts",
    title: "all that come during one pause count as one",
  },
  {
    name: "left-out stores told in stacks that own no teams",
    path: "stacks/derive/environment.ts",
    before: "ownsTeams ? teams.leftOut : []",
    after: "teams.leftOut",
    test: "test/stacks/derive/environment.test.ts",
    title: "are told by the stack that owns the teams, and by no other",
  },
];
