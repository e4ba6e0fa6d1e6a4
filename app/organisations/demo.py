"""The demonstration roll: 168 organisations, 63 units in 5 districts, 2,789 people whose names a program put together.

The counts are those of a real county's organs in 2006; nobody in it exists. The same program writes the same file.
"""

import hashlib
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import NamedTuple

from app.core.spreadsheets import Sheet, write_csv, write_xlsx

ROOT = "中共新城县直属机关工作委员会"
NOTE = "演示名册：姓名由程序随机拼成，不是真人；单位也只作演示。"
HEADER = ("所属党组织", "姓名", "人员类别", "工号", "片", "单位", "免考")
PEOPLE = 2_789
LEAST, MOST = 3, 50


def _words(text: str) -> list[str]:
    return text.split()


DISTRICTS = ("城东片", "城南片", "城西片", "城北片", "中心片")
WITH_COMMITTEE = {"新城县公安局": 16, "新城县教育局": 16}
WITH_GENERAL_BRANCH = {
    "新城县财政局": 6, "新城县税务局": 7, "新城县人民医院": 8, "新城县自然资源局": 5, "新城县交通运输局": 6,
    "新城县水务局": 5, "新城县农业农村局": 6, "新城县住房和城乡建设局": 6, "新城县卫生健康局": 5,
}  # fmt: skip
WITH_TWO = _words(
    "县委办公室 县政府办公室 县人大常委会办公室 县政协办公室 县纪委监委机关 县委组织部 县委宣传部 县委统战部 "
    "县人民法院 县人民检察院 县民政局 县司法局 县人力资源和社会保障局 县审计局 县市场监督管理局 县应急管理局 "
    "县林业局 县供销合作社 县烟草专卖局"
)
WITH_ONE = _words(
    "县委政法委机关 县委编办 县委党校 县直机关工委机关 县发展和改革局 县工业和信息化局 县商务局 县文化和旅游局 "
    "县退役军人事务局 县统计局 县医疗保障局 县信访局 县乡村振兴局 县城市管理局 县行政审批局 县机关事务服务中心 "
    "县档案馆 县融媒体中心 县总工会 县妇联机关 县科协机关 县文联机关 县残联机关 县红十字会 县工商联机关 "
    "县气象局 县邮政分公司 县供电公司 县自来水公司 县图书馆 县文化馆 县体育中心 县公共资源交易中心"
)
BUREAU_BRANCHES = _words(
    "机关 离退休干部 综合 业务一 业务二 业务三 业务四 基层一 基层二 基层三 基层四 基层五 基层六 基层七 基层八 基层九"
)

SURNAMES = _words(
    "王 李 张 刘 陈 杨 赵 黄 周 吴 徐 孙 胡 朱 高 林 何 郭 马 罗 梁 宋 郑 谢 韩 唐 冯 于 董 萧 程 曹 袁 邓 许 傅 沈 曾 "
    "彭 吕 苏 卢 蒋 蔡 贾 丁 魏 薛 叶 阎 余 潘 杜 戴 夏 钟 汪 田 任 姜 范 方 石 姚 谭 廖 邹 熊 金 陆 郝 孔 白 崔 康 邱 "
    "欧阳 司马 上官 诸葛"
)
FIRST = _words("文 志 晓 雨 思 子 海 秋 永 佳 世 凤 玉 德 嘉 宏 景 慧 静 素 月 乐 书 逸 承 若 庆 启 明 兰")
SECOND = _words(
    "宁 然 涵 松 梅 竹 川 河 霞 芳 燕 萍 琴 波 涛 彬 斌 辉 磊 鑫 娟 丽 敏 玲 岩 帆 航 阳 晨 舟 轩 怡 卉 苗 桐 楠"
)


class Branch(NamedTuple):
    path: tuple[str, ...]
    district: str
    unit: str


def write_demo_roll(path: Path) -> None:
    """Write the roll as .xlsx or .csv (UTF-8 with BOM), by the ending of the name."""
    sheet = Sheet("演示名册（虚构）", (NOTE,), [HEADER, *demo_rows()], widths=(70, 12, 16, 12, 10, 34, 8))
    if path.suffix.lower() == ".xlsx":
        write_xlsx(path, [sheet])
    else:
        write_csv(path, sheet)


def demo_rows() -> Iterator[tuple[str, ...]]:
    """Rows in the order of ``HEADER``."""
    number = count(1)
    taken: set[str] = set()
    branches = list(_branches())
    for place, (branch, size) in enumerate(zip(branches, _sizes(len(branches)), strict=True)):
        namesake = ""
        for seat in range(size):
            n = next(number)
            name = namesake if namesake and seat == size - 1 else _name(n, taken)
            namesake = name if place % 23 == 5 and seat == 0 else namesake
            exempt = "是" if seat > 2 and _pick(61, "exempt", n) == 0 else ""
            path = "/".join(branch.path)
            yield path, name, _category(seat, n), f"XC{n:05d}", branch.district, branch.unit, exempt


def _branches() -> Iterator[Branch]:
    units = [*WITH_COMMITTEE, *WITH_GENERAL_BRANCH, *WITH_TWO, *WITH_ONE]
    district = {unit: DISTRICTS[place % len(DISTRICTS)] for place, unit in enumerate(units)}
    for upper, ending in ((WITH_COMMITTEE, "机关党委"), (WITH_GENERAL_BRANCH, "党总支")):
        for unit, wanted in upper.items():
            for name in BUREAU_BRANCHES[:wanted]:
                yield Branch((ROOT, f"中共{unit}{ending}", f"{unit}{name}党支部"), district[unit], unit)
    for unit in WITH_TWO:
        for name in ("机关", "离退休干部"):
            yield Branch((ROOT, f"新城{_plain(unit)}{name}党支部"), district[unit], f"新城{unit}")
    for unit in WITH_ONE:
        yield Branch((ROOT, f"新城{_plain(unit)}党支部"), district[unit], f"新城{unit}")


def _plain(unit: str) -> str:
    return unit.removesuffix("机关")


def _sizes(branches: int) -> list[int]:
    """3 to 50 a branch, most of them small, 2,789 together."""
    sizes = [LEAST + _pick(15, "size", n) + _pick(2, "large", n) * _pick(33, "more", n) for n in range(branches)]
    sizes = [min(size, MOST) for size in sizes]
    sizes[7], sizes[-3] = MOST, LEAST
    for step in count():
        short = PEOPLE - sum(sizes)
        if not short:
            return sizes
        place = _pick(branches, "even out", step)
        if LEAST < sizes[place] < MOST:
            sizes[place] += 1 if short > 0 else -1
    raise AssertionError


def _name(n: int, taken: set[str]) -> str:
    for again in count():
        surname = SURNAMES[min(_pick(len(SURNAMES), "surname", n, again), _pick(len(SURNAMES), "common", n, again))]
        first = FIRST[_pick(len(FIRST), "first", n, again)]
        second = SECOND[_pick(len(SECOND), "second", n, again)] if _pick(8, "two", n, again) else ""
        name = surname + (first + second if second else SECOND[_pick(len(SECOND), "single", n, again)])
        if name not in taken:
            taken.add(name)
            return name
    raise AssertionError


def _category(seat: int, n: int) -> str:
    if seat < 3:
        return "正式党员"
    drawn = _pick(100, "category", n)
    return "预备党员" if drawn < 4 else "入党积极分子" if drawn < 7 else "发展对象" if drawn < 8 else "正式党员"


def _pick(below: int, *what: str | int) -> int:
    digest = hashlib.sha256("|".join(map(str, what)).encode()).digest()
    return int.from_bytes(digest[:8], "big") % below
