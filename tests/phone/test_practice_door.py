"""The door of practice: a card of one's own, and the banks, those meant for the own category first."""

from httpx2 import Response

from app.banks import editions, files
from tests.phone.conftest import BANKS, Phone, new_phone, words
from tests.small_contest import load_generated_bank
from tests.world import MEMBERS, World


def sign_in_to_practice(phone: Phone, name: str, secret: str = "") -> Response:
    branch = next(branch for one, branch, *_ in MEMBERS if one == name)
    return phone.post("/practice", branch=branch, name=name, secret=secret or phone.code(name))


def load_activists(world: World) -> None:
    editions.load(world.house, files.read_bank(BANKS / "activists-qa" / "bank.yaml"), world.house.clock.now())


def test_in_and_out_again(world: World) -> None:
    load_generated_bank(world.house)
    phone = new_phone(world)
    assert "登录后练习" in words(phone.get("/practice"))
    assert sign_in_to_practice(phone, "赵测一").headers["location"] == "/practice"
    assert "合成题库" in words(phone.get("/practice"))
    assert "28题，练过0题" in words(phone.get("/practice"))
    assert phone.post("/practice/leave").status_code == 303
    assert "登录后练习" in words(phone.get("/practice"))


def test_a_wrong_secret_and_an_unknown_branch_are_said_on_the_door(world: World) -> None:
    phone = new_phone(world)
    assert "没有对上" in words(sign_in_to_practice(phone, "赵测一", "0000 0000"))
    page = phone.post("/practice", branch="规划", name="赵测一", secret="1")
    assert "请选您的党支部" in words(page)
    assert page.text.count('type="radio"') == 1
    assert phone.get("/practice/branches", params={"q": "规划"}).json()[0]["name"] == "发展改革局机关党委规划党支部"


def test_a_contests_sign_in_is_enough(world: World) -> None:
    from tests.small_contest import open_small_contest

    open_small_contest(world, slug="small-cup")
    phone = new_phone(world)
    phone.sign_in()
    assert "选一个题库" in words(phone.get("/practice"))


def test_activists_find_their_bank_first_and_may_see_the_rest(world: World) -> None:
    load_generated_bank(world.house)
    load_activists(world)
    phone = new_phone(world)
    sign_in_to_practice(phone, "陈测十")
    page = words(phone.get("/practice"))
    assert page.index("入党积极分子问答") < page.index("合成题库")
    assert "为您这一类人员准备的" in page
    member = new_phone(world)
    sign_in_to_practice(member, "赵测一")
    page = words(member.get("/practice", params={"show": "all"}))
    assert page.index("合成题库") < page.index("入党积极分子问答")
    assert "入党积极分子问答" not in words(member.get("/practice", params={"show": "mine"}))
