import * as pulumi from "@pulumi/pulumi";
import { SignInError, reasonOf } from "../../../providers/core/errors.ts";

/**
 * What a program does when something that it asks the tenant before it declares anything could not be read. A run
 * stops. A preview says so and goes on, since it may be all that a reader can do; but not when nobody is signed in:
 * then nothing at all is known, and a green preview would say otherwise. Throws pulumi.RunError.
 */
export function couldNotRead(what: string, error: unknown, isPreview: boolean): void {
  stopWithoutSignIn(error);
  const text = `${what}: ${reasonOf(error)}`;
  if (!isPreview) throw new pulumi.RunError(text);
  void pulumi.log.warn(`${text} A run would stop here.`);
}

/** Throws pulumi.RunError for a sign-in that failed, whatever it was wanted for. */
export function stopWithoutSignIn(error: unknown): void {
  if (error instanceof SignInError)
    throw new pulumi.RunError(`${error.message} Nothing was read and nothing was changed.`);
}
