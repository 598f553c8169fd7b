import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { changeByHand } from "../../../stacks/commands/demo/by-hand.ts";
import { teamOf, tenantView, type TeamView } from "../../../stacks/commands/demo/tenant-view.ts";
import { driftEdits } from "../../../stacks/drift/accept/proposed-edits.ts";
import { acceptFindings, findingBy } from "../../../stacks/commands/run/accept-findings.ts";
import { toldByTeams } from "../../../stacks/drift/audit-log.ts";
import { lookAtTenant, type Look } from "../../../stacks/drift/look-at-tenant.ts";
import type { Derived } from "../../../stacks/derive/desired-resource.ts";
import { deriveEnvironment } from "../../../stacks/derive/environment.ts";
import { deriveShare } from "../../../stacks/derive/share.ts";
import { deriveTenant } from "../../../stacks/derive/tenant/enterprise-apps.ts";
import { loadOrg, type LoadedOrg } from "../../../stacks/config/load-org.ts";
import type { DriftReport } from "../../../stacks/drift/pages/formats.ts";
import { findingId, type Finding } from "../../../stacks/changes/finding.ts";
import { namesIn } from "../../../stacks/drift/differs/findings.ts";
import { applyInProcess } from "../../kit/apply-in-process.ts";
import { startLiveTenant, type LiveTenant } from "../../kit/live-tenant.ts";

/** The sample retailer in an emulated tenant, made as config says. People then change a store or two each. */
const loaded = loadOrg("config/demo/org.yaml");
const { org, places } = loaded;
const derived = { tenant: deriveTenant(org, places), dev: deriveEnvironment(org, "dev", places) };
let tenant: LiveTenant;
let dev: DriftReport;
let consent: DriftReport;
let writesByLooking = 0;

beforeAll(async () => {
  tenant = await startLiveTenant();
  for (const part of [derived.tenant, derived.dev]) await applyInProcess(tenant.as("deployer"), part);
  await plantLookAlikes();
  await changeThings();
  const before = await tenant.writes();
  dev = await look("dev");
  consent = await look("tenant");
  writesByLooking = (await tenant.writes()) - before;
});
afterAll(() => tenant.close());

function look(stack: "tenant" | "dev", more: Partial<Look> = {}): Promise<DriftReport> {
  const names = namesIn(org, derived[stack].labels);
  const onProgress = (): undefined => undefined;
  const api = tenant.as("reader");
  return lookAtTenant({
    ...{ api, org, derived: derived[stack], names, stack, confirmAfterSeconds: 1, onProgress },
    ...(stack === "dev" ? { environment: derived.dev } : {}),
    ...more,
  });
}

async function act(...requests: object[]): Promise<void> {
  const { responses } = await tenant.admin("POST", "/act", { as: "admin@contoso.example", requests });
  for (const { status, body } of responses as { status: number; body: unknown }[]) {
    expect(status, JSON.stringify(body)).toBeLessThan(400);
  }
}

async function changeThings(): Promise<void> {
  const view = await tenantView(tenant.admin);
  const team = (store: string): string => `/v1.0/teams/${teamOf(view, store).id}`;
  const channel = (store: string, name: string): string => {
    const found = teamOf(view, store).channels.find(({ displayName }) => displayName === name);
    return `${team(store)}/channels/${encodeURIComponent(found?.id ?? "")}`;
  };
  await changeByHand(tenant.admin);
  await act(
    { method: "PATCH", url: channel("000136", "Store readiness"), body: { displayName: "Ready" } },
    { method: "PATCH", url: channel("000142", "Shift handoff"), body: { description: "Gossip" } },
    {
      method: "PATCH",
      url: channel("000145", "Shift handoff"),
      body: { description: "What the next shift needs to know \r\n" },
    },
    {
      method: "PATCH",
      url: `/v1.0/groups/${teamOf(view, "000212").id}`,
      body: { visibility: "Public", displayName: "Providence!" },
    },
    { method: "DELETE", url: `/v1.0/groups/${teamOf(view, "000230").id}` },
  );
  const client = (await tenant.as("deployer").graph.list("/oauth2PermissionGrants?$top=50")).find((grant) =>
    String(grant["scope"]).includes("Chat.ReadWrite.All"),
  );
  const scope = String(client?.["scope"]).replace("Chat.ReadWrite.All ", "");
  await act({
    method: "PATCH",
    url: `/v1.0/oauth2PermissionGrants/${String(client?.["id"])}`,
    body: { scope },
  });
}

const strangers: readonly Partial<TeamView & { mailNickname: string; description: string }>[] = [
  { displayName: "Old Fresno", mailNickname: "old-fresno", uniqueName: "store-team-000999" },
  { displayName: "SF", mailNickname: "san_francisco_d365x" },
  { displayName: "oakland", mailNickname: "oaktown" },
  { displayName: "Seattle", mailNickname: "Seattle_D365" },
  { displayName: "Finance", mailNickname: "finance" },
];

async function plantLookAlikes(): Promise<void> {
  const groups = strangers.map((group, index) => ({
    id: `b3000000-0000-4000-8000-00000000000${index}`,
    owners: ["ruth.adler@contoso.example"],
    members: [],
    team: {},
    ...group,
  }));
  await tenant.admin("POST", "/seed", { groups });
}

const told = ({ findings }: DriftReport): string[] =>
  findings.map(({ severity, label, what, who }) => `${severity} ${label}: ${what} ${who}`.trim());

function accept(
  stack: "tenant" | "dev",
  report: DriftReport,
  findings: readonly Finding[],
): ReturnType<typeof acceptFindings> {
  const derive = (from: LoadedOrg): Derived =>
    stack === "tenant"
      ? deriveTenant(from.org, from.places)
      : deriveEnvironment(from.org, "dev", from.places);
  const names = namesIn(org, derived[stack].labels);
  const about = { loaded, orgFile: "config/demo/org.yaml", derived: derived[stack], derive, report, names };
  return acceptFindings(about, findings);
}

/** The lines that a patch takes out and puts in. */
const linesIn = (patch: string): string[] => patch.split("\n").filter((line) => /^[-+](?![-+])/.test(line));

describe("accepting", () => {
  it("edits the lines that say otherwise and tells the rest as something to do by hand", () => {
    const { accepted, patch } = accept("dev", dev, dev.findings);
    expect(
      accepted.map(({ finding: { label, what }, byHand }) => `${label}: ${what}: ${byHand ?? "done"}`),
    ).toEqual([
      "000135 San Francisco: owner removed: done",
      "000135 San Francisco: owner added by hand: declare vera.stone@contoso.example under people first, with an id of yours; then accept again",
      '000212 Providence: changed by hand: visibility comes from a default, a node above or the store\'s name: change it there, or write visibility: "public" under team of this store alone',
      "000230 Albany: is gone from the tenant: say that the store is closed (closed: { on, because } and onClose), or remove its node and its people",
      '000136 Daly City: channel missing: the channel "Store readiness" is declared for several stores: change it there, or give this store team.channels of its own',
      '000212 Providence: changed by hand: displayName comes from a default, a node above or the store\'s name: change it there, or write displayName: "Providence!" under team of this store alone',
      "Old Fresno: unmanaged team looks like ours: add team: { existingTeamId: b3000000-0000-4000-8000-000000000000 } to the node of its store, which then takes it over",
      "oakland: unmanaged team looks like ours: add team: { existingTeamId: b3000000-0000-4000-8000-000000000002 } to the node of its store, which then takes it over",
      "000135 San Francisco: channel renamed: done",
      '000142 Fresno: channel described differently: the channel "Shift handoff" is declared for several stores: change it there, or give this store team.channels of its own',
      "Seattle: unmanaged team looks like ours: add team: { existingTeamId: b3000000-0000-4000-8000-000000000003 } to the node of its store, which then takes it over",
    ]);
    expect(linesIn(patch)).toEqual([
      "-    managers: [p-201, p-208]",
      "+    managers: [p-201]",
      "-          name: Shift handoff",
      "+          name: Shifts",
    ]);
  });

  it("is a commit for each finding in a pull request, and all of them are what is accepted at once", () => {
    const all = accept("dev", dev, dev.findings);
    const { commits, byHand } = driftEdits("dev", all);
    expect(commits.map(({ message }) => message.split("\n")[0])).toEqual([
      expect.stringMatching(/^Let config say: 000135 San Francisco: owner removed /),
      expect.stringMatching(/^Let config say: 000135 San Francisco: channel renamed /),
    ]);
    expect(commits[0]?.files).not.toEqual(commits[1]?.files);
    expect(new Map(commits.flatMap(({ files }) => Object.entries(files)))).toEqual(all.edited);
    expect(byHand).toHaveLength(dev.findings.length - commits.length);
  });

  it("leaves permissions that come with a feature to a person", () => {
    const { accepted, patch } = accept("tenant", consent, consent.findings);
    expect(accepted.map(({ byHand }) => byHand)).toEqual([
      expect.stringContaining("the permission comes with a feature"),
    ]);
    expect(patch).toBe("");
  });

  it("leaves a patch that git takes", () => {
    const { patch } = accept("dev", dev, dev.findings);
    const check = (): unknown =>
      execFileSync("git", ["apply", "--check", "-"], { input: patch, stdio: "pipe" });
    expect(check).not.toThrow();
  });

  it("finds a finding by the beginning of its id, and says what there is otherwise", () => {
    const [first] = dev.findings;
    const id = first === undefined ? "" : findingId(first);
    expect(findingBy(dev.findings, id)).toBe(first);
    expect(() => findingBy(dev.findings, "f-zz")).toThrow(
      `no finding has the id "f-zz" now; there are: ${id},`,
    );
    expect(() => findingBy(dev.findings, "f-")).toThrow("more than one");
  });
});

/** Rows of what people do, each against a config of its own: what accepting it edits. */
const store135 = "store-000135";
const asked = (part: Finding["part"], what = "", resource = store135): Finding => ({
  ...{ severity: "low", label: "", who: "", mend: "", resource, what, part },
});
const rows: { name: string; finding: Finding; found: object; lines?: string[]; byHand?: string }[] = [
  {
    name: "a member added by hand, whom config knows",
    finding: asked({ kind: "person", person: "max.oduya@contoso.example", found: "member" }),
    found: { roster: { "max.oduya@contoso.example": "member" } },
    lines: ["-    workers: [p-301, p-302, p-303]", "+    workers: [p-301, p-302, p-303, p-305]"],
  },
  {
    name: "a member made owner",
    finding: asked({ kind: "person", person: "ana.ruiz@contoso.example", wanted: "member", found: "owner" }),
    found: { roster: { "ana.ruiz@contoso.example": "owner" } },
    lines: [
      "-    managers: [p-201, p-208]",
      "-    workers: [p-301, p-302, p-303]",
      "+    managers: [p-201, p-208, p-301]",
      "+    workers: [p-302, p-303]",
    ],
  },
  {
    name: "the last manager removed",
    finding: asked(
      { kind: "person", person: "mia.wolf@contoso.example", wanted: "owner" },
      "",
      "store-000142",
    ),
    found: { roster: {} },
    byHand: "nobody would own the team then",
  },
  {
    name: "a person of the communications team, which follows from roles",
    finding: asked(
      { kind: "person", person: "dana.fox@contoso.example", wanted: "owner" },
      "",
      "communications-team",
    ),
    found: { roster: {} },
    byHand: "follow from roles",
  },
  {
    name: "the communications team renamed",
    finding: asked(
      { kind: "field", field: "displayName", wanted: "Retail Communications", found: "Retail News" },
      "",
      "communications-team",
    ),
    found: { displayName: "Retail News" },
    lines: ["-  name: Retail Communications", "+  name: Retail News"],
  },
  {
    name: "a switch turned off",
    finding: asked({ kind: "field", field: "enhanced", wanted: true, found: false }, "", "switch-dev"),
    found: { enhanced: false },
    lines: [
      "-    collaboration: { basic: true, enhanced: true, chat: true }",
      "+    collaboration: { basic: true, enhanced: false, chat: true }",
    ],
  },
  {
    name: "a table turned on, another turned off",
    finding: asked(
      { kind: "field", field: "tables", wanted: ["new_site"], found: ["new_shelf"] },
      "",
      "tables-dev",
    ),
    found: { tables: ["new_shelf"] },
    lines: ["new_site", "new_shelf"].map(
      (table, index) =>
        `${"-+"[index]}    tables: [${table}] # records of this table can be linked too, beside the default ones`,
    ),
  },
  {
    name: "an environment's tables gone from it",
    finding: asked({ kind: "resource" }, "", "tables-dev"),
    found: {},
    byHand: "change tables of the environment",
  },
  {
    name: "a stranger in a private channel",
    finding: asked({ kind: "field", field: "channels.x.private.y", wanted: undefined, found: "member" }),
    found: {},
    byHand: "change private or tabs of its channel",
  },
  {
    name: "a Teams app that others removed",
    finding: asked({ kind: "field", field: "apps", wanted: { a: {} }, found: {} }),
    found: {},
    byHand: "change apps of the store",
  },
  {
    name: "a channel that records are linked to",
    finding: asked({ kind: "channel", key: "shift-handoff", wanted: { displayName: "Shift handoff" } }),
    found: { channels: {} },
    byHand: "records are linked to the channel",
  },
  {
    name: "a channel of this store alone, gone",
    finding: asked({ kind: "channel", key: "store-readiness", wanted: { displayName: "Store readiness" } }),
    found: { channels: {} },
    lines: ["-        - { key: store-readiness, name: Store readiness }"],
  },
];

describe("accepting one change", () => {
  it.each(rows)("$name", ({ finding, found, lines, byHand }) => {
    const report = { ...dev, sides: { [finding.resource]: { wanted: {}, found: { ...found } } } };
    const { accepted, patch } = accept("dev", report, [finding]);
    if (byHand === undefined) expect(linesIn(patch)).toEqual(lines);
    else expect([accepted[0]?.byHand, patch]).toEqual([expect.stringContaining(byHand), ""]);
  });
});

describe("a look at the tenant", () => {
  it("tells every change made by hand, worst first, and nothing else", () => {
    expect(told(dev)).toEqual([
      "high 000135 San Francisco: owner removed Nina Kovac (nina.kovac@contoso.example)",
      "high 000135 San Francisco: owner added by hand vera.stone@contoso.example",
      'high 000212 Providence: changed by hand visibility is "public", should be "private"',
      expect.stringMatching(
        /^high 000230 Albany: is gone from the tenant deleted \d{4}-\d{2}-\d{2} \d{2}:\d{2} UTC, can be restored for 30 days$/,
      ),
      'medium 000136 Daly City: channel missing Store readiness, and an unknown channel is there: "Ready". Possibly renamed: look before a run makes it anew',
      'medium 000212 Providence: changed by hand displayName is "Providence!", should be "Providence"',
      'medium Old Fresno: unmanaged team looks like ours was managed as "store-team-000999", and config does not declare it any more; id b3000000-0000-4000-8000-000000000000',
      "medium oakland: unmanaged team looks like ours has the name of 000140 Oakland; id b3000000-0000-4000-8000-000000000002",
      'low 000135 San Francisco: channel renamed "Shift handoff" to "Shifts"',
      "low 000142 Fresno: channel described differently Shift handoff",
      'low Seattle: unmanaged team looks like ours its mail alias is like "{storeName}_D365"; id b3000000-0000-4000-8000-000000000003',
    ]);
    expect(told(consent)).toEqual([
      "high Dynamics 365 Microsoft Teams Collaboration Integration at Microsoft Graph, for any user: consent revoked Chat.ReadWrite.All",
    ]);
  });

  it("tells a text that only the service spells differently as noise", () => {
    expect(dev.noise).toEqual([
      {
        resource: "store-000145",
        label: "000145 Sacramento",
        what: "channels.shift-handoff.description spelled differently by the service",
      },
    ]);
  });

  it("works with the reader's identity, and writes nothing", () => {
    expect(dev.unread).toEqual([]);
    expect(consent.unread).toEqual([]);
    expect(writesByLooking).toBe(0);
  });

  it("takes the teams of other stacks of the environment for no strangers", async () => {
    const west = deriveShare(org, "dev", { regions: ["west"], shared: true }, places);
    const { findings } = await look("dev", { derived: west });
    const strangers = findings.filter(({ part }) => part.kind === "unmanaged").map(({ label }) => label);
    expect(strangers).toEqual(["Old Fresno", "oakland", "Seattle"]);
  });

  it("says who did it and when, of teams and of consent, where the audit log may be read", async () => {
    const api = tenant.as("admin");
    for (const stack of ["dev", "tenant"] as const) {
      const { findings } = await look(stack, { api });
      for (const { part, by, label, what } of findings.filter(({ part: { kind } }) => kind !== "unmanaged")) {
        const isOfTeams = /channel|tab/.test(what) || (part.kind === "field" && /Settings$/.test(part.field));
        const told = isOfTeams ? toldByTeams : /^admin@contoso\.example, \d{4}-\d{2}-\d{2} /;
        expect(by, `${label}: ${what} (${part.kind})`).toMatch(told);
      }
    }
    const told = dev.findings.map(({ what }) => what);
    expect(told).toEqual(expect.arrayContaining(["channel renamed", "owner removed"]));
  });

  it("takes what cannot be read neither for drift nor for gone", async () => {
    const id = teamOf(await tenantView(tenant.admin), "000210").id;
    await tenant.admin("POST", "/faults", {
      faults: [
        {
          name: "members of Boston cannot be read",
          when: { urlContains: `/teams/${id}/members`, every: 1 },
          then: { kind: "status", status: 503, effect: "before" },
        },
        {
          name: "the list of teams neither",
          when: { route: "/groups", every: 1 },
          then: { kind: "status", status: 500, effect: "before" },
        },
      ],
    });
    const { findings, unread } = await look("dev");
    expect(unread.map(({ label }) => label)).toEqual(["000210 Boston", "teams that config does not know"]);
    expect(findings.filter(({ label }) => label.includes("Boston"))).toEqual([]);
  });

  it("finds nothing after a run but the teams that no run touches", async () => {
    await tenant.admin("POST", "/faults", { faults: [] });
    for (const part of [derived.tenant, derived.dev]) await applyInProcess(tenant.as("deployer"), part);
    const after = [await look("dev"), await look("tenant")];
    expect(after.flatMap(({ unread }) => unread)).toEqual([]);
    const kinds = after.flatMap(({ findings }) => findings.map(({ part }) => part.kind));
    expect(kinds).toEqual(["unmanaged", "unmanaged", "unmanaged"]);
  });
});
