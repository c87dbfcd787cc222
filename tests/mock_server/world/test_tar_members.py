"""The files of tar archives, by their headers."""

from __future__ import annotations

import io
import tarfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.world import tar_members
from mock_server.world.gzip_stream import BoundReached, GzipStream
from mock_server.world.tar_members import TarMember
from tests.mock_server.world.tar_files import END, extension, header, packed, padded, records, sparse_header

MAP = bytes(504) + b"\x01" + bytes(7)
"""A block that continues the map of a sparse file, and is continued itself."""


def listed(*blocks: bytes) -> list[TarMember]:
    """Return the files of an archive."""
    return list(tar_members.files(GzipStream(packed(*blocks))))


NAMES = st.text(st.characters(exclude_characters="\x00/", codec="utf-8"), min_size=1, max_size=300)


@given(
    st.lists(st.tuples(NAMES, st.binary(max_size=1500), st.integers(0, 2**33 - 1)), max_size=5),
    st.sampled_from([tarfile.GNU_FORMAT, tarfile.PAX_FORMAT]),
)
def test_archives_of_the_standard_library(files: list[tuple[str, bytes, int]], form: int) -> None:
    """Whatever `tarfile` packs is listed with name, size and time."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz", format=form, encoding="utf-8") as archive:
        for name, content, modified in files:
            info = tarfile.TarInfo(name)
            info.size, info.mtime = len(content), modified
            archive.addfile(info, io.BytesIO(content))
    expected = [TarMember(name, len(content), modified) for name, content, modified in files]
    assert list(tar_members.files(GzipStream(buffer))) == expected


class TestMembers:
    """What is a file, and what is said of it."""

    def test_only_files(self) -> None:
        """Folders, links and devices are left out; what has no data is followed by the next header."""
        kinds = (tarfile.DIRTYPE, tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE)
        others = [header("other", type=kind, size=700) for kind in kinds]
        unknown = header("odd", type=b"Z", size=3) + padded(b"odd")
        assert [member.name for member in listed(*others, unknown, header("a"), END)] == ["a"]

    def test_extensions_are_of_the_next_member_alone(self) -> None:
        """A name or a size that an extension gives ends with the member; a shared one stays."""
        shared = extension(tarfile.XGLTYPE, b"11 mtime=5\n")
        own = records(path="long/näme", mtime="1.5")
        assert listed(shared, own, header("a"), header("b"), END) == [
            TarMember("long/näme", 0, 1.5),
            TarMember("b", 0, 5.0),
        ]

    def test_sizes_of_extensions(self) -> None:
        """The size that an extension gives is that of the data that follows."""
        assert listed(records(size="3"), header("a"), padded(b"abc"), header("b"), END) == [
            TarMember("a", 3, 0),
            TarMember("b", 0, 0),
        ]

    def test_sparse_files(self) -> None:
        """A file with holes has its whole size, whichever way it is packed."""
        assert listed(sparse_header(3, 1000), MAP, bytes(512), padded(b"abc"), header("b"), END) == [
            TarMember("a", 1000, 0),
            TarMember("b", 0, 0),
        ]
        new = records(GNU__sparse__name="real", GNU__sparse__realsize="1000", size="3")
        assert listed(new, header("x"), padded(b"abc"), END) == [TarMember("real", 1000, 0)]

    def test_names_that_are_no_unicode(self) -> None:
        """Their bytes are kept as lone surrogates."""
        assert listed(records(path="caf\udce9"), header("a"), END)[0].name == "caf\udce9"

    def test_malformed_records(self) -> None:
        """What cannot be read of an extension is left out, with what follows in it."""
        for content in (b"", b"x", b"99 path=b\n", b"0 path=b\n", b"1 path=b\n", b"-9 path=b\n", b"1" * 600):
            assert listed(extension(tarfile.XHDTYPE, content), header("a"), END) == [TarMember("a", 0, 0)]

    def test_without_an_end(self) -> None:
        """An archive may end after a member, or go over into something else."""
        assert listed(header("a")) == listed(header("a"), b"\x01" * 700) == [TarMember("a", 0, 0)]


@pytest.mark.parametrize(
    "blocks",
    [
        (b"\x01" * 512,),
        (header("a", size=2000), bytes(512)),
        (header("a", size=-5), END),
        (header("a", size=2**80), END),
        (records(size="-5"), header("a"), END),
        (records(size="many"), header("a"), END),
        (records(size="9" * 5000), header("a"), END),
        (records(GNU__sparse__realsize="-1"), header("a"), END),
        (records(GNU__sparse__realsize=str(2**63)), header("a"), END),
        (records(mtime="soon"), header("a"), END),
        (header("x", type=tarfile.XHDTYPE, size=-5), END),
    ],
)
def test_damage(blocks: tuple[bytes, ...]) -> None:
    """Sizes and times that are none, and data that is missing, raise what the caller expects."""
    with pytest.raises((tarfile.TarError, ValueError, EOFError)):
        listed(*blocks)


class TestBounds:
    """What is read of hostile archives."""

    @pytest.mark.parametrize("kind", [tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.GNUTYPE_LONGNAME])
    def test_extensions(self, kind: bytes) -> None:
        """An extension of more than a MiB is not read; the members before it are known by then."""
        file = packed(header("a"), header("x", type=kind, size=2**30), bytes(2**24))
        members = tar_members.files(GzipStream(file))
        assert next(members).name == "a"
        with pytest.raises(BoundReached):
            next(members)

    def test_digits(self) -> None:
        """A MiB of digits in an extension is passed over, and not searched for anything."""
        assert len(listed(extension(tarfile.XHDTYPE, b"1" * 2**20), header("a"), END)) == 1

    def test_chains(self) -> None:
        """Any number of extensions before a member are no recursion."""
        name = extension(tarfile.GNUTYPE_LONGNAME, b"name\x00")
        assert listed(*[name] * 3000, header("a"), END) == [TarMember("name", 0, 0)]

    def test_headers(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """So many headers are read, of folders too, and no more."""
        monkeypatch.setattr(tar_members, "LARGEST_HEADERS", 100 * 512)
        folder = header("d", type=tarfile.DIRTYPE)
        assert len(listed(*[folder] * 98, header("a"))) == 1
        with pytest.raises(BoundReached):
            listed(*[folder] * 101)
        with pytest.raises(BoundReached):
            listed(sparse_header(3, 1000), *[MAP] * 100)
