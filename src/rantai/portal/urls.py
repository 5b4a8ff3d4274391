"""Addresses of the whole house; each room names its own."""

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.i18n import set_language

from rantai.portal import look
from rantai.portal.views import (
    customer,
    customer_links,
    home,
    ministry,
    newcentre,
    phones,
    reports,
    search,
    sign_in,
    standing,
    sync,
    sync_files,
    trace,
)

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

front_door: list[URLPattern] = [
    path("cari/", search.search, name="search"),
    path("kementerian/", ministry.centres, name="ministry"),
    path("kementerian/<slug:code>/", ministry.centre, name="centre"),
    path("kementerian/<slug:code>/garis-batas/", ministry.outline, name="outline"),
    path("sentra-baru/", newcentre.newcentre, name="newcentre"),
    path("sentra-baru/templat.xlsx", newcentre.template, name="newcentre_template"),
    path("sentra-baru/<slug:digest>/", newcentre.bring, name="bring"),
    path("pelanggan/tautan/", customer_links.index, name="customer_links"),
    path("pelanggan/tautan/baru/", customer_links.new_link, name="new_customer_link"),
    path("pelanggan/tautan/nama/", customer_links.names, name="customer_names"),
    path("pelanggan/tautan/<int:pk>/", customer_links.link, name="customer_link"),
    path("pelanggan/tautan/<int:pk>/cabut/", customer_links.revoke, name="revoke_customer_link"),
    path("pelanggan/mutu/", customer.quality, name="customer_quality"),
    path("laporan/", reports.reports, name="reports"),
    re_path(r"^laporan/siinas\.(?P<kind>csv|xlsx)$", reports.report_file, name="report_file"),
    path("laporan/angka/", reports.figures, name="figures"),
    path("laporan/tkdn/bukti/", reports.evidence, name="evidence"),
    path("laporan/tkdn/bobot/", reports.weights, name="weights"),
    path("laporan/tkdn/<int:part>/", reports.worksheet, name="worksheet"),
    path("laporan/tkdn/<int:part>/tkdn.xlsx", reports.worksheet_file, name="worksheet_file"),
    path("tautan/<str:token>/", customer_links.open_link, name="open_link"),
    path("anggota/<str:code>/keanggotaan/", standing.standing, name="standing"),
    path("telepon/", phones.index, name="phones"),
    path("telepon/pertentangan/<int:number>/", phones.conflict, name="conflict"),
    path("telepon/<uuid:device>/keluar/", phones.sign_out, name="sign_out_device"),
    path("telusur/<str:code>/", trace.trace, name="trace"),
    path("telusur/<str:code>/penarikan.pdf", trace.recall_pdf, name="recall_pdf"),
    path("telusur/<str:code>/penarikan.xlsx", trace.recall_xlsx, name="recall_xlsx"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("masuk/", sign_in.example_sign_in, name="example_sign_in"),
    path("api/sync", sync.facts, name="sync"),
    path("api/sync/day", sync.day, name="sync_day"),
    path("api/sync/device", sync.register, name="sync_device"),
    path("api/sync/file/<str:fact>", sync_files.file, name="sync_file"),
    path("api/sync/openapi.json", sync.openapi, name="sync_contract"),
    path("bahasa/", login_not_required(set_language), name="set_language"),
    path("look-<slug:digest>.css", look.stylesheet, name="stylesheet"),
    re_path(r"^akun/(?:signup|email|confirm-email|password/reset|login/code)/", sign_in.closed),
    path("akun/", include("allauth.urls")),
    path("", include((front_door, "portal"))),
    *(path("", include(f"rantai.{room}.urls")) for room in ROOMS),
]
