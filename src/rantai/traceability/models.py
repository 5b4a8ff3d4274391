"""Nodes, links and holds: the trace graph."""

from django.db import models

from rantai.records.models import Account, Owned, OwnedKey


class Node(Owned):
    """One traced thing, whatever it is; its code is what is painted, printed or scanned."""

    kind = models.CharField(max_length=16)
    code = models.CharField(max_length=40)
    open_holds = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("cooperative", "code"), name="node_code_once"),
        )
        indexes = (models.Index(fields=("cooperative", "kind"), name="node_by_kind"),)

    def __str__(self) -> str:
        return self.code

    @property
    def is_held(self) -> bool:
        return self.open_holds > 0


class Link(Owned):
    """The child came from the parent; `quantity` is how many pieces went along."""

    parent = OwnedKey(Node, models.PROTECT, related_name="onward_links", db_index=False)
    child = OwnedKey(Node, models.PROTECT, related_name="back_links", db_index=False)
    quantity = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("cooperative", "parent", "child"), name="link_once"),
            models.CheckConstraint(
                condition=~models.Q(parent=models.F("child")), name="link_not_to_itself"
            ),
        )
        indexes = (models.Index(fields=("cooperative", "child", "parent"), name="link_backwards"),)

    def __str__(self) -> str:
        return f"{self.parent_id} -> {self.child_id}"


class Hold(Owned):
    """A stop on one node and on everything that came from it, until someone closes it."""

    root = OwnedKey(Node, models.PROTECT, related_name="holds")
    reason = models.CharField(max_length=200)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.reason


class HeldNode(Owned):
    """A node that a hold reached, at once or when it came to be later."""

    hold = OwnedKey(Hold, models.PROTECT, related_name="held_nodes")
    node = OwnedKey(Node, models.PROTECT, related_name="held_by")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("cooperative", "hold", "node"), name="held_once"),
        )
        indexes = (models.Index(fields=("cooperative", "node"), name="held_by_node"),)

    def __str__(self) -> str:
        return f"{self.hold_id}: {self.node_id}"
