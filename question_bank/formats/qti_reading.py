"""Reading QTI whatever its version: one XML file, or a package. What it is shows in its content, never in its name."""

import posixpath
import zipfile
from typing import BinaryIO

from .qti_files import Files, Shelf
from .qti_item_reading import ItemReader, as_qti2
from .qti_legacy_reading import LegacyReader
from .qti_manifest import NAME, XML_ENDINGS, Resource, read_manifest
from .qti_xml import Xml, open_xml
from .reading import FormatError, ItemDesk, Reading, ReadProblem, Severity
from .zip_guard import MAX_FILE, open_archive, read_member, read_start

_LEGACY_ROOTS = ("questestinterop", "assessment", "section", "item", "objectbank")
_ITEM_ROOTS = ("assessmentItem", "qti-assessment-item")
_TEST_ROOTS = ("assessmentTest", "qti-assessment-test", "assessmentSection", "qti-assessment-section")
MAX_REFERRED = 1_000_000
_BEFORE_XML = b"\xef\xbb\xbf\xfe\xff\0 \t\r\n"


def read_qti(stream: BinaryIO) -> Reading:
    """Items and problems of a QTI 1.2, 2.1, 2.2 or 3.0 file or package. Raises FormatError. The stream must be seekable."""
    stream.seek(0)
    head = stream.read(4)
    stream.seek(0)
    reader = _Reader()
    if head.startswith(b"PK"):
        with open_archive(stream) as archive:
            yield from reader.package(archive)
    else:
        data = stream.read(MAX_FILE + 1)
        if len(data) > MAX_FILE:
            raise FormatError("文件超过 20 MB，请拆成几个文件再导入。")
        xml = open_xml(data)
        if xml.root not in _LEGACY_ROOTS + _ITEM_ROOTS:
            raise FormatError(f"XML 的根元素是“{xml.root[:30]}”，不是 QTI 的题目；请选对格式。")
        yield from reader.file(xml, Resource(""), "", Files())
    yield from reader.closing()


class _Reader:
    """Reads the files of one import, all onto one desk."""

    def __init__(self) -> None:
        desk = ItemDesk()
        self._legacy = LegacyReader(desk)
        self._items = ItemReader(desk)
        self._tests = 0

    def file(self, xml: Xml, resource: Resource, place: str, files: Files) -> Reading:
        """The questions of one XML file; nothing where it holds none."""
        if xml.was_mended:
            yield ReadProblem(
                place or "全文",
                "XML 不合规范（标签没有配对等），已尽量读懂，请看一看题目。",
                Severity.WARNING,
            )
        if xml.root in _LEGACY_ROOTS:
            yield from self._legacy.read(xml, files, place and f"{place} ")
        elif xml.root in _ITEM_ROOTS:
            item = as_qti2(xml.element())
            title = " ".join(item.get("title", "").split())[:30]
            where = place or item.get("identifier", "")[:40] or "全文"
            yield from self._items.read(
                item, f"{where}（{title}）" if title else where, files, resource.note, **resource.known
            )
        elif xml.root in _TEST_ROOTS:
            self._tests += 1

    def package(self, archive: zipfile.ZipFile) -> Reading:
        """The questions of a package: the files its manifest names in their order, then any others."""
        names = {member.filename for member in archive.infolist() if not member.is_dir()}
        manifests = sorted(
            (n for n in names if posixpath.basename(n).lower() == NAME), key=lambda n: n.count("/")
        )
        resources: list[Resource] = []
        if manifests:
            folder = manifests[0][: -len(NAME)]
            resources = read_manifest(read_member(archive, manifests[0]), folder)
        named = {resource.href for resource in resources}
        others = sorted(n for n in names - named - set(manifests) if n.lower().endswith(XML_ENDINGS))
        has_questions = False

        def read(path: str) -> bytes | None:
            return read_start(archive, path, MAX_REFERRED) if path in names else None

        shelf = Shelf(read)
        for resource in [*resources, *map(Resource, others)]:
            if resource.href not in names:
                yield ReadProblem(resource.href[:80], "清单（imsmanifest.xml）里的这个文件不在压缩包里。")
                continue
            files = Files(shelf, posixpath.dirname(resource.href))
            try:
                data = read_member(archive, resource.href)
                if not (resource.href.lower().endswith(".xml") or data.lstrip(_BEFORE_XML).startswith(b"<")):
                    continue  # something else under that name
                xml = open_xml(data)
                has_questions |= xml.root in _LEGACY_ROOTS + _ITEM_ROOTS
                yield from self.file(xml, resource, resource.href[:80], files)
            except FormatError as error:
                yield ReadProblem(resource.href[:80], str(error))
        if not has_questions and (resources or others or not manifests):
            raise FormatError("压缩包里没有找到 QTI 题目；请确认选对了文件和格式。")
        if not manifests:
            yield ReadProblem("全文", "压缩包里没有 imsmanifest.xml，按文件名的次序读入。", Severity.WARNING)

    def closing(self) -> Reading:
        """What is told once about the whole import."""
        yield from self._legacy.notes.whole_file()
        yield from self._items.notes.whole_file()
        if self._tests:
            yield ReadProblem("全文", "试卷的结构（assessmentTest）没有读入，只读入了题目。", Severity.LOST)
