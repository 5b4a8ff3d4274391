"""Addresses of this room."""

from django.urls import URLPattern, path

from rantai.plans.views import allocations, asking, decisions, gantt, versions, work_orders

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
    path("rencana/", versions.plans, name="plans"),
    path("rencana/susun/", versions.draft, name="draft_plan"),
    path("rencana/banding/", versions.compare, name="compare"),
    path("rencana/janji/", asking.promise, name="promise"),
    path("rencana/gangguan/", asking.broken, name="broken"),
    path("rencana/ketentuan/", asking.terms, name="terms"),
    path("rencana/bengkel/", asking.my_heats, name="my_heats"),
    path("rencana/bengkel/<str:code>/", asking.workshop_heats, name="workshop_heats"),
    path("rencana/<int:number>/", gantt.plan, name="plan"),
    path("rencana/<int:number>/nilai/", gantt.weigh, name="weigh"),
    path("rencana/<int:number>/pindah/", gantt.move, name="move"),
    path("rencana/<int:number>/cari/", versions.search, name="search"),
    path("rencana/<int:number>/berhenti/", versions.stop, name="stop_search"),
    path("rencana/<int:number>/kabar/", versions.search_news, name="search_news"),
    path("rencana/<int:number>/terbitkan/", versions.publish_version, name="publish_plan"),
    path("rencana/<int:number>/buang/", versions.discard_version, name="discard_plan"),
    path("rencana/<int:number>/salin/", versions.copy_version, name="copy_plan"),
]
