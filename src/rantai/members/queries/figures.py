"""What members wrote for a report that no record of the day tells."""

from datetime import date

from rantai.members.models import TypedFigure, Workshop


def typed_figures(workshop: Workshop, period_from: date, period_to: date) -> dict[str, TypedFigure]:
    """What a member wrote for exactly this period, by field."""
    rows = TypedFigure.objects.current().filter(
        cooperative_id=workshop.cooperative_id,
        workshop=workshop,
        period_from=period_from,
        period_to=period_to,
    )
    return {row.field: row for row in rows}


def newest_figure(workshop: Workshop, field: str, until: date) -> TypedFigure | None:
    """The last word on a field that stays, such as an investment, up to a day."""
    return (
        TypedFigure.objects.current()
        .filter(
            cooperative_id=workshop.cooperative_id,
            workshop=workshop,
            field=field,
            period_to__lte=until,
        )
        .order_by("-period_to", "-occurred_at")
        .first()
    )
