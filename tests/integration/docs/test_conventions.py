"""Configuration of GitHub, pre-commit and editors agrees with the project's own commands."""

import re
import tomllib
from typing import Any

import yaml

from tests.support.project import PROJECT

WORKFLOW: dict[str, Any] = yaml.safe_load((PROJECT / ".github/workflows/ci.yml").read_text(encoding="utf-8"))
STEPS = [step for job in WORKFLOW["jobs"].values() for step in job["steps"]]
SOAK_IMPORT = re.compile(r"^from tests\.support\.soak import", re.MULTILINE)
MAKEFILE = (PROJECT / "Makefile").read_text(encoding="utf-8")


def recipe(target: str) -> str:
    """Return the commands of a target, with plain variables expanded."""
    (found,) = re.findall(rf"^{target}:[^\n]*##[^\n]*\n((?:\t.*\n)+)", MAKEFILE, re.MULTILINE)
    return re.sub(r"\$\(BIN\)", ".venv/bin", found)


def test_ci_runs_the_commands_of_the_readme() -> None:
    """And the coverage; no others."""
    assert {step["run"] for step in STEPS if "run" in step} == {".ci/run", "make check", "make soak", "make coverage"}


def test_ci_has_read_permission_only() -> None:
    """No job has more, and no token stays in the checkout."""
    checkouts = [step["with"] for step in STEPS if "checkout" in step.get("uses", "")]

    assert WORKFLOW["permissions"] == {"contents": "read"}
    assert [job for job in WORKFLOW["jobs"].values() if "permissions" in job] == []
    assert [one["persist-credentials"] for one in checkouts] == [False] * len(WORKFLOW["jobs"])


def test_every_action_is_pinned_by_its_commit() -> None:
    """With its version in a comment, for proposed updates."""
    uses = re.findall(r"uses: (.+)", (PROJECT / ".github/workflows/ci.yml").read_text(encoding="utf-8"))

    assert uses
    assert [use for use in uses if not re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", use)] == []


def test_ci_tests_the_oldest_and_the_newest_supported_versions() -> None:
    """The oldest of pyproject.toml and package.json, the newest of Lambda and Netlify."""
    matrix = WORKFLOW["jobs"]["test"]["strategy"]["matrix"]["include"]
    oldest = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["requires-python"]
    netlify = tomllib.loads((PROJECT / "netlify.toml").read_text(encoding="utf-8"))["build"]["environment"]

    assert {f">={min(one['python'] for one in matrix)}"} == {oldest}
    assert f'"node": ">={min(one["node"] for one in matrix)}"' in (PROJECT / "package.json").read_text(encoding="utf-8")
    assert f"python{max(one['python'] for one in matrix)}" in (PROJECT / "template.yaml").read_text(encoding="utf-8")
    assert netlify == {
        "NODE_VERSION": max(one["node"] for one in matrix),
        "PYTHON_VERSION": max(one["python"] for one in matrix),
    }


def test_pre_commit_runs_what_make_check_runs() -> None:
    """With the project's own tools."""
    config = yaml.safe_load((PROJECT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    (local,) = config["repos"]
    early = [hook["entry"].removesuffix(" --force-exclude") for hook in local["hooks"] if "stages" not in hook]

    assert local["repo"] == "local"
    assert {hook["language"] for hook in local["hooks"]} == {"system"}
    assert len(early) == 4
    assert [entry for entry in early if entry not in recipe("check")] == []


def test_the_soak_has_every_test_that_takes_long() -> None:
    """Each module that leaves tests to `make soak`, or a directory of it, is in the list of the Makefile."""
    (listed,) = re.findall(r"^HAS_LONG_TESTS := ((?:.*\\\n)*.*)$", MAKEFILE, re.MULTILINE)
    paths = listed.replace("\\\n", " ").split()
    modules = [path.relative_to(PROJECT).as_posix() for path in (PROJECT / "tests").rglob("test_*.py")]
    long = [name for name in modules if SOAK_IMPORT.search((PROJECT / name).read_text("utf-8"))]

    assert len(long) > len(paths)
    assert [name for name in long if not name.startswith(tuple(paths))] == []
