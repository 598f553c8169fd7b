/**
 * Texts that mean what config says and are only spelled differently, as services do when they trim. `found` is in the
 * spelling of the config wherever both mean the same, `raw` as the service sent it. Each with its path.
 */
export function noiseBetween(found: unknown, raw: unknown, path = ""): readonly string[] {
  if (typeof found === "string" && typeof raw === "string") {
    return found === raw ? [] : [`${path} spelled differently by the service`];
  }
  if (!isRecord(found) || !isRecord(raw)) return [];
  return Object.keys(raw).flatMap((key) =>
    noiseBetween(found[key], raw[key], path === "" ? key : `${path}.${key}`),
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
