"""Where the rows of a world live, behind one Protocol."""

from mock_server.stores.contents import Content
from mock_server.stores.index import Index
from mock_server.stores.memory import MemoryStore
from mock_server.stores.store import Entry, Gone, Listing, Log, Store, Transaction, Unavailable, Unusable

__all__ = [
    "Content",
    "Entry",
    "Gone",
    "Index",
    "Listing",
    "Log",
    "MemoryStore",
    "Store",
    "Transaction",
    "Unavailable",
    "Unusable",
]
