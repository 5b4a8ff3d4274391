"""Addresses of this room."""

from django.urls import URLPattern, path

from rantai.members import views

app_name = "members"
urlpatterns: list[URLPattern] = [
    path("anggota/", views.index, name="index"),
    path("anggota/<str:code>/", views.workshop, name="workshop"),
    path("anggota/<str:code>/keanggotaan/", views.membership, name="membership"),
    path("anggota/<str:code>/kapasitas/", views.capacity, name="capacity"),
]
