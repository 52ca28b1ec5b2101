app_name = "writing"

urlpatterns = []
