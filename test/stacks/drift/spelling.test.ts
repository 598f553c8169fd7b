import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { answerWith, serviceOf } from "../../kit/answers.ts";
import { peopleOver } from "../../../providers/clients/people.ts";
import type { JsonObject, Reader } from "../../../providers/core/api.ts";
import { lookAtTenant } from "../../../stacks/drift/look-at-tenant.ts";
import { deriveEnvironment } from "../../../stacks/derive/environment.ts";
import type { Org } from "../../../schemas/types/org.ts";
import type { DriftReport } from "../../../stacks/drift/pages/formats.ts";
import { findingsOf, namesIn } from "../../../stacks/drift/differs/findings.ts";
import { rowsBetween } from "../../../stacks/drift/rows.ts";
import { examples } from "../../contract/examples.ts";
import { org, organization, person, store } from "../org-builder.ts";

/** One store, as config spells it and as a service may spell the very same state. */
const words = "What the next shift needs to know, café and all";
const workers = ["w1", "w2", "w3"];
const retailer: Org = org({
  defaults: { team: { owners: "authoritative", members: "authoritative", description: words } },
  nodes: [organization, store({ managers: ["m1", "m2"], workers, team: { channels: channels() } })],
  people: ["m1", "m2", ...workers].map((id) => person(id)),
});

function channels(): { key: string; name: string; description?: string }[] {
  return [
    { key: "a", name: "Shift handoff", description: words },
    { key: "b", name: "Readiness", description: "" },
    { key: "c", name: "Orders" },
  ];
}

/** What a service may do to a text without meaning anything by it. */
const spellings: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => ` ${text}`,
  (text) => `${text} \r\n`,
  (text) => text.normalize("NFD"),
];
const anyCase = fc.constantFrom(
  (text: string) => text,
  (text: string) => text.toUpperCase(),
  (text: string) => text.replace("contoso", "Contoso"),
);
const nothing = fc.constantFrom<JsonObject>({ description: null }, { description: "" }, {});
const groupId = "b0000000-0000-4000-8000-000000000001";

const service = fc.record({
  members: fc.shuffledSubarray(["m1", "m2", ...workers], { minLength: 5 }),
  guests: fc.nat(2),
  upnCase: anyCase,
  text: fc.constantFrom(...spellings),
  noDescription: nothing,
  otherChannels: fc.subarray([
    { id: "c9", displayName: "General" },
    { id: "c8", displayName: "Private matters", membershipType: "private" },
    { id: "c7", displayName: "Cake", description: words.toUpperCase() },
  ]),
  channelOrder: fc.shuffledSubarray([0, 1, 2], { minLength: 3 }),
  visibility: fc.constantFrom("Private", "private", "HiddenMembership"),
  archived: fc.constantFrom<JsonObject>({ isArchived: false }, { isArchived: null }),
  surplus: fc.dictionary(fc.stringMatching(/^x[a-z]{1,6}$/), fc.anything({ withBigInt: false })),
});
type Service = typeof service extends fc.Arbitrary<infer T> ? T : never;

/** The same config, written down otherwise: lists in another order, names in another case. */
const config = fc.record({
  workers: fc.shuffledSubarray(workers, { minLength: 3 }),
  managers: fc.shuffledSubarray(["m1", "m2"], { minLength: 2 }),
  people: fc.shuffledSubarray(["m1", "m2", ...workers], { minLength: 5 }),
  upnCase: anyCase,
  channels: fc.shuffledSubarray(channels(), { minLength: 3 }),
});

/** Answers as Graph does for the one team, spelled as asked. */
function readerFor(spelled: Service): Reader {
  const { members, upnCase, text, surplus } = spelled;
  const group = {
    ...surplus,
    id: groupId,
    displayName: text("San Francisco"),
    description: text(words),
    mailNickname: "San_Francisco_D365",
    uniqueName: "store-team-000135",
    visibility: spelled.visibility,
  };
  const live = [
    { id: "c1", displayName: "Shift handoff", description: text(words), membershipType: "standard" },
    { id: "c2", displayName: "Readiness", ...spelled.noDescription },
    { id: "c3", displayName: "Orders", description: "whatever" },
  ];
  const roster = members.map((id) => ({
    id: `x-${id}`,
    userId: id,
    roles: id.startsWith("m") ? ["owner"] : [],
  }));
  const guests = Array.from({ length: spelled.guests }, (_, index) => ({
    ...{ id: `g-${index}`, userId: `g${index}`, roles: ["guest"] },
  }));
  const users = members.map((id) => ({ id, userPrincipalName: upnCase(`${id}@contoso.example`) }));
  const order = spelled.channelOrder.map((index) => live[index]);
  const answers: readonly (readonly [RegExp, JsonObject])[] = [
    [/^\/groups\(uniqueName=/, group],
    [/\/members/, { value: [...guests, ...roster] }],
    [/\/channels/, { value: [...spelled.otherChannels, ...order] }],
    [/^\/teams\//, { ...group, ...spelled.archived }],
    [/^\/users/, { value: users }],
    [/^\/groups\?/, { value: [group] }],
  ];
  return reader((path) => answers.find(([pattern]) => pattern.test(path))?.[1]);
}

function reader(answer: (path: string) => JsonObject | undefined): Reader {
  const graph = serviceOf(({ path }) => {
    const body = answer(path);
    if (body === undefined) throw new Error(`nobody expected ${path}`);
    return answerWith(body);
  });
  const clock = { nowMilliseconds: () => 0, sleep: () => Promise.resolve() };
  const outputs = { read: () => Promise.resolve(undefined) };
  const teamsShell = {
    missing: () => Promise.resolve("none here"),
    hierarchyStatus: () => Promise.resolve(undefined),
  };
  return {
    graph,
    people: peopleOver(graph),
    clock,
    dataverse: () => graph,
    vault: () => graph,
    outputs,
    teamsShell,
  };
}

function look(api: Reader, wanted: Org): Promise<DriftReport> {
  const derived = deriveEnvironment(wanted, "dev");
  const names = namesIn(wanted, derived.labels);
  const onProgress = (): undefined => undefined;
  const about = { api, org: wanted, derived, environment: derived, names, onProgress };
  return lookAtTenant({ ...about, stack: "dev", confirmAfterSeconds: 0 });
}

const usual: Service = {
  ...{ members: ["m1", "m2", ...workers], guests: 0, upnCase: (text) => text, text: (text) => text },
  ...{ noDescription: {}, otherChannels: [], channelOrder: [0, 1, 2], visibility: "Private" },
  ...{ archived: { isArchived: false }, surplus: {} },
};

/** A value as a service may give it back: lists and fields in another order, empty as null, texts as services keep them. */
function respelled(value: unknown, text: (text: string) => string, isShuffled: boolean): unknown {
  if (value === null || value === undefined || value === "") return isShuffled ? null : "";
  if (typeof value === "string") return text(value);
  if (Array.isArray(value)) return isShuffled ? value.toReversed() : value;
  if (typeof value !== "object") return value;
  const fields = Object.entries(value).map(([key, inside]): [string, unknown] => [
    key,
    key === "roster" ? inside : respelled(inside, text, isShuffled),
  ]);
  const surplus: [string, unknown][] = isShuffled ? [["xUnknown", null]] : [];
  return Object.fromEntries(isShuffled ? [...fields.toReversed(), ...surplus] : fields);
}

describe("one state", () => {
  it.each(Object.entries(examples))("of %s is no drift, however it is spelled", (resource, { props }) => {
    const wanted = { ...props };
    const names = { labels: {}, people: {} };
    fc.assert(
      fc.property(fc.constantFrom(...spellings), fc.boolean(), (text, isShuffled) => {
        const found = respelled(wanted, text, isShuffled) as typeof wanted;
        expect(findingsOf({ resource, token: resource, wanted, found }, names)).toEqual([]);
        const rows = rowsBetween({ wanted, found }, names);
        expect(rows.filter((row) => row.wanted !== row.found)).toEqual([]);
      }),
    );
  });

  it("is no drift, however service and config spell it", async () => {
    await fc.assert(
      fc.asyncProperty(service, config, async (spelled, written) => {
        const { upnCase } = written;
        const wanted: Org = {
          ...retailer,
          nodes: [
            store({
              managers: written.managers,
              workers: written.workers,
              team: { channels: written.channels },
            }),
            organization,
          ],
          people: written.people.map((id) => ({ ...person(id), upn: upnCase(`${id}@contoso.example`) })),
        };
        const { findings, unread } = await look(readerFor(spelled), wanted);
        expect({ findings, unread }).toEqual({ findings: [], unread: [] });
      }),
      { numRuns: 150 },
    );
  });

  it("that is not the same is drift", async () => {
    const others: readonly Partial<Service>[] = [
      { members: ["m1", "m2", "w1", "w2"] },
      { text: (text) => `${text}!` },
      { visibility: "Public" as "Private" },
      { archived: { isArchived: true } },
      { channelOrder: [0, 1] },
    ];
    for (const other of others) {
      const { findings } = await look(readerFor({ ...usual, ...other }), retailer);
      expect(findings.length, Object.keys(other).join()).toBeGreaterThan(0);
    }
  });

  it("that one replica shows late is no drift", async () => {
    const early = readerFor({ ...usual, members: ["m1", "m2", "w1"] });
    const now = readerFor(usual);
    let memberReads = 0;
    const graph = {
      ...now.graph,
      list: (path: string) =>
        (path.includes("/members") && (memberReads += 1) === 1 ? early : now).graph.list(path),
    };
    expect((await look({ ...now, graph }, retailer)).findings).toEqual([]);
    expect(memberReads).toBe(2);
  });
});
