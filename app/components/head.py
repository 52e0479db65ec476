"""What stands in the head of every page: the manifest, icons, and the choices of this phone before the first paint."""

import reflex as rx

# Runs before the first paint, so that nobody sees the wrong theme or language flash by (reflex-notes.md §4).
_FIRST = """{let p={};try{p=JSON.parse(localStorage.getItem("linli-prefs"))||{}}catch(e){}
let r=document.documentElement,d=p.theme==="dark"||p.theme!=="light"&&matchMedia("(prefers-color-scheme: dark)").matches;
r.dataset.theme=d?"dark":"light";r.dataset.size=/large/.test(p.size)?"large":"standard";
if(p.lang==="en"){r.lang="en";r.classList.add("relang")}}"""


def head() -> list[rx.Component]:
    """Components for the head of every page."""
    return [
        rx.el.script(_FIRST),
        rx.el.link(rel="manifest", href="/manifest.webmanifest"),
        rx.el.link(rel="icon", href="/icons/icon.svg", type="image/svg+xml"),
        rx.el.link(rel="apple-touch-icon", href="/icons/icon-192.png"),
        rx.el.meta(name="theme-color", content="#F5F2EC", media="(prefers-color-scheme: light)"),
        rx.el.meta(name="theme-color", content="#0E1514", media="(prefers-color-scheme: dark)"),
        rx.el.meta(name="mobile-web-app-capable", content="yes"),
        rx.el.meta(name="format-detection", content="telephone=no"),
    ]
