"""Microsoft's Dataverse SDK for Python: rows, queries, metadata, batches."""

import os

from azure.identity import ClientSecretCredential
from cases import case, equal, raises, run
from PowerPlatform.Dataverse.client import DataverseClient
from PowerPlatform.Dataverse.core.errors import HttpError


@case("a row is created, read, changed and deleted")
def rows(client):
    key = client.records.create("account", {"name": "Harbour Supplies"})
    equal(client.records.retrieve("account", key, select=["name"])["name"], "Harbour Supplies")
    client.records.update("account", key, {"name": "Harbour Goods"})
    equal(client.records.retrieve("account", key, select=["name"])["name"], "Harbour Goods")
    client.records.delete("account", key)
    equal(client.records.retrieve("account", key), None)


@case("what is not there is told with its status")
def missing(client):
    key = "d0000000-0000-4000-8000-000000000009"
    raises(HttpError, lambda: client.records.delete("account", key), status_code=404)


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
