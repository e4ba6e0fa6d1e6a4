"""What a bank refuses."""

from app.core.refusal import N_, declare

faulty = declare("bank.faulty", 422, N_("题库有 %(count)s 处错误，没有装入：%(said)s"))
