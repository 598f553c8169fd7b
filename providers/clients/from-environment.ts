import { connect } from "./connect.ts";
import type { Writer } from "../core/api.ts";

/** The services, signed in with what the variables of this process say. Errors: as `connect`. */
export function connectFromEnvironment(): Writer {
  return connect(process.env);
}
