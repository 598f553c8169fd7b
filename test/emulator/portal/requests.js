// The last requests, live.
import { ask, byId, make } from "/portal/elements.js";

const linesMost = 200;
let lines = [];
let last;
/** Tokens, batches (their parts are listed too) and reads by POST change nothing. */
const isWrite = ({ method, service, path }) =>
  method !== "GET" && service !== "authority" && !/\/(?:\$batch|getByIds)\b/.test(path);

function line(one, isFresh) {
  const title = [one.path, one.problem, one.fault ? `fault: ${JSON.stringify(one.fault)}` : null];
  return make(
    "tr",
    { class: isFresh ? "fresh" : undefined, title: title.filter(Boolean).join("\n") },
    make("td", {}, String(one.time).slice(11, 19)),
    make("td", {}, one.isInBatch ? `${one.service} ⋯` : one.service),
    make("td", { class: isWrite(one) ? "method-write" : undefined }, one.method),
    make("td", {}, decode(one.path)),
    make("td", { class: one.status >= 400 ? "status-bad" : undefined }, String(one.status)),
    make("td", {}, one.client ?? "–"),
    make("td", { class: "number" }, one.durationMilliseconds.toFixed(1)),
  );
}

function decode(path) {
  try {
    return decodeURIComponent(path.replaceAll("+", " "));
  } catch {
    return path;
  }
}

function drawLines(freshCount) {
  const onlyWrites = byId("log-writes").checked;
  const onlyFailures = byId("log-failures").checked;
  const shown = lines
    .map((one, index) => ({ one, isFresh: index < freshCount }))
    .filter(({ one }) => (!onlyWrites || isWrite(one)) && (!onlyFailures || one.status >= 400));
  byId("log-rows").replaceChildren(...shown.map(({ one, isFresh }) => line(one, isFresh)));
  byId("log-empty").hidden = shown.length > 0;
}

/** Asks every second, less often while nobody looks. Calls back when the tenant has changed. */
export async function followRequests(onChange) {
  const live = byId("log-live");
  try {
    const { rows } = await ask("requests", last === undefined ? {} : { since: last });
    const isFirst = last === undefined;
    last = rows.at(-1)?.number ?? last ?? 0;
    if (rows.length > 0) {
      lines = [...rows.toReversed(), ...lines].slice(0, linesMost);
      drawLines(isFirst ? 0 : rows.length);
      // Whoever changes the tenant changes what is shown.
      if (!isFirst && rows.some((one) => isWrite(one) && one.status < 400)) await onChange();
    }
    live.textContent = "live";
    live.classList.remove("paused");
  } catch {
    live.textContent = "the emulator does not answer";
    live.classList.add("paused");
  }
  setTimeout(() => void followRequests(onChange), document.hidden ? 5000 : 1000);
}

for (const id of ["log-writes", "log-failures"]) byId(id).addEventListener("change", () => drawLines(0));
byId("log-toggle").addEventListener("click", () => {
  const toggle = byId("log-toggle");
  const isOpen = toggle.getAttribute("aria-expanded") === "true";
  toggle.setAttribute("aria-expanded", String(!isOpen));
  byId("log-body").hidden = isOpen;
});
