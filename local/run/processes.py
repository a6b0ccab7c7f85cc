"""Child processes that never outlive their parent."""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

from local.paths import PROJECT

READY = "listening on "
END_SECONDS = 5


class ProcessError(Exception):
    """A child process failed or exited unexpectedly; the message names it."""


@dataclass(frozen=True, slots=True)
class Server:
    """A child process that serves; `url` is the address that it printed."""

    name: str
    url: str
    process: asyncio.subprocess.Process

    async def ended(self) -> None:
        """Wait until the process exits, then raise ProcessError."""
        raise ProcessError(f"The {self.name} ended by itself, with exit code {await self.process.wait()}.")


@contextlib.asynccontextmanager
async def serving(name: str, *arguments: str, environment: Mapping[str, str]) -> AsyncIterator[Server]:
    """Run `python -m arguments...`, from its line `listening on URL` until the block ends.

    Its other output goes to our stdout. It exits with its parent, even if that is killed. Raises ProcessError if it
    exits before it listens.
    """
    command = (*arguments, "--exit-with-parent")
    async with _running(*command, environment=environment, pipe=asyncio.subprocess.PIPE) as process:
        output = process.stdout
        assert output is not None  # noqa: S101 - requested above
        async for line in output:
            text = line.decode(errors="replace")
            if text.startswith(READY):
                printing = asyncio.create_task(_print_all(output))
                try:
                    yield Server(name, text.removeprefix(READY).strip(), process)
                finally:
                    await _end(process)
                    await asyncio.wait({printing}, timeout=END_SECONDS)
                    printing.cancel()
                return
            print(text, end="", flush=True)
        raise ProcessError(f"The {name} did not start: exit code {await process.wait()}.")


async def run(name: str, *arguments: str, environment: Mapping[str, str]) -> None:
    """Run `python -m arguments...` to its end; raises ProcessError when it fails."""
    async with _running(*arguments, environment=environment) as process:
        if code := await process.wait():
            raise ProcessError(f"The {name} failed: exit code {code}.")


@contextlib.asynccontextmanager
async def _running(
    *arguments: str, environment: Mapping[str, str], pipe: int | None = None
) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", *arguments),
        stdin=pipe,
        stdout=pipe,
        env=environment,
        cwd=PROJECT,
    )
    try:
        yield process
    finally:
        await _end(process)


async def _end(process: asyncio.subprocess.Process) -> None:
    """Terminate the process, and kill it if that does not help."""
    if process.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError):  # it exited first
        process.terminate()
    try:
        async with asyncio.timeout(END_SECONDS):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


async def _print_all(output: asyncio.StreamReader) -> None:
    while chunk := await output.read(65536):
        sys.stdout.buffer.write(chunk)
        sys.stdout.flush()
