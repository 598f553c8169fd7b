import { readFile } from "node:fs/promises";
import { writeOwn } from "../../../providers/clients/out/write.ts";
import { isMap, isSeq, parseDocument, type Document, type YAMLMap, type YAMLSeq } from "yaml";

/** What happens at the sample retailer in one week. Each line is one edit of org.yaml. */
export const weekOfChanges = [
  "Yuki Tanaka is hired at Albany",
  "Ken Ito moves from Fresno to Sacramento",
  "Sam Miller, a manager of San Francisco, leaves",
  "Rochester opens, managed by Paul Reyes",
  "Providence closes",
] as const;

/** Edits the file as a person would: everything else, comments included, stays as it is. */
export async function changeConfig(orgFile: string): Promise<void> {
  const document = parseDocument(await readFile(orgFile, "utf8"));
  const people = listIn(document, "people");
  people.add(
    document.createNode({
      id: "p-315",
      name: "Yuki Tanaka",
      upn: "yuki.tanaka@contoso.example",
      roles: ["worker"],
    }),
  );
  people.add(
    document.createNode({
      id: "p-209",
      name: "Paul Reyes",
      upn: "paul.reyes@contoso.example",
      roles: ["storeManager"],
    }),
  );
  takeOut(people, (item) => item.get("id") === "p-201");

  listOf(node(document, "alb"), "workers").add("p-315");
  takeOutValue(listOf(node(document, "fresno"), "workers"), "p-306");
  listOf(node(document, "sac"), "workers").add("p-306");
  takeOutValue(listOf(node(document, "sfo"), "managers"), "p-201");
  node(document, "pvd").set("closed", document.createNode({ on: "2026-11-20", because: "the lease ended" }));
  listIn(document, "nodes").add(
    document.createNode({
      id: "roc",
      kind: "store",
      parent: "upstate",
      name: "Rochester",
      storeNumber: "000231",
      managers: ["p-209"],
      workers: ["p-314"],
    }),
  );
  writeOwn(orgFile, document.toString({ lineWidth: 110 }));
}

function listIn(document: Document, key: string): YAMLSeq {
  const list = document.get(key);
  if (!isSeq(list)) throw new Error(`the sample config has no list "${key}"`);
  return list;
}

function node(document: Document, id: string): YAMLMap {
  const found = listIn(document, "nodes").items.find((item) => isMap(item) && item.get("id") === id);
  if (!isMap(found)) throw new Error(`the sample config has no node "${id}"`);
  return found;
}

function listOf(map: YAMLMap, key: string): YAMLSeq {
  const list = map.get(key);
  if (!isSeq(list)) throw new Error(`the sample config has no list "${key}" in ${String(map.get("id"))}`);
  return list;
}

function takeOut(list: YAMLSeq, matches: (item: YAMLMap) => boolean): void {
  const index = list.items.findIndex((item) => isMap(item) && matches(item));
  if (index < 0) throw new Error("the sample config has no such entry");
  list.delete(index);
}

function takeOutValue(list: YAMLSeq, value: string): void {
  const index = list.toJSON().indexOf(value);
  if (index < 0) throw new Error(`the sample config has no "${value}" there`);
  list.delete(index);
}
