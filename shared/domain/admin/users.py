"""Users (drivers) of bookings, cached."""

import time
from collections.abc import Callable, Iterable, Mapping

from shared.ampeco_client import AmpecoClient, NotFound, UnreadableRecord, User
from shared.domain.bookings.drivers import require_account, users_with_email
from shared.infra.cache import StaleIfErrorCache
from shared.infra.concurrency import gather_limited

Users = Mapping[int | None, User]
"""Users by id; there is none for None, the driver of a booking without one."""

_CACHE_SECONDS = 600.0
_CACHED_USERS = 2000


class UserDirectory:
    """Reads users from Ampeco; caches each for 10 minutes per warm function. `clock` counts seconds."""

    def __init__(self, ampeco: AmpecoClient, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._ampeco = ampeco
        self._users: StaleIfErrorCache[User | None] = StaleIfErrorCache(
            fresh_seconds=_CACHE_SECONDS, max_size=_CACHED_USERS, clock=clock
        )

    async def user(self, user_id: int) -> User | None:
        """Return the user, disabled or not; None if Ampeco no longer has them. One call, unless that is cached.

        Raises AmpecoError if Ampeco fails and nothing is cached.
        """
        return (await self._users.get(user_id, lambda: self._read(user_id))).value

    def is_known(self, user_id: int | None) -> bool:
        """Return whether `user` needs no call; true for None."""
        return user_id is None or self._users.is_fresh(user_id)

    async def _read(self, user_id: int) -> User | None:
        try:
            return await self._ampeco.read_user(user_id)
        except (NotFound, UnreadableRecord):
            return None

    async def users(self, user_ids: Iterable[int | None], *, max_reads: int | None = None) -> Users:
        """Return the users by id, without those that Ampeco no longer has. One call for each that is not cached.

        With `max_reads`, at most so many are read, in order; the others are absent too.

        Raises AmpecoError as `user` does.
        """
        wanted = [*dict.fromkeys(user_id for user_id in user_ids if user_id is not None)]
        if max_reads is not None:
            reads = iter(range(max_reads))
            wanted = [one for one in wanted if self._users.is_fresh(one) or next(reads, None) is not None]
        found = await gather_limited(wanted, self.user)
        return {user_id: user for user_id, user in zip(wanted, found, strict=True) if user}

    async def find(self, email: str) -> User:
        """Return the one user with the email, disabled or not. One call; two for an internationalized domain.

        Raises DriverNotFound, AmpecoError.
        """
        return require_account(email, await users_with_email(self._ampeco, email))
