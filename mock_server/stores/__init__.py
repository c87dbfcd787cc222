"""Where the rows of a world live, behind one Protocol."""

from mock_server.stores.memory import MemoryStore
from mock_server.stores.store import Store, Transaction

__all__ = ["MemoryStore", "Store", "Transaction"]
