"""Addresses of this room."""

from django.urls import URLPattern, path

from rantai.shopfloor.views import (
    board,
    cards,
    corrections,
    heat,
    lab,
    lot,
    materials,
    metal,
    sheets,
)

app_name = "shopfloor"
urlpatterns: list[URLPattern] = [
    path("leburan/", board.index, name="index"),
    path("leburan/mulai/", board.start, name="start"),
    path("leburan/<str:code>/", heat.heat, name="heat"),
    path("leburan/<str:code>/muatan/", heat.charge, name="charge"),
    path("leburan/<str:code>/sampel/", heat.sample, name="sample"),
    path("leburan/<str:code>/hasil/", heat.readings, name="readings"),
    path("leburan/<str:code>/lepas/", heat.release, name="release"),
    path("leburan/<str:code>/pembetulan/", heat.confirm, name="confirm"),
    path("leburan/<str:code>/inokulasi/", heat.inoculate, name="inoculate"),
    path("leburan/<str:code>/tuang/", heat.pour, name="pour"),
    path("leburan/<str:code>/hitung/", heat.count, name="count"),
    path(
        "leburan/<str:code>/koreksi/<slug:kind>/<uuid:fact>/", corrections.correct, name="correct"
    ),
    path("leburan/<str:code>/logam/", metal.metal, name="metal"),
    path("leburan/<str:code>/logam/sisa/", metal.leftover, name="leftover"),
    path("leburan/<str:code>/logam/energi/", metal.energy, name="energy"),
    path("bahan/kartu/", cards.cards, name="cards"),
    path("bahan/terpakai/", cards.recoveries, name="recoveries"),
    path("logam/ahli/", cards.engineer, name="engineer"),
    path("leburan/<str:code>/lembar/", sheets.sheet, name="sheet"),
    path("leburan/<str:code>/lembar/susun/", sheets.plan, name="plan"),
    path("leburan/<str:code>/lembar/timbang/", sheets.weigh, name="weigh"),
    path("leburan/<str:code>/lembar/tanpa/", sheets.without, name="without"),
    path("logam/", metal.month, name="month"),
    path("logam/aturan/", metal.melt_rule, name="melt_rule"),
    path("logam/tungku/", metal.furnace_figures, name="furnace_figures"),
    path("leburan/<str:code>/kabar/", lab.heat_news, name="heat_news"),
    path("antrean/", lab.queue, name="queue"),
    path("antrean/kabar/", lab.queue_news, name="queue_news"),
    path("antrean/tambahan/", lab.additions, name="additions"),
    path("antrean/<int:number>/", lab.assign, name="assign"),
    path("spektrometer/<str:code>/", lab.instrument, name="instrument"),
    path("spektrometer/<str:code>/berkas/", lab.upload, name="upload"),
    path("spektrometer/<str:code>/pemetaan/", lab.mapping, name="mapping"),
    path("spektrometer/<str:code>/cek/<int:reference>/", lab.check, name="check"),
    path("spektrometer/<str:code>/kalibrasi-ulang/", lab.recalibrate, name="recalibrate"),
    path("spektrometer/<str:code>/acuan/", lab.reference, name="reference"),
    path("spektrometer/<str:code>/sebaran/", lab.repeatability, name="repeatability"),
    path("coran/<str:code>/", lot.lot, name="lot"),
    path("coran/<str:code>/afkir/", lot.scrap, name="scrap"),
    path("coran/<str:code>/bubut/", lot.machining, name="machining"),
    path("bahan/", materials.materials, name="materials"),
    path("bahan/terima/", materials.receive, name="receive"),
]
