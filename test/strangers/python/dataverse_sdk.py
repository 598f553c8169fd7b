"""Microsoft's Dataverse SDK for Python: rows, queries, metadata, batches."""

import os
from enum import IntEnum

import pandas
from azure.identity import ClientSecretCredential
from cases import case, equal, raises, run
from PowerPlatform.Dataverse.client import DataverseClient
from PowerPlatform.Dataverse.core.errors import HttpError
from PowerPlatform.Dataverse.models import UpsertItem
from PowerPlatform.Dataverse.models.filters import col, raw


class Shelf(IntEnum):
    """A choice of the table that is made below."""

    LOW = 1
    HIGH = 2


@case("a row is created, read, changed and deleted")
def rows(client):
    key = client.records.create("contact", {"firstname": "Ana", "lastname": "Ito", "telephone1": "555-0100"})
    row = client.records.retrieve("contact", key, select=["fullname", "telephone1"])
    equal((row["fullname"], row["telephone1"]), ("Ana Ito", "555-0100"))
    client.records.update("contact", key, {"jobtitle": "Manager", "lastname": "Sato"})
    row = client.records.retrieve("contact", key, select=["fullname", "jobtitle"])
    equal((row["fullname"], row["jobtitle"]), ("Ana Sato", "Manager"))
    client.records.delete("contact", key)
    equal(client.records.retrieve("contact", key), None)


@case("many rows are created, changed and deleted at once")
def many(client):
    keys = client.records.create("account", [{"name": f"Depot {n}"} for n in range(3)])
    equal(len(keys), 3)
    client.records.update("account", keys, {"telephone1": "555-0101"})
    found = list(client.records.list("account", filter="telephone1 eq '555-0101'", select=["name"]))
    equal(sorted(row["name"] for row in found), ["Depot 0", "Depot 1", "Depot 2"])
    client.records.delete("account", keys)
    equal(list(client.records.list("account", filter="telephone1 eq '555-0101'")), [])


@case("a query filters, orders and pages")
def query(client):
    keys = client.records.create("account", [{"name": f"Yard {n}", "numberofemployees": n} for n in range(5)])
    builder = client.query.builder("account").select("name").where(col("numberofemployees").between(1, 3))
    builder = builder.where(col("statecode").in_([0, 1])).order_by("name", descending=True).page_size(2)
    pages = [[row["name"] for row in page] for page in builder.execute_pages()]
    equal(pages, [["Yard 3", "Yard 2"], ["Yard 1"]])
    today = client.query.builder("account").select("name")
    today = today.where(raw("Microsoft.Dynamics.CRM.Today(PropertyName='createdon')"))
    equal(len(list(today.where(col("name").startswith("Yard")).execute())), 5)
    client.records.delete("account", keys, use_bulk_delete=False)


@case("lookups are bound, expanded and shown with their names")
def lookups(client):
    account = client.records.create("account", {"name": "Harbour"})
    contact = client.records.create(
        "contact", {"lastname": "Ito", "parentcustomerid_account@odata.bind": f"/accounts({account})"}
    )
    client.records.update("account", account, {"primarycontactid@odata.bind": f"/contacts({contact})"})
    row = client.records.retrieve("account", account, select=["name"], expand=["primarycontactid"])
    equal(row["primarycontactid"]["lastname"], "Ito")
    shown = client.query.builder("account").select("name", "statecode").where(col("name") == "Harbour")
    (formatted,) = list(shown.include_formatted_values().execute())
    equal(formatted["statecode@OData.Community.Display.V1.FormattedValue"], "Active")
    client.records.update("account", account, {"primarycontactid@odata.bind": None})
    equal(client.records.retrieve("account", account)["_primarycontactid_value"], None)


@case("a choice is written by its label")
def choices(client):
    key = client.records.create("contact", {"lastname": "Ito", "accountrolecode": "Employee"})
    equal(client.records.retrieve("contact", key)["accountrolecode"], 2)
    client.records.delete("contact", key)


@case("tables, columns and relations are described")
def describe(client):
    equal(client.tables.get("account")["entity_set_name"], "accounts")
    names = {table["LogicalName"] for table in client.tables.list()}
    equal({"account", "contact", "msdyn_teamscollaboration"} <= names, True)
    columns = {column["LogicalName"]: column for column in client.tables.list_columns("contact")}
    equal(columns["firstname"]["AttributeType"], "String")
    equal(columns["firstname"]["SchemaName"], "FirstName")
    related = client.tables.list_table_relationships("account")
    equal("contact_customer_accounts" in {one["SchemaName"] for one in related}, True)


@case("a table is made, filled and taken away")
def own_table(client):
    made = client.tables.create("new_Crate", {"new_Weight": "decimal", "new_Shelf": Shelf, "new_Code": "string"})
    equal((made["table_logical_name"], made["entity_set_name"]), ("new_crate", "new_crates"))
    equal(client.tables.add_columns("new_Crate", {"new_IsFull": "bool"}), ["new_IsFull"])
    key = client.records.create("new_Crate", {"new_Name": "One", "new_Weight": 2.5, "new_Shelf": "High"})
    row = client.records.retrieve("new_Crate", key)
    equal((row["new_name"], row["new_weight"], row["new_shelf"], row["new_isfull"]), ("One", 2.5, 2, False))
    client.tables.remove_columns("new_Crate", "new_IsFull")
    raises(HttpError, lambda: client.records.update("new_Crate", key, {"new_IsFull": True}), status_code=400)
    client.tables.create_alternate_key("new_Crate", "new_CrateCode", ["new_code"])
    equal([one.key_attributes for one in client.tables.get_alternate_keys("new_Crate")], [["new_code"]])
    item = UpsertItem(alternate_key={"new_code": "C-2"}, record={"new_name": "Two"})
    client.records.upsert("new_Crate", [item])
    client.records.upsert("new_Crate", [item, UpsertItem(alternate_key={"new_code": "C-3"}, record={})])
    found = list(client.records.list("new_Crate", select=["new_code"], orderby=["new_code"]))
    equal([row["new_code"] for row in found], [None, "C-2", "C-3"])
    client.tables.delete("new_Crate")
    equal(client.tables.get("new_Crate"), None)


@case("a lookup is made between tables")
def own_relation(client):
    client.tables.create("new_Dock", {})
    made = client.tables.create_lookup_field("new_dock", "new_AccountId", "account")
    relation = client.tables.get_relationship(made.relationship_schema_name)
    equal((relation.referenced_entity, relation.referencing_entity), ("account", "new_dock"))
    account = client.records.create("account", {"name": "Harbour"})
    key = client.records.create("new_dock", {"new_AccountId@odata.bind": f"/accounts({account})"})
    equal(client.records.retrieve("new_dock", key)["_new_accountid_value"], account)
    client.tables.delete_relationship(made.relationship_id)
    client.tables.delete("new_Dock")


@case("a batch carries reads, writes and a change set")
def batch(client):
    request = client.batch.new()
    with request.changeset() as changes:
        contact = changes.records.create("contact", {"lastname": "Ito"})
        changes.records.create("account", {"name": "Pier", "primarycontactid@odata.bind": contact})
    request.records.list("account", filter="name eq 'Pier'", select=["name"])
    result = request.execute()
    equal([one.is_success for one in result.responses], [True, True, True])
    (row,) = result.responses[2].data["value"]
    equal(row["name"], "Pier")
    wrong = client.batch.new()
    with wrong.changeset() as changes:
        changes.records.create("account", {"name": "Lost"})
        changes.records.create("account", {"name": "Lost", "numberofemployees": "many"})
    equal(wrong.execute(continue_on_error=True).has_errors, True)
    equal(list(client.records.list("account", filter="name eq 'Lost'")), [])


@case("rows go into a data frame and back")
def frames(client):
    keys = client.dataframe.create("account", pandas.DataFrame([{"name": "Quay 1"}, {"name": "Quay 2"}]))
    frame = client.query.builder("account").select("name").where(col("accountid").in_(list(keys))).execute()
    equal(sorted(frame.to_dataframe()["name"]), ["Quay 1", "Quay 2"])
    client.records.delete("account", list(keys))


@case("what is not there, or is no column, is told with its status")
def refused(client):
    key = "d0000000-0000-4000-8000-000000000009"
    raises(HttpError, lambda: client.records.delete("account", key), status_code=404)
    raises(HttpError, lambda: client.records.create("account", {"colour": "red"}), status_code=400)
    raises(HttpError, lambda: list(client.records.list("account", filter="colour eq 1")), status_code=400)


@case("a query in SQL is told to be not emulated, never answered with all rows")
def sql(client):
    raises(HttpError, lambda: client.query.sql("SELECT name FROM account"), status_code=501)


def main():
    credential = ClientSecretCredential(
        os.environ["TENANT_ID"],
        os.environ["TENANT_CLIENT_ID"],
        os.environ["TENANT_CLIENT_SECRET"],
        authority=os.environ["TENANT_AUTHORITY"],
        disable_instance_discovery=True,
    )
    with DataverseClient(os.environ["TENANT_DATAVERSE"], credential) as client:
        run(client)


if __name__ == "__main__":
    main()
