// npm run -s sbom: what a production install brings, as CycloneDX JSON on stdout: the packages of the lock file with
// their hashes, and the Pulumi CLI that set-up downloads or builds. Exit codes: 0, 1 when npm cannot make it.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cliVersion } from "../pulumi-cli/versions.ts";
import { VerbCommand } from "../verb-command.ts";

new VerbCommand({
  name: "npm run -s sbom --",
  does: "Prints what a production install brings, as CycloneDX JSON.",
  exits: { 0: "printed", 1: "npm cannot make it" },
}).parse();

interface Bom {
  readonly metadata: { readonly component: Readonly<Record<string, unknown>> };
  readonly components: readonly Readonly<Record<string, unknown>>[];
}

const root = join(import.meta.dirname, "../..");

/** The bill of materials; npm names the project after its folder, which is the clone's own affair. */
function billOfMaterials(): Bom {
  const { name, version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Record<
    string,
    string
  >;
  const made = execFileSync("npm", ["sbom", "--sbom-format=cyclonedx", "--omit=dev", "--package-lock-only"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  const bom = JSON.parse(made) as Bom;
  const cli = {
    "bom-ref": `pulumi-cli@${cliVersion}`,
    type: "application",
    name: "pulumi",
    version: cliVersion,
    purl: `pkg:github/pulumi/pulumi@v${cliVersion}`,
    licenses: [{ license: { id: "Apache-2.0" } }],
  };
  return {
    ...bom,
    metadata: { ...bom.metadata, component: { ...bom.metadata.component, name, version } },
    components: [...bom.components, cli],
  };
}

console.log(JSON.stringify(billOfMaterials(), undefined, 2));
