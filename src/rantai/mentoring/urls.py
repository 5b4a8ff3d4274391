"""Addresses of this room."""

from django.urls import URLPattern, path

from rantai.mentoring.views import programmes

app_name = "mentoring"
urlpatterns: list[URLPattern] = [
    path("pendampingan/", programmes.index, name="index"),
    path("pendampingan/program/<int:pk>/", programmes.enrol, name="enrol"),
    path("pendampingan/koreksi/<uuid:pk>/", programmes.correct, name="correct"),
    path("pendampingan/<str:code>/", programmes.workshop, name="workshop"),
    path("pendampingan/<str:code>/nilai/", programmes.assess, name="assess"),
]
