"""Whether what someone sees is example data."""

from rantai.records.models import Account, Cooperative


def shows_example_data(viewer: Account) -> bool:
    """A co-operative says it of itself; the ministry looks over all of them."""
    if viewer.cooperative is not None:
        return viewer.cooperative.is_example
    return Cooperative.objects.filter(is_example=True).exists()
