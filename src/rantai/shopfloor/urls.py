"""Addresses of this room."""

from django.urls import URLPattern

app_name = "shopfloor"
urlpatterns: list[URLPattern] = []
