import { trustWhatIsNamedIn } from "./extra-certificates.ts";

/**
 * Signs in before a verb asks Pulumi for anything, so that a wrong secret, an unknown app or a missing token file is
 * told once and ends the verb: a preview that happens to ask the tenant nothing would be green otherwise. `program`:
 * what the stack's file says; identities are made by Pulumi's own provider, which signs in by itself.
 * Throws SignInError.
 */
export async function signInFirst(
  program: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  if (program === "identities") return;
  const whole = { ...process.env, ...environment };
  trustWhatIsNamedIn(whole);
  const { connect } = await import("../../../providers/clients/connect.ts");
  await connect(whole).signIn();
}
