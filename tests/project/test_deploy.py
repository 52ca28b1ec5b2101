"""The deployment files, held against each other and the settings. test_deploy_running.py starts what they name."""

import ast
import re

import pytest

from leap.local.places import ROOT
from tests.project.deployment import (
    COMPOSE,
    OURS,
    SERVICES,
    dockerfile_lines,
    example_variables,
    last_stage,
    settings_read,
)

READ_BY_LIBRARIES = {"DJANGO_SETTINGS_MODULE"}


def test_the_issue_s_six_services_are_there_with_a_health_check_each():
    assert {"web", "worker", "beat", "postgres", "redis", "proxy"} <= set(SERVICES)
    without = [name for name in SERVICES if name != "migrate" and not SERVICES[name].get("healthcheck", {}).get("test")]
    assert without == []


@pytest.mark.parametrize("name", OURS)
def test_every_variable_set_is_read_by_the_settings(name):
    unread = set(SERVICES[name]["environment"]) - set(settings_read()) - READ_BY_LIBRARIES
    assert unread == set(), "set in docker-compose.yml, but no setting reads it"


@pytest.mark.parametrize("name", OURS)
def test_every_variable_the_settings_read_is_set(name):
    unset = set(settings_read()) - set(SERVICES[name]["environment"])
    assert unset == set(), "read by the settings, but docker-compose.yml does not pass it"


def test_the_example_file_and_the_compose_file_name_the_same_variables():
    text = re.sub(r"(?m)^\s*#.*$", "", (ROOT / "docker-compose.yml").read_text())
    asked_for = set(re.findall(r"(?<!\$)\$\{([A-Z0-9_]+)", text))
    assert asked_for == set(example_variables())


def test_what_the_settings_cannot_do_without_has_no_silent_default():
    text = (ROOT / "docker-compose.yml").read_text()
    for name, needed in settings_read().items():
        value = SERVICES["web"]["environment"][name]
        for variable in re.findall(r"\$\{([A-Z0-9_]+)", value) if needed else []:
            assert f"${{{variable}:?" in text, f"{variable} may be empty without a word"


def test_no_secret_is_written_down():
    for name, value in example_variables().items():
        if re.search("KEY|PASSWORD", name):
            assert value == "", f"{name} has a value in .env.example"
    for line in dockerfile_lines():
        assert not re.search(r"(SECRET|KEYS?|PASSWORD|TOKEN)\w*[= ]", line), line
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            assert not re.search("KEY|PASSWORD", name) or value.startswith("${"), f"{name} has a value"


def test_secrets_and_local_data_stay_out_of_the_image():
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert {".env", ".git", "var", ".venv"} <= set(ignored)


def test_the_image_runs_as_a_user_who_owns_none_of_the_code():
    users = [line.split()[1] for line in last_stage() if line.startswith("USER ")]
    assert users[-1].isdigit()
    assert int(users[-1]) != 0
    assert "--chown" not in "\n".join(last_stage())
    order = [line.split()[0] for line in last_stage()]
    assert order.index("USER") < order.index("CMD")


def test_the_image_s_own_command_is_the_web_service_s():
    command = next(line for line in last_stage() if line.startswith("CMD "))
    assert ast.literal_eval(command.removeprefix("CMD ")) == SERVICES["web"]["command"]


def test_images_are_named_with_a_version():
    stages = [line.split()[1] for line in dockerfile_lines() if line.startswith("FROM ")]
    images = stages + [service["image"] for name, service in SERVICES.items() if name not in OURS]
    assert [image for image in images if not re.search(r":[0-9]", image)] == []


def test_only_the_proxy_listens_to_the_outside_and_the_database_cannot_be_reached():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert COMPOSE["networks"]["inside"]["internal"] is True
    assert [SERVICES[name]["networks"] for name in ("postgres", "redis", "proxy")] == [
        ["inside"],
        ["inside"],
        ["outside"],
    ]


@pytest.mark.parametrize("name", OURS)
def test_our_containers_cannot_write_to_their_image_or_gain_rights(name):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


def test_the_broker_forgets_nothing_in_silence():
    command = " ".join(SERVICES["redis"]["command"])
    assert "--maxmemory-policy noeviction" in command
    assert "--appendonly yes" in command


def test_the_proxy_passes_requests_to_the_port_the_web_server_listens_on():
    caddyfile = (ROOT / "docs/deploy/Caddyfile").read_text()
    assert "./docs/deploy/Caddyfile:/etc/caddy/Caddyfile:ro" in SERVICES["proxy"]["volumes"]
    assert re.search(r"reverse_proxy web:8000\b", caddyfile)
    assert "--bind=0.0.0.0:8000" in SERVICES["web"]["command"]
    assert SERVICES["web"]["environment"]["TRUSTED_PROXY_COUNT"] == "1"


def test_the_production_requirements_are_the_ones_that_are_tested():
    pins = {name: pinned(name) for name in ("base", "embedded", "dev")}
    assert pins["base"].items() <= pins["embedded"].items() <= pins["dev"].items()
    assert "requirements/base.txt" in (ROOT / "Dockerfile").read_text()


@pytest.mark.parametrize("name", ["base", "embedded", "dev"])
def test_the_requirements_name_no_host_and_pin_every_file(name):
    text = (ROOT / f"requirements/{name}.txt").read_text()
    assert not re.search(r"https?:|--index|--find-links|--extra", text)
    for block in re.split(r"\n(?=\S)", text.strip()):
        assert "--hash=sha256:" in block, block.splitlines()[0]


def pinned(name: str) -> dict[str, str]:
    """Package to version in one list of requirements."""
    return dict(re.findall(r"(?m)^([a-z0-9._-]+)==([^ ;\\]+)", (ROOT / f"requirements/{name}.txt").read_text()))


@pytest.mark.parametrize("program", ["leap/celery.py", "leap/wsgi.py"])
def test_a_program_started_without_settings_is_a_real_site_and_not_this_computers(program):
    """The local settings have keys everybody knows and allow the demo: nobody may get them by forgetting a variable."""
    assert '"DJANGO_SETTINGS_MODULE", "leap.settings.production"' in (ROOT / program).read_text()


def test_running_without_docker_says_which_settings():
    without_docker = (ROOT / "docs/deploy.md").read_text().partition("**Without Docker:**")[2]
    assert "DJANGO_SETTINGS_MODULE=leap.settings.production" in without_docker
