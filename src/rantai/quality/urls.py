"""Addresses of this room."""

from django.urls import path

from rantai.quality.views import board, charts, inspecting, stops

app_name = "quality"
urlpatterns = [
    path("mutu/", board.index, name="index"),
    path("mutu/periksa/<str:code>/", inspecting.inspect, name="inspect"),
    path("mutu/pemeriksaan/<uuid:pk>/", inspecting.inspection, name="inspection"),
    path("mutu/pemeriksaan/<uuid:pk>/koreksi/", inspecting.correct, name="correct"),
    path("mutu/tahan/<str:code>/", stops.hold, name="hold"),
    path("mutu/grafik/<int:stream>/", charts.stream, name="stream"),
    path("mutu/grafik/<int:stream>/batas/", charts.new_limits, name="new_limits"),
    path("mutu/biaya-afkir/", charts.scrap_cost, name="scrap_cost"),
    path("mutu/dinding/", charts.walls, name="walls"),
    path("mutu/dinding/<int:part>/", charts.wall, name="wall"),
    path("ketidaksesuaian/<str:code>/", stops.nonconformity, name="nonconformity"),
]
