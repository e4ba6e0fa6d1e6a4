"""A roll at the desk: shown as it was understood, loaded whole by a second step or not at all."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.core.house import House
from app.organisations.counting import roll_counts
from app.organisations.demo import HEADER, demo_rows, write_demo_roll
from app.organisations.sheets import sheets
from tests.organisations.old_xls import xls

HEAD = "所属党组织,姓名,人员类别,手机号,家庭住址\n"
RIGHT = HEAD + "测试工委/甲支部,赵测一,正式党员,13900000001,某地\n测试工委/乙支部,钱测二,预备党员,,某地\n"
WRONG = HEAD + "测试工委/甲支部,赵测一,正式党员,139,某地\n测试工委/乙支部,,不知道,,某地\n"


def send(client: TestClient, content: str | bytes, name: str = "名册.csv") -> str:
    """Upload and give the address of the preview."""
    raw = content.encode() if isinstance(content, str) else content
    response = client.post("/desk/roll", files={"file": (name, raw)})
    assert response.status_code == 303, response.text
    return response.headers["location"]


def members(house: House) -> int:
    with house.database.reading() as session:
        return roll_counts(session).members


def uploads(house: House) -> list[Path]:
    return sorted((house.settings.data / "uploads").iterdir())


def test_the_empty_roll_says_what_to_do(client: TestClient) -> None:
    page = client.get("/desk/roll").text
    assert "名册还是空的" in page
    assert 'type="file"' in page


def test_a_right_file_is_shown_first_and_loaded_by_the_second_step(client: TestClient, house: House) -> None:
    preview = send(client, RIGHT)
    page = client.get(preview)
    assert "赵测一" in page.text
    assert "测试工委/甲支部" in page.text
    assert "家庭住址" in page.text, "columns that are not read are named"
    assert "某地" not in page.text
    assert members(house) == 0
    loaded = client.post(preview, data={"base": "0"})
    assert (loaded.status_code, loaded.headers["location"]) == (303, "/desk/roll?done=roll")
    assert members(house) == 2
    assert "名册.csv" in client.get("/desk/roll").text
    assert uploads(house) == [], "a roll is personal data: nothing of it stays behind"


def test_the_same_file_again_has_nothing_to_load(client: TestClient) -> None:
    client.post(send(client, RIGHT), data={"base": "0"})
    page = client.get(send(client, RIGHT)).text
    assert "名册已经和这份文件一样" in page
    assert "载入名册" not in page


def test_every_fault_has_its_sheet_row_and_column_and_nothing_is_loaded(client: TestClient, house: House) -> None:
    preview = send(client, WRONG)
    page = client.get(preview).text
    assert "3 处" in page
    assert "第 2 行 D 列（手机号）" in page
    assert "第 3 行 B 列（姓名）" in page
    assert "第 3 行 C 列（人员类别）" in page
    assert "载入名册" not in page
    assert client.post(preview, data={"base": "0"}).status_code == 422
    assert members(house) == 0


def test_discarding_deletes_the_file(client: TestClient, house: House) -> None:
    preview = send(client, RIGHT)
    assert len(uploads(house)) == 2
    assert all(path.stat().st_mode & 0o077 == 0 for path in uploads(house))
    assert client.post(f"{preview}/discard").headers["location"] == "/desk/roll?done=discarded"
    assert uploads(house) == []
    assert client.get(preview).status_code == 404


def test_what_was_seen_is_what_is_loaded(client: TestClient, house: House) -> None:
    seen = send(client, RIGHT)
    client.post(send(client, RIGHT.replace("乙支部", "丙支部")), data={"base": "0"})
    overtaken = client.post(seen, data={"base": "0"})
    assert overtaken.status_code == 409
    assert "请重新预览再导入" in overtaken.text
    assert "乙支部" not in client.get("/desk/roll").text


def test_a_part_loaded_as_the_whole_asks_from_the_beginning(client: TestClient, house: House, tmp_path: Path) -> None:
    whole = tmp_path / "demo.xlsx"
    write_demo_roll(whole)
    client.post(send(client, whole.read_bytes(), "demo.xlsx"), data={"base": "0"})
    assert members(house) == 2789
    rows = [",".join(row) for row in list(demo_rows())[:20]]
    preview = send(client, "\n".join([",".join(HEADER), *rows]))
    page = client.get(preview).text
    assert 'name="many_may_leave"' in page, "the tick is there before anything is refused"
    assert "现有 2,789 人里有 2,769 人不在这份文件里" in page
    assert page.count('<td class="n">') == 100
    assert "?page=28&amp;show=gone#people" in page
    last = client.get(preview, params={"show": "gone", "page": 28}).text
    assert last.count('<td class="n">') == 69
    assert client.post(preview, data={"base": "1"}).status_code == 409
    assert members(house) == 2789
    assert client.post(preview, data={"base": "1", "many_may_leave": "true"}).status_code == 303
    assert members(house) == 20


def test_who_changes_is_shown_with_what_changes(client: TestClient) -> None:
    client.post(send(client, RIGHT), data={"base": "0"})
    preview = send(client, RIGHT.replace("预备党员", "正式党员").replace("甲支部", "丙支部"))
    page = client.get(preview).text
    assert "预备党员 → 正式党员" in client.get(f"{preview}?show=changed").text
    assert "新的党组织 1 个" in page
    assert "测试工委/丙支部" in page


STRANGE = HEAD + "甲支步,孙测三,党员同志,,某地\n甲支步,李测四,正式党员,,某地\n丁支部,周测五,正式党员,,某地\n"


def test_a_spelling_is_settled_once_for_all_its_rows_and_for_the_next_file(client: TestClient, house: House) -> None:
    client.post(send(client, RIGHT), data={"base": "0"})
    both = RIGHT + STRANGE.removeprefix(HEAD)
    preview = send(client, both)
    page = client.get(preview).text
    assert "3 种写法要您选一次" in page
    assert '<option value="测试工委/甲支部">' in page
    assert "新建，放在 测试工委 下面" in page
    assert "载入名册" not in page
    nothing = {"written": ["organisation:甲支步"], "pick": [""], "other": ["没有这个支部"]}
    refused = client.post(f"{preview}/choices", data=nothing)
    assert (refused.status_code, "“没有这个支部”不是一个认得的选择" in refused.text) == (422, True)
    chosen = client.post(f"{preview}/choices", data={
        "written": ["organisation:甲支步", "category:党员同志", "organisation:丁支部"],
        "pick": ["", "full", "新建"], "other": ["甲支部", "", ""],
    })  # fmt: skip
    assert (chosen.status_code, chosen.headers["location"]) == (303, preview)
    page = client.get(preview).text
    assert "“甲支步” → 测试工委/甲支部" in page
    assert client.post(preview, data={"base": "1"}).status_code == 303
    assert members(house) == 5
    assert "名册已经和这份文件一样" in client.get(send(client, both)).text, "what was chosen is remembered"


def test_a_choice_can_be_taken_back(client: TestClient) -> None:
    client.post(send(client, RIGHT), data={"base": "0"})
    preview = send(client, RIGHT + STRANGE.removeprefix(HEAD))
    one = {"written": ["category:党员同志"], "pick": ["full"], "other": [""], "rest": "new"}
    client.post(f"{preview}/choices", data=one)
    assert "载入名册" in client.get(preview).text, "every other name became a new branch"
    client.post(f"{preview}/forget", data={"kind": "category", "spelling": "党员同志"})
    assert "1 种写法要您选一次" in client.get(preview).text


def test_the_rows_to_be_mended_can_be_downloaded(client: TestClient) -> None:
    preview = send(client, WRONG)
    assert f"{preview}/faults.xlsx" in client.get(preview).text
    file = client.get(f"{preview}/faults.xlsx")
    assert file.headers["cache-control"] == "no-store"
    (sheet,) = sheets(file.content, "faults.xlsx")
    assert len(sheet.rows) == 3
    assert "某地" not in str(sheet.rows), "a column that is not read is not handed on"
    assert "不像姓名" in str(sheet.rows) or "没有填" in str(sheet.rows)


def test_an_old_workbook_is_taken(client: TestClient, house: House) -> None:
    rows = [line.split(",") for line in RIGHT.strip().split("\n")]
    client.post(send(client, xls({"名册": rows}), "名册.xls"), data={"base": "0"})
    assert members(house) == 2


def test_branches_are_found_by_pinyin_and_shown_in_pages(client: TestClient, tmp_path: Path) -> None:
    whole = tmp_path / "demo.xlsx"
    write_demo_roll(whole)
    client.post(send(client, whole.read_bytes(), "demo.xlsx"), data={"base": "0"})
    everything = client.get("/desk/roll").text
    assert everything.count('<td class="n">') == 50
    assert "?page=4" in everything
    found = client.get("/desk/roll?q=czj").text
    assert "财政局" in found
    assert "水利局" not in found
    assert "没有找到" in client.get("/desk/roll?q=没有这个支部").text


@pytest.mark.parametrize(
    ("name", "content", "status", "said"),
    [
        ("名册.docx", b"PK", 422, "这里收 .xlsx .xls .csv 文件"),
        ("名册.csv", b"", 422, "还没有选文件"),
        ("", b"", 422, "还没有选文件"),
        ("名册.csv", b"x" * (10 * 1024 * 1024 + 1), 413, "内容太大"),
    ],
)
def test_other_files_are_refused_on_the_same_page(
    client: TestClient, house: House, name: str, content: bytes, status: int, said: str
) -> None:
    response = client.post("/desk/roll", files={"file": (name, content)})
    assert response.status_code == status
    assert said in response.text
    assert "上传名册" in response.text


@pytest.mark.parametrize("token", ["a" * 26, "../../secret", "..%2F..%2Fsecret.key", "A" * 26])
def test_only_kept_uploads_are_found(client: TestClient, token: str) -> None:
    assert client.get(f"/desk/roll/{token}").status_code == 404
