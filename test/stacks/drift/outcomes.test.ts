// Each kind of finding: how bad it is, what a run does about it, and what accepting it edits.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { acceptFindings } from "../../../stacks/commands/run/accept-findings.ts";
import { deriveEnvironment } from "../../../stacks/derive/environment.ts";
import { deriveTenant } from "../../../stacks/derive/tenant/enterprise-apps.ts";
import { loadOrg, type LoadedOrg } from "../../../stacks/config/load-org.ts";
import type { Severity } from "../../../stacks/changes/finding.ts";
import { findingsOf, namesIn } from "../../../stacks/drift/differs/findings.ts";
import { unmanagedFindings } from "../../../stacks/drift/unmanaged.ts";

const orgFile = "config/demo/org.yaml";
const loaded = loadOrg(orgFile);
const derive = ({ org, places }: LoadedOrg) => {
  const [tenant, dev] = [deriveTenant(org, places), deriveEnvironment(org, "dev", places)];
  return {
    ...dev,
    resources: [...tenant.resources, ...dev.resources],
    labels: { ...tenant.labels, ...dev.labels },
  };
};
const derived = derive(loaded);
const names = namesIn(loaded.org, derived.labels);
type Props = Readonly<Record<string, unknown>>;

function propsOf(resource: string): Props {
  const found = derived.resources.find(({ name }) => name === resource);
  if (found === undefined) throw new Error(`the sample has no ${resource}`);
  return { ...found.props };
}

interface Row {
  readonly kind: string;
  readonly resource: string;
  /** What config wants beyond the sample. */
  readonly wanted?: Props;
  /** What the tenant shows otherwise; undefined: it is gone. */
  readonly found: Props | undefined;
  readonly told: readonly [severity: Severity, what: string, mend: RegExp];
  /** Lines that accepting takes out and puts in, or what it tells a person to do. */
  readonly accepted: readonly string[] | RegExp;
}

const sfo = "store-000135";
const fresno = "store-000142";
const roster = (resource: string): Props => propsOf(resource)["roster"] as Props;
const without = (all: Props, key: string): Props =>
  Object.fromEntries(Object.entries(all).filter(([name]) => name !== key));
const [nina, ana, max] = [
  "nina.kovac@contoso.example",
  "ana.ruiz@contoso.example",
  "max.oduya@contoso.example",
] as const;
const [managers, workers] = ["    managers: [p-201, p-208]", "    workers: [p-301, p-302, p-303]"];
const tab = {
  displayName: "Rota",
  teamsAppId: "com.microsoft.teamspace.tab.web",
  contentUrl: "https://r.example",
};
const channel = (more: Props): Props => ({
  channels: { x: { displayName: "Floor", description: "All", ...more } },
});
const byName = (start: string): string =>
  derived.resources.find(({ name }) => name.startsWith(start))?.name ?? `no ${start}`;
const ofToken = (token: string): string =>
  derived.resources.find((one) => one.token === token)?.name ?? `no ${token}`;

const alone = { owners: "authoritative", members: "authoritative" };

const rows: Row[] = [
  {
    kind: "a team is gone",
    resource: fresno,
    found: undefined,
    told: ["high", "is gone from the tenant", /makes it again/],
    accepted: /say that the store is closed/,
  },
  {
    kind: "an owner is removed",
    resource: sfo,
    found: { roster: without(roster("store-000135"), nina) },
    told: ["high", "owner removed", /puts them back/],
    accepted: [`-${managers}`, "+    managers: [p-201]"],
  },
  {
    kind: "a member is removed",
    resource: sfo,
    found: { roster: without(roster("store-000135"), ana) },
    told: ["medium", "member removed", /puts them back/],
    accepted: [`-${workers}`, "+    workers: [p-302, p-303]"],
  },
  {
    kind: "a stranger owns a team",
    resource: sfo,
    found: { roster: { ...roster("store-000135"), "vera.stone@contoso.example": "owner" } },
    told: ["high", "owner added by hand", /removes them/],
    accepted: /declare vera\.stone@contoso\.example under people first/,
  },
  {
    kind: "somebody of ours is added",
    resource: sfo,
    found: { roster: { ...roster("store-000135"), [max]: "member" } },
    told: ["low", "member added by hand", /removes them/],
    accepted: [`-${workers}`, "+    workers: [p-301, p-302, p-303, p-305]"],
  },
  {
    kind: "an owner is made a member",
    resource: sfo,
    found: { roster: { ...roster("store-000135"), [nina]: "member" } },
    told: ["high", "owner made member", /makes them owner again/],
    accepted: [
      ...[`-${managers}`, `-${workers}`],
      ...["+    managers: [p-201]", "+    workers: [p-301, p-302, p-303, p-208]"],
    ],
  },
  {
    kind: "a team is public",
    resource: sfo,
    found: { visibility: "public" },
    told: ["high", "changed by hand", /sets it back/],
    accepted: /visibility comes from a default/,
  },
  {
    kind: "a team has another name",
    resource: sfo,
    found: { displayName: "SF" },
    told: ["medium", "changed by hand", /sets it back/],
    accepted: /displayName comes from a default/,
  },
  {
    kind: "a channel is missing",
    resource: fresno,
    wanted: channel({}),
    found: { channels: {} },
    told: ["medium", "channel missing", /makes it again/],
    accepted: /declared for several stores/,
  },
  {
    kind: "a channel is described differently",
    resource: fresno,
    wanted: channel({}),
    found: channel({ description: "Gossip" }),
    told: ["low", "channel described differently", /describes it again/],
    accepted: /declared for several stores/,
  },
  {
    kind: "a channel of one store is renamed",
    resource: sfo,
    found: {
      channels: {
        ...(propsOf("store-000135")["channels"] as Props),
        "shift-handoff": { displayName: "Shifts", description: "What the next shift needs to know" },
      },
    },
    told: ["low", "channel renamed", /renames it back/],
    accepted: ["-          name: Shift handoff", "+          name: Shifts"],
  },
  {
    kind: "a stranger reads a private channel",
    resource: sfo,
    wanted: channel({ private: { ...alone, roster: { a: "owner" } } }),
    found: channel({ private: { ...alone, roster: { a: "owner", b: "member" } } }),
    told: ["high", "private channel changed by hand", /sets it back/],
    accepted: /change private or tabs of its channel/,
  },
  {
    kind: "a tab is missing",
    resource: sfo,
    wanted: channel({ tabs: { rota: tab } }),
    found: channel({ tabs: {} }),
    told: ["low", "tab missing", /sets it back/],
    accepted: /change private or tabs of its channel/,
  },
  {
    kind: "a tab shows another page",
    resource: sfo,
    wanted: channel({ tabs: { rota: tab } }),
    found: channel({ tabs: { rota: { ...tab, contentUrl: "https://s.example" } } }),
    told: ["low", "tab changed", /sets it back/],
    accepted: /change private or tabs of its channel/,
  },
  {
    kind: "an app of a team is removed",
    resource: sfo,
    wanted: { apps: { a: "teamsAppId" } },
    found: { apps: {} },
    told: ["medium", "changed by hand", /sets it back/],
    accepted: /change apps of the store/,
  },
  {
    kind: "a task is changed",
    resource: byName("tasks-"),
    found: { title: "Other tasks" },
    told: ["medium", "changed by hand", /sets it back/],
    accepted: /change the task under taskLists/,
  },
  {
    kind: "a link's row is gone",
    resource: byName("link-"),
    found: { recordId: undefined },
    told: ["medium", "link removed in Dynamics", /links it again/],
    accepted: /remove the row under recordLinks/,
  },
  {
    kind: "a switch is off",
    resource: "switch-dev",
    found: { enhanced: false },
    told: ["medium", "changed by hand", /sets it back/],
    accepted: [
      "-    collaboration: { basic: true, enhanced: true, chat: true }",
      "+    collaboration: { basic: true, enhanced: false, chat: true }",
    ],
  },
  {
    kind: "a table is off",
    resource: "tables-dev",
    found: { tables: [] },
    told: ["medium", "changed by hand", /sets it back/],
    accepted: [
      "-    tables: [new_site] # records of this table can be linked too, beside the default ones",
      "+    tables: [] # records of this table can be linked too, beside the default ones",
    ],
  },
  {
    kind: "consent is revoked",
    resource: ofToken("graph:DelegatedGrant"),
    found: { scopes: (propsOf(ofToken("graph:DelegatedGrant"))["scopes"] as string[]).slice(1) },
    told: ["high", "consent revoked", /gives it again/],
    accepted: /comes with a feature under integration\.consent/,
  },
  {
    kind: "consent is given by hand, where config decides alone",
    resource: ofToken("graph:DelegatedGrant"),
    wanted: { exclusive: true },
    found: {
      scopes: [...(propsOf(ofToken("graph:DelegatedGrant"))["scopes"] as string[]), "Mystery.Do.All"],
    },
    told: ["high", "consent given by hand", /takes it back/],
    accepted: /add to integration\.consent, .*Mystery\.Do\.All/,
  },
  {
    kind: "a permission of an app itself is gone",
    resource: ofToken("graph:AppRoleGrant"),
    found: undefined,
    told: ["high", "is gone from the tenant", /makes it again/],
    accepted: /comes with a feature under integration\.consent/,
  },
  {
    kind: "an app is gone",
    resource: "app-collaboration",
    found: undefined,
    told: ["high", "is gone from the tenant", /makes it again/],
    accepted: /remove the app and its rows/,
  },
  {
    kind: "a registration is changed",
    resource: ofToken("graph:AppRegistration"),
    found: { redirectUris: ["https://elsewhere.example"] },
    told: ["medium", "changed by hand", /sets it back/],
    accepted: /change the registration of its app/,
  },
];

function tokenOf(resource: string): string {
  return derived.resources.find(({ name }) => name === resource)?.token ?? "";
}

/** The edit of one finding, as text before and after. */
function accepted(row: Row, findings: ReturnType<typeof findingsOf>) {
  const { resource, found } = row;
  const wanted = { ...propsOf(resource), ...row.wanted };
  const sides = { [resource]: { wanted, found: found === undefined ? undefined : { ...wanted, ...found } } };
  const report = { findings, sides } as unknown as Parameters<typeof acceptFindings>[0]["report"];
  return acceptFindings({ loaded, orgFile, derived, derive, report, names }, findings);
}

const comments = (text: string): string[] => text.match(/#.*$/gm) ?? [];

describe("a finding", () => {
  it.each(rows)("$kind", (row) => {
    const wanted = { ...propsOf(row.resource), ...row.wanted };
    const found = row.found === undefined ? undefined : { ...wanted, ...row.found };
    const findings = findingsOf(
      { resource: row.resource, token: tokenOf(row.resource), wanted, found },
      names,
    );
    expect(findings.map(({ severity, what }) => [severity, what])).toEqual([row.told.slice(0, 2)]);
    expect(findings[0]?.mend).toMatch(row.told[2]);
    const { accepted: outcomes, edited, patch } = accepted(row, findings);
    if (row.accepted instanceof RegExp) {
      expect(outcomes[0]?.byHand).toMatch(row.accepted);
      expect(edited.size).toBe(0);
      return;
    }
    expect(outcomes[0]?.byHand).toBeUndefined();
    expect(patch.split("\n").filter((line) => /^[-+](?![-+])/.test(line))).toEqual(row.accepted);
    const [before, after] = [readFileSync(orgFile, "utf8"), edited.get(orgFile) ?? ""];
    expect(comments(after)).toEqual(comments(before));
    expect(after.split("\n")).toHaveLength(before.split("\n").length);
  });

  it("a team that looks like ours is left alone by a run, and told how to be taken over", () => {
    const team = { id: "b3000000-0000-4000-8000-000000000001", displayName: "Fresno" };
    const findings = unmanagedFindings([{ team, kind: "twin", because: "has the name of 000142 Fresno" }]);
    expect(findings[0]).toMatchObject({
      severity: "medium",
      mend: expect.stringContaining("leaves it alone") as string,
    });
    const about = { loaded, orgFile, derived, derive, names };
    const report = { findings, sides: {} } as unknown as Parameters<typeof acceptFindings>[0]["report"];
    expect(acceptFindings({ ...about, report }, findings).accepted[0]?.byHand).toContain(
      `existingTeamId: ${team.id}`,
    );
  });

  it("has a row here for every type that a tenant holds", () => {
    const tokens = new Set(
      derived.resources.map(({ token }) => token).filter((token) => !token.startsWith("commerce:")),
    );
    const tried = new Set(
      rows.map(({ resource }) => derived.resources.find(({ name }) => name === resource)?.token),
    );
    expect([...tokens].filter((token) => !tried.has(token))).toEqual([]);
  });
});
