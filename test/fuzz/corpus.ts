// The configs that variants are made of: the demo, every example, and the demo with its people in CSV of each kind.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";

/** A config of one or more files. */
export interface Corpus {
  readonly name: string;
  /** The file that names the others. */
  readonly main: string;
  /** Text by path below the folder of the config. */
  readonly files: Readonly<Record<string, string>>;
  /** The files that are read, and so those that are changed. */
  readonly read: readonly string[];
}

interface DemoOrg {
  readonly nodes: readonly Record<string, unknown>[];
  readonly people: readonly Record<string, unknown>[];
}

const configFile = /\.(?:ya?ml|csv)$/;

function filesBelow(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const files = names.filter((name) => configFile.test(name) && statSync(join(folder, name)).isFile());
  return Object.fromEntries(files.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
}

/** A cell as the spreadsheet writes it: in quotes when it must be, and now and then when it need not. */
function cell(value: string, separator: string, isQuoted: boolean): string {
  const must = isQuoted || value.includes(separator) || /["\n]/.test(value);
  return must ? `"${value.replaceAll('"', '""')}"` : value;
}

interface Dialect {
  readonly name: string;
  readonly separator: string;
  readonly lineEnd: string;
  /** Before the header. */
  readonly head?: string;
}

const dialects: readonly Dialect[] = [
  { name: "commas", separator: ",", lineEnd: "\n" },
  { name: "semicolons of Excel", separator: ";", lineEnd: "\r\n", head: "sep=;\r\n" },
  { name: "tabs", separator: "\t", lineEnd: "\n" },
];

const columns = ["id", "name", "upn", "objectId", "personnelNumber", "roles", "protected"];

function peopleCsv(people: DemoOrg["people"], { separator, lineEnd, head = "" }: Dialect): string {
  const rows = people.map(({ id, name, upn, roles = [] }, index) => {
    const number = String(index + 1).padStart(6, "0");
    const cells: string[] = [
      String(id),
      index % 4 === 0 ? `${String(name)}${separator} Jr "Q"` : String(name),
      String(upn),
      index % 3 === 0 ? `0a000000-0000-4000-8000-000000${number}` : "",
      number,
      (roles as string[]).join(" "),
      index % 5 === 0 ? "true" : "",
    ];
    return cells.map((value, at) => cell(value, separator, (index + at) % 6 === 0)).join(separator);
  });
  const comment = "# who left stays in the list until the end of the month";
  return `${head}${[columns.join(separator), ...rows.slice(0, 9), comment, ...rows.slice(9), ""].join(lineEnd)}`;
}

/** The demo with its people in a CSV of one kind, and its stores in a file beside it. */
function spread(dialect: Dialect): Corpus {
  const { nodes, people, ...rest } = parse(readFileSync("config/demo/org.yaml", "utf8")) as DemoOrg;
  const part = (value: object): string => stringify({ apiVersion: "org/v1", ...value });
  const files = {
    "org.yaml": stringify({ ...rest, files: ["people.csv", "west.yaml", "east.yaml"] }),
    "people.csv": peopleCsv(people, dialect),
    "west.yaml": part({ nodes: nodes.slice(0, 7) }),
    "east.yaml": part({ nodes: nodes.slice(7) }),
  };
  return {
    name: `people in CSV with ${dialect.name}`,
    main: "org.yaml",
    files,
    read: Object.keys(files),
  };
}

function folderOf(name: string, folder: string, main: string): Corpus {
  const files = filesBelow(folder);
  const { files: named = [] } = parse(files[main] ?? "") as { files?: readonly unknown[] };
  // Exports of other systems have a reader, and tests, of their own.
  const own = named.filter((one) => typeof one === "string");
  return { name, main, files, read: [main, ...own] };
}

/** Every org of the repository, and the spread ones; CSV comes as often as all YAML. */
export function orgCorpora(): readonly Corpus[] {
  const examples = readdirSync("config/examples").toSorted();
  return [
    folderOf("demo", "config/demo", "org.yaml"),
    ...examples.map((name) => folderOf(name, join("config/examples", name), "org.yaml")),
    folderOf("contoso prod", "config/contoso", "prod.yaml"),
    folderOf("contoso test", "config/contoso", "test.yaml"),
    ...dialects.map(spread),
  ];
}

/** The stack files of the repository; the org files that they name stay where they are. */
export function stackCorpora(): readonly Corpus[] {
  const files = filesBelow("config/stacks");
  return Object.keys(files).map((main) => ({ name: main, main, files, read: [main] }));
}
