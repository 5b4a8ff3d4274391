"""Addresses of this room."""

from django.urls import path

from rantai.settlement import views

app_name = "settlement"
urlpatterns = [
    path("pembayaran/", views.index, name="index"),
    path("pembayaran/harga/", views.prices, name="prices"),
    path("pembayaran/uang-muka/", views.advances, name="advances"),
    path("pembayaran/tutup/<str:customer>/", views.close, name="close"),
    path("pembayaran/<str:code>/", views.settlement, name="settlement"),
    path("pembayaran/<str:code>/lembar.xlsx", views.sheet, name="sheet"),
    path("pembayaran/<str:code>/<str:workshop>/", views.statement, name="statement"),
    path("pembayaran/<str:code>/<str:workshop>/surat.pdf", views.statement_pdf, name="pdf"),
]
