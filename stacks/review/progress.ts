import type { Encoded } from "../../schemas/text/encoded.ts";
import { terminalText } from "../../schemas/text/terminal.ts";
import { waitingIn } from "../../providers/pulumi-state.ts";
import { nameIn, tokenIn, type EngineEvent } from "../changes/engine-events.ts";
import { textsIn } from "../changes/planned-steps.ts";

/** How far a run is, from what the engine said so far. */
export interface Progress {
  /** Planned changes in all, and those of them that are teams of stores. */
  readonly total: number;
  readonly stores: number;
  readonly done: ReadonlySet<string>;
  readonly storesDone: number;
  /** Reason by resource name. */
  readonly failed: ReadonlyMap<string, string>;
  /** What could not be done of resources that are done otherwise, a sentence each, by resource name. */
  readonly undone: ReadonlyMap<string, readonly string[]>;
  /** What waits for a person whose account the run found to be missing or disabled: no failure. */
  readonly waiting: ReadonlyMap<string, readonly string[]>;
}

/** Nothing done yet. `planned` are the resource names of all planned changes. */
export function startOf(planned: readonly string[]): Progress {
  const stores = planned.filter(isStore).length;
  return {
    total: planned.length,
    stores,
    done: new Set(),
    storesDone: 0,
    failed: new Map(),
    undone: new Map(),
    waiting: new Map(),
  };
}

function isStore(resource: string): boolean {
  return resource.startsWith("store-");
}

const quiet = new Set(["same", "read", "refresh"]);

/**
 * What the engine says at the end of each resource of a plan that the run did not come to, as an error: after Ctrl-C,
 * and of what rests on something that failed. It is not done, and nothing about it failed.
 */
const notReached = /^expected resource operations for .* but none were seen\s*$/;

/** Takes in what came since. */
export function advanced(progress: Progress, events: readonly EngineEvent[]): Progress {
  const done = new Set(progress.done);
  const failed = new Map(progress.failed);
  const undone = new Map(progress.undone);
  const waiting = new Map(progress.waiting);
  for (const { resOutputsEvent, resOpFailedEvent, diagnosticEvent } of events) {
    const finished = resOutputsEvent?.metadata;
    if (finished !== undefined && !quiet.has(finished.op) && tokenIn(finished.type) !== finished.type) {
      done.add(nameIn(finished.urn));
      const left = textsIn(finished.new?.outputs, "undone");
      if (left.length > 0) undone.set(nameIn(finished.urn), left);
      const texts = waitingIn(finished.new?.outputs ?? {}).map(({ text }) => text);
      if (texts.length > 0) waiting.set(nameIn(finished.urn), texts);
    }
    const broken = resOpFailedEvent?.metadata;
    if (broken !== undefined && !failed.has(nameIn(broken.urn))) failed.set(nameIn(broken.urn), "");
    const { severity, urn = "", message = "" } = diagnosticEvent ?? {};
    if (severity !== "error" || urn === "" || urn.includes("pulumi:pulumi:Stack")) continue;
    if (notReached.test(message)) continue;
    const name = nameIn(urn);
    failed.set(name, [failed.get(name) ?? "", message.trim()].filter((text) => text !== "").join(" "));
  }
  for (const name of failed.keys()) done.delete(name);
  return { ...progress, done, storesDone: [...done].filter(isStore).length, failed, undone, waiting };
}

/** "72 %, 5 of 7 stores, 2 problems". */
export function progressText({ total, stores, done, storesDone, failed }: Progress): string {
  const ended = Math.min(total, done.size + failed.size);
  const percent = total === 0 ? 100 : Math.floor((ended / total) * 100);
  const problems = failed.size === 1 ? "1 problem" : `${failed.size} problems`;
  const count = (one: number): string => one.toLocaleString("en-US");
  const what =
    stores > 0
      ? `${count(storesDone)} of ${count(stores)} stores`
      : `${count(done.size)} of ${count(total)} changes`;
  return [`${percent} %`, what, ...(failed.size > 0 ? [problems] : [])].join(", ");
}

const barWidth = 20;

/** One line for a terminal: stack, bar, numbers, and how long it will take when that can be told. */
export function progressBar(stack: string, progress: Progress, elapsedSeconds: number): Encoded<"terminal"> {
  const ended = Math.min(progress.total, progress.done.size + progress.failed.size);
  const part = progress.total === 0 ? 1 : ended / progress.total;
  const full = Math.round(part * barWidth);
  const bar = `${"█".repeat(full)}${"░".repeat(barWidth - full)}`;
  const left =
    part > 0.05 && part < 1 ? `, about ${Math.ceil((elapsedSeconds / part) * (1 - part))} s left` : "";
  return terminalText`${stack}  ▕${bar}▏  ${progressText(progress)}${left}`;
}

/** What is said at the end: done, unchanged, failed and partly done with reasons, not reached. */
export function endText(
  progress: Progress,
  facts: {
    readonly planned: readonly string[];
    readonly unchanged: number;
    readonly labelOf: (resource: string) => string;
  },
): Encoded<"terminal"> {
  const { done, failed, undone, waiting } = progress;
  const open = facts.planned.filter((name) => !done.has(name) && !failed.has(name));
  const lines = [...failed].map(
    ([name, reason]) =>
      terminalText`  failed: ${facts.labelOf(name)}: ${terminalText.lines(reason || "no reason given")}`,
  );
  const partly = [...undone].flatMap(([name, sentences]) =>
    sentences.map(
      (sentence) => terminalText`  partly done: ${facts.labelOf(name)}: ${terminalText.lines(sentence)}`,
    ),
  );
  const awaited = [...waiting].flatMap(([name, sentences]) =>
    sentences.map(
      (sentence) =>
        terminalText`  waits for a person: ${facts.labelOf(name)}: ${terminalText.lines(sentence)}`,
    ),
  );
  const notReached =
    open.length === 0 ? [] : [`  not done: ${open.map(facts.labelOf).slice(0, 20).join(", ")}`];
  const numbers = `${done.size} done, ${facts.unchanged} unchanged, ${failed.size} failed, ${open.length} not done`;
  return terminalText`${[numbers, ...lines, ...partly, ...awaited, ...notReached]}`;
}
