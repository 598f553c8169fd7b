import type { DateOrder } from "../../types/org.ts";

/** A day such as 2026-11-29; empty: none. undefined: the text is no day that can be told for sure. */
export type Day = string;

/** How Commerce's data entities write "from ever" and "for good": no day. Source: X++ utcDateTime minimum and maximum. */
const openDays = new Set(["1900-01-01", "2154-12-31"]);

const shapes: readonly { readonly order: DateOrder; readonly fits: RegExp; readonly isSure: boolean }[] = [
  { order: "year-month-day", fits: /^(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?:[T ].*)?$/, isSure: true },
  { order: "year-month-day", fits: /^(\d{4})(\d{2})(\d{2})$/, isSure: true },
  { order: "day-month-year", fits: /^(\d{1,2})\.(\d{1,2})\.(\d{4})(?: .*)?$/, isSure: true },
  { order: "day-month-year", fits: /^(\d{1,2})[-/](\d{1,2})[-/](\d{4})(?: .*)?$/, isSure: false },
  { order: "month-day-year", fits: /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?: .*)?$/, isSure: false },
];

/** The day that a cell holds. With `order` only that order is read, but for days whose year comes first. */
export function dayIn(text: string, order: DateOrder | undefined): Day | undefined {
  if (text === "") return "";
  for (const { order: own, fits, isSure } of shapes) {
    const isAsked = order === undefined ? isSure : own === order || own === "year-month-day";
    const found = isAsked ? fits.exec(text) : null;
    if (found === null) continue;
    const parts = own.split("-").map((part, index) => [part, found[index + 1] ?? ""] as const);
    const { year = "", month = "", day = "" } = Object.fromEntries(parts);
    const whole = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
    if (!isOfCalendar(whole)) return undefined;
    return openDays.has(whole) ? "" : whole;
  }
  return undefined;
}

function isOfCalendar(day: string): boolean {
  const milliseconds = Date.parse(`${day}T00:00:00Z`);
  return Number.isFinite(milliseconds) && new Date(milliseconds).toISOString().startsWith(day);
}
