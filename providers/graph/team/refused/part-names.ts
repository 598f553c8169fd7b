// How the parts of a team are named among what could not be done. A person goes by the bare name.

/** How one app of a team is named among what could not be done. */
export const appPart = (id: string): string => `app:${id}`;

/** How somebody is named who is not asked for now. */
export const awayPart = (person: string): string => `away:${person}`;

/** How somebody is named whose role could not be changed, and somebody who could not be removed. */
export const rolePart = (person: string): string => `role:${person}`;
export const staysPart = (person: string): string => `stays:${person}`;
