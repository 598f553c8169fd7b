// Makes graph-permissions.json: what Microsoft Graph's own service principal offers, with the ids that are the
// same in every tenant. Source: permissions.json of the package @microsoft/teamsfx-core 3.1.3, which is too big
// to depend on: unpack it (`npm pack @microsoft/teamsfx-core@3.1.3`) and give the path of
// build/component/driver/aad/permissions/permissions.json.
// Run: node test/emulator/metadata/make-graph-permissions.ts <path>
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { graphAppId } from "../tenant/first-party.ts";

interface Principal {
  readonly appId: string;
  readonly appRoles: readonly { readonly id: string; readonly value: string }[];
  readonly oauth2PermissionScopes: readonly {
    readonly id: string;
    readonly value: string;
    readonly type: "Admin" | "User";
  }[];
}

/** By name: id of the delegated scope, who may consent to it, id of the application role. */
type Rows = Record<string, [scope: string | null, consent: "Admin" | "User" | null, role: string | null]>;

const [, , path = ""] = process.argv;
const { value } = JSON.parse(readFileSync(path, "utf8")) as { value: Principal[] };
const graph = value.find(({ appId }) => appId === graphAppId);
if (graph === undefined) throw new Error(`${path} has no service principal of Microsoft Graph`);
const rows: Rows = {};
for (const { value: name, id, type } of graph.oauth2PermissionScopes) rows[name] = [id, type, null];
for (const { value: name, id } of graph.appRoles) {
  const [scope, consent] = rows[name] ?? [null, null];
  rows[name] = [scope, consent, id];
}
const lines = Object.entries(rows)
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([name, row]) => `  ${JSON.stringify(name)}: ${JSON.stringify(row).replaceAll(",", ", ")}`);
writeFileSync(join(import.meta.dirname, "graph-permissions.json"), `{\n${lines.join(",\n")}\n}\n`);
