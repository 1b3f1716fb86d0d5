"""One thread of the ARMv8 machine without a clock: views that are sets of stores."""

from typing import NamedTuple

from impl.access import Access
from impl.memory import Location, View


class Own(NamedTuple):
    """A thread's bound on a location: the store it last read or made there.

    `view` and `exclusive` are those of the thread's own newest store, if it is `own`.
    """

    number: int
    own: int = -1
    view: View = 0
    exclusive: bool = False


class GraphThread(NamedTuple):
    """The views of one thread.

    `loads` bounds all further loads and `stores` all further stores; `loaded` and `stored` are what
    its loads saw and its stores so far, `released` its store-releases. `closed` has for each
    section that was closed what it is after, and what was seen in it.
    """

    loads: View = 0
    stores: View = 0
    loaded: View = 0
    stored: View = 0
    released: View = 0
    places: tuple[tuple[Location, Own], ...] = ()
    closed: tuple[tuple[int, View], ...] = ()

    @property
    def everything(self) -> View:
        """The view of a full barrier."""
        return self.loads | self.loaded | self.stored

    def behind(self, view: View) -> "GraphThread":
        """Order everything that follows after a view."""
        return self._replace(loads=self.loads | view, stores=self.stores | view)

    def floor(self, location: Location) -> int | None:
        """The oldest store that the thread can still read."""
        own = self._place(location)
        return None if own is None else own.number

    def before(self, access: Access) -> View:
        """The view that a load has before it takes a store."""
        released = self.released if access.order == "acquire" else 0
        return access.after | self.loads | released

    def before_store(self, access: Access) -> View:
        """What came before a store: what loads saw, and what barriers and release order."""
        released = self.stored if access.order == "release" else 0
        return self.stores | self.loaded | released

    def read(self, location: Location, access: Access, number: int) -> "tuple[GraphThread, View]":
        """Return the thread after a load took a store, and the load's view."""
        is_acquire = access.order == "acquire"
        own = self._place(location) or Own(number)
        is_forwarded = own.own == number and not (is_acquire and own.exclusive)
        view = self.before(access) | (own.view if is_forwarded else 1 << number)
        after = self._put(location, own._replace(number=number))
        after = after._replace(loaded=self.loaded | view)
        return (after._replace(loads=self.loads | view) if is_acquire else after), view

    def store(
        self,
        location: Location,
        access: Access,
        number: int,
        view: View,
        *,
        exclusive: bool = False,
    ) -> "GraphThread":
        """Return the thread after a store whose address and value have a view."""
        after = self._put(location, Own(number, number, view, exclusive))
        released = 1 << number if access.order == "release" else 0
        return after._replace(stored=self.stored | 1 << number, released=self.released | released)

    def close(self, after: int) -> "GraphThread":
        """Close a section that is after a grace period."""
        closed = dict(self.closed)
        closed[after] = closed.get(after, 0) | self.everything
        return self._replace(closed=tuple(sorted(closed.items())))

    def closed_before(self, grace: int) -> View:
        """What was seen in closed sections that are not after a grace period."""
        view = 0
        for after, seen in self.closed:
            if after < grace:
                view |= seen
        return view

    def _place(self, location: Location) -> Own | None:
        return next((own for place, own in self.places if place == location), None)

    def _put(self, location: Location, own: Own) -> "GraphThread":
        others = tuple(item for item in self.places if item[0] != location)
        return self._replace(places=tuple(sorted((*others, (location, own)))))
