"""People (使用者): accounts, sessions, API keys, rights, the audit log.

`People` is the front door; `Person` is who asks, with his rights. Rights stand in rights.yaml, the rules for passwords
and sessions in policy.yaml. Over HTTP a route names its right with `bot.http.rights.needs`.
"""

from bot.people.audit import Audit
from bot.people.model import STRANGER, Origin, Person
from bot.people.people import People, Session
from bot.people.rights import desk, guest, rights_of, role_names

__all__ = ["STRANGER", "Audit", "Origin", "People", "Person", "Session", "desk", "guest", "rights_of", "role_names"]
