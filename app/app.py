"""The composition root: pages, API, gate, error toast. The list of pages is the site map."""

import reflex as rx

V = rx.vars.VarData(hooks={"const offline = useOffline()": None}, imports={"$/public/offline/store.js": "useOffline"})

@rx.memo
def hello() -> rx.Component:
    return rx.el.div(rx.Var("offline.name", _var_type=str, _var_data=V), class_name="bg-lamp p-4 text-title split:bg-brand")

app = rx.App(toaster=None)
app.add_page(lambda: rx.el.main(hello()), route="/")
