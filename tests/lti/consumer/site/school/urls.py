from django.urls import include, path

from school import views

urlpatterns = [
    path("api/", include("lti_consumer.plugin.urls")),
    path("people/", views.keep_person),
    path("units/", views.make_unit),
    path("units/<int:unit>/", views.show_unit),
    path("units/<int:unit>/open/", views.open_unit),
    path("units/<int:unit>/choose/", views.choose_content),
    path("units/<int:unit>/frame/", views.choose_in_frame),
    path("units/<int:unit>/book/", views.show_book),
    path("enter/<str:username>/", views.enter),
    path("ready/", views.ready),
]
