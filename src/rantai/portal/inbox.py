"""Every kind of fact the house understands from a phone, and how one of them stops a thing."""

from contextlib import suppress
from datetime import datetime

from rantai.quality import inbox as quality
from rantai.quality.actions import raise_nonconformity
from rantai.quality.actions.stopping import AlreadyRaised
from rantai.records.inbox.kinds import Rooms
from rantai.records.models import Account
from rantai.shopfloor import inbox as shopfloor
from rantai.traceability.models import Node


def stop(node: Node, reason: str, by: Account, at: datetime) -> None:
    """Hold a thing and all that came from it; what is held for the same reason stays as it is.

    Whatever else holds it may be lifted before anybody has decided this.
    """
    fresh = Node.objects.get(cooperative_id=node.cooperative_id, pk=node.pk)
    with suppress(AlreadyRaised):
        raise_nonconformity(root=fresh, reason=reason, by=by, at=at)


ROOMS = Rooms(kinds={**shopfloor.KINDS, **quality.KINDS}, stop=stop)
