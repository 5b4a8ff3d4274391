"""Count once what was written before lots and work orders kept running counts.

Here, and not beside the tables, because only this room can see all the facts.
"""

from django.db import migrations


def _sum(table: str, column: str, where: str = "") -> str:
    """The sum over the facts of one lot that no later fact has replaced."""
    return f"""COALESCE((
        SELECT SUM(f.{column}) FROM {table} f
        WHERE f.cooperative_id = lot.cooperative_id AND f.lot_id = lot.id {where}
        AND NOT EXISTS (
            SELECT 1 FROM {table} later
            WHERE later.cooperative_id = f.cooperative_id AND later.replaces_id = f.id
        )
    ), 0)"""


LOTS = f"""
INSERT INTO shopfloor_lottally
    (cooperative_id, lot_id, "cast", lost, scrapped, returned, machined, offered, accepted, packed)
SELECT
    lot.cooperative_id,
    lot.id,
    COALESCE(NULLIF({_sum("shopfloor_recount", "quantity")}, 0), lot.quantity),
    {_sum("shopfloor_scrap", "quantity", "AND f.place IN ('workshop', 'machining')")},
    {_sum("shopfloor_scrap", "quantity", "AND f.place <> 'customer'")},
    {_sum("shopfloor_scrap", "quantity", "AND f.place = 'customer'")},
    {_sum("shopfloor_machining", "quantity")},
    {_sum("quality_inspection", "offered")},
    {_sum("quality_inspection", "accepted")},
    COALESCE((
        SELECT SUM(content.quantity) FROM delivery_boxcontent content
        JOIN delivery_box box
            ON box.cooperative_id = content.cooperative_id AND box.id = content.box_id
        WHERE content.cooperative_id = lot.cooperative_id AND content.lot_id = lot.id
        AND box.status <> 'opened'
    ), 0)
FROM shopfloor_castinglot lot
"""

WORK_ORDERS = """
UPDATE plans_workorder SET
    made = COALESCE((
        SELECT SUM(tally."cast" - tally.scrapped) FROM shopfloor_lottally tally
        JOIN shopfloor_castinglot lot
            ON lot.cooperative_id = tally.cooperative_id AND lot.id = tally.lot_id
        WHERE lot.cooperative_id = plans_workorder.cooperative_id
        AND lot.work_order_id = plans_workorder.id
    ), 0),
    given_up = COALESCE((
        SELECT SUM(f.quantity) FROM plans_shortfall f
        WHERE f.cooperative_id = plans_workorder.cooperative_id
        AND f.work_order_id = plans_workorder.id
        AND NOT EXISTS (
            SELECT 1 FROM plans_shortfall later
            WHERE later.cooperative_id = f.cooperative_id AND later.replaces_id = f.id
        )
    ), 0)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("delivery", "0002_initial"),
        ("plans", "0003_tallies"),
        ("quality", "0002_initial"),
        ("shopfloor", "0005_tallies"),
    ]
    operations = [
        migrations.RunSQL(LOTS, migrations.RunSQL.noop),
        migrations.RunSQL(WORK_ORDERS, migrations.RunSQL.noop),
    ]
