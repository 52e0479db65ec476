"""What a line changes in a person: particulars, tags, access flags, an emergency contact, and the tier that follows.

A row says what is so, never what is not: an empty cell changes nothing, a missing tag ends nothing. When a file names
somebody twice, the first row holds; a later one only fills what is empty and adds tags.
"""

from collections import Counter
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from app.rules import names, tags
from app.rules.ages import age_on
from app.rules.tiers import tier_of
from app.services import keys
from app.services.imports.ledger import Ledger, defaults
from app.services.imports.line import Line
from app.services.imports.people_book import IN_FORCE, Person, contact_of

_RESIDENT, _TAG, _FLAG, _CONTACT = (
    defaults(t) for t in ("resident", "resident_tag", "access_flag", "emergency_contact")
)


def months_later(day: date, months: int) -> date:
    """The same day some months on, or the last day of a shorter month."""
    year, month = divmod(day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(day.year + year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


class Applier:
    """Applies lines to people within one batch."""

    def __init__(
        self, ledger: Ledger, *, batch: UUID, actor_id: UUID | None, now: datetime, today: date, created: Counter[str]
    ):
        self.ledger, self.batch, self.actor_id, self.now, self.today = ledger, batch, actor_id, now, today
        self.created = created

    def new_person(self, line: Line, grid: str, dwelling: UUID, household: UUID) -> Person:
        """Somebody who was not known; the row is written with the chunk."""
        row = uuid4()
        values: dict[str, Any] = {
            **_RESIDENT, "id": row, "household_id": household, "dwelling_id": dwelling, "grid": grid, "name": line.name,
            "given": names.split_name(line.name)[1], "initials": line.initials, "birth_ym": line.birth_ym, "sex": line.sex,
            "living": line.living or "unknown", "id_hash": line.id_hash or None, "version": 1, "created_at": self.now,
            "updated_at": self.now, "batch_id": self.batch,
        }  # fmt: skip
        if line.phone:
            values["phone_sealed"] = keys.seal(line.phone, table="resident", column="phone", row=row)
            values["phone_index"] = line.phone_index
        person = Person(values, fresh=True, pending=True, touched=True)
        self.ledger.add("resident", values)
        self._rest(person, line, again=False)
        return person

    def known_person(self, person: Person, line: Line, *, again: bool, move: tuple[str, UUID, UUID] | None) -> None:
        """Somebody who was known. `again`: this file has named the person before. `move`: the new grid, door, household."""
        values = person.values
        if not again and line.name != values["name"]:
            person.set("name", line.name)
            person.set("given", names.split_name(line.name)[1])
            person.set("initials", line.initials)
        for column, told in (("id_hash", line.id_hash), ("birth_ym", line.birth_ym), ("sex", line.sex)):
            if told and told != values[column] and not (again and values[column]):
                person.set(column, told)
        if line.living and line.living != values["living"] and not (again and values["living"] != "unknown"):
            person.set("living", line.living)
        if line.phone and not (again and values["phone_index"]) and line.phone_index != values["phone_index"]:
            person.set("phone_sealed", keys.seal(line.phone, table="resident", column="phone", row=values["id"]))
            person.set("phone_index", line.phone_index)
        if move and not again:
            for column, value in zip(("grid", "dwelling_id", "household_id"), move, strict=True):
                if values[column] != value:
                    person.set(column, value)
        self._rest(person, line, again=again)

    def _rest(self, person: Person, line: Line, *, again: bool) -> None:
        for code, grade in line.tags.items():
            self._tag(person, code, grade, again=again)
        for flag in line.flags:
            self._flag(person, flag)
        if line.contact:
            self._contact(person, *line.contact, again=again)

    def _tag(self, person: Person, code: str, grade: str, *, again: bool) -> None:
        rule = tags.TAGS[code]
        review = months_later(self.today, rule.refresh) if rule.refresh else None
        expires = months_later(self.today, rule.expires) if rule.expires else None
        known = person.tag_in_force(code, self.today)
        if known is None:
            row = {
                **_TAG, "id": uuid4(), "resident_id": person.values["id"], "tag": code, "grade": grade, "source": "A" if rule.source == "A" else "V",
                "evidence": f"import:{self.batch.hex[:8]}", "legal_basis": rule.basis[:60], "valid_from": self.today, "review_due": review,
                "expires_on": expires, "state": "active", "created_at": self.now, "created_by": self.actor_id, "batch_id": self.batch,
            }  # fmt: skip
            person.tags.append(row)
            person.touched = True
            self.created["tags"] += 1
            self.ledger.add("resident_tag", row)
            return
        after: dict[str, Any] = {}
        if known["state"] != "active":  # to be checked (again): the list has just said so
            after |= {"state": "active", "review_due": review, "expires_on": expires}
        if grade and grade != known["grade"] and not (again and known["grade"]):
            after["grade"] = grade
        self._change_row(person, "resident_tag", known, after)

    def _change_row(self, person: Person, table: str, row: dict[str, Any], after: dict[str, Any]) -> None:
        if not after:
            return
        before = {column: row[column] for column in after}
        row.update(after)
        person.touched = True
        if not any(row is pending for pending in self.ledger.rows[table]):
            self.ledger.change(table, row["id"], before, after, record=row["batch_id"] != self.batch)

    def _flag(self, person: Person, flag: str) -> None:
        if flag in person.flags:
            return
        person.flags.add(flag)
        person.touched = True
        self.created["flags"] += 1
        expires = months_later(self.today, 12)
        self.ledger.add(
            "access_flag",
            {
                **_FLAG,
                "id": uuid4(),
                "resident_id": person.values["id"],
                "flag": flag,
                "expires_on": expires,
                "batch_id": self.batch,
            },
        )

    def _contact(self, person: Person, name: str, relation: str, phone: str, *, again: bool) -> None:
        index = keys.phone_index(phone) if phone else None
        known = contact_of(person, name, index)
        if known is None:
            row_id = uuid4()
            row = {
                **_CONTACT, "id": row_id, "resident_id": person.values["id"], "rank": len(person.contacts), "name": name, "relation": relation,
                "phone_sealed": keys.seal(phone, table="emergency_contact", column="phone", row=row_id) if phone else None,
                "phone_index": index, "batch_id": self.batch,
            }  # fmt: skip
            person.contacts.append(row)
            person.touched = True
            self.created["contacts"] += 1
            self.ledger.add("emergency_contact", row)
            return
        after: dict[str, Any] = {}
        if index and index != known["phone_index"] and not (again and known["phone_index"]):
            after = {
                "phone_sealed": keys.seal(phone, table="emergency_contact", column="phone", row=known["id"]),
                "phone_index": index,
            }
        if relation and not known["relation"]:
            after["relation"] = relation
        self._change_row(person, "emergency_contact", known, after)

    def settle(self, person: Person, *, bump: bool) -> None:
        """Work out the tier anew and hand the person's changes to the ledger. `bump`: this is the first change of this batch."""
        values = person.values
        if values["status"] not in {"moved", "died"}:
            held = {
                row["tag"]: row["grade"]
                for row in person.tags
                if row["state"] in IN_FORCE and not (row["expires_on"] and row["expires_on"] <= self.today)
            }
            tier = tier_of(tags=held, age=age_on(values["birth_ym"], self.today), living=values["living"])
            for column, value in (("tier", tier.letter), ("tier_reason", tier.reason)):
                if values[column] != value:
                    person.set(column, value)
        if person.pending:
            return
        if bump and not person.fresh:
            person.set("version", values["version"] + 1)
        after = {column: values[column] for column in person.before}
        if after:
            self.ledger.change(
                "resident", values["id"], person.before, {**after, "updated_at": self.now}, record=not person.fresh
            )
