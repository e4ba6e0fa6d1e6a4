"""A bank at the desk: every question as the member will see it, every fault with its line, then an edition."""

from fastapi.testclient import TestClient

from app.banks import index
from app.core.house import House
from tests.desk.conftest import BANKS

SAMPLE = BANKS / "sample" / "bank.yaml"
SMALL = """\
bank: small
title: 小题库
edition: "1"
questions:
  - id: one
    kind: single
    stem: 一加一等于几？
    options: [一, 二, <b>三</b>]
    answer: "B"
    explanation: 算术。
    source: {document: 测试文件, edition: 2026, article: 1}
    difficulty: easy
    topics: [算术]
    status: checked
"""


def send(client: TestClient, content: str | bytes, name: str = "bank.yaml") -> str:
    raw = content.encode() if isinstance(content, str) else content
    response = client.post("/desk/banks", files={"file": (name, raw)})
    assert response.status_code == 303, response.text
    return response.headers["location"]


def editions(house: House) -> int:
    with house.database.reading() as session:
        return len(index.banks(session))


def test_without_a_bank_the_page_says_what_to_do(client: TestClient) -> None:
    assert "还没有题库" in client.get("/desk/banks").text


def test_every_question_is_shown_as_members_see_it_before_it_is_loaded(client: TestClient, house: House) -> None:
    preview = send(client, SAMPLE.read_bytes())
    page = client.get(preview).text
    assert page.count('class="question"') == 24
    assert "中华人民共和国的首都是哪座城市？" in page
    assert "宪法第一百四十三条规定首都是北京。" in page
    assert "《中华人民共和国宪法》（2018年）第一百四十三条" in page
    assert "Which city is the capital" in client.get(f"{preview}?lang=en").text
    client.cookies.delete("cup_lang")
    assert editions(house) == 0
    assert client.post(preview).headers["location"] == "/desk/banks?done=bank"
    assert editions(house) == 1
    assert "试答样题" in client.get("/desk/banks").text
    assert client.get("/desk/banks/sample").text.count('class="question"') == 24
    again = client.post(send(client, SAMPLE.read_bytes()))
    assert again.headers["location"] == "/desk/banks?done=same-bank"


def test_what_stands_in_a_file_is_text_and_never_markup(client: TestClient) -> None:
    page = client.get(send(client, SMALL)).text
    assert "&lt;b&gt;三&lt;/b&gt;" in page
    assert "<b>三</b>" not in page


def test_faults_and_lint_errors_have_line_question_and_field_and_refuse_loading(
    client: TestClient, house: House
) -> None:
    preview = send(client, SMALL.replace('answer: "B"', 'answer: "D"'))
    page = client.get(preview).text
    assert "第 5 行 · one · answer" in page
    assert "答案有 D" in page
    assert "载入为新版本" not in page
    assert client.post(preview).status_code == 422
    broken = client.get(send(client, SMALL.replace("kind: single", "kind: guess"))).text
    assert "第 6 行" in broken
    assert "载入为新版本" not in broken
    assert editions(house) == 0


def test_a_file_that_is_not_yaml_is_a_fault_and_no_failure(client: TestClient) -> None:
    page = client.get(send(client, "bank: [unclosed\nquestions: {"))
    assert page.status_code == 200
    assert "处要改" in page.text


def test_remarks_do_not_stop_loading(client: TestClient) -> None:
    preview = send(client, SMALL.replace("    explanation: 算术。\n", '    explanation: ""\n'))
    page = client.get(preview).text
    assert "没有解析" in page
    assert "载入为新版本" in page
    assert client.post(preview).status_code == 303


def test_unknown_banks_and_kinds(client: TestClient) -> None:
    assert client.get("/desk/banks/nothing").status_code == 404
    refused = client.post("/desk/banks", files={"file": ("bank.xlsx", b"PK")})
    assert refused.status_code == 422
    assert ".yaml" in refused.text
