import { v5 as uuidFromName } from "uuid";
import type { JsonObject, Reader, Writer } from "../core/api.ts";
import { isNotFound } from "../core/errors.ts";
import { isObject, jsonIn, optionalText } from "../core/json.ts";

/** What stood in the environment before this project changed it, by name of the thing: on or off. */
export type EarlierValues = Readonly<Record<string, boolean>>;

/** Names our notes among all name-based GUIDs. Never change it: existing notes would not be found again. */
const noteNamespace = "0d1c6f4e-2b5d-4c35-9a51-7f0f6a8e2b17";

/**
 * A note (table annotation) in the environment itself, written before the first change and deleted when all is put
 * back. It outlives a run that is killed before Pulumi has saved its state. Its id follows from the environment and
 * the subject. Source: Dataverse "Note (Annotation) table reference" (subject, notetext; upsert), read 2026-11.
 */
function notePath(environment: string, about: string): string {
  return `/annotations(${uuidFromName(`${environment}|${about}`, noteNamespace)})`;
}

/** The noted values; empty when there is no note. Throws when a note of ours cannot be read as one. */
export async function notedValues(api: Reader, environment: string, about: string): Promise<EarlierValues> {
  const note = await api
    .dataverse(environment)
    .find(`${notePath(environment, about)}?$select=subject,notetext`);
  if (note === undefined) return {};
  const text = optionalText(note, "notetext") ?? "";
  const found = /\{.*\}/s.exec(text)?.[0];
  const values = found === undefined ? undefined : flagsIn(jsonIn(found));
  if (values === undefined) {
    throw new Error(
      `${environment}: the note "${subjectOf(about)}" was changed and cannot be read: "${text.slice(0, 80)}". ` +
        "Write the earlier values into it again, or delete it: what stands now then counts as what was before.",
    );
  }
  return values;
}

/** Replaces the note as a whole. Twice is once. */
export async function noteValues(
  api: Writer,
  environment: string,
  about: string,
  values: EarlierValues,
): Promise<void> {
  const text = `Put back when the declaration goes. Do not edit. ${JSON.stringify(values)}`;
  const body: JsonObject = { subject: subjectOf(about), notetext: text };
  await api.dataverse(environment).send("PATCH", notePath(environment, about), body);
}

export async function forgetValues(api: Writer, environment: string, about: string): Promise<void> {
  try {
    await api.dataverse(environment).send("DELETE", notePath(environment, about));
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

/** On and off by name; undefined when the value is anything else. For what comes from outside. */
export function flagsIn(value: unknown): EarlierValues | undefined {
  if (!isObject(value)) return undefined;
  const entries = Object.entries(value);
  if (!entries.every((entry): entry is [string, boolean] => typeof entry[1] === "boolean")) return undefined;
  return Object.fromEntries(entries);
}

function subjectOf(about: string): string {
  return `Store teams: ${about} before`;
}
