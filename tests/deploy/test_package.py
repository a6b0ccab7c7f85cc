"""`sam build` from a copy of the repository, without Docker and without an account; and its result."""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from local.gateway.template import read_template
from tests.support.project import PROJECT
from tests.support.soak import in_a_soak
from tools.package.interpreters import interpreter

pytestmark = in_a_soak

SAM = PROJECT / ".venv-deploy" / "bin" / "sam"
TEMPLATE = read_template(PROJECT / "template.yaml")
MODULES = {function.name: function.handler for function in (*TEMPLATE.functions, *TEMPLATE.scheduled)}
MAILS = {function.name for function in TEMPLATE.scheduled}
LARGEST_ZIP = 12_000_000
COMPILED = "cpython-313"
UNCHECKED_HASH = b"\x01\x00\x00\x00"  # the flags behind the magic number


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return what `sam build` made of a tree that holds what the repository holds, and nothing installed."""
    tree = tmp_path_factory.mktemp("tree")
    tracked = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT,
        check=True,
        capture_output=True,
        text=True,
    )
    for name in filter(lambda name: (PROJECT / name).is_file(), tracked.stdout.split("\0")):
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(PROJECT / name, tree / name)
    done = subprocess.run([SAM, "build"], cwd=tree, env=environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return tree / ".aws-sam" / "build"


def environment() -> dict[str, str]:
    """Return what a build may see: no account, no Docker, and the tools that `make test` has installed."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "SAM_", "MAKE"))}
    nothing = {"DOCKER_HOST": "tcp://127.0.0.1:1", "SAM_CLI_TELEMETRY": "0", "AWS_DEFAULT_REGION": "us-east-1"}
    return own | nothing | {"DEPLOY_VENV": str(PROJECT / ".venv-deploy"), "AWS_EC2_METADATA_DISABLED": "true"}


def files_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_the_template_is_valid() -> None:
    """By SAM's own judgement and by cfn-lint's, the nested ones too."""
    sam = subprocess.run(
        [SAM, "validate", "--lint"], cwd=PROJECT, env=environment(), capture_output=True, text=True, check=False
    )
    lint = subprocess.run(
        [Path(sys.executable).with_name("cfn-lint"), *sorted(map(str, (PROJECT / "deploy").glob("*.yaml")))],
        cwd=PROJECT,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )

    assert (sam.returncode, lint.returncode, lint.stdout) == (0, 0, ""), sam.stderr
    assert "is a valid SAM Template" in sam.stdout


def test_every_function_is_built_and_the_nested_stacks_beside_them(built: Path) -> None:
    """By the names of the template."""
    assert {path.name for path in built.iterdir()} == {*MODULES, "Watch", "WatchMessages", "Website", "template.yaml"}


@pytest.mark.parametrize(("name", "handler"), MODULES.items(), ids=MODULES)
def test_a_package_holds_its_own_function_and_no_other(built: Path, name: str, handler: str) -> None:
    """With the packages that it is imported through."""
    _, room, module, _ = handler.split(".")

    sources = {file for file in files_in(built / name / "functions") if file.endswith(".py")}
    assert sources == {"__init__.py", f"{room}/__init__.py", f"{room}/{module}.py"}


def test_all_packages_share_the_rest(built: Path) -> None:
    """The same libraries and the same code of ours, file by file."""

    def rest(name: str) -> set[str]:
        return {file for file in files_in(built / name) if not file.startswith("functions/")}

    assert {name for name in MODULES.keys() - MAILS if rest(name) != rest("ListSites")} == set()


def test_what_sends_mails_has_jinja2_besides(built: Path) -> None:
    """And nothing else of the others' is missing or different."""
    common = {file for file in files_in(built / "ListSites") if not file.startswith("functions/")}

    for name in MAILS:
        files = files_in(built / name)
        besides = {file.partition("/")[0] for file in files - common if not file.startswith("functions/")}
        assert common - files == set()
        assert besides == {"jinja2", "markupsafe", *locked("messages")}


def locked(lock: str) -> set[str]:
    """Return the folders with the metadata of the libraries of a lock."""
    found = re.findall(r"^([\w-]+)==([\w.]+)", (PROJECT / f"locks/{lock}.txt").read_text(), re.MULTILINE)
    return {f"{name.replace('-', '_')}-{version}.dist-info" for name, version in found}


def test_it_holds_the_locked_libraries_and_our_shared_code(built: Path) -> None:
    """No test or build tool, no boto3, no jinja2, no simulator, no type stubs of ours."""
    package = built / "CreateBooking"

    assert {path.name for path in package.glob("*.dist-info")} == locked("functions")
    unwelcome = {"boto3", "botocore", "jinja2", "local", "tests", "tools", "bench", "public", "bin", "pytest", "yaml"}
    assert {path.name for path in package.iterdir()} & unwelcome == set()
    files = {path for path in (PROJECT / "shared").rglob("*") if path.is_file() and path.suffix != ".pyc"}
    ours = {path.relative_to(PROJECT).as_posix() for path in files}
    assert {f"shared/{file}" for file in files_in(package / "shared") if not file.endswith(".pyc")} == ours


def test_native_code_is_for_arm64_and_python_313(built: Path) -> None:
    """Whatever machine built it."""
    libraries = list((built / "CreateBooking").rglob("*.so"))

    assert libraries
    for library in libraries:
        assert f".{COMPILED}-aarch64-linux-gnu.so" in library.name
        assert library.read_bytes()[18:20] == b"\xb7\x00"  # ELF's machine: AArch64


def test_everything_is_compiled_and_believed_unseen(built: Path) -> None:
    """No file's date or content is looked at when it is loaded (PEP 552)."""
    if interpreter("3.13") is None:
        pytest.skip("no Python 3.13 on this machine: the packages are not compiled")
    package = built / "CreateBooking"
    sources = [path for path in package.rglob("*.py") if path.stat().st_size]

    codes = [path.parent / "__pycache__" / f"{path.stem}.{COMPILED}.pyc" for path in sources]
    missing = [code for code in codes if not code.is_file() or code.read_bytes()[4:8] != UNCHECKED_HASH]
    assert len(sources) > 500
    assert missing == []


def test_the_package_is_small(built: Path, tmp_path: Path) -> None:
    """As it is sent to Lambda; a large one starts slower."""
    package = built / "DownloadInvite"

    with zipfile.ZipFile(tmp_path / "package.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files_in(package)):
            archive.write(package / name, name)

    assert (tmp_path / "package.zip").stat().st_size < LARGEST_ZIP
