"""Addresses of this room."""

from django.urls import URLPattern, path

from rantai.delivery.views import (
    board,
    boxes,
    certificates,
    public,
    receipts,
    scorecards,
    shipments,
)

app_name = "delivery"
urlpatterns: list[URLPattern] = [
    path("kirim/", board.index, name="index"),
    path("kirim/kemas/", board.pack_boxes, name="pack"),
    path("kirim/berangkat/", board.ship_boxes, name="ship"),
    path("kirim/label.pdf", boxes.labels, name="labels"),
    path("kotak/<str:code>/", boxes.box, name="box"),
    path("kotak/<str:code>/label.pdf", boxes.label, name="label"),
    path("pengiriman/<str:code>/", shipments.shipment, name="shipment"),
    path("pengiriman/<str:code>/surat-jalan.pdf", shipments.note, name="note"),
    path("pengiriman/<str:code>/sertifikat/", shipments.certify, name="certify"),
    path("sertifikat/<str:code>/", certificates.certificate, name="certificate"),
    path("sertifikat/<str:code>/sertifikat.pdf", certificates.file, name="certificate_file"),
    path("kartu-nilai/", scorecards.index, name="scorecards"),
    path("kartu-nilai/aturan/", scorecards.rule, name="grading"),
    path("kartu-nilai/koperasi/", scorecards.supplier, name="supplier_card"),
    path("kartu-nilai/<str:code>/", scorecards.workshop, name="scorecard"),
    path("penerimaan/<str:code>/", receipts.receipt, name="receipt"),
    path("penerimaan/<str:code>/koreksi/", receipts.correct, name="correct_receipt"),
    path("s/<str:token>/", public.genuine, name="genuine"),
]
