// What the admin interface refuses, and the body of its requests.
import type { Request } from "../http/message.ts";
import { isObject, type JsonObject } from "../json.ts";

export class AdminProblem extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The body as a JSON object; an empty one when there is none. Throws AdminProblem. */
export function readBody(request: Request): JsonObject {
  if (request.bodyText === "") return {};
  try {
    const body: unknown = JSON.parse(request.bodyText);
    if (isObject(body)) return body;
  } catch {
    // Falls through to the answer below.
  }
  throw new AdminProblem(400, "The body must be a JSON object");
}
