"""Addresses of the whole house; each room names its own."""

from django.urls import URLPattern, URLResolver, include, path

ROOMS = (
    "mentoring",
    "settlement",
    "delivery",
    "quality",
    "shopfloor",
    "plans",
    "orders",
    "parts",
    "machines",
    "members",
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("akun/", include("allauth.urls")),
    *(path("", include(f"rantai.{room}.urls")) for room in ROOMS),
]
