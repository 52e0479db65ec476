"""/rules: how often contact is owed and what somebody may be owed, in the language of the page, with dates; changed by the district."""

import reflex as rx

from app.components.desk import PAGE
from app.components.rule_desk import rules_desk
from app.components.shell import app_bar, shell
from app.i18n import _


@rx.memo
def rules_bar() -> rx.Component:
    """The bar of the page."""
    return app_bar(_("Rules"), "")


def page() -> rx.Component:
    """The page at /rules."""
    return shell(rx.el.main(rules_bar(), rules_desk(key="rules"), class_name=PAGE), tab="rules")


