"""Every table once, so that Alembic and the tests see them all."""

from app.banks import models as banks
from app.contests import models as contests
from app.halls import models as halls
from app.ledger import models as ledger
from app.organisations import models as organisations
from app.papers import models as papers
from app.signin import models as signin

__all__ = ["banks", "contests", "halls", "ledger", "organisations", "papers", "signin"]
