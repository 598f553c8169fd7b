import { quotedYaml } from "../../schemas/text/yaml.ts";

/** A text as a YAML scalar for a file that people go on editing: plain where that is safe, else in double quotes. */
export function yamlScalar(text: string): string {
  const isPlain =
    /^[A-Za-z][\w ./:-]*$/.test(text) && !/: |:$|\s$|^(true|false|null|yes|no|on|off)$/i.test(text);
  return isPlain ? text : quotedYaml(text);
}
