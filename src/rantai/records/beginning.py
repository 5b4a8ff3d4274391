"""How a room's first migration makes its tables: all models known first, then each table."""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import ProjectState


class Beginning(migrations.Migration):
    """A migration that only creates models.

    For each new model Django renders every related one again, and through their owner all are
    related: two hundred times two hundred models took most of a first start.
    """

    initial = True

    def apply(
        self,
        project_state: ProjectState,
        schema_editor: BaseDatabaseSchemaEditor,
        collect_sql: bool = False,
    ) -> Any:
        if collect_sql:
            return super().apply(project_state, schema_editor, collect_sql)
        # What is rendered already is let go, and rendered once, when the first table asks for it.
        vars(project_state).pop("apps", None)
        self.mutate_state(project_state, preserve=False)
        for operation in self.operations:
            # A new table is made from the state afterwards; the one before is never looked at.
            operation.database_forwards(self.app_label, schema_editor, project_state, project_state)
        return project_state
