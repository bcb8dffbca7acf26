"""What belongs to the web site around an article: menus, counters, share buttons, copyright, links to elsewhere.

Nothing is deleted: a block is struck out with the reason, and a person can take it back.
"""

import re
from collections.abc import Sequence

from studyhub.materials.document import BlockKind
from studyhub.materials.raw import RawBlock

_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "面包屑导航",
        re.compile(
            r"^(?:您的|您当前|你的|当前|现在)?(?:所在)?(?:的)?位置\s*[:：]|^(?:首\s*页|主\s*页|网站首页)\s*(?:>|》|»|›|→|/|\||-|·)"
            r"|^[^，。；！？]{1,14}(?:\s*(?:>>?|»|›|→)\s*[^，。；！？]{1,20}){2,}\s*[>»›]*$"
        ),
    ),
    ("备案信息", re.compile(r"ICP\s*备|ICP证|公网安备|备案(?:号|序号|编号)\s*[:：]|网站标识码", re.I)),
    (
        "版权或转载声明",
        re.compile(
            r"版权所有|^Copyright|©|\(c\)\s*\d{4}|All Rights Reserved|^\W*(?:版权(?:说明|声明|保护)|免责声明|特别声明|网站声明)"
            r"|未经.{0,16}(?:授权|许可|允许).{0,16}(?:转载|使用|复制)|转载(?:请|须|时).{0,10}注明|^\W*凡(?:本网|注明).{0,12}来源"
            r"|^\W*本文(?:系|由|为|来自|来源于?|转载自?|仅代表).{0,30}(?:转载|整理|发布|网|观点|原创|收集|上传)",
            re.I,
        ),
    ),
    ("上一篇、下一篇", re.compile(r"^\W{0,3}(?:上|下|前|后)一?(?:篇|条|页|则|章)(?:文章|新闻)?\s*(?:[:：]|>|$|没有|[\]】])")),
    (
        "责任编辑等署名",
        re.compile(
            r"^[【\[（(]?\s*(?:责任编辑|责\s?编|网络编辑|值班编辑|(?:本文)?编\s?辑|校\s?对|审\s?核|监\s?制|编\s?审|[一二三初复终]\s?审|值班主任|录入|排版|美编|供稿)"
            r"\s*[:：/|丨].{0,60}$"
        ),
    ),
    (
        "相关链接",
        re.compile(
            r"^\W{0,3}(?:相关(?:推荐|阅读|链接|新闻|文章|文档|报道|内容|专题|附件下载)|热门(?:文档|文章|推荐|标签|新闻|排行|搜索|专题)|延伸阅读|推荐(?:阅读|文章|文档|新闻)"
            r"|猜你喜欢|大家都在(?:看|搜)|为您推荐|精彩推荐|最新(?:文章|文档|更新|新闻)|点击排行|阅读排行|友情链接|网站地图|更多(?:内容|精彩|文章|新闻|推荐)?\s*(?:>+|»|…|\.\.\.)?|标签\s*[:：].*)\W{0,4}$"
        ),
    ),
    (
        "分享、打印等按钮",
        re.compile(
            r"^\W{0,3}(?:分享(?:到|至|给)?.{0,16}|微信|微博|新浪微博|朋友圈|QQ(?:空间|好友)?|收藏(?:本[文页])?|打印(?:本[文页])?|关闭(?:窗口|本页)?|【?(?:打印|关闭|收藏)】?(?:\s*【?(?:打印|关闭|收藏)】?)+"
            r"|返回(?:顶部|首页|列表|上一页)|(?:扫一扫|扫描二维码|长按二维码|微信扫一扫|手机扫码).{0,24}|字[体号]\s*[:：]?\s*[\[【(（]?\s*(?:大|小|A).{0,20}|[大中小](?:\s*[/|]?\s*[大中小]){2}|举报|纠错|点赞|评论|复制链接|生成海报|听新闻|朗读|0?条评论|我要(?:评论|纠错|投稿))\W{0,3}$",
            re.I,
        ),
    ),
    (
        "下载或推广",
        re.compile(
            r"^\W{0,3}(?:(?:点击|立即|免费|付费)?下载(?:全文|文档|WORD|Word|本文|原文|地址|App|APP|客户端)?(?:.{0,12})|(?:关注|欢迎关注).{0,20}公众号.{0,12}|展开全文|阅读(?:全文|原文)|点击(?:查看|阅读)(?:全文|更多|原文).{0,8}|加载(?:更多|中).{0,6})\W{0,3}$"
        ),
    ),
    (
        "网站栏目或登录入口",
        re.compile(
            r"^\W{0,3}(?:首\s*页|登录|注册|登录\W{0,3}注册|退出(?:登录)?|搜索|站内搜索|设为首页|加入收藏|无障碍(?:浏览|阅读)?|关怀版|长者模式|繁體(?:中文|版)?|简体|English|手机版|客户端|移动版|电脑版|网站导航|联系我们|关于我们|帮助中心|意见反馈|投稿)(?:\s*[|丨·/]\s*\S{1,8})*\W{0,3}$",
            re.I,
        ),
    ),
    ("页码", re.compile(r"^[-—–·\s]*第?\s*\d{1,4}\s*页(?:\s*[/／,，共]+\s*(?:共\s*)?\d{1,4}\s*页?)?[-—–·\s]*$|^[-—–]\s*\d{1,4}\s*[-—–]$|^共\s*\d+\s*页.{0,30}$")),
    ("网站编号或计数", re.compile(r"^(?:网友)?发表时间\s*\d{5,}$|^[\d\s]*\d{4,}[\d\s]*$|^\d+(?:\s+\d+)+$")),
    (
        "浏览次数",
        re.compile(r"^\W{0,3}(?:(?:浏览|点击|阅读|查看|访问|人气|热度)(?:次数|量|数|人数)?)\s*[:：]?\s*[\d,.万]+\s*(?:次|人)?\W{0,3}$"),
    ),
)  # fmt: skip
_CONTACT = re.compile(
    r"(?:地址|通信地址|联系地址)\s*[:：]|邮(?:政)?编(?:码)?\s*[:：]?\s*\d{6}|(?:投诉|举报|联系|值班|服务|咨询|监督)?(?:电话|热线|传真|邮箱|E-?mail)\s*[:：]"
    r"|技术支持\s*[:：]|(?:主办|承办|协办|指导)(?:单位)?\s*[:：]|建议(?:使用|您使用).{0,30}(?:浏览器|分辨率)|^总访问量",
    re.I,
)
_SENTENCE = re.compile(r"[。！？]")
_OFFICIAL = re.compile(
    r"^(?:附件|抄送|主送|印发|主题词|签发|联系人)|[〔\[]\d{4}[〕\]]|\d{4}年\d{1,2}月\d{1,2}日|委员会|办公室|支部|人民政府|[局部厅院会]$"
)
_TAIL_MARKS = {"相关链接", "上一篇、下一篇", "备案信息", "版权或转载声明"}
_MENU_LENGTH = 12
_LONG = 60


def chrome_reason(block: RawBlock) -> str:
    """Why a block by itself is no body text, in Chinese; empty when nothing says so."""
    text = block.text
    if not text or block.kind is BlockKind.TABLE:
        return ""
    for reason, pattern in _PATTERNS:
        if pattern.search(text) and not (reason == "面包屑导航" and _SENTENCE.search(text)):
            # A long paragraph that speaks of copyright may be what the article is about.
            is_own_line = (
                len(text) <= 2 * _LONG
                or (reason == "版权或转载声明" and pattern.match(text))
                or _claims(text)
            )
            return reason if is_own_line else ""
    return ""


def _claims(text: str) -> bool:
    marks = ("版权", "转载", "授权", "本网", "违者必究", "稿件", "侵权")
    return sum(mark in text for mark in marks) >= 3


def mark_chrome(blocks: Sequence[RawBlock], title_at: int | None, is_page: bool) -> dict[int, str]:
    """Why blocks are no body text, by position. is_page: the words come from a web page, by whatever way.

    title_at: where the title stands; what comes before it on a page is the site's.
    """
    found = {n: reason for n, block in enumerate(blocks) if (reason := chrome_reason(block))}
    found.update(_regions(blocks))
    if not is_page and not any(reason in _TAIL_MARKS or reason == "面包屑导航" for reason in found.values()):
        return found
    found.update(_link_lists(blocks, found))
    found.update(_head(blocks, title_at, found))
    found.update(_tail(blocks, found))
    return found


def _regions(blocks: Sequence[RawBlock]) -> dict[int, str]:
    """Blocks in a part of the page named as chrome, unless most of the article is said to be in such parts."""
    marked = {n: block.region for n, block in enumerate(blocks) if block.region}
    sentences = {n: len(block.text) for n, block in enumerate(blocks) if _SENTENCE.search(block.text)}
    inside = sum(
        length for n, length in sentences.items() if n in marked and not blocks[n].region.startswith("页")
    )
    if inside * 2 > sum(sentences.values()):
        return {
            n: reason
            for n, reason in marked.items()
            if len(blocks[n].text) < _LONG and blocks[n].link_share > 0.8
        }
    return marked


def _link_lists(blocks: Sequence[RawBlock], found: dict[int, str]) -> dict[int, str]:
    """Three or more lines in a row that are nothing but links."""
    result: dict[int, str] = {}
    run: list[int] = []
    for n, block in enumerate([*blocks, RawBlock("。")]):
        if block.link_share > 0.8 and len(block.text) <= _LONG and not block.text.endswith("。"):
            run.append(n)
        elif n not in found:
            if len(run) >= 3:
                result.update(dict.fromkeys(run, "链接列表"))
            run = []
    return result


def _head(blocks: Sequence[RawBlock], title_at: int | None, found: dict[int, str]) -> dict[int, str]:
    """Short lines before the title: the menu of the site."""
    if title_at is None:
        return {}
    return {
        n: "标题之前的网站栏目"
        for n, block in enumerate(blocks[:title_at])
        if n not in found and block.text and len(block.text) <= _MENU_LENGTH + 4 and not _SENTENCE.search(block.text)
        and not _OFFICIAL.search(block.text)
    }  # fmt: skip


def _tail(blocks: Sequence[RawBlock], found: dict[int, str]) -> dict[int, str]:
    """What follows the end of the article: from the first mark of a page's foot on, all that is no long text."""
    last = max((n for n, block in enumerate(blocks) if n not in found and _is_article(block)), default=-1)
    result: dict[int, str] = {}
    is_foot = False
    for n in range(last + 1, len(blocks)):
        is_foot = is_foot or found.get(n) in _TAIL_MARKS
        text = blocks[n].text
        if n in found or not text:
            continue
        if _CONTACT.search(text):
            result[n] = "网站的联系方式"
        elif is_foot:
            result[n] = "文章结束之后的网站内容"
    return result


def _is_article(block: RawBlock) -> bool:
    return (
        len(block.text) >= 30
        and bool(_SENTENCE.search(block.text))
        and not _CONTACT.search(block.text)
        and block.link_share < 0.5
    )
