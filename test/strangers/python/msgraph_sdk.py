"""Microsoft's Graph SDK for Python: people, groups, teams, plans, applications, delta and batches."""

import asyncio
import json
import os

from azure.identity import ClientSecretCredential
from cases import case, equal, raises, run
from kiota_authentication_azure.azure_identity_authentication_provider import AzureIdentityAuthenticationProvider
from kiota_abstractions.base_request_configuration import RequestConfiguration
from msgraph import GraphRequestAdapter, GraphServiceClient
from msgraph.generated.groups.groups_request_builder import GroupsRequestBuilder
from msgraph.generated.models.aad_user_conversation_member import AadUserConversationMember
from msgraph.generated.models.application import Application
from msgraph.generated.models.channel import Channel
from msgraph.generated.models.group import Group
from msgraph.generated.models.o_data_errors.o_data_error import ODataError
from msgraph.generated.models.planner_plan import PlannerPlan
from msgraph.generated.models.planner_plan_container import PlannerPlanContainer
from msgraph.generated.models.planner_task import PlannerTask
from msgraph.generated.models.reference_create import ReferenceCreate
from msgraph.generated.models.service_principal import ServicePrincipal
from msgraph.generated.models.team import Team
from msgraph.generated.models.team_member_settings import TeamMemberSettings

graph = os.environ["TENANT_GRAPH"]
people = json.loads(os.environ["TENANT_PEOPLE"])
loop = asyncio.new_event_loop()


def wait(awaitable):
    """The SDK is asynchronous; the cases are told one after the other."""
    return loop.run_until_complete(awaitable)


def new_group(name, **more):
    return Group(
        display_name=name,
        mail_nickname=name.lower(),
        mail_enabled=True,
        security_enabled=False,
        group_types=["Unified"],
        **more,
    )


def link(identifier):
    return ReferenceCreate(odata_id=f"https://graph.microsoft.com/v1.0/directoryObjects/{identifier}")


@case("people are listed, selected and counted")
def list_people(client):
    page = wait(client.users.get())
    equal(len(page.value) >= 3, True)
    one = wait(client.users.by_user_id(people[0]["userPrincipalName"]).get())
    equal(one.id, people[0]["id"])


@case("a group is made, changed, filtered and deleted")
def group_life(client):
    made = wait(client.groups.post(new_group("Yard")))
    wait(client.groups.by_group_id(made.id).patch(Group(description="Outside")))
    parameters = GroupsRequestBuilder.GroupsRequestBuilderGetQueryParameters(
        filter="displayName eq 'Yard'", select=["id", "description"]
    )
    found = wait(client.groups.get(request_configuration=RequestConfiguration(query_parameters=parameters)))
    equal([(group.id, group.description) for group in found.value], [(made.id, "Outside")])
    wait(client.groups.by_group_id(made.id).delete())
    raises(ODataError, lambda: wait(client.groups.by_group_id(made.id).get()), response_status_code=404)
    wait(client.directory.deleted_items.by_directory_object_id(made.id).restore.post())
    equal(wait(client.groups.by_group_id(made.id).get()).display_name, "Yard")


@case("owners and members come and go by reference")
def edges(client):
    made = wait(client.groups.post(new_group("Gate")))
    group = client.groups.by_group_id(made.id)
    wait(group.owners.ref.post(link(people[0]["id"])))
    wait(group.members.ref.post(link(people[1]["id"])))
    equal([person.id for person in wait(group.members.get()).value], [people[1]["id"]])
    wait(group.members.by_directory_object_id(people[1]["id"]).ref.delete())
    equal(wait(group.members.get()).value, [])
    equal([person.id for person in wait(group.owners.graph_user.get()).value], [people[0]["id"]])


@case("a team is made of a group, with channels and people")
def team_life(client):
    made = wait(client.groups.post(new_group("Quay")))
    for builder in (client.groups.by_group_id(made.id).owners, client.groups.by_group_id(made.id).members):
        wait(builder.ref.post(link(people[0]["id"])))
    settings = TeamMemberSettings(allow_create_update_channels=False)
    team = wait(client.groups.by_group_id(made.id).team.put(Team(member_settings=settings)))
    equal(team.member_settings.allow_create_update_channels, False)
    builder = client.teams.by_team_id(made.id)
    channel = wait(builder.channels.post(Channel(display_name="Shifts")))
    wait(builder.channels.by_channel_id(channel.id).patch(Channel(description="Who works when")))
    names = [one.display_name for one in wait(builder.channels.get()).value]
    equal(sorted(names), ["General", "Shifts"])
    member = AadUserConversationMember(
        odata_type="#microsoft.graph.aadUserConversationMember",
        roles=[],
        additional_data={"user@odata.bind": f"https://graph.microsoft.com/v1.0/users('{people[1]['id']}')"},
    )
    wait(builder.members.post(member))
    equal(len(wait(builder.members.get()).value), 2)
    wait(builder.channels.by_channel_id(channel.id).delete())


@case("a plan holds tasks")
def planner(client):
    made = wait(client.groups.post(new_group("Plan")))
    container = PlannerPlanContainer(url=f"https://graph.microsoft.com/v1.0/groups/{made.id}")
    plan = wait(client.planner.plans.post(PlannerPlan(container=container, title="Opening")))
    task = wait(client.planner.tasks.post(PlannerTask(plan_id=plan.id, title="Sweep")))
    tasks = wait(client.planner.plans.by_planner_plan_id(plan.id).tasks.get())
    equal([one.id for one in tasks.value], [task.id])


@case("an application has its principal")
def applications(client):
    made = wait(client.applications.post(Application(display_name="Signs")))
    principal = wait(client.service_principals.post(ServicePrincipal(app_id=made.app_id)))
    equal(principal.display_name, "Signs")
    wait(client.applications.by_application_id(made.id).patch(Application(display_name="Labels")))
    read = client.service_principals_with_app_id(made.app_id)
    equal(wait(read.get()).display_name, "Labels")


@case("a delta tells what is new")
def delta(client):
    page = wait(client.groups.delta.get())
    while page.odata_next_link is not None:
        page = wait(client.groups.delta.with_url(page.odata_next_link).get())
    made = wait(client.groups.post(new_group("Late")))
    news = wait(client.groups.delta.with_url(page.odata_delta_link).get())
    equal([group.id for group in news.value], [made.id])


credential = ClientSecretCredential(
    os.environ["TENANT_ID"],
    os.environ["TENANT_CLIENT_ID"],
    os.environ["TENANT_CLIENT_SECRET"],
    authority=os.environ["TENANT_AUTHORITY"],
    disable_instance_discovery=True,
)
provider = AzureIdentityAuthenticationProvider(credential, scopes=[f"{graph}/.default"], allowed_hosts=[])
adapter = GraphRequestAdapter(provider)
adapter.base_url = f"{graph}/v1.0"
run(GraphServiceClient(request_adapter=adapter))
