"""Accounts of staff: adding one with its first role (lists, resets and leaving come with the accounts page)."""

from datetime import datetime

from sqlmodel import Session, select

from app.errors import Conflict, Invalid
from app.models import Account, Act, Area, Role, RoleGrant
from app.rules.places import DISTRICT
from app.services import audit, passwords


def add(session: Session, *, account: str, name: str, role: Role, area: str, password: str, now: datetime) -> Account:
    """A new account with one role. Raises Conflict where it exists, Invalid for a bad name, area or password."""
    account = account.strip().lower()
    if not account or len(account) > 40 or not all(c.isalnum() or c in "._-@" for c in account):
        raise Invalid("account_name", "账号用字母、数字和 . _ - @，最长 40 位。", "An account has letters, digits and . _ - @, at most 40.")
    if not name.strip() or len(name) > 40:
        raise Invalid("name", "请填姓名，最长 40 字。", "Please give a name of at most 40 characters.")
    if session.exec(select(Account).where(Account.account == account)).first():
        raise Conflict("account_exists", "这个账号已经有了。", "This account exists already.")
    if session.get(Area, area) is None and area != DISTRICT:
        raise Invalid("unknown_area", "没有这个区域代码。", "There is no such area code.")
    if session.get(Area, area) is None:
        # The district is the owner of a deployment and is there before any roster (domain.md §0.2).
        session.add(Area(code=DISTRICT, level="district", name="中山区", path=DISTRICT))  # type: ignore[arg-type]
        session.flush()
    passwords.check_new(password, account)
    made = Account(account=account, name=name.strip(), password=passwords.hash_password(password), created_at=now)
    session.add(made)
    session.flush()
    session.add(RoleGrant(account_id=made.id, role=role, area=area, starts_at=now))
    audit.record(session, act=Act.GRANT, now=now, object_kind="account", object_id=made.id, reason=role, area=area)
    return made
