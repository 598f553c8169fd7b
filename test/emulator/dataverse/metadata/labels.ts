// Names for people, as metadata holds them. Source: "Label ComplexType".
import { isObject, type JsonObject } from "../../json.ts";

const english = 1033;

/** A label with one text, in English. */
export function labelOf(text: string): JsonObject {
  const localized = { Label: text, LanguageCode: english, IsManaged: true, HasChanged: null };
  return { LocalizedLabels: [localized], UserLocalizedLabel: localized };
}

/** The text of a label that a client sent: its first one. */
export function textOfLabel(label: unknown): string | undefined {
  const texts = isObject(label) ? label["LocalizedLabels"] : undefined;
  const first: unknown = Array.isArray(texts) ? texts[0] : undefined;
  const text = isObject(first) ? first["Label"] : undefined;
  return typeof text === "string" ? text : undefined;
}

/** A name taken apart for people: FirstName is "First Name", new_Price is "Price". */
export function words(schemaName: string): string {
  return schemaName
    .replace(/^[a-z0-9]+_/, "")
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ")
    .replaceAll("_", " ");
}
