"""Addresses of this room."""

from django.urls import URLPattern, path

from rantai.members import views

app_name = "members"
urlpatterns: list[URLPattern] = [
    path("anggota/", views.index, name="index"),
    path("anggota/keterampilan/", views.skills, name="skills"),
    path("anggota/orang/<int:pk>/tingkat/", views.level, name="level"),
    path("anggota/orang/<int:pk>/sertifikat/", views.certificate, name="certificate"),
    path("anggota/orang/<int:pk>/keluar/", views.leave, name="leave"),
    path("anggota/<str:code>/orang/", views.crew, name="crew"),
    path("anggota/<str:code>/orang/baru/", views.new_person, name="new_person"),
    path("anggota/<str:code>/pelatihan/", views.training, name="training"),
    path("anggota/<str:code>/", views.workshop, name="workshop"),
    path("anggota/<str:code>/kapasitas/", views.capacity, name="capacity"),
]
