"""What Blackboard and Brightspace (D2L) write in their own way, turned into plain QTI 1.2 before it is read."""

from copy import deepcopy
from xml.etree.ElementTree import Element, SubElement

_TYPES = {
    "calculated": "calculated_question",
    "file upload": "file_upload_question",
    "hot spot": "hot_spot_question",
    "numeric": "numerical_question",
    "multiple answer": "multiple_answers_question",
}


def as_plain_qti(item: Element) -> None:
    """Change an item of Blackboard in place; of any other only the names that Brightspace uses."""
    for one in item.iter("response_grp"):
        one.tag = "response_lid"
    for one in item.iter("mat_formattedtext"):
        one.tag = "mattext"
        one.set("texttype", "text/html" if one.get("type", "HTML").upper() != "PLAIN_TEXT" else "text/plain")
    kind = (item.findtext("itemmetadata/bbmd_questiontype") or "").strip().lower()
    if not kind:
        return
    if not item.get("ident"):
        item.set("ident", (item.findtext("itemmetadata/bbmd_asi_object_id") or "").strip())
    if kind in _TYPES:
        field = SubElement(item, "qtimetadatafield")
        SubElement(field, "fieldlabel").text = "question_type"
        SubElement(field, "fieldentry").text = _TYPES[kind]
    _say_worths(item)
    right = next((flow for flow in item.iter("flow") if flow.get("class") == "RIGHT_MATCH_BLOCK"), None)
    if right is not None:
        _join_matches(item, right)


def _say_worths(item: Element) -> None:
    """Write numbers for SCORE.max, and for conditions that only show that the answer is right."""
    most = next((one.get("maxvalue", "1") for one in item.iter("decvar")), "1")
    for condition in item.iter("respcondition"):
        worths = condition.findall("setvar")
        for one in worths:
            if (one.text or "").strip() == "SCORE.max":
                one.text = most
        shown = [one.get("linkrefid", "").lower() for one in condition.iterfind("displayfeedback")]
        if not worths and "correct" in shown:
            SubElement(condition, "setvar", action="Add").text = "1"


def _join_matches(item: Element, right: Element) -> None:
    """Put the words of both columns where QTI has them: in the place to answer and in its labels."""
    texts = [list(flow.iter("material")) for flow in right if flow.tag == "flow"]
    for block in [flow for flow in item.iter("flow") if flow.find("response_lid") is not None]:
        lid = block.find("response_lid")
        assert lid is not None
        prompts = [material for flow in block.iterfind("flow") for material in flow.iter("material")]
        for flow in block.findall("flow"):
            block.remove(flow)
        for place, material in enumerate(prompts):
            lid.insert(place, material)
        for label, materials in zip(list(lid.iter("response_label")), texts, strict=False):
            label.extend(deepcopy(materials))
    right.clear()
