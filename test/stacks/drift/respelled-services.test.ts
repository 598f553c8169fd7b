// What every service may do to its answers without meaning anything by it: no type takes it for a change.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { peopleOver } from "../../../providers/clients/people.ts";
import type { Reader, ServiceReader } from "../../../providers/core/api.ts";
import { reconcile, usualPatience } from "../../../providers/core/reconcile.ts";
import { typeByToken } from "../../../providers/registry.ts";
import { examples } from "../../contract/examples.ts";
import { startLiveTenant, type LiveTenant } from "../../kit/live-tenant.ts";

let tenant: LiveTenant;
beforeAll(async () => {
  tenant = await startLiveTenant();
});
afterAll(() => tenant.close());
beforeEach(async () => {
  await tenant.admin("POST", "/reset");
});

/** One way to give the same answer. */
interface Spelling {
  readonly name: string;
  readonly list: (items: readonly unknown[]) => readonly unknown[];
  readonly fields: (
    entries: readonly (readonly [string, unknown])[],
  ) => readonly (readonly [string, unknown])[];
  /** Texts for people: names, descriptions, titles. */
  readonly text: (text: string) => string;
  readonly person: (principal: string) => string;
}

const same: Omit<Spelling, "name"> = {
  list: (items) => items,
  fields: (entries) => entries,
  text: (text) => text,
  person: (principal) => principal,
};
const isNothing = (value: unknown): boolean => value === null || value === "";
const spellings: readonly Spelling[] = [
  {
    ...same,
    name: "lists and fields in another order",
    list: (items) => items.toReversed(),
    fields: (all) => all.toReversed(),
  },
  { ...same, name: "nothing is left out", fields: (all) => all.filter(([, value]) => value !== null) },
  {
    ...same,
    name: "nothing is null",
    fields: (all) => all.map(([key, value]) => [key, isNothing(value) ? null : value]),
  },
  {
    ...same,
    name: "fields that nobody knows",
    fields: (all) => [...all, ["xUnknown", { "@odata.type": "#x.y" }], ["x@odata.count", 3]],
  },
  { ...same, name: "names in capitals", person: (principal) => principal.toUpperCase() },
  { ...same, name: "blanks and line ends around texts", text: (text) => ` ${text} \r\n` },
  { ...same, name: "texts in another Unicode form", text: (text) => text.normalize("NFD") },
];

const textFields = new Set(["displayName", "description", "title"]);
const personFields = new Set(["userPrincipalName", "mail", "email"]);

function respelled(value: unknown, how: Spelling, key = ""): unknown {
  if (typeof value === "string") {
    if (personFields.has(key)) return how.person(value);
    return textFields.has(key) && value !== "" ? how.text(value) : value;
  }
  if (Array.isArray(value)) return how.list(value.map((item) => respelled(item, how)));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, inner]) => [name, respelled(inner, how, name)] as const);
  return Object.fromEntries(how.fields(entries));
}

/** Types whose texts are ours to choose: theirs get a letter that has two forms in Unicode. */
const ofOurNaming = new Set(["graph:Team", "graph:TaskPlan", "graph:AppRegistration", "graph:ClientSecret"]);
const accented: Spelling = { ...same, name: "accented", text: (text) => `${text} café` };

function serviceIn(how: Spelling, service: ServiceReader): ServiceReader {
  const told = async <Answer>(answer: Promise<Answer>): Promise<Answer> =>
    respelled(await answer, how) as Answer;
  return {
    get: (path, headers) => told(service.get(path, headers)),
    find: (path, headers) => told(service.find(path, headers)),
    list: (path, headers) => told(service.list(path, headers)),
  };
}

function readerIn(how: Spelling, api: Reader): Reader {
  const graph = serviceIn(how, api.graph);
  return {
    graph,
    people: peopleOver(graph),
    clock: api.clock,
    outputs: api.outputs,
    teamsShell: api.teamsShell,
    dataverse: (origin) => serviceIn(how, api.dataverse(origin)),
    vault: (origin) => serviceIn(how, api.vault(origin)),
  };
}

/** Files that are made here are no answer of a service. */
const types = Object.entries(examples).filter(([token]) => !token.startsWith("commerce:"));

describe("the same answer, spelled otherwise", () => {
  it.each(types)("is no change of %s", async (token, { props: usual, restsOn }) => {
    const props = ofOurNaming.has(token) ? (respelled(usual, accented) as typeof usual) : usual;
    const api = tenant.as("deployer");
    const made = async (name: string, desired: Readonly<Record<string, unknown>>): Promise<void> => {
      await reconcile({ type: typeByToken(name), api, desired, patience: usualPatience }, { remembered: {} });
    };
    for (const [name, desired] of restsOn) await made(name, { ...desired });
    await made(token, { ...props });
    const type = typeByToken(token);
    const steps: Record<string, unknown> = {};
    for (const how of spellings) {
      const observed = await type.observe(
        readerIn(how, tenant.as("reader")),
        { ...props },
        { remembered: {} },
      );
      steps[how.name] = observed.kind === "present" ? type.plan({ ...props }, observed) : observed.kind;
    }
    expect(steps).toEqual(Object.fromEntries(spellings.map(({ name }) => [name, []])));
  });
});
