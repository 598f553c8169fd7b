// The permissions that Microsoft Graph offers. The ids are the same in every tenant.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { guidFrom } from "../world.ts";
import type { AppRole, Scope } from "./model.ts";

/** Id of the delegated scope, who may consent to it, id of the application role. */
type Row = readonly [scope: string | null, consent: "Admin" | "User" | null, role: string | null];

/** How Microsoft Graph showed itself when the file was made: see ../metadata/make-graph-permissions.ts. */
const snapshot = JSON.parse(
  readFileSync(join(import.meta.dirname, "..", "metadata", "graph-permissions.json"), "utf8"),
) as Readonly<Record<string, Row>>;

/** Offered since, or left out there. Source: "Microsoft Graph permissions reference". */
const later: Readonly<Record<string, Row>> = {
  "BusinessScenarioConfig.Read.All": ["d16480b2-e469-4118-846b-d3d177327bee", "Admin", null],
  "BusinessScenarioConfig.Read.OwnedBy": [
    "c47e7b6e-d6f1-4be9-9ffd-1e00f3e32892",
    "Admin",
    "acc0fc4d-2cd6-4194-8700-1768d8423d86",
  ],
  "BusinessScenarioConfig.ReadWrite.All": ["755e785b-b658-446f-bb22-5a46abd029ea", "Admin", null],
  "BusinessScenarioConfig.ReadWrite.OwnedBy": [
    "b3b7fcff-b4d4-4230-bf6f-90bd91285395",
    "Admin",
    "bbea195a-4c47-4a4f-bff2-cba399e11698",
  ],
  "BusinessScenarioData.Read.OwnedBy": [
    "25b265c4-5d34-4e44-952d-b567f6d3b96d",
    "Admin",
    "6c0257fd-cffe-415b-8239-2d0d70fdaa9c",
  ],
  "BusinessScenarioData.ReadWrite.OwnedBy": [
    "19932d57-2952-4c60-8634-3655c79fc527",
    "Admin",
    "f2d21f22-5d80-499e-91cc-0a8a4ce16f54",
  ],
  "Chat.ReadWrite.All": [
    "7e9a077b-3711-42b9-b7cb-5fa5f3f7fea7",
    "User",
    "294ce7c9-31ba-490a-ad7d-97a7d075e4ed",
  ],
  "Presence.Read.All": [
    "9c7a330d-35b3-4aa1-963d-cb2b9f927841",
    "User",
    "a70e0c2d-e793-494c-94c4-118fa0a67f42",
  ],
  "User.ReadBasic.All": [
    "b340eb25-3456-403f-be2f-af7a0d370277",
    "User",
    "97235f07-e226-4f63-ace3-39588e11d3a1",
  ],
};

/** Roles that routes accept and whose real ids were not looked up: the ids are made up. */
const rolesWithoutKnownId = [
  "AuditLogsQuery.Read.All",
  "Group.ReadBasic.All",
  "GroupMember.ReadBasic.All",
  "LicenseAssignment.Read.All",
  "TeamsAppInstallation.Read.All",
  "TeamsAppInstallation.ManageSelectedForTeam.All",
  "TeamsAppInstallation.ReadWriteSelfAndConsentForTeam.All",
  "TeamsAppInstallation.ReadWriteAndConsentForTeam.All",
  "TeamsAppInstallation.ReadWriteAndConsentForUser.All",
];

const rows = Object.entries({ ...snapshot, ...later });

export const graphScopes: readonly Scope[] = rows.flatMap(([value, [id, consent]]) =>
  id === null ? [] : [{ id, value, isAdmin: consent === "Admin" }],
);

export const graphAppRoles: readonly AppRole[] = [
  ...rows.flatMap(([value, [, , id]]) => (id === null ? [] : [{ id, value }])),
  ...rolesWithoutKnownId
    .filter((value) => snapshot[value] === undefined)
    .map((value) => ({ id: guidFrom(`app role ${value}`), value })),
];
