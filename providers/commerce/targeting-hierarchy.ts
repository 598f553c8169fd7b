import type { TargetingHierarchy } from "../../schemas/types/resources.ts";
import type { Reader, Writer } from "../core/api.ts";
import { RefusedError } from "../core/errors.ts";
import { optionalText } from "../core/json.ts";
import {
  asRemoteId,
  type FieldChange,
  type Observation,
  type Place,
  type ResourceType,
} from "../core/resource-type.ts";
import { explainRows, renderHierarchy } from "./hierarchy-csv.ts";

/** What is known of file and upload beside the rows. */
export interface HierarchyRemote {
  /** The file that lies there, relative to the output folder; undefined when there is none. */
  readonly file: string | undefined;
  /** Why PowerShell cannot upload here; undefined when it can, or was not asked for. */
  readonly shellMissing: string | undefined;
  /** Whether this very content was uploaded and accepted, as far as can be seen. */
  readonly uploaded: boolean;
  /** An upload of just this content that is not at its end yet. */
  readonly uploadInProgress: string | undefined;
}

/** How long one run waits for the service to check an upload. The documents give no figure; checks take minutes. */
const uploadSecondsMax = 900;
const pollSecondsMax = 15;

/**
 * The targeting hierarchy of the tenant: there is one, and an upload replaces it as a whole. The file is always
 * written; the upload is done where PowerShell and its module are, and is a person's matter elsewhere.
 *
 * There is no way to read the hierarchy back, so the name of the file carries the hash of what is in it, and the
 * status of the last upload names the file. An upload that was cut off is waited for, not repeated. Moved lines of
 * the config (`at`) alone are no change.
 */
export const targetingHierarchy: ResourceType<TargetingHierarchy, HierarchyRemote> = {
  token: "commerce:TargetingHierarchy",
  // No Graph permission: the identity needs the role Teams administrator, and only for `upload: powershell`.
  permissions: { observe: [], apply: [] },
  title: (props) => `targeting hierarchy "${props.hierarchy}"`,
  check: checkHierarchy,
  observe: observeHierarchy,
  refuseAdoption: () => undefined,

  plan: (desired, observed) => {
    if (observed.kind === "absent") {
      return [{ kind: "create", part: "file", body: { path: renderHierarchy(desired).path } }];
    }
    const { value, remote } = observed;
    if (value.hierarchy !== desired.hierarchy) {
      const because = [{ path: "hierarchy", from: value.hierarchy, to: desired.hierarchy }];
      return [{ kind: "replace", part: "hierarchy", because }];
    }
    const changes = changedRows(desired, value);
    if (changes.length > 0) return [{ kind: "update", part: "file", changes }];
    if (desired.upload === value.upload || remote.shellMissing !== undefined) return [];
    return [
      {
        kind: "update",
        part: "upload",
        changes: [{ path: "upload", from: value.upload, to: desired.upload }],
      },
    ];
  },

  planRemoval: (last, observed) => {
    if (observed.kind === "absent" || observed.remote.file === undefined) return [];
    const isUploaded = last.upload === "powershell" && observed.remote.shellMissing === undefined;
    // The file goes last: it is what tells a removal that was cut off to go on.
    return [
      ...(isUploaded ? [{ kind: "delete" as const, part: "upload" }] : []),
      { kind: "delete" as const, part: "file" },
    ];
  },

  apply: async (api, step, { props, observed }) => {
    const before = observed.kind === "present" ? observed.remote : undefined;
    if (step.kind === "delete" && step.part === "upload") await api.teamsShell.removeHierarchy();
    else if (step.kind === "delete") await api.outputs.remove(before?.file ?? props.file);
    else if (step.part === "upload") await upload(api, props, before);
    else {
      const { path, text } = renderHierarchy(props);
      // The old one first: a run that is cut off here finds no file, and makes it.
      if (before?.file !== undefined && before.file !== path) await api.outputs.remove(before.file);
      await api.outputs.write(path, text);
    }
    return asRemoteId(props.hierarchy);
  },

  describe: ({ value }, mentioned) => ({ ...mentioned, rows: {}, ...value }),
  remember: ({ file, shellMissing, uploaded }) => ({
    ...(file === undefined ? {} : { file }),
    ...(uploaded ? { uploaded } : {}),
    ...(shellMissing === undefined ? {} : { shellMissing }),
  }),
  recall: (remembered) => ({
    file: optionalText(remembered, "file"),
    shellMissing: undefined,
    uploaded: remembered["uploaded"] === true,
    uploadInProgress: undefined,
  }),
};

/** Source: "Set up your team hierarchy", read 2026-11: each team once, and every leaf has one. */
function checkHierarchy({ rows, teamIds }: TargetingHierarchy): { property: string; reason: string }[] {
  const parents = new Set(Object.values(rows).map(({ parent }) => parent));
  const problems = Object.entries(rows).flatMap(([id, { name, parent }]) => {
    if (parent !== "" && rows[parent] === undefined)
      return [{ property: `rows.${id}`, reason: `its parent "${parent}" is not in the hierarchy` }];
    const needsTeam = parent === "" || !parents.has(id);
    return needsTeam && teamIds[id] === undefined
      ? [
          {
            property: `teamIds.${id}`,
            reason: `is missing: "${name}" is a ${parent === "" ? "root" : "leaf"}`,
          },
        ]
      : [];
  });
  const nodeByTeam = new Map<string, string>();
  for (const [id, team] of Object.entries(teamIds)) {
    const other = nodeByTeam.get(team);
    if (other !== undefined)
      problems.push({ property: `teamIds.${id}`, reason: `is the team of "${other}" already` });
    nodeByTeam.set(team, id);
  }
  return problems;
}

/** Rows that read differently, and the header. Without rows there is no file that we know: all of them. */
function changedRows(
  desired: TargetingHierarchy,
  there: Partial<TargetingHierarchy>,
): readonly FieldChange[] {
  const is = renderHierarchy(desired);
  if (there.rows === undefined || Object.keys(there.rows).length === 0) {
    return [{ path: "file", from: undefined, to: is.path }];
  }
  const was = renderHierarchy({ ...desired, ...there });
  if (was.path === is.path) return [];
  const ids = [...new Set([...Object.keys(was.lines), ...Object.keys(is.lines)])].toSorted();
  const rows = ids
    .filter((id) => was.lines[id] !== is.lines[id])
    .map((id) => ({ path: `rows.${id}`, from: was.lines[id]?.trimEnd(), to: is.lines[id]?.trimEnd() }));
  if (was.header !== is.header)
    rows.unshift({ path: "columns", from: was.header.trimEnd(), to: is.header.trimEnd() });
  return rows.length > 0 ? rows : [{ path: "file", from: was.path, to: is.path }];
}

async function observeHierarchy(
  api: Reader,
  props: TargetingHierarchy,
  place: Place,
): Promise<Observation<TargetingHierarchy, HierarchyRemote>> {
  const { path, text, hash } = renderHierarchy(props);
  const isThere = (await api.outputs.read(path)) === text.text;
  const earlier = optionalText(place.remembered, "file");
  const file = isThere
    ? path
    : earlier !== undefined && (await api.outputs.read(earlier)) !== undefined
      ? earlier
      : undefined;
  const { uploaded, inProgress, shellMissing } = await lastUpload(api, props, hash);
  // An upload that the service confirms needs no file any more: pipelines start in an empty folder each time.
  const isMade = isThere || uploaded;
  if (!isMade && file === undefined && place.id === undefined) return { kind: "absent" };
  const { rows: _rows, teamIds: _teamIds, ...rest } = props;
  const asFound = {
    ...(isMade ? props : rest),
    upload:
      props.upload === "powershell" && (uploaded || shellMissing !== undefined) ? "powershell" : "byHand",
  } as const;
  return {
    kind: "present",
    id: place.id ?? asRemoteId(props.hierarchy),
    value: asFound,
    remote: { file, shellMissing, uploaded, uploadInProgress: inProgress },
  };
}

interface LastUpload {
  readonly uploaded: boolean;
  readonly inProgress: string | undefined;
  readonly shellMissing: string | undefined;
}

/** How far the service is with this very content; the name of the uploaded file carries its hash. */
async function lastUpload(api: Reader, props: TargetingHierarchy, hash: string): Promise<LastUpload> {
  const nothing = { uploaded: false, inProgress: undefined, shellMissing: undefined };
  if (props.upload === "byHand") return nothing;
  const shellMissing = await api.teamsShell.missing();
  if (shellMissing !== undefined) return { ...nothing, shellMissing };
  const last = await api.teamsShell.hierarchyStatus();
  if (last === undefined || !last.fileName.includes(hash)) return nothing;
  const isOpen = last.status === "Starting" || last.status === "Validating";
  return {
    ...nothing,
    uploaded: last.status === "Successful",
    inProgress: isOpen ? last.requestId : undefined,
  };
}

/** Uploads, or goes on waiting for an upload of the same content, until the service has checked it. */
async function upload(
  api: Writer,
  props: TargetingHierarchy,
  before: HierarchyRemote | undefined,
): Promise<void> {
  const file = renderHierarchy(props);
  // The file may be missing here when an earlier upload of it was refused elsewhere.
  if ((await api.outputs.read(file.path)) !== file.text.text) await api.outputs.write(file.path, file.text);
  const requestId = before?.uploadInProgress ?? (await api.teamsShell.setHierarchy(file.path));
  const giveUpAtMilliseconds = api.clock.nowMilliseconds() + uploadSecondsMax * 1000;
  for (let look = 1; ; look += 1) {
    const now = await api.teamsShell.hierarchyStatus(requestId);
    if (now?.status === "Successful") return;
    if (now?.status === "Failed") {
      throw new RefusedError(
        `${targetingHierarchy.title(props)}: Teams refuses ${file.path}:\n` +
          explainRows(now.errorMessage, file, props),
      );
    }
    const waitSeconds = Math.min(pollSecondsMax, 2 * look);
    if (api.clock.nowMilliseconds() + waitSeconds * 1000 > giveUpAtMilliseconds) {
      throw new Error(
        `${targetingHierarchy.title(props)}: after ${uploadSecondsMax} s Teams is still at "${now?.status ?? "nothing"}" ` +
          `with upload ${requestId}. Run again: it is waited for, not uploaded twice.`,
      );
    }
    await api.clock.sleep(waitSeconds * 1000);
  }
}
