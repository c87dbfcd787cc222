"""Percent-encoding (RFC 3986, section 2.1) of query strings and forms, read in linear time by native code."""

import re
from binascii import a2b_qp

_LONE = re.compile(rb"%(?![0-9A-Fa-f]{2})")


def decoded(text: bytes) -> bytes:
    """Return a text with its escapes replaced; a percent sign that begins none stands for itself.

    The standard library's function does it piece by piece, a tenth of a second for a megabyte of escapes.
    """
    if b"%" not in text:
        return text
    # Quoted-printable is the same but for the character that begins an escape, once no other one is left.
    return a2b_qp(_LONE.sub(b"%25", text).replace(b"=", b"%3D").replace(b"%", b"="))
