"""Addresses of this room."""

from django.urls import URLPattern, path

from rantai.machines import views

app_name = "machines"
urlpatterns: list[URLPattern] = [
    path("mesin/", views.index, name="index"),
    path("mesin/<str:code>/", views.machine, name="machine"),
    path("mesin/<str:code>/pakai/", views.use, name="use"),
    path("mesin/<str:code>/keadaan/", views.state, name="state"),
    path("mesin/<str:code>/kalibrasi/", views.calibration, name="calibration"),
]
