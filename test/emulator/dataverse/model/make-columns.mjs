// Makes columns.json: the columns of the best known tables and the names of metadata properties, from types that the
// package "dataverse-ify" 2.0.7 (MIT) has generated from an environment's $metadata.
// To make it anew: unpack that package somewhere, then
//   node test/emulator/dataverse/model/make-columns.mjs <folder of the package>
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(process.argv[2] ?? ".", "lib", "dataverse-gen");
const read = (path) => readFileSync(join(root, path), "utf8");

/** Length of a text by its name, in characters. Source: table references of contact and account. */
const lengthOf = (name) => {
  const rules = [
    [/^address\d_(line\d)$/, 250],
    [/^address\d_(city|country)$/, 80],
    [/^address\d_postalcode$|^address\d_postofficebox$/, 20],
    [/^address\d_name$/, 200],
    [/^address\d_primarycontactname$/, 100],
    [/^address\d_upszone$/, 4],
    [/^address\d_/, 50],
    [
      /^emailaddress\d?$|^emailaddress$|^jobtitle$|^department$|^managername$|^assistantname$|^spousesname$/,
      100,
    ],
    [/^salutation$/, 100],
    [
      /^(?:yomi)?(?:first|middle|last)name$|^nickname$|^employeeid$|^governmentid$|^externaluseridentifier$/,
      50,
    ],
    [/^suffix$|^tickersymbol$|^sic$/, 20],
    [/telephone|phone|^fax$|^pager$|^company$|^callback$|^business2$|^home2$/, 50],
    [/^websiteurl$|^ftpsiteurl$/, 200],
    [/^childrensnames$/, 255],
    [/^description$/, 2000],
    [/^name$|^yominame$|^fullname$|^yomifullname$/, 160],
    [/^title$/, 200],
    [/^(accountnumber|stockexchange|primarysatoriid|primarytwitterid)$/, 20],
    [/^ticketnumber$|^productserialnumber$/, 100],
  ];
  return rules.find(([pattern]) => pattern.test(name))?.[1];
};

/** What the platform alone writes. Source: "Read-only columns/attributes" of the table references. */
const readOnly =
  /_base$|_composite$|^(created|modified)(on|by)|^aging|^entityimage.|^exchangerate$|^(yomi)?fullname$|^master|^merged$|^onholdtime$|^owning|^versionnumber$|^slainvoked|^teamsfollowed$|^timespent|_date$|_state$|^isprivate$|^numberofchildincidents$|^escalatedon$/;

function columnsOf(file) {
  const script = read(`entities/${file}.js`);
  const types = Object.fromEntries(
    [...script.matchAll(/^ {8}(\w+): "([^"]+)",$/gm)].map(([, name, type]) => [name, type]),
  );
  const targets = Object.fromEntries(
    [...script.matchAll(/^ {8}(\w+): \[([^\]]*)\]/gm)].map(([, name, list]) => [
      name,
      [...list.matchAll(/"(?:mscrm\.)?(\w+)"/g)].map(([, table]) => table),
    ]),
  );
  const declared = read(`entities/${file}.d.ts`);
  const schemaNames = Object.fromEntries(
    [...declared.matchAll(/^ {4}(\w+) = "(\w+)"/gm)].map(([, schemaName, name]) => [name, schemaName]),
  );
  const body = declared.slice(declared.indexOf("extends IEntity"));
  const fields = [...body.matchAll(/^ {4}(\w+)\??: ([^;]+);$/gm)].map(([, name, type]) => ({ name, type }));
  const lookups = new Set(
    fields.filter(({ type }) => type.includes("EntityReference")).map(({ name }) => name),
  );
  const columns = {};
  for (const { name, type } of fields) {
    // Names and types of what a lookup points at are no columns of their own in the Web API.
    const of = /^(\w+?)(yominame|name|type)$/.exec(name)?.[1];
    if (of !== undefined && (lookups.has(of) || lookups.has(`${of}id`))) continue;
    if (/^(mastercontactid|masteraccountid|sla)(yomi)?name$/.test(name)) continue;
    const column = columnOf(file.toLowerCase(), name, type, types[name], targets);
    if (column === undefined) continue;
    columns[name] = { schemaName: schemaNames[name] ?? name, ...column };
    if (readOnly.test(name)) columns[name].isReadOnly = true;
  }
  return columns;
}

function columnOf(table, name, type, documented = "", targets) {
  if (type.includes("EntityReference")) {
    const tables =
      targets[name] ?? targets[`${name.replace(/id$/, "")}_${table}_${name.replace(/id$/, "")}`] ?? [];
    if (tables.length === 0) return undefined;
    return {
      type: "lookup",
      targets: tables.flatMap((one) => (one === "principal" ? ["systemuser", "team"] : [one])),
    };
  }
  if (type.includes("/enums/")) {
    const file = /enums\/(\w+)/.exec(type)[1];
    const labels = Object.fromEntries(
      [...read(`enums/${file}.d.ts`).matchAll(/^ {4}(\w+) = (-?\d+)/gm)].map(([, label, value]) => [
        value,
        label.replace(/(?<=[a-z])(?=[A-Z])/g, " ").replaceAll("_", ""),
      ]),
    );
    const isMany = /\[\]/.test(type);
    return isMany ? undefined : { type: "choice", labels };
  }
  if (/Guid/.test(type)) return { type: "guid" };
  if (/boolean/.test(type)) return { type: "boolean" };
  if (/Date/.test(type)) return { type: documented.startsWith("DateOnly") ? "date" : "datetime" };
  if (/number/.test(type)) {
    const kinds = {
      Double: "double",
      Integer: "integer",
      Money: "money",
      BigInt: "bigint",
      Decimal: "decimal",
    };
    return { type: kinds[documented] ?? "integer" };
  }
  if (!/string/.test(type)) return undefined;
  const longest = lengthOf(name);
  return longest === undefined ? { type: "string" } : { type: "string", longest };
}

const propertiesOf = (type) =>
  [...read(`complextypes/${type}.d.ts`).matchAll(/^ {4}(\w+)\?:/gm)].map(([, name]) => name);

const model = {
  tables: Object.fromEntries(
    ["Account", "Contact", "Opportunity", "Incident"].map((file) => [file.toLowerCase(), columnsOf(file)]),
  ),
  metadata: {
    EntityMetadata: propertiesOf("ComplexEntityMetadata"),
    AttributeMetadata: propertiesOf("ComplexAttributeMetadata"),
    EntityKeyMetadata: propertiesOf("ComplexEntityKeyMetadata"),
    OneToManyRelationshipMetadata: propertiesOf("ComplexOneToManyRelationshipMetadata"),
    ManyToManyRelationshipMetadata: propertiesOf("ComplexManyToManyRelationshipMetadata"),
  },
};
const lines = Object.entries(model.tables).map(([table, columns]) => {
  const inner = Object.entries(columns).map(
    ([name, column]) => `${JSON.stringify(name)}:${JSON.stringify(column)}`,
  );
  return `${JSON.stringify(table)}:{\n${inner.join(",\n")}}`;
});
const text = `{"tables":{${lines.join(",\n")}},\n"metadata":${JSON.stringify(model.metadata)}}\n`;
writeFileSync(join(import.meta.dirname, "columns.json"), text);
