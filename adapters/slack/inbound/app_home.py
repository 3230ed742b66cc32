"""The App Home: the commands, the reader's remaining limits and models, and privacy."""

import logging
from collections.abc import Iterable
from typing import Any

from adapters.slack.command_prefix import prefixed, slash_name
from adapters.slack.config import SlackConfig
from adapters.slack.inbound.context import HOME_BLOCK, Payload, SlackInboundContext, author_of_event
from adapters.slack.inbound.context_resolver import SlackContextResolver
from adapters.slack.outbound.api_client import SlackApiClient, SlackApiError
from adapters.slack.outbound.markup import to_mrkdwn, to_plain_text
from core.commands.localization import summary_of
from core.commands.troubadour.remaining import remaining
from core.domain.clock import Clock
from core.domain.sentences import CommandName, ModelName, Sentence, say
from core.domain.tasks import Task
from core.jobs.dispatcher import Dispatcher
from core.jobs.verdicts import NeedsForm
from core.preferences.choices import preference
from core.preferences.limit_policies import Policies

logger = logging.getLogger(__name__)

SECTION_LIMIT = 3000
"""Characters of a section (https://docs.slack.dev/reference/block-kit/blocks/section-block)."""


class AppHome:
    """Publishes the App Home each time somebody opens it."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        clock: Clock,
        api_client: SlackApiClient,
        contexts: SlackContextResolver,
        policies: Policies,
        config: SlackConfig,
    ) -> None:
        self._dispatcher = dispatcher
        self._clock = clock
        self._api_client = api_client
        self._contexts = contexts
        self._policies = policies
        self._config = config

    async def opened(self, body: Payload) -> None:
        """Publishes the view for the person who opened it."""
        context = await self._contexts.resolve(author_of_event(body), looks_up=True)
        view = {"type": "home", "blocks": await self._blocks(context)}
        try:
            await self._api_client.call(context.target.team, "views.publish", user_id=context.target.user, view=view)
        except SlackApiError as error:
            logger.warning("the App Home of %s was not published: %s", context.target.user, error)

    async def _blocks(self, context: SlackInboundContext) -> list[dict[str, Any]]:
        locale = context.caller.locale
        refusal = context.refusal or (None if context.place.home else say("place-not-listed"))
        if refusal is not None:
            return [_section([to_mrkdwn(refusal, locale)])]
        policy = await self._policies.at(context.place)
        now = self._clock.now()
        left = await remaining(policy, self._dispatcher.store, context.caller, context.place, now)
        privacy = say(
            "slack-home-privacy-how",
            command=CommandName(name="troubadour privacy"),
            forget=CommandName(name="troubadour forget-me"),
        )
        return [
            _section([to_mrkdwn(say("slack-home-how"), locale)]),
            _section(self._commands(locale)),
            await self._missed(context),
            _header(say("slack-home-left"), locale),
            _section(self._worded(left, locale)),
            _header(say("slack-home-models"), locale),
            _section(self._worded(await self._models(context), locale)),
            _header(say("slack-home-privacy"), locale),
            _section(self._worded([privacy], locale)),
        ]

    async def _missed(self, context: SlackInboundContext) -> dict[str, Any]:
        """The button that opens the form of a summary. Its answer goes to the person's conversation with the bot."""
        caller = context.caller
        form = NeedsForm(command=self._dispatcher.registry.get("summarize"))
        saved = await self._dispatcher.save_form(form, f"home {caller.key}", caller, context.place)
        label = to_plain_text(say("slack-home-missed"), caller.locale)
        return {
            "type": "actions",
            "block_id": f"{HOME_BLOCK}{context.target.channel}",
            "elements": [{"type": "button", "action_id": str(saved.id), "text": {"type": "plain_text", "text": label}}],
        }

    def _worded(self, lines: Iterable[Sentence], locale: str | None) -> list[str]:
        return [to_mrkdwn(prefixed(line, self._config.prefix), locale) for line in lines]

    def _commands(self, locale: str | None) -> list[str]:
        """The commands that make something, and the help for all others."""
        prefix = self._config.prefix
        making = [declared for declared in self._dispatcher.registry if " " not in declared.name]
        lines = [f"\u2022 `{slash_name(declared.name, prefix)}`: {summary_of(declared, locale)}" for declared in making]
        return [*lines, f"\u2022 `{slash_name('troubadour help', prefix)}`"]

    async def _models(self, context: SlackInboundContext) -> list[Sentence]:
        store = self._dispatcher.store
        chosen = {task: await preference(store, context.caller, context.place, f"model-{task.value}") for task in Task}
        lines = [
            say("slack-home-model", task=task.value, model=ModelName(name=model))
            for task, model in chosen.items()
            if model
        ]
        return lines or [say("slack-home-no-models", command=CommandName(name="troubadour models"))]


def _section(lines: Iterable[str]) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": "\n".join(lines)[:SECTION_LIMIT]}}


def _header(sentence: Sentence, locale: str | None) -> dict[str, Any]:
    return {"type": "header", "text": {"type": "plain_text", "text": to_plain_text(sentence, locale)}}
