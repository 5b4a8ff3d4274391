"""Addresses of this room."""

from django.urls import URLPattern, path

from rantai.mentoring import views

app_name = "mentoring"
urlpatterns: list[URLPattern] = [
    path("pendampingan/", views.index, name="index"),
    path("pendampingan/program/<int:pk>/", views.enrol, name="enrol"),
    path("pendampingan/koreksi/<uuid:pk>/", views.correct, name="correct"),
    path("pendampingan/<str:code>/", views.workshop, name="workshop"),
    path("pendampingan/<str:code>/nilai/", views.assess, name="assess"),
]
