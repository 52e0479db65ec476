"""/public/certificates and /public/certificates/[code]: whether a certificate holds, and what stands in public; no account needed."""

import reflex as rx

from app.components.certificate import certificate_title, code_answer, code_form, shown_now
from app.components.outside import outside


def page() -> rx.Component:
    """Both pages: with a code in the address or without."""
    return outside(rx.el.main(certificate_title(), code_form(), code_answer(), shown_now(), class_name="px-4"))
