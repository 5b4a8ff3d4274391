"""Addresses of this room."""

from django.urls import URLPattern, path

from rantai.machines.views import gauges, gifts, machines, queue, upkeep

app_name = "machines"
urlpatterns: list[URLPattern] = [
    path("mesin/", machines.index, name="index"),
    path("mesin/alat-ukur-baru/", gauges.new_gauge, name="new_gauge"),
    path("mesin/<str:code>/", machines.machine, name="machine"),
    path("mesin/<str:code>/pakai/", machines.use, name="use"),
    path("mesin/<str:code>/keadaan/", machines.state, name="state"),
    path("mesin/<str:code>/kalibrasi/", gauges.calibration, name="calibration"),
    path("mesin/<str:code>/kalibrasi/<uuid:pk>/", gauges.paper, name="paper"),
    path("mesin/<str:code>/antrean/", queue.queue, name="queue"),
    path("mesin/<str:code>/antrean/minta/", queue.ask, name="ask"),
    path("mesin/<str:code>/antrean/tetapkan/", queue.fix, name="fix"),
    path("mesin/<str:code>/tutup/", queue.close, name="close"),
    path("mesin/<str:code>/kembalikan/", queue.give_back, name="give_back"),
    path("mesin/<str:code>/perawatan/", upkeep.upkeep, name="upkeep"),
    path("mesin/<str:code>/perawatan/rencana/", upkeep.new_plan, name="new_plan"),
    path("mesin/<str:code>/perawatan/<int:plan>/", upkeep.done, name="done"),
    path("mesin/<str:code>/perawatan/<int:plan>/akhiri/", upkeep.end, name="end_plan"),
    path("mesin/<str:code>/rusak/", upkeep.breakdown, name="breakdown"),
    path("mesin/<str:code>/rusak/<uuid:breakdown>/foto/", upkeep.new_photo, name="new_photo"),
    path("mesin/<str:code>/foto/<int:attachment>/", upkeep.photo, name="photo"),
    path("mesin/<str:code>/diperbaiki/", upkeep.repair, name="repair"),
    path("mesin/<str:code>/jam/", upkeep.hours, name="hours"),
    path("mesin/<str:code>/suku-cadang/", upkeep.new_spare, name="new_spare"),
    path("mesin/<str:code>/suku-cadang/<int:spare>/", upkeep.move, name="move_spare"),
    path("pemesanan/<int:pk>/", queue.booking, name="booking"),
    path("pemesanan/<int:pk>/batal/", queue.cancel, name="cancel"),
    path("pemesanan/<int:pk>/tidak-datang/", queue.no_show, name="no_show"),
    path("pemesanan/<int:pk>/selesai/", queue.finish, name="finish"),
    path("pemesanan/<int:pk>/keselamatan/", queue.safety, name="safety"),
    path("aturan-antrean/", queue.rule, name="rule"),
    path("hibah/", gifts.gifts, name="gifts"),
    path("hibah/laporan.pdf", gifts.gifts_pdf, name="gifts_pdf"),
]
