"""Recording a rate by hand on a new installation."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from meetings.payments.models import Rate
from tests import factories as make

pytestmark = pytest.mark.django_db


def record(*words):
    call_command("record_rate", *words, stdout=StringIO())


def test_pounds_become_pence_from_a_date():
    make.programme("Moorland study")
    record("half_day", "82.50", "--from", "2025-12-16", "--programme", "Moorland study")
    rate = Rate.objects.get()
    assert (rate.amount_pence, rate.band, str(rate.valid_from)) == (8250, "half_day", "2025-12-16")


@pytest.mark.parametrize(
    "words",
    [
        ("half_day", "82.505", "--from", "2025-12-16", "--programme", "Moorland study"),
        ("half_day", "0", "--from", "2025-12-16", "--programme", "Moorland study"),
        ("half_day", "82.50", "--from", "2025-12-16", "--programme", "Nowhere"),
    ],
)
def test_a_rate_that_makes_no_sense_is_refused_in_a_sentence(words):
    make.programme("Moorland study")
    with pytest.raises(CommandError, match=r"\w+ \w+"):
        record(*words)
    assert not Rate.objects.exists()
