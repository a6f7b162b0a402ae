"""Small steps through WordprocessingML by local names, so that both of its namespaces are read."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree


def local(element: etree._Element) -> str:
    """The tag without its namespace; "" for comments and processing instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def child(element: etree._Element | None, name: str) -> etree._Element | None:
    """The first child of that name, None where there is none (or no element)."""
    return next(children(element, name), None)


def children(element: etree._Element | None, name: str) -> Iterator[etree._Element]:
    """All children of that name."""
    if element is not None:
        for item in element:
            if local(item) == name:
                yield item


def attribute(element: etree._Element | None, name: str) -> str:
    """The attribute of that local name, "" where there is none (or no element)."""
    if element is not None:
        for key, value in element.attrib.items():
            if str(key).rpartition("}")[2] == name:
                return str(value)
    return ""


def switched_on(properties: etree._Element | None, name: str) -> bool:
    """True for an on-off property that is present and not switched off (<w:vanish/>, not <w:vanish w:val="0"/>)."""
    element = child(properties, name)
    return element is not None and attribute(element, "val") not in {"0", "false", "off"}
