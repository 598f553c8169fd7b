import { v5 as uuidFromName } from "uuid";

/** Names our checklist items among all name-based GUIDs. Never change it: existing items would not be known again. */
const checklistNamespace = "8f0c7f5e-52c4-4f7e-9a55-0b6c2a1d9e44";

/** A line of its own in the notes: `[opening/lights]`. */
const markLine = /^[^\S\n]*\[([A-Za-z0-9_-]+\/[A-Za-z0-9_-]+)\]\s*$/m;

/**
 * Which declared task the notes speak of, and the notes without that line. Planner lets a client keep nothing of its
 * own on a task, and people rename titles: so the key stands in the notes, where it also says what a task comes from.
 */
export function notesIn(description: string): { readonly key: string | undefined; readonly text: string } {
  const key = markLine.exec(description)?.[1];
  return { key, text: description.replace(markLine, "").trim() };
}

/** The notes as they are written: the text, then the line that says which task it is. */
export function notesWith(text: string, key: string): string {
  return text === "" ? `[${key}]` : `${text}\n\n[${key}]`;
}

/** Ids of checklist items are the client's to choose: GUIDs that start alike for one task are ours. */
export function checklistIdOf(taskKey: string, itemKey: string): string {
  return checklistStart(taskKey) + uuidFromName(`${taskKey}/${itemKey}`, checklistNamespace).slice(18);
}

/** How the ids of all our items of a task start: 18 characters, 60 bits of a hash. */
export function checklistStart(taskKey: string): string {
  return uuidFromName(taskKey, checklistNamespace).slice(0, 18);
}

/** An address as the name of a reference. Source: Graph "plannerExternalReferences resource type", read 2026-11. */
export function referenceName(address: string): string {
  return address.replace(/[%.:@#]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** The reverse; a name that is not written so stands for itself. */
export function addressIn(name: string): string {
  return name.replace(/%(25|2E|3A|40|23)/gi, (_whole, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}

/** 32 bits of a hash (FNV-1a): what the state keeps of a link that we added. */
export function linkMark(address: string): string {
  let value = 0x811c9dc5;
  for (let index = 0; index < address.length; index += 1)
    value = Math.imul(value ^ address.charCodeAt(index), 0x01000193);
  return (value >>> 0).toString(16).padStart(8, "0");
}

const priorities = { urgent: 1, important: 3, medium: 5, low: 9 } as const;
export type Priority = keyof typeof priorities;

export function priorityNumber(priority: Priority): number {
  return priorities[priority];
}

/** Source: Graph "plannerTask resource type", priority, read 2026-11. */
export function priorityOf(value: unknown): Priority {
  const number = typeof value === "number" ? value : 5;
  return number <= 1 ? "urgent" : number <= 4 ? "important" : number <= 7 ? "medium" : "low";
}

/**
 * Planner keeps a moment and shows a day. Ten o'clock UTC is what its own pages write: the same day almost everywhere.
 * Source: none found in the documents; seen in answers of the service, so only the day is compared.
 */
export function dueMoment(dueDate: string): string {
  return `${dueDate}T10:00:00Z`;
}
