import { systemCode } from "../../../providers/clients/calls/no-answer.ts";
import { ApiError } from "../../../providers/core/errors.ts";
import { remedies } from "../../../schemas/remedies.ts";

/** What Pulumi prints, and what a person does about it. Its words are those of CLI 3.259. */
const ofPulumi: readonly (readonly [says: RegExp, mend: (found: RegExpExecArray) => string])[] = [
  [
    /PULUMI_ACCESS_TOKEN must be set/,
    () =>
      "No backend is named, so Pulumi wants its own. Write `backend: { url: … }` into Pulumi.yaml or set " +
      "PULUMI_BACKEND_URL: azblob://CONTAINER?storage_account=NAME, or file://FOLDER to try.",
  ],
  [
    /incorrect passphrase/,
    () =>
      "PULUMI_CONFIG_PASSPHRASE is not the one that this stack was made with. Take it from where your team keeps it.",
  ],
  [
    /passphrase must be set/,
    () => "Set PULUMI_CONFIG_PASSPHRASE, or PULUMI_CONFIG_PASSPHRASE_FILE, to what this stack was made with.",
  ],
  [/no stack named '([^']+)' found/, ([, stack = ""]) => `Make it once: ${remedies.initStack(stack)}`],
  [
    /unable to open (?:state directory|bucket)[^]*no such file or directory/,
    () => "The folder of the state is not there. Make it, or correct the backend's address.",
  ],
  [
    /no Pulumi\.yaml project file found/,
    () =>
      `This folder is in no repository of store teams. Go to yours, or make one: ${remedies.makeRepository()}`,
  ],
  [
    /DefaultAzureCredential: failed to acquire a token/,
    () =>
      `Nobody is signed in for the storage of the state. Set the variables with AZURE_ that the runs use, or: ${remedies.signInByCli(undefined)}`,
  ],
  [
    /AuthorizationPermissionMismatch|AuthorizationFailure|AuthorizationFailed/,
    () =>
      "This identity may not use the storage of the state: give it the role Storage Blob Data Contributor there.",
  ],
  [
    /\.pulumi[^]*(?:no such host|dial tcp|i\/o timeout|connection refused)/,
    () =>
      "The storage of the state cannot be reached. Check the network, the proxy and the backend's address.",
  ],
  [
    /currently locked by/,
    () =>
      "Another run works on this stack: wait for it. Only when none does, Pulumi's own `cancel` takes the lock away.",
  ],
  [
    /Cannot find module|failed to load language plugin|could not find @pulumi\/pulumi/,
    () => `The packages are not installed whole. Run: ${remedies.installPackages()}`,
  ],
];

/** What to do about an output of Pulumi; undefined where nothing better is known than what it says. Pure. */
export function mendOfPulumi(output: string): string | undefined {
  for (const [says, mend] of ofPulumi) {
    const found = says.exec(output);
    if (found !== null) return mend(found);
  }
  return undefined;
}

/** What to do about a file that cannot be used, by the code of the system. */
const ofFiles: Readonly<Record<string, string>> = {
  EACCES: "This user may not do that. Give it the right, or work in a folder of its own.",
  EPERM: "This user may not do that. Give it the right, or work in a folder of its own.",
  EROFS: "That place can only be read. Work in a folder that can be written.",
  ENOSPC: "The disk is full. Make room, then run it again.",
  EDQUOT: "The quota of this user is used up. Make room, then run it again.",
  ENOENT: "It is not there. Check the path.",
  ENOTDIR: "A file is where a folder is expected. Check the path.",
  EISDIR: "A folder is where a file is expected. Check the path.",
  EMFILE: "Too many files are open. Raise the limit (ulimit -n), then run it again.",
};

/** What to do about a failure that reached the end of a verb; undefined for one that nobody has foreseen. Pure. */
export function mendOf(error: unknown): string | undefined {
  if (error instanceof ApiError) return mendOfAnswer(error);
  return error instanceof Error && "syscall" in error ? ofFiles[systemCode(error) ?? ""] : undefined;
}

function mendOfAnswer({ status, code }: ApiError): string {
  if (code === "0x80072560")
    return "The identity is no user of this Dynamics environment: add it as an application user, with a security role.";
  if (status === 401)
    return "The service does not take this sign-in: check who is signed in with the verb whoami.";
  if (status === 403)
    return "The identity lacks a permission. The verb permissions says which a stack needs, and with --diff which are missing.";
  return "Nothing was decided from it. Run it again; if it stays, the service or what stands in between is at fault.";
}
