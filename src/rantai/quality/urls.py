"""Addresses of this room."""

from django.urls import path

from rantai.quality.views import (
    board,
    charts,
    eightd,
    eightd_papers,
    eightd_steps,
    gauges,
    inspecting,
    stops,
)

app_name = "quality"
urlpatterns = [
    path("mutu/", board.index, name="index"),
    path("mutu/periksa/<str:code>/", inspecting.inspect, name="inspect"),
    path("mutu/periksa/<str:code>/<int:item>/", inspecting.preview, name="preview"),
    path("mutu/pemeriksaan/<uuid:pk>/", inspecting.inspection, name="inspection"),
    path("mutu/pemeriksaan/<uuid:pk>/koreksi/", inspecting.correct, name="correct"),
    path("mutu/tahan/<str:code>/", stops.hold, name="hold"),
    path("mutu/grafik/<int:stream>/", charts.stream, name="stream"),
    path("mutu/grafik/<int:stream>/batas/", charts.new_limits, name="new_limits"),
    path("mutu/biaya-afkir/", charts.scrap_cost, name="scrap_cost"),
    path("mutu/dinding/", charts.walls, name="walls"),
    path("mutu/dinding/<int:part>/", charts.wall, name="wall"),
    path("mutu/alat-ukur/", gauges.board, name="gauges"),
    path("mutu/alat-ukur-aturan/", gauges.rule, name="gauge_rule"),
    path("mutu/alat-ukur/<str:code>/", gauges.dossier, name="gauge"),
    path("mutu/alat-ukur/<str:code>/studi/", gauges.new_study, name="new_study"),
    path("mutu/alat-ukur/<str:code>/studi/<uuid:pk>/", gauges.study, name="study"),
    path("mutu/alat-ukur/<str:code>/ragu/<uuid:pk>/", gauges.doubt, name="doubt"),
    path("ketidaksesuaian/<str:code>/", stops.nonconformity, name="nonconformity"),
    path("ketidaksesuaian/<str:code>/8d/", eightd.open_one, name="open_eightd"),
    path("mutu/8d/", eightd.board, name="eightds"),
    path("mutu/8d-aturan/", eightd.rule, name="claim_rule"),
    path("mutu/8d/<str:code>/", eightd.dossier, name="eightd"),
    path("mutu/8d/<str:code>/laporan.pdf", eightd_papers.pdf, name="eightd_pdf"),
    path("mutu/8d/<str:code>/laporan.xlsx", eightd_papers.xlsx, name="eightd_xlsx"),
    path("mutu/8d/<str:code>/mengapa/<uuid:pk>/", eightd_steps.why, name="eightd_why"),
    path("mutu/8d/<str:code>/tindakan/<int:pk>/", eightd_steps.action, name="eightd_action"),
    path("mutu/8d/<str:code>/bukti/<uuid:pk>/", eightd_steps.proof, name="eightd_proof"),
    path("mutu/8d/<str:code>/<str:step>/", eightd_steps.step, name="eightd_step"),
]
