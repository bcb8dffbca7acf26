"""The people of the demonstration. All invented; the phones are from a range that is given to nobody."""

from dataclasses import dataclass

from studyhub.organisation.rules import MemberKind, Role

ROOT_NAME = "云川市自然资源局机关党委"


@dataclass(frozen=True)
class Person:
    """Somebody in a branch; `role` is held over the branch by its secretary, over the whole by the organiser."""

    name: str
    role: Role = Role.MEMBER
    kind: MemberKind = MemberKind.FULL
    is_exempt: bool = False


def _members(names: str) -> tuple[Person, ...]:
    return tuple(Person(name) for name in names.split())


def _probationary(names: str) -> tuple[Person, ...]:
    return tuple(Person(name, kind=MemberKind.PROBATIONARY) for name in names.split())


def _exempt(names: str) -> tuple[Person, ...]:
    """Old or ill: they may take part, and are not counted as absent."""
    return tuple(Person(name, is_exempt=True) for name in names.split())


ADMINISTRATOR = Person("周志远", Role.ADMINISTRATOR)

# In each branch the secretary comes first. 王秀英, 58, of the first branch is the one to try on a phone.
BRANCHES: dict[str, tuple[Person, ...]] = {
    "办公室党支部": (
        Person("孙立平", Role.SECRETARY),
        Person("赵敏", Role.ORGANISER),
        *_members(
            "王秀英 李建国 陈晓红 高卫东 林海燕 马文涛 罗丽娟 梁启明 宋佳 郑国强 谢春梅 韩雪 唐亮 冯雅琴"
        ),
        *_probationary("董思远"),
    ),
    "规划科技党支部": (
        Person("刘长青", Role.SECRETARY),
        *_members(
            "吴静 徐志刚 朱慧敏 胡建军 郭晓峰 何丽华 邓超 许文静 傅晓东 沈立新 曾淑芬 彭博 吕秋霞 苏明哲 "
            "卢永康 蒋欣怡 蔡国栋 贾红梅 丁浩然"
        ),
        *_probationary("魏子涵 薛一鸣"),
    ),
    "政务服务中心党支部": (
        Person("叶桂芳", Role.SECRETARY),
        *_members(
            "阎志强 余小曼 潘国华 杜丽萍 戴宏伟 夏雨晴 钟建华 汪洋 田玉兰 任晓辉 姜文博 范秀珍 方志敏 石磊 "
            "姚美玲 谭振宇 廖雪梅 邹家豪 熊慧 金永明 陆晓云"
        ),
        *_probationary("郝佳宁 孔令辉"),
    ),
    "离退休干部党支部": (
        Person("白云山", Role.SECRETARY),
        *_members("崔玉珍 康德胜 毛桂兰 邱国庆 秦淑英 江振华 史秀莲"),
        *_exempt("顾长生 侯玉兰 邵德福 孟宪章 龙素芬"),
    ),
}
