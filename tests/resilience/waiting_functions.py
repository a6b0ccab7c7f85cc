"""The functions with other waits between two attempts than none."""

import asyncio

from tests.support.functions import Functions


class WaitingFunctions(Functions):
    """The functions with real waits between two attempts."""

    async def sleep(self, seconds: float) -> None:
        """Wait between two attempts."""
        await asyncio.sleep(seconds)


class AdvancingFunctions(Functions):
    """The functions with the simulator's clock advancing instead of their waits."""

    async def sleep(self, seconds: float) -> None:
        """Move the simulator's clock on, as far as the functions would have waited."""
        self.simulator.advance(seconds)
