"""Add up once what was seen and shown before a person's skills were kept in one row."""

from collections import defaultdict
from typing import Any

from django.apps.registry import Apps as StateApps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Exists, OuterRef, QuerySet


def add_up(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    levels: defaultdict[tuple[int, int], dict[int, int]] = defaultdict(dict)
    for owner, person, skill, level in (
        _current(apps, "SkillLevel")
        .order_by("seen_on", "received_at")
        .values_list("cooperative_id", "person_id", "skill_id", "level")
    ):
        levels[owner, person][skill] = level
    papers: defaultdict[tuple[int, int], list[str]] = defaultdict(list)
    for owner, person, skill, first, until in (
        _current(apps, "SkillCertificate")
        .order_by("skill", "valid_until", "pk")
        .values_list("cooperative_id", "person_id", "skill_id", "valid_from", "valid_until")
    ):
        papers[owner, person].append(f"{skill}:{first}:{until}")
    SkillsHeld = apps.get_model("members", "SkillsHeld")
    SkillsHeld.objects.bulk_create(
        SkillsHeld(
            cooperative_id=owner,
            person_id=person,
            levels=" ".join(
                f"{skill}:{level}" for skill, level in sorted(levels[owner, person].items())
            ),
            papers=" ".join(papers[owner, person]),
        )
        for owner, person in sorted({*levels, *papers})
    )


def _current(apps: StateApps, name: str) -> QuerySet[Any]:
    model: Any = apps.get_model("members", name)
    later = model.objects.filter(
        cooperative_id=OuterRef("cooperative_id"), replaces=OuterRef("pk")
    )
    rows: QuerySet[Any] = model.objects.filter(~Exists(later))
    return rows


class Migration(migrations.Migration):
    dependencies = [("members", "0008_skills_held")]
    operations = [migrations.RunPython(add_up, migrations.RunPython.noop)]
