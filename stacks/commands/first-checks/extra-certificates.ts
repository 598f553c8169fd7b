import { readFileSync } from "node:fs";
import tls from "node:tls";

/** NODE_EXTRA_CA_CERTS is read at start; a kept demo names its certificate only now. */
export function trustWhatIsNamedIn(environment: Readonly<Record<string, string | undefined>>): void {
  const file = environment["NODE_EXTRA_CA_CERTS"];
  if (file === undefined || file === process.env["NODE_EXTRA_CA_CERTS"]) return;
  tls.setDefaultCACertificates([...tls.getCACertificates("default"), readFileSync(file, "utf8")]);
}
