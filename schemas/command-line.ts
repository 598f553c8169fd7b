/** True in the published package: its files are JavaScript, those of a checkout are TypeScript. */
const isPackage = import.meta.url.endsWith(".js");

/** How a verb is called here, for usage texts: `npm run plan --` in a checkout, else `npx store-teams plan`. */
export function commandName(verb: string): string {
  return isPackage ? `npx store-teams ${verb}` : `npm run ${verb} --`;
}

/** What a person types to run a verb here, such as `npx store-teams plan --stack dev`. `args` as in a shell. */
export function commandLine(verb: string, args = ""): string {
  return args === "" ? commandName(verb).replace(/ --$/, "") : `${commandName(verb)} ${args}`;
}
