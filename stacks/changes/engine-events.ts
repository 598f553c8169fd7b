/** The part of Pulumi's engine events that reports read. Source: @pulumi/pulumi automation EngineEvent, 3.259. */
export interface EngineEvent {
  /** Seconds since 1970. */
  readonly timestamp?: number;
  readonly resourcePreEvent?: { readonly metadata: StepMetadata };
  readonly resOutputsEvent?: { readonly metadata: StepMetadata };
  readonly resOpFailedEvent?: { readonly metadata: StepMetadata };
  readonly summaryEvent?: { readonly resourceChanges?: Readonly<Record<string, number>> };
  readonly diagnosticEvent?: { readonly severity: string; readonly message: string; readonly urn?: string };
}

export interface StepMetadata {
  readonly op: string;
  readonly urn: string;
  readonly type: string;
  readonly old?: ResourceState | null;
  readonly new?: ResourceState | null;
}

export interface ResourceState {
  readonly id?: string;
  readonly retainOnDelete?: boolean;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** One event a line, as `--event-log` writes them. A line that was cut off by a kill is left out. */
export function parseEvents(text: string): readonly EngineEvent[] {
  return text.split("\n").flatMap((line): EngineEvent[] => {
    if (line.trim() === "") return [];
    try {
      return [JSON.parse(line) as EngineEvent];
    } catch {
      return [];
    }
  });
}

/** Ops that change nothing: Pulumi counts them as "same" too. */
const quiet = new Set(["same", "read", "read-discard", "read-replacement", "refresh"]);

/** How many resources each op touches, without those that change nothing. Empty when all is as it should be. */
export function changesIn(events: readonly EngineEvent[]): Readonly<Record<string, number>> {
  const summary = events.findLast((event) => event.summaryEvent !== undefined)?.summaryEvent;
  const changes = Object.entries(summary?.resourceChanges ?? {}).filter(([op]) => !quiet.has(op));
  return Object.fromEntries(changes);
}

/** The last thing said about each resource, by resource name. */
export function stepsByName(events: readonly EngineEvent[]): ReadonlyMap<string, StepMetadata> {
  const steps = new Map<string, StepMetadata>();
  for (const event of events) {
    const metadata = event.resOutputsEvent?.metadata ?? event.resourcePreEvent?.metadata;
    if (metadata !== undefined) steps.set(nameIn(metadata.urn), metadata);
  }
  return steps;
}

/** The name at the end of a URN: what the program called the resource. */
export function nameIn(urn: string): string {
  return urn.slice(urn.lastIndexOf("::") + 2);
}

/** The type token without Pulumi's prefix, such as `graph:Team`. */
export function tokenIn(type: string): string {
  return type.replace(/^pulumi-nodejs:dynamic\//, "");
}
