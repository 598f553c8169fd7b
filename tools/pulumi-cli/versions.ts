/** The Pulumi CLI to download or build. The npm package @pulumi/pulumi is pinned to the same version. */
export const cliVersion = "3.259.0";

/** An installed CLI is used when it is at least `from` and lower than `below`. */
export const supportedRange = { from: cliVersion, below: "4.0.0" } as const;

/** For messages. */
export const supportedRangeText = `${supportedRange.from} or newer, below ${supportedRange.below}`;

/** What must lie in one folder, or on PATH, for a CLI to run our programs and dynamic providers. */
export const companions = ["pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"] as const;

/** Major, minor and patch of "v3.260.1", "3.260.1-alpha.5+dirty"; undefined for anything else. */
export function parseVersion(text: string): readonly [number, number, number] | undefined {
  const match = /^v?(\d+)\.(\d+)\.(\d+)(?:[-+].*)?$/.exec(text.trim());
  return match === null ? undefined : [Number(match[1]), Number(match[2]), Number(match[3])];
}

/** Below zero when `a` is the older, zero when they are equal. Pre-release parts do not count. */
function compareVersions(a: string, b: string): number {
  const [left, right] = [parseVersion(a), parseVersion(b)];
  if (left === undefined || right === undefined)
    throw new Error(`Cannot compare versions "${a}" and "${b}".`);
  return left[0] - right[0] || left[1] - right[1] || left[2] - right[2];
}

/** Whether a CLI that calls itself `version` may be used. Text that is no version is not supported. */
export function isSupported(version: string): boolean {
  if (parseVersion(version) === undefined) return false;
  return (
    compareVersions(version, supportedRange.from) >= 0 && compareVersions(version, supportedRange.below) < 0
  );
}
