"""Addresses of this room."""

from django.urls import URLPattern, path

from rantai.plans import views

app_name = "plans"
urlpatterns: list[URLPattern] = [
    path("pembagian/", views.index, name="index"),
    path("pembagian/aturan/", views.rules, name="rules"),
    path("pembagian/aturan/<int:part>/", views.part_rules, name="part_rules"),
    path("pembagian/aturan/<int:part>/pemasok/", views.new_source, name="new_source"),
    path("pembagian/<int:revision>/<str:month>/", views.allocation, name="allocation"),
    path("pembagian/<int:revision>/<str:month>/usulkan/", views.propose, name="propose"),
    path("pembagian/versi/<int:pk>/terbitkan/", views.publish, name="publish"),
    path("pembagian/versi/<int:pk>/buang/", views.discard, name="discard"),
    path("spk/", views.work_orders, name="work_orders"),
    path("spk/<str:code>/", views.work_order, name="work_order"),
    path("spk/<str:code>/terima/", views.accept, name="accept"),
    path("spk/<str:code>/tolak/", views.decline, name="decline"),
    path("spk/<str:code>/kurang/", views.short, name="short"),
]
