// Faults, lag and limits over the admin interface.
import type { Emulator } from "../core.ts";
import { PlanProblem, readPlan } from "../faults/plan.ts";
import { graphRouteNames } from "../graph/service.ts";
import type { Reply, Request } from "../http/message.ts";
import { readLag } from "../lag.ts";
import { AdminProblem, readBody } from "./request.ts";

const ok = (body: Record<string, unknown>): Reply => ({ status: 200, body });

export function listFaults(emulator: Emulator): Reply {
  return ok({ faults: emulator.gate.faults });
}

/** Replaces the plan, or adds to it with `"append": true`. A new plan counts from the beginning. */
export function setFaults(emulator: Emulator, request: Request): Reply {
  const body = readBody(request);
  try {
    const plan = readPlan(body, graphRouteNames);
    if (body["append"] === true) emulator.gate.addFaults(plan);
    else emulator.gate.setFaults(plan);
  } catch (error) {
    if (error instanceof PlanProblem) throw new AdminProblem(400, error.message);
    throw error;
  }
  return listFaults(emulator);
}

export function clearFaults(emulator: Emulator): Reply {
  emulator.gate.setFaults([]);
  return listFaults(emulator);
}

export function showLag(emulator: Emulator): Reply {
  return ok({ ...emulator.lag });
}

export function setLag(emulator: Emulator, request: Request): Reply {
  try {
    emulator.lag = readLag(readBody(request), emulator.lag);
  } catch (error) {
    if (error instanceof AdminProblem) throw error;
    throw new AdminProblem(400, error instanceof Error ? error.message : String(error));
  }
  return showLag(emulator);
}

export function showLimits(emulator: Emulator): Reply {
  return ok({ mode: emulator.gate.limits });
}

export function setLimits(emulator: Emulator, request: Request): Reply {
  const { mode } = readBody(request);
  if (mode !== "off" && mode !== "documented") {
    throw new AdminProblem(400, 'mode: expected "off" or "documented"');
  }
  emulator.gate.setLimits(mode);
  return showLimits(emulator);
}
