import { type RuleBreach, isIn, type Project, type Rule } from "./rule.ts";

const filesMax = 15;
/** So many files of a folder may begin with one word; more are a folder in disguise. */
const sharedWordMax = 3;
const rooms = ["stacks/", "providers/"] as const;

interface Folder {
  readonly path: string;
  /** Names of its own TypeScript files, without their ending. */
  readonly files: readonly string[];
}

function foldersOf({ sources }: Project): Folder[] {
  const folders = new Map<string, string[]>();
  for (const { path } of sources) {
    if (!isIn(path, ...rooms)) continue;
    const cut = path.lastIndexOf("/");
    const files = folders.get(path.slice(0, cut)) ?? [];
    folders.set(path.slice(0, cut), [...files, path.slice(cut + 1).replace(/\.ts$/, "")]);
  }
  return [...folders].map(([path, files]) => ({ path, files }));
}

const crowded = (project: Project): RuleBreach[] =>
  foldersOf(project)
    .filter(({ files }) => files.length > filesMax)
    .map(({ path, files }) => ({
      file: `${path}/`,
      wrong: `has ${files.length} files of its own; a room may have ${filesMax}`,
      mend: "Make rooms of it, each named after what people ask for",
    }));

function disguised(project: Project): RuleBreach[] {
  return foldersOf(project).flatMap(({ path, files }) => {
    const room = path.slice(path.lastIndexOf("/") + 1);
    const words = Map.groupBy(files, (file) => file.split("-")[0] ?? file);
    const echoes = files
      .filter((file) => file === room || file.startsWith(`${room}-`))
      .map((file): RuleBreach => ({
        file: `${path}/${file}.ts`,
        wrong: `repeats the name of its folder`,
        mend: "Name it by what it holds there",
      }));
    const alike = [...words]
      .filter(([, named]) => named.length > sharedWordMax)
      .map(([word, named]): RuleBreach => ({
        file: `${path}/`,
        wrong: `has ${named.length} files that begin with "${word}"`,
        mend: `Make a folder "${word}" of them`,
      }));
    return [...echoes, ...alike];
  });
}

/** Folders are rooms: few things in each, and no room hidden in the names of another's files. */
export const folderRules: readonly Rule[] = [
  { name: `a folder of the product has ${filesMax} files of its own at most`, check: crowded },
  { name: "no file is named after its folder or like three of its siblings", check: disguised },
];
