"""The manifest of a QTI package: which files belong to it in which order, and what it says about each question."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote
from xml.etree.ElementTree import Element, SubElement

from ..model import Item
from .qti_xml import open_xml

NAME = "imsmanifest.xml"
XML_ENDINGS = (".xml", ".dat", ".qti")
"""Blackboard calls its XML .dat, Canvas .xml.qti."""

NOTE_NAMESPACE = "urn:question-bank:note"

_LOM = "http://ltsc.ieee.org/xsd/LOM"
_DIFFICULTIES = ("very easy", "easy", "medium", "difficult", "very difficult")


@dataclass(frozen=True, slots=True)
class Release:
    """One of the versions that we write: its namespaces and the words of its manifest."""

    item_namespace: str
    item_schema: str
    package_namespace: str
    package_schema: str
    schema: str
    schema_version: str
    resource_type: str


RELEASES: Mapping[str, Release] = {
    "2.2": Release(
        "http://www.imsglobal.org/xsd/imsqti_v2p2",
        "http://www.imsglobal.org/xsd/qti/qtiv2p2/imsqti_v2p2.xsd",
        "http://www.imsglobal.org/xsd/imscp_v1p1",
        "http://www.imsglobal.org/xsd/qti/qtiv2p2/qtiv2p2_imscpv1p2_v1p0.xsd",
        "QTIv2.2 Package",
        "1.0.0",
        "imsqti_item_xmlv2p2",
    ),
    "3.0": Release(
        "http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
        "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd",
        "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
        "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqtiv3p0_imscpv1p2_v1p0.xsd",
        "QTI Package",
        "3.0.0",
        "imsqti_item_xmlv3p0",
    ),
}


@dataclass(slots=True)
class Resource:
    """One file of the package: known are the fields of an Item that the manifest tells, note is ours."""

    href: str
    note: str = ""
    known: dict[str, Any] = field(default_factory=dict)


def read_manifest(data: bytes, folder: str) -> list[Resource]:
    """The XML files that the manifest names, in its order, as paths in the archive. Raises FormatError."""
    found: dict[str, Resource] = {}
    for resource in open_xml(data).element().iter("resource"):
        named = [resource.get("href") or resource.get("file") or ""]
        named += [one.get("href", "") for one in resource.iterfind("file")]
        for position, href in enumerate(named):
            path = folder + unquote(href.partition("?")[0]).removeprefix("./")
            if path.lower().endswith(XML_ENDINGS) and path not in found:
                made = found[path] = Resource(path)
                if position == 0:
                    made.note = (resource.findtext("metadata/note") or "").strip()
                    made.known = _known(resource.find("metadata/lom"))
    return list(found.values())


def _known(lom: Element | None) -> dict[str, Any]:
    if lom is None:
        return {}
    known: dict[str, Any] = {}
    words = ("".join(one.itertext()).strip() for one in lom.iterfind("general/keyword"))
    if tags := tuple(dict.fromkeys(" ".join(word.split()) for word in words if word)):
        known["tags"] = tags
    difficulty = (lom.findtext("educational/difficulty/value") or "").strip().lower()
    if difficulty in _DIFFICULTIES:
        known["difficulty"] = _DIFFICULTIES.index(difficulty) + 1
    return known


def manifest_element(release: Release) -> tuple[Element, Element]:
    """A manifest without resources, and the element that takes them."""
    manifest = Element(
        "manifest",
        {
            "xmlns": release.package_namespace,
            "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
            "xmlns:imsmd": _LOM,
            "xsi:schemaLocation": f"{release.package_namespace} {release.package_schema}",
            "identifier": "question-bank",
        },
    )
    metadata = SubElement(manifest, "metadata")
    SubElement(metadata, "schema").text = release.schema
    SubElement(metadata, "schemaversion").text = release.schema_version
    SubElement(manifest, "organizations")
    return manifest, SubElement(manifest, "resources")


def known_fields(item: Item) -> dict[str, Any]:
    """The fields that a reader finds in the manifest of an item that we wrote."""
    return _known(_lom(item))


def add_resource(
    resources: Element, release: Release, href: str, item: Item, note: str, needed: Iterable[str]
) -> None:
    """The resource of an item: its tags and difficulty as learning object metadata, the rest in our note.

    needed: the paths of the other files that it shows.
    """
    number = href.rpartition("/")[2].removesuffix(".xml")
    resource = SubElement(
        resources, "resource", identifier=f"r{number}", type=release.resource_type, href=href
    )
    metadata = SubElement(resource, "metadata")
    for element in (lom := _lom(item)).iter():
        element.tag = f"imsmd:{element.tag}"
    metadata.append(lom)
    if note:
        SubElement(metadata, "note", xmlns=NOTE_NAMESPACE).text = note
    for path in (href, *needed):
        SubElement(resource, "file", href=quote(path))


def _lom(item: Item) -> Element:
    lom = Element("lom")
    general = SubElement(lom, "general")
    for tag in item.tags:
        SubElement(SubElement(general, "keyword"), "string").text = tag
    difficulty = SubElement(SubElement(lom, "educational"), "difficulty")
    SubElement(difficulty, "source").text = "LOMv1.0"
    SubElement(difficulty, "value").text = _DIFFICULTIES[item.difficulty - 1]
    return lom
