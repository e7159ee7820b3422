"""What the report was made of, carried inside the Word file: texts come back exactly as they were written."""

from typing import Any
from xml.etree import ElementTree

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part

from tracker.domain.exchange.columns import ORIGINALS_NAMESPACE


def carry_originals(document: Document, text: str) -> None:
    """Puts the text, which is ASCII, into a custom XML part; Word and LibreOffice keep it and show nothing of it."""
    root = ElementTree.Element("original", xmlns=ORIGINALS_NAMESPACE)
    root.text = text
    data = ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True)
    package: Any = document.part.package
    number = 1
    taken = {str(part.partname) for part in package.iter_parts()}
    while f"/customXml/item{number}.xml" in taken:
        number += 1
    part = Part(PackURI(f"/customXml/item{number}.xml"), "application/xml", data, package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_XML)
