import { describe, expect, it } from "vitest";
import type { Environment } from "../../schemas/types/org.ts";
import { deriveEnvironment, requiredConsent } from "../../stacks/derive/environment.ts";
import { dev, org, orgWithDefaults } from "./org-builder.ts";

describe("switches and tables of an environment", () => {
  const withChat = { ...dev, collaboration: { basic: true, enhanced: false, chat: true } };
  const derivedFrom = (environment: Environment) =>
    deriveEnvironment(org({ environments: [environment] }), "dev").resources.filter(({ token }) =>
      token.startsWith("dataverse:"),
    );

  it("chat and tables are declared where config mentions them, tables after the switch", () => {
    expect(derivedFrom({ ...withChat, tables: ["new_site", "lead"] })).toMatchObject([
      { name: "switch-dev", props: { basic: true, enhanced: false, chat: true }, dependsOn: [] },
      { name: "tables-dev", props: { tables: ["lead", "new_site"] }, dependsOn: ["switch-dev"] },
    ]);
  });

  it("[] is a wish, and not mentioned is none", () => {
    expect(derivedFrom({ ...dev, tables: [] })).toMatchObject([{ props: { tables: [] }, dependsOn: [] }]);
    expect(derivedFrom(dev)).toEqual([]);
    const [plain] = derivedFrom({ ...dev, collaboration: { basic: true, enhanced: false } });
    expect(plain?.props).toEqual({ environment: dev.url, basic: true, enhanced: false });
  });

  it("chat needs the consent for chat, enhanced that for record linking, basic none", () => {
    const consent = (["chat", "recordLinking"] as const).map((feature) => ({
      app: "app",
      api: "graph" as const,
      kind: "delegated" as const,
      permission: `Some.${feature}`,
      for: feature,
    }));
    const integration = { apps: [{ key: "app", appId: "5d0c0000-0000-4000-8000-0000000000c0" }], consent };
    const needs = (environment: Environment) =>
      requiredConsent(org({ environments: [environment], integration }), "dev").map(
        (need) => need.permission,
      );
    expect(needs(withChat)).toEqual(["Some.chat"]);
    expect(needs({ ...dev, collaboration: { basic: true, enhanced: true } })).toEqual(["Some.recordLinking"]);
    expect(needs({ ...dev, collaboration: { basic: true, enhanced: true, chat: true } })).toHaveLength(2);
    expect(needs({ ...dev, collaboration: { basic: true, enhanced: false, chat: false } })).toEqual([]);
  });
});

describe("a link by alternate key", () => {
  const link = {
    key: "hq",
    environment: "dev",
    table: "new_site",
    recordKey: { new_code: "SFO-1" },
    documents: true,
    name: "Site",
  };
  const channels = [{ key: "ops", name: "Operations", recordLinks: [link] }];
  const [found] = deriveEnvironment(orgWithDefaults({ channels }), "dev").resources.filter(
    ({ token }) => token === "dataverse:ChannelLink",
  );

  it("leaves the id in the tab's address to the run, which looks the key up", () => {
    const page = `${dev.url}/main.aspx?pagetype=entityrecord&etn=new_site&id={recordId}`;
    expect(found?.props).toMatchObject({
      table: "new_site",
      recordKey: { new_code: "SFO-1" },
      documents: true,
      tab: { contentUrl: page, websiteUrl: page },
    });
    expect(found?.props).not.toHaveProperty("recordId");
  });

  it("says that it opens the record to nobody", () => {
    expect(found?.because).toBe(
      'channel "ops" of "sfo" links the new_site "hq"; a link grants nobody access to the record',
    );
  });
});
