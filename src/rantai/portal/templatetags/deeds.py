"""A filter that tells a deed of the audit trail in words: {{ entry.key|deed }}."""

from django import template

from rantai.records.deeds import words_of

register = template.Library()


@register.filter
def deed(key: str) -> str:
    return words_of(key)
