from pathlib import Path

import pytest

from local.run.env_file import EnvFileError, read_env_file

CONTENT = """\
# a comment
PLAIN=value
 export EXPORTED = spaces around
EMPTY=
DOUBLE="two words "
SINGLE='#$HOME "x"'
URL=https://example.com/?a=b#c
LIST=App Store=https://a.example, Google Play=https://b.example
PLAIN=the last one
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return the path of the file to write."""
    return tmp_path / ".env"


def test_lines_become_values(file: Path) -> None:
    """Unchanged, without surrounding quotes."""
    file.write_text(CONTENT)

    assert read_env_file(file) == {
        "PLAIN": "the last one",
        "EXPORTED": "spaces around",
        "EMPTY": "",
        "DOUBLE": "two words ",
        "SINGLE": '#$HOME "x"',
        "URL": "https://example.com/?a=b#c",
        "LIST": "App Store=https://a.example, Google Play=https://b.example",
    }


def test_no_file_sets_nothing(file: Path) -> None:
    """The file is optional."""
    assert read_env_file(file) == {}


@pytest.mark.parametrize("line", ["SECRET", "SECRET value", "1SECRET=x", "=SECRET", "SECRET-X=1"])
def test_other_lines_are_refused_by_number_alone(file: Path, line: str) -> None:
    """The message does not show what may be a secret."""
    file.write_text(f"A=1\n{line}\n")

    with pytest.raises(EnvFileError) as caught:
        read_env_file(file)

    assert str(caught.value) == ".env, line 2: expected NAME=value"
