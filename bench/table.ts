import { callKinds, type CallKind } from "../providers/limits/call-kinds.ts";
import type { Row, Told } from "./row.ts";

const headings = ["row", "÷ floor", "÷ no-op", "s", "floor s", "no-op s", "cheapest s", "429", "CPU s", "MB"];

/** The result as people read it: a table, then what each row called and why its way was taken. */
export function tableOf(told: readonly Told[]): string {
  const lines = told.map(({ row, cheapest }) => [...cellsOf(row, cheapest?.seconds)]);
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...lines.map((cells) => cells[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("  ");
  return [line(headings), ...lines.map(line), "", ...told.flatMap(notesOf)].join("\n");
}

function cellsOf(row: Row, cheapestSeconds: number | undefined): readonly string[] {
  const numbers = [
    ...[row.ratioToFloor, row.ratioToNoop, row.seconds, row.floorSeconds, row.noopSeconds],
    ...[cheapestSeconds ?? null, row.throttled, row.cpuSeconds, row.peakMegabytes],
  ];
  return [
    row.name,
    ...numbers.map((value) => (value === null ? "–" : String(Math.round(value * 100) / 100))),
  ];
}

function notesOf({ row, bound, cheapest, httpRequests, largestMegabytes, noopCpuSeconds }: Told): string[] {
  const calls = (Object.entries(row.requests) as [CallKind, number][]).map(
    ([kind, count]) => `${count} ${callKinds[kind].what}`,
  );
  const facts = [
    calls.length === 0 ? "no calls" : `${calls.join("; ")} (${httpRequests} requests; bound by ${bound})`,
    ...(largestMegabytes === undefined ? [] : [`largest process ${Math.round(largestMegabytes)} MB`]),
    ...(noopCpuSeconds === undefined ? [] : [`no-op ${Math.round(noopCpuSeconds * 10) / 10} s of CPU`]),
  ];
  return [`${row.name}: ${facts.join("; ")}.`, ...(cheapest === undefined ? [] : [`  ${cheapest.why}`])];
}
