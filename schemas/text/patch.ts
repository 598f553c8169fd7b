import { Encoded } from "./encoded.ts";

/**
 * A unified diff of files of the config, as `git apply` takes it. It stays as it is: what is put into those files is
 * encoded as YAML where it is put in.
 */
export function patchText(diff: string): Encoded<"patch"> {
  return new Encoded("patch", diff);
}
