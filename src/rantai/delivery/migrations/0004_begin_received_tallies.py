"""Count once what customers said before each workshop's record was kept with the receipts.

Here, and not beside the table, because only this room can see the receipts.
"""

from django.apps.registry import Apps as StateApps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Exists, OuterRef, Sum
from django.db.models.functions import TruncMonth


def count_receipts(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    Receipt = apps.get_model("delivery", "Receipt")
    ReceiptLine = apps.get_model("delivery", "ReceiptLine")
    ReceivedTally = apps.get_model("plans", "ReceivedTally")
    later = Receipt.objects.filter(
        cooperative_id=OuterRef("cooperative_id"), replaces=OuterRef("receipt")
    )
    rows = (
        ReceiptLine.objects.filter(~Exists(later))
        .order_by()
        .values_list(
            "cooperative_id",
            TruncMonth("receipt__received_on"),
            "content__lot__workshop_id",
            "content__box__revision__part_id",
        )
        .annotate(Sum("accepted"), Sum("rejected"))
    )
    names = ("cooperative_id", "month", "workshop_id", "part_id", "accepted", "rejected")
    ReceivedTally.objects.bulk_create(
        ReceivedTally(**dict(zip(names, row, strict=True))) for row in rows.iterator()
    )


class Migration(migrations.Migration):
    dependencies = [
        ("delivery", "0003_begin_tallies"),
        ("plans", "0005_received_tallies"),
        ("shopfloor", "0005_tallies"),
    ]
    operations = [migrations.RunPython(count_receipts, migrations.RunPython.noop)]
