"""What every test may use."""

import gc
from collections.abc import Iterator

import pytest

pytest_plugins = [
    "tests.conftest_audit",
    "tests.conftest_numbers",
    "tests.conftest_order",
    "tests.conftest_second_step",
    "tests.conftest_server",
    "tests.conftest_share",
]


def pytest_collection_finish() -> None:
    """What is there now stays to the end: looking through all of it for rubbish, again and again, takes minutes."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session")
def django_db_setup(
    request, django_test_environment, django_db_blocker, django_db_modify_db_settings
) -> Iterator[None]:
    """The test database, made for whoever asks: pytest-django's own makes none when only wider fixtures use it."""
    from django.test.utils import setup_databases, teardown_databases

    with django_db_blocker.unblock():
        made = setup_databases(verbosity=request.config.option.verbose, interactive=False, aliases={"default"})
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=request.config.option.verbose)


@pytest.fixture
def as_(client):
    """The browser of somebody who has signed in: `as_(person).get(...)`."""

    def sign_in(person):
        client.force_login(person)
        return client

    return sign_in
