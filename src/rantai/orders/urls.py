"""Addresses of this room."""

from django.urls import URLPattern, path

from rantai.orders import views

app_name = "orders"
urlpatterns: list[URLPattern] = [
    path("pesanan/", views.index, name="index"),
    path("pesanan/unggah/", views.upload, name="upload"),
    path("pesanan/templat.<slug:kind>", views.template, name="template"),
    path("pesanan/<int:pk>/", views.release, name="release"),
    path("pesanan/<int:pk>/berkas/", views.release_file, name="release_file"),
    path("pelanggan/baru/", views.new_customer, name="new_customer"),
    path("pelanggan/<int:pk>/", views.customer, name="customer"),
]
