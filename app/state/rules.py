"""The rules on screen: due rules and policy cards as they hold, changed by the district; rhythms that were set by hand."""

from datetime import UTC, datetime

import reflex as rx

from app import db
from app.errors import Invalid
from app.models.accounts import Role
from app.models.desk_shapes import CardLine, OverrideLine, RuleLine
from app.rules import duties
from app.services import due_rules, inbox, overrides, policies
from app.services.residents import today_in_dalian
from app.state.gate import allow, current_actor, known_id
from app.state.needs import day_of

READS: tuple[Role, ...] = (Role.DISTRICT, Role.STREET, Role.COMMUNITY, Role.SPECIALIST, Role.GRID, Role.INFO, Role.SECRETARY)
DISTRICT = (Role.DISTRICT,)
LEAD = (Role.COMMUNITY,)


class RulesState(rx.State):
    """What the page shows; `work` is the rule or card that is being changed."""

    loaded: bool = False
    tab: str = "due"
    rules: list[RuleLine] = []
    cards: list[CardLine] = []
    by_hand: list[OverrideLine] = []
    work: str = ""
    effect_people: int = 0
    effect_before: float = 0.0
    effect_after: float = 0.0
    saved: bool = False

    @rx.event
    @allow(*READS)
    async def load(self):
        """The rules as they hold today."""
        await self._show()

    @rx.event
    @allow(*READS)
    async def show(self, tab: str):
        """Due rules, policy cards, or what was set by hand."""
        self.tab, self.work, self.saved = tab if tab in ("due", "cards", "hand") else "due", "", False
        await self._show()

    @rx.event
    @allow(*DISTRICT)
    async def begin(self, code: str):
        """Prepare a change of a rule or a card; the same one again puts it away."""
        self.work, self.saved = "" if self.work == code else code[:20], False
        self.effect_people, self.effect_before, self.effect_after = 0, 0.0, 0.0

    @rx.event
    @allow(*DISTRICT)
    async def preview(self, numbers: str):
        """What the numbers would mean for how many contacts a week; written as days=7 grace=1 lead=3."""
        found = _numbers(numbers)
        self.effect_people, self.effect_before, self.effect_after = await db.read(
            due_rules.effect, actor=await current_actor(self), code=self.work, numbers=found, on=True, now=datetime.now(UTC)
        )

    @rx.event
    @allow(*DISTRICT)
    async def change(self, numbers: str, state: str, valid_from: str, reason: str):
        """Write the version of the rule at work that holds from a day on."""
        day = day_of(valid_from)
        if day is None:
            raise Invalid("rule_day_ahead", "从哪天起：最早明天，最晚一年之内。", "From which day: tomorrow at the earliest, within a year.")
        await db.run(
            due_rules.change, actor=await current_actor(self), code=self.work, numbers=_numbers(numbers), on=state != "off", valid_from=day, reason=reason,
            now=datetime.now(UTC),
        )  # fmt: skip
        self.work, self.saved = "", True
        await self._show()

    @rx.event
    @allow(*DISTRICT)
    async def publish(
        self, title_zh: str, title_en: str, definition_zh: str, definition_en: str, script_zh: str, script_en: str, materials_zh: str, materials_en: str,
        where_zh: str, where_en: str, days: str, source: str, state: str, valid_from: str,
    ):  # fmt: skip
        """Write another version of the card at work."""
        now = datetime.now(UTC)
        words = {
            "title": (title_zh, title_en), "definition": (definition_zh, definition_en), "script": (script_zh, script_en),
            "materials": (materials_zh, materials_en), "where": (where_zh, where_en),
        }  # fmt: skip
        await db.run(
            policies.publish, actor=await current_actor(self), code=self.work, words=words, who=None, days=int(days) if days.isdigit() and len(days) < 4 else -1,
            source=source, on=state != "off", valid_from=day_of(valid_from) or today_in_dalian(now), now=now,
        )  # fmt: skip
        self.work, self.saved = "", True
        await self._show()

    @rx.event
    @allow(*LEAD)
    async def override(self, resident_id: str, tier: str, until: str, reason: str):
        """Set the rhythm of one person by hand, for a while."""
        now = datetime.now(UTC)
        await db.run(
            overrides.set_tier, actor=await current_actor(self), resident_id=known_id(resident_id), tier=tier, reason=reason,
            until=day_of(until) or today_in_dalian(now), now=now,
        )  # fmt: skip
        self.saved = True
        await self._show()

    @rx.event
    @allow(*LEAD)
    async def end_override(self, override_id: str):
        """Let the rules decide again."""
        await db.run(overrides.end, actor=await current_actor(self), override_id=known_id(override_id), now=datetime.now(UTC))
        await self._show()

    async def _show(self) -> None:
        actor, now = await current_actor(self), datetime.now(UTC)
        if self.tab == "due":
            self.rules = await db.read(due_rules.lines, now=now)
        elif self.tab == "cards":
            self.cards = await db.read(policies.card_lines, now=now)
        else:
            self.by_hand = await db.read(inbox.override_lines, actor=actor, now=now)
        self.loaded = True


def _numbers(text: str) -> dict[str, int]:
    """Numbers by name out of one line. Raises Invalid."""
    found: dict[str, int] = {}
    for part in text.split():
        name, _, value = part.partition("=")
        if name not in {n for rule in duties.RULES.values() for n in rule.numbers} or not value.isdigit() or len(value) > 4:
            raise Invalid("rule_numbers", "每个数都要填。", "Every number is needed.")
        found[name] = int(value)
    return found
