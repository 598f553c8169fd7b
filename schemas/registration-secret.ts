import type { RegistrationSecret } from "./types/org.ts";

/** When a client secret is renewed. Unit: days. */
export interface SecretTimes {
  readonly validDays: number;
  readonly renewDaysBefore: number;
  readonly overlapDays: number;
}

/**
 * Half a year, as Microsoft Entra proposes ("Add and manage app credentials", read 2026-11), and two months in which
 * runs may renew it: people have to type the new one in, so both are valid for one of them.
 */
const usualTimes: SecretTimes = { validDays: 180, renewDaysBefore: 60, overlapDays: 30 };

/** What config says, with what it leaves out filled in. */
export function secretTimes({
  validDays = usualTimes.validDays,
  renewDaysBefore = usualTimes.renewDaysBefore,
  overlapDays = usualTimes.overlapDays,
}: RegistrationSecret): SecretTimes {
  return { validDays, renewDaysBefore, overlapDays };
}
