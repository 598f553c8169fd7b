import { ApiError, RefusedError, reasonOf, SignInError } from "../../providers/core/errors.ts";
import type { Facts } from "./facts.ts";
import { questions } from "./rows/questions.ts";
import { areas, type Line, type Prerequisite, type Question } from "./prerequisite.ts";
import { consentRows } from "./rows/consent.ts";
import { credentialRows } from "./rows/credentials.ts";
import { environmentRows } from "./rows/environment.ts";
import { groupRuleRows } from "./rows/group-rules.ts";
import { licenceRows } from "./rows/licences.ts";
import { linkRows } from "./rows/links.ts";
import { machineRows } from "./rows/machine.ts";
import { peopleRows } from "./rows/people.ts";
import { permissionRows } from "./rows/permissions.ts";
import { policyRows } from "./rows/policies.ts";
import { targetRows } from "./rows/target.ts";
import { teamRows } from "./rows/teams.ts";

/** Every prerequisite, in the order in which one works through them. */
export const prerequisites: readonly Prerequisite[] = [
  ...machineRows,
  ...targetRows,
  ...permissionRows,
  ...[...consentRows, ...credentialRows],
  ...[...groupRuleRows, ...teamRows],
  ...[...peopleRows, ...licenceRows],
  ...[...environmentRows, ...linkRows],
  ...policyRows,
];

/**
 * Looks at everything that config asks for, each by itself: what cannot be read hides no other. What rests on something
 * that does not hold is not looked at. Writes nothing.
 */
export async function examine(facts: Facts, rows = prerequisites): Promise<readonly Line[]> {
  const asked = rows.filter(({ isAsked }) => isAsked?.(facts) !== false);
  const looked = new Map<string, Promise<Line>>();
  const lineOf = async (row: Prerequisite): Promise<Line> => {
    for (const id of row.needs ?? []) {
      const needed = await looked.get(id);
      if (needed === undefined || needed.outcome === "holds") continue;
      return unseen(row, `not looked at: first "${needed.title}" must hold`);
    }
    return lookAt(row, facts);
  };
  for (const row of asked) looked.set(row.id, lineOf(row));
  const lines = await Promise.all(looked.values());
  const open = questions.filter(({ isAsked }) => isAsked?.(facts) !== false).map(asLine);
  return areas.flatMap((area) => [...lines, ...open].filter((line) => line.area === area));
}

async function lookAt(row: Prerequisite, facts: Facts): Promise<Line> {
  const { id, area, title } = row;
  try {
    const { evidence, wrong } = await row.look(facts);
    return { id, area, title, outcome: wrong.length === 0 ? "holds" : "fails", evidence, wrong };
  } catch (error) {
    if (error instanceof ApiError) return unseen(row, whyUnseen(error, row));
    if (error instanceof SignInError || error instanceof RefusedError) return unseen(row, error.message);
    // What a service has sent may be of a kind that nobody has foreseen: the other rows are told all the same.
    return unseen(row, reasonOf(error));
  }
}

function whyUnseen(error: ApiError, { permission }: Prerequisite): string {
  const mayNot = error.status === 401 || error.status === 403;
  if (!mayNot) return error.message;
  return permission === undefined
    ? `this identity may not look: ${error.message}`
    : `this identity may not look: it needs ${permission}`;
}

function unseen({ id, area, title }: Prerequisite, evidence: string): Line {
  return { id, area, title, outcome: "unseen", evidence, wrong: [] };
}

function asLine({ id, area, title, ask }: Question): Line {
  return { id, area, title, outcome: "ask", evidence: ask, wrong: [] };
}
