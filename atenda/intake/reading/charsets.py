"""Bytes to text by the name a mail gives its charset, understood as browsers do (2.8).

A header's word never reaches Python's codec lookup: `rot13`, `zlib` and `idna` are codecs too."""

from __future__ import annotations

import re

# Our codec for each label, as the WHATWG Encoding Standard groups them, and those that only mails use.
_LABELS = {
    "utf-8": "utf-8 utf8 unicode-1-1-utf-8 unicode11utf8 unicode20utf8 x-unicode20utf8 utf8mb4 cp65001",
    "utf-7": "utf-7 utf7 unicode-1-1-utf-7 x-unicode-2-0-utf-7",
    "utf-16-le": "utf-16 utf-16le utf16 utf16le ucs-2 unicode iso-10646-ucs-2 csunicode unicodefeff",
    "utf-16-be": "utf-16be utf16be unicodefffe",
    "utf-32": "utf-32 utf32",
    "cp1252": "windows-1252 cp1252 x-cp1252 cp819 ibm819 iso-8859-1 iso8859-1 iso88591 iso-8859-1:1987 iso-ir-100 "
    "latin1 latin-1 l1 csisolatin1 us-ascii ascii ansi-x3.4-1968 ansi x-ansi 8bit 7bit iso-8859-1-windows-3.1-latin-1",
    "cp1250": "windows-1250 cp1250 x-cp1250",
    "cp1251": "windows-1251 cp1251 x-cp1251",
    "cp1253": "windows-1253 cp1253 x-cp1253",
    "cp1254": "windows-1254 cp1254 x-cp1254 iso-8859-9 iso8859-9 iso88599 latin5 l5 iso-ir-148 csisolatin5",
    "cp1255": "windows-1255 cp1255 x-cp1255",
    "cp1256": "windows-1256 cp1256 x-cp1256",
    "cp1257": "windows-1257 cp1257 x-cp1257",
    "cp1258": "windows-1258 cp1258 x-cp1258",
    "cp874": "windows-874 cp874 dos-874 iso-8859-11 iso8859-11 iso885911 tis-620 tis620",
    "iso8859-2": "iso-8859-2 iso8859-2 iso88592 latin2 l2 iso-ir-101 csisolatin2",
    "iso8859-3": "iso-8859-3 iso8859-3 iso88593 latin3 l3 iso-ir-109",
    "iso8859-4": "iso-8859-4 iso8859-4 iso88594 latin4 l4 iso-ir-110",
    "iso8859-5": "iso-8859-5 iso8859-5 iso88595 cyrillic iso-ir-144",
    "iso8859-6": "iso-8859-6 iso8859-6 iso88596 iso-8859-6-e iso-8859-6-i arabic ecma-114 asmo-708 iso-ir-127",
    "iso8859-7": "iso-8859-7 iso8859-7 iso88597 greek greek8 ecma-118 elot-928 iso-ir-126 sun-eu-greek",
    "iso8859-8": "iso-8859-8 iso8859-8 iso88598 iso-8859-8-e iso-8859-8-i hebrew visual logical iso-ir-138",
    "iso8859-10": "iso-8859-10 iso8859-10 iso885910 latin6 l6 iso-ir-157",
    "iso8859-13": "iso-8859-13 iso8859-13 iso885913",
    "iso8859-14": "iso-8859-14 iso8859-14 iso885914",
    "iso8859-15": "iso-8859-15 iso8859-15 iso885915 latin9 latin-9 l9 csisolatin9",
    "iso8859-16": "iso-8859-16 iso8859-16",
    "koi8-r": "koi8-r koi8r koi koi8 cskoi8r",
    "koi8-u": "koi8-u koi8-ru",
    "mac-roman": "macintosh mac macroman x-mac-roman csmacintosh",
    "mac-cyrillic": "x-mac-cyrillic x-mac-ukrainian",
    "cp866": "ibm866 cp866 866 csibm866",
    "cp850": "ibm850 cp850 850 pc850multilingual",
    "cp437": "ibm437 cp437 437 cspc8codepage437",
    "cp858": "ibm858 cp858 ibm00858 ccsid00858",
    "gb18030": "gb18030 gb2312 gbk x-gbk chinese csgb2312 gb-2312 gb-2312-80 iso-ir-58 cp936 windows-936 euc-cn",
    "hz": "hz-gb-2312 hz",
    "big5hkscs": "big5 big5-hkscs cn-big5 csbig5 x-x-big5 cp950 big-5",
    "cp949": "euc-kr euckr korean ks-c-5601-1987 ks-c-5601-1989 ksc5601 ksc-5601 windows-949 cp949 uhc iso-ir-149",
    "iso2022_kr": "iso-2022-kr csiso2022kr",
    "cp932": "shift-jis shiftjis sjis ms-kanji ms932 windows-31j x-sjis csshiftjis cp932",
    "euc_jp": "euc-jp eucjp x-euc-jp cseucpkdfmtjapanese",
    "iso2022_jp_2": "iso-2022-jp csiso2022jp iso-2022-jp-1 iso-2022-jp-2 iso-2022-jp-ms cp50220 cp50221",
}
_CODEC = {label: codec for codec, labels in _LABELS.items() for label in labels.split()}
_OFTEN_WRONG = ("cp1252", "iso8859-15")  # said by programs that mean UTF-8


def codec_of(label: str) -> str:
    """The codec a label stands for; empty for one nobody knows.

    >>> codec_of("ISO_8859-1"), codec_of("gb2312"), codec_of("rot13")
    ('cp1252', 'gb18030', '')
    """
    return _CODEC.get(re.sub(r"[_\s]", "-", label[:60].strip(" \"'").lower()), "")


def decode(data: bytes, label: str = "") -> str:
    """The text of these bytes: never refused, never with NUL in it (3.13)."""
    return _decoded(data, codec_of(label)).replace("\x00", "").removeprefix("\ufeff")


def _decoded(data: bytes, codec: str) -> str:
    if data.startswith(b"\xef\xbb\xbf"):
        codec = "utf-8"
    elif data.startswith((b"\xff\xfe", b"\xfe\xff")) and codec in ("", "utf-16-le", "utf-16-be"):
        codec = "utf-16-le" if data[0] == 0xFF else "utf-16-be"
    if codec in ("", "utf-8", *_OFTEN_WRONG):
        return _of_the_west(data, codec)
    try:
        return data.decode(codec, "replace")
    except (UnicodeError, ValueError):  # a codec that does not know how to replace
        return data.decode("cp1252", "replace")


def _of_the_west(data: bytes, codec: str) -> str:
    """UTF-8 where it is that, whatever was said: two signs of Latin-1 hardly ever make one by chance."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        if codec in ("", "utf-8"):
            read = data.decode("utf-8", "replace")
            broken = read.count("\ufffd")
            if broken * 2 <= sum(map(str.isalpha, (sign for sign in read if sign > "\x7f"))):
                return read
        return _latin(data, codec if codec in _OFTEN_WRONG else "cp1252")


def _latin(data: bytes, codec: str) -> str:
    """As browsers read windows-1252: its five holes are control signs, which nobody sees."""
    return "".join(" " if sign == "\ufffd" else sign for sign in data.decode(codec, "replace"))
