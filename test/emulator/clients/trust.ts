// Lets clients of this process trust an emulated tenant, as NODE_EXTRA_CA_CERTS does for a whole process.
import { getCACertificates, setDefaultCACertificates } from "node:tls";

/** Adds the certificate for TLS connections from now on. Returns what takes it away again. */
export function trust(caCertificate: string): () => void {
  const before = getCACertificates("default");
  setDefaultCACertificates([...before, caCertificate]);
  return () => {
    setDefaultCACertificates(before);
  };
}
