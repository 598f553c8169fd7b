import type { Resources } from "../../schemas/types/resources.ts";
import type { Reader, Writer } from "./api.ts";

/** Names of the resource types, such as `graph:Team`. */
export type Token = keyof Resources;

/** The service's own id of an object: group id, grant id, row id. Never built by hand, never shown first. */
export type RemoteId = string & { readonly __brand: "RemoteId" };

/** The only way in. Throws when the text is empty: Pulumi reads an empty id as "deleted". */
export function asRemoteId(text: string): RemoteId {
  if (text === "") throw new Error("an id from the service is empty; expected the id of an object");
  return text as RemoteId;
}

/** What was found when looking. "absent" only when the service says so; a read that failed throws. */
export type Observation<Props, Remote> = Present<Props, Remote> | { readonly kind: "absent" };

export interface Present<Props, Remote> {
  readonly kind: "present";
  readonly id: RemoteId;
  /** Everything the service tells, in the words of the config. A part that is missing remotely is not set. */
  readonly value: Partial<Props>;
  /** Ids and other handles that `apply` needs and config does not know. */
  readonly remote: Remote;
}

/** One field that differs. `path` is in the words of the config, such as `channels.shift-handoff.displayName`. */
export interface FieldChange {
  readonly path: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** One thing to do. `part` names which part of the resource it is about, such as "roster" or "channel:shift-handoff". */
export type Step =
  | { readonly kind: "create"; readonly part: string; readonly body: Readonly<Record<string, unknown>> }
  | { readonly kind: "update"; readonly part: string; readonly changes: readonly FieldChange[] }
  | { readonly kind: "link" | "unlink"; readonly part: string; readonly targets: readonly string[] }
  | { readonly kind: "replace"; readonly part: string; readonly because: readonly FieldChange[] }
  | { readonly kind: "delete"; readonly part: string };

/** What one step made, with what only its answer told, such as the value of a new secret. */
export interface Applied {
  readonly id: RemoteId;
  /** Added to what the next look is given as `remembered`. */
  readonly remembered: Readonly<Record<string, unknown>>;
}

/** Where to look: the id once it is known, and what was remembered from the last run. */
export interface Place {
  readonly id?: RemoteId;
  readonly remembered: Readonly<Record<string, unknown>>;
}

/** Application permissions that a type needs, each the least that its call accepts. */
export interface Permissions<Props> {
  /** For every look. */
  readonly observe: readonly string[];
  /** To make and change, on top of those for looking. */
  readonly apply: readonly string[];
  /** To remove, on top; not needed where objects are kept when they leave config. */
  readonly remove?: readonly string[];
  /** Those that only some wishes need. */
  readonly sometimes?: readonly {
    readonly in: "observe" | "apply";
    readonly permission: string;
    /** What for, to go on from "needed to". */
    readonly for: string;
    readonly when: (props: Props) => boolean;
  }[];
}

/**
 * One kind of thing that config can ask for. The same functions serve the review, the run and the tests.
 *
 * `Props` is what config says (schemas/resources.schema.json). `Remote` is what only the service knows.
 */
export interface ResourceType<Props, Remote> {
  readonly token: Token;
  /** The least application permissions of Microsoft Graph. */
  readonly permissions: Permissions<Props>;
  /**
   * Fields of what `remember` returns that are secrets. They become outputs of their own, encrypted in the state.
   * None may have the name of a field of `Props`.
   */
  readonly secretOutputs?: readonly string[];
  /** For people: "team San Francisco (store-team-000135)". */
  title(props: Props): string;
  /** Rules that a JSON schema cannot express. Returns problems, worst first; empty when all is well. */
  check(props: Props): readonly { readonly property: string; readonly reason: string }[];
  /** Looks by id where there is one, else by the natural key in `props`. Never writes: it gets a Reader. */
  observe(api: Reader, props: Props, place: Place): Promise<Observation<Props, Remote>>;
  /** Why an object that exists already may not be taken over; undefined when it may. */
  refuseAdoption(desired: Props, observed: Present<Props, Remote>): string | undefined;
  /** What to do, adds before removes. An empty list means nothing to do. Pure. Unmentioned fields never count. */
  plan(desired: Props, observed: Observation<Props, Remote>): readonly Step[];
  /**
   * What config decides about from now on, or leaves alone from now on, that it did not by the run before: only a look
   * in the tenant tells what that changes, so that it is a reason to run by itself. Unset where there is no such thing.
   * Pure.
   */
  decides?(desired: Props, before: Partial<Props>): readonly FieldChange[];
  /** What to do so that nothing of ours is left. Empty when it is gone already. Pure. */
  planRemoval(last: Props, observed: Observation<Props, Remote>): readonly Step[];
  /**
   * Does one step and returns the id of the object. After "create" the object is observed again. Throws UndoneError
   * for parts that cannot be done, after it has done the others; a type that does so has `without`.
   */
  apply(api: Writer, step: Step, target: Target<Props, Remote>): Promise<RemoteId | Applied>;
  /**
   * The part that a step is about, where the rest can go on when the service refuses it; undefined where all else rests
   * on it. A type that has this has `without`, which is then given the part as `part:<part of the step>`. Pure.
   */
  partOf?(step: Step, desired: Props): Part | undefined;
  /**
   * The parts that are known from the start not to come now, as `without` of the type knows them: people without an
   * account, for instance. A type that has this has `without`. Pure.
   */
  awaits?(desired: Props): readonly string[];
  /**
   * What is wanted, less the parts that cannot be done now and whatever rests on them: nothing is taken away for the
   * sake of something that does not come, and a part that was refused stays as it is. `last` is what was wanted by the
   * run before, if any. Pure.
   */
  without?(
    desired: Props,
    undone: readonly string[],
    known: { readonly observed: Observation<Props, Remote>; readonly last: Props | undefined },
  ): Props;
  /** What is there, told with the fields that `mentioned` mentions: what a refresh shows as inputs. Pure. */
  describe(observed: Present<Props, Remote>, mentioned: Props): Partial<Props>;
  /** The part of `remote` that the next run needs (it is kept in the state, so keep it small). Pure. */
  remember(remote: Remote): Record<string, unknown>;
  /**
   * The reverse of `remember`; must bear anything, the state may be older than the code. The time is for types to
   * which time alone gives something to do: it is part of what they observe, so that `plan` needs no clock. Pure.
   */
  recall(remembered: Readonly<Record<string, unknown>>, nowMilliseconds: number): Remote;
}

/** One part of a resource that the service may refuse by itself. */
export interface Part {
  /** For people: `tab "Rota" of channel "Shift handoff"`. */
  readonly name: string;
  /** Whether no other step of the same plan rests on it; if one does, all that follows is planned anew. */
  readonly isAlone: boolean;
}

/** How `without` is told of a part. */
export const partPrefix = "part:";

/** What a step is applied to. */
export interface Target<Props, Remote> {
  readonly props: Props;
  readonly observed: Observation<Props, Remote>;
}

/** The id of what is there, for steps that only make sense then. */
export function presentId(observed: Observation<unknown, unknown>): RemoteId {
  if (observed.kind === "absent")
    throw new Error("the object is gone; a step for it should not have been planned");
  return observed.id;
}
