import { connect, type ConnectedServices } from "../../../providers/clients/connect.ts";
import { trustWhatIsNamedIn } from "./extra-certificates.ts";

/** The services as this process's own variables and `more` say, which come first. Asks nothing yet. */
export function connectAs(more: Readonly<Record<string, string | undefined>>): ConnectedServices {
  const environment = { ...process.env, ...more };
  trustWhatIsNamedIn(environment);
  return connect(environment);
}
