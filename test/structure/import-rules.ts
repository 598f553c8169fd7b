import { type RuleBreach, isIn, type Rule, sourceRule } from "./rule.ts";
import type { ImportEdge, SourceFile } from "./source-file.ts";

/** Pulls in the network, or is only of use with it. */
const networkPackages = /^(@azure\/|@microsoft\/|undici$|axios$|fastify$)/;

/** A rule about imports: `wrong` says why an import may not be, or undefined when it may. */
function importRule(
  name: string,
  mend: string,
  wrong: (edge: ImportEdge, path: string) => string | undefined,
): Rule {
  const findingsOf = ({ path, imports }: SourceFile): RuleBreach[] =>
    imports.flatMap((edge) => {
      const reason = wrong(edge, path);
      return reason === undefined ? [] : [{ file: path, line: edge.line, wrong: reason, mend }];
    });
  return sourceRule(name, findingsOf);
}

const packageNameOf = ({ specifier, target }: ImportEdge): string | undefined =>
  target !== undefined || specifier.startsWith("node:") ? undefined : specifier;

const imports = (edge: ImportEdge): string => `imports "${edge.specifier}"`;

const schemaLibraries = new Set(["ajv", "ajv-formats", "yaml"]);

/** Rules 1 and 3 to 5 of the architecture: who may know whom. Rule 2 (purity) has a file of its own. */
export const importRules: readonly Rule[] = [
  importRule(
    "schemas/ imports itself and the schema libraries only",
    "What needs more belongs in stacks/",
    (edge, path) => {
      if (!isIn(path, "schemas/") || edge.specifier.startsWith("node:")) return undefined;
      if (edge.target !== undefined) return isIn(edge.target, "schemas/") ? undefined : imports(edge);
      const library = edge.specifier.split("/")[0] ?? "";
      return schemaLibraries.has(library) ? undefined : imports(edge);
    },
  ),
  importRule(
    "providers/core/ imports itself, schemas/types/ and schemas/text/ only: it knows no store, team or table",
    "Hand it over as an argument, or move the code to the type it serves",
    (edge, path) =>
      isIn(path, "providers/core/") &&
      !isIn(edge.target ?? "", "providers/core/", "schemas/types/", "schemas/text/")
        ? imports(edge)
        : undefined,
  ),
  importRule(
    "layers: schemas, then providers, then stacks; none imports one above it; tools/ stands alone",
    "Move the shared part down, or hand it over as an argument",
    (edge, path) => {
      if (edge.target === undefined) return undefined;
      const allowed: readonly (readonly [string, readonly string[]])[] = [
        ["providers/", ["providers/", "schemas/"]],
        ["stacks/", ["stacks/", "providers/", "schemas/", "tools/", "test/"]],
        ["tools/", ["tools/"]],
      ];
      const layer = allowed.find(([place]) => isIn(path, place));
      return layer === undefined || isIn(edge.target, ...layer[1]) ? undefined : imports(edge);
    },
  ),
  importRule(
    "providers/graph/ and providers/dataverse/ never import each other",
    "Put what both need into providers/core/ or providers/clients/",
    (edge, path) => {
      const [graph, dataverse] = ["providers/graph/", "providers/dataverse/"];
      const target = edge.target ?? "";
      const crosses =
        (isIn(path, graph) && isIn(target, dataverse)) || (isIn(path, dataverse) && isIn(target, graph));
      return crosses ? imports(edge) : undefined;
    },
  ),
  importRule(
    "only providers/dynamic.ts, stacks/ and the no-op program import Pulumi",
    "Return plain data and let stacks/ turn it into resources",
    (edge, path) =>
      edge.specifier.startsWith("@pulumi/") &&
      (!isIn(path, "providers/dynamic.ts", "stacks/", "test/", "bench/noop/") || isIn(path, "test/emulator/"))
        ? imports(edge)
        : undefined,
  ),
  importRule(
    "only providers/clients/ holds network libraries",
    "Take a client as an argument; for its type alone use `import type`",
    (edge, path) =>
      isIn(path, "providers/", "schemas/", "stacks/") &&
      !isIn(path, "providers/clients/", "stacks/commands/") &&
      !edge.isTypeOnly &&
      networkPackages.test(packageNameOf(edge) ?? "")
        ? imports(edge)
        : undefined,
  ),
  importRule(
    "nothing imports test/ except the demo command",
    "Move what both need out of test/",
    (edge, path) => {
      const mayImport =
        isIn(path, "test/", "bench/", "stacks/commands/demo/") || path === "stacks/commands/demo.ts";
      return !mayImport && isIn(edge.target ?? "", "test/") ? imports(edge) : undefined;
    },
  ),
  importRule(
    "test/emulator/ imports nothing of the project: it is an independent witness",
    "Write it anew from the service's documentation",
    (edge, path) =>
      isIn(path, "test/emulator/") &&
      (edge.specifier.startsWith("@store-teams/") ||
        (edge.target !== undefined && !isIn(edge.target, "test/emulator/")))
        ? imports(edge)
        : undefined,
  ),
];
