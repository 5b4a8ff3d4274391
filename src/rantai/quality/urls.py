"""Addresses of this room."""

from django.urls import path

from rantai.quality.views import board, inspecting, stops

app_name = "quality"
urlpatterns = [
    path("mutu/", board.index, name="index"),
    path("mutu/periksa/<str:code>/", inspecting.inspect, name="inspect"),
    path("mutu/pemeriksaan/<uuid:pk>/", inspecting.inspection, name="inspection"),
    path("mutu/pemeriksaan/<uuid:pk>/koreksi/", inspecting.correct, name="correct"),
    path("mutu/tahan/<str:code>/", stops.hold, name="hold"),
    path("ketidaksesuaian/<str:code>/", stops.nonconformity, name="nonconformity"),
]
