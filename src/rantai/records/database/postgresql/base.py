"""Django's PostgreSQL back end; grouping names every selected column.

A distributed table's primary key is (cooperative, id), so grouping by id alone is refused
there.
"""

from django.db.backends.postgresql import base, features


class DatabaseFeatures(features.DatabaseFeatures):
    allows_group_by_selected_pks = False


class DatabaseWrapper(base.DatabaseWrapper):
    features_class = DatabaseFeatures
