"""QTI as other systems write it: Canvas, Blackboard, Brightspace and the specification."""

from decimal import Decimal as D

import pytest

from question_bank import (
    Choice,
    Item,
    ItemType,
    Marking,
    Picture,
)

from .qti_writing import CHOICE, V3, assessment_item, declaration, package, read
from .sample_items import (
    jpeg,
    png,
)


@pytest.mark.parametrize(
    "uri",
    [
        "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/map_response",
        "https://www.imsglobal.org/question/qti_v3p0/rptemplates/CC2_map_response.xml",
        "http://www.imsglobal.org/question/qti_v2p1/rptemplates/map_response.xml",
    ],
)
def test_qti_3_with_its_templates_named_in_any_way(uri: str) -> None:
    found, told = read(
        f'<qti-assessment-item {V3} identifier="w" title="水由什么组成？">'
        '<qti-response-declaration identifier="R" cardinality="multiple" base-type="identifier">'
        "<qti-correct-response><qti-value>H</qti-value><qti-value>O</qti-value></qti-correct-response>"
        '<qti-mapping default-value="-1"><qti-map-entry map-key="H" mapped-value="1"/>'
        '<qti-map-entry map-key="O" mapped-value="1"/></qti-mapping></qti-response-declaration>'
        '<qti-item-body><qti-choice-interaction response-identifier="R" max-choices="0" shuffle="true">'
        "<qti-prompt>水由什么<strong>组成</strong>？</qti-prompt>"
        '<qti-simple-choice identifier="H">氢</qti-simple-choice>'
        '<qti-simple-choice identifier="O">氧</qti-simple-choice>'
        '<qti-simple-choice identifier="N" fixed="true">氮</qti-simple-choice></qti-choice-interaction></qti-item-body>'
        f'<qti-response-processing template="{uri}"/>'
        '<qti-modal-feedback outcome-identifier="F" identifier="general" show-hide="hide">'
        "<qti-content-body>见课本</qti-content-body></qti-modal-feedback></qti-assessment-item>"
    )
    assert found == [
        Item(
            "w",
            ItemType.MULTIPLE_RESPONSE,
            "水由什么组成？",
            (Choice("H", "氢"), Choice("O", "氧"), Choice("N", "氮", is_locked=True)),
            key=("H", "O"),
            explanation="见课本",
            points=D(1) if "CC2" in uri else D(2),
            marking=Marking.RIGHT_MINUS_WRONG,
        )
    ]
    assert told == [("lost", "1 道题带有网页格式，只保留了文字。")]


def test_blanks_that_are_drawn_in_the_text_stay_there() -> None:
    field = '<textEntryInteraction responseIdentifier="RESPONSE"/>'
    declared = declaration("斯金纳箱", base="string")
    found, _ = read(assessment_item(f"<p>也叫 [_____]。</p><p>{field}</p>", declared))
    assert (found[0].stem, found[0].blanks) == ("也叫 [_____]。", (("斯金纳箱",),))
    found, _ = read(assessment_item(f"<p>一 ____ 二 ____ 三{field}</p>", declared))
    assert found[0].stem == "一 ___ 二 ___ 三____"


@pytest.mark.parametrize(
    ("compared", "tolerance"),
    [
        ('<equal toleranceMode="absolute" tolerance="0.5 0.5">', D("0.5")),
        ('<equal toleranceMode="relative" tolerance="5 5">', D(10)),
        ('<equalRounded roundingMode="decimalPlaces" figures="2">', D("0.005")),
        ('<equal toleranceMode="exact">', None),
    ],
)
def test_how_far_from_a_number_one_may_be(compared: str, tolerance: D | None) -> None:
    tag = compared[1:].split(" ")[0]
    rest = (
        f"<responseProcessing><responseCondition><responseIf>{compared}<variable identifier='RESPONSE'/>"
        f"<correct identifier='RESPONSE'/></{tag}></responseIf></responseCondition></responseProcessing>"
    )
    body = '<p>t</p><p><textEntryInteraction responseIdentifier="RESPONSE"/></p>'
    found, _ = read(assessment_item(body, declaration("200", base="float"), rest))
    assert [(item.type, item.stem, item.key, item.tolerance) for item in found] == [
        (ItemType.NUMERIC, "t", ("200",), tolerance)
    ]


def test_a_match_seen_from_the_right_when_the_left_has_several_partners() -> None:
    sides = "".join(
        "<simpleMatchSet>"
        + "".join(
            f'<simpleAssociableChoice identifier="{one}">{one}</simpleAssociableChoice>' for one in side
        )
        + "</simpleMatchSet>"
        for side in ("XY", "123")
    )
    body = f'<matchInteraction responseIdentifier="RESPONSE"><prompt>t</prompt>{sides}</matchInteraction>'
    found, _ = read(assessment_item(body, declaration("X 1|X 2|Y 3", "multiple", "directedPair")))
    assert [prompt.id for prompt in found[0].prompts] == ["1", "2", "3"]
    assert found[0].key == ("1 X", "2 X", "3 Y")
    found, told = read(assessment_item(body, declaration("X 1|X 2|Y 2", "multiple", "directedPair")))
    assert (found, told) == (
        [],
        [("error", "连线题里有一项不配或配了几项，题库只有一项配一项的连线题，没有读入。")],
    )


def test_a_shared_text_of_the_package_stands_before_the_question() -> None:
    item = (
        f'<qti-assessment-item {V3} identifier="s" title="问">'
        '<qti-response-declaration identifier="R" cardinality="single" base-type="string"/>'
        '<qti-assessment-stimulus-ref identifier="m" href="../texts/m.xml"/>'
        '<qti-item-body><qti-extended-text-interaction response-identifier="R"><qti-prompt>问</qti-prompt>'
        "</qti-extended-text-interaction></qti-item-body></qti-assessment-item>"
    )
    text = "<qti-assessment-stimulus><qti-stimulus-body><p>材料</p></qti-stimulus-body></qti-assessment-stimulus>"
    manifest = '<manifest><resources><resource href="items/s.xml"/></resources></manifest>'
    files = {"imsmanifest.xml": manifest, "items/s.xml": item, "texts/m.xml": text}
    assert [(i.stimulus, i.stem) for i in read(package(files))[0]] == [("材料", "问")]
    found, told = read(package({"imsmanifest.xml": manifest, "items/s.xml": item}))
    assert ([i.stem for i in found], told) == (["问"], [("lost", "引用的材料不在文件里，没有读入。")])


def test_pictures_beside_the_items_of_others() -> None:
    item = assessment_item(
        '<p>看<img src="img/a%20b.png" alt="图一"/><object data="../c.jpg" type="image/jpeg">图二</object>'
        '<img src="http://example.com/x.png"/><img src="../../etc/passwd"/></p>'
        + CHOICE.replace("甲", '<img src="/c.jpg"/>'),
        declaration("A"),
    )
    manifest = '<manifest><resources><resource href="items/s.xml"/></resources></manifest>'
    found, told = read(
        package(
            {"imsmanifest.xml": manifest, "items/s.xml": item, "items/img/a b.png": png(), "c.jpg": jpeg()}
        )
    )
    assert found[0].stem == "看[[picture:a_b.png]][[picture:c.jpg]][图片][图片]\nt"
    assert found[0].choices[0].text == "[[picture:c.jpg]]"
    assert found[0].pictures == (
        Picture("a_b.png", "image/png", png(), "图一"),
        Picture("c.jpg", "image/jpeg", jpeg(), "图二"),
    )
    assert told == [("lost", "题里的图片或附件没有读入，只保留了文字。")]


def test_pictures_and_a_shared_text_in_a_package_of_canvas() -> None:
    assessment = (
        "<questestinterop><assessment><section>"
        '<item ident="s"><itemmetadata><qtimetadata><qtimetadatafield><fieldlabel>question_type</fieldlabel>'
        "<fieldentry>text_only_question</fieldentry></qtimetadatafield></qtimetadata></itemmetadata><presentation>"
        '<material><mattext texttype="text/html">&lt;p&gt;材料&lt;img src="$IMS-CC-FILEBASE$/a.png"&gt;&lt;/p&gt;</mattext>'
        "</material></presentation></item>"
        '<item ident="i"><itemmetadata><qtimetadata><qtimetadatafield><fieldlabel>parent_stimulus_item_ident</fieldlabel>'
        "<fieldentry>s</fieldentry></qtimetadatafield></qtimetadata></itemmetadata><presentation>"
        '<material><mattext>问</mattext></material><response_lid ident="r"><render_choice><response_label ident="1">'
        '<material><matimage uri="b.jpg" imagtype="image/jpeg"/></material></response_label><response_label ident="2">'
        "<material><mattext>乙</mattext></material></response_label></render_choice></response_lid></presentation>"
        '<resprocessing><respcondition><conditionvar><varequal respident="r">1</varequal></conditionvar>'
        '<setvar varname="SCORE">100</setvar></respcondition></resprocessing></item></section></assessment></questestinterop>'
    )
    manifest = '<manifest><resources><resource><file href="q/q.xml"/></resource></resources></manifest>'
    found, told = read(
        package(
            {
                "imsmanifest.xml": manifest,
                "q/q.xml": assessment,
                "web_resources/a.png": png(),
                "q/b.jpg": jpeg(),
            }
        )
    )
    assert [(item.stimulus, item.stem, item.choices[0].text) for item in found] == [
        ("材料[[picture:a.png]]", "问", "[[picture:b.jpg]]")
    ]
    assert found[0].pictures == (Picture("a.png", "image/png", png()), Picture("b.jpg", "image/jpeg", jpeg()))
    assert [severity for severity, _ in told if severity == "error"] == []


def bb_text(words: str) -> str:
    return (
        '<flow class="FORMATTED_TEXT_BLOCK"><material><mat_extension><mat_formattedtext type="HTML">'
        f"{words}</mat_formattedtext></mat_extension></material></flow>"
        '<flow class="LINK_BLOCK"><material><mattext texttype="text/plain"/></material></flow>'
    )


def bb_item(kind: str, stem: str, answer: str, conditions: str, more: str = "") -> str:
    return (
        f"<item><itemmetadata><bbmd_asi_object_id>{kind}</bbmd_asi_object_id><bbmd_questiontype>{kind}</bbmd_questiontype>"
        f'</itemmetadata><presentation><flow class="Block"><flow class="QUESTION_BLOCK">{bb_text(stem)}</flow>'
        f'<flow class="RESPONSE_BLOCK">{answer}</flow>{more}</flow></presentation><resprocessing><outcomes>'
        f'<decvar varname="SCORE" maxvalue="2.0"/></outcomes>{conditions}<respcondition title="incorrect"><conditionvar>'
        '<other/></conditionvar><setvar variablename="SCORE">0.0</setvar></respcondition></resprocessing></item>'
    )


def bb_lid(name: str, *labels: str) -> str:
    inside = "".join(
        f'<flow_label><response_label ident="{name}{n}">{bb_text(label) if label else ""}</response_label></flow_label>'
        for n, label in enumerate(labels)
    )
    return f'<response_lid ident="{name}" rcardinality="Single"><render_choice>{inside}</render_choice></response_lid>'


def bb_right(inside: str, pays: bool = True) -> str:
    worth = '<setvar variablename="SCORE">SCORE.max</setvar>' if pays else ""
    return (
        f"<respcondition><conditionvar>{inside}</conditionvar>{worth}"
        '<displayfeedback feedbacktype="Response" linkrefid="correct"/></respcondition>'
    )


def test_a_pool_of_blackboard() -> None:
    def is_(name: str, value: str) -> str:
        return f'<varequal respident="{name}">{value}</varequal>'

    def column(*words: str) -> str:
        return "".join(f'<flow class="Block">{bb_text(one)}</flow>' for one in words)

    pool = "<questestinterop><assessment><section>" + "".join(
        [
            bb_item("Multiple Choice", "甲？", bb_lid("r", "一", "二"), bb_right(is_("r", "r1"))),
            bb_item(
                "Multiple Answer",
                "乙？",
                bb_lid("r", "一", "二", "三"),
                bb_right(f"<and>{is_('r', 'r0')}<not>{is_('r', 'r1')}</not>{is_('r', 'r2')}</and>"),
            ),
            bb_item("True/False", "丙。", bb_lid("r", "true", "false"), bb_right(is_("r", "r1"))),
            bb_item(
                "Matching",
                "丁。",
                f'<flow class="Block">{bb_text("猫")}{bb_lid("a", "", "")}</flow>'
                f'<flow class="Block">{bb_text("蛙")}{bb_lid("b", "", "")}</flow>',
                bb_right(is_("a", "a1"), pays=False) + bb_right(is_("b", "b0"), pays=False),
                f'<flow class="RIGHT_MATCH_BLOCK">{column("两栖", "哺乳")}</flow>',
            ),
            bb_item(
                "Fill in the Blank",
                "戊__________。",
                '<response_str ident="response"><render_fib/></response_str>',
                bb_right(is_("response", "己"), pays=False) + bb_right(is_("response", "庚"), pays=False),
            ),
            bb_item("Essay", "辛？", '<response_str ident="response"><render_fib/></response_str>', ""),
        ]
    )
    pool += "</section></assessment></questestinterop>"
    manifest = '<manifest><resources><resource file="res1.dat" type="assessment/x-bb-qti-pool"/></resources></manifest>'
    found, told = read(package({"imsmanifest.xml": manifest, "res1.dat": pool, "res2.dat": b"\x01\x02"}))
    assert [one for one in told if one[0] == "error"] == []
    assert [(item.type, item.stem) for item in found] == [
        (ItemType.SINGLE_CHOICE, "甲？"),
        (ItemType.MULTIPLE_RESPONSE, "乙？"),
        (ItemType.TRUE_FALSE, "丙。"),
        (ItemType.MATCHING, "丁。"),
        (ItemType.FILL_IN, "戊__________。"),
        (ItemType.EXTENDED_TEXT, "辛？"),
    ]
    texts = {choice.id: choice.text for choice in (*found[3].prompts, *found[3].choices)}
    assert [tuple(texts[part] for part in pair.split()) for pair in found[3].key] == [
        ("猫", "哺乳"),
        ("蛙", "两栖"),
    ]
    assert [item.key or item.blanks for item in (*found[:3], found[4])] == [
        ("r1",),
        ("r0", "r2"),
        ("false",),
        (("己", "庚"),),
    ]
    assert [item.points for item in found[:2]] == [2, 2]
    assert [item.id for item in found][:1] == ["Multiple Choice"]


def test_several_places_to_answer_become_questions_about_one_text() -> None:
    body = (
        '<p>甲<inlineChoiceInteraction responseIdentifier="A"><inlineChoice identifier="x">一</inlineChoice>'
        '<inlineChoice identifier="y">二</inlineChoice></inlineChoiceInteraction>乙'
        '<textEntryInteraction responseIdentifier="B"/>丙</p>' + CHOICE
    )
    declared = "".join(
        f'<responseDeclaration identifier="{name}" cardinality="single" baseType="{base}"><correctResponse>'
        f"<value>{right}</value></correctResponse></responseDeclaration>"
        for name, base, right in (
            ("A", "identifier", "y"),
            ("B", "string", "三"),
            ("RESPONSE", "identifier", "B"),
        )
    )
    found, told = read(assessment_item(body, declared, title="甲"))
    assert [(item.type, item.stem, item.key or item.blanks, item.stimulus) for item in found] == [
        (ItemType.SINGLE_CHOICE, "第（1）空应选哪一项？", ("y",), "甲（1）____乙（2）____丙"),
        (ItemType.FILL_IN, "（2）____", (("三",),), "甲（1）____乙（2）____丙"),
        (ItemType.SINGLE_CHOICE, "t", ("B",), "甲（1）____乙（2）____丙"),
    ]
    assert told == [("lost", "一道题里有 3 个作答的地方，拆成了 3 道共用材料的题。")]


def test_a_library_of_brightspace() -> None:
    def item(kind: str, stem: str, answer: str, conditions: str) -> str:
        return (
            f'<item ident="{kind}"><itemmetadata><qtimetadata><qti_metadatafield><fieldlabel>qmd_weighting</fieldlabel>'
            f"<fieldentry>2.0000</fieldentry></qti_metadatafield></qtimetadata></itemmetadata><presentation><flow>"
            f'<material><mattext texttype="text/html">{stem}</mattext></material>{answer}</flow></presentation>'
            f'<resprocessing><outcomes><decvar maxvalue="100"/></outcomes>{conditions}</resprocessing></item>'
        )

    def group(tag: str, name: str, many: str, *labels: str, prompt: str = "") -> str:
        inside = "".join(
            f'<flow_label><response_label ident="{name}_{n}"><flow_mat><material><mattext>{label}</mattext></material>'
            "</flow_mat></response_label></flow_label>"
            for n, label in enumerate(labels)
        )
        said = f"<material><mattext>{prompt}</mattext></material>" if prompt else ""
        return f'<{tag} ident="{name}" rcardinality="{many}">{said}<render_choice>{inside}</render_choice></{tag}>'

    def pays(name: str, value: str, worth: str, variable: str = "que_score") -> str:
        return (
            f'<respcondition><conditionvar><varequal respident="{name}">{name}_{value}</varequal></conditionvar>'
            f'<setvar action="Set" varname="{variable}">{worth}</setvar></respcondition>'
        )

    library = "<questestinterop><objectbank><section>" + "".join(
        [
            item(
                "MC",
                "甲？",
                group("response_lid", "a", "Single", "一", "二"),
                pays("a", "0", "0.0") + pays("a", "1", "100.0"),
            ),
            item(
                "MS",
                "乙？",
                group("response_lid", "b", "Multiple", "一", "二", "三"),
                pays("b", "0", "1", "D2L_Correct")
                + pays("b", "1", "1", "D2L_Incorrect")
                + pays("b", "2", "1", "D2L_Correct"),
            ),
            item(
                "M",
                "丙。",
                group("response_grp", "c", "Single", "一", "二", prompt="左一")
                + group("response_grp", "d", "Single", "一", "二", prompt="左二"),
                pays("c", "1", "1", "D2L_Correct")
                + pays("c", "0", "1", "D2L_Incorrect")
                + pays("d", "0", "1", "D2L_Correct")
                + pays("d", "1", "1", "D2L_Incorrect"),
            ),
        ]
    )
    found, told = read(library + "</section></objectbank></questestinterop>")
    assert [one for one in told if one[0] == "error"] == []
    assert [(one.type, one.key, one.points) for one in found[:2]] == [
        (ItemType.SINGLE_CHOICE, ("a_1",), 2),
        (ItemType.MULTIPLE_RESPONSE, ("b_0", "b_2"), 2),
    ]
    texts = {choice.id: choice.text for choice in (*found[2].prompts, *found[2].choices)}
    assert [tuple(texts[part] for part in pair.split()) for pair in found[2].key] == [
        ("左一", "二"),
        ("左二", "一"),
    ]
