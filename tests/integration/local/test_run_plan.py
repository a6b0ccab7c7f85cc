import pytest

from local.run.plan import PlanError, make_plan
from shared.http_api.runtime.settings import Settings

REAL = {"AMPECO_API_URL": "https://tenant.example/public-api", "AMPECO_API_TOKEN": "a-real-token"}


def test_the_default_is_the_simulator() -> None:
    """With its token and a time zone; the site is on port 8888."""
    plan = make_plan({})

    assert (plan.is_simulated, plan.port) == (True, 8888)
    assert plan.environment["AMPECO_API_TOKEN"]
    assert plan.environment["DEFAULT_TIMEZONE"] == "America/Detroit"


def test_a_configured_platform_is_used() -> None:
    """Without any setting of the simulator."""
    plan = make_plan(REAL)

    assert not plan.is_simulated
    assert plan.environment.items() >= REAL.items()
    assert "DEFAULT_TIMEZONE" not in plan.environment


def test_mails_are_on_by_default_only_locally() -> None:
    """With the simulator and with a local platform; elsewhere only with a sender."""
    on_this_machine = {**REAL, "AMPECO_API_URL": "http://127.0.0.1:9/public-api"}
    plans = [make_plan(given) for given in ({}, on_this_machine, REAL, {**REAL, "MAIL_FROM": "own@example.com"})]

    assert [plan.mail_from for plan in plans] == [
        "bookings@example.com",
        "bookings@example.com",
        None,
        "own@example.com",
    ]
    assert [plan.is_local for plan in plans] == [True, True, False, False]


@pytest.mark.parametrize("name", list(REAL))
def test_an_incomplete_platform_is_refused(name: str) -> None:
    """One of URL and token alone is a mistake."""
    with pytest.raises(PlanError, match=f"Only {name} is set"):
        make_plan({name: REAL[name], "PORT": "9999"})


def test_empty_settings_are_unset() -> None:
    """An empty variable overrides `.env`."""
    plan = make_plan({"AMPECO_API_URL": "", "AMPECO_API_TOKEN": "", "PORT": "", "ADMIN_TOKENS": ""})

    assert (plan.is_simulated, plan.port) == (True, 8888)
    assert plan.admin_token


def test_configured_settings_are_passed_on() -> None:
    """Unchanged."""
    own = {"ADMIN_TOKENS": "first-of-two , second", "BOOKING_LINK_KEYS": "own", "DEFAULT_TIMEZONE": "UTC", "X": "y"}
    plan = make_plan(own)

    assert plan.environment.items() >= own.items()
    assert plan.admin_token == "first-of-two"
    assert make_plan({"ADMIN_TOKENS": "ana:viewer:named,second"}).admin_token == "named"


def test_local_secrets_are_stable_by_purpose_and_platform() -> None:
    """Links survive a restart; each purpose and each platform has its own."""
    first, second, real = (make_plan(given).environment for given in ({}, {}, REAL))
    secrets = [environment[name] for environment in (first, real) for name in ("ADMIN_TOKENS", "BOOKING_LINK_KEYS")]

    assert first == second
    assert len(set(secrets)) == 4
    assert all(secret.startswith("local-only-") for secret in secrets)


def test_local_settings_satisfy_the_functions() -> None:
    """With the simulator's URL they are all that a function requires."""
    settings = Settings.from_environment(
        {**make_plan({}).environment, "AMPECO_API_URL": "http://127.0.0.1:1/public-api"}
    )

    assert len(settings.booking_link_keys) == 1


@pytest.mark.parametrize(("text", "port"), [("0", 0), ("8000", 8000), ("65535", 65535)])
def test_port_is_read(text: str, port: int) -> None:
    """0 selects a free one."""
    assert make_plan({"PORT": text}).port == port


@pytest.mark.parametrize("text", ["http", "-1", "65536", "80.5", " 80", "٨٠"])
def test_an_invalid_port_is_refused(text: str) -> None:
    """Before anything is started."""
    with pytest.raises(PlanError, match="PORT is"):
        make_plan({"PORT": text})
