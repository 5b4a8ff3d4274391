"""Addresses of this room."""

from django.urls import URLPattern, path

from rantai.mentoring.views import (
    cases,
    help,
    offline,
    programmes,
    readiness,
    stages,
    visits,
    yokoten,
)

app_name = "mentoring"
urlpatterns: list[URLPattern] = [
    path("pendampingan/", programmes.index, name="index"),
    path("pendampingan/program/<int:pk>/", programmes.enrol, name="enrol"),
    path("pendampingan/program/<int:pk>/tahap/", stages.stages, name="stages"),
    path("pendampingan/program/<int:pk>/syarat/", stages.criterion, name="criterion"),
    path("pendampingan/syarat/<int:pk>/", stages.end_criterion, name="end_criterion"),
    path("pendampingan/lembar.js", offline.worker, name="sheets_worker"),
    path("pendampingan/koreksi/<uuid:pk>/", programmes.correct, name="correct"),
    path("pendampingan/kunjungan/<uuid:pk>/", visits.visit, name="visit"),
    path("pendampingan/kunjungan/<uuid:pk>/berkas/<int:attachment>/", visits.file, name="file"),
    path("pendampingan/butir/<uuid:pk>/", visits.correct_score, name="correct_score"),
    path("pendampingan/lembar/", visits.adopt, name="adopt"),
    path("pendampingan/tindakan/", visits.actions, name="actions"),
    path("pendampingan/tindakan/<uuid:pk>/", visits.close, name="close_action"),
    path("pendampingan/pengaruh/", help.index, name="help"),
    path("pendampingan/tindakan/<uuid:pk>/sasaran/", help.aim_action, name="aim_action"),
    path("pendampingan/pelatihan/<int:pk>/sasaran/", help.aim_training, name="aim_training"),
    path("pendampingan/yokoten/", yokoten.index, name="yokoten"),
    path("pendampingan/yokoten/sasaran/<uuid:pk>/", yokoten.spread_aim, name="spread_aim"),
    path("pendampingan/yokoten/8d/<str:code>/", yokoten.spread_eightd, name="spread_eightd"),
    path("pendampingan/yokoten/<uuid:pk>/", yokoten.spread, name="spread"),
    path("pendampingan/yokoten/<int:pk>/jawab/", yokoten.answer, name="answer_offer"),
    path("pendampingan/yokoten/<int:pk>/selesai/", yokoten.finish, name="finish_offer"),
    path("pendampingan/kasus/", cases.index, name="cases"),
    path("pendampingan/kasus/sekolah/", cases.school_link, name="school_link"),
    path("pendampingan/kasus/sekolah/<int:pk>/tutup/", cases.close, name="close_school"),
    path("pendampingan/kasus/<int:pk>/cabut/", cases.withdraw, name="withdraw_case"),
    path("pendampingan/kasus/8d/<str:code>/", cases.tell, name="tell_case"),
    path("belajar/<str:token>/", cases.school, name="school"),
    path("pendampingan/kesiapan/", readiness.index, name="readiness_board"),
    path("pendampingan/kesiapan/aturan/", readiness.rule, name="readiness_rule"),
    path("pendampingan/<str:code>/", programmes.workshop, name="workshop"),
    path("pendampingan/<str:code>/nilai/", programmes.assess, name="assess"),
    path("pendampingan/<str:code>/kesiapan/", readiness.workshop, name="readiness"),
    path("pendampingan/<str:code>/tahap/", stages.enter, name="enter_stage"),
    path("pendampingan/<str:code>/lembar/<str:kind>/", visits.fill, name="fill"),
]
