"""Whose bookings they are."""

import time
from collections.abc import Callable, Iterable, Mapping

from shared.ampeco_client import AmpecoClient, NotFound, UnreadableRecord, User
from shared.domain.drivers import the_account, users_under
from shared.domain.kept import KeptCopies
from shared.domain.together import for_each

_KEPT_SECONDS = 600.0
_KEPT_PEOPLE = 2000


class People:
    """Reads users from Ampeco; keeps each 10 minutes per warm function. `clock` counts seconds."""

    def __init__(self, ampeco: AmpecoClient, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._ampeco = ampeco
        self._users: KeptCopies[User] = KeptCopies(fresh_seconds=_KEPT_SECONDS, at_most=_KEPT_PEOPLE, clock=clock)

    async def user(self, user_id: int) -> User | None:
        """Return the user, disabled or not; None when Ampeco no longer has them. One call.

        Raises AmpecoError when Ampeco fails and no copy is kept.
        """
        try:
            return (await self._users.get(user_id, lambda: self._ampeco.read_user(user_id))).value
        except (NotFound, UnreadableRecord):
            return None

    async def users(self, user_ids: Iterable[int | None]) -> Mapping[int, User]:
        """Return the users by id, without those that Ampeco no longer has. One call for each that is not kept.

        Raises AmpecoError as `user` does.
        """
        wanted = sorted({user_id for user_id in user_ids if user_id is not None})
        found = await for_each(wanted, self.user)
        return {user_id: user for user_id, user in zip(wanted, found, strict=True) if user}

    async def find(self, email: str) -> User:
        """Return the one user under the email, disabled or not. One call; two for an international domain.

        Raises DriverNotFound, AmpecoError.
        """
        return the_account(email, await users_under(self._ampeco, email))
