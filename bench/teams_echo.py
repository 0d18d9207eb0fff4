"""A bare Teams SDK on the same server: one handler that gives back a card. `python -m bench.teams_echo PORT KEYS`.

The SDK's own FastAPI adapter, as its documentation puts them together, with credentials: so every token is checked, by
keys at an address on this machine.
"""

import asyncio
import sys
from dataclasses import replace

from fastapi import FastAPI
from microsoft_teams.api import AdaptiveCardActionCardResponse, AdaptiveCardInvokeActivity
from microsoft_teams.api.auth.cloud_environment import PUBLIC
from microsoft_teams.apps import ActivityContext, App, FastAPIAdapter
from microsoft_teams.cards import AdaptiveCard, TextBlock

from bench.requests import APP, TENANT
from bench.targets import serve


def build(keys: str) -> FastAPI:
    api = FastAPI()
    teams = App(
        client_id=APP, token=lambda *_: None, tenant_id=TENANT, http_server_adapter=FastAPIAdapter(app=api),
        cloud=replace(PUBLIC, openid_metadata_url=keys), dangerously_allow_unauthenticated_requests=False,
    )  # fmt: skip

    @teams.on_card_action_execute("actieagenda.blader")
    async def pressed(context: ActivityContext[AdaptiveCardInvokeActivity]) -> AdaptiveCardActionCardResponse:
        value = str(context.activity.value.action.data["value"])
        return AdaptiveCardActionCardResponse(value=AdaptiveCard(body=[TextBlock(text=value)]))

    @api.get("/healthz")
    async def healthz() -> str:
        return "ok"

    asyncio.run(teams.initialize())
    return api


if __name__ == "__main__":
    serve(build(sys.argv[2]), int(sys.argv[1]))
