"""Base of the services that read bookings together with their ports and drivers."""

from shared.ampeco_client import AmpecoClient
from shared.domain.admin.users import UserDirectory
from shared.domain.bookings.port_resolver import BookedPortResolver
from shared.domain.bookings.switch_completion import SwitchCompleter
from shared.domain.catalog.catalog import Catalog
from shared.domain.timeutil.site_time import Clock, utc_now


class BookingReader:
    """What such a service reads from: Ampeco, and caches that the services of a process share."""

    def __init__(  # noqa: PLR0913 — collaborators come in by name, and two have defaults
        self,
        ampeco: AmpecoClient,
        catalog: Catalog,
        user_directory: UserDirectory,
        ports: BookedPortResolver,
        switches: SwitchCompleter | None = None,
        *,
        now: Clock = utc_now,
    ) -> None:
        self._ampeco = ampeco
        self._catalog = catalog
        self._user_directory = user_directory
        self._ports = ports
        self._switches = switches or SwitchCompleter(ampeco)
        self._now = now
