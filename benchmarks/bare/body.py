"""The body that phones send, for the yardsticks that validate it."""

from pydantic import BaseModel


class Answer(BaseModel):
    n: int
    choice: list[str]
    seq: int


class Answers(BaseModel):
    send: str
    answers: list[Answer]
