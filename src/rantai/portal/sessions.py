"""Sessions in the database, as Django keeps them, asked for by a prepared question.

Every page asks for its session, and writing that question anew cost more than its answer.
"""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from rantai.records.prepared import only_one, prepared


@prepared
def _session(key: str) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key)


class SessionStore(db.SessionStore):
    """The name that Django looks for in a session engine."""

    def _get_session_from_db(self) -> Session | None:
        found = only_one(_session(self.session_key)) if self.session_key else None
        if found is None or found.expire_date <= timezone.now():
            # As Django's own: a session that is over begins anew, under another key.
            self._session_key = None
            return None
        return found
