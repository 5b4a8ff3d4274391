"""What a phone may tell of the furnace hall, and the action each kind of fact becomes.

A phone without signal cannot know what the office did meanwhile. What was done with iron is
written down even where a rule would have refused it beforehand; the fact then tells of its
conflict, and everything it reached is held until a person has looked.
"""

from rantai.records.inbox.kinds import Kind
from rantai.shopfloor.inbox import castings, melting, moulding, pouring, remarks
from rantai.shopfloor.inbox._telling import Code, Pieces, lot_named

__all__ = ["KINDS", "Code", "Pieces", "lot_named"]

KINDS: dict[str, Kind] = {
    kind.name: kind
    for room in (melting, pouring, moulding, castings, remarks)
    for kind in room.KINDS
}
