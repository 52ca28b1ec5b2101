"""What every test may use."""

pytest_plugins = ["tests.conftest_audit"]
