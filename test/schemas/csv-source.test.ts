import { describe, expect, it } from "vitest";
import { readCsv } from "../../schemas/source/csv-source.ts";

const read = (text: string): { people: unknown[]; problems: string[] } => {
  const document = readCsv("people.csv", text);
  return {
    people: (document.lists.get("people") ?? []).map(({ value }) => value),
    problems: document.problems.map(({ place, message }) => `${place.line}:${place.column} ${message}`),
  };
};
const ann = { id: "p-1", upn: "Ann", roles: [], protected: true };

describe("a CSV of people that departs from RFC 4180 is told and never shortened", () => {
  it.each([
    {
      name: "a quote that is never closed",
      text: 'id,upn,roles,protected\np-1,"Ann,worker,true\np-2,Ben,worker,\n',
      problem: "2:5 the quote that begins here is never closed, so all that follows would be one value",
    },
    {
      name: "a quote never closed in the last cell",
      text: 'id,upn\np-1,"Ann',
      problem: "2:5 the quote that begins here is never closed, so all that follows would be one value",
    },
    {
      name: "a quote never closed in the header",
      text: 'id,"upn\np-1,Ann\n',
      problem: "1:4 the quote that begins here is never closed, so all that follows would be one value",
    },
    {
      name: "text behind a closing quote",
      text: 'id,upn,roles,protected\np-1,"Ann" Lee,worker,true\n',
      problem: "2:5 something stands behind the closing quote of this value",
    },
    {
      name: "a quote inside a value without quotes",
      text: 'id,upn,roles\np-1,An"n,worker\n',
      problem: "2:5 a quote stands inside a value that is not in quotes",
    },
    {
      name: "a blank before the opening quote, which parts the value in two",
      text: 'id,upn,roles\np-1, "Lee, Ann"\n',
      problem: "2:5 a quote stands inside a value that is not in quotes",
    },
    {
      name: "a last row that breaks off",
      text: "id,upn,roles,protected\np-1,Ann",
      problem: "2:1 the file ends within this row: it has 2 values of 4, and no line end",
    },
    {
      name: "a column that is there twice, in capitals the second time",
      text: "id,upn,Upn\np-1,Ann,Ben\n",
      problem: '1:8 the column "upn" is there twice',
    },
  ])("$name", ({ text, problem }) => {
    const { people, problems } = read(text);
    expect(problems).toContain(problem);
    expect(people.filter((person) => person !== undefined)).toEqual([]);
  });

  it.each([
    { name: "blanks behind a closing quote", text: 'id,upn,roles,protected\np-1,"Ann" ,,true\n' },
    { name: "Excel's line sep=;", text: "sep=;\r\nid;upn;roles;protected\r\np-1;Ann;;true\r\n" },
    { name: "tabs", text: "id\tupn\troles\tprotected\np-1\tAnn\t\ttrue\n" },
  ])("$name is read", ({ text }) => {
    expect(read(text)).toEqual({ people: [ann], problems: [] });
  });

  it.each([
    { name: "an empty file", text: "", problem: "1:1 the file is empty" },
    { name: "Excel's separator line alone", text: "sep=;\n", problem: "1:1 the file is empty" },
    { name: "no header", text: "p-1,ann@x.example\n", problem: '1:1 no column is called "p-1"' },
    { name: "no column id", text: "upn,name\na@x.example,Ann\n", problem: '1:1 the column is missing: "id"' },
    { name: "no id and no upn", text: "name\nAnn\n", problem: '1:1 the columns are missing: "id", "upn"' },
  ])("$name is told once", ({ text, problem }) => {
    const { people, problems } = read(text);
    expect(problems[0]).toBe(problem);
    expect(people.filter((person) => person !== undefined)).toEqual([]);
  });

  it("rows of separators only are left out with one word", () => {
    const { people, problems } = read("id,upn,roles,protected\np-1,Ann,,true\n,,,\n,,,\r\n");
    expect(people).toEqual([ann]);
    expect(problems).toEqual([
      "3:1 2 rows from here on hold nothing but separators, as Excel writes them behind a table: left out",
    ]);
  });

  it.each(['# said "hello', '# a,"b', '#,"', '  # "', "#"])("a comment ends with its line: %s", (comment) => {
    const text = `id,upn,roles,protected\n${comment}\np-1,Ann,,true\n${comment}`;
    expect(read(text)).toEqual({ people: [ann], problems: [] });
  });

  it.each([
    {
      name: "a row with fewer values than columns, as Excel leaves them out",
      text: "id,upn,roles,protected\np-1,Ann\n",
    },
    { name: "a last row without line end that has all values", text: "id,upn,roles,protected\np-1,Ann,,no" },
  ])("$name is read", ({ text }) => {
    expect(read(text).problems).toEqual([]);
  });

  it("a value in quotes may begin with #, and is no comment then", () => {
    expect(read('id,upn\n# gone\n"#1",x\n').people).toEqual([{ id: "#1", upn: "x" }]);
  });
});
