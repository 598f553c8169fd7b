import { describeRules } from "./rule-rows.ts";

const stores = `nodes:
  - { id: contoso, kind: organization, name: Contoso }
  - { id: west, kind: region, parent: contoso, name: West }
  - { id: sfo, kind: store, parent: west, name: San Francisco, storeNumber: "1", managers: [m], attributes: { layout: Large } }
  - { id: oak, kind: store, parent: contoso, name: Oakland, storeNumber: "2", managers: [], attributes: { layout: Small } }
people:
  - { id: m, upn: m@contoso.example, roles: [communicationsManager] }
`;
/** What the store without manager says of itself in every row. */
const oakland = (line: number): string =>
  `${line}:89 warning R8 node "oak" → managers: no manager, so the store gets no team ⇒ Name a manager: only a manager can own the team.`;

const list = (more: string): string => `taskLists:\n  - { id: opening, name: Opening, ${more} }\n`;
const lights = "tasks: [{ id: lights, title: Lights }]";

describeRules("task lists", [
  {
    rule: "R8",
    name: "a list for all stores is for those with a team",
    yaml: list(lights) + stores,
    says: [oakland(10)],
  },
  {
    rule: "R19",
    name: "nodes and attributes that are not there",
    yaml: list(`target: { nodes: [wets], filter: { layuot: Large } }, ${lights}`) + stores,
    says: [
      '5:53 error R19 task list "opening" → target → nodes[0]: no node has the id "wets" ⇒ Did you mean "west"?',
      '5:70 error R19 task list "opening" → target → filter: no store has the attribute "layuot" ⇒ Did you mean "layout"?',
      oakland(10),
    ],
  },
  {
    rule: "R19",
    name: "values that no store below has",
    yaml: list(`target: { nodes: [west], filter: { layout: [Tiny, Small] } }, ${lights}`) + stores,
    says: [
      '5:45 error R19 task list "opening" → target: the task list "opening" is for no store ⇒ Name nodes with stores below them, and values that stores have.',
      oakland(10),
    ],
  },
  {
    rule: "R19",
    name: "stores without a team",
    yaml: list(`target: { nodes: [oak] }, ${lights}`) + stores,
    says: [
      '5:45 error R19 task list "opening" → target: none of the stores that the task list "opening" is for has a team ⇒ Name managers for those stores, or other stores.',
      oakland(10),
    ],
  },
  {
    rule: "R19",
    name: "ids and links twice",
    yaml:
      "taskLists:\n  - { id: opening, name: Opening, tasks: [] }\n" +
      list(
        "tasks: [{ id: a, title: A, checklist: [{ id: x, title: X }, { id: x, title: Y }] }, " +
          "{ id: a, title: B, links: [{ url: 'https://a.example', name: A }, { url: 'https://a.example', name: B }] }]",
      ).slice("taskLists:\n".length) +
      stores,
    says: [
      '6:11 error R19 task list "opening" → id: the task list "opening" is there twice ⇒ Give one of the two an id of its own. The other one is in line 5.',
      '6:101 error R19 task list "opening" → task "a" → step "x" → id: the step "x" is there twice ⇒ Give one of the two an id of its own. The other one is in line 6.',
      '6:125 error R19 task list "opening" → task "a" → id: the task "a" is there twice ⇒ Give one of the two an id of its own. The other one is in line 6.',
      '6:192 error R19 task list "opening" → task "a" → links[1] → url: the link "https://a.example" is there twice ⇒ Remove one of the two. The other one is in line 6.',
      oakland(11),
    ],
  },
  {
    rule: "R19",
    name: "days",
    yaml:
      list("targetDate: 2026-02-30, tasks: [{ id: a, title: A, dueOffsetDays: 1 }]") +
      "  - { id: closing, name: Closing, tasks: [{ id: a, title: A, dueOffsetDays: 1 }] }\n" +
      stores,
    says: [
      '5:47 error R19 task list "opening" → targetDate: "2026-02-30" is no day of the calendar ⇒ Write a day that exists.',
      '6:77 error R19 task list "closing" → task "a" → dueOffsetDays: there is no day to count from ⇒ Add `targetDate` to the list, or leave dueOffsetDays out.',
      oakland(11),
    ],
  },
  {
    rule: "R14",
    name: "nobody communicates",
    yaml: list(lights) + stores.replace(", roles: [communicationsManager]", ""),
    says: [
      "4:1 error R14 there are task lists, but nobody is a communications manager ⇒ Give somebody the role communicationsManager: they follow up what is done in the stores.",
      oakland(10),
    ],
  },
]);
