"""The site with the example pages added: for tests only."""

from leap.urls import handler400, handler403, handler404, handler500
from leap.urls import urlpatterns as site
from tests.leap.design.gallery import example_patterns

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
urlpatterns = [*example_patterns, *site]
