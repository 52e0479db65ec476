"""The lock of a phone that carries a list: the screen that asks for the PIN, and the quiet words about this phone itself."""

from typing import Any

import reflex as rx

from app.components.kit import PRIMARY, QUIET, SOFT_SMALL, banner, icon
from app.components.offline import OFF, tap, with_value
from app.components.scene import sign
from app.i18n import _

CLOSED = (OFF.lock_state == "locked") | ((OFF.lock_state == "set") & OFF.lock_forced)
"""Whether the list may not be seen; then nothing of the page is drawn at all."""


def _title() -> Any:
    return rx.match(
        OFF.lock_step,
        ("open", _("Linli is locked")),
        ("old", _("The PIN so far")),
        ("again", _("The new PIN once more")),
        rx.cond(OFF.lock_pin, _("A new PIN"), _("Give this phone a PIN")),
    )


def _line() -> Any:
    return rx.match(
        OFF.lock_step,
        ("open", _("Type the PIN of this phone.")),
        ("old", _("Then you choose a new one.")),
        ("again", _("So that no slip locks you out.")),
        _("Six digits. Whoever finds this phone cannot open the list without them."),
    )


def _error() -> Any:
    return rx.match(
        OFF.lock_error,
        ("wrong", rx.cond(OFF.lock_left <= 5, _("Wrong. {n} tries left, then the list is taken off this phone; records not sent stay.", n=OFF.lock_left), _("Wrong. Try again."))),
        ("wait", _("Too many wrong ones. Wait a moment.")),
        ("short", _("Six digits, please.")),
        ("simple", _("Too easy to guess. Not all the same, not in a row.")),
        ("differ", _("The two are not the same. Choose once more.")),
        ("failure", _("It did not work just now. Try again in a moment.")),
        "",
    )  # fmt: skip


def _key(digit: str) -> rx.Component:
    return rx.el.button(
        digit,
        type="button",
        on_click=tap("pressKey", digit),
        class_name="min-h-press rounded-field border border-edge bg-surface text-title font-semibold tabular-nums active:bg-brand-soft",
    )


def _keys() -> rx.Component:
    back = rx.el.button(
        icon("delete", "size-7"), type="button", on_click=tap("pressKey", "back"), aria_label=_("Delete the last digit"),
        class_name="grid min-h-press place-items-center rounded-field text-ink-2",
    )  # fmt: skip
    return rx.el.div(*(_key(str(n)) for n in range(1, 10)), rx.el.span(), _key("0"), back, class_name="grid grid-cols-3 gap-3")


def _field() -> rx.Component:
    return rx.el.label(
        rx.el.span("PIN", class_name="mb-1.5 block text-base font-semibold"),
        rx.el.input(
            type="text",
            value=OFF.lock_typed,
            on_change=with_value("typePin"),
            auto_complete="off",
            auto_focus=True,
            max_length=6,
            custom_attrs={"inputMode": "numeric", "pattern": "[0-9]*", "aria-describedby": "pin-said", "data-lpignore": "true"},
            class_name="min-h-press w-full rounded-field border border-edge bg-surface px-4 text-center text-title tracking-[0.5em] "
            "[-webkit-text-security:disc] focus:outline-3 focus:outline-focus",
        ),
        class_name="block",
    )


@rx.memo
def lock_screen() -> rx.Component:
    """The whole screen: what it asks for, the field, large keys, and the way out for whoever forgot it."""
    return rx.el.main(
        rx.el.div(
            sign(),
            rx.el.div(rx.el.h1(_title(), class_name="text-head font-semibold"), rx.el.p(_line(), class_name="text-base text-ink-2")),
            class_name="flex items-center gap-4",
        ),
        rx.cond(
            (OFF.lock_step == "open") & (OFF.waiting + OFF.refused > 0),
            rx.el.p(
                icon("smartphone", "size-5"), _("{n} records wait on this phone, locked; they are sent once it is open.", n=OFF.waiting + OFF.refused),
                class_name="flex items-center gap-2 text-base text-lamp-ink",
            ),
        ),
        _field(),
        rx.el.div(
            rx.cond(_error() != "", rx.el.p(icon("circle-alert", "size-5"), _error(), class_name="flex items-center gap-2 text-alarm-ink")),
            rx.cond(OFF.lock_wait > 0, rx.el.p(_("Wait {n} s.", n=OFF.lock_wait), class_name="tabular-nums")),
            rx.cond(OFF.lock_busy, rx.el.p(_("One moment"))),
            id="pin-said",
            role="status",
            class_name="min-h-6 text-base font-semibold",
        ),
        _keys(),
        rx.cond(
            OFF.lock_step == "open",
            rx.el.details(
                rx.el.summary(_("Forgotten the PIN?"), class_name="flex min-h-touch cursor-pointer items-center justify-center text-base font-semibold text-brand"),
                rx.el.div(
                    rx.el.p(_("Sign in with your password and choose a new one. The list is fetched anew; records not sent yet stay and go out then. It needs signal.")),
                    rx.el.button(_("Sign in with the password"), type="button", on_click=tap("forgotPin"), class_name=QUIET),
                    class_name="grid gap-3 rounded-card bg-sunken p-4 text-base",
                ),
            ),
            rx.cond(
                OFF.lock_forced,
                rx.el.p(_("The first day went without. From now on the list opens only with a PIN."), class_name="text-center text-note text-ink-2"),
                rx.el.button(_("Not now"), type="button", on_click=tap("cancelPin"), class_name=f"{QUIET} w-full"),
            ),
        ),
        class_name="mx-auto grid w-full max-w-phone content-start gap-4 px-6 pt-8 pb-6",
    )  # fmt: skip


@rx.memo
def over_page() -> rx.Component:
    """Choosing or changing the PIN by one's own wish, over the page that stays as it was."""
    return rx.cond(
        (OFF.lock_state == "set") & ~OFF.lock_forced,
        rx.el.div(
            lock_screen(), role="dialog", custom_attrs={"aria-modal": "true"}, aria_label="PIN",
            class_name="fixed inset-0 z-(--z-shade) overflow-y-auto bg-canvas",
        ),
    )  # fmt: skip


@rx.memo
def pin_card() -> rx.Component:
    """The first day: a PIN is offered, and nothing is held up for it."""
    return rx.cond(
        OFF.lock_card & (OFF.mode == "pack"),
        rx.el.div(
            icon("key-round", "size-6", "text-brand"),
            rx.el.p(
                rx.el.span(_("Give this phone a PIN"), class_name="block font-semibold"),
                rx.el.span(_("Six digits, so that nobody else can open the list. From tomorrow it is needed."), class_name="block text-note text-ink-2"),
                class_name="min-w-0 grow basis-48",
            ),
            rx.el.button(_("Set a PIN"), type="button", on_click=tap("askPin"), class_name=SOFT_SMALL),
            class_name="mx-3 mt-3 flex flex-wrap items-center gap-3 rounded-card bg-surface px-4 py-3 shadow-card",
        ),
    )  # fmt: skip


@rx.memo
def phone_banners() -> rx.Component:
    """What has to be said of this phone at once: nothing can be kept, storage vanished, a wrong clock, work too long unsent."""
    vanished = rx.el.div(
        banner(
            "triangle-alert", _("The browser cleared what was kept on this phone"),
            _("The last we know: {n} records had not been sent. What was sent is safe with the server.", n=OFF.vanished),
            "bg-alarm-soft text-alarm-ink",
        ),
        rx.el.button(_("I have read it"), type="button", on_click=tap("vanishedRead"), class_name=f"{SOFT_SMALL} mt-2"),
    )
    cannot = rx.match(
        OFF.cannot,
        ("crypto", _("This page came without https, so nothing can be encrypted. Open Linli by its https address.")),
        _("This browser keeps nothing, perhaps in a private window. Open Linli in the phone's own browser."),
    )
    hours = _("The oldest one has waited {n} hours. Find signal and open Linli.", n=OFF.hours)
    return rx.el.div(
        rx.cond(OFF.cannot != "", banner("circle-alert", _("Nothing can be recorded here without signal"), cannot, "bg-alarm-soft text-alarm-ink")),
        rx.cond(OFF.vanished >= 0, vanished),
        rx.cond(
            OFF.skew > 0,
            banner("clock-alert", _("The phone's clock is {n} min off", n=OFF.skew), _("Records go by the server's time. Set the clock right in the phone's settings.")),
        ),
        rx.match(
            OFF.age,
            ("red", banner("cloud-alert", _("Records have waited more than a day"), hours, "bg-alarm-soft text-alarm-ink")),
            ("amber", banner("cloud-upload", _("Records wait on this phone"), hours)),
            rx.fragment(),
        ),
        class_name="mx-auto grid w-full max-w-[44rem] gap-2 px-3 pt-2 empty:hidden *:[&:empty]:hidden",
    )  # fmt: skip


@rx.memo
def others_wait() -> rx.Component:
    """Records of another account of this phone; whose they are is nobody else's business."""
    return rx.cond(
        OFF.others > 0,
        rx.el.p(
            icon("lock", "size-5"), _("{n} records here are another account's; they stay on this phone until that person signs in.", n=OFF.others),
            class_name="flex items-center gap-2 rounded-card bg-sunken px-4 py-3 text-base text-ink-2",
        ),
    )  # fmt: skip


@rx.memo
def leaving_asked() -> rx.Component:
    """Signing out with unsent work: how many are left, and the choice."""
    return rx.cond(
        OFF.unsent_ask > 0,
        rx.el.div(
            rx.el.p(rx.el.b(_("{n} records are not sent yet", n=OFF.unsent_ask))),
            rx.el.p(_("They can stay locked on this phone; they go out when you sign in here again.")),
            rx.el.button(_("Leave them on this phone and sign out"), type="button", on_click=tap("leaveAnyway"), class_name=PRIMARY),
            rx.el.button(_("Stay signed in"), type="button", on_click=tap("stay"), class_name=QUIET),
            role="alertdialog",
            aria_label=_("Not sent yet"),
            class_name="mt-2 grid gap-3 rounded-card bg-lamp-soft p-4 text-lamp-ink",
        ),
    )
