"""What is wrong in a roll file, where, and what to do about it."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from app.core.i18n import translate
from app.core.refusal import N_
from app.organisations.models import ChoiceKind

MOST = 500


@dataclass(frozen=True)
class Place:
    """A cell, a row (no column) or a whole sheet (row 0). Rows count from 1, as the spreadsheet shows them."""

    sheet: str
    row: int = 0
    column: str = ""
    header: str = ""

    def said(self, language: str) -> str:
        if not self.row:
            return translate(language, N_("“%(sheet)s”"), sheet=self.sheet)
        if not self.column:
            return translate(language, N_("“%(sheet)s”第 %(row)s 行"), sheet=self.sheet, row=self.row)
        return translate(
            language,
            N_("“%(sheet)s”第 %(row)s 行 %(column)s 列（%(header)s）"),
            sheet=self.sheet,
            row=self.row,
            column=self.column,
            header=self.header,
        )


class Ask(NamedTuple):
    """What an organiser can settle once for all rows that write it so."""

    kind: ChoiceKind
    written: str


@dataclass(frozen=True)
class Fault:
    """``sentence`` is a msgid filled with ``facts``; it says what to do."""

    place: Place
    sentence: str
    facts: dict[str, Any] = field(default_factory=dict)
    asks: Ask | None = None

    @property
    def sheet(self) -> str:
        return self.place.sheet

    @property
    def row(self) -> int:
        return self.place.row

    @property
    def column(self) -> str:
        return self.place.column

    @property
    def header(self) -> str:
        return self.place.header

    def said(self, language: str = "zh") -> str:
        """Place and sentence in one line."""
        what = translate(language, self.sentence, **self.facts)
        return translate(language, N_("%(where)s：%(what)s"), where=self.place.said(language), what=what)

    def as_json(self, language: str = "zh") -> dict[str, Any]:
        said = translate(language, self.sentence, **self.facts)
        return {"sheet": self.sheet, "row": self.row, "column": self.column, "header": self.header, "fault": said}


NO_FILE = N_("文件是空的。请选有内容的名册文件。")
TOO_LARGE = N_("文件太大（超过 %(limit)s MB）。请删掉图片和多余的工作表再试。")
TOO_MANY_ROWS = N_("超过 %(limit)s 行。请分清名册和空白行：选中名册下面的空行，删除后再存。")
INFLATES = N_("文件解开后太大，没有读取。请新建一个表格，只把名册那几列粘贴过去再存。")
LOCKED = N_("文件加了密码。请用 Excel 或 WPS 打开，去掉密码另存后再试。")
UNREADABLE = N_("文件打不开。请用 Excel 或 WPS 打开，另存为 .xlsx 再试。")
NOT_TEXT = N_("文字编码认不出。请另存为 .xlsx，或“CSV UTF-8”。")
BROKEN_LINE = N_("这一行读不出来（引号没有成对？）。请改好引号，或另存为 .xlsx。")
KIND = N_("这里收 .xlsx、.xls 和 .csv。请另存为其中一种再试。")
NO_HEADER = N_(
    "前 %(rows)s 行里没有找到表头。请在一行里写上：所属党组织、姓名、人员类别、工号（或手机号）、片、单位、免考。"
)
NO_PEOPLE = N_("文件里只有党组织，没有人员表。请把人员表放在同一个文件里。")
NO_COLUMN = N_("表头缺少“%(missing)s”。请加上这一列。")
TWICE = N_("“%(header)s”和前面一列重复。请只留一列。")
NO_ROWS = N_("表头下面没有人。请填好名册再试。")

EMPTY = N_("没有填。请填上；合并的单元格请取消合并，每行都填。")
INVISIBLE = N_("含有看不见的控制字符。请删掉这一格，重新输入。")
TOO_LONG = N_("太长（最多 %(most)s 个字）。请缩短。")
NOT_A_NAME = N_("不像姓名。姓名只用文字、间隔号和空格，请改正。")
EMPTY_LEVEL = N_("党组织的路径里有空的一级。请写成 上级/下级/支部，中间不留空。")
TOO_DEEP = N_("党组织超过 %(most)s 级。请检查多余的“/”。")
NOT_AN_ORGANISATION = N_("“%(name)s”不像党组织的名称。请以文字或数字开头。")
CATEGORY = N_("“%(word)s”不是认得的人员类别。请填：正式党员、预备党员、发展对象、入党积极分子、非党员。")
NUMBER = N_("工号只用文字、数字和连字符，最多 40 个。请改正。")
PHONE = N_("不是手机号。请填 11 位手机号，或只填后四位；表格里请设为文本格式。")
EXEMPT = N_("免考请填“是”，不免考就留空。")
NOT_MATCHED = N_("“%(name)s”和名册里的党组织对不上。请选定它是哪一个，或者新建。")
SEVERAL = N_("叫“%(name)s”的党组织不止一个。请选定是哪一个，或在表里写成 上级/下级。")
GROUP_ABOVE = N_("党小组“%(name)s”不在党支部下面。请写成 支部/党小组，或填“党小组”一列。")
KIND_WORD = N_("“%(word)s”不是认得的类型。请填：工委、党委、党总支、党支部、联合党支部、党小组，或留空。")
TREE_TWICE = N_("和第 %(other)s 行（%(sheet)s）是同一个党组织。请只留一行。")
CIRCLE = N_("上级绕了一圈又回到自己，或层级太多。请改正“上级党组织”。")
SHORT_TWICE = N_("简称和第 %(other)s 行（%(sheet)s）一样，榜上分不开。请改一个。")
ALIAS_TWICE = N_("“%(name)s”也是第 %(other)s 行（%(sheet)s）的名称。一个名称只能指一个党组织，请改正。")
MANY_UNITS = N_("联合党支部最多覆盖 %(most)s 个单位，这里写了 %(count)s 个。请核对。")
UNITS_OF_BRANCH = N_("只有党支部才填覆盖单位。请删掉，或改正类型。")
WHICH_UNIT = N_("这是联合党支部，请写明本人的单位：%(units)s。")
NOT_A_UNIT = N_("“%(unit)s”不是这个联合党支部覆盖的单位（%(units)s）。请改正其中一处。")
SAME_NUMBER = N_("工号和第 %(other)s 行（%(sheet)s）重复。一个工号只能是一个人，请改正其中一行。")
NAMESAKES = N_(
    "和第 %(other)s 行（%(sheet)s）同支部、同姓名，分不清是不是两个人。是一个人请删掉一行；是两个人请都填工号。"
)
NAMESAKES_BEFORE = N_("本支部名册里原有 %(count)s 位同名的人，分不清这是哪一位。请填上工号（或原来的手机号）。")
