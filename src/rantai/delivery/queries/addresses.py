"""Addresses of many things of one kind, without asking for each one anew."""

from django.urls import reverse


def address_before(name: str) -> str:
    """What stands before the code in such an address; after it stands only a slash.

    A table of hundreds of codes would otherwise spend most of its time on finding addresses.
    """
    return reverse(name, args=["-"]).removesuffix("-/")
