"""Addresses of this room."""

from django.urls import path

from rantai.quality import views

app_name = "quality"
urlpatterns = [
    path("mutu/", views.index, name="index"),
    path("mutu/periksa/<str:code>/", views.inspect, name="inspect"),
    path("mutu/tahan/<str:code>/", views.hold, name="hold"),
    path("ketidaksesuaian/<str:code>/", views.nonconformity, name="nonconformity"),
]
