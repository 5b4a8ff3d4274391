"""Addresses of this room."""

from django.urls import URLPattern, path

from rantai.plans.views import allocations, decisions, work_orders

app_name = "plans"
urlpatterns: list[URLPattern] = [
    path("pembagian/", allocations.index, name="index"),
    path("pembagian/aturan/", decisions.rules, name="rules"),
    path("pembagian/aturan/<int:part>/", decisions.part_rules, name="part_rules"),
    path("pembagian/aturan/<int:part>/pemasok/", decisions.new_source, name="new_source"),
    path("pembagian/<int:revision>/<str:month>/", allocations.allocation, name="allocation"),
    path("pembagian/<int:revision>/<str:month>/usulkan/", allocations.propose, name="propose"),
    path("pembagian/versi/<int:pk>/terbitkan/", allocations.publish, name="publish"),
    path("pembagian/versi/<int:pk>/buang/", allocations.discard, name="discard"),
    path("spk/", work_orders.work_orders, name="work_orders"),
    path("spk/<str:code>/", work_orders.work_order, name="work_order"),
    path("spk/<str:code>/terima/", work_orders.accept, name="accept"),
    path("spk/<str:code>/tolak/", work_orders.decline, name="decline"),
    path("spk/<str:code>/kurang/", work_orders.short, name="short"),
]
