"""A FastAPI POST with a pydantic body: it reads the answers and says them back, and stores nothing."""

from fastapi import FastAPI

from benchmarks.bare import serve
from benchmarks.bare.body import Answers

app = FastAPI()


@app.post("/api/v1/papers/{paper}/answers")
async def answers(paper: str, body: Answers) -> dict[str, object]:
    saved = {str(one.n): {"choice": one.choice, "lease": 1, "seq": one.seq} for one in body.answers}
    return {"saved": saved, "remaining_ms": 1_000_000}


@app.get("/healthz")
async def alive() -> dict[str, str]:
    return {"status": "ok"}


if __name__ == "__main__":
    serve(app)
