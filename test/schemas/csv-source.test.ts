import { describe, expect, it } from "vitest";
import { readCsv } from "../../schemas/source/csv-source.ts";

const read = (text: string): { people: unknown[]; problems: string[] } => {
  const document = readCsv("people.csv", text);
  return {
    people: (document.lists.get("people") ?? []).map(({ value }) => value),
    problems: document.problems.map(({ place, message }) => `${place.line}:${place.column} ${message}`),
  };
};
const ann = { id: "p-1", name: "Ann", roles: [], protected: true };

describe("a CSV of people that departs from RFC 4180 is told and never shortened", () => {
  it.each([
    {
      name: "a quote that is never closed",
      text: 'id,name,roles,protected\np-1,"Ann,worker,true\np-2,Ben,worker,\n',
      problem: "2:5 the quote that begins here is never closed, so all that follows would be one value",
    },
    {
      name: "a quote never closed in the last cell",
      text: 'id,name\np-1,"Ann',
      problem: "2:5 the quote that begins here is never closed, so all that follows would be one value",
    },
    {
      name: "a quote never closed in the header",
      text: 'id,"name\np-1,Ann\n',
      problem: "1:4 the quote that begins here is never closed, so all that follows would be one value",
    },
    {
      name: "text behind a closing quote",
      text: 'id,name,roles,protected\np-1,"Ann" Lee,worker,true\n',
      problem: "2:5 something stands behind the closing quote of this value",
    },
    {
      name: "a column that is there twice, in capitals the second time",
      text: "id,name,Name\np-1,Ann,Ben\n",
      problem: '1:9 the column "name" is there twice',
    },
  ])("$name", ({ text, problem }) => {
    const { people, problems } = read(text);
    expect(problems).toContain(problem);
    expect(people.filter((person) => person !== undefined)).toEqual([]);
  });

  it.each([
    { name: "blanks behind a closing quote", text: 'id,name,roles,protected\np-1,"Ann" ,,true\n' },
    { name: "Excel's line sep=;", text: "sep=;\r\nid;name;roles;protected\r\np-1;Ann;;true\r\n" },
    { name: "tabs", text: "id\tname\troles\tprotected\np-1\tAnn\t\ttrue\n" },
  ])("$name is read", ({ text }) => {
    expect(read(text)).toEqual({ people: [ann], problems: [] });
  });
});
