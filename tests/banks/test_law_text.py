"""Official texts as files. The sample here is invented; the real ones are not part of the project."""

import pytest

from app.banks.law_text import BadLaw, paragraph, read_law

SAMPLE = """---
title: 测试条例
version: 2022-10-01
articles: 4
---

# 测试条例

### 总纲

为了测试，制定本条例。

### 第一章 总则

第一条　测试每年举行一次。
有关部门应当支持测试。

<!-- 说明不属于条文 -->
第二条　测试分为：
（一）笔试；
（二）口试。

#### 第二节 附带

第三条　任期为五年。

## 第二编 附则

第十一条　本条例自公布之日起施行。

## 附 (attachment)

税率表 百分之三
"""


def test_articles_paragraphs_chapters_and_attachments_are_told_apart() -> None:
    law = read_law(SAMPLE, "sample.md")
    assert (law.title, law.edition) == ("测试条例", 2022)
    assert list(law.articles) == ["总纲", "1", "2", "3", "11"]
    assert law.articles["1"].paragraphs == ("测试每年举行一次。", "有关部门应当支持测试。")
    assert law.articles["3"].chapter == "第一章 总则"
    assert law.chapters == {"总纲": ["总纲"], "第一章 总则": ["1", "2", "3"], "第二编 附则": ["11"]}
    assert "百分之三" in law.attached


@pytest.mark.parametrize(
    "content",
    ["", "第一条　没有说明。", "---\ntitle: 甲\n---\n第一条　一。\n", "---\ntitle: 甲\nversion: 2022\n---\n没有条文\n"],
)
def test_what_is_not_a_text_is_refused_with_its_name(content: str) -> None:
    with pytest.raises(BadLaw, match=r"sample\.md"):
        read_law(content, "sample.md")


@pytest.mark.parametrize(
    ("number", "lines"),
    [(1, ["一。"]), (2, ["二：", "（一）甲；", "（二）乙。"]), (3, ["三。"]), (4, 5), (None, 5), ("二", 5)],
)
def test_a_paragraph_comes_with_its_items(number: int | str | None, lines: list[str] | int) -> None:
    text = ["一。", "二：", "（一）甲；", "（二）乙。", "三。"]
    assert paragraph(text, number) == (text if lines == 5 else lines)
