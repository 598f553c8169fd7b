/** The parts of the checkout's package.json that the packages are made from. */
export interface RootManifest {
  readonly version: string;
  readonly license: string;
  /** Where the code comes from, such as git+https://…; provenance is refused when it is not said. */
  readonly repository?: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

export const toolName = "store-teams";
export const shimName = "@store-teams/providers";
export const emulatorName = "@store-teams/emulated-tenant";

/**
 * What the code needs of Node: `tls.setDefaultCACertificates`. The checkout itself needs 24, which runs TypeScript.
 * Source: Node.js documentation of tls, read 2026-11.
 */
export const nodeRange = ">=22.19.0 <23 || >=24.5.0";

/** What users of all packages see. */
function common({ license, repository }: RootManifest, version: string): object {
  const from = repository === undefined ? {} : { repository: { type: "git", url: repository } };
  return { version, license, ...from, type: "module", engines: { node: nodeRange } };
}

/** The exact versions of what the code imports. Throws when users would not get one of them. */
function versionsOf(
  names: ReadonlySet<string>,
  available: Readonly<Record<string, string>>,
  of: string,
): Readonly<Record<string, string>> {
  const entries = [...names].sort().map((name) => {
    const version = available[name];
    if (version === undefined)
      throw new Error(`${of} imports "${name}", which package.json does not list for users. List it there.`);
    return [name, version] as const;
  });
  return Object.fromEntries(entries);
}

export function toolManifest(root: RootManifest, version: string, imported: ReadonlySet<string>): object {
  return {
    name: toolName,
    description: "Dynamics 365 store teams in Microsoft Teams as infrastructure as code",
    ...common(root, version),
    bin: { "store-teams": "bin/store-teams.mjs" },
    exports: {
      "./program": "./program.cjs",
      "./providers": { types: "./dist/providers/dynamic.d.ts", default: "./dist/providers/dynamic.js" },
      "./schemas/*": "./schemas/*",
      "./package.json": "./package.json",
    },
    files: ["bin", "dist", "schemas", "program.cjs"],
    // The name that states know must lead to this version and no other.
    dependencies: { ...versionsOf(imported, root.dependencies, toolName), [shimName]: version },
  };
}

export function shimManifest(root: RootManifest, version: string): object {
  return {
    name: shimName,
    description: "The name by which Pulumi's states find the providers of store-teams",
    ...common(root, version),
    exports: "./index.js",
    files: ["index.js"],
    peerDependencies: { [toolName]: version },
  };
}

export function emulatorManifest(root: RootManifest, version: string, imported: ReadonlySet<string>): object {
  const available = { ...root.devDependencies, ...root.dependencies };
  return {
    name: emulatorName,
    description:
      "An emulated Microsoft 365 tenant for tests: Entra, Graph, Teams, Planner, Dataverse, key vaults",
    ...common(root, version),
    bin: { "emulated-tenant": "bin/emulated-tenant.mjs" },
    files: ["bin", "dist", "DIFFERENCES.md"],
    dependencies: versionsOf(imported, available, emulatorName),
  };
}
