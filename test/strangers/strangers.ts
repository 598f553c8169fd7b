// Clients that nobody here wrote. Each is taken from its registry as it is and run against the emulated tenant: what
// it cannot do there, a real program could not have tried there either. The programs say what is asked of a client;
// what is right is said by the service's documents, never by a client.

export type Runtime = "python" | "node";

export interface Stranger {
  /** Name on the command line and of its folder in the cache. */
  readonly name: string;
  /** Whose client it is, for people. */
  readonly title: string;
  readonly runtime: Runtime;
  /**
   * What its package manager installs, with exact versions. Python: a file of requirements beside the program, which
   * names all packages; Node: names of packages, which bring their own.
   */
  readonly packages: string | readonly string[];
  /** The program that uses it, in this folder. */
  readonly program: string;
  /** Quick enough to be part of `npm test`. The others run by `npm run strangers` only. */
  readonly isInTests: boolean;
}

export const strangers: readonly Stranger[] = [
  {
    name: "dataverse-sdk-python",
    title: "Microsoft's Dataverse SDK for Python",
    runtime: "python",
    packages: "python/dataverse-sdk.txt",
    program: "python/dataverse_sdk.py",
    isInTests: true,
  },
  {
    name: "dynamics-web-api",
    title: "dynamics-web-api for JavaScript",
    runtime: "node",
    packages: ["dynamics-web-api@2.5.0", "@azure/identity@4.14.1"],
    program: "node/dynamics-web-api.mjs",
    isInTests: true,
  },
  {
    name: "msgraph-sdk-python",
    title: "Microsoft's Graph SDK for Python",
    runtime: "python",
    packages: "python/msgraph-sdk.txt",
    program: "python/msgraph_sdk.py",
    // 400 MB of generated code.
    isInTests: false,
  },
  {
    name: "cli-microsoft365",
    title: "CLI for Microsoft 365",
    runtime: "node",
    packages: ["@pnp/cli-microsoft365@11.11.0"],
    program: "node/cli-microsoft365.mjs",
    // 400 MB of packages.
    isInTests: false,
  },
];
