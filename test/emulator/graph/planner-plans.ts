// Plans and buckets. Source: "Create plannerPlan", "plannerPlanDetails resource type", "Create plannerBucket".
import { plannerErrors } from "../errors/planner.ts";
import type { Reply } from "../http/message.ts";
import { isObject, type JsonObject, textOf } from "../json.ts";
import type { EntityType } from "../odata/entity-type.ts";
import { modelled } from "../odata/modelled.ts";
import type { Bucket, Plan, PlanDetails } from "../tenant/planner.ts";
import {
  bodyOf,
  type Call,
  entityReply,
  idOf,
  listReply,
  noContent,
  onDelete,
  onGet,
  onPatch,
  onPost,
  parseBind,
  prefers,
  checkedBody,
} from "./call.ts";
import { groupOf, isUnified } from "./group-type.ts";
import { permissions } from "./permissions.ts";
import {
  checkCategories,
  etagOf,
  firstVersion,
  identityOf,
  placeOf,
  plannerBody,
  plannerId,
  requireEtag,
  touch,
} from "./planner-etag.ts";

const plansMost = 200;
const bucketsMost = 200;
export const listOptions: ReadonlySet<string> = new Set(["select", "count"]);

const planType: EntityType<Plan> = modelled("plannerPlan", {
  own: {
    createdDateTime: { type: "DateTimeOffset", read: (plan) => plan.createdDateTime },
    owner: { type: "String", read: (plan) => plan.groupId },
    title: { type: "String", read: (plan) => plan.title, write: "always", isRequired: true, longest: 255 },
    id: { type: "String", read: (plan) => plan.id },
    createdBy: { type: "Object", read: (plan) => plan.createdBy },
    container: {
      type: "Object",
      read: (plan) => ({
        containerId: plan.groupId,
        type: "group",
        url: `https://graph.microsoft.com/v1.0/groups/${plan.groupId}`,
      }),
    },
  },
  expands: { details: (plan) => detailsBody(plan.details, plan.id) },
});

function detailsBody(details: PlanDetails, id: string): JsonObject {
  const { sharedWith, categoryDescriptions } = details;
  return { "@odata.etag": etagOf(details), sharedWith, categoryDescriptions, id };
}

const bucketType: EntityType<Bucket> = modelled("plannerBucket", {
  own: {
    name: { type: "String", read: (bucket) => bucket.name, write: "always", isRequired: true, longest: 255 },
    planId: { type: "String", read: (bucket) => bucket.planId, write: "create", isRequired: true },
    orderHint: { type: "String", read: (bucket) => bucket.orderHint, write: "always", isNullable: true },
    id: { type: "String", read: (bucket) => bucket.id },
  },
});

/** A plan is there as long as its group is. Throws 404. */
export function planWithId(call: Call, id: string): Plan {
  const plan = call.tenant.planner.plans.get(id);
  if (plan === undefined || !call.tenant.groups.has(plan.groupId)) throw plannerErrors.notFound();
  return plan;
}

const planOf = (call: Call): Plan => planWithId(call, idOf(call, "plan"));

/** Throws 404 also when the plan's group is gone. */
export function bucketOf(call: Call): Bucket {
  const bucket = call.tenant.planner.buckets.get(idOf(call, "bucket"));
  if (bucket === undefined) throw plannerErrors.notFound();
  planWithId(call, bucket.planId);
  return bucket;
}

export const withEtag = (item: Parameters<typeof etagOf>[0]): JsonObject => ({ "@odata.etag": etagOf(item) });

function planReply(call: Call, plan: Plan, status = 200): Reply {
  return entityReply(call, planType, plan, "planner/plans", status, withEtag(plan));
}

function createPlan(call: Call): Reply {
  const { container, owner, ...rest } = bodyOf(call);
  const groupId =
    containerOf(call, container) ?? (typeof owner === "string" ? owner.toLowerCase() : undefined);
  if (groupId === undefined) throw plannerErrors.required("container");
  const group = call.tenant.groups.get(groupId);
  if (group === undefined || !isUnified(group)) throw plannerErrors.notFound();
  // A person must be member; being owner is not enough.
  if (call.caller.kind === "user" && !group.members.has(call.caller.user.id)) throw plannerErrors.forbidden();
  const { title } = checkedBody(call, planType, "create", plannerBody, rest);
  const { plans } = call.tenant.planner;
  if ([...plans.values()].filter((plan) => plan.groupId === groupId).length >= plansMost)
    throw plannerErrors.limit("MaximumProjectsOwnedByUser");
  const plan: Plan = {
    id: plannerId(call.world),
    title: title as string,
    groupId,
    createdDateTime: call.world.now().toISOString(),
    createdBy: identityOf(call),
    details: { ...firstVersion(), sharedWith: {}, categoryDescriptions: noDescriptions() },
    ...firstVersion(),
  };
  plans.set(plan.id, plan);
  return planReply(call, plan, 201);
}

function noDescriptions(): Record<string, null> {
  return Object.fromEntries(Array.from({ length: 25 }, (_, index) => [`category${index + 1}`, null]));
}

/** `{"url": …/groups/<id>}`, or `{"containerId", "type": "group"}`. Throws 400 for another container. */
function containerOf(call: Call, container: unknown): string | undefined {
  if (container === undefined || container === null) return undefined;
  if (!isObject(container))
    throw plannerErrors.wrongType("container", "microsoft.graph.plannerPlanContainer");
  const bind = container["url"] === undefined ? undefined : parseBind(call, container["url"]);
  if (bind?.collection === "groups") return bind.key.toLowerCase();
  const id = textOf(container, "containerId");
  if (container["url"] !== undefined || id === undefined || container["type"] !== "group")
    throw plannerErrors.invalidValue("container");
  return id.toLowerCase();
}

function updatePlan(call: Call): Reply {
  const plan = planOf(call);
  const body = bodyOf(call);
  if ("container" in body || "owner" in body) throw plannerErrors.readOnly("container");
  const changes = checkedBody(call, planType, "update", plannerBody, body);
  requireEtag(call, plan, Object.keys(changes));
  Object.assign(plan, changes);
  touch(plan, Object.keys(changes));
  return changedReply(call, () => planReply(call, plan));
}

/** 204, or 200 with the item when it is asked for. */
export function changedReply(call: Call, show: () => Reply): Reply {
  return prefers(call, "return=representation") ? show() : noContent();
}

function deletePlan(call: Call): Reply {
  const plan = planOf(call);
  requireEtag(call, plan, []);
  const { plans, buckets, tasks } = call.tenant.planner;
  for (const map of [buckets, tasks]) {
    for (const [id, item] of map) if (item.planId === plan.id) map.delete(id);
  }
  plans.delete(plan.id);
  return noContent();
}

function planDetailsReply(call: Call): Reply {
  const { id, details } = planOf(call);
  const context = `${call.origin}/${call.version}/$metadata#planner/plans('${id}')/details/$entity`;
  return { status: 200, body: { "@odata.context": context, ...detailsBody(details, id) } };
}

function updatePlanDetails(call: Call): Reply {
  const { details } = planOf(call);
  const body = bodyOf(call);
  const { sharedWith, categoryDescriptions, ...rest } = body;
  for (const name of Object.keys(rest)) {
    if (!name.includes("@")) throw plannerErrors.unknownProperty(name);
  }
  for (const [name, value] of Object.entries({ sharedWith, categoryDescriptions })) {
    if (value !== undefined && !isObject(value)) throw plannerErrors.wrongType(name, "Edm.Object");
  }
  const descriptions = (categoryDescriptions ?? {}) as JsonObject;
  checkCategories("categoryDescriptions", descriptions, "string");
  const names = Object.keys(body).filter((name) => !name.includes("@"));
  requireEtag(call, details, names);
  for (const [name, value] of Object.entries(descriptions))
    if (!name.startsWith("@")) details.categoryDescriptions[name] = value as string | null;
  for (const [user, value] of Object.entries((sharedWith ?? {}) as JsonObject)) {
    if (user.startsWith("@")) continue;
    if (call.tenant.users.get(user) === undefined) throw plannerErrors.invalidValue(`sharedWith/${user}`);
    if (value === true) details.sharedWith[user] = true;
    else delete details.sharedWith[user];
  }
  touch(details, names);
  return changedReply(call, () => planDetailsReply(call));
}

function createBucket(call: Call): Reply {
  const body = checkedBody(call, bucketType, "create", plannerBody);
  const plan = planWithId(call, body["planId"] as string);
  const { buckets } = call.tenant.planner;
  if ([...buckets.values()].filter(({ planId }) => planId === plan.id).length >= bucketsMost)
    throw plannerErrors.limit("MaximumBucketsInProject");
  const bucket: Bucket = {
    id: plannerId(call.world),
    planId: plan.id,
    name: body["name"] as string,
    orderHint: placeOf(call, body["orderHint"]),
    ...firstVersion(),
  };
  buckets.set(bucket.id, bucket);
  return bucketReply(call, bucket, 201);
}

function bucketReply(call: Call, bucket: Bucket, status = 200): Reply {
  return entityReply(call, bucketType, bucket, "planner/buckets", status, withEtag(bucket));
}

function updateBucket(call: Call): Reply {
  const bucket = bucketOf(call);
  const { planId, ...rest } = bodyOf(call);
  if (planId !== undefined && planId !== bucket.planId) throw plannerErrors.readOnly("planId");
  const changes = checkedBody(call, bucketType, "update", plannerBody, rest);
  requireEtag(call, bucket, Object.keys(changes));
  if ("orderHint" in changes) changes["orderHint"] = placeOf(call, changes["orderHint"]);
  Object.assign(bucket, changes);
  touch(bucket, Object.keys(changes));
  return changedReply(call, () => bucketReply(call, bucket));
}

function deleteBucket(call: Call): Reply {
  const bucket = bucketOf(call);
  requireEtag(call, bucket, []);
  const { buckets, tasks } = call.tenant.planner;
  for (const [id, task] of tasks) if (task.bucketId === bucket.id) tasks.delete(id);
  buckets.delete(bucket.id);
  return noContent();
}

function listPlans(call: Call): Reply {
  const group = groupOf(call);
  return listReply(call, {
    type: planType,
    rows: () => [...call.tenant.planner.plans.values()].filter(({ groupId }) => groupId === group.id),
    context: "Collection(microsoft.graph.plannerPlan)",
    options: listOptions,
    annotate: withEtag,
    isAlwaysCounted: true,
  });
}

function listBuckets(call: Call): Reply {
  const plan = planOf(call);
  return listReply(call, {
    type: bucketType,
    rows: () => [...call.tenant.planner.buckets.values()].filter(({ planId }) => planId === plan.id),
    context: "Collection(microsoft.graph.plannerBucket)",
    options: listOptions,
    annotate: withEtag,
    isAlwaysCounted: true,
  });
}

const { readPlans, writePlans } = permissions;
export const plannerPlanRoutes = [
  onGet("/groups/{group}/planner/plans", readPlans, listPlans),
  onPost("/planner/plans", writePlans, createPlan),
  onGet("/planner/plans/{plan}", readPlans, (call) => planReply(call, planOf(call))),
  onPatch("/planner/plans/{plan}", writePlans, updatePlan),
  onDelete("/planner/plans/{plan}", writePlans, deletePlan),
  onGet("/planner/plans/{plan}/details", readPlans, planDetailsReply),
  onPatch("/planner/plans/{plan}/details", writePlans, updatePlanDetails),
  onGet("/planner/plans/{plan}/buckets", readPlans, listBuckets),
  onPost("/planner/buckets", writePlans, createBucket),
  onGet("/planner/buckets/{bucket}", readPlans, (call) => bucketReply(call, bucketOf(call))),
  onPatch("/planner/buckets/{bucket}", writePlans, updateBucket),
  onDelete("/planner/buckets/{bucket}", writePlans, deleteBucket),
];
