import { optionalText, textAt } from "../../../providers/core/json.ts";
import type { Facts } from "../facts.ts";
import type { Prerequisite } from "../prerequisite.ts";

const area = "devices and access";
const permission = "Policy.Read.All";
const needs = ["sign-in", "tenant"];

const showsFiles = ({ derived }: Facts): boolean =>
  derived.resources.some(({ token }) => token === "dataverse:ChannelLink");

export const policyRows: readonly Prerequisite[] = [
  {
    id: "unmanaged-devices",
    area,
    title: "files of channels open on devices that nobody manages, such as those of a till",
    ...{ needs, permission, isAsked: showsFiles },
    look: async ({ reads }) => {
      const { onUnmanagedDevices } = await reads.conditionalAccess();
      return {
        evidence: `${onUnmanagedDevices.length} policies in force`,
        wrong: onUnmanagedDevices.map((name) => ({
          problem: `the policy "${name}" limits or blocks SharePoint on unmanaged devices: documents of linked records may not open there`,
          mend: "SharePoint admin center, Access control, Unmanaged devices (or Get-SPOTenant | select ConditionalAccessPolicy) says which of the two; except the sites of the stores, or tell people.",
        })),
      };
    },
  },
  {
    id: "own-app-not-blocked",
    area,
    title: "no policy for apps holds for the identities of this stack",
    ...{ needs, permission },
    look: async ({ reads, api }) => {
      const { clientId: ownClientId = "" } = (await reads.signedIn()).app;
      const { onApps } = await reads.conditionalAccess();
      const own = await api.graph.find(`/servicePrincipals(appId='${ownClientId}')?$select=id,displayName`);
      const id = own === undefined ? "" : textAt(own, "id").toLowerCase();
      const hit = onApps.filter(({ principalIds }) =>
        principalIds.some((one) => one === id || one === "serviceprincipalsinmytenant"),
      );
      return {
        evidence: `${onApps.length} policies for apps`,
        wrong: hit.map(({ name }) => ({
          problem: `the policy "${name}" holds for this identity (${own === undefined ? ownClientId : (optionalText(own, "displayName") ?? id)}): a pipeline from another place may be blocked`,
          mend: "Allow the addresses that pipelines come from, or exclude the identity from the policy.",
        })),
      };
    },
  },
];
