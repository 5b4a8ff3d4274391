"""The library in which every piece is a tag."""

from django import template

register = template.Library()
