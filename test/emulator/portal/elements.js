// What all parts of the portal in the browser use. It asks the emulator for JSON and builds elements; text is never read as HTML.

export const byId = (id) => document.getElementById(id);

/** Makes an element with attributes; those that are undefined or false are left out. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) element.setAttribute(name, String(value));
  }
  element.append(...children.filter((child) => child !== undefined && child !== null));
  return element;
}

export async function ask(view, options = {}) {
  const query = new URLSearchParams(Object.entries(options).map(([name, value]) => [name, String(value)]));
  const answer = await fetch(`/portal/${view}?${query}`);
  if (answer.status === 404) return undefined;
  if (!answer.ok) throw new Error(`${view}: ${answer.status}`);
  return answer.json();
}

export const chip = (text, kind = "") => make("span", { class: `chip ${kind}` }, text);
export const plural = (count, one, many = `${one}s`) =>
  `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
export const empty = (text) => make("p", { class: "empty" }, text);
