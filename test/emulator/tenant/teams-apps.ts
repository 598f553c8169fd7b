// The apps of the Teams catalogue: the built-in tabs, and the Dynamics 365 app. Source: "Configure the built-in
// tab types in Microsoft Teams".
import type { TeamsApp } from "./model.ts";

export const websiteTabAppId = "com.microsoft.teamspace.tab.web";

function builtIn(id: string, displayName: string): TeamsApp {
  return store(id, displayName, { isBuiltIn: true });
}

function store(id: string, displayName: string, facts: Partial<TeamsApp> = {}): TeamsApp {
  return {
    id,
    externalId: null,
    displayName,
    distributionMethod: "store",
    version: "1.0.0",
    hasTab: true,
    isBuiltIn: false,
    resourceSpecificPermissions: [],
    ...facts,
  };
}

export const catalogue: readonly TeamsApp[] = [
  builtIn(websiteTabAppId, "Website"),
  builtIn("com.microsoft.teamspace.tab.file.staticviewer.word", "Word"),
  builtIn("com.microsoft.teamspace.tab.file.staticviewer.excel", "Excel"),
  builtIn("com.microsoft.teamspace.tab.file.staticviewer.powerpoint", "PowerPoint"),
  builtIn("com.microsoft.teamspace.tab.file.staticviewer.pdf", "PDF"),
  builtIn("com.microsoft.teamspace.tab.files.sharepoint", "Document library"),
  builtIn("com.microsoft.teamspace.tab.youtube", "YouTube"),
  builtIn("com.microsoft.teamspace.tab.vsts", "Azure DevOps"),
  builtIn("com.microsoft.teamspace.tab.planner", "Planner"),
  builtIn("com.microsoft.teamspace.tab.powerbi", "Power BI"),
  store("81fef3a6-72aa-4648-a763-de824aeafb7d", "Forms"),
  store("0d820ecd-def2-4297-adad-78056cde7c78", "OneNote"),
  store("2a527703-1f6f-4559-a332-d8a7d288cd88", "SharePoint"),
  store("84c2de91-84e8-4bbf-b15d-9ef33245ad29", "Business Central"),
  store("cd2d8695-bdc9-4d8e-9620-cc963ed81f41", "Dynamics 365"),
  store("14d6962d-6eeb-4f48-8890-de55454bb136", "Activity", { hasTab: false }),
  // An app of the organization itself: the catalogue's id differs from that of its manifest.
  store("e7a10000-0000-4000-8000-00000000c0de", "Store checklist", {
    externalId: "5c0e0000-0000-4000-8000-00000000c0de",
    distributionMethod: "organization",
  }),
];
