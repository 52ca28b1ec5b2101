"""What some tests have to say at the end of the run, whichever process they ran in: `record_property("told", text)`."""

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print every text that a test recorded under "told"."""
    reports = [report for found in terminalreporter.stats.values() for report in found if hasattr(report, "when")]
    told = [
        text for report in reports if report.when == "call" for name, text in report.user_properties if name == "told"
    ]
    if told:
        terminalreporter.section("told by the tests")
        for text in dict.fromkeys(told):
            terminalreporter.write_line(text)
