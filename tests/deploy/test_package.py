"""`sam build` from a copy of the repository, without Docker and without an account; and its result."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.support.project import PROJECT
from tests.support.soak import in_a_soak
from tests.support.template import own_template
from tools.package.interpreters import interpreter

pytestmark = in_a_soak

SAM = PROJECT / ".venv-deploy" / "bin" / "sam"
TEMPLATE = own_template()
MODULES = {
    function.name: function.handler for function in (*TEMPLATE.functions, *TEMPLATE.scheduled, *TEMPLATE.invoked)
}
LAYERS = {"Libraries": "functions", "MailLibraries": "messages"}
"""The layers of libraries, and the lock of each."""
LARGEST_UPLOAD = 20_000_000
LARGEST_FUNCTION = 10_000
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
    sam_build(tree)
    return tree / ".aws-sam" / "build"


def sam_build(tree: Path) -> None:
    done = subprocess.run([SAM, "build"], cwd=tree, env=environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def environment() -> dict[str, str]:
    """Return what a build may see: no account, no Docker, and the tools that `make test` has installed."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "SAM_", "MAKE"))}
    nothing = {"DOCKER_HOST": "tcp://127.0.0.1:1", "SAM_CLI_TELEMETRY": "0", "AWS_DEFAULT_REGION": "us-east-1"}
    return own | nothing | {"DEPLOY_VENV": str(PROJECT / ".venv-deploy"), "AWS_EC2_METADATA_DISABLED": "true"}


def files_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_the_template_is_valid() -> None:
    """According to SAM and cfn-lint, nested templates included."""
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


def test_every_function_and_layer_is_built_and_the_nested_stacks_beside_them(built: Path) -> None:
    nested = {"Watch", "WatchCatalog", "WatchMessages", "Website"}

    assert {path.name for path in built.iterdir()} == {*MODULES, *LAYERS, "SharedCode", *nested, "template.yaml"}


@pytest.mark.parametrize(("name", "handler"), MODULES.items(), ids=MODULES)
def test_a_package_holds_its_own_function_and_nothing_else(built: Path, name: str, handler: str) -> None:
    """With the packages that it is imported through."""
    _, folder, module, _ = handler.split(".")

    sources = {file for file in files_in(built / name) if not file.endswith(".pyc")}
    assert sources == {"functions/__init__.py", f"functions/{folder}/__init__.py", f"functions/{folder}/{module}.py"}


def locked(lock: str) -> set[str]:
    """Return the folders with the metadata of the libraries of a lock."""
    found = re.findall(r"^([\w-]+)==([\w.]+)", (PROJECT / f"locks/{lock}.txt").read_text(), re.MULTILINE)
    return {f"{name.replace('-', '_')}-{version}.dist-info" for name, version in found}


@pytest.mark.parametrize(("layer", "lock"), LAYERS.items(), ids=LAYERS)
def test_a_layer_holds_the_locked_libraries(built: Path, layer: str, lock: str) -> None:
    """Below `python/`, where Lambda looks: no test or build tool, no boto3, nothing of ours."""
    packages = built / layer / "python"
    unwelcome = {"boto3", "botocore", "local", "shared", "functions", "tests", "tools", "bin", "pytest", "yaml"}
    if layer == "Libraries":
        unwelcome.add("jinja2")

    assert [path.name for path in (built / layer).iterdir()] == ["python"]
    assert {path.name for path in packages.glob("*.dist-info")} == locked(lock)
    assert {path.name for path in packages.iterdir()} & unwelcome == set()


def test_the_layer_of_our_code_holds_all_of_it(built: Path) -> None:
    layer = built / "SharedCode" / "python"
    files = {path for path in (PROJECT / "shared").rglob("*") if path.is_file() and path.suffix != ".pyc"}

    ours = {path.relative_to(PROJECT).as_posix() for path in files}
    assert {file for file in files_in(layer) if not file.endswith(".pyc")} == ours


@pytest.mark.parametrize("layer", LAYERS)
def test_native_code_is_for_arm64_and_python_313(built: Path, layer: str) -> None:
    """On any build machine."""
    libraries = list((built / layer).rglob("*.so"))

    assert libraries
    for library in libraries:
        assert f".{COMPILED}-aarch64-linux-gnu.so" in library.name
        assert library.read_bytes()[18:20] == b"\xb7\x00"  # ELF's machine: AArch64


def test_everything_is_compiled_and_not_checked_against_its_source(built: Path) -> None:
    """No file's date or content is read when it is loaded (PEP 552)."""
    if interpreter("3.13") is None:
        pytest.skip("no Python 3.13 on this machine: the packages are not compiled")
    folders = [built / name for name in (*LAYERS, "SharedCode", "CreateBooking")]
    sources = [path for folder in folders for path in folder.rglob("*.py") if path.stat().st_size]

    codes = [path.parent / "__pycache__" / f"{path.stem}.{COMPILED}.pyc" for path in sources]
    missing = [code for code in codes if not code.is_file() or code.read_bytes()[4:8] != UNCHECKED_HASH]
    assert len(sources) > 500
    assert missing == []


def test_a_deployment_uploads_little(built: Path, tmp_path: Path) -> None:
    sizes = {}
    for name in (*MODULES, *LAYERS, "SharedCode"):
        packed = tmp_path / f"{name}.zip"
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(files_in(built / name)):
                archive.write(built / name / file, file)
        sizes[name] = packed.stat().st_size

    assert sum(sizes.values()) < LARGEST_UPLOAD
    assert max(sizes[name] for name in MODULES) < LARGEST_FUNCTION


def test_the_same_sources_give_the_same_packages(built: Path) -> None:
    """SAM uploads only what has another content, so one changed function is one upload."""
    tree = built.parents[1]
    before = contents(built)
    changed = tree / "functions" / "sites" / "read_site.py"

    shutil.rmtree(tree / ".make")
    changed.write_text(f"{changed.read_text()}\nCHANGED = True\n")
    sam_build(tree)

    after = contents(built)
    assert {name for name in after if after[name] != before[name]} == {"ReadSite"}


def contents(built: Path) -> dict[str, str]:
    """Return a digest of each package's files, by their names and contents, as SAM compares them."""
    digests = {}
    for name in (*MODULES, *LAYERS, "SharedCode"):
        digest = hashlib.sha256()
        for file in sorted(files_in(built / name)):
            digest.update(file.encode() + (built / name / file).read_bytes())
        digests[name] = digest.hexdigest()
    return digests
