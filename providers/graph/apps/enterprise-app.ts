import type { EnterpriseApp } from "../../../schemas/types/resources.ts";
import { madeIn } from "../../core/answers.ts";
import type { Reader } from "../../core/api.ts";
import { changedFields, sameValue } from "../../core/compare.ts";
import { ApiError, RefusedError } from "../../core/errors.ts";
import { flagAt, optionalText, textAt } from "../../core/json.ts";
import { asRemoteId, presentId, type ResourceType } from "../../core/resource-type.ts";
import { appIdOf, findServicePrincipal, nameOfApp, referenceProblem } from "./service-principals.ts";

type Remote = Readonly<Record<string, never>>;

/**
 * The service principal of an app. Created by upsert on its appId, so a repeated create finds the first one.
 * Source: Microsoft Graph "Upsert servicePrincipal", "Update servicePrincipal", read 2026-11.
 */
export const enterpriseApp: ResourceType<EnterpriseApp, Remote> = {
  token: "graph:EnterpriseApp",
  // Application.ReadWrite.OwnedBy is not enough: a first-party app belongs to another tenant.
  permissions: { observe: ["Application.Read.All"], apply: ["Application.ReadWrite.All"] },
  title: (props) => `enterprise app ${props.displayName ?? nameOfApp(props)}`,
  check: (props) => [referenceProblem(props, "appId")].filter((one) => one !== undefined),

  observe: async (api, props) => {
    const appId = await appIdOf(api, props);
    const found = appId === undefined ? undefined : await findServicePrincipal(api, appId);
    if (found === undefined) return { kind: "absent" };
    const displayName = optionalText(found, "displayName");
    return {
      kind: "present",
      id: asRemoteId(textAt(found, "id")),
      value: {
        ...identityOf(props),
        ...(displayName === undefined ? {} : { displayName }),
        accountEnabled: flagAt(found, "accountEnabled"),
      },
      remote: {},
    };
  },

  refuseAdoption: (desired, observed) =>
    desired.displayName === undefined || sameValue(desired.displayName, observed.value.displayName)
      ? undefined
      : `the tenant shows the app ${nameOfApp(desired)} as "${String(observed.value.displayName)}". ` +
        "If that is the app you mean, write this name in the config; else correct the appId.",

  plan: (desired, observed) => {
    if (observed.kind === "absent") return [{ kind: "create", part: "enterprise app", body: { ...desired } }];
    const identity = changedFields({ ...identityOf(desired) }, observed.value);
    if (identity.length > 0) return [{ kind: "replace", part: "enterprise app", because: identity }];
    // The name belongs to the app's publisher: it is checked when the app is taken over and never written.
    const changes = changedFields({ accountEnabled: desired.accountEnabled }, observed.value);
    return changes.length === 0 ? [] : [{ kind: "update", part: "enterprise app", changes }];
  },

  planRemoval: (_last, observed) =>
    observed.kind === "absent" ? [] : [{ kind: "delete", part: "enterprise app" }],

  apply: async (api, step, { props, observed }) => {
    const byAppId = `/servicePrincipals(appId='${await neededAppId(api, props)}')`;
    switch (step.kind) {
      case "create": {
        const body = props.accountEnabled === undefined ? {} : { accountEnabled: props.accountEnabled };
        const headers = { prefer: "create-if-missing" };
        const response = await api.graph.send("PATCH", byAppId, body, headers).catch((error: unknown) => {
          throw refusedToMake(error, props);
        });
        const created = madeIn(response) ?? (await api.graph.get(`${byAppId}?$select=id`));
        return asRemoteId(textAt(created, "id"));
      }
      case "update":
        await api.graph.send("PATCH", byAppId, { accountEnabled: props.accountEnabled });
        return presentId(observed);
      case "delete":
        await api.graph.send("DELETE", byAppId);
        return presentId(observed);
      default:
        throw new Error(`an enterprise app has no step "${step.kind}"`);
    }
  },

  describe: (observed, mentioned) => {
    const { displayName, accountEnabled } = observed.value;
    return {
      ...identityOf(mentioned),
      ...(mentioned.displayName === undefined || displayName === undefined
        ? {}
        : { displayName: mentioned.displayName }),
      ...(mentioned.accountEnabled === undefined || accountEnabled === undefined ? {} : { accountEnabled }),
    };
  },
  remember: () => ({}),
  recall: () => ({}),
};

/** What the app is found by. */
function identityOf({ appId, uniqueName }: EnterpriseApp): Pick<EnterpriseApp, "appId" | "uniqueName"> {
  return { ...(appId === undefined ? {} : { appId }), ...(uniqueName === undefined ? {} : { uniqueName }) };
}

async function neededAppId(api: Reader, props: EnterpriseApp): Promise<string> {
  const appId = await appIdOf(api, props);
  if (appId !== undefined) return appId;
  throw new RefusedError(`the tenant has no app registration "${props.uniqueName ?? ""}" yet. Run again.`);
}

/**
 * Why the service makes no service principal, in words that say what to do; other failures stay as they are. An app
 * of Microsoft appears in a tenant when somebody asks for it by its appId, but not every one may be asked for, and
 * not with every permission. Source: Microsoft Graph "Create servicePrincipal" and reports of its answers, read 2026-11.
 */
function refusedToMake(error: unknown, props: EnterpriseApp): unknown {
  if (!(error instanceof ApiError)) return error;
  const name = nameOfApp(props);
  const app = props.displayName === undefined ? `the app ${name}` : `"${props.displayName}" (${name})`;
  if (error.status === 400 && /does not reference a valid application/i.test(error.serviceMessage)) {
    return new RefusedError(
      `Microsoft Entra knows no app that ${app} could stand for in this tenant. ` +
        "Check the appId; for an app of Microsoft, turn its service on in this tenant or get its licence first.",
    );
  }
  if (error.status === 403 && /backing application/i.test(error.serviceMessage)) {
    return new RefusedError(
      `${app} belongs to another tenant, so bringing it into this one needs the permission ` +
        "Application.ReadWrite.All; this identity has only Application.ReadWrite.OwnedBy.",
    );
  }
  return error;
}
