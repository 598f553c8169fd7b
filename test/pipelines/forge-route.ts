/** A request to the stand-in of a forge. */
export interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly body: unknown;
  readonly token: string;
}
export type Answer = { readonly status?: number; readonly body: unknown } | undefined;
type Handler = (parts: readonly string[], asked: Asked) => Answer | Promise<Answer>;
export type Route = readonly [method: string, path: RegExp, handler: Handler];
