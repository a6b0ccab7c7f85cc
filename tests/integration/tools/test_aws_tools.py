"""Secrets and pages on AWS, with a fake AWS CLI that stores parameters in a file and records all arguments."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.project import PROJECT

PREFIX = "/ev-charging-bookings"
OURS = ["admin-tokens", "booking-link-keys", "proxy-signing-key"]

STAND_IN = """#!{python} -IS
import json, os, sys
os.chdir({folder!r})
words = sys.argv[1:]
with open("calls", "a") as calls:
    print(json.dumps(words), file=calls)
with open("stored") as file:
    stored = json.load(file)
if words[:2] == ["ssm", "put-parameter"]:
    with open(words[words.index("--cli-input-json") + 1].removeprefix("file://")) as file:
        assert os.fstat(file.fileno()).st_mode & 0o077 == 0
        given = json.load(file)
    if given["Name"] in stored and not given.get("Overwrite"):
        sys.exit("An error occurred (ParameterAlreadyExists)")
    assert given["Type"] == "SecureString"
    stored[given["Name"]] = given["Value"]
    with open("stored", "w") as file:
        json.dump(stored, file)
    print("{{}}")
elif words[:2] == ["ssm", "get-parameter"]:
    name = words[words.index("--name") + 1]
    if name not in stored:
        sys.exit("An error occurred (ParameterNotFound)")
    print(json.dumps({{"Parameter": {{"Value": stored[name]}}}}))
elif words[:1] == ["cloudformation"]:
    outputs = [{{"OutputKey": name, "OutputValue": value}} for name, value in stored.items()]
    print(json.dumps({{"Stacks": [{{"Outputs": outputs}}]}}))
"""


class Account:
    """An AWS account that holds a few parameters."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        (folder / "bin").mkdir()
        script = folder / "bin" / "aws"
        script.write_text(STAND_IN.format(python=sys.executable, folder=str(folder)))
        script.chmod(0o755)
        self.store({})

    def store(self, values: dict[str, str]) -> None:
        (self._folder / "stored").write_text(json.dumps(values))

    @property
    def stored(self) -> dict[str, str]:
        values: dict[str, str] = json.loads((self._folder / "stored").read_text())
        return values

    @property
    def calls(self) -> list[list[str]]:
        return [json.loads(line) for line in (self._folder / "calls").read_text().splitlines()]

    def run(self, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        path = f"{self._folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
        command = [sys.executable, "-m", *arguments]
        environment = {**os.environ, "PATH": path}
        return subprocess.run(
            command, cwd=PROJECT, env=environment, input=typed, capture_output=True, text=True, check=False
        )


@pytest.fixture
def account(tmp_path: Path) -> Account:
    return Account(tmp_path)


def test_strong_secrets_are_generated_and_never_printed(account: Account) -> None:
    """Each differs and is long enough, Ampeco's is as given; only names are printed and passed as arguments."""
    done = account.run("tools.secrets", "create", typed="the-token-of-ampeco\n")

    stored = account.stored
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split() == [
        word for name in [*OURS, "ampeco-api-token"] for word in ("created", f"{PREFIX}/{name}")
    ]
    assert stored[f"{PREFIX}/ampeco-api-token"] == "the-token-of-ampeco"
    assert len({stored[f"{PREFIX}/{name}"] for name in OURS}) == 3
    assert min(len(stored[f"{PREFIX}/{name}"]) for name in OURS) >= 32
    assert [secret for secret in stored.values() if secret in done.stdout + json.dumps(account.calls)] == []


def test_existing_secrets_stay(account: Account) -> None:
    """Repeating the command invalidates no link."""
    account.store({f"{PREFIX}/booking-link-keys": "stored", f"{PREFIX}/ampeco-api-token": "stored"})

    done = account.run("tools.secrets", "create")

    assert account.stored[f"{PREFIX}/booking-link-keys"] == "stored"
    assert account.stored[f"{PREFIX}/ampeco-api-token"] == "stored"
    assert done.stdout.split()[1::2] == [f"{PREFIX}/admin-tokens", f"{PREFIX}/proxy-signing-key"]


def test_a_key_is_changed_in_three_steps_without_a_gap(account: Account) -> None:
    """In each step the signing key is among the verifying ones."""
    name = f"{PREFIX}/booking-link-keys"
    account.store({name: "old"})
    seen = []

    for act in ("add", "promote", "drop"):
        assert account.run("tools.secrets", act, "booking-link-keys").returncode == 0
        seen.append(account.stored[name].split(","))

    (_, new) = seen[0]
    assert seen == [["old", new], [new, "old"], [new]]
    assert len(new) >= 32


@pytest.mark.parametrize(
    ("act", "values", "words"),
    [("add", "a,b", "already holds 2"), ("promote", "a", "add another first"), ("drop", "a", "holds only one")],
)
def test_a_step_out_of_order_is_refused(account: Account, act: str, values: str, words: str) -> None:
    """It changes nothing."""
    account.store({f"{PREFIX}/booking-link-keys": values})

    done = account.run("tools.secrets", act, "booking-link-keys")

    assert (done.returncode, account.stored) == (1, {f"{PREFIX}/booking-link-keys": values})
    assert words in done.stderr


@pytest.mark.parametrize("act", ["add", "promote", "drop"])
def test_the_steps_of_a_key_are_not_for_the_tokens_of_people(account: Account, act: str) -> None:
    """`drop` would remove a person."""
    account.store({f"{PREFIX}/admin-tokens": "a,b"})

    done = account.run("tools.secrets", act, "admin-tokens")

    assert (done.returncode, account.stored) == (2, {f"{PREFIX}/admin-tokens": "a,b"})


ADMINS = f"{PREFIX}/admin-tokens"


def test_a_person_is_added_and_the_others_stay(account: Account) -> None:
    """The new token alone is printed, and none is passed as an argument. A bare token gets its name and role."""
    account.store({ADMINS: "first-token-of-all,ben:viewer:token-of-ben"})

    done = account.run("tools.secrets", "admins", "add", "ana", "manager")

    token = done.stdout.strip()
    assert (done.returncode, done.stderr, len(token) >= 32) == (0, "", True)
    assert account.stored[ADMINS].split(",") == [
        "admin:manager:first-token-of-all",
        "ben:viewer:token-of-ben",
        f"ana:manager:{token}",
    ]
    assert [one for one in (token, "first-token", "token-of-ben") if one in json.dumps(account.calls)] == []


def test_a_persons_token_is_rotated_in_one_step(account: Account) -> None:
    """Name and role stay; every former token of the name ends."""
    account.store({ADMINS: "ana:manager:old,ben:viewer:token-of-ben,ana:manager:older"})

    token = account.run("tools.secrets", "admins", "rotate", "ana").stdout.strip()

    assert account.stored[ADMINS] == f"ben:viewer:token-of-ben,ana:manager:{token}"


def test_a_removed_person_has_no_token_left(account: Account) -> None:
    """It prints nothing, and keeps the other names."""
    account.store({ADMINS: "ben:viewer:one,ana:manager:two,ben:viewer:three"})

    done = account.run("tools.secrets", "admins", "remove", "ben")

    assert (done.returncode, done.stdout, account.stored[ADMINS]) == (0, "", "ana:manager:two")


def test_people_are_listed_without_tokens(account: Account) -> None:
    """One line each: name and role."""
    account.store({ADMINS: "first-token-of-all,ben:viewer:token-of-ben"})

    assert account.run("tools.secrets", "admins", "list").stdout == "admin manager\nben viewer\n"


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (("add", "ana", "manager"), "ana has a token already"),
        (("add", "ana@example.com", "viewer"), "the name is not"),
        (("add", "cleo,dan", "viewer"), "the name is not"),
        (("add", "cleo:manager", "viewer"), "neither name:role:token"),
        (("rotate", "cleo"), "cleo has no token"),
        (("remove", "cleo"), "cleo has no token"),
        (("remove", "ana"), "ana is the last manager"),
    ],
)
def test_a_change_of_people_that_cannot_be_is_refused(account: Account, act: tuple[str, ...], words: str) -> None:
    """It changes nothing and prints no token."""
    before = {ADMINS: "ana:manager:token-of-ana,ben:viewer:token-of-ben"}
    account.store(before)

    done = account.run("tools.secrets", "admins", *act)

    assert (done.returncode, done.stdout, account.stored) == (1, "", before)
    assert words in done.stderr
    assert "token-of" not in done.stderr


def test_a_bad_entry_is_not_quoted(account: Account) -> None:
    """The error quotes nothing of the entry."""
    account.store({ADMINS: "ana:owner:token-of-ana"})

    done = account.run("tools.secrets", "admins", "list")

    assert (done.returncode, done.stderr) == (1, "secrets: the role is neither viewer nor manager\n")


def test_an_error_of_aws_is_printed(account: Account) -> None:
    """With its message, without a traceback."""
    done = account.run("tools.secrets", "add", "booking-link-keys")

    assert (done.returncode, done.stderr) == (1, "secrets: An error occurred (ParameterNotFound)\n")


def after(option: str, words: list[str]) -> list[str]:
    """Return the value after each `option` of a command."""
    return [words[at + 1] for at, word in enumerate(words) if word == option]


def test_pages_are_published_after_their_assets(account: Account) -> None:
    """Old assets stay, for open pages; the CDN's configuration files are not published."""
    account.store({"SiteBucket": "the-bucket", "SiteDistribution": "E1"})

    done = account.run("tools.publish", "--stack", "bookings")

    ask, assets, pages, missing, forget = account.calls
    assert (done.returncode, done.stderr) == (0, "")
    assert ask[:4] == ["cloudformation", "describe-stacks", "--stack-name", "bookings"]
    assert (assets[3], "--delete" in assets) == ("s3://the-bucket/assets", False)
    assert (pages[3], "--delete" in pages) == ("s3://the-bucket", True)
    assert after("--exclude", pages) == ["assets/*", "_*", "404.html", "*/404.html"]
    assert (missing[3], "--delete" in missing) == ("s3://the-bucket", False)
    assert forget[:6] == ["cloudfront", "create-invalidation", "--distribution-id", "E1", "--paths", "/*"]


def test_each_file_is_published_with_its_cache_control(account: Account) -> None:
    """CloudFront answers errors with the bucket's 404 page, which is not cached."""
    account.store({"SiteBucket": "the-bucket", "SiteDistribution": "E1"})

    account.run("tools.publish", "--stack", "bookings")

    assets, pages, missing = [one for one in account.calls if one[:2] == ["s3", "sync"]]
    assert after("--cache-control", assets) == ["public, max-age=31536000, immutable"]
    assert after("--cache-control", pages) == ["public, max-age=0, must-revalidate"]
    assert after("--cache-control", missing) == ["no-store"]
    assert missing[missing.index("--exclude") :][:6] == [
        *("--exclude", "*", "--include", "404.html", "--include", "*/404.html")
    ]


def test_a_stack_without_a_bucket_is_reported(account: Account) -> None:
    """Its pages are on Netlify."""
    done = account.run("tools.publish", "--stack", "bookings")

    assert done.returncode == 1
    assert "StaticHosting=none" in done.stderr
